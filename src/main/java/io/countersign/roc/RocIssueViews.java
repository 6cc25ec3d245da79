package io.countersign.roc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

import io.countersign.identity.Caller;
import io.countersign.kernel.Refusal;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Issues with the ROC as people of the desk read them; resellers read none. */
@Component
public class RocIssueViews {

	private static final int MOST = 200;

	private static final String SELECT = """
			select q.*, r.title, coalesce(a.customer, 'Regional Operations Center') as customer
			from countersign.roc_issue q
			left join countersign.agreement a on a.reference = q.reference
			left join countersign.roc_reason r on r.code = q.reason_code and r.valid_from <= q.opened_at::date
				and (r.valid_until is null or r.valid_until >= q.opened_at::date)
			where (? or q.subsidiary = any (?)) and %s""";

	private final JdbcTemplate jdbc;

	private final Clock clock;

	RocIssueViews(JdbcTemplate jdbc, Clock clock) {
		this.jdbc = jdbc;
		this.clock = clock;
	}

	/**
	 * An issue.
	 *
	 * @param reference the agreement's number; {@code null} where it is about none
	 * @param reason title of the reason code; {@code null} where there is none
	 * @param owner who has to see to it, in words
	 * @param ball whose turn it is, in words; {@code null} once it is closed
	 * @param closedAt {@code null} while it is open, as is how it ended
	 */
	public record Issue(String number, String kind, String reference, String customer, String reasonCode, String reason,
			String problem, String fault, String owner, String ball, Instant openedAt, Instant dueAt, Instant closedAt,
			String ticket, String solution, String explanation, String overrideReference, String gap, String gapRule,
			String gapWords) {
	}

	/** A turn of the thread: what happened, and whose turn it was from then on. */
	public record Turn(String what, String ball, Instant at, String by, String words) {
	}

	/** How long a party had it, all its turns together. */
	public record Held(String ball, long minutes) {
	}

	/** Issues the caller may see, open ones first, then by when they are due. */
	public List<Issue> list(Caller caller) {
		return find(caller, "true order by q.closed_at is not null, q.due_at, q.number limit " + MOST);
	}

	/** The issues of an agreement, newest first. */
	public List<Issue> of(String reference, Caller caller) {
		return find(caller, "q.reference = ? order by q.opened_at desc, q.number desc", reference);
	}

	/**
	 * One issue.
	 * @throws Refusal if there is none that the caller may see
	 */
	public Issue one(String number, Caller caller) {
		return find(caller, "q.number = ?", number).stream()
			.findFirst()
			.orElseThrow(() -> new Refusal(Refusal.Kind.UNKNOWN, "roc-issue-unknown",
					"There is no such issue that you may see."));
	}

	/** The agreement that an issue is about; empty where it is about none. */
	public Optional<String> agreement(String number) {
		return this.jdbc
			.queryForList("select reference from countersign.roc_issue where number = ? and reference is not null",
					String.class, number)
			.stream()
			.findFirst();
	}

	/** The thread of an issue that the caller was shown, oldest first. */
	public List<Turn> thread(Issue issue) {
		return this.jdbc.query(
				"select what, ball, happened_at, by_whom, words from countersign.roc_issue_turn where issue = ? order by position",
				(row, index) -> new Turn(row.getString("what"), ball(row.getString("ball")),
						instant(row, "happened_at"), row.getString("by_whom"), row.getString("words")),
				issue.number());
	}

	/** How long each party had an issue so far, longest first. */
	public List<Held> held(Issue issue) {
		return this.jdbc
			.query("""
					select ball, (extract(epoch from sum(coalesce(until, ?) - since)) / 60)::bigint as minutes
					from countersign.roc_issue_held where issue = ? and ball <> 'NOBODY' group by ball order by 2 desc, 1""",
					(row, index) -> new Held(ball(row.getString("ball")), row.getLong("minutes")),
					RocOutbox.utc(this.clock.instant()), issue.number());
	}

	private List<Issue> find(Caller caller, String condition, Object... values) {
		if (caller.isReseller()) {
			return List.of();
		}
		Object[] all = new Object[values.length + 2];
		all[0] = caller.readsEverything();
		all[1] = caller.subsidiaries().toArray(String[]::new);
		System.arraycopy(values, 0, all, 2, values.length);
		return this.jdbc.query(SELECT.formatted(condition), (row, index) -> issue(row), all);
	}

	private static Issue issue(ResultSet row) throws SQLException {
		Instant closedAt = instant(row, "closed_at");
		return new Issue(row.getString("number"), row.getString("kind"), row.getString("reference"),
				row.getString("customer"), row.getString("reason_code"), row.getString("title"),
				row.getString("problem"), row.getString("fault"),
				RocIssue.Owner.valueOf(row.getString("owner")).words(),
				(closedAt == null) ? ball(row.getString("ball")) : null, instant(row, "opened_at"),
				instant(row, "due_at"), closedAt, row.getString("ticket"), row.getString("solution"),
				row.getString("explanation"), row.getString("override_reference"), row.getString("gap"),
				row.getString("gap_rule"), row.getString("gap_words"));
	}

	private static String ball(String code) {
		return RocIssue.Ball.valueOf(code).words();
	}

	private static Instant instant(ResultSet row, String column) throws SQLException {
		OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
		return (value != null) ? value.toInstant() : null;
	}

}
