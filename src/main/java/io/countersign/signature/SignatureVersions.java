package io.countersign.signature;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

import io.countersign.agreement.RaisedSignature;
import io.countersign.agreement.SignatureLevel;
import io.countersign.work.Signal;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** The versions of countersigned documents, and which of them are to be raised. */
@Repository
class SignatureVersions {

	private static final int LONGEST_PROBLEM = 1000;

	private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

	private final JdbcTemplate jdbc;

	private final Signal unstamped = new Signal();

	SignatureVersions(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * A countersigned document that does not prove everything yet.
	 *
	 * @param attempts how often raising it failed
	 */
	record Due(String reference, int submission, String sha256, SignatureLevel level, int attempts) {
	}

	/** Raised when a signature without a time stamp was stored and has committed. */
	Signal unstamped() {
		return this.unstamped;
	}

	/**
	 * Takes the work for this node, where no other node has it.
	 * @return whether it is this node's until then
	 */
	boolean take(UUID node, Instant now, Instant until) {
		return this.jdbc.update(
				"update countersign.signature_raising set node = ?, until = ? where node is not distinct from ? or until < ?",
				node, utc(until), node, utc(now)) == 1;
	}

	/**
	 * What to raise next: first what has no time stamp, oldest first.
	 * @param stampable whether time stamps can be had; else those that are known to wait
	 * for one are left out
	 */
	List<Due> due(Instant now, boolean stampable, int atMost) {
		return this.jdbc.query("""
				select d.reference, d.number, d.sha256, d.level, coalesce(w.attempts, 0) as attempts
				from countersign.submission_document d
				left join countersign.signature_delay w on w.reference = d.reference and w.submission = d.number
				where d.level in ('B', 'T', 'LT') and (w.next_attempt_at is null or w.next_attempt_at <= ?)
				  and (? or (d.level = 'B' and w.reference is null) or d.level = 'T')
				order by d.level, d.signed_at limit ?""",
				(row, index) -> new Due(row.getString("reference"), row.getInt("number"), row.getString("sha256"),
						SignatureLevel.valueOf(row.getString("level")), row.getInt("attempts")),
				utc(now), stampable, atMost);
	}

	/** Adds versions whose documents are stored. */
	void add(List<RaisedSignature> raised, List<Integer> formerLengths, Instant now) {
		this.jdbc.update(
				"""
						insert into countersign.signature_version (reference, submission, version, level, sha256, former_sha256, former_length, stamped_at, made_at)
						select r.reference, r.submission, coalesce((select max(v.version) from countersign.signature_version v
							where v.reference = r.reference and v.submission = r.submission), 1) + 1,
							r.level, r.sha256, r.former, r.former_length, r.stamped_at, ?
						from unnest(?::varchar[], ?::int[], ?::varchar[], ?::char(64)[], ?::char(64)[], ?::int[], ?::timestamptz[])
							as r (reference, submission, level, sha256, former, former_length, stamped_at)""",
				(statement) -> {
					statement.setObject(1, utc(now));
					column(statement, 2, "varchar", raised, RaisedSignature::reference);
					column(statement, 3, "int4", raised, RaisedSignature::submission);
					column(statement, 4, "varchar", raised, (each) -> each.level().name());
					column(statement, 5, "varchar", raised, RaisedSignature::sha256);
					column(statement, 6, "varchar", raised, RaisedSignature::former);
					column(statement, 7, "int4", formerLengths, (length) -> length);
					column(statement, 8, "timestamptz", raised, (each) -> utc(each.stampedAt()));
				});
	}

	/** Notes that a document could not be raised, and when to try again. */
	void delay(Due due, String problem, Instant now, Duration pause) {
		Instant next = now.plus((pause.compareTo(LONGEST_PAUSE) < 0) ? pause : LONGEST_PAUSE);
		this.jdbc.update("""
				insert into countersign.signature_delay (reference, submission, attempts, next_attempt_at, problem)
				values (?, ?, 1, ?, ?) on conflict (reference, submission) do update
				set attempts = signature_delay.attempts + 1, next_attempt_at = excluded.next_attempt_at,
					problem = excluded.problem""", due.reference(), due.submission(), utc(next),
				(problem.length() > LONGEST_PROBLEM) ? problem.substring(0, LONGEST_PROBLEM) : problem);
	}

	/** Forgets what delayed documents that are raised now. */
	void goOn(Collection<Due> raised) {
		List<Due> delayed = raised.stream().filter((due) -> due.attempts() > 0).toList();
		if (!delayed.isEmpty()) {
			this.jdbc.update(
					"delete from countersign.signature_delay where (reference, submission) in (select * from unnest(?::varchar[], ?::int[]))",
					(statement) -> {
						column(statement, 1, "varchar", delayed, Due::reference);
						column(statement, 2, "int4", delayed, Due::submission);
					});
		}
	}

	/** How many countersigned documents wait for a time stamp. */
	long pending() {
		return this.jdbc.queryForObject("select count(*) from countersign.submission_document where level = 'B'",
				Long.class);
	}

	private static <T> void column(PreparedStatement statement, int index, String type, List<T> rows,
			Function<T, Object> column) throws SQLException {
		statement.setArray(index, statement.getConnection().createArrayOf(type, rows.stream().map(column).toArray()));
	}

	private static OffsetDateTime utc(Instant instant) {
		return instant.atOffset(ZoneOffset.UTC);
	}

}
