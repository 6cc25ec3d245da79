package io.countersign.roc;

import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

import io.countersign.agreement.AgreementStatus;
import io.countersign.roc.RocComparison.Difference;
import io.countersign.roc.RocComparison.Ours;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Compares our books with the ROC's, every quarter of an hour on one of the nodes and
 * whenever a person asks for it. The ROC is asked outside of any transaction.
 */
@Component
public class RocReconciliation {

	private static final Logger log = LoggerFactory.getLogger(RocReconciliation.class);

	static final Duration EVERY = Duration.ofMinutes(15);

	/** Whose books are compared by whom nobody asked. */
	static final String SYSTEM = "system";

	/** Orders that are older and ended are not compared again. */
	private static final Duration HORIZON = Duration.ofDays(40);

	/** The ROC may have received what our clock says was written a little later. */
	private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(10);

	/** What moved so lately may have moved again between the two books. */
	private static final Duration LATELY = Duration.ofMinutes(1);

	private static final String OWNER = "roc-liaison";

	private final RocClient roc;

	private final RocIssueService issues;

	private final JdbcTemplate jdbc;

	private final TransactionTemplate transaction;

	private final Clock clock;

	RocReconciliation(RocClient roc, RocIssueService issues, JdbcTemplate jdbc, PlatformTransactionManager transactions,
			Clock clock) {
		this.roc = roc;
		this.issues = issues;
		this.jdbc = jdbc;
		this.transaction = new TransactionTemplate(transactions);
		this.clock = clock;
	}

	/** Compares where the last run is a quarter of an hour ago. */
	public void reconcileIfDue() {
		Instant now = this.clock.instant();
		Long run = this.transaction.execute((status) -> {
			this.jdbc.query("select pg_advisory_xact_lock(hashtext('countersign.roc_reconciliation'))", (row) -> {
			});
			boolean due = Boolean.TRUE.equals(this.jdbc.queryForObject(
					"select not exists (select from countersign.roc_reconciliation where began_at > ?)", Boolean.class,
					RocOutbox.utc(now.minus(EVERY))));
			return due ? begin(SYSTEM, now) : null;
		});
		if (run != null) {
			run(run, now);
		}
	}

	/**
	 * Compares now.
	 * @param by user id of who asked for it
	 * @return how many differences there are; -1 where the ROC could not be asked
	 */
	int reconcile(String by) {
		Instant now = this.clock.instant();
		return run(this.transaction.execute((status) -> begin(by, now)), now);
	}

	private Long begin(String by, Instant now) {
		return this.jdbc.queryForObject(
				"insert into countersign.roc_reconciliation (began_at, asked_by, orders_from) values (?, ?, ?) returning id",
				Long.class, RocOutbox.utc(now), by, RocOutbox.utc(now.minus(HORIZON)));
	}

	private int run(long run, Instant began) {
		Instant from = began.minus(HORIZON);
		RocStatement statement;
		try {
			statement = this.roc.statement(from.minus(CLOCKS_DIFFER), began.plus(CLOCKS_DIFFER));
		}
		catch (RocClient.NoAnswerException ex) {
			log.warn("The ROC's statement could not be had: {}", ex.getMessage());
			this.transaction.executeWithoutResult((status) -> this.jdbc.update(
					"update countersign.roc_reconciliation set ended_at = ?, problem = ? where id = ?",
					RocOutbox.utc(this.clock.instant()), RocOutbox.shortened(ex.getMessage()), run));
			return -1;
		}
		return this.transaction.execute((status) -> {
			List<Ours> ours = ours(from, began);
			List<Difference> found = RocComparison.differences(ours, statement, known(statement));
			store(run, found);
			this.jdbc.update(
					"update countersign.roc_reconciliation set ended_at = ?, orders_here = ?, orders_there = ?, differences = ? where id = ?",
					RocOutbox.utc(this.clock.instant()), ours.size(), statement.orders().size(), found.size(), run);
			return found.size();
		});
	}

	private List<Ours> ours(Instant from, Instant until) {
		return this.jdbc.query(
				"""
						select o.idempotency_key, o.operation, o.reference, o.case_number, o.payload ->> 'currency' as currency,
							(o.payload ->> 'totalValue')::numeric as total, a.status as agreement,
							case when o.operation = 'ORDER' and o.ended_at is not null and coalesce(o.milestone, '') <> 'REJECTED' then 'CANCELLED'
								else coalesce(o.milestone, 'RECEIVED') end as status,
							not exists (select from countersign.roc_outbox n where n.reference = o.reference and n.operation = 'ORDER' and n.id > o.id) as newest,
							p.parked, coalesce(p.pending, false)
								or greatest(o.sent_at, o.acknowledged_at, o.accepted_at, o.processed_at, o.invoiced_at, o.ended_at) > ? as pending
						from countersign.roc_outbox o
						join countersign.agreement a on a.reference = o.reference
						left join (
							select i.idempotency_key, max(i.type || ': ' || i.problem) filter (where i.state = 'PARKED') as parked,
								bool_or(i.state = 'PENDING') as pending
							from countersign.roc_inbox i where i.state in ('PENDING', 'PARKED') group by i.idempotency_key
						) p on p.idempotency_key = o.idempotency_key
						where o.state = 'SENT' and o.created_at >= ? and o.sent_at <= ?""",
				RocReconciliation::ours, RocOutbox.utc(until.minus(LATELY)), RocOutbox.utc(from), RocOutbox.utc(until));
	}

	private static Ours ours(ResultSet row, int number) throws SQLException {
		BigDecimal total = row.getBigDecimal("total");
		String parked = row.getString("parked");
		return new Ours(row.getString("idempotency_key"), row.getString("operation"), row.getString("reference"),
				row.getString("status"), row.getString("case_number"), row.getString("currency"), total,
				AgreementStatus.valueOf(row.getString("agreement")), row.getBoolean("newest"), cut(parked),
				row.getBoolean("pending"));
	}

	/** Also what was never confirmed to be sent is not missing here. */
	private Set<String> known(RocStatement statement) {
		return new HashSet<>(this.jdbc.query(
				"select idempotency_key from countersign.roc_outbox where idempotency_key = any(?)",
				(prepared) -> RocOutbox.column(prepared, 1, "varchar", statement.orders(), RocStatement.Entry::key),
				(row, index) -> row.getString("idempotency_key")));
	}

	private void store(long run, List<Difference> found) {
		this.jdbc
			.update("""
					insert into countersign.roc_difference (idempotency_key, reference, kind, what, ours, theirs, owner, opened_at, opened_by_run, seen_by_run)
					select d.key, d.reference, d.kind, d.what, d.ours, d.theirs, ?, ?, ?, ?
					from unnest(?::varchar[], ?::varchar[], ?::varchar[], ?::varchar[], ?::varchar[], ?::varchar[])
						as d (key, reference, kind, what, ours, theirs)
					where not exists (select from countersign.roc_difference s where s.idempotency_key = d.key and s.what = d.what
						and s.signed_off_by is not null and s.ours is not distinct from d.ours and s.theirs is not distinct from d.theirs)
					on conflict (idempotency_key, what) where closed_at is null do update
					set ours = excluded.ours, theirs = excluded.theirs, kind = excluded.kind, seen_by_run = excluded.seen_by_run""",
					(statement) -> {
						statement.setString(1, OWNER);
						statement.setObject(2, RocOutbox.utc(this.clock.instant()));
						statement.setLong(3, run);
						statement.setLong(4, run);
						varchars(statement, 5, found, Difference::key);
						varchars(statement, 6, found, Difference::reference);
						varchars(statement, 7, found, (one) -> one.kind().name());
						varchars(statement, 8, found, (one) -> one.what().name());
						varchars(statement, 9, found, (one) -> cut(one.ours()));
						varchars(statement, 10, found, (one) -> cut(one.theirs()));
					});
		// What this run did not see any more has vanished. A slower run of earlier closes
		// nothing that a later one saw.
		this.jdbc.query(
				"update countersign.roc_difference set closed_at = ? where closed_at is null and seen_by_run < ? returning issue, idempotency_key, what",
				(row, index) -> (row.getString("issue") != null) ? matter(row) : "",
				RocOutbox.utc(this.clock.instant()), run)
			.stream()
			.filter((matter) -> !matter.isEmpty())
			.forEach(this.issues::vanished);
		openIssues(run);
	}

	private record Lasting(long id, String key, String reference, String matter, String problem) {
	}

	/** What two runs saw does not vanish by itself: somebody has to solve it. */
	private void openIssues(long run) {
		List<Lasting> lasting = this.jdbc.query(
				"""
						select d.id, d.idempotency_key, d.reference, d.what, d.kind, d.ours, d.theirs from countersign.roc_difference d
						join countersign.agreement a on a.reference = d.reference
						where d.closed_at is null and d.issue is null and d.seen_by_run = ? and d.opened_by_run < ?""",
				(row, index) -> new Lasting(row.getLong("id"), row.getString("idempotency_key"),
						row.getString("reference"), matter(row), "%s: ours %s, the ROC's %s"
							.formatted(row.getString("what"), row.getString("ours"), row.getString("theirs"))),
				run, run);
		for (Lasting one : lasting) {
			this.jdbc.update("update countersign.roc_difference set issue = ? where id = ?",
					this.issues.differs(one.reference(), one.matter(), one.key(), one.problem()), one.id());
		}
	}

	private static String matter(ResultSet row) throws SQLException {
		return "difference " + row.getString("what") + " " + row.getString("idempotency_key");
	}

	private static void varchars(PreparedStatement statement, int index, List<Difference> found,
			Function<Difference, Object> column) throws SQLException {
		RocOutbox.column(statement, index, "varchar", found, column);
	}

	private static String cut(String text) {
		return (text != null && text.length() > 200) ? text.substring(0, 199) + "…" : text;
	}

}
