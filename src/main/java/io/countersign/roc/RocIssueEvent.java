package io.countersign.roc;

import java.time.Instant;
import java.util.Map;

import io.countersign.kernel.BusinessEvent;

/**
 * Something that happened to an issue with the ROC.
 *
 * @param type its name in the audit trail, for instance {@code RocIssueOpened}
 * @param reference the agreement's number, so that both tell one story; the issue's own
 * where it is about no agreement
 * @param summary a sentence that the agreement's reseller may read, too
 * @param facts the issue's number is among them; words for the desk only as well
 */
record RocIssueEvent(String type, String reference, Instant occurredAt, String actor, String summary,
		Map<String, String> facts) implements BusinessEvent {
}
