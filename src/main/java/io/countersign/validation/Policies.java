package io.countersign.validation;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import io.countersign.agreement.AgreementPackage;
import io.countersign.agreement.AgreementPackage.DocumentType;
import io.countersign.agreement.AgreementPackage.Level;
import io.countersign.agreement.AgreementPackage.Pool;
import io.countersign.agreement.DecisionRecord;
import io.countersign.agreement.Finding.Severity;
import io.countersign.agreement.Route;
import io.countersign.engine.Decision;
import io.countersign.engine.Decisions;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Asks the decision tables of validation and reads their answers, each with its type. A
 * cell that says what no rule understands is an error, not a pass.
 */
@Component
class Policies {

	static final String ELIGIBILITY = "programme-eligibility";

	static final String REQUIRED_DOCUMENTS = "required-documents";

	static final String PRICE_LEVEL = "price-level";

	static final String REVIEW_ROUTE = "review-route";

	static final String STANDING_AUTHORITY = "standing-authority";

	/** About our own controls: whoever knows them can steer around them. */
	private static final Set<String> HOUSE = Set.of(REVIEW_ROUTE, STANDING_AUTHORITY);

	private final Decisions decisions;

	private final Consumer<DecisionRecord> kept;

	private final LocalDate day;

	@Autowired
	Policies(Decisions decisions) {
		this(decisions, null, (record) -> {
		});
	}

	private Policies(Decisions decisions, LocalDate day, Consumer<DecisionRecord> kept) {
		this.decisions = decisions;
		this.day = day;
		this.kept = kept;
	}

	/**
	 * The same tables, for one examination.
	 * @param day the day that matters where a table asks for no other
	 * @param kept is given every answer
	 */
	Policies keeping(LocalDate day, Consumer<DecisionRecord> kept) {
		return new Policies(this.decisions, day, kept);
	}

	enum CountBasis {

		USERS_OR_DEVICES, EDUCATION_USERS, NONE

	}

	/**
	 * What a programme asks for.
	 *
	 * @param minimum {@code null} where none is known
	 * @param maximum {@code null} where there is none
	 * @param severity of a count outside of them; {@code null} where none is asked
	 * @param termMonths lengths of the term in months; empty where any will do
	 */
	record Eligibility(boolean open, CountBasis countBasis, Integer minimum, Integer maximum, Severity severity,
			List<Integer> termMonths) {
	}

	/**
	 * A document that has to be in the package.
	 *
	 * @param anyOf one of these types satisfies it
	 * @param rule the code of the rule that asks for it
	 */
	record RequiredDocument(List<DocumentType> anyOf, String rule, Severity severity, String why) {
	}

	/**
	 * Levels a pool may carry; empty where policy has no opinion.
	 */
	record AcceptedLevels(List<Level> levels, String source) {
	}

	/**
	 * The way of an examined package.
	 *
	 * @param sampleOneIn draws one in so many for a second look; 0 never
	 */
	record RouteChoice(Route route, int sampleOneIn, String reason, int version) {
	}

	/**
	 * @param formDate the day from which the form version was in use
	 * @param sizeAmendment the amendment that changes the minimum; empty if there is none
	 */
	Eligibility eligibility(AgreementPackage facts, LocalDate formDate, LocalDate receivedOn, String sizeAmendment) {
		Map<String, Object> inputs = kind(facts);
		inputs.put("formDate", formDate);
		inputs.put("receivedOn", receivedOn);
		inputs.put("sizeAmendment", sizeAmendment);
		Decision decision = ask(ELIGIBILITY, receivedOn, inputs);
		Map<String, Object> row = decision.first();
		return new Eligibility((Boolean) row.get("open"), CountBasis.valueOf(decision.text("countBasis")),
				integer(row.get("minimum")), integer(row.get("maximum")),
				(row.get("severity") != null) ? Severity.valueOf(decision.text("severity")) : null,
				parts(row.get("termMonths")).stream().map(Integer::valueOf).toList());
	}

	List<RequiredDocument> requiredDocuments(AgreementPackage facts, boolean electronic, boolean agreementGiven,
			int priorEnrolments) {
		Map<String, Object> inputs = kind(facts);
		inputs.put("electronic", electronic);
		inputs.put("agreementGiven", agreementGiven);
		inputs.put("priorEnrolments", priorEnrolments);
		List<RequiredDocument> required = new ArrayList<>();
		for (Map<String, Object> row : ask(REQUIRED_DOCUMENTS, inputs).rows()) {
			required.add(new RequiredDocument(parts(row.get("anyOf")).stream().map(DocumentType::valueOf).toList(),
					row.get("askedBy").toString(), Severity.valueOf(row.get("severity").toString()),
					row.get("why").toString()));
		}
		return required;
	}

	/**
	 * @param qualifiedCount the larger of qualified users and devices
	 * @param priceLocked whether every line of the pool is fixed in the price sheet
	 */
	AcceptedLevels acceptedLevels(AgreementPackage facts, Pool pool, int qualifiedCount, LocalDate effectiveDate,
			boolean priceLocked) {
		Map<String, Object> inputs = kind(facts);
		inputs.put("pool", pool.name());
		inputs.put("qualifiedCount", qualifiedCount);
		inputs.put("effectiveDate", effectiveDate);
		inputs.put("priceLocked", priceLocked);
		Decision decision = ask(PRICE_LEVEL, effectiveDate, inputs);
		return new AcceptedLevels(parts(decision.first().get("levels")).stream().map(Level::valueOf).toList(),
				decision.text("source"));
	}

	/** Whether standing authority covers the value, so that nobody has to sign. */
	private boolean withinStandingAuthority(AgreementPackage facts) {
		Map<String, Object> inputs = kind(facts);
		inputs.put("currency", facts.totalValue().currency());
		Decision decision = ask(STANDING_AUTHORITY, inputs);
		if (decision.rows().isEmpty() || decision.text("limit") == null) {
			return false;
		}
		return facts.totalValue().amount().compareTo(new BigDecimal(decision.text("limit"))) <= 0;
	}

	RouteChoice route(AgreementPackage facts, long blockers, long warnings) {
		Map<String, Object> inputs = kind(facts);
		inputs.put("blockers", (int) blockers);
		inputs.put("warnings", (int) warnings);
		inputs.put("specialTerms", facts.asksSpecialTerms());
		inputs.put("withinStandingAuthority", withinStandingAuthority(facts));
		Decision decision = ask(REVIEW_ROUTE, inputs);
		Integer sampleOneIn = integer(decision.first().get("sampleOneIn"));
		return new RouteChoice(Route.valueOf(decision.text("route")), (sampleOneIn != null) ? sampleOneIn : 0,
				decision.text("reason"), decision.version());
	}

	private Decision ask(String table, Map<String, Object> inputs) {
		return ask(table, this.day, inputs);
	}

	/**
	 * @param on the day that matters for this table
	 */
	private Decision ask(String table, LocalDate on, Map<String, Object> inputs) {
		Map<String, Object> asked = new HashMap<>(inputs);
		asked.replaceAll((name, value) -> (value instanceof LocalDate date) ? date(date) : value);
		Decision decision = this.decisions.evaluate(table, asked);
		this.kept.accept(new DecisionRecord(table, decision.version(), on, Decided.plain(inputs), decision.rows(),
				HOUSE.contains(table)));
		return decision;
	}

	private static Map<String, Object> kind(AgreementPackage facts) {
		Map<String, Object> inputs = new LinkedHashMap<>();
		inputs.put("programme", facts.programme().code());
		inputs.put("scenario", facts.scenario().name());
		inputs.put("segment", facts.segment().name());
		return inputs;
	}

	/**
	 * Midnight of the platform's zone: the engine turns it into a date without a zone by
	 * the same zone, so that no day is lost.
	 */
	private static Date date(LocalDate date) {
		return Date.from(date.atStartOfDay(ZoneId.systemDefault()).toInstant());
	}

	private static Integer integer(Object cell) {
		return (cell != null) ? Integer.valueOf(new BigDecimal(cell.toString()).intValueExact()) : null;
	}

	private static List<String> parts(Object cell) {
		return (cell == null) ? List.of()
				: Arrays.stream(cell.toString().split(","))
					.map(String::strip)
					.filter((part) -> !part.isEmpty())
					.toList();
	}

}
