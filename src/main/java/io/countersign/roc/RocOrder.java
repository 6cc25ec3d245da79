package io.countersign.roc;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.countersign.agreement.Agreement;
import io.countersign.agreement.AgreementPackage;
import io.countersign.agreement.Countersignature;
import io.countersign.agreement.StoredSubmission;
import io.countersign.kernel.Money;

/**
 * An order as the contract has it, schema {@code Order} of {@code docs/roc-openapi.yaml};
 * what is {@code null} is left out.
 *
 * @param totalValue decimal text in the currency's main unit
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RocOrder(String idempotencyKey, OperationKey.Operation operation, String reference, int submission,
		String programme, String scenario, String segment, OrderedBy customer, String reseller, String currency,
		String totalValue, Term term, String purchaseOrder, String contentHash, List<OrderedDocument> documents,
		SignedBy countersignature) {

	@JsonInclude(JsonInclude.Include.NON_NULL)
	record OrderedBy(String legalName, String country, String publicCustomerNumber) {
	}

	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Term(LocalDate start, LocalDate end) {
	}

	@JsonInclude(JsonInclude.Include.NON_NULL)
	record OrderedDocument(String sha256, String type, String code, String fileName) {
	}

	record SignedBy(String sha256, String signatory, Instant signedAt) {
	}

	static RocOrder of(OperationKey key, Agreement agreement, StoredSubmission submission, Countersignature signature) {
		AgreementPackage facts = submission.facts();
		Money value = agreement.value();
		return new RocOrder(key.value(), key.operation(), key.reference(), key.submission(),
				agreement.programme().code(), agreement.scenario().name(), agreement.segment().name(),
				new OrderedBy(agreement.customer(), agreement.country(), facts.customer().publicCustomerNumber()),
				agreement.reseller(), value.currency(), value.amount().stripTrailingZeros().toPlainString(),
				(facts.term() != null) ? new Term(facts.term().start(), facts.term().end()) : null,
				(facts.purchaseOrder() != null) ? facts.purchaseOrder().number() : null, submission.contentHash(),
				submission.documents()
					.stream()
					.filter((document) -> document.role().equals("RECEIVED"))
					.map((document) -> new OrderedDocument(document.sha256(), document.type().name(), document.code(),
							document.fileName()))
					.toList(),
				new SignedBy(signature.sha256(), signature.signatory(), signature.signedAt()));
	}

	/** The cancellation of this order. */
	RocOrder cancelledBy(OperationKey key) {
		return new RocOrder(key.value(), key.operation(), this.reference, this.submission, this.programme,
				this.scenario, this.segment, this.customer, this.reseller, this.currency, this.totalValue, this.term,
				this.purchaseOrder, this.contentHash, null, null);
	}

}
