package io.countersign.specialterms;

import java.time.Instant;

/**
 * A decision about the special terms of one submission.
 *
 * @param submission number of the submission decided on
 * @param decidedBy user id
 * @param contentHash SHA-256 of that submission's content: the decision counts for no
 * other
 */
public record TermsDecision(String reference, int submission, boolean approved, String reason, String decidedBy,
		Instant decidedAt, String contentHash) {
}
