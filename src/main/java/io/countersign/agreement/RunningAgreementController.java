package io.countersign.agreement;

import java.time.LocalDate;
import java.util.Map;

import io.countersign.identity.Callers;
import io.countersign.kernel.Money;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The register of running agreements over HTTP. */
@RestController
@RequestMapping("/api/v1/running-agreements")
@Tag(name = "Running agreements", description = "Agreements in force, executed here or before")
class RunningAgreementController {

	private final RunningAgreements agreements;

	private final Callers callers;

	RunningAgreementController(RunningAgreements agreements, Callers callers) {
		this.agreements = agreements;
		this.callers = callers;
	}

	@GetMapping
	@Operation(operationId = "listRunningAgreements",
			summary = "Agreements in force that the caller may see; a reseller sees those it is partner of record of")
	AgreementViews.Page<RunningItem> list(@RequestParam(required = false) String q,
			@RequestParam(defaultValue = "0") int page, @RequestParam(defaultValue = "50") int size) {
		AgreementViews.Page<RunningAgreements.Row> rows = this.agreements.search(this.callers.current(), q, page, size);
		return new AgreementViews.Page<>(rows.items().stream().map(RunningItem::of).toList(), rows.page(), rows.size(),
				rows.total());
	}

	/**
	 * A running agreement in the list.
	 */
	record RunningItem(String enrolment, String agreementNumber, String programme, String segment, String formVersion,
			String customer, String country, String partnerNumber, String nextPartnerNumber, LocalDate nextPartnerFrom,
			Money totalValue, LocalDate termStart, LocalDate termEnd, Map<String, String> priceLevels, String origin,
			String reference) {

		static RunningItem of(RunningAgreements.Row row) {
			return new RunningItem(row.enrolment(), row.agreementNumber(), row.programme(), row.segment(),
					row.formVersion(), row.customer(), row.country(), row.partnerNumber(), row.nextPartnerNumber(),
					row.nextPartnerFrom(), row.totalValue(), row.termStart(), row.termEnd(), row.priceLevels(),
					row.origin(), row.reference());
		}

	}

}
