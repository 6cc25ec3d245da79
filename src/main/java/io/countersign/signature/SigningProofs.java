package io.countersign.signature;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import io.countersign.identity.People;
import io.countersign.signature.Signatures.Obstacle;
import io.countersign.specialterms.OfficeNames;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;

/**
 * Reads, for a person who is about to sign, each thing the database will prove: what
 * satisfies it, or what stands in the way in the database's own words.
 */
@Service
public class SigningProofs {

	private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM yyyy", Locale.ENGLISH)
		.withZone(ZoneOffset.UTC);

	/** Which question an obstacle answers; what is not listed here is shown by itself. */
	private static final Map<String, String> SUBJECTS = Map.ofEntries(Map.entry("submission-unknown", Subject.CONTENT),
			Map.entry("content-changed", Subject.CONTENT), Map.entry("status-does-not-allow", Subject.CONTENT),
			Map.entry("already-countersigned", Subject.CONTENT), Map.entry("finding-not-judged", Subject.FINDINGS),
			Map.entry("terms-not-asked", Subject.TERMS), Map.entry("terms-differ", Subject.TERMS),
			Map.entry("terms-not-approved", Subject.TERMS), Map.entry("terms-expired", Subject.TERMS),
			Map.entry("terms-of-another", Subject.TERMS), Map.entry("terms-value-exceeded", Subject.TERMS),
			Map.entry("approval-missing", Subject.TERMS), Map.entry("condition-broken", Subject.TERMS),
			Map.entry("authority-missing", Subject.AUTHORITY),
			Map.entry("standing-authority-exceeded", Subject.AUTHORITY),
			Map.entry("contracting-entity-missing", Subject.ENTITY),
			Map.entry("segregation-of-duties", Subject.DUTIES));

	private final JdbcTemplate jdbc;

	private final Signatures signatures;

	private final People people;

	private final FreshLogin logins;

	private final Clock clock;

	SigningProofs(JdbcTemplate jdbc, Signatures signatures, People people, FreshLogin logins, Clock clock) {
		this.jdbc = jdbc;
		this.signatures = signatures;
		this.people = people;
		this.logins = logins;
		this.clock = clock;
	}

	private static final class Subject {

		private static final String CONTENT = "What you sign";

		private static final String FINDINGS = "Findings";

		private static final String TERMS = "Special terms";

		private static final String AUTHORITY = "Your authority";

		private static final String ENTITY = "In whose name";

		private static final String DUTIES = "Who did what";

		private static final String SIGNERS = "How many sign";

		private Subject() {
		}

	}

	/** The proof for the newest submission of an agreement, as it is at this moment. */
	public SigningProof of(String reference, String person) {
		int submission = this.jdbc.queryForObject("select submission from countersign.agreement where reference = ?",
				Integer.class, reference);
		Instant now = this.clock.instant();
		List<Obstacle> obstacles = this.signatures.obstacles(reference, submission, person, now);
		Map<String, List<String>> satisfied = new LinkedHashMap<>();
		satisfied.put(Subject.CONTENT, content(reference, submission));
		satisfied.put(Subject.FINDINGS, findings(reference, submission));
		satisfied.put(Subject.TERMS, terms(reference, submission));
		satisfied.put(Subject.AUTHORITY, authority(reference, submission, person, now));
		satisfied.put(Subject.ENTITY, entity(reference, now));
		satisfied.put(Subject.DUTIES, duties(reference, submission));
		satisfied.put(Subject.SIGNERS, signers(reference, submission, now));
		List<SigningProof.Line> lines = new ArrayList<>();
		satisfied.forEach((subject, sentences) -> lines.add(line(subject, sentences,
				obstacles.stream().filter((one) -> subject.equals(SUBJECTS.get(one.code()))).toList())));
		obstacles.stream()
			.filter((one) -> !SUBJECTS.containsKey(one.code()))
			.forEach((one) -> lines.add(new SigningProof.Line("Also", false, List.of(one.sentence()))));
		return new SigningProof(List.copyOf(lines), this.logins.age().map(FreshLogin.Age::fresh).orElse(true));
	}

	private static SigningProof.Line line(String subject, List<String> satisfied, List<Obstacle> obstacles) {
		return obstacles.isEmpty() ? new SigningProof.Line(subject, true, satisfied)
				: new SigningProof.Line(subject, false, obstacles.stream().map(Obstacle::sentence).distinct().toList());
	}

	private List<String> content(String reference, int submission) {
		return this.jdbc.query("""
				select s.received_at, s.received_from, s.content_hash,
					(select count(*) from countersign.submission_document d
						where d.reference = s.reference and d.number = s.number and d.role = 'RECEIVED') as documents
				from countersign.submission s where s.reference = ? and s.number = ?""", (row,
				index) -> "Submission %d from %s, received on %s with %d documents; nothing in it has changed since (%s…)."
					.formatted(submission, this.people.nameOf(row.getString("received_from")),
							DAY.format(row.getObject("received_at", OffsetDateTime.class)), row.getInt("documents"),
							row.getString("content_hash").substring(0, 12)),
				reference, submission);
	}

	private List<String> findings(String reference, int submission) {
		return this.jdbc.query("""
				select count(*) filter (where f.severity = 'WARNING') as warnings,
					count(*) filter (where f.severity = 'BLOCKER') as blockers,
					(select string_agg(distinct a.accepted_by, ',') from countersign.finding_acceptance a
						where a.reference = ? and a.number = ?) as accepted_by,
					(select string_agg(distinct e.granted_by, ',') from countersign.finding_exception e
						where e.reference = ? and e.number = ?) as granted_by
				from countersign.finding f where f.reference = ? and f.number = ?""", (row, index) -> {
			int warnings = row.getInt("warnings");
			int blockers = row.getInt("blockers");
			List<String> said = new ArrayList<>();
			if (warnings > 0) {
				said.add("%s accepted with a reason by %s.".formatted(counted(warnings, "warning"),
						names(row.getString("accepted_by"))));
			}
			if (blockers > 0) {
				said.add("%s of a blocking finding granted by %s.".formatted(counted(blockers, "exception"),
						names(row.getString("granted_by"))));
			}
			return said.isEmpty() ? List.of("Nothing was found that somebody has to judge.") : said;
		}, reference, submission, reference, submission, reference, submission).get(0);
	}

	private List<String> terms(String reference, int submission) {
		Map<String, Set<String>> asked = new LinkedHashMap<>();
		this.jdbc.query("select code, request from countersign.needed_terms(?, ?) where request is not null", (row) -> {
			asked.computeIfAbsent(row.getString("request"), (request) -> new LinkedHashSet<>())
				.add(row.getString("code"));
		}, reference, submission);
		List<String> said = new ArrayList<>();
		asked.forEach((request, codes) -> {
			said.add("%s asks for %s.".formatted(request, String.join(", ", codes)));
			said.addAll(this.jdbc.query("""
					select u.route_version, u.expires_on, (select string_agg(t.code, ', ' order by t.position)
						from countersign.special_term t where t.reference = u.reference and t.revision = u.revision
							and t.position = any (u.terms)) as codes
					from countersign.special_terms_request r
					join countersign.unasked_terms u on u.reference = r.reference and u.revision = r.revision
					where r.reference = ?""", (row,
					index) -> "Nobody has to approve %s: version %d of the approval route asks no office, up to and including %s."
						.formatted(row.getString("codes"), row.getInt("route_version"),
								DAY.format(row.getObject("expires_on", LocalDate.class).atStartOfDay(ZoneOffset.UTC))),
					request));
			said.addAll(this.jdbc.query("""
					select c.office, c.decision, c.decided_by, c.on_behalf_of, c.expires_on,
						jsonb_array_length(c.conditions) as conditions
					from countersign.special_terms_request r,
						countersign.counting_approvals(r.reference, r.revision) c
					where r.reference = ? and c.approval is not null order by c.step""",
					(row, index) -> "Approved%s by %s%s for %s, up to and including %s.".formatted(
							(row.getInt("conditions") > 0) ? " with conditions that the package keeps" : "",
							this.people.nameOf(row.getString("decided_by")), standingIn(row.getString("on_behalf_of")),
							OfficeNames.words(row.getString("office")),
							DAY.format(row.getObject("expires_on", LocalDate.class).atStartOfDay(ZoneOffset.UTC))),
					request));
		});
		return said.isEmpty() ? List.of("None are asked for that somebody has to approve.") : said;
	}

	private List<String> authority(String reference, int submission, String person, Instant now) {
		return this.jdbc.query(
				"""
						select a.capacity, a.limit_amount, a.currency, a.term_class, a.valid_to, c.on_behalf_of
						from countersign.covering_authorities(?, ?, ?, ?) c join countersign.signing_authority a on a.id = c.authority
						join countersign.agreement g on g.reference = ?
						order by c.on_behalf_of is not null, a.currency <> g.currency, a.limit_amount limit 1""",
				(row, index) -> {
					OffsetDateTime end = row.getObject("valid_to", OffsetDateTime.class);
					return "%s%s: up to %s %s, terms up to class %s%s.".formatted(row.getString("capacity"),
							standingIn(row.getString("on_behalf_of")), row.getString("currency"),
							amount(row.getBigDecimal("limit_amount")), row.getString("term_class"),
							(end != null) ? ", before " + DAY.format(end) : "");
				}, reference, submission, person, now.atOffset(ZoneOffset.UTC), reference);
	}

	private List<String> entity(String reference, Instant now) {
		return this.jdbc.query("""
				select e.name, e.country from countersign.agreement g
				join countersign.contracting_entity e on e.country = g.customer_country
				where g.reference = ? and e.valid_from <= ?::date and (e.valid_to is null or e.valid_to >= ?::date)
				order by e.name""",
				(row, index) -> "%s, which signs for customers of %s.".formatted(row.getString("name"),
						row.getString("country")),
				reference, now.atOffset(ZoneOffset.UTC).toLocalDate(), now.atOffset(ZoneOffset.UTC).toLocalDate());
	}

	private List<String> duties(String reference, int submission) {
		List<String> others = this.jdbc.query(
				"select distinct person, did from countersign.involved_in(?, ?) where person is not null order by did, person",
				(row, index) -> "%s %s.".formatted(this.people.nameOf(row.getString("person")), row.getString("did")),
				reference, submission);
		List<String> said = new ArrayList<>(others);
		said.add("You did none of this.");
		return said;
	}

	private List<String> signers(String reference, int submission, Instant now) {
		List<String> said = new ArrayList<>(this.jdbc.query("""
				select signatory, capacity, signed_at from countersign.standing_signature
				where reference = ? and submission = ? order by position""",
				(row, index) -> "%s, %s, signed on %s.".formatted(this.people.nameOf(row.getString("signatory")),
						row.getString("capacity"), DAY.format(row.getObject("signed_at", OffsetDateTime.class))),
				reference, submission));
		int needed = this.jdbc.queryForObject(
				"select countersign.signers_needed(total_value, currency, ?) from countersign.agreement where reference = ?",
				Integer.class, now.atOffset(ZoneOffset.UTC).toLocalDate(), reference);
		if (needed == 1) {
			said.add("One person signs an agreement of this value.");
		}
		else {
			said.add(said.isEmpty() ? "Two people sign an agreement of this value; you are the first."
					: "Two people sign an agreement of this value; you are the second.");
		}
		return said;
	}

	private String standingIn(String absent) {
		return (absent != null) ? " standing in for " + this.people.nameOf(absent) : "";
	}

	private String names(String accounts) {
		return (accounts == null) ? "nobody"
				: String.join(" and ", List.of(accounts.split(",")).stream().map(this.people::nameOf).toList());
	}

	private static String counted(int number, String noun) {
		return number + " " + noun + ((number == 1) ? "" : "s");
	}

	private static String amount(BigDecimal amount) {
		return String.format(Locale.ENGLISH, "%,.2f", amount);
	}

}
