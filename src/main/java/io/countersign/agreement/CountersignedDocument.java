package io.countersign.agreement;

import java.time.Instant;

/**
 * The result of a countersignature.
 *
 * @param sha256 address of the countersigned PDF, already stored
 * @param signatory user id, or {@code standing} for the standing authority
 * @param name who signs in words, for the timeline
 * @param capacity what entitles the signatory
 * @param level what the signature proves by itself; {@code null} where it is not a
 * digital one of ours
 * @param stampedAt the time that is proven, UTC; {@code null} where none is
 */
public record CountersignedDocument(String sha256, String code, String fileName, String signatory, String name,
		String capacity, Instant signedAt, SignatureLevel level, Instant stampedAt) {

	/** A document that carries no digital signature of ours, for instance a scan. */
	public CountersignedDocument(String sha256, String code, String fileName, String signatory, String name,
			String capacity, Instant signedAt) {
		this(sha256, code, fileName, signatory, name, capacity, signedAt, null, null);
	}

}
