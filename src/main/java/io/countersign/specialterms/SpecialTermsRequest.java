package io.countersign.specialterms;

import java.time.Instant;
import java.time.LocalDate;

import io.countersign.kernel.Money;

/**
 * A request for special terms as it stands now.
 *
 * @param reference for instance {@code ST-2027-000101}
 * @param agreement the agreement they belong to; {@code null} until a package is linked
 * @param revision number of the newest revision, counted from 1
 * @param contentHash SHA-256 of what the newest revision asks for
 * @param requestedBy the reseller's code, or the user id of who entered it: never an
 * approver
 * @param waitsFor what has to happen next, in words; {@code null} once closed
 * @param decidedBy who closed it; {@code null} before
 * @param expiresOn last day (UTC) on which an agreement may be signed under it;
 * {@code null} until it is granted
 */
public record SpecialTermsRequest(String reference, Origin origin, String reseller, String subsidiary, String agreement,
		String customer, String customerCountry, String programme, String segment, Money value,
		SpecialTermsStatus status, int revision, String contentHash, String requestedBy, String waitsFor,
		Instant waitsSince, Instant waitsUntil, String decidedBy, String decisionReason, LocalDate expiresOn,
		Instant receivedAt, Instant changedAt, Instant closedAt) {

	/** Where a request came from. */
	public enum Origin {

		/** A reseller sent it. */
		RESELLER,
		/** Somebody of the desk entered it for a reseller. */
		DESK,
		/** A package asked for the terms. */
		PACKAGE

	}

}
