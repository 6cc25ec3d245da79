package io.countersign.agreement;

import java.time.Instant;

/**
 * The result of a countersignature.
 *
 * @param sha256 address of the countersigned PDF, already stored
 * @param signatory user id, or {@code standing} for the standing authority
 * @param name who signs in words, for the timeline
 * @param capacity what entitles the signatory
 */
public record CountersignedDocument(String sha256, String code, String fileName, String signatory, String name,
		String capacity, Instant signedAt) {
}
