package io.countersign.kernel;

import java.time.Instant;
import java.util.Map;

/**
 * Something that happened to an agreement and that somebody may have to prove later.
 * Published inside the transaction that makes it true; the audit trail listens there and
 * then, so that a change and its event commit together or not at all.
 */
public interface BusinessEvent {

	/** The agreement's number. */
	String reference();

	/** When it happened, UTC. */
	Instant occurredAt();

	/**
	 * Who did it: a person's user id, a reseller's code, {@code roc}, or {@code system}
	 * for what policy did by itself.
	 */
	String actor();

	/** One sentence for the timeline, for a reader who does not know the code. */
	String summary();

	/** Facts worth keeping, by name; never a document or personal data. */
	default Map<String, String> facts() {
		return Map.of();
	}

	/**
	 * The event's name in the audit trail: the record's name, for instance
	 * {@code AgreementSigned}.
	 */
	default String type() {
		return getClass().getSimpleName();
	}

}
