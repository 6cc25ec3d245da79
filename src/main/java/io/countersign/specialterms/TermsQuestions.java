package io.countersign.specialterms;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** What approvers asked before they decided, and what was answered. */
@Component
class TermsQuestions {

	private final JdbcTemplate jdbc;

	TermsQuestions(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * A question.
	 *
	 * @param number counted from 1 for each request
	 * @param askedOf a reseller's code or a user id
	 * @param answer {@code null} while nobody answered
	 */
	record Asked(int number, int revision, Integer step, String askedBy, String askedOf, String question,
			Instant askedAt, String answer, String answeredBy, Instant answeredAt) {
	}

	int add(String reference, int revision, int step, String by, String of, String question, Instant now) {
		return this.jdbc.queryForObject("""
				insert into countersign.terms_question (reference, number, revision, step, asked_by, asked_of,
					question, asked_at)
				select ?, coalesce(max(number), 0) + 1, ?, ?, ?, ?, ?, ?
				from countersign.terms_question where reference = ? returning number""", Integer.class, reference,
				revision, step, by, of, question, SpecialTermsRequests.utc(now), reference);
	}

	/** Keeps the answer to a question that has none. */
	boolean answer(String reference, int number, String by, String answer, Instant now) {
		return this.jdbc.update("""
				update countersign.terms_question set answer = ?, answered_by = ?, answered_at = ?
				where reference = ? and number = ? and answer is null""", answer, by, SpecialTermsRequests.utc(now),
				reference, number) == 1;
	}

	List<Asked> of(String reference) {
		return this.jdbc.query("select * from countersign.terms_question where reference = ? order by number",
				(row, number) -> asked(row), reference);
	}

	/** The newest question of a step. */
	Optional<Asked> newest(String reference, int revision, int step) {
		return this.jdbc.query("""
				select * from countersign.terms_question where reference = ? and revision = ? and step = ?
				order by number desc limit 1""", (row, number) -> asked(row), reference, revision, step)
			.stream()
			.findFirst();
	}

	private static Asked asked(ResultSet row) throws SQLException {
		return new Asked(row.getInt("number"), row.getInt("revision"), row.getObject("step", Integer.class),
				row.getString("asked_by"), row.getString("asked_of"), row.getString("question"),
				SpecialTermsRequests.instant(row, "asked_at"), row.getString("answer"), row.getString("answered_by"),
				SpecialTermsRequests.instant(row, "answered_at"));
	}

}
