package io.countersign.specialterms;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.agreement.Visibility;
import io.countersign.identity.Caller;
import io.countersign.kernel.Money;
import io.countersign.kernel.Refusal;
import io.countersign.specialterms.ApprovalBrief.Alternative;
import io.countersign.specialterms.ApprovalBrief.Evidence;
import io.countersign.specialterms.ApprovalBrief.Part;
import io.countersign.specialterms.ApprovalBrief.Question;
import io.countersign.specialterms.ApprovalBrief.Revision;
import io.countersign.specialterms.ApprovalBrief.Since;
import io.countersign.specialterms.ApprovalBrief.Step;
import io.countersign.specialterms.ApprovalBrief.Term;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Puts together what an approver weighs: the terms against standard, what they cost and
 * bring with them, evidence, precedents, who else decides, what changed.
 */
@Service
public class ApprovalBriefs {

	private static final TypeReference<List<Alternative>> ALTERNATIVES = new TypeReference<>() {
	};

	private final JdbcTemplate jdbc;

	private final PrecedentBook precedents;

	private final TermConsequences consequences;

	private final Visibility visibility;

	private final ObjectMapper json;

	private final Clock clock;

	ApprovalBriefs(JdbcTemplate jdbc, PrecedentBook precedents, TermConsequences consequences, Visibility visibility,
			ObjectMapper json, Clock clock) {
		this.jdbc = jdbc;
		this.precedents = precedents;
		this.consequences = consequences;
		this.visibility = visibility;
		this.json = json;
		this.clock = clock;
	}

	/** A request's own row. */
	private record Head(String reference, String reseller, String subsidiary, String agreement, String customer,
			String country, String programme, String segment, Money value, BigDecimal inEuro, SpecialTermsStatus status,
			int revision, String requestedBy, Instant receivedAt, String waitsFor, Instant waitsSince,
			Instant waitsUntil, String decisionReason, LocalDate expiresOn) {
	}

	/** A term as it is stored, with its clause's version. */
	private record Asked(int position, String code, String title, String termClass, String standard, String text,
			String fallback, List<Alternative> alternatives, List<String> needed, BigDecimal percent, BigDecimal amount,
			String justification) {
	}

	/**
	 * The brief of a request.
	 * @throws Refusal {@code special-terms-unknown} if there is none that the caller, a
	 * person of the desk, may see
	 */
	@Transactional(readOnly = true)
	public ApprovalBrief of(String reference, Caller caller) {
		Head head = head(reference, caller);
		int former = former(head);
		List<Asked> before = (former > 0) ? asked(reference, former) : null;
		List<Evidence> evidence = evidence(reference);
		List<String> came = evidence.stream().map(Evidence::kind).distinct().toList();
		List<Term> terms = asked(reference, head.revision()).stream()
			.map((asked) -> term(asked, before, head, came, caller))
			.toList();
		return new ApprovalBrief(reference, head.reseller(), head.subsidiary(), head.agreement(), head.customer(),
				head.country(), head.programme(), head.segment(), head.value(), head.inEuro(), head.status(),
				head.revision(), head.requestedBy(), head.receivedAt(), head.waitsFor(), head.waitsSince(),
				head.waitsUntil(), head.decisionReason(), head.expiresOn(), previousValue(head, former), terms,
				evidence, steps(reference, head.revision()), questions(reference), revisions(reference));
	}

	/**
	 * The files that came with a request.
	 * @throws Refusal {@code special-terms-unknown} if there is none that the caller may
	 * see
	 */
	@Transactional(readOnly = true)
	public List<Evidence> evidence(String reference, Caller caller) {
		head(reference, caller);
		return evidence(reference);
	}

	private Head head(String reference, Caller caller) {
		LocalDate today = LocalDate.ofInstant(this.clock.instant(), ZoneOffset.UTC);
		return this.jdbc.query(
				"select r.*, countersign.in_euro(r.value, r.currency, ?) as euro from countersign.special_terms_request r where r.reference = ?",
				ApprovalBriefs::readHead, today, reference)
			.stream()
			.filter((head) -> this.visibility.reaches(caller, reference, head.reseller(), head.subsidiary()))
			.findFirst()
			.orElseThrow(() -> new Refusal(Refusal.Kind.UNKNOWN, "special-terms-unknown",
					"There is no request for special terms with this reference."));
	}

	private static Head readHead(ResultSet row, int number) throws SQLException {
		return new Head(row.getString("reference"), row.getString("reseller"), row.getString("subsidiary"),
				row.getString("agreement"), row.getString("customer"), row.getString("customer_country"),
				row.getString("programme"), row.getString("segment"),
				new Money(row.getBigDecimal("value"), row.getString("currency")), row.getBigDecimal("euro"),
				SpecialTermsStatus.valueOf(row.getString("status")), row.getInt("revision"),
				row.getString("requested_by"), instant(row, "received_at"), row.getString("waits_for"),
				instant(row, "waits_since"), instant(row, "waits_until"), row.getString("decision_reason"),
				row.getObject("expires_on", LocalDate.class));
	}

	private List<Asked> asked(String reference, int revision) {
		return this.jdbc.query("""
				select t.position, t.code, t.title, t.term_class, t.text, t.percent, t.amount, t.justification,
					c.text as standard, c.fallback, coalesce(c.alternatives, '[]') as alternatives,
					coalesce(c.evidence, '{}') as evidence
				from countersign.special_term t
				left join countersign.clause c on c.code = t.code and c.version = t.clause_version
				where t.reference = ? and t.revision = ? order by t.position""",
				(row, number) -> new Asked(row.getInt("position"), row.getString("code"), row.getString("title"),
						row.getString("term_class"), row.getString("standard"), row.getString("text"),
						row.getString("fallback"), alternatives(row.getString("alternatives")),
						List.of((String[]) row.getArray("evidence").getArray()), row.getBigDecimal("percent"),
						row.getBigDecimal("amount"), row.getString("justification")),
				reference, revision);
	}

	private Term term(Asked asked, List<Asked> before, Head head, List<String> came, Caller caller) {
		return new Term(asked.position(), asked.code(), asked.title(), asked.termClass(), asked.standard(),
				asked.text(), difference(asked.standard(), asked.text()), asked.fallback(), asked.alternatives(),
				asked.percent(), asked.amount(), costs(asked, head), asked.justification(), since(asked, before),
				this.consequences.of(asked.code(), asked.termClass(), asked.percent()),
				asked.needed().stream().filter(came::contains).toList(),
				asked.needed().stream().filter((kind) -> !came.contains(kind)).toList(),
				this.precedents.of(asked.code(), head.reference(), head.segment(), head.inEuro(), caller));
	}

	private static Money costs(Asked asked, Head head) {
		if (asked.percent() == null || asked.percent().signum() == 0) {
			return null;
		}
		return new Money(
				head.value().amount().multiply(asked.percent()).movePointLeft(2).setScale(2, RoundingMode.HALF_UP),
				head.value().currency());
	}

	/**
	 * A term is followed from revision to revision by its code, in the order of places.
	 */
	private static Since since(Asked asked, List<Asked> before) {
		if (before == null) {
			return null;
		}
		List<Asked> same = before.stream().filter((one) -> one.code().equals(asked.code())).toList();
		if (same.isEmpty()) {
			return new Since("NEW", List.of(), null);
		}
		Asked former = same.stream()
			.filter((one) -> one.position() == asked.position())
			.findFirst()
			.orElse(same.get(0));
		boolean text = !Objects.equals(former.text(), asked.text());
		boolean points = !equal(former.percent(), asked.percent());
		boolean amount = !equal(former.amount(), asked.amount());
		return new Since((text || points || amount) ? "CHANGED" : "SAME",
				text ? difference(wording(former), wording(asked)) : List.of(),
				points ? zeroIfNone(former.percent()) : null);
	}

	private static String wording(Asked asked) {
		return (asked.text() != null) ? asked.text() : asked.standard();
	}

	private static boolean equal(BigDecimal one, BigDecimal other) {
		return zeroIfNone(one).compareTo(zeroIfNone(other)) == 0;
	}

	private static BigDecimal zeroIfNone(BigDecimal number) {
		return (number != null) ? number : BigDecimal.ZERO;
	}

	private static List<Part> difference(String before, String after) {
		if (before == null || after == null) {
			return List.of();
		}
		return TextDifference.between(before, after)
			.stream()
			.map((part) -> new Part(part.kind().name(), part.text()))
			.toList();
	}

	/**
	 * The revision that this one is compared with: the newest one before it that somebody
	 * decided about, so that whoever is asked again sees what became of it, however often
	 * it was revised meanwhile; else the one just before.
	 */
	private int former(Head head) {
		return this.jdbc.queryForObject(
				"select coalesce(max(revision), ? - 1) from countersign.approval where reference = ? and revision < ?",
				Integer.class, head.revision(), head.reference(), head.revision());
	}

	private Money previousValue(Head head, int former) {
		return this.jdbc
			.query("select facts from countersign.special_terms_revision where reference = ? and revision = ?",
					(row, number) -> value(row.getString("facts")), head.reference(), former)
			.stream()
			.filter((value) -> value != null && !(value.currency().equals(head.value().currency())
					&& value.amount().compareTo(head.value().amount()) == 0))
			.findFirst()
			.orElse(null);
	}

	private Money value(String facts) {
		JsonNode value = tree(facts).path("value");
		return value.path("amount").isMissingNode() ? null
				: new Money(new BigDecimal(value.path("amount").asText()), value.path("currency").asText());
	}

	private List<Evidence> evidence(String reference) {
		return this.jdbc.query("""
				select revision, kind, file_name, sha256 from countersign.special_terms_evidence
				where reference = ? order by revision desc, position""",
				(row, number) -> new Evidence(row.getInt("revision"), row.getString("kind"), row.getString("file_name"),
						row.getString("sha256")),
				reference);
	}

	/**
	 * A decision counts for a step of this revision where office and content are the
	 * same, whichever revision it was taken on.
	 */
	private List<Step> steps(String reference, int revision) {
		List<Step> steps = this.jdbc.query(
				"""
						select s.step, s.stage, s.office, s.terms, s.because, a.revision as decided_in, a.decision, a.decided_by,
							a.on_behalf_of, a.reason, a.conditions, a.decided_at, a.expires_on, a.seal
						from countersign.approval_step s
						left join lateral countersign.counting_approval(s.reference, s.revision, s.office, s.content_hash) a on true
						where s.reference = ? and s.revision = ? order by s.stage, s.step""",
				(row, number) -> step(row, revision), reference, revision);
		int open = steps.stream()
			.filter((step) -> step.decision() == null)
			.mapToInt(Step::stage)
			.min()
			.orElse(Integer.MAX_VALUE);
		return steps.stream()
			.map((step) -> (step.decision() == null && step.stage() > open) ? later(step) : step)
			.toList();
	}

	private Step step(ResultSet row, int revision) throws SQLException {
		String decision = row.getString("decision");
		int decidedIn = row.getInt("decided_in");
		return new Step(row.getInt("step"), row.getInt("stage"), row.getString("office"),
				Arrays.asList((Integer[]) row.getArray("terms").getArray()), row.getString("because"),
				(decision != null) ? "DECIDED" : "OPEN", decision, row.getString("decided_by"),
				row.getString("on_behalf_of"), row.getString("reason"), conditions(row.getString("conditions")),
				instant(row, "decided_at"), row.getObject("expires_on", LocalDate.class),
				(decision != null && decidedIn != revision) ? decidedIn : null, row.getString("seal"));
	}

	private static Step later(Step step) {
		return new Step(step.step(), step.stage(), step.office(), step.terms(), step.because(), "LATER", null, null,
				null, null, step.conditions(), null, null, null, null);
	}

	private List<Question> questions(String reference) {
		return this.jdbc.query("select * from countersign.terms_question where reference = ? order by number desc",
				(row, number) -> new Question(row.getInt("number"), row.getString("asked_by"),
						row.getString("asked_of"), row.getString("question"), instant(row, "asked_at"),
						row.getString("answer"), row.getString("answered_by"), instant(row, "answered_at")),
				reference);
	}

	private List<Revision> revisions(String reference) {
		return this.jdbc.query(
				"select revision, submitted_by, submitted_at, comment from countersign.special_terms_revision where reference = ? order by revision desc",
				(row, number) -> new Revision(row.getInt("revision"), row.getString("submitted_by"),
						instant(row, "submitted_at"), row.getString("comment")),
				reference);
	}

	private List<Alternative> alternatives(String stored) {
		try {
			return this.json.readValue(stored, ALTERNATIVES);
		}
		catch (JsonProcessingException ex) {
			throw new IllegalStateException("Alternatives of a clause cannot be read", ex);
		}
	}

	private List<String> conditions(String stored) {
		if (stored == null) {
			return List.of();
		}
		JsonNode conditions = tree(stored);
		return conditions.findValuesAsText("words");
	}

	private JsonNode tree(String stored) {
		try {
			return this.json.readTree(stored);
		}
		catch (JsonProcessingException ex) {
			throw new IllegalStateException("A stored request cannot be read", ex);
		}
	}

	private static Instant instant(ResultSet row, String column) throws SQLException {
		OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
		return (at != null) ? at.toInstant() : null;
	}

}
