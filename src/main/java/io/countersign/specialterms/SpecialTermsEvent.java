package io.countersign.specialterms;

import java.time.Instant;
import java.util.Map;

import io.countersign.kernel.BusinessEvent;

/**
 * Something that happened to a request for special terms, or to the catalogue.
 *
 * @param type its name in the audit trail, for instance {@code SpecialTermsAsked}
 * @param reference the request's number, or {@code CLAUSE-} and a clause's code
 */
record SpecialTermsEvent(String type, String reference, Instant occurredAt, String actor, String summary,
		Map<String, String> facts) implements BusinessEvent {
}
