package io.countersign.agreement;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.countersign.agreement.AgreementPackage.DocumentType;
import io.countersign.document.GuardedPdf;

/**
 * A submission on its way in: read and guarded, not yet stored.
 *
 * @param reference the agreement's number
 * @param number 1 for the first package, then 2, 3, …
 * @param contentHash SHA-256 over the canonical facts and the documents' hashes: what a
 * signature binds
 * @param history what was known when it arrived
 * @param preparedBy who put the package together: the reseller, or a person of the desk
 * who imported or corrected it and then never reviews it
 */
public record IncomingSubmission(String reference, int number, String reseller, String subsidiary,
		AgreementPackage facts, List<ReceivedDocument> documents, String contentHash, Instant receivedAt,
		PackageHistory history, String preparedBy) {

	/** A submission that its reseller prepared. */
	public IncomingSubmission(String reference, int number, String reseller, String subsidiary, AgreementPackage facts,
			List<ReceivedDocument> documents, String contentHash, Instant receivedAt, PackageHistory history) {
		this(reference, number, reseller, subsidiary, facts, documents, contentHash, receivedAt, history, reseller);
	}

	/** The same, put together by somebody else. */
	IncomingSubmission preparedBy(String person) {
		return new IncomingSubmission(this.reference, this.number, this.reseller, this.subsidiary, this.facts,
				this.documents, this.contentHash, this.receivedAt, this.history, person);
	}

	/**
	 * A document of the submission.
	 *
	 * @param entry how the package lists it
	 */
	public record ReceivedDocument(AgreementPackage.DocumentEntry entry, GuardedPdf pdf) {
	}

	/** The first document of a type. */
	public Optional<ReceivedDocument> document(DocumentType type) {
		return this.documents.stream().filter((document) -> document.entry().type() == type).findFirst();
	}

}
