package io.countersign.specialterms;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import io.countersign.agreement.AgreementPackage;
import io.countersign.agreement.AskedTerm;
import io.countersign.agreement.PackageTerm;
import io.countersign.agreement.StoredSubmission;
import io.countersign.kernel.AgreementNumber;
import io.countersign.kernel.FiscalYear;
import io.countersign.kernel.Money;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Requests with their revisions, terms, evidence and routes, as rows. */
@Component
class SpecialTermsRequests {

	private static final String FAMILY = "ST";

	private final JdbcTemplate jdbc;

	SpecialTermsRequests(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	String nextReference(LocalDate day) {
		Long number = this.jdbc.queryForObject("select nextval('countersign.special_terms_number')", Long.class);
		return AgreementNumber.of(FAMILY, FiscalYear.of(day), number).value();
	}

	Optional<SpecialTermsRequest> find(String reference) {
		return this.jdbc
			.query("select * from countersign.special_terms_request where reference = ?", this::request, reference)
			.stream()
			.findFirst();
	}

	/** The request, which nobody else changes until the transaction ends. */
	Optional<SpecialTermsRequest> findForChange(String reference) {
		return this.jdbc
			.query("select * from countersign.special_terms_request where reference = ? for update", this::request,
					reference)
			.stream()
			.findFirst();
	}

	/** Requests linked with an agreement, newest first. */
	List<SpecialTermsRequest> ofAgreement(String agreement) {
		return this.jdbc.query(
				"select * from countersign.special_terms_request where agreement = ? order by received_at desc, reference desc",
				this::request, agreement);
	}

	void insert(SpecialTermsRequest request) {
		this.jdbc.update("""
				insert into countersign.special_terms_request (reference, origin, reseller, subsidiary, agreement,
					customer, customer_country, programme, segment, currency, value, status, revision, content_hash,
					requested_by, waits_for, waits_since, waits_until, received_at, changed_at, version)
				values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)""", request.reference(),
				request.origin().name(), request.reseller(), request.subsidiary(), request.agreement(),
				request.customer(), request.customerCountry(), request.programme(), request.segment(),
				request.value().currency(), request.value().amount(), request.status().name(), request.revision(),
				request.contentHash(), request.requestedBy(), request.waitsFor(), utc(request.waitsSince()),
				utc(request.waitsUntil()), utc(request.receivedAt()), utc(request.changedAt()));
	}

	/** Takes what the newest revision says into the request's own row, open again. */
	void revised(SpecialTermsRequest request) {
		this.jdbc.update("""
				update countersign.special_terms_request set customer = ?, customer_country = ?, programme = ?,
					segment = ?, currency = ?, value = ?, status = ?, revision = ?, content_hash = ?, waits_for = ?,
					waits_since = ?, waits_until = ?, decided_by = null, decision_reason = null, expires_on = null,
					closed_at = null, changed_at = ?, version = version + 1
				where reference = ?""", request.customer(), request.customerCountry(), request.programme(),
				request.segment(), request.value().currency(), request.value().amount(), request.status().name(),
				request.revision(), request.contentHash(), request.waitsFor(), utc(request.waitsSince()),
				utc(request.waitsUntil()), utc(request.changedAt()), request.reference());
	}

	void waits(String reference, SpecialTermsStatus status, String waitsFor, Instant now, Instant until) {
		this.jdbc.update("""
				update countersign.special_terms_request set status = ?, waits_for = ?, waits_since = ?,
					waits_until = ?, changed_at = ?, version = version + 1 where reference = ?""", status.name(),
				waitsFor, utc(now), utc(until), utc(now), reference);
	}

	/**
	 * @param expiresOn {@code null} where it is not granted
	 */
	void closed(String reference, SpecialTermsStatus status, String by, String reason, LocalDate expiresOn,
			Instant now) {
		this.jdbc.update("""
				update countersign.special_terms_request set status = ?, waits_for = null, waits_since = null,
					waits_until = null, decided_by = ?, decision_reason = ?, expires_on = coalesce(?, expires_on),
					closed_at = ?, changed_at = ?, version = version + 1 where reference = ?""", status.name(), by,
				reason, expiresOn, utc(now), utc(now), reference);
	}

	void link(String reference, String agreement, Instant now) {
		this.jdbc.update(
				"update countersign.special_terms_request set agreement = ?, changed_at = ?, version = version + 1 where reference = ?",
				agreement, utc(now), reference);
	}

	/** Whether all terms of a submission stand in requests that are granted on a day. */
	boolean allGranted(StoredSubmission submission, LocalDate day) {
		return Boolean.TRUE.equals(this.jdbc.queryForObject("""
				select not exists (select from countersign.submission_term n
					where n.reference = ? and n.number = ? and not exists (
						select from countersign.special_terms_request r
						join countersign.special_term t on t.reference = r.reference and t.revision = r.revision
						where r.reference = n.request and t.code = n.code and t.text_hash = n.text_hash
							and r.status in ('APPROVED', 'APPROVED_WITH_CONDITIONS') and r.expires_on >= ?))""",
				Boolean.class, submission.reference(), submission.number(), day));
	}

	void addRevision(String reference, int revision, String facts, String contentHash, String by, Instant now,
			String comment) {
		this.jdbc.update("""
				insert into countersign.special_terms_revision (reference, revision, facts, content_hash,
					submitted_by, submitted_at, comment) values (?, ?, ?::jsonb, ?, ?, ?, ?)""", reference, revision,
				facts, contentHash, by, utc(now), comment);
	}

	/** What a revision asked for, in its canonical form. */
	String facts(String reference, int revision) {
		return this.jdbc.queryForObject(
				"select facts from countersign.special_terms_revision where reference = ? and revision = ?",
				String.class, reference, revision);
	}

	void addTerms(String reference, int revision, List<RequestedTerm> terms) {
		this.jdbc.batchUpdate("""
				insert into countersign.special_term (reference, revision, position, code, clause_version, kind,
					term_class, title, text, percent, amount, justification, text_hash)
				values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
				terms.stream()
					.map((term) -> new Object[] { reference, revision, term.position(), term.code(),
							term.clauseVersion(), term.kind(), term.termClass(), term.title(), term.text(),
							term.percent(), term.amount(), term.justification(), term.textHash() })
					.toList());
	}

	List<RequestedTerm> terms(String reference, int revision) {
		return this.jdbc.query(
				"select * from countersign.special_term where reference = ? and revision = ? order by position",
				(row, number) -> new RequestedTerm(row.getInt("position"), row.getString("code"),
						row.getObject("clause_version", Integer.class), row.getString("kind"),
						row.getString("term_class"), row.getString("title"), row.getString("text"),
						row.getBigDecimal("percent"), row.getBigDecimal("amount"), row.getString("justification"),
						row.getString("text_hash")),
				reference, revision);
	}

	void addEvidence(String reference, int revision, int position, String kind, String fileName, String sha256) {
		this.jdbc.update("insert into countersign.special_terms_evidence values (?, ?, ?, ?, ?, ?)", reference,
				revision, position, kind, fileName, sha256);
	}

	/** A file that came with a revision. */
	record StoredEvidence(int revision, String kind, String fileName, String sha256) {
	}

	List<StoredEvidence> evidence(String reference, int revision) {
		return this.jdbc.query(
				"select * from countersign.special_terms_evidence where reference = ? and revision = ? order by position",
				(row, number) -> new StoredEvidence(row.getInt("revision"), row.getString("kind"),
						row.getString("file_name"), row.getString("sha256")),
				reference, revision);
	}

	void addSteps(String reference, int revision, List<ApprovalStep> steps, Instant now) {
		for (ApprovalStep step : steps) {
			this.jdbc.update("""
					insert into countersign.approval_step (reference, revision, step, stage, office, terms, because,
						content_hash, route_version, valid_days, routed_at)
					values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""", (statement) -> {
				Connection connection = statement.getConnection();
				statement.setString(1, reference);
				statement.setInt(2, revision);
				statement.setInt(3, step.step());
				statement.setInt(4, step.stage());
				statement.setString(5, step.office());
				statement.setArray(6, connection.createArrayOf("int", step.terms().toArray()));
				statement.setString(7, step.because());
				statement.setString(8, step.contentHash());
				statement.setInt(9, step.routeVersion());
				statement.setInt(10, step.validDays());
				statement.setObject(11, utc(now));
			});
		}
	}

	List<ApprovalStep> steps(String reference, int revision) {
		return this.jdbc.query(
				"select * from countersign.approval_step where reference = ? and revision = ? order by step",
				(row, number) -> new ApprovalStep(row.getInt("step"), row.getInt("stage"), row.getString("office"),
						Arrays.asList((Integer[]) row.getArray("terms").getArray()), row.getString("because"),
						row.getString("content_hash"), row.getInt("route_version"), row.getInt("valid_days")),
				reference, revision);
	}

	/**
	 * @param expiresOn the last day on which an agreement may be signed so, UTC
	 */
	void addUnasked(String reference, int revision, ApprovalRoute.Unasked unasked, Instant now, LocalDate expiresOn) {
		this.jdbc.update("""
				insert into countersign.unasked_terms (reference, revision, terms, content_hash, route_version,
					routed_at, expires_on) values (?, ?, ?, ?, ?, ?, ?)""", reference, revision,
				unasked.terms().toArray(Integer[]::new), unasked.contentHash(), unasked.routeVersion(), utc(now),
				expiresOn);
	}

	/**
	 * The last day of terms that nobody is asked about; empty where somebody has to look
	 * at every term, or no route was determined.
	 */
	Optional<LocalDate> unaskedUntil(String reference, int revision) {
		return this.jdbc
			.queryForList("select expires_on from countersign.unasked_terms where reference = ? and revision = ?",
					LocalDate.class, reference, revision)
			.stream()
			.findFirst();
	}

	void escalate(String reference, int revision, int step, String office, Instant now) {
		this.jdbc.update("insert into countersign.terms_escalation values (?, ?, ?, ?, ?)", reference, revision, step,
				office, utc(now));
	}

	/** Offices that a step was escalated to, in that order. */
	List<String> escalatedTo(String reference, int revision, int step) {
		return this.jdbc.queryForList("""
				select to_office from countersign.terms_escalation where reference = ? and revision = ? and step = ?
				order by escalated_at, to_office""", String.class, reference, revision, step);
	}

	void delegate(String reference, int revision, int step, String by, String to, String reason, Instant now) {
		this.jdbc.update("""
				insert into countersign.terms_delegation
				select ?, ?, ?, coalesce(max(number), 0) + 1, ?, ?, ?, ? from countersign.terms_delegation
				where reference = ? and revision = ? and step = ?""", reference, revision, step, by, to, reason,
				utc(now), reference, revision, step);
	}

	/**
	 * Who a step belongs to when it is put before people again: whom it was passed to, or
	 * who asked something about it, whichever came last; nobody since it was escalated.
	 */
	Optional<String> holder(String reference, int revision, int step) {
		return this.jdbc
			.queryForList("""
					select person from (
						select delegated_to as person, delegated_at as since from countersign.terms_delegation
						where reference = ? and revision = ? and step = ?
						union all
						select asked_by, asked_at from countersign.terms_question
						where reference = ? and revision = ? and step = ?
						union all
						select null, escalated_at from countersign.terms_escalation
						where reference = ? and revision = ? and step = ?) known
					order by since desc limit 1""", String.class, reference, revision, step, reference, revision, step,
					reference, revision, step)
			.stream()
			.filter(Objects::nonNull)
			.findFirst();
	}

	/** Granted requests whose last day lies before a day, oldest first. */
	List<String> grantedUntilBefore(LocalDate day) {
		return this.jdbc.queryForList("""
				select reference from countersign.special_terms_request
				where status in ('APPROVED', 'APPROVED_WITH_CONDITIONS') and expires_on < ?
				order by expires_on limit 100""", String.class, day);
	}

	/**
	 * Requests, newest first.
	 * @param where a condition for its values, or empty
	 */
	List<SpecialTermsRequest> search(String where, List<Object> values, int size, long offset) {
		List<Object> all = new ArrayList<>(values);
		all.add(size);
		all.add(offset);
		return this.jdbc.query("select * from countersign.special_terms_request" + where
				+ " order by received_at desc, reference desc limit ? offset ?", this::request, all.toArray());
	}

	long count(String where, List<Object> values) {
		return this.jdbc.queryForObject("select count(*) from countersign.special_terms_request" + where, Long.class,
				values.toArray());
	}

	void addTriage(String reference, int revision, String decision, String reason, String by, Instant now) {
		this.jdbc.update("insert into countersign.terms_triage values (?, ?, ?, ?, ?, ?)", reference, revision,
				decision, reason, by, utc(now));
	}

	/** What the triage of a revision said. */
	record Triage(String decision, String reason, String by) {
	}

	Optional<Triage> triage(String reference, int revision) {
		return this.jdbc
			.query("select * from countersign.terms_triage where reference = ? and revision = ?",
					(row, number) -> new Triage(row.getString("decision"), row.getString("reason"),
							row.getString("decided_by")),
					reference, revision)
			.stream()
			.findFirst();
	}

	/** Accounts of everybody who triaged a revision of a request. */
	List<String> triagers(String reference) {
		return this.jdbc.queryForList("select decided_by from countersign.terms_triage where reference = ?",
				String.class, reference);
	}

	private SpecialTermsRequest request(ResultSet row, int number) throws SQLException {
		return new SpecialTermsRequest(row.getString("reference"),
				SpecialTermsRequest.Origin.valueOf(row.getString("origin")), row.getString("reseller"),
				row.getString("subsidiary"), row.getString("agreement"), row.getString("customer"),
				row.getString("customer_country"), row.getString("programme"), row.getString("segment"),
				new Money(row.getBigDecimal("value"), row.getString("currency")),
				SpecialTermsStatus.valueOf(row.getString("status")), row.getInt("revision"),
				row.getString("content_hash"), row.getString("requested_by"), row.getString("waits_for"),
				instant(row, "waits_since"), instant(row, "waits_until"), row.getString("decided_by"),
				row.getString("decision_reason"), row.getObject("expires_on", LocalDate.class),
				instant(row, "received_at"), instant(row, "changed_at"), instant(row, "closed_at"));
	}

	static Instant instant(ResultSet row, String column) throws SQLException {
		OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
		return (value != null) ? value.toInstant() : null;
	}

	static OffsetDateTime utc(Instant instant) {
		return (instant != null) ? instant.atOffset(ZoneOffset.UTC) : null;
	}

}
