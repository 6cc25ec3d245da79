package io.countersign.roc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.countersign.identity.Caller;
import io.countersign.identity.Role;
import io.countersign.kernel.Foreign;
import io.countersign.kernel.Money;
import io.countersign.kernel.Refusal;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The ledger of handoffs: where each is, whether its center keeps its word, what differs
 * from the ROC's book. Read by ROC liaisons, leads and those who read everything; acted
 * on by liaisons and leads of the agreement's own desk. For everybody else there is no
 * such thing.
 */
@Service
public class RocLedger {

	private static final int LONGEST_REASON = 1000;

	private static final String SELECT = """
			select o.idempotency_key, o.reference, o.submission, o.round, o.operation, o.center, o.state, o.milestone, o.attempts,
				o.case_number, o.last_problem, o.created_at, o.sent_at, o.acknowledged_at, o.accepted_at, o.processed_at, o.invoiced_at,
				o.ended_at, o.due_at, a.customer, a.subsidiary, a.currency, a.total_value,
				o.seconds_left, count(*) over () as total
			from countersign.roc_outbox o join countersign.agreement a on a.reference = o.reference""";

	private final JdbcTemplate jdbc;

	private final RocCenters centers;

	private final RocClient roc;

	private final RocOutbox outbox;

	private final RocInbox inbox;

	private final RocReconciliation reconciliation;

	private final ApplicationEventPublisher events;

	private final TransactionTemplate transaction;

	private final Clock clock;

	RocLedger(JdbcTemplate jdbc, RocCenters centers, RocClient roc, RocOutbox outbox, RocInbox inbox,
			RocReconciliation reconciliation, ApplicationEventPublisher events, PlatformTransactionManager transactions,
			Clock clock) {
		this.jdbc = jdbc;
		this.centers = centers;
		this.roc = roc;
		this.outbox = outbox;
		this.inbox = inbox;
		this.reconciliation = reconciliation;
		this.events = events;
		this.transaction = new TransactionTemplate(transactions);
		this.clock = clock;
	}

	/** How far a handoff is, as the ledger is filtered by it. */
	public enum Step {

		WAITING("o.state in ('PENDING', 'HELD')"),
		SENT("o.state = 'SENT' and o.milestone is null and o.ended_at is null"),
		ACKNOWLEDGED("o.milestone = 'ACKNOWLEDGED' and o.ended_at is null"),
		HELD("o.milestone = 'HELD' and o.ended_at is null"),
		ACCEPTED("o.milestone = 'ACCEPTED' and o.ended_at is null"),
		PROCESSED("o.milestone = 'PROCESSED' and o.ended_at is null"), INVOICED("o.milestone = 'INVOICED'"),
		ENDED("o.ended_at is not null");

		private final String condition;

		Step(String condition) {
			this.condition = condition;
		}

	}

	/**
	 * What is looked for; {@code null} means any.
	 *
	 * @param center code of a center
	 * @param month the fiscal month of the handoff by its first day, in the center's zone
	 * @param late whether only what is past the center's promise
	 * @param q text in reference, customer or case number
	 */
	public record Filter(String center, LocalDate month, Step step, boolean late, String q) {
	}

	/**
	 * A handoff; moments are {@code null} for what has not happened.
	 *
	 * @param next what the center has to do next, in words; {@code null} where nothing
	 * @param dueAt end of the center's clock; {@code null} where none runs
	 * @param paused whether the center's clock stands still because it holds the order
	 * @param problem what went wrong with the last attempt
	 */
	public record Row(String key, String reference, int submission, int round, boolean cancellation, String center,
			Step step, int attempts, String caseNumber, String customer, String subsidiary, Money value,
			Instant createdAt, Instant sentAt, Instant acknowledgedAt, Instant acceptedAt, Instant processedAt,
			Instant invoicedAt, Instant endedAt, String next, Instant dueAt, boolean paused, String problem) {
	}

	/** A page of the ledger. */
	public record Page(List<Row> rows, long total) {
	}

	/** A difference between the books that is open. */
	public record OpenDifference(long id, String reference, String kind, String what, String ours, String theirs,
			String owner, Instant openedAt) {
	}

	/**
	 * The last comparison of the books; {@code problem} where there was none to compare.
	 */
	public record Run(Instant beganAt, String askedBy, Integer here, Integer there, Integer differences,
			String problem) {
	}

	/** Something a center told that contradicts what is known. */
	public record Parked(String sender, String event, String reference, String type, Instant receivedAt,
			String problem) {
	}

	/** Whether the caller may look at the ledger at all. */
	public static boolean reads(Caller caller) {
		return acts(caller) || caller.readsEverything();
	}

	/** Whether the caller may do something about a handoff of their own desks. */
	public static boolean acts(Caller caller) {
		return caller.has(Role.ROC_LIAISON) || caller.has(Role.CLM_LEAD);
	}

	/** Names of the centers by code. */
	public Map<String, String> centers() {
		return this.centers.names();
	}

	/** The next cutoff of a center; {@code null} where none is known. */
	public Instant nextCutoff(String center) {
		return this.centers.nextCutoff(center, this.clock.instant()).orElse(null);
	}

	/** Handoffs that the caller may see, newest first. */
	public Page list(Caller caller, Filter filter, int page, int size) {
		expectReads(caller);
		StringBuilder where = new StringBuilder(" where (? or a.subsidiary = any(?))");
		List<Object> values = new ArrayList<>(List.of(caller.readsEverything(), desks(caller)));
		if (filter.center() != null) {
			where.append(" and o.center = ?");
			values.add(filter.center());
		}
		if (filter.month() != null) {
			where
				.append("""
						and o.created_at between ?::date - interval '1 day' and ?::date + interval '1 month 1 day'
						and date_trunc('month', o.created_at at time zone (select p.zone from countersign.roc_center_profile p
						where p.center = o.center and p.valid_from <= o.created_at::date order by p.valid_from desc limit 1)) = ?::date""");
			values.addAll(List.of(filter.month(), filter.month(), filter.month()));
		}
		if (filter.step() != null) {
			where.append(" and ").append(filter.step().condition);
		}
		if (filter.late()) {
			where.append(" and o.due_at < ?");
			values.add(RocOutbox.utc(this.clock.instant()));
		}
		if (filter.q() != null) {
			where.append(
					" and (strpos(lower(o.reference), ?) > 0 or strpos(lower(a.customer), ?) > 0 or strpos(lower(o.case_number), ?) > 0)");
			String text = filter.q().toLowerCase(Locale.ROOT);
			values.addAll(List.of(text, text, text));
		}
		values.addAll(List.of(size, (long) page * size));
		long[] total = new long[1];
		List<Row> rows = this.jdbc.query(SELECT + where + " order by o.id desc limit ? offset ?", (row, index) -> {
			total[0] = row.getLong("total");
			return row(row);
		}, values.toArray());
		return new Page(rows, total[0]);
	}

	/** Number of handoffs the caller may see that are under way, by step. */
	public Map<Step, Long> underWay(Caller caller) {
		expectReads(caller);
		Map<Step, Long> counts = new EnumMap<>(Step.class);
		for (Step step : Step.values()) {
			if (step != Step.INVOICED && step != Step.ENDED) {
				counts.put(step, this.jdbc.queryForObject(
						"select count(*) from countersign.roc_outbox o join countersign.agreement a on a.reference = o.reference where (? or a.subsidiary = any(?)) and "
								+ step.condition,
						Long.class, caller.readsEverything(), desks(caller)));
			}
		}
		return counts;
	}

	/** Differences that are open, oldest first. */
	public List<OpenDifference> differences(Caller caller) {
		expectReads(caller);
		// What nobody here knows belongs to no desk: everybody who reads the ledger sees
		// it.
		return this.jdbc
			.query("""
					select d.id, d.reference, d.kind, d.what, d.ours, d.theirs, d.owner, d.opened_at from countersign.roc_difference d
					left join countersign.agreement a on a.reference = d.reference
					where d.closed_at is null and (? or a.reference is null or a.subsidiary = any(?)) order by d.id limit 200""",
					(row, index) -> new OpenDifference(row.getLong("id"), row.getString("reference"),
							row.getString("kind"), row.getString("what"), row.getString("ours"),
							row.getString("theirs"), row.getString("owner"), moment(row, "opened_at")),
					caller.readsEverything(), desks(caller));
	}

	/** The last comparison; {@code null} where there was none yet. */
	public Run lastRun(Caller caller) {
		expectReads(caller);
		return this.jdbc.query(
				"select began_at, asked_by, orders_here, orders_there, differences, problem from countersign.roc_reconciliation where ended_at is not null order by id desc limit 1",
				(row, index) -> new Run(moment(row, "began_at"), row.getString("asked_by"),
						(Integer) row.getObject("orders_here"), (Integer) row.getObject("orders_there"),
						(Integer) row.getObject("differences"), row.getString("problem")))
			.stream()
			.findFirst()
			.orElse(null);
	}

	/** What centers told that nobody could make sense of, oldest first. */
	public List<Parked> parked(Caller caller) {
		expectReads(caller);
		return this.jdbc.query("""
				select i.sender, i.event_id, o.reference, i.type, i.received_at, i.problem from countersign.roc_inbox i
				join countersign.roc_outbox o on o.idempotency_key = i.idempotency_key
				join countersign.agreement a on a.reference = o.reference
				where i.state = 'PARKED' and (? or a.subsidiary = any(?)) order by i.received_at limit 200""",
				(row, index) -> new Parked(row.getString("sender"), row.getString("event_id"),
						row.getString("reference"), row.getString("type"), moment(row, "received_at"),
						row.getString("problem")),
				caller.readsEverything(), desks(caller));
	}

	/**
	 * Compares the books now.
	 * @return what came of it, in words
	 */
	public String reconcile(Caller caller) {
		expectActs(caller);
		int differences = this.reconciliation.reconcile(caller.id());
		return (differences < 0) ? "The ROC's statement could not be had. The comparison is tried again by itself."
				: (differences == 0) ? "Both books agree." : differences + " differences.";
	}

	/**
	 * Asks the ROC about one handoff, outside of any transaction, and notes its answer.
	 * @return the answer in words
	 */
	public String ask(Caller caller, String key) {
		String reference = own(caller, key);
		String answer;
		try {
			answer = this.roc.stateOf(key);
		}
		catch (RocClient.NoAnswerException ex) {
			throw new Refusal(Refusal.Kind.BUSY, "roc-does-not-answer",
					"The ROC does not answer at the moment: " + Foreign.shortened(ex.getMessage()));
		}
		String told = Foreign.shortened(answer);
		this.transaction.executeWithoutResult((status) -> tell(RocLedgerEvent.Did.ASKED, reference, caller,
				"Asked the ROC: " + told, Map.of("operation", key)));
		return told + ".";
	}

	/** Has a handoff that the ROC has not answered sent again, under its own key. */
	public void sendAgain(Caller caller, String key) {
		String reference = own(caller, key);
		this.transaction.executeWithoutResult((status) -> {
			if (!this.outbox.sendAgain(key)) {
				throw new Refusal(Refusal.Kind.CONFLICT, "not-to-send-again",
						"This handoff is not under way any more, or held back: there is nothing to send again.");
			}
			tell(RocLedgerEvent.Did.SENT_AGAIN, reference, caller,
					"Had the handoff sent to the ROC again, under the same key", Map.of("operation", key));
		});
	}

	/** Signs a difference off, which closes it for as long as it stays the same. */
	public void signOff(Caller caller, long id, String because) {
		expectActs(caller);
		String reason = reason(because);
		OpenDifference open = differences(caller).stream()
			.filter((one) -> one.id() == id)
			.findFirst()
			.orElseThrow(RocLedger::unknown);
		this.transaction.executeWithoutResult((status) -> {
			int closed = this.jdbc.update(
					"update countersign.roc_difference set closed_at = ?, signed_off_by = ?, because = ? where id = ? and closed_at is null",
					RocOutbox.utc(now()), caller.id(), reason, id);
			if (closed == 0) {
				throw new Refusal(Refusal.Kind.CONFLICT, "difference-closed", "This difference is closed already.");
			}
			tell(RocLedgerEvent.Did.SIGNED_OFF, open.reference(), caller,
					"Signed off a difference from the ROC's book (%s)".formatted(open.what()),
					Map.of("difference", Long.toString(id), "words", reason));
		});
	}

	/** Puts an event aside that contradicts what is known; what it said is kept. */
	public void putAside(Caller caller, String sender, String event, String because) {
		expectActs(caller);
		String reason = reason(because);
		Parked parked = parked(caller).stream()
			.filter((one) -> one.sender().equals(sender) && one.event().equals(event))
			.findFirst()
			.orElseThrow(RocLedger::unknown);
		this.transaction.executeWithoutResult((status) -> {
			if (!this.inbox.putAside(sender, event)) {
				throw new Refusal(Refusal.Kind.CONFLICT, "event-settled", "Somebody decided about this event already.");
			}
			tell(RocLedgerEvent.Did.PUT_ASIDE, parked.reference(), caller,
					"Put an event of the ROC aside that contradicts what is known",
					Map.of("event", event, "words", reason));
		});
	}

	private void tell(RocLedgerEvent.Did did, String reference, Caller caller, String summary,
			Map<String, String> facts) {
		this.events.publishEvent(new RocLedgerEvent(did, reference, now(), caller.id(), summary, facts));
	}

	/** The agreement of a handoff that the caller may act on. */
	private String own(Caller caller, String key) {
		expectActs(caller);
		return this.jdbc
			.queryForList(
					"""
							select o.reference from countersign.roc_outbox o join countersign.agreement a on a.reference = o.reference
							where o.idempotency_key = ? and a.subsidiary = any(?)""",
					String.class, key, desks(caller))
			.stream()
			.findFirst()
			.orElseThrow(RocLedger::unknown);
	}

	private static String reason(String because) {
		String reason = (because != null) ? because.strip() : "";
		if (reason.length() < 3 || reason.length() > LONGEST_REASON || reason.indexOf('\u0000') >= 0) {
			throw new Refusal(Refusal.Kind.UNACCEPTABLE, "reason-missing",
					"Say why, in 3 to %d characters.".formatted(LONGEST_REASON));
		}
		return reason;
	}

	private static void expectReads(Caller caller) {
		if (!reads(caller)) {
			throw unknown();
		}
	}

	private static void expectActs(Caller caller) {
		expectReads(caller);
		if (!acts(caller)) {
			throw new Refusal(Refusal.Kind.FORBIDDEN, "not-a-liaison",
					"ROC liaisons and leads do this; you may look at it.");
		}
	}

	private static Refusal unknown() {
		return new Refusal(Refusal.Kind.UNKNOWN, "unknown-handoff", "There is no such handoff, or none you may see.");
	}

	private static String[] desks(Caller caller) {
		return caller.subsidiaries().toArray(String[]::new);
	}

	private Instant now() {
		return this.clock.instant().truncatedTo(ChronoUnit.MICROS);
	}

	private Row row(ResultSet row) throws SQLException {
		RocClock.Times times = RocInbox.times(row);
		return new Row(row.getString("idempotency_key"), row.getString("reference"), row.getInt("submission"),
				row.getInt("round"), row.getString("operation").equals("CANCEL"),
				this.centers.names().get(row.getString("center")), step(row, times), row.getInt("attempts"),
				row.getString("case_number"), row.getString("customer"), row.getString("subsidiary"),
				new Money(row.getBigDecimal("total_value"), row.getString("currency")), moment(row, "created_at"),
				times.sentAt(), times.acknowledgedAt(), times.acceptedAt(), times.processedAt(), times.invoicedAt(),
				times.endedAt(), times.next().map(RocLedger::words).orElse(null), times.dueAt(), times.paused(),
				row.getString("last_problem"));
	}

	private static Step step(ResultSet row, RocClock.Times times) throws SQLException {
		String state = row.getString("state");
		String milestone = row.getString("milestone");
		if (times.endedAt() != null) {
			return Step.ENDED;
		}
		if (state.equals("PENDING") || state.equals("HELD")) {
			return Step.WAITING;
		}
		return (milestone != null) ? Step.valueOf(milestone) : Step.SENT;
	}

	private static String words(RocCenters.Work work) {
		return switch (work) {
			case ACKNOWLEDGEMENT -> "Acknowledgement";
			case QUERY -> "Answer";
			case TRANSACTION -> "Acceptance";
			case INVOICE -> "Invoice";
		};
	}

	private static Instant moment(ResultSet row, String column) throws SQLException {
		OffsetDateTime moment = row.getObject(column, OffsetDateTime.class);
		return (moment != null) ? moment.toInstant() : null;
	}

}
