package io.countersign.imports;

import java.time.Instant;
import java.util.Map;

import io.countersign.kernel.BusinessEvent;

/**
 * Something that happened to an import; its reference is the import's id.
 *
 * @param type its name in the audit trail
 */
record ImportEvent(String type, String reference, Instant occurredAt, String actor, String summary,
		Map<String, String> facts) implements BusinessEvent {
}
