package io.countersign.roc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.roc.Handoff.Outcome;
import io.countersign.roc.OperationKey.Operation;
import io.countersign.roc.RocClock.Times;
import io.countersign.work.Signal;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * What the ROC told: kept once each, in one statement for a whole call, and understood
 * afterwards.
 */
@Component
class RocInbox {

	/** The ROC's callbacks. */
	static final String CALLBACK = "roc";

	/** Refusals that came as the answer to a handoff. */
	private static final String RECEIPT = "receipt";

	/** Reason of a refusal at the handoff: other. */
	private static final String OTHER = "R90";

	private static final List<String> COLUMNS = List.of("id", "idempotencyKey", "sequence", "type");

	private static final String WAITING = """
			select o.idempotency_key, o.reference, o.operation, o.milestone, o.answered_sequence, o.center, o.sent_at,
				o.acknowledged_at, o.accepted_at, o.processed_at, o.invoiced_at, o.ended_at, o.due_at, o.seconds_left,
				exists (select 1 from countersign.roc_issue q where q.reference = o.reference and q.kind in ('SILENCE', 'HOLD') and q.closed_at is null) as issue_open
			from countersign.roc_outbox o where o.idempotency_key in %s""";

	private final JdbcTemplate jdbc;

	private final ObjectMapper json;

	private final Clock clock;

	private final Signal kept = new Signal();

	RocInbox(JdbcTemplate jdbc, ObjectMapper json, Clock clock) {
		this.jdbc = jdbc;
		this.json = json;
		this.clock = clock;
	}

	/** Raised when an event has been kept and its transaction has committed. */
	Signal kept() {
		return this.kept;
	}

	/** Why an event was not kept now. */
	enum Verdict {

		ACCEPTED, DUPLICATE, UNKNOWN_AGREEMENT, UNKNOWN_ORDER

	}

	/**
	 * Keeps the events of orders that were handed over.
	 * @return a verdict for each event, by its id
	 */
	Map<String, Verdict> keep(List<RocEvent> events) {
		Map<String, RocEvent> first = new HashMap<>();
		events.forEach((event) -> first.putIfAbsent(event.id(), event));
		List<RocEvent> distinct = List.copyOf(first.values());
		OffsetDateTime now = RocOutbox.utc(this.clock.instant());
		Map<String, Verdict> verdicts = new HashMap<>();
		this.jdbc.query(
				"""
						insert into countersign.roc_inbox (sender, event_id, idempotency_key, sequence, type, payload, received_at, next_attempt_at)
						select ?, e.id, e.key, e.sequence, e.type, e.payload::jsonb, ?, ?
						from unnest(?::varchar[], ?::varchar[], ?::int[], ?::varchar[], ?::varchar[], ?::varchar[], ?::int[])
							as e (id, key, sequence, type, payload, reference, submission)
						join countersign.roc_outbox o on o.idempotency_key = e.key and o.reference = e.reference
							and o.submission = e.submission
						on conflict (sender, event_id) do nothing
						returning event_id""",
				(statement) -> {
					statement.setString(1, CALLBACK);
					statement.setObject(2, now);
					statement.setObject(3, now);
					bind(statement, 4, distinct);
				}, (row) -> {
					verdicts.put(row.getString("event_id"), Verdict.ACCEPTED);
				});
		if (!verdicts.isEmpty()) {
			this.kept.raiseAfterCommit();
		}
		if (verdicts.size() < distinct.size()) {
			explain(distinct.stream().filter((event) -> !verdicts.containsKey(event.id())).toList(), verdicts);
		}
		return verdicts;
	}

	private void bind(PreparedStatement statement, int from, List<RocEvent> events) throws SQLException {
		RocOutbox.column(statement, from, "varchar", events, RocEvent::id);
		RocOutbox.column(statement, from + 1, "varchar", events, RocEvent::idempotencyKey);
		RocOutbox.column(statement, from + 2, "int4", events, RocEvent::sequence);
		RocOutbox.column(statement, from + 3, "varchar", events, (event) -> event.type().name());
		RocOutbox.column(statement, from + 4, "varchar", events, this::write);
		RocOutbox.column(statement, from + 5, "varchar", events, RocEvent::reference);
		RocOutbox.column(statement, from + 6, "int4", events, RocEvent::submission);
	}

	private void explain(List<RocEvent> notKept, Map<String, Verdict> verdicts) {
		Set<String> known = new HashSet<>();
		this.jdbc.query("select event_id from countersign.roc_inbox where sender = ? and event_id = any(?)",
				(statement) -> {
					statement.setString(1, CALLBACK);
					RocOutbox.column(statement, 2, "varchar", notKept, RocEvent::id);
				}, (row) -> {
					known.add(row.getString("event_id"));
				});
		Set<String> agreements = new HashSet<>();
		this.jdbc.query("select reference from countersign.agreement where reference = any(?)",
				(statement) -> RocOutbox.column(statement, 1, "varchar", notKept, RocEvent::reference), (row) -> {
					agreements.add(row.getString("reference"));
				});
		for (RocEvent event : notKept) {
			verdicts.put(event.id(), known.contains(event.id()) ? Verdict.DUPLICATE
					: agreements.contains(event.reference()) ? Verdict.UNKNOWN_ORDER : Verdict.UNKNOWN_AGREEMENT);
		}
	}

	/** Keeps refusals that were stored with the handoffs in the present transaction. */
	void refused(List<Outcome> outcomes) {
		OffsetDateTime now = RocOutbox.utc(this.clock.instant());
		this.jdbc.update(
				"""
						insert into countersign.roc_inbox (sender, event_id, idempotency_key, sequence, type, payload, received_at, next_attempt_at)
						select ?, o.idempotency_key, o.idempotency_key, 0, 'REJECTED', jsonb_build_object(
							'reference', o.reference, 'submission', o.submission, 'occurredAt', ?::varchar, 'reasonCode', ?::varchar, 'text', o.last_problem),
							?, ?
						from unnest(?::varchar[], ?::bigint[]) as r (key, fence)
						join countersign.roc_outbox o on o.idempotency_key = r.key and o.fence = r.fence and o.state = 'REFUSED'
						on conflict (sender, event_id) do nothing""",
				(statement) -> {
					statement.setString(1, RECEIPT);
					statement.setString(2, this.clock.instant().toString());
					statement.setString(3, OTHER);
					statement.setObject(4, now);
					statement.setObject(5, now);
					RocOutbox.column(statement, 6, "varchar", outcomes, (outcome) -> outcome.handoff().key());
					RocOutbox.column(statement, 7, "int8", outcomes, (outcome) -> outcome.handoff().fence());
				});
		this.kept.raiseAfterCommit();
	}

	/**
	 * A handoff with events that nobody has dealt with yet.
	 *
	 * @param milestone how far the ROC got; {@code null} before its first answer
	 * @param answered number of the last event dealt with
	 * @param times when it got that far, and the center's clock
	 * @param issueOpen whether an issue is open that ends with what the ROC says
	 */
	record Waiting(String key, String reference, Operation operation, String milestone, int answered, Times times,
			boolean issueOpen) {
	}

	/**
	 * A kept event.
	 */
	record Kept(String sender, RocEvent event, Instant receivedAt, int attempts) {
	}

	/**
	 * Handoffs with events to deal with, locked until the transaction ends; those that
	 * another node works on are skipped.
	 */
	List<Waiting> waiting(int atMost) {
		return this.jdbc.query(WAITING.formatted(
				"(select i.idempotency_key from countersign.roc_inbox i where i.state = 'PENDING' and i.next_attempt_at <= ?)")
				+ " limit ? for no key update of o skip locked", (row, index) -> waiting(row),
				RocOutbox.utc(this.clock.instant()), atMost);
	}

	/** One such handoff; empty when another node works on it. */
	List<Waiting> waiting(String key) {
		return this.jdbc.query(WAITING.formatted("(?)") + " for no key update of o skip locked",
				(row, index) -> waiting(row), key);
	}

	private static Waiting waiting(ResultSet row) throws SQLException {
		return new Waiting(row.getString("idempotency_key"), row.getString("reference"),
				Operation.valueOf(row.getString("operation")), row.getString("milestone"),
				row.getInt("answered_sequence"), times(row), row.getBoolean("issue_open"));
	}

	static Times times(ResultSet row) throws SQLException {
		int secondsLeft = row.getInt("seconds_left");
		Duration left = row.wasNull() ? null : Duration.ofSeconds(secondsLeft);
		return new Times(row.getString("center"), Operation.valueOf(row.getString("operation")), moment(row, "sent_at"),
				moment(row, "acknowledged_at"), moment(row, "accepted_at"), moment(row, "processed_at"),
				moment(row, "invoiced_at"), moment(row, "ended_at"), moment(row, "due_at"), left);
	}

	private static Instant moment(ResultSet row, String column) throws SQLException {
		OffsetDateTime moment = row.getObject(column, OffsetDateTime.class);
		return (moment != null) ? moment.toInstant() : null;
	}

	/** The events of these handoffs that nobody has dealt with, in their order. */
	Map<String, List<Kept>> pending(List<Waiting> handoffs) {
		Map<String, List<Kept>> events = new HashMap<>();
		this.jdbc.query(
				"select sender, event_id, idempotency_key, sequence, type, payload, received_at, attempts from countersign.roc_inbox where idempotency_key = any(?) and state = 'PENDING' order by idempotency_key, sequence, event_id",
				(statement) -> RocOutbox.column(statement, 1, "varchar", handoffs, Waiting::key), (row) -> {
					events.computeIfAbsent(row.getString("idempotency_key"), (key) -> new ArrayList<>())
						.add(new Kept(row.getString("sender"), read(row),
								row.getObject("received_at", OffsetDateTime.class).toInstant(),
								row.getInt("attempts")));
				});
		return events;
	}

	/** An event that was dealt with. */
	record Settled(Kept kept, String state, String problem) {
	}

	void settle(List<Settled> settled) {
		OffsetDateTime now = RocOutbox.utc(this.clock.instant());
		this.jdbc.update("""
				update countersign.roc_inbox i set state = r.state, problem = r.problem, processed_at = ?
				from unnest(?::varchar[], ?::varchar[], ?::varchar[], ?::varchar[]) as r (sender, id, state, problem)
				where i.sender = r.sender and i.event_id = r.id""", (statement) -> {
			statement.setObject(1, now);
			RocOutbox.column(statement, 2, "varchar", settled, (row) -> row.kept().sender());
			RocOutbox.column(statement, 3, "varchar", settled, (row) -> row.kept().event().id());
			RocOutbox.column(statement, 4, "varchar", settled, Settled::state);
			RocOutbox.column(statement, 5, "varchar", settled, (row) -> RocOutbox.shortened(row.problem()));
		});
	}

	/**
	 * How far the ROC got with a handoff.
	 *
	 * @param milestone {@code null} leaves it as it is
	 * @param times as they are from now on
	 */
	record Reached(String key, String milestone, int answered, String caseNumber, Times times) {
	}

	/** An answer also proves that the handoff arrived. */
	void reached(List<Reached> reached) {
		this.jdbc.update(
				"""
						update countersign.roc_outbox o set milestone = coalesce(r.milestone, o.milestone),
							answered_sequence = greatest(r.answered, o.answered_sequence), case_number = coalesce(r.case_number, o.case_number),
							state = case when o.state = 'PENDING' then 'SENT' else o.state end, lease_until = null,
							sent_at = coalesce(r.sent_at, ?), acknowledged_at = r.acknowledged_at, accepted_at = r.accepted_at, processed_at = r.processed_at,
							invoiced_at = r.invoiced_at, ended_at = r.ended_at, due_at = r.due_at, seconds_left = r.seconds_left
						from unnest(?::varchar[], ?::varchar[], ?::int[], ?::varchar[], ?::timestamptz[], ?::timestamptz[], ?::timestamptz[],
								?::timestamptz[], ?::timestamptz[], ?::timestamptz[], ?::timestamptz[], ?::int[])
							as r (key, milestone, answered, case_number, sent_at, acknowledged_at, accepted_at, processed_at, invoiced_at,
								ended_at, due_at, seconds_left)
						where o.idempotency_key = r.key""",
				(statement) -> {
					statement.setObject(1, RocOutbox.utc(this.clock.instant()));
					RocOutbox.column(statement, 2, "varchar", reached, Reached::key);
					RocOutbox.column(statement, 3, "varchar", reached, Reached::milestone);
					RocOutbox.column(statement, 4, "int4", reached, Reached::answered);
					RocOutbox.column(statement, 5, "varchar", reached, Reached::caseNumber);
					RocOutbox.moments(statement, 6, reached, (row) -> row.times().sentAt());
					RocOutbox.moments(statement, 7, reached, (row) -> row.times().acknowledgedAt());
					RocOutbox.moments(statement, 8, reached, (row) -> row.times().acceptedAt());
					RocOutbox.moments(statement, 9, reached, (row) -> row.times().processedAt());
					RocOutbox.moments(statement, 10, reached, (row) -> row.times().invoicedAt());
					RocOutbox.moments(statement, 11, reached, (row) -> row.times().endedAt());
					RocOutbox.moments(statement, 12, reached, (row) -> row.times().dueAt());
					RocOutbox.column(statement, 13, "int4", reached,
							(row) -> row.times().paused() ? (int) row.times().left().toSeconds() : null);
				});
	}

	/**
	 * An event was dealt with that changes nothing, but proves that the handoff arrived.
	 */
	void answered(String key, int sequence) {
		this.jdbc.update(
				"""
						update countersign.roc_outbox set answered_sequence = greatest(?, answered_sequence),
							state = case when state = 'PENDING' then 'SENT' else state end, sent_at = coalesce(sent_at, ?), lease_until = null
						where idempotency_key = ?""",
				sequence, RocOutbox.utc(this.clock.instant()), key);
	}

	/**
	 * A person put an event aside that contradicts what is known.
	 * @return {@code false} if it is none any more
	 */
	boolean putAside(String sender, String event) {
		return this.jdbc.update(
				"update countersign.roc_inbox set state = 'DONE', processed_at = ? where sender = ? and event_id = ? and state = 'PARKED'",
				RocOutbox.utc(this.clock.instant()), sender, event) == 1;
	}

	/** Puts the events of a handoff off after a failure. */
	void putOff(String key, Duration pause, String problem) {
		this.jdbc.update(
				"update countersign.roc_inbox set attempts = attempts + 1, next_attempt_at = ?, problem = ? where idempotency_key = ? and state = 'PENDING'",
				RocOutbox.utc(this.clock.instant().plus(pause)), RocOutbox.shortened(problem), key);
	}

	/** Lets events wait for an earlier one that is missing, as long as patience lasts. */
	void waitForEarlier(List<String> keys, Duration patience) {
		this.jdbc.update(
				"update countersign.roc_inbox set next_attempt_at = received_at + ? * interval '1 millisecond' where idempotency_key = any(?) and state = 'PENDING'",
				(statement) -> {
					statement.setLong(1, patience.toMillis());
					RocOutbox.column(statement, 2, "varchar", keys, (key) -> key);
				});
	}

	/** Handoffs with events that are due, without locking them. */
	List<String> due(int atMost) {
		return this.jdbc.queryForList(
				"select distinct idempotency_key from countersign.roc_inbox where state = 'PENDING' and next_attempt_at <= ? limit ?",
				String.class, RocOutbox.utc(this.clock.instant()), atMost);
	}

	/**
	 * What has a column of its own is not written twice: four events an agreement add up.
	 */
	private String write(RocEvent event) {
		return this.json.<ObjectNode>valueToTree(event).without(COLUMNS).toString();
	}

	private RocEvent read(ResultSet row) throws SQLException {
		try {
			ObjectNode event = (ObjectNode) this.json.readTree(row.getString("payload"));
			event.put("id", row.getString("event_id"))
				.put("idempotencyKey", row.getString("idempotency_key"))
				.put("sequence", row.getInt("sequence"))
				.put("type", row.getString("type"));
			return this.json.treeToValue(event, RocEvent.class);
		}
		catch (JsonProcessingException ex) {
			throw new IllegalStateException("A stored event cannot be read", ex);
		}
	}

}
