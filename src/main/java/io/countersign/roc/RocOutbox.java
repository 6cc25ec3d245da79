package io.countersign.roc;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.roc.Handoff.Outcome;
import io.countersign.roc.Handoff.Result;
import io.countersign.roc.OperationKey.Operation;
import io.countersign.work.Signal;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Handoffs to the ROC: added in the transaction that decides them, claimed in batches by
 * whichever node comes first, one statement each. Plain SQL, because rows are locked,
 * skipped and stored by the hundred.
 */
@Component
class RocOutbox {

	private static final int LONGEST_PROBLEM = 1000;

	private final JdbcTemplate jdbc;

	private final ObjectMapper json;

	private final RocClock centersClock;

	private final RocProperties properties;

	private final Clock clock;

	private final Signal added = new Signal();

	RocOutbox(JdbcTemplate jdbc, ObjectMapper json, RocClock centersClock, RocProperties properties, Clock clock) {
		this.jdbc = jdbc;
		this.json = json;
		this.centersClock = centersClock;
		this.properties = properties;
		this.clock = clock;
	}

	/**
	 * A handoff made earlier.
	 *
	 * @param progress how far the ROC got with it
	 * @param rejected whether the ROC sent it back or refused it
	 * @param untouched whether no node ever tried to send it
	 * @param held whether it waits for the time stamp on the signature
	 */
	record Earlier(OperationKey key, String center, RocProgress progress, boolean rejected, boolean untouched,
			boolean held, RocOrder order) {
	}

	/** Raised when a handoff has been added and its transaction has committed. */
	Signal added() {
		return this.added;
	}

	/**
	 * Adds a handoff, to be sent once the present transaction has committed.
	 * @param center the center it goes to
	 * @param held whether it waits until it is released
	 * @return {@code false} if this very operation was handed over before; nothing has
	 * changed then
	 */
	boolean add(OperationKey key, String center, RocOrder order, boolean held) {
		OffsetDateTime now = now();
		int added = this.jdbc.update(
				"""
						insert into countersign.roc_outbox (idempotency_key, reference, submission, operation, round, payload, state, next_attempt_at, created_at, center)
						values (?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?) on conflict (idempotency_key) do nothing""",
				key.value(), key.reference(), key.submission(), key.operation().name(), key.round(), write(order),
				held ? "HELD" : "PENDING", now, now, center);
		if (added == 1) {
			this.added.raiseAfterCommit();
		}
		return added == 1;
	}

	/** The newest handoff of an agreement, locked until the transaction ends. */
	Optional<Earlier> newest(String reference, Operation operation) {
		return this.jdbc
			.query("""
					select reference, submission, operation, round, center, state, attempts, milestone, payload
					from countersign.roc_outbox where reference = ? and operation = ?
					order by submission desc, round desc limit 1 for no key update""",
					(row, index) -> new Earlier(
							new OperationKey(row.getString("reference"), row.getInt("submission"),
									Operation.valueOf(row.getString("operation")), row.getInt("round")),
							row.getString("center"), RocProgress.of(row.getString("milestone")),
							row.getString("state").equals("REFUSED") || "REJECTED".equals(row.getString("milestone")),
							row.getString("state").equals("HELD")
									|| (row.getString("state").equals("PENDING") && row.getInt("attempts") == 0),
							row.getString("state").equals("HELD"), read(row.getString("payload"))),
					reference, operation.name())
			.stream()
			.findFirst();
	}

	/**
	 * Lets a handoff go that was held back, with the address of the countersigned
	 * document as it is now.
	 * @return whether there was one
	 */
	boolean release(String reference, int submission, String sha256) {
		int released = this.jdbc.update("""
				update countersign.roc_outbox
				set state = 'PENDING', next_attempt_at = ?,
					payload = jsonb_set(payload, '{countersignature,sha256}', to_jsonb(?::varchar))
				where reference = ? and submission = ? and state = 'HELD'""", now(), sha256, reference, submission);
		if (released > 0) {
			this.added.raiseAfterCommit();
		}
		return released > 0;
	}

	/** Takes back a handoff that was never sent. */
	void recall(OperationKey key) {
		this.jdbc.update("update countersign.roc_outbox set state = 'RECALLED', ended_at = ? where idempotency_key = ?",
				now(), key.value());
	}

	/** The orders of a submission ended at the center because they were cancelled. */
	void cancelled(String reference, int submission, Instant at) {
		this.jdbc
			.update("""
					update countersign.roc_outbox set ended_at = ?, due_at = null, seconds_left = null
					where reference = ? and submission = ? and operation = 'ORDER' and ended_at is null and invoiced_at is null""",
					utc(at), reference, submission);
	}

	/**
	 * Has a handoff without an answer asked for and repeated at once, under its key.
	 * @return {@code false} if it is not under way, or held back
	 */
	boolean sendAgain(String key) {
		boolean again = this.jdbc.update(
				"update countersign.roc_outbox set state = 'PENDING', ambiguous = true, next_attempt_at = ? where idempotency_key = ? and state in ('PENDING', 'SENT') and ended_at is null and invoiced_at is null",
				now(), key) == 1;
		if (again) {
			this.added.raiseAfterCommit();
		}
		return again;
	}

	/**
	 * Claims what is due, oldest first and of each agreement only the oldest; skips what
	 * another node holds. A claim that ran out counts as an attempt that may have
	 * arrived.
	 */
	List<Handoff> claim(int atMost) {
		Instant now = this.clock.instant();
		return this.jdbc
			.query("""
					with due as materialized (
						select o.idempotency_key, o.id from countersign.roc_outbox o
						where o.state = 'PENDING' and o.next_attempt_at <= ? and (o.lease_until is null or o.lease_until < ?)
						  and not exists (select 1 from countersign.roc_outbox e
							where e.reference = o.reference and e.state = 'PENDING' and e.id < o.id)
						order by o.id limit ? for no key update skip locked)
					update countersign.roc_outbox o
					set attempts = o.attempts + 1, fence = o.fence + 1, lease_until = ?,
						ambiguous = o.ambiguous or o.lease_until is not null
					from due where o.idempotency_key = due.idempotency_key
					returning o.idempotency_key, o.center, o.operation, o.fence, o.attempts, o.ambiguous, o.payload""",
					(row, index) -> new Handoff(row.getString("idempotency_key"), row.getString("center"),
							Operation.valueOf(row.getString("operation")), row.getLong("fence"), row.getInt("attempts"),
							row.getBoolean("ambiguous"), row.getString("payload")),
					utc(now), utc(now), atMost, utc(now.plus(this.properties.lease())));
	}

	/**
	 * Stores what became of claimed handoffs, where the claim still holds.
	 * @return how many it stored
	 */
	int store(List<Outcome> outcomes) {
		Instant now = this.clock.instant();
		return this.jdbc.update(
				"""
						update countersign.roc_outbox o
						set state = r.state, lease_until = null, ambiguous = r.ambiguous,
							next_attempt_at = case when r.state = 'PENDING' then ? + r.pause * interval '1 millisecond' else o.next_attempt_at end,
							sent_at = case when r.state = 'SENT' then coalesce(o.sent_at, ?) else o.sent_at end,
							due_at = case when r.state = 'SENT' and o.sent_at is null then r.due_at else o.due_at end,
							ended_at = case when r.state = 'REFUSED' then ? else o.ended_at end,
							case_number = coalesce(r.case_number, o.case_number), last_problem = r.problem
						from unnest(?::varchar[], ?::bigint[], ?::varchar[], ?::boolean[], ?::bigint[], ?::varchar[], ?::varchar[], ?::timestamptz[])
							as r (key, fence, state, ambiguous, pause, case_number, problem, due_at)
						where o.idempotency_key = r.key and o.fence = r.fence and o.state = 'PENDING'""",
				(statement) -> {
					statement.setObject(1, utc(now));
					statement.setObject(2, utc(now));
					statement.setObject(3, utc(now));
					column(statement, 4, "varchar", outcomes, (outcome) -> outcome.handoff().key());
					column(statement, 5, "int8", outcomes, (outcome) -> outcome.handoff().fence());
					column(statement, 6, "varchar", outcomes, RocOutbox::state);
					column(statement, 7, "bool", outcomes, (outcome) -> outcome.result() == Result.UNCLEAR);
					column(statement, 8, "int8", outcomes, (outcome) -> pause(outcome.handoff().attempts()).toMillis());
					column(statement, 9, "varchar", outcomes, Outcome::caseNumber);
					column(statement, 10, "varchar", outcomes, (outcome) -> shortened(outcome.problem()));
					moments(statement, 11, outcomes, (outcome) -> dueAfterReceipt(outcome, now));
				});
	}

	/** Lets everything that pauses after a failure be tried at once. */
	void endPauses() {
		this.jdbc.update(
				"update countersign.roc_outbox set next_attempt_at = ? where state = 'PENDING' and lease_until is null and next_attempt_at > ?",
				now(), now());
	}

	private Instant dueAfterReceipt(Outcome outcome, Instant now) {
		return (outcome.result() != Result.RECEIVED) ? null
				: this.centersClock.dueAfterReceipt(outcome.handoff().center(), outcome.handoff().operation(), now);
	}

	private static String state(Outcome outcome) {
		return switch (outcome.result()) {
			case RECEIVED -> "SENT";
			case REFUSED -> "REFUSED";
			case FAILED, UNCLEAR -> "PENDING";
		};
	}

	/** Doubles with each attempt; up to a fifth less, so that nodes disperse. */
	Duration pause(int attempts) {
		long doubled = this.properties.firstPause().toMillis() << Math.min(attempts - 1, 20);
		long pause = Math.min(doubled, this.properties.longestPause().toMillis());
		return Duration.ofMillis(Math.round(pause * ThreadLocalRandom.current().nextDouble(0.8, 1.0)));
	}

	private OffsetDateTime now() {
		return utc(this.clock.instant());
	}

	private String write(RocOrder order) {
		try {
			return this.json.writeValueAsString(order);
		}
		catch (JsonProcessingException ex) {
			throw new IllegalStateException("An order cannot be written", ex);
		}
	}

	private RocOrder read(String payload) {
		try {
			return this.json.readValue(payload, RocOrder.class);
		}
		catch (JsonProcessingException ex) {
			throw new IllegalStateException("A stored order cannot be read", ex);
		}
	}

	static OffsetDateTime utc(Instant instant) {
		return instant.atOffset(ZoneOffset.UTC);
	}

	static String shortened(String problem) {
		return (problem != null && problem.length() > LONGEST_PROBLEM) ? problem.substring(0, LONGEST_PROBLEM - 1) + "…"
				: problem;
	}

	/** Binds a moment of many rows, each may be {@code null}. */
	static <T> void moments(PreparedStatement statement, int index, List<T> rows, Function<T, Instant> column)
			throws SQLException {
		column(statement, index, "timestamptz", rows, (row) -> {
			Instant moment = column.apply(row);
			return (moment != null) ? moment.toString() : null;
		});
	}

	/** Binds one column of many rows as an array. */
	static <T> void column(PreparedStatement statement, int index, String type, List<T> rows,
			Function<T, Object> column) throws SQLException {
		statement.setArray(index, statement.getConnection().createArrayOf(type, rows.stream().map(column).toArray()));
	}

}
