package io.countersign.roc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

import io.countersign.kernel.AgreementNumber;
import io.countersign.kernel.FiscalYear;
import io.countersign.roc.RocIssue.Ball;
import io.countersign.roc.RocIssue.Kind;
import io.countersign.roc.RocIssue.Owner;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Issues with the ROC and their threads, as they are stored. */
@Component
class RocIssues {

	private static final String SELECT = """
			select number, kind, reference, subsidiary, idempotency_key, reason_code, ticket, problem, fault, owner, ball,
				opened_at, due_at, closed_at is null as open
			from countersign.roc_issue q where %s""";

	private final JdbcTemplate jdbc;

	private final Clock clock;

	RocIssues(JdbcTemplate jdbc, Clock clock) {
		this.jdbc = jdbc;
		this.clock = clock;
	}

	/**
	 * An issue to be opened.
	 *
	 * @param subsidiary whose teams solve it; {@code null}: that of the agreement
	 * @param matter what exactly it is about; of one matter only one issue is open
	 * @param follows the closed issue that it takes up again; may be {@code null}
	 */
	record Opening(Kind kind, String reference, String subsidiary, String matter, String key, String reasonCode,
			String problem, String follows) {

		/** One that is about a handoff, or about an agreement where there is no key. */
		static Opening about(Kind kind, String reference, String matter, String key, String reasonCode,
				String problem) {
			return new Opening(kind, reference, null, matter, key, reasonCode, problem, null);
		}

	}

	/** What a turn in the thread was. */
	enum What {

		OPENED, ROUTED, NOTE, HEARD, HANDED_OVER, ESCALATED, SOLVED

	}

	/**
	 * Opens an issue and begins its thread.
	 * @return its number; empty where one about the same matter is open
	 */
	Optional<String> open(Opening opening) {
		Instant now = now();
		Long sequence = this.jdbc.queryForObject("select nextval('countersign.roc_issue_number')", Long.class);
		String number = AgreementNumber.of("RI", FiscalYear.of(LocalDate.ofInstant(now, ZoneOffset.UTC)), sequence)
			.value();
		int opened = this.jdbc.update(
				"""
						insert into countersign.roc_issue (number, kind, reference, subsidiary, matter, idempotency_key, reason_code,
							problem, opened_at, ball_since, due_at, follows, ticket, fault)
						select ?, ?, ?, coalesce(?, (select subsidiary from countersign.agreement where reference = ?)), ?, ?, ?, ?, ?, ?, ?, ?,
							(select case_number from countersign.roc_outbox where idempotency_key = ?),
							coalesce((select fault from countersign.roc_reason where code = ? and valid_from <= ?
								and (valid_until is null or valid_until >= ?)), 'UNCLEAR')
						on conflict (matter) where closed_at is null do nothing""",
				number, opening.kind().name(), opening.reference(), opening.subsidiary(), opening.reference(),
				opening.matter(), opening.key(), opening.reasonCode(), RocOutbox.shortened(opening.problem()),
				RocOutbox.utc(now), RocOutbox.utc(now), RocOutbox.utc(now), opening.follows(), opening.key(),
				opening.reasonCode(), LocalDate.ofInstant(now, ZoneOffset.UTC),
				LocalDate.ofInstant(now, ZoneOffset.UTC));
		if (opened == 0) {
			return Optional.empty();
		}
		turn(number, What.OPENED, Ball.DESK, "system", opening.problem());
		return Optional.of(number);
	}

	/** An issue by its number, locked until the transaction ends. */
	Optional<RocIssue> lock(String number) {
		return find("number = ? for no key update", number).stream().findFirst();
	}

	/** An issue by its number. */
	Optional<RocIssue> find(String number) {
		return find("number = ?", number).stream().findFirst();
	}

	/** The open issues of an agreement, oldest first. */
	List<RocIssue> openOf(String reference) {
		return find("reference = ? and closed_at is null order by opened_at, number", reference);
	}

	/** The open issue about a matter. */
	Optional<RocIssue> openAbout(String matter) {
		return find("matter = ? and closed_at is null", matter).stream().findFirst();
	}

	private List<RocIssue> find(String condition, Object value) {
		return this.jdbc.query(SELECT.formatted(condition), (row, index) -> issue(row), value);
	}

	/** It has an owner and a clock. */
	void routed(String number, Owner owner, String fault, Instant dueAt) {
		this.jdbc.update("update countersign.roc_issue set owner = ?, fault = ?, due_at = ? where number = ?",
				owner.name(), fault, RocOutbox.utc(dueAt), number);
	}

	/** It becomes somebody else's. */
	void handedOver(String number, Owner owner) {
		this.jdbc.update("update countersign.roc_issue set owner = ? where number = ?", owner.name(), number);
	}

	/**
	 * Adds to the thread. The issue's row is locked by whoever calls, so that no two
	 * turns take the same place.
	 * @param ball whose turn it is from now on
	 * @param words may be {@code null}
	 */
	void turn(String number, What what, Ball ball, String by, String words) {
		OffsetDateTime now = RocOutbox.utc(now());
		this.jdbc
			.update("""
					insert into countersign.roc_issue_turn (issue, position, happened_at, what, ball, by_whom, words)
					select ?, coalesce(max(position), 0) + 1, ?, ?, ?, ?, ? from countersign.roc_issue_turn where issue = ?""",
					number, now, what.name(), ball.name(), by, words, number);
		if (ball != Ball.NOBODY) {
			this.jdbc.update(
					"update countersign.roc_issue set ball = ?, ball_since = case when ball = ? then ball_since else ? end where number = ?",
					ball.name(), ball.name(), now, number);
		}
	}

	/**
	 * How an issue ended.
	 *
	 * @param explanation {@code null} where nobody had to solve it
	 * @param by {@code null} where nobody had to solve it
	 * @param fault the party at fault as it turned out; {@code null}: as it was known
	 * @param gap which check should have caught it; {@code null} where nobody was asked
	 */
	record Ending(String solution, String explanation, String by, String overrideReference, String fault, String gap,
			String gapRule, String gapWords) {

		static Ending byItself(String solution) {
			return new Ending(solution, null, null, null, null, null, null, null);
		}

	}

	/**
	 * Closes an issue.
	 * @return {@code false} if it was closed before; nothing has changed then
	 */
	boolean close(String number, Ending ending) {
		boolean closed = this.jdbc.update("""
				update countersign.roc_issue set closed_at = ?, solution = ?, explanation = ?, solved_by = ?,
					override_reference = ?, fault = coalesce(?, fault), gap = ?, gap_rule = ?, gap_words = ?
				where number = ? and closed_at is null""", RocOutbox.utc(now()), ending.solution(),
				ending.explanation(), ending.by(), ending.overrideReference(), ending.fault(), ending.gap(),
				ending.gapRule(), ending.gapWords(), number) == 1;
		if (closed) {
			turn(number, What.SOLVED, Ball.NOBODY, (ending.by() != null) ? ending.by() : "system",
					ending.explanation());
		}
		return closed;
	}

	private Instant now() {
		return this.clock.instant().truncatedTo(ChronoUnit.MICROS);
	}

	private static RocIssue issue(ResultSet row) throws SQLException {
		return new RocIssue(row.getString("number"), Kind.valueOf(row.getString("kind")), row.getString("reference"),
				row.getString("subsidiary"), row.getString("idempotency_key"), row.getString("reason_code"),
				row.getString("ticket"), row.getString("problem"), row.getString("fault"),
				Owner.valueOf(row.getString("owner")), Ball.valueOf(row.getString("ball")),
				row.getObject("opened_at", OffsetDateTime.class).toInstant(),
				row.getObject("due_at", OffsetDateTime.class).toInstant(), row.getBoolean("open"));
	}

}
