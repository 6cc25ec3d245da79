package io.countersign.audit;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Reads the audit trail. */
public interface AuditTrail {

	/**
	 * An event that happened.
	 *
	 * @param actor user id, reseller code, {@code roc} or {@code system}
	 */
	record Entry(long sequence, String reference, String type, Instant occurredAt, String actor, String summary,
			Map<String, String> facts) {
	}

	/** Everything that happened to an agreement, oldest first. */
	List<Entry> of(String reference);

	/**
	 * What happened last, newest first, to agreements of these subsidiaries or of all
	 * where {@code null}.
	 */
	List<Entry> latest(Collection<String> subsidiaries, int limit);

}
