package io.countersign.agreement;

import java.time.Instant;

/**
 * Our signature on a submission, as it is told to others.
 *
 * @param sha256 address of the newest version of the countersigned PDF
 * @param signatory user id, or {@code standing} for the standing authority
 * @param level what it proves by itself; {@code null} where it is not a digital one
 */
public record Countersignature(String sha256, String signatory, Instant signedAt, SignatureLevel level) {

	/** Whether its time is still to be proven by a time stamp. */
	public boolean stampPending() {
		return this.level != null && !this.level.stamped();
	}

	static Countersignature of(CountersignedDocument document) {
		return new Countersignature(document.sha256(), document.signatory(), document.signedAt(), document.level());
	}

}
