package io.countersign.validation;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.countersign.agreement.AgreementPackage;
import io.countersign.agreement.AgreementPackage.Line;
import io.countersign.agreement.AgreementPackage.ProductClass;
import io.countersign.agreement.AgreementPackage.Scenario;
import io.countersign.agreement.Finding.Severity;
import io.countersign.engine.Decision;

/**
 * Asks the decision tables about dates, prices and quantities of orders, each with the
 * types of its answer.
 */
final class OrderPolicies {

	static final String TRUE_UP_WINDOW = "true-up-window";

	static final String COVERAGE_DATES = "coverage-dates";

	static final String LATE_RENEWAL = "late-renewal";

	static final String DISCOUNT_LIMITS = "discount-limits";

	static final String STATED_TOTALS = "stated-totals";

	static final String QUANTITY_FLOOR = "quantity-floor";

	static final String PRICE_LOCK = "price-lock";

	static final String BACKDATING = "backdating";

	static final String RESERVATIONS = "reservations";

	static final String CATALOGUE_AMENDMENTS = "catalogue-amendments";

	static final String AMENDMENT_FORMS = "amendment-forms";

	static final String DUPLICATE_ORDERS = "duplicate-orders";

	static final String ORDER_RULES = "order-rules";

	private final Policies policies;

	private final AgreementPackage facts;

	OrderPolicies(Policies policies, AgreementPackage facts) {
		this.policies = policies;
		this.facts = facts;
	}

	/** Days before an anniversary; negative days lie after it. */
	record Window(int opensDaysBefore, int closesDaysBefore) {
	}

	/**
	 * How usage dates count.
	 *
	 * @param latestUsageMonthsBack {@code null} where usage belongs to no year
	 * @param usageAtStart whether the first usage is the start of coverage
	 */
	record CoverageRules(Integer latestUsageMonthsBack, boolean usageAtStart) {
	}

	/**
	 * What a late renewal costs.
	 *
	 * @param leastReduction points of discount
	 * @param severity {@code null} where the renewal is not late
	 */
	record LateRenewal(BigDecimal leastReduction, Severity severity) {
	}

	enum Compared {

		LINES, ORDER

	}

	/**
	 * How a stated total relates to what was found.
	 *
	 * @param severity {@code null} where they agree
	 */
	record Reading(String words, Severity severity) {
	}

	enum Floor {

		QUALIFIED_COUNT, INITIAL_MINIMUM, ZERO, NO_REDUCTION

	}

	record QuantityFloor(Floor floor, boolean anniversaryOnly) {
	}

	record PriceLock(boolean allowed, String priceFrom) {
	}

	/**
	 * Whether licences may be reserved, and the days and months around it.
	 *
	 * @param why nothing may be reserved; {@code null} where it is allowed
	 */
	record Reservations(boolean allowed, int closedDaysBefore, int monthsAhead, String why) {
	}

	/** What an amendment of the catalogue changes, where a rule has to know it. */
	enum Change {

		/** The least or most users and devices of a programme. */
		SIZE,
		/** The day on which a renewal starts, and the days of later true-ups. */
		START_DATE,
		/** Nothing that a rule looks at. */
		NONE

	}

	/**
	 * What an order has to hold; {@code null} where nothing is asked.
	 */
	record OrderRules(Severity withoutLines, Severity withoutFlag) {
	}

	/** Empty where no window is known. */
	Optional<Window> trueUpWindow(LocalDate anniversary, LocalDate formDate, boolean lastYear,
			boolean earlyCommitment) {
		Map<String, Object> inputs = inputs("programme", "segment");
		inputs.put("formDate", formDate);
		inputs.put("lastYear", lastYear);
		inputs.put("earlyCommitment", earlyCommitment);
		Map<String, Object> row = ask(TRUE_UP_WINDOW, anniversary, inputs).first();
		Integer opens = Policies.integer(row.get("opensDaysBefore"));
		Integer closes = Policies.integer(row.get("closesDaysBefore"));
		return (opens != null && closes != null) ? Optional.of(new Window(opens, closes)) : Optional.empty();
	}

	CoverageRules coverage(LocalDate usage) {
		Map<String, Object> row = ask(COVERAGE_DATES, usage, inputs("programme", "scenario")).first();
		return new CoverageRules(Policies.integer(row.get("latestUsageMonthsBack")), (Boolean) row.get("usageAtStart"));
	}

	LateRenewal lateRenewal(int daysLate) {
		Map<String, Object> inputs = inputs("programme", "segment");
		inputs.put("daysLate", daysLate);
		Decision decision = ask(LATE_RENEWAL, null, inputs);
		return new LateRenewal(decimal(decision, "leastReduction"), Policies.severity(decision, "severity"));
	}

	/** Percent of discount that needs no approval. */
	BigDecimal discountWithoutApproval(ProductClass productClass) {
		Map<String, Object> inputs = inputs("programme", "segment");
		inputs.put("productClass", productClass.name());
		return decimal(ask(DISCOUNT_LIMITS, null, inputs), "withoutApproval");
	}

	/**
	 * @param ratio stated total divided by what was found
	 * @param yearlyRatio the same, divided by the years of the term
	 */
	Reading statedTotal(Compared with, BigDecimal ratio, BigDecimal yearlyRatio) {
		Map<String, Object> inputs = inputs("scenario");
		inputs.put("comparedWith", with.name());
		inputs.put("ratio", ratio.doubleValue());
		inputs.put("yearlyRatio", yearlyRatio.doubleValue());
		Decision decision = ask(STATED_TOTALS, null, inputs);
		return new Reading(decision.text("reading"), Policies.severity(decision, "severity"));
	}

	QuantityFloor floor(Line line) {
		Map<String, Object> inputs = inputs("programme", "scenario");
		inputs.put("pool", line.pool().name());
		inputs.put("productClass", line.productClass().name());
		inputs.put("enterpriseWide", Boolean.TRUE.equals(line.enterpriseWide()));
		Decision decision = ask(QUANTITY_FLOOR, null, inputs);
		return new QuantityFloor(Floor.valueOf(decision.text("floor")),
				(Boolean) decision.first().get("anniversaryOnly"));
	}

	PriceLock priceLock(Line line, boolean onPriceSheet) {
		Map<String, Object> inputs = inputs("programme", "scenario");
		inputs.put("pool", line.pool().name());
		inputs.put("boughtBefore", line.previousQuantity() != null && line.previousQuantity() > 0);
		inputs.put("priceLocked", Boolean.TRUE.equals(line.priceLocked()));
		inputs.put("reserved", line.reservedOn() != null);
		inputs.put("onPriceSheet", onPriceSheet);
		Decision decision = ask(PRICE_LOCK, null, inputs);
		return new PriceLock((Boolean) decision.first().get("allowed"), decision.text("priceFrom"));
	}

	/**
	 * @param daysBack from the effective date to the signature
	 * @return empty where nothing is wrong
	 */
	Optional<Severity> backdating(ProductClass productClass, boolean followsOn, int daysBack, LocalDate signedOn) {
		Map<String, Object> inputs = inputs("scenario");
		inputs.put("productClass", productClass.name());
		inputs.put("followsOn", followsOn);
		inputs.put("daysBack", daysBack);
		return Optional.ofNullable(Policies.severity(ask(BACKDATING, signedOn, inputs), "severity"));
	}

	Reservations reservations(ProductClass productClass, LocalDate reservedOn) {
		Map<String, Object> inputs = inputs("programme", "segment");
		inputs.put("productClass", productClass.name());
		Decision decision = ask(RESERVATIONS, reservedOn, inputs);
		Map<String, Object> row = decision.first();
		boolean allowed = (Boolean) row.get("allowed");
		return allowed
				? new Reservations(true, Policies.integer(row.get("closedDaysBefore")),
						Policies.integer(row.get("monthsAhead")), null)
				: new Reservations(false, 0, 0, decision.text("why"));
	}

	/** Words that the form of an amendment has itself; three dots stand for any. */
	List<String> formWords(String amendment) {
		return ask(AMENDMENT_FORMS, null, new LinkedHashMap<>(Map.of("amendment", amendment))).rows()
			.stream()
			.map((row) -> row.get("words").toString())
			.toList();
	}

	/** What an amendment changes. */
	Change changedBy(String amendment) {
		return Change.valueOf(amendment(amendment).text("changes"));
	}

	private Decision amendment(String amendment) {
		Map<String, Object> inputs = inputs("programme", "segment");
		inputs.put("amendment", amendment);
		return ask(CATALOGUE_AMENDMENTS, null, inputs);
	}

	/**
	 * How much another package under the same purchase order weighs.
	 */
	Severity duplicateOrder(boolean samePackage) {
		Map<String, Object> inputs = inputs("programme", "scenario");
		inputs.put("samePackage", samePackage);
		return Policies.weight(ask(DUPLICATE_ORDERS, null, inputs), "severity");
	}

	OrderRules orderRules() {
		Decision decision = ask(ORDER_RULES, null, inputs("programme", "scenario"));
		return new OrderRules(Policies.severity(decision, "withoutLines"), Policies.severity(decision, "withoutFlag"));
	}

	/** What programme-eligibility asks of a new enrolment; {@code null} where nothing. */
	Integer initialMinimum(LocalDate formDate, LocalDate receivedOn, String sizeAmendment) {
		return this.policies.eligibility(this.facts, Scenario.NEW, formDate, receivedOn, sizeAmendment).minimum();
	}

	private Decision ask(String table, LocalDate on, Map<String, Object> inputs) {
		return (on != null) ? this.policies.ask(table, on, inputs) : this.policies.ask(table, inputs);
	}

	private Map<String, Object> inputs(String... names) {
		Map<String, Object> kind = Policies.kind(this.facts);
		Map<String, Object> inputs = new LinkedHashMap<>();
		for (String name : names) {
			inputs.put(name, kind.get(name));
		}
		return inputs;
	}

	private static BigDecimal decimal(Decision decision, String output) {
		return new BigDecimal(decision.text(output)).stripTrailingZeros();
	}

}
