package io.countersign.agreement;

import java.time.Instant;

/**
 * Our signature on a submission, as it is told to others.
 *
 * @param sha256 address of the countersigned PDF
 * @param signatory user id, or {@code standing} for the standing authority
 */
public record Countersignature(String sha256, String signatory, Instant signedAt) {

	static Countersignature of(CountersignedDocument document) {
		return new Countersignature(document.sha256(), document.signatory(), document.signedAt());
	}

}
