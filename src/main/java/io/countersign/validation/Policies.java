package io.countersign.validation;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.countersign.agreement.AgreementPackage;
import io.countersign.agreement.AgreementPackage.DocumentType;
import io.countersign.agreement.AgreementPackage.Level;
import io.countersign.agreement.AgreementPackage.Pool;
import io.countersign.agreement.AgreementPackage.Scenario;
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

	/** Input of every table: the day that matters, so that rows may be dated. */
	static final String AS_OF = "asOf";

	static final String REQUIRED_DOCUMENTS = "required-documents";

	static final String PRICE_LEVEL = "price-level";

	static final String REVIEW_ROUTE = "review-route";

	static final String STANDING_AUTHORITY = "standing-authority";

	static final String FORM_VERSIONS = "accepted-form-versions";

	static final String CONTACT_REQUIREMENTS = "contact-requirements";

	static final String CONTACT_ADDRESS = "contact-address";

	static final String TRADE_SCREENING = "trade-screening";

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

	/** What the table of form versions says about a form. */
	enum FormStanding {

		ACCEPTED, SUPERSEDED, UNKNOWN

	}

	/**
	 * @param why {@code null} where it is accepted
	 */
	record FormVersion(FormStanding standing, String why) {
	}

	/**
	 * A contact that a package has to name.
	 *
	 * @param contact a role of the forms, or {@code ADDRESS} for the customer's address
	 * @param needs what it has to carry: {@code name}, {@code email}, {@code phone},
	 * {@code street}, {@code city}
	 */
	record ContactRequirement(String contact, List<String> needs, Severity severity) {
	}

	/** Why an address does not count. */
	enum AddressVerdict {

		FREE_MAIL, POST_BOX

	}

	record RefusedAddress(AddressVerdict verdict, Severity severity) {
	}

	/**
	 * Whether a screening is needed.
	 *
	 * @param maxAgeDays how old it may be on the day of receipt; {@code null} for any age
	 * @param given what a person is told where there is one; {@code null} where none is
	 * needed
	 * @param why {@code null} where none is needed
	 */
	record TradeScreening(boolean needed, Integer maxAgeDays, Severity given, String why) {
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
		return eligibility(facts, facts.scenario(), formDate, receivedOn, sizeAmendment);
	}

	/**
	 * The same as if the package were for another scenario.
	 */
	Eligibility eligibility(AgreementPackage facts, Scenario scenario, LocalDate formDate, LocalDate receivedOn,
			String sizeAmendment) {
		Map<String, Object> inputs = kind(facts);
		inputs.put("scenario", scenario.name());
		inputs.put("formDate", formDate);
		inputs.put("receivedOn", receivedOn);
		inputs.put("sizeAmendment", sizeAmendment);
		Decision decision = ask(ELIGIBILITY, receivedOn, inputs);
		Map<String, Object> row = decision.first();
		return new Eligibility((Boolean) row.get("open"), CountBasis.valueOf(decision.text("countBasis")),
				integer(row.get("minimum")), integer(row.get("maximum")), severity(decision, "severity"),
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
	 * @param productClass class of the pool's products; {@code MIXED} where it holds both
	 * @param priceLocked whether every line of the pool is fixed in the price sheet
	 */
	AcceptedLevels acceptedLevels(AgreementPackage facts, Pool pool, String productClass, int qualifiedCount,
			LocalDate effectiveDate, boolean priceLocked) {
		Map<String, Object> inputs = kind(facts);
		inputs.put("pool", pool.name());
		inputs.put("productClass", productClass);
		inputs.put("qualifiedCount", qualifiedCount);
		inputs.put("effectiveDate", effectiveDate);
		inputs.put("priceLocked", priceLocked);
		Decision decision = ask(PRICE_LEVEL, effectiveDate, inputs);
		return new AcceptedLevels(parts(decision.first().get("levels")).stream().map(Level::valueOf).toList(),
				decision.text("source"));
	}

	/**
	 * @param region of the form code; empty where it was not read
	 * @param code of the form; empty where it has none of a known kind
	 * @param formDate of the form code; {@code null} where it was not read
	 * @param usedOn day of signature, else of receipt
	 */
	FormVersion formVersion(AgreementPackage facts, DocumentType type, String region, String code, LocalDate formDate,
			LocalDate usedOn) {
		Map<String, Object> inputs = new LinkedHashMap<>();
		inputs.put("documentType", type.name());
		inputs.put("segment", facts.segment().name());
		inputs.put("region", region);
		inputs.put("code", code);
		inputs.put("formDate", formDate);
		inputs.put("usedOn", usedOn);
		Decision decision = ask(FORM_VERSIONS, usedOn, inputs);
		return new FormVersion(FormStanding.valueOf(decision.text("verdict")), decision.text("why"));
	}

	List<ContactRequirement> contactRequirements(AgreementPackage facts) {
		return ask(CONTACT_REQUIREMENTS, kind(facts)).rows()
			.stream()
			.map((row) -> new ContactRequirement(row.get("role").toString(), parts(row.get("needs")),
					Severity.valueOf(row.get("severity").toString())))
			.toList();
	}

	/**
	 * What is wrong with an address; kept only where something is: the lists are long.
	 * @param kind {@code MAIL} or {@code STREET}
	 * @param contact the role of the contact, or {@code ADDRESS}
	 * @param matching whether a domain, or words of a street, are those of the address
	 */
	Optional<RefusedAddress> refusedAddress(AgreementPackage facts, String kind, String contact,
			Predicate<String> matching) {
		Map<String, Object> inputs = new LinkedHashMap<>();
		inputs.put("kind", kind);
		inputs.put("country", facts.customer().country());
		inputs.put("segment", facts.segment().name());
		Decision decision = answer(CONTACT_ADDRESS, this.day, inputs);
		Optional<RefusedAddress> refused = decision.rows()
			.stream()
			.filter((row) -> parts(row.get("contacts")).contains(contact)
					&& parts(row.get("words")).stream().anyMatch(matching))
			.map((row) -> new RefusedAddress(AddressVerdict.valueOf(row.get("verdict").toString()),
					Severity.valueOf(row.get("severity").toString())))
			.findFirst();
		refused.ifPresent((row) -> keep(decision, this.day, inputs));
		return refused;
	}

	/**
	 * @param use {@code CUSTOMER} for the customer's own country, {@code USAGE} for one
	 * in which products are used
	 */
	TradeScreening tradeScreening(AgreementPackage facts, String use, String country, LocalDate receivedOn) {
		Map<String, Object> inputs = new LinkedHashMap<>();
		inputs.put("use", use);
		inputs.put("country", country);
		inputs.put("segment", facts.segment().name());
		inputs.put("receivedOn", receivedOn);
		Decision decision = ask(TRADE_SCREENING, receivedOn, inputs);
		Map<String, Object> row = decision.first();
		boolean needed = (Boolean) row.get("needed");
		return new TradeScreening(needed, integer(row.get("maxAgeDays")), needed ? weight(decision, "given") : null,
				decision.text("why"));
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

	/**
	 * @param specialTerms whether somebody has to decide on terms
	 */
	RouteChoice route(AgreementPackage facts, long blockers, long warnings, boolean specialTerms) {
		Map<String, Object> inputs = kind(facts);
		inputs.put("blockers", (int) blockers);
		inputs.put("warnings", (int) warnings);
		inputs.put("specialTerms", specialTerms);
		inputs.put("withinStandingAuthority", facts.amendments().isEmpty() && withinStandingAuthority(facts));
		Decision decision = ask(REVIEW_ROUTE, inputs);
		Integer sampleOneIn = integer(decision.first().get("sampleOneIn"));
		return new RouteChoice(Route.valueOf(decision.text("route")), (sampleOneIn != null) ? sampleOneIn : 0,
				decision.text("reason"), decision.version());
	}

	Decision ask(String table, Map<String, Object> inputs) {
		return ask(table, this.day, inputs);
	}

	/**
	 * @param on the day that matters for this table; each may have a column for it
	 */
	Decision ask(String table, LocalDate on, Map<String, Object> inputs) {
		Decision decision = answer(table, on, inputs);
		keep(decision, on, inputs);
		return decision;
	}

	private Decision answer(String table, LocalDate on, Map<String, Object> inputs) {
		Map<String, Object> asked = new LinkedHashMap<>(inputs);
		asked.put(AS_OF, on);
		return this.decisions.evaluate(table, asked);
	}

	private void keep(Decision decision, LocalDate on, Map<String, Object> inputs) {
		this.kept.accept(new DecisionRecord(decision.key(), decision.version(), on, Decided.plain(inputs),
				Decided.deciding(decision.rows()), HOUSE.contains(decision.key())));
	}

	static Map<String, Object> kind(AgreementPackage facts) {
		Map<String, Object> inputs = new LinkedHashMap<>();
		inputs.put("programme", facts.programme().code());
		inputs.put("scenario", facts.scenario().name());
		inputs.put("segment", facts.segment().name());
		return inputs;
	}

	/** How much a finding weighs; {@code null} where the cell is empty. */
	static Severity severity(Decision decision, String output) {
		String text = decision.text(output);
		return (text != null) ? Severity.valueOf(text) : null;
	}

	/**
	 * How much a finding weighs, where the table has to say it.
	 * @throws IllegalStateException if the cell is empty
	 */
	static Severity weight(Decision decision, String output) {
		Severity severity = severity(decision, output);
		if (severity == null) {
			throw new IllegalStateException(
					"Decision '%s' version %d leaves '%s' empty".formatted(decision.key(), decision.version(), output));
		}
		return severity;
	}

	static Integer integer(Object cell) {
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
