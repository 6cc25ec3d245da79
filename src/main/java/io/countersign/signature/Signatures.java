package io.countersign.signature;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

import io.countersign.kernel.Money;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/**
 * The signatures given on submissions, and the attempts to sign that came to nothing.
 */
@Repository
class Signatures {

	private final JdbcTemplate jdbc;

	Signatures(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * A signature that is not void.
	 *
	 * @param position 1 for who signed first
	 * @param sha256 address of the document with it
	 */
	record Given(int position, String signatory, String name, String capacity, String sha256, Instant signedAt) {
	}

	/** The signatures on a submission that are not void, the first one first. */
	List<Given> standing(String reference, int submission) {
		return this.jdbc.query("""
				select position, signatory, name, capacity, signed_sha256, signed_at
				from countersign.standing_signature where reference = ? and submission = ? order by position""",
				(row, index) -> new Given(row.getInt("position"), row.getString("signatory"), row.getString("name"),
						row.getString("capacity"), row.getString("signed_sha256"),
						row.getObject("signed_at", OffsetDateTime.class).toInstant()),
				reference, submission);
	}

	/** Number of the present attempt to sign a submission, counted from 1. */
	int attempt(String reference, int submission) {
		return this.jdbc.queryForObject(
				"select 1 + count(*) from countersign.signature_void where reference = ? and submission = ?",
				Integer.class, reference, submission);
	}

	/** Whether the human being behind an account has signed a submission already. */
	boolean signedBy(String reference, int submission, String person) {
		return Boolean.TRUE.equals(this.jdbc.queryForObject("""
				select exists (select from countersign.standing_signature where reference = ? and submission = ?
					and countersign.identity_of(signatory) = countersign.identity_of(?))""", Boolean.class, reference,
				submission, person));
	}

	/** How many people sign an amount on a day in UTC: 1 or 2. */
	int needed(Money value, LocalDate day) {
		return this.jdbc.queryForObject("select countersign.signers_needed(?, ?, ?)", Integer.class, value.amount(),
				value.currency(), day);
	}

	/** Makes the signatures of the present attempt void. */
	void end(String reference, int submission, String because, String by, Instant at) {
		this.jdbc.update("insert into countersign.signature_void values (?, ?, ?, ?, ?, ?)", reference, submission,
				attempt(reference, submission), because, by, at.atOffset(ZoneOffset.UTC));
	}

}
