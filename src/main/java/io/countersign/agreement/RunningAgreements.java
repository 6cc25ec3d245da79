package io.countersign.agreement;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.agreement.AgreementPackage.Level;
import io.countersign.agreement.AgreementPackage.Pool;
import io.countersign.agreement.AgreementPackage.Segment;
import io.countersign.identity.Caller;
import io.countersign.identity.People;
import io.countersign.identity.Reseller;
import io.countersign.kernel.BusinessEvent;
import io.countersign.kernel.Money;
import io.countersign.kernel.Refusal;
import io.countersign.kernel.Refusal.Kind;
import io.countersign.kernel.Refusal.Problem;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * The register of agreements in force by enrolment number. Those that were executed
 * elsewhere are recorded here without executing anything; those that were booked here are
 * never overwritten by hand.
 */
@Component
public class RunningAgreements {

	static final String SCHEMA = "running-agreement.schema.json";

	/** What the form of a number can be judged by. */
	private static final Set<String> NUMBERED = Set.of("", "/enrolment", "/programme");

	private static final int MAX_PAGE_SIZE = 200;

	private static final int MAX_TEXT = 100;

	private static final String COLUMNS = "enrolment, agreement_number, programme, segment, form_version, customer, customer_country, subsidiary, partner_number, next_partner_number, next_partner_from, currency, total_value, term_start, term_end, price_levels, origin, reference, recorded_by, recorded_at";

	private final SchemaReader reader = new SchemaReader(SCHEMA, PackageReader.SCHEMA);

	private final ObjectMapper json;

	private final JdbcTemplate jdbc;

	private final Subsidiaries subsidiaries;

	private final People people;

	private final EnrolmentNumbers numbers;

	private final ApplicationEventPublisher events;

	private final Clock clock;

	RunningAgreements(ObjectMapper json, JdbcTemplate jdbc, Subsidiaries subsidiaries, People people,
			EnrolmentNumbers numbers, ApplicationEventPublisher events, Clock clock) {
		this.json = json;
		this.jdbc = jdbc;
		this.subsidiaries = subsidiaries;
		this.people = people;
		this.numbers = numbers;
		this.events = events;
		this.clock = clock;
	}

	/** What recording did. */
	public enum Recorded {

		/** It was not known before. */
		ADDED,
		/** It was known, with other facts. */
		CHANGED,
		/** It was known just so; nothing was done. */
		UNCHANGED

	}

	/**
	 * A running agreement was recorded; its reference is the enrolment's number.
	 */
	record RunningAgreementRecorded(String reference, Instant occurredAt, String actor, String summary,
			Map<String, String> facts) implements BusinessEvent {
	}

	/** The JSON schema (draft 2020-12) of the facts. */
	public JsonNode schema() {
		return this.reader.schema();
	}

	/** Everything that is wrong with facts by themselves. */
	public List<Problem> problems(byte[] facts) {
		SchemaReader.Read read = this.reader.read(facts);
		List<Problem> problems = read.problems();
		if (problems.isEmpty() && date(read.tree(), "/term/end").isBefore(date(read.tree(), "/term/start"))) {
			problems.add(new Problem("/term/end", "ends-before-it-starts", "The last day is before the first."));
		}
		if (problems.stream().noneMatch((problem) -> NUMBERED.contains(problem.path()))) {
			this.numbers.complaint(read.tree().path("enrolment").asText(), read.tree().path("programme").asText())
				.ifPresent((complaint) -> problems.add(new Problem("/enrolment", "enrolment-number-form", complaint)));
		}
		return problems;
	}

	/**
	 * Records an agreement, or its new facts. The same facts again do nothing.
	 * @param facts JSON without {@linkplain #problems problems}
	 * @param by user id of the person who records
	 * @param desks subsidiaries that the person works for
	 * @param source where the facts come from, for the audit trail
	 * @throws Refusal if it was booked here, or another desk serves the customer
	 */
	@Transactional
	public Recorded record(byte[] facts, String by, Set<String> desks, String source) {
		RunningAgreement row = row(this.reader.read(facts).tree(), by);
		if (!desks.contains(row.subsidiary())) {
			throw refusal("/customer/country", "country-of-another-desk",
					"Customers in %s are served by desk %s, for which you do not work.".formatted(row.country(),
							row.subsidiary()));
		}
		// Before the row is looked for: two who record the same number wait for each
		// other.
		this.jdbc.query("select pg_advisory_xact_lock(hashtext(?))", (locked) -> {
		}, "running " + row.enrolment());
		RunningAgreement known = find(row.enrolment());
		if (known == null) {
			insert(row);
		}
		else {
			expectOwn(known, desks);
			if (known.recordedAs(row.recordedBy(), row.recordedAt()).equals(row)) {
				return Recorded.UNCHANGED;
			}
			update(row);
		}
		Recorded recorded = (known == null) ? Recorded.ADDED : Recorded.CHANGED;
		this.events.publishEvent(new RunningAgreementRecorded(row.enrolment(), row.recordedAt(), by,
				(known == null) ? "Running agreement recorded" : "Facts of a running agreement changed",
				Map.of("recorded", recorded.name(), "programme", row.programme(), "subsidiary", row.subsidiary(),
						"partner", row.partnerNumber(), "until", row.termEnd().toString(), "source", source)));
		return recorded;
	}

	private static void expectOwn(RunningAgreement known, Set<String> desks) {
		if (!known.origin().equals("LEGACY")) {
			throw refusal("/enrolment", "booked-here",
					"Enrolment %s was booked here as %s. Its facts come from there and are not overwritten."
						.formatted(known.enrolment(), known.reference()));
		}
		if (!desks.contains(known.subsidiary())) {
			throw refusal("/enrolment", "recorded-by-another-desk",
					"Enrolment %s is recorded by another desk.".formatted(known.enrolment()));
		}
	}

	private static Refusal refusal(String path, String code, String message) {
		return new Refusal(Kind.UNACCEPTABLE, code, message, List.of(new Problem(path, code, message)));
	}

	private RunningAgreement row(JsonNode tree, String by) {
		String country = tree.at("/customer/country").asText();
		LocalDate today = LocalDate.ofInstant(this.clock.instant(), ZoneOffset.UTC);
		String subsidiary = this.subsidiaries.serving(country, today)
			.orElseThrow(() -> refusal("/customer/country", "country-not-served",
					"No desk here serves customers in %s. Served are: %s.".formatted(country,
							String.join(", ", this.subsidiaries.countries(today)))));
		Map<Pool, Level> levels = new TreeMap<>();
		tree.path("priceLevels")
			.forEach((level) -> levels.put(Pool.valueOf(level.path("pool").asText()),
					Level.valueOf(level.path("level").asText())));
		return new RunningAgreement(tree.path("enrolment").asText(), text(tree, "/agreement"), text(tree, "/programme"),
				Segment.valueOf(text(tree, "/segment")), text(tree, "/formVersion"), text(tree, "/customer/legalName"),
				country, subsidiary, text(tree, "/partner/publicCustomerNumber"),
				text(tree, "/partner/next/publicCustomerNumber"), date(tree, "/partner/next/from"),
				new Money(new BigDecimal(tree.at("/totalValue/amount").asText()).setScale(4),
						text(tree, "/totalValue/currency")),
				date(tree, "/term/start"), date(tree, "/term/end"), levels, "LEGACY", null, by,
				this.clock.instant().truncatedTo(ChronoUnit.MICROS));
	}

	private static String text(JsonNode tree, String pointer) {
		return tree.at(pointer).isMissingNode() ? null : tree.at(pointer).asText();
	}

	private static LocalDate date(JsonNode tree, String pointer) {
		String text = text(tree, pointer);
		return (text != null) ? LocalDate.parse(text) : null;
	}

	private void insert(RunningAgreement row) {
		this.jdbc.update("insert into countersign.running_agreement (" + COLUMNS
				+ ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?)", values(row));
	}

	private void update(RunningAgreement row) {
		List<Object> values = new ArrayList<>(Arrays.asList(values(row)));
		values.add(row.enrolment());
		this.jdbc.update("update countersign.running_agreement set (" + COLUMNS
				+ ") = row (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?) where enrolment = ? and origin = 'LEGACY'",
				values.toArray());
	}

	private Object[] values(RunningAgreement row) {
		return new Object[] { row.enrolment(), row.agreementNumber(), row.programme(), row.segment().name(),
				row.formVersion(), row.customer(), row.country(), row.subsidiary(), row.partnerNumber(),
				row.nextPartnerNumber(), row.nextPartnerFrom(), row.totalValue().currency(), row.totalValue().amount(),
				row.termStart(), row.termEnd(), write(row.priceLevels()), row.origin(), row.reference(),
				row.recordedBy(), row.recordedAt().atOffset(ZoneOffset.UTC) };
	}

	private RunningAgreement find(String enrolment) {
		return this.jdbc
			.query("select to_jsonb(r) from countersign.running_agreement r where enrolment = ?",
					(row, number) -> read(row), enrolment)
			.stream()
			.findFirst()
			.orElse(null);
	}

	/**
	 * A page of the register, those that end soonest first: for people of the desk their
	 * subsidiaries', for a reseller those it is partner of record of today or will be.
	 * @param q text looked for in enrolment, agreement number, customer and partner;
	 * {@code null} where none
	 * @param page counted from 0
	 * @param size 1 to 200
	 * @throws Refusal if a parameter means nothing
	 */
	@Transactional(readOnly = true)
	public AgreementViews.Page<RunningAgreement> search(Caller caller, String q, int page, int size) {
		if (page < 0 || size < 1 || size > MAX_PAGE_SIZE) {
			throw new Refusal(Kind.MALFORMED, "page-invalid",
					"'page' counts from 0 and 'size' is 1 to %d.".formatted(MAX_PAGE_SIZE));
		}
		List<Object> values = new ArrayList<>();
		String where = " where " + visible(caller, values);
		if (q != null && !q.isBlank()) {
			if (q.length() > MAX_TEXT || !StrictJson.isUsable(q)) {
				throw new Refusal(Kind.MALFORMED, "search-unusable",
						"Search for at most %d characters of plain text.".formatted(MAX_TEXT));
			}
			String pattern = "%" + q.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
			where += " and (enrolment ilike ? or agreement_number ilike ? or customer ilike ? or partner_number ilike ?)";
			for (int i = 0; i < 4; i++) {
				values.add(pattern);
			}
		}
		Long total = this.jdbc.queryForObject("select count(*) from countersign.running_agreement" + where, Long.class,
				values.toArray());
		values.add(size);
		values.add((long) page * size);
		List<RunningAgreement> rows = this.jdbc.query(
				"select to_jsonb(r) from countersign.running_agreement r" + where
						+ " order by term_end, enrolment limit ? offset ?",
				(row, number) -> read(row), values.toArray());
		return new AgreementViews.Page<>(rows, page, size, total);
	}

	private String visible(Caller caller, List<Object> values) {
		if (caller.isReseller()) {
			String number = this.people.reseller(caller.id()).map(Reseller::publicCustomerNumber).orElse(null);
			LocalDate today = LocalDate.ofInstant(this.clock.instant(), ZoneOffset.UTC);
			values.addAll(Arrays.asList(number, today, number));
			return "((partner_number = ? and (next_partner_from is null or next_partner_from > ?)) or next_partner_number = ?)";
		}
		if (caller.readsEverything()) {
			return "true";
		}
		values.add(caller.subsidiaries().toArray(String[]::new));
		return "subsidiary = any (?)";
	}

	private RunningAgreement read(ResultSet row) throws SQLException {
		try {
			return RunningAgreement.of(this.json.readTree(row.getString(1)));
		}
		catch (JsonProcessingException ex) {
			throw new IllegalStateException("A running agreement cannot be read", ex);
		}
	}

	private String write(Map<Pool, Level> levels) {
		try {
			return this.json.writeValueAsString(levels);
		}
		catch (JsonProcessingException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
