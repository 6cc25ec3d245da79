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
