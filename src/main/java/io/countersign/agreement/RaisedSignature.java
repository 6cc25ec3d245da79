package io.countersign.agreement;

import java.time.Instant;

/**
 * A countersigned document whose signature proves more than before.
 *
 * @param submission number of the submission
 * @param former address of the version before
 * @param sha256 address of the new version, already stored
 * @param stampedAt the time that is proven, UTC
 * @param provenBy who stated that time, by the name in its certificate
 */
public record RaisedSignature(String reference, int submission, String former, SignatureLevel formerLevel,
		String sha256, SignatureLevel level, Instant stampedAt, String provenBy) {
}
