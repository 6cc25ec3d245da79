package io.countersign.validation;

import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.countersign.agreement.AgreementPackage.ExceptionKind;
import io.countersign.agreement.AgreementPackage.Line;
import io.countersign.agreement.AgreementPackage.Pool;
import io.countersign.agreement.AgreementPackage.PriceLevel;
import io.countersign.agreement.AgreementPackage.ProductClass;
import io.countersign.agreement.AgreementPackage.Scenario;
import io.countersign.agreement.AgreementPackage.Term;
import io.countersign.agreement.Finding.Severity;
import io.countersign.validation.Policies.AcceptedLevels;
import io.countersign.validation.Policies.CountBasis;
import io.countersign.validation.Policies.Eligibility;
import io.countersign.validation.Rule.Findings;

/** What decision tables say about size, price level and term of an agreement. */
final class PolicyRules {

	private static final Set<Scenario> ORDERING = EnumSet.of(Scenario.NEW, Scenario.RENEWAL, Scenario.TRUE_UP);

	private PolicyRules() {
	}

	/** ELG-01. */
	static void largeEnough(Dossier dossier, Findings findings) {
		Eligibility eligibility = dossier.eligibility();
		if (eligibility.countBasis() == CountBasis.NONE || eligibility.minimum() == null) {
			return;
		}
		boolean education = eligibility.countBasis() == CountBasis.EDUCATION_USERS;
		String counted = education ? "education qualified users" : "qualified users or devices";
		String path = education ? "/counts/educationQualifiedUsers" : "/counts";
		Optional<Integer> count = education
				? Optional.ofNullable(dossier.facts().counts()).map((counts) -> counts.educationQualifiedUsers())
				: dossier.qualifiedCount();
		if (count.isEmpty()) {
			findings.add("The package does not say how many %s there are.".formatted(counted))
				.at(path)
				.weighing(eligibility.severity())
				.cured("Give the number of %s.".formatted(counted));
		}
		else if (count.get() < eligibility.minimum()) {
			findings
				.add("%d %s are fewer than the minimum of %d.".formatted(count.get(), counted, eligibility.minimum()))
				.at(path)
				.found(count.get())
				.weighing(eligibility.severity());
		}
		else if (eligibility.maximum() != null && count.get() > eligibility.maximum()) {
			findings
				.add("%d %s are more than the %d that this programme is for.".formatted(count.get(), counted,
						eligibility.maximum()))
				.at(path)
				.found(count.get())
				.weighing(eligibility.severity());
		}
	}

	/** ELG-02. */
	static void programmeOpen(Dossier dossier, Findings findings) {
		if (!dossier.eligibility().open()) {
			findings
				.add("Programme %s is closed for this kind of package.".formatted(dossier.facts().programme().code()))
				.at("/programme")
				.found(dossier.facts().programme().code());
		}
	}

	/** PRC-01. */
	static void priceLevelRight(Dossier dossier, Findings findings) {
		if (dossier.qualifiedCount().isEmpty()) {
			// ELG-01 asks for the count where one is needed.
			return;
		}
		List<PriceLevel> levels = dossier.facts().priceLevels();
		for (int i = 0; i < levels.size(); i++) {
			PriceLevel given = levels.get(i);
			AcceptedLevels accepted = accepted(dossier, given.pool());
			if (!accepted.levels().isEmpty() && !accepted.levels().contains(given.level())) {
				findings
					.add("Pool %s carries level %s; by %s it is level %s.".formatted(given.pool(), given.level(),
							inWords(accepted.source()),
							accepted.levels().stream().map(Enum::name).collect(Collectors.joining(" or "))))
					.at("/priceLevels/" + i + "/level")
					.found(given.level());
			}
		}
		if (!dossier.concludes()) {
			return;
		}
		Set<Pool> named = levels.stream()
			.map(PriceLevel::pool)
			.collect(Collectors.toCollection(() -> EnumSet.noneOf(Pool.class)));
		Set<Pool> ordered = dossier.facts()
			.lines()
			.stream()
			.map(Line::pool)
			.collect(Collectors.toCollection(() -> EnumSet.noneOf(Pool.class)));
		for (Pool pool : ordered) {
			if (!named.contains(pool) && !accepted(dossier, pool).levels().isEmpty()) {
				findings.add("Products of pool %s are ordered, but no price level is given for it.".formatted(pool))
					.at("/priceLevels")
					.weighing(Severity.WARNING)
					.cured("Give the price level of each pool as on the product selection form.");
			}
		}
	}

	private static AcceptedLevels accepted(Dossier dossier, Pool pool) {
		List<Line> lines = dossier.facts().lines().stream().filter((line) -> line.pool() == pool).toList();
		boolean locked = !lines.isEmpty() && lines.stream().allMatch((line) -> Boolean.TRUE.equals(line.priceLocked()));
		return dossier.policies()
			.acceptedLevels(dossier.facts(), pool, productClass(pool, lines), dossier.qualifiedCount().orElseThrow(),
					dossier.effectiveDate(), locked);
	}

	/** Online services are priced apart from the rest, whichever pool they are in. */
	private static String productClass(Pool pool, List<Line> lines) {
		boolean online = lines.stream().anyMatch((line) -> line.productClass() == ProductClass.ONLINE_SERVICE);
		boolean onPremises = lines.stream().anyMatch((line) -> line.productClass() == ProductClass.ON_PREMISES);
		if (pool == Pool.ENTERPRISE_ONLINE_SERVICES || (online && !onPremises)) {
			return ProductClass.ONLINE_SERVICE.name();
		}
		return online ? "MIXED" : ProductClass.ON_PREMISES.name();
	}

	private static String inWords(String source) {
		return switch (source) {
			case "FLATTENED" -> "the single level for online services";
			case "GOVERNMENT" -> "the government price list";
			case "PRICE_SHEET" -> "the price sheet in force";
			default -> "the number of users and devices";
		};
	}

	/** DAT-01. */
	static void termLength(Dossier dossier, Findings findings) {
		Term term = dossier.facts().term();
		if (term.end().isBefore(term.start())) {
			findings.add("The term ends before it starts.")
				.at("/term/end")
				.found(term.start() + " to " + term.end())
				.weighing(Severity.BLOCKER);
			return;
		}
		List<Integer> months = dossier.eligibility().termMonths();
		if (dossier.concludes() && !months.isEmpty() && months.stream().noneMatch((length) -> lasts(term, length))) {
			findings
				.add("The term is not %s full calendar months long."
					.formatted(months.stream().map(String::valueOf).collect(Collectors.joining(" or "))))
				.at("/term/end")
				.found(term.start() + " to " + term.end());
		}
	}

	/**
	 * Full calendar months count from the first of a month: a term that starts within one
	 * may end on the day before or at the end of its last month.
	 */
	private static boolean lasts(Term term, int months) {
		LocalDate end = term.start().plusMonths(months);
		return term.end().equals(end.minusDays(1))
				|| (term.start().getDayOfMonth() > 1 && term.end().equals(end.withDayOfMonth(end.lengthOfMonth())));
	}

	/** DAT-02. */
	static void renewalFollows(Dossier dossier, Findings findings) {
		if (dossier.facts().scenario() != Scenario.RENEWAL) {
			return;
		}
		Term term = dossier.facts().term();
		Optional<LocalDate> priorEnd = dossier.priorEnd();
		if (priorEnd.isEmpty()) {
			findings.add("The renewal does not say when the renewed term ends.")
				.at("/term/priorEnd")
				.cured("Give the last day of the enrolment that is renewed.");
		}
		else if (!term.start().equals(priorEnd.get().plusDays(1)) && !dossier.startsAnotherDay()) {
			Exceptions.consider(dossier, ExceptionKind.EARLY_RENEWAL,
					findings
						.add("The renewal starts on %s, but the renewed term ends on %s: it starts the day after."
							.formatted(term.start(), priorEnd.get()))
						.at("/term/start")
						.found(term.start())
						.expected(priorEnd.get().plusDays(1)));
		}
	}

	/** QTY-03. */
	static void usageCountryGiven(Dossier dossier, Findings findings) {
		if (!ORDERING.contains(dossier.facts().scenario())) {
			return;
		}
		List<Line> lines = dossier.facts().lines();
		for (int i = 0; i < lines.size(); i++) {
			if (lines.get(i).usageCountry() == null) {
				findings
					.add("Line %d (%s) does not say in which country it is used.".formatted(i + 1,
							lines.get(i).partNumber()))
					.at("/lines/" + i + "/usageCountry")
					.found(lines.get(i).partNumber());
			}
		}
	}

}
