package io.countersign.validation;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.countersign.agreement.AgreementPackage.DocumentType;
import io.countersign.agreement.AgreementPackage.Line;
import io.countersign.agreement.AgreementPackage.Pool;
import io.countersign.agreement.AgreementPackage.ProductClass;
import io.countersign.agreement.AgreementPackage.Programme;
import io.countersign.agreement.AgreementPackage.Scenario;
import io.countersign.agreement.Finding.Severity;
import io.countersign.agreement.PackageHistory.SameOrder;
import io.countersign.validation.OrderPolicies.QuantityFloor;
import io.countersign.validation.Rule.Findings;

/** Rules ELG-03, QTY and ORD: what is ordered, how much of it, and on which form. */
final class OrderRules {

	private static final int MOST_LISTED = 5;

	private OrderRules() {
	}

	/** ELG-03. */
	static void committed(Dossier dossier, Findings findings) {
		if (dossier.facts().programme() == Programme.SCE && dossier.concludes()
				&& dossier.facts()
					.serverComponents()
					.stream()
					.noneMatch((component) -> Boolean.TRUE.equals(component.fullCommitment()))) {
			findings.add("No component of the Server and Cloud Enrollment is committed in full.")
				.at("/serverComponents")
				.found(dossier.facts()
					.serverComponents()
					.stream()
					.map((component) -> component.component().name())
					.collect(Collectors.joining(", ")));
		}
	}

	/** QTY-01. */
	static void enterpriseWideEqual(Dossier dossier, Findings findings) {
		for (Pool pool : List.of(Pool.ENTERPRISE_PRODUCTS, Pool.ENTERPRISE_ONLINE_SERVICES)) {
			Map<String, Integer> quantities = dossier.facts()
				.lines()
				.stream()
				.filter((line) -> line.pool() == pool && Boolean.TRUE.equals(line.enterpriseWide()))
				.collect(Collectors.toMap(Line::partNumber, Line::quantity, Integer::sum, LinkedHashMap::new));
			if (Set.copyOf(quantities.values()).size() > 1) {
				boolean profiles = pool == Pool.ENTERPRISE_ONLINE_SERVICES;
				findings.add(profiles
						? "Enterprise-wide online services are ordered in unequal quantities, as user profiles may ask for."
						: "Enterprise-wide products are ordered in unequal quantities.")
					.at("/lines")
					.found(quantities.entrySet()
						.stream()
						.map((entry) -> entry.getKey() + ": " + entry.getValue())
						.collect(Collectors.joining(", ")))
					.weighing(profiles ? Severity.INFO : Severity.WARNING);
			}
		}
	}

	/** QTY-02. */
	static void notBelowTheFloor(Dossier dossier, Findings findings) {
		List<Line> lines = dossier.facts().lines();
		for (int i = 0; i < lines.size(); i++) {
			Line line = lines.get(i);
			if (line.previousQuantity() == null || line.quantity() >= line.previousQuantity()) {
				continue;
			}
			QuantityFloor floor = dossier.orders().floor(line);
			String path = "/lines/" + i + "/quantity";
			if (floor.anniversaryOnly() && !flagged(dossier)) {
				findings
					.add("%s goes down from %d to %d; that is possible at the anniversary only."
						.formatted(line.partNumber(), line.previousQuantity(), line.quantity()))
					.at(path)
					.found(line.quantity())
					.expected(line.previousQuantity())
					.cured("Order the reduction with the anniversary order, and flag it as one.");
			}
			switch (floor.floor()) {
				case QUALIFIED_COUNT -> atLeast(line.quantity(), dossier.qualifiedCount(),
						"the qualified users or devices", line, path, findings);
				case INITIAL_MINIMUM -> atLeast(enterpriseOnline(lines),
						Optional.ofNullable(dossier.orders()
							.initialMinimum(dossier.formDate(), dossier.receivedOn(), dossier.sizeAmendment())),
						"the minimum of a new enrolment", line, path, findings);
				case NO_REDUCTION -> findings
					.add("%s goes down from %d to %d, but cannot be reduced.".formatted(line.partNumber(),
							line.previousQuantity(), line.quantity()))
					.at(path)
					.found(line.quantity())
					.expected(line.previousQuantity());
				case ZERO -> {
					// Nothing is too little.
				}
			}
		}
	}

	private static void atLeast(int remaining, Optional<Integer> least, String what, Line line, String path,
			Findings findings) {
		if (least.isEmpty()) {
			findings
				.add("Whether %s may go down to %d cannot be told: %s is not known.".formatted(line.partNumber(),
						line.quantity(), what))
				.at(path)
				.found(line.quantity())
				.weighing(Severity.WARNING)
				.cured("Give the number of users and devices, or compare it with the enrolment.");
		}
		else if (remaining < least.get()) {
			findings
				.add("%s goes down until %d remain, fewer than %s, %d.".formatted(line.partNumber(), remaining, what,
						least.get()))
				.at(path)
				.found(line.quantity())
				.expected("at least " + least.get());
		}
	}

	private static int enterpriseOnline(List<Line> lines) {
		return lines.stream()
			.filter((line) -> line.productClass() == ProductClass.ONLINE_SERVICE
					&& (line.pool() == Pool.ENTERPRISE_ONLINE_SERVICES || line.pool() == Pool.ENTERPRISE_PRODUCTS))
			.mapToInt(Line::quantity)
			.sum();
	}

	/** QTY-04. */
	static void somethingOrdered(Dossier dossier, Findings findings) {
		if (dossier.facts().lines().isEmpty()) {
			Severity severity = dossier.orders().orderRules().withoutLines();
			if (severity != null) {
				findings.add("The package orders nothing.").at("/lines").weighing(severity);
			}
		}
	}

	/** ORD-01. */
	static void anniversaryFlagged(Dossier dossier, Findings findings) {
		if (dossier.facts().scenario() == Scenario.TRUE_UP && !flagged(dossier)) {
			Severity severity = dossier.orders().orderRules().withoutFlag();
			if (severity != null) {
				findings.add("The order is not flagged as the order of an anniversary.")
					.at("/order/anniversary")
					.weighing(severity);
			}
		}
	}

	private static boolean flagged(Dossier dossier) {
		return dossier.facts().order() != null && Boolean.TRUE.equals(dossier.facts().order().anniversary());
	}

	/** ORD-02. */
	static void orderedOnce(Dossier dossier, Findings findings) {
		sameOrder(dossier, true, findings);
		sameOrder(dossier, false, findings);
		record Item(String partNumber, Object usageDate, String country, Object reservedOn) {
		}
		Map<Item, Integer> first = new HashMap<>();
		List<Line> lines = dossier.facts().lines();
		for (int i = 0; i < lines.size(); i++) {
			Line line = lines.get(i);
			Integer before = first
				.putIfAbsent(new Item(line.partNumber(), line.usageDate(), line.usageCountry(), line.reservedOn()), i);
			if (before != null) {
				findings
					.add("Line %d orders %s once more, as line %d does.".formatted(i + 1, line.partNumber(),
							before + 1))
					.at("/lines/" + i)
					.found(line.partNumber())
					.cured("Send one line with the whole quantity, or confirm that both are meant.");
			}
		}
	}

	private static void sameOrder(Dossier dossier, boolean samePackage, Findings findings) {
		SameOrder others = samePackage ? dossier.history().samePackage() : dossier.history().otherPackages();
		if (others.total() > 0) {
			String number = dossier.facts().purchaseOrder().number();
			findings
				.add((samePackage ? "%2$s carries the same package id and purchase order %1$s."
						: "Purchase order %s stands in %s as well.")
					.formatted(number, listed(others)))
				.at("/purchaseOrder/number")
				.found(number)
				.weighing(dossier.orders().duplicateOrder(samePackage));
		}
	}

	/** The newest few by name; nobody reads hundreds. */
	private static String listed(SameOrder others) {
		List<String> shown = others.newest().subList(0, Math.min(others.newest().size(), MOST_LISTED));
		return String.join(", ", shown)
				+ ((others.total() > shown.size()) ? " and %d more".formatted(others.total() - shown.size()) : "");
	}

	/** ORD-03. */
	static void pricesResolved(Dossier dossier, Findings findings) {
		String opportunity = dossier.identifiers().opportunity();
		List<Line> lines = dossier.facts().lines();
		for (int i = 0; i < lines.size(); i++) {
			if (Boolean.TRUE.equals(lines.get(i).priceUnresolved())) {
				findings
					.add("The ordering tool found no price for %s; the ROC reviews it%s.".formatted(
							lines.get(i).partNumber(),
							(opportunity != null) ? " under opportunity " + opportunity : ""))
					.at("/lines/" + i + "/priceUnresolved")
					.found(lines.get(i).partNumber())
					.cured((opportunity != null) ? "Nothing: the order is flagged for the ROC's price review."
							: "Give the opportunity id in identifiers.opportunity: the ROC asks for it.");
			}
		}
	}

	/** ORD-04. */
	static void oneYearOnAForm(Dossier dossier, Findings findings) {
		for (Paper form : manualForms(dossier)) {
			Set<Integer> years = new TreeSet<>();
			dossier.facts().lines().forEach((line) -> DateRules.usageYear(dossier, line).ifPresent(years::add));
			if (years.size() > 1) {
				findings
					.add("One form orders for the years %s of the enrolment."
						.formatted(years.stream().map(String::valueOf).collect(Collectors.joining(" and "))))
					.in(form, 1)
					.at("/lines")
					.found(years);
			}
		}
	}

	/** ORD-05. */
	static void nothingNewOnATrueUp(Dossier dossier, Findings findings) {
		Set<String> ordered = new LinkedHashSet<>();
		Set<String> fresh = new LinkedHashSet<>();
		dossier.facts().lines().stream().filter((line) -> line.previousQuantity() != null).forEach((line) -> {
			((line.previousQuantity() > 0) ? ordered : fresh).add(line.partNumber());
		});
		for (Paper form : manualForms(dossier)) {
			if (!ordered.isEmpty() && !fresh.isEmpty()) {
				findings
					.add("One form trues up %s and orders %s for the first time.".formatted(String.join(", ", ordered),
							String.join(", ", fresh)))
					.in(form, 1)
					.at("/lines")
					.found(String.join(", ", fresh));
			}
		}
	}

	private static List<Paper> manualForms(Dossier dossier) {
		return dossier.papers(DocumentType.METEAOP);
	}

}
