package io.countersign.signature;

import java.time.Instant;
import java.util.Map;

import io.countersign.kernel.BusinessEvent;

/**
 * The register of authorities changed, or somebody asked for it.
 *
 * @param reference number of the proposal or of the absence
 * @param type what happened, for instance {@code AuthorityReleased}
 */
record AuthorityEvent(String type, String reference, Instant occurredAt, String actor, String summary,
		Map<String, String> facts) implements BusinessEvent {
}
