package io.countersign.agreement;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.agreement.AgreementPackage.DocumentType;
import io.countersign.agreement.PackageTerm.Source;
import io.countersign.agreement.StoredSubmission.StoredDocument;
import io.countersign.kernel.Refusal;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Submissions with their documents and findings: added once, read often, never changed.
 * Plain SQL, because many rows go in by one statement each.
 */
@Component
class Submissions {

	private final JdbcTemplate jdbc;

	private final PackageReader reader;

	private final ObjectMapper json;

	Submissions(JdbcTemplate jdbc, PackageReader reader, ObjectMapper json) {
		this.jdbc = jdbc;
		this.reader = reader;
		this.json = json;
	}

	/** Adds a submission, with the way it takes where that is known by now. */
	void add(IncomingSubmission incoming, String canonicalFacts) {
		Examination examination = prepared(incoming.reference()).orElse(null);
		this.jdbc.update("""
				insert into countersign.submission (reference, number, facts, content_hash, received_at, received_from,
					prepared_by, route, route_reason, route_version, sampled, decisions, terms_asked)
				values (?, ?, ?::jsonb, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?)""", incoming.reference(),
				incoming.number(), canonicalFacts, incoming.contentHash(),
				incoming.receivedAt().atOffset(ZoneOffset.UTC), incoming.reseller(), incoming.preparedBy(),
				(examination != null) ? examination.route().name() : null,
				(examination != null) ? examination.reason() : null,
				(examination != null) ? examination.policyVersion() : null,
				(examination != null) ? examination.sampled() : null,
				(examination != null) ? write(examination.decisions()) : null,
				(examination != null) ? examination.termsAsked() : null);
		List<IncomingSubmission.ReceivedDocument> documents = incoming.documents();
		this.jdbc.update(
				"""
						insert into countersign.submission_document (reference, number, position, sha256, type, code, file_name, role)
						select ?, ?, d.position, d.sha256, d.type, d.code, d.file_name, 'RECEIVED'
						from unnest(?::char(64)[], ?::varchar[], ?::varchar[], ?::varchar[])
							with ordinality as d (sha256, type, code, file_name, position)""",
				(statement) -> {
					statement.setString(1, incoming.reference());
					statement.setInt(2, incoming.number());
					texts(statement, 3, documents, (document) -> document.pdf().sha256());
					texts(statement, 4, documents, (document) -> document.entry().type().name());
					texts(statement, 5, documents, (document) -> document.entry().code());
					texts(statement, 6, documents, (document) -> document.entry().fileName());
				});
	}

	void addCountersigned(String reference, int number, CountersignedDocument document) {
		this.jdbc.update(
				"""
						insert into countersign.submission_document (reference, number, position, sha256, type, code, file_name, role, signatory, signed_at, level, stamped_at)
						values (?, ?, 1, ?, ?, ?, ?, 'COUNTERSIGNED', ?, ?, ?, ?)""",
				reference, number, document.sha256(), DocumentType.PSF.name(), document.code(), document.fileName(),
				document.signatory(), document.signedAt().atOffset(ZoneOffset.UTC),
				(document.level() != null) ? document.level().name() : null,
				(document.stampedAt() != null) ? document.stampedAt().atOffset(ZoneOffset.UTC) : null);
		PreparedWork.of(reference).ifPresent((work) -> work.put(Countersignature.class, Countersignature.of(document)));
	}

	Optional<Countersignature> countersignature(String reference, int number) {
		return PreparedWork.of(reference)
			.flatMap((work) -> work.find(Countersignature.class))
			.or(() -> this.jdbc.query(
					"select sha256, signatory, signed_at, level from countersign.submission_document where reference = ? and number = ? and role = 'COUNTERSIGNED'",
					(row, index) -> new Countersignature(row.getString("sha256"), row.getString("signatory"),
							row.getObject("signed_at", OffsetDateTime.class).toInstant(),
							(row.getString("level") != null) ? SignatureLevel.valueOf(row.getString("level")) : null),
					reference, number)
				.stream()
				.findFirst());
	}

	/**
	 * Points at the new versions of countersigned documents.
	 * @return whether each still was what its new version was made of
	 */
	List<Boolean> raised(List<RaisedSignature> raised) {
		Set<String> done = new HashSet<>(this.jdbc.query(
				"""
						update countersign.submission_document d set sha256 = r.sha256, level = r.level, stamped_at = r.stamped_at
						from unnest(?::varchar[], ?::int[], ?::char(64)[], ?::char(64)[], ?::varchar[], ?::timestamptz[])
							as r (reference, number, former, sha256, level, stamped_at)
						where d.reference = r.reference and d.number = r.number and d.role = 'COUNTERSIGNED' and d.sha256 = r.former
						returning d.sha256""",
				(statement) -> {
					texts(statement, 1, raised, RaisedSignature::reference);
					statement.setArray(2, statement.getConnection()
						.createArrayOf("int4", raised.stream().map(RaisedSignature::submission).toArray()));
					texts(statement, 3, raised, RaisedSignature::former);
					texts(statement, 4, raised, RaisedSignature::sha256);
					texts(statement, 5, raised, (each) -> each.level().name());
					statement.setArray(6, statement.getConnection()
						.createArrayOf("timestamptz",
								raised.stream().map((each) -> each.stampedAt().atOffset(ZoneOffset.UTC)).toArray()));
				}, (row, index) -> row.getString(1)));
		return raised.stream().map((each) -> done.contains(each.sha256())).toList();
	}

	/** Keeps what an examination found, and the way unless the submission has it. */
	void examined(String reference, int number, Examination examination) {
		if (prepared(reference).filter((prepared) -> prepared == examination).isEmpty()) {
			this.jdbc.update(
					"update countersign.submission set route = ?, route_reason = ?, route_version = ?, sampled = ?, decisions = ?::jsonb, terms_asked = ? where reference = ? and number = ?",
					examination.route().name(), examination.reason(), examination.policyVersion(),
					examination.sampled(), write(examination.decisions()), examination.termsAsked(), reference, number);
		}
		keep(reference, number, examination.terms());
		add(reference, number, examination.findings());
	}

	/** Keeps findings behind those that a submission has. */
	void add(String reference, int number, List<Finding> findings) {
		if (findings.isEmpty()) {
			return;
		}
		this.jdbc
			.update("""
					insert into countersign.finding
						(reference, number, position, code, severity, fault_party, reason_code, path, document, page, value, expected, message, cure, repeats)
					select ?, ?, f.position + (select coalesce(max(position), 0) from countersign.finding where reference = ? and number = ?), f.code, f.severity, f.fault_party, f.reason_code, f.path, f.document, f.page, f.value, f.expected, f.message, f.cure, f.repeats
					from unnest(?::varchar[], ?::varchar[], ?::varchar[], ?::varchar[], ?::varchar[], ?::varchar[], ?::int[], ?::varchar[], ?::varchar[], ?::varchar[], ?::varchar[], ?::int[])
						with ordinality as f (code, severity, fault_party, reason_code, path, document, page, value, expected, message, cure, repeats, position)""",
					(statement) -> {
						statement.setString(1, reference);
						statement.setInt(2, number);
						statement.setString(3, reference);
						statement.setInt(4, number);
						texts(statement, 5, findings, Finding::code);
						texts(statement, 6, findings, (finding) -> finding.severity().name());
						texts(statement, 7, findings, (finding) -> finding.faultParty().name());
						texts(statement, 8, findings, Finding::reasonCode);
						texts(statement, 9, findings, (finding) -> shortened(finding.path(), 200));
						texts(statement, 10, findings, Finding::document);
						statement.setArray(11, statement.getConnection()
							.createArrayOf("int4", findings.stream().map(Finding::page).toArray()));
						texts(statement, 12, findings, (finding) -> shortened(finding.value(), 1000));
						texts(statement, 13, findings, (finding) -> shortened(finding.expected(), 1000));
						texts(statement, 14, findings, (finding) -> shortened(finding.message(), 1000));
						texts(statement, 15, findings, (finding) -> shortened(finding.cure(), 1000));
						statement.setArray(16, statement.getConnection()
							.createArrayOf("int4", findings.stream().map(Finding::repeats).toArray()));
					});
	}

	/** Keeps the terms that need an approval, in the order of the facts. */
	private void keep(String reference, int number, List<PackageTerm> terms) {
		if (terms.isEmpty()) {
			return;
		}
		this.jdbc
			.update("""
					insert into countersign.submission_term
						(reference, number, position, source, source_index, code, percent, text_hash, request)
					select ?, ?, t.position, t.source, t.source_index, t.code, t.percent, t.text_hash, r.reference
					from unnest(?::varchar[], ?::int[], ?::varchar[], ?::numeric[], ?::varchar[], ?::varchar[])
							with ordinality as t (source, source_index, code, percent, text_hash, request, position)
						left join countersign.special_terms_request r on r.reference = t.request
							and r.reseller = (select received_from from countersign.submission s where s.reference = ? and s.number = ?)""",
					(statement) -> {
						statement.setString(1, reference);
						statement.setInt(2, number);
						texts(statement, 3, terms, (term) -> term.source().name());
						statement.setArray(4, statement.getConnection()
							.createArrayOf("int4", terms.stream().map(PackageTerm::index).toArray()));
						texts(statement, 5, terms, (term) -> term.asked().code());
						statement.setArray(6, statement.getConnection()
							.createArrayOf("numeric", terms.stream().map((term) -> term.asked().percent()).toArray()));
						texts(statement, 7, terms, (term) -> term.asked().textHash());
						texts(statement, 8, terms, PackageTerm::request);
						statement.setString(9, reference);
						statement.setInt(10, number);
					});
	}

	/** The terms of a submission that need an approval, with their requests. */
	List<PackageTerm> terms(StoredSubmission submission) {
		AgreementPackage facts = submission.facts();
		return this.jdbc.query(
				"select source, source_index, percent, request from countersign.submission_term where reference = ? and number = ? order by position",
				(row, index) -> {
					Source source = Source.valueOf(row.getString("source"));
					int place = row.getInt("source_index");
					AskedTerm asked = (source == Source.AMENDMENT)
							? new AskedTerm(facts.amendments().get(place).id(), facts.amendments().get(place).text(),
									null)
							: new AskedTerm(facts.exceptions().get(place).kind().name(), null,
									facts.exceptions().get(place).percent());
					return new PackageTerm(source, place, asked, row.getString("request"));
				}, submission.reference(), submission.number());
	}

	void termsAskedIn(String reference, int number, String request) {
		this.jdbc.update(
				"update countersign.submission_term set request = ? where reference = ? and number = ? and request is null",
				request, reference, number);
	}

	/** Remembers which rules blocked a reseller's package, and when last. */
	void remember(Agreement agreement, List<Finding> findings, Instant foundAt) {
		String[] codes = findings.stream()
			.filter((finding) -> finding.severity() == Finding.Severity.BLOCKER)
			.map(Finding::code)
			.distinct()
			.sorted()
			.toArray(String[]::new);
		if (codes.length > 0) {
			this.jdbc.update(
					"insert into countersign.reseller_defect (reseller, code, reference, found_at) select ?, unnest(?::varchar[]), ?, ? on conflict (reseller, code, reference) do update set found_at = excluded.found_at",
					agreement.reseller(), codes, agreement.reference(), foundAt.atOffset(ZoneOffset.UTC));
		}
	}

	/** Whether terms were asked; empty until the submission is examined. */
	Optional<Boolean> termsAsked(String reference, int number) {
		return prepared(reference).map(Examination::termsAsked)
			.or(() -> this.jdbc
				.queryForList("select terms_asked from countersign.submission where reference = ? and number = ?",
						Boolean.class, reference, number)
				.stream()
				.filter((asked) -> asked != null)
				.findFirst());
	}

	/** The examination that the present transaction's submission was added with. */
	private static Optional<Examination> prepared(String reference) {
		return PreparedWork.of(reference).flatMap((work) -> work.find(Examination.class));
	}

	List<Finding> findings(String reference, int number) {
		return this.jdbc.query("select * from countersign.finding where reference = ? and number = ? order by position",
				(row, index) -> finding(row), reference, number);
	}

	StoredSubmission stored(String reference, int number) {
		List<StoredDocument> documents = this.jdbc.query(
				"select sha256, type, code, file_name, role from countersign.submission_document where reference = ? and number = ? order by role desc, position",
				(row, index) -> new StoredDocument(row.getString("sha256"), DocumentType.valueOf(row.getString("type")),
						row.getString("code"), row.getString("file_name"), row.getString("role")),
				reference, number);
		return this.jdbc.query(
				"select received_from, prepared_by, received_at, content_hash, facts from countersign.submission where reference = ? and number = ?",
				(row, index) -> new StoredSubmission(reference, number, row.getString("received_from"),
						row.getString("prepared_by"), row.getObject("received_at", OffsetDateTime.class).toInstant(),
						row.getString("content_hash"), facts(row.getString("facts")), documents),
				reference, number)
			.stream()
			.findFirst()
			.orElseThrow(() -> new Refusal(Refusal.Kind.UNKNOWN, "agreement-unknown",
					"There is no submission %d of %s.".formatted(number, reference)));
	}

	/** What the decision tables answered; empty until the submission is examined. */
	List<DecisionRecord> decisions(String stored) {
		try {
			return (stored != null) ? this.json.readValue(stored, StoredDecisions.class).all() : List.of();
		}
		catch (JsonProcessingException ex) {
			throw new IllegalStateException("Stored decisions cannot be read", ex);
		}
	}

	private String write(List<DecisionRecord> decisions) {
		try {
			return this.json.writeValueAsString(StoredDecisions.of(decisions));
		}
		catch (JsonProcessingException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** A submission with its findings, ready to be compared. */
	Lineage.Version version(StoredSubmission submission, List<Finding> findings) {
		return new Lineage.Version(submission.number(), this.reader.tree(submission.facts()),
				submission.documents()
					.stream()
					.filter((document) -> document.role().equals("RECEIVED"))
					.map((document) -> new Lineage.Document(document.fileName(), document.type().name(),
							document.code(), document.sha256()))
					.toList(),
				findings);
	}

	/** A package as it is kept, ready to be compared. */
	Lineage.Version version(int number, AgreementPackage facts, List<Lineage.Document> documents,
			List<Finding> findings) {
		return new Lineage.Version(number, this.reader.tree(facts), documents, findings);
	}

	AgreementPackage facts(String stored) {
		return this.reader.stored(stored);
	}

	static Finding finding(ResultSet row) throws SQLException {
		return new Finding(row.getString("code"), Finding.Severity.valueOf(row.getString("severity")),
				Finding.FaultParty.valueOf(row.getString("fault_party")), row.getString("reason_code"),
				row.getString("path"), row.getString("document"), row.getObject("page", Integer.class),
				row.getString("value"), row.getString("expected"), row.getString("message"), row.getString("cure"),
				row.getInt("repeats"), Finding.Origin.valueOf(row.getString("origin")));
	}

	private static <T> void texts(PreparedStatement statement, int index, List<T> rows, Function<T, String> column)
			throws SQLException {
		Connection connection = statement.getConnection();
		statement.setArray(index, connection.createArrayOf("varchar", rows.stream().map(column).toArray()));
	}

	private static String shortened(String text, int length) {
		return (text != null && text.length() > length) ? text.substring(0, length - 1) + "…" : text;
	}

}
