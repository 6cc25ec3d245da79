package io.countersign.mail;

import java.sql.PreparedStatement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

import io.countersign.work.Signal;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Mails on their way: added in the transaction that gives the reason, claimed in batches
 * by whichever node comes first.
 */
@Component
class Outbox {

	private static final int LONGEST_PROBLEM = 400;

	private final JdbcTemplate jdbc;

	private final Postbox postbox;

	private final MailProperties properties;

	private final Clock clock;

	private final Signal added = new Signal();

	Outbox(JdbcTemplate jdbc, Postbox postbox, MailProperties properties, Clock clock) {
		this.jdbc = jdbc;
		this.postbox = postbox;
		this.properties = properties;
		this.clock = clock;
	}

	/**
	 * A mail that this node is to send.
	 *
	 * @param fence grows with each claim: an outcome counts only while it is the newest
	 */
	record Claimed(long id, long fence, int attempts, String address, String subject, String body, String path) {
	}

	/** Raised when a mail has been added and its transaction has committed. */
	Signal added() {
		return this.added;
	}

	void add(Letter letter, String address) {
		Instant now = this.clock.instant();
		boolean leaves = address != null && !address.isBlank() && this.postbox.leaves();
		int added = this.jdbc.update(
				"""
						insert into countersign.mail (occasion, reference, recipient, address, subject, body, path, state, next_attempt_at, written_at)
						values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (occasion) do nothing""",
				letter.occasion() + ":" + letter.recipient(), letter.reference(), letter.recipient(), address,
				letter.subject(), letter.body(), letter.path(), leaves ? "PENDING" : "KEPT", utc(now), utc(now));
		if (added == 1 && leaves) {
			this.added.raiseAfterCommit();
		}
	}

	/** Claims what is due, oldest first; skips what another node holds. */
	List<Claimed> claim() {
		Instant now = this.clock.instant();
		return this.jdbc.query("""
				with due as materialized (
					select id from countersign.mail
					where state = 'PENDING' and next_attempt_at <= ? and (lease_until is null or lease_until < ?)
					order by id limit ? for no key update skip locked)
				update countersign.mail m
				set attempts = m.attempts + 1, fence = m.fence + 1, lease_until = ?
				from due where m.id = due.id
				returning m.id, m.fence, m.attempts, m.address, m.subject, m.body, m.path""",
				(row, index) -> new Claimed(row.getLong("id"), row.getLong("fence"), row.getInt("attempts"),
						row.getString("address"), row.getString("subject"), row.getString("body"),
						row.getString("path")),
				utc(now), utc(now), this.properties.batch(), utc(now.plus(this.properties.lease())));
	}

	void sent(Claimed mail) {
		store(mail, "SENT", null);
	}

	/** Tries again later, unless it was tried often enough or never can arrive. */
	void failed(Claimed mail, String problem, boolean forGood) {
		store(mail, (forGood || mail.attempts() >= this.properties.attempts()) ? "FAILED" : "PENDING", problem);
	}

	private void store(Claimed mail, String state, String problem) {
		Instant now = this.clock.instant();
		this.jdbc.update("""
				update countersign.mail
				set state = ?, sent_at = ?, next_attempt_at = ?, last_problem = ?, lease_until = null
				where id = ? and fence = ? and state = 'PENDING'""", (PreparedStatement statement) -> {
			statement.setString(1, state);
			statement.setObject(2, state.equals("SENT") ? utc(now) : null);
			statement.setObject(3, utc(now.plus(pause(mail.attempts()))));
			statement.setString(4, shortened(problem));
			statement.setLong(5, mail.id());
			statement.setLong(6, mail.fence());
		});
	}

	/** Removes what left, or was given up, long enough ago. */
	int clean() {
		return this.jdbc.update("delete from countersign.mail where state <> 'PENDING' and written_at < ?",
				utc(this.clock.instant().minus(this.properties.kept())));
	}

	long waiting() {
		return this.jdbc.queryForObject("select count(*) from countersign.mail where state = 'PENDING'", Long.class);
	}

	private Duration pause(int attempts) {
		long doubled = this.properties.firstPause().toMillis() << Math.min(attempts - 1, 20);
		return Duration.ofMillis(Math.min(doubled, this.properties.longestPause().toMillis()));
	}

	private static String shortened(String problem) {
		return (problem == null || problem.length() <= LONGEST_PROBLEM) ? problem
				: problem.substring(0, LONGEST_PROBLEM);
	}

	private static OffsetDateTime utc(Instant instant) {
		return instant.atOffset(ZoneOffset.UTC);
	}

}
