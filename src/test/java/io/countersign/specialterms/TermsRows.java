package io.countersign.specialterms;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;

import io.countersign.agreement.AskedTerm;
import io.countersign.kernel.Sha256;

import org.springframework.jdbc.core.JdbcTemplate;

/** Requests for special terms as rows, for what only reads them. */
public final class TermsRows {

	private final JdbcTemplate jdbc;

	private final String reference;

	private int revision = 1;

	private int position;

	private TermsRows(JdbcTemplate jdbc, String reference) {
		this.jdbc = jdbc;
		this.reference = reference;
	}

	/** An open request of northwind for Contoso, revision 1, without terms. */
	public static TermsRows request(JdbcTemplate jdbc, String reference, String subsidiary, String value) {
		jdbc.update(
				"""
						insert into countersign.special_terms_request (reference, origin, reseller, subsidiary, customer, customer_country,
							programme, segment, currency, value, status, revision, content_hash, requested_by, received_at, changed_at, version)
						values (?, 'RESELLER', 'northwind', ?, 'Contoso AG', 'DE', 'EA-EE', 'COMMERCIAL', 'EUR', ?, 'IN_APPROVAL', 1, ?,
							'northwind', now(), now(), 0)""",
				reference, subsidiary, new BigDecimal(value), Sha256.of(reference));
		return new TermsRows(jdbc, reference).revised(value);
	}

	private TermsRows revised(String value) {
		this.jdbc.update(
				"""
						insert into countersign.special_terms_revision (reference, revision, facts, content_hash, submitted_by, submitted_at)
						values (?, ?, ?::jsonb, ?, 'northwind', now())""",
				this.reference, this.revision, "{\"value\": {\"amount\": %s, \"currency\": \"EUR\"}}".formatted(value),
				Sha256.of(this.reference + this.revision));
		return this;
	}

	public TermsRows segment(String segment) {
		this.jdbc.update("update countersign.special_terms_request set segment = ? where reference = ?", segment,
				this.reference);
		return this;
	}

	/** The next revision, of which terms are added again. */
	public TermsRows revision(String value) {
		this.revision++;
		this.position = 0;
		this.jdbc.update("update countersign.special_terms_request set revision = ?, value = ? where reference = ?",
				this.revision, new BigDecimal(value), this.reference);
		return revised(value);
	}

	public TermsRows term(String code, String termClass, String text, String percent) {
		BigDecimal points = (percent != null) ? new BigDecimal(percent) : null;
		this.jdbc
			.update("""
					insert into countersign.special_term (reference, revision, position, code, clause_version, kind, term_class, title,
						text, percent, justification, text_hash)
					values (?, ?, ?, ?, (select max(version) from countersign.clause where code = ?), 'CUSTOM', ?, ?, ?, ?, 'The customer compares.', ?)""",
					this.reference, this.revision, ++this.position, code, code, termClass, "Term " + code, text, points,
					new AskedTerm(code, text, points).textHash());
		return this;
	}

	/** A step about these terms, by their positions. */
	public TermsRows step(int step, int stage, String office, Integer... terms) {
		this.jdbc.update(
				"""
						insert into countersign.approval_step (reference, revision, step, stage, office, terms, because, content_hash,
							route_version, valid_days, routed_at)
						values (?, ?, ?, ?, ?, ?, 'Class T2', countersign.step_hash(?, ?, ?), 1, 90, now())""",
				this.reference, this.revision, step, stage, office, terms, this.reference, this.revision, terms);
		return this;
	}

	/** Decides a step of the present revision. */
	public TermsRows decided(int step, String decision, String by, Instant at, String condition) {
		this.jdbc.update(
				"""
						insert into countersign.approval (id, reference, revision, step, office, decision, reason, decided_by, content_hash,
							conditions, route_version, expires_on, seal, decided_at)
						select ?, reference, revision, step, office, ?, 'Weighed.', ?, content_hash, ?::jsonb, 1, ?, ?, ?
						from countersign.approval_step where reference = ? and revision = ? and step = ?""",
				UUID.randomUUID(), decision, by,
				(condition != null) ? "[{\"kind\": \"NOTE\", \"words\": \"" + condition + "\"}]" : "[]",
				LocalDate.ofInstant(at, ZoneOffset.UTC).plusDays(90), Sha256.of(this.reference + step),
				at.atOffset(ZoneOffset.UTC), this.reference, this.revision, step);
		return this;
	}

	/** Ends the request. */
	public TermsRows closed(SpecialTermsStatus status, Instant at) {
		OffsetDateTime closed = at.atOffset(ZoneOffset.UTC);
		this.jdbc.update(
				"update countersign.special_terms_request set status = ?, closed_at = ?, expires_on = ?, decision_reason = 'Weighed.' where reference = ?",
				status.name(), closed, status.granted() ? closed.toLocalDate().plusDays(90) : null, this.reference);
		return this;
	}

}
