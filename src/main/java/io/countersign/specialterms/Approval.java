package io.countersign.specialterms;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

import io.countersign.agreement.TermsRegister;

/**
 * What an approver decided, never changed.
 *
 * @param revision for which it was decided; counts for a later one of the same content
 * @param onBehalfOf the absent person whose cover decided; {@code null} where nobody is
 * @param expiresOn last day (UTC) on which an agreement may be signed under it
 */
public record Approval(String reference, int revision, int step, String office, Decision decision, String reason,
		String decidedBy, String onBehalfOf, String contentHash, List<TermsRegister.Condition> conditions,
		int routeVersion, LocalDate expiresOn, String seal, Instant decidedAt) {

	/** What can be decided. */
	public enum Decision {

		APPROVE, APPROVE_WITH_CONDITIONS, REFUSE

	}

}
