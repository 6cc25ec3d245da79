package io.countersign.mail;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;

import io.countersign.identity.Caller;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Mails as the desk shows them. */
@Component
public class MailViews {

	private static final String SELECT = "select id, reference, recipient, address, subject, body, path, state, written_at, sent_at, last_problem from countersign.mail ";

	private final JdbcTemplate jdbc;

	MailViews(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	/** How far a mail has come. */
	public enum State {

		PENDING, SENT, KEPT, FAILED

	}

	/**
	 * A mail.
	 *
	 * @param recipient user id
	 * @param address {@code null} where the person has none
	 * @param path where its link leads, below the address of the desk
	 * @param sentAt {@code null} unless a mail server took it
	 * @param problem what stopped its last attempt; {@code null} for nothing
	 */
	public record View(long id, String reference, String recipient, String address, String subject, String body,
			String path, State state, Instant writtenAt, Instant sentAt, String problem) {
	}

	/**
	 * Mails to the caller, newest first; to everybody where the caller reads everything.
	 */
	public List<View> list(Caller caller, int limit) {
		return caller.readsEverything() ? this.jdbc.query(SELECT + "order by id desc limit ?", MailViews::read, limit)
				: this.jdbc.query(SELECT + "where recipient = ? order by id desc limit ?", MailViews::read, caller.id(),
						limit);
	}

	private static View read(ResultSet row, int number) throws SQLException {
		OffsetDateTime sent = row.getObject("sent_at", OffsetDateTime.class);
		return new View(row.getLong("id"), row.getString("reference"), row.getString("recipient"),
				row.getString("address"), row.getString("subject"), row.getString("body"), row.getString("path"),
				State.valueOf(row.getString("state")), row.getObject("written_at", OffsetDateTime.class).toInstant(),
				(sent != null) ? sent.toInstant() : null, row.getString("last_problem"));
	}

}
