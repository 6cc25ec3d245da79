package io.countersign.validation;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.countersign.agreement.AgreementPackage.ExceptionKind;
import io.countersign.agreement.AgreementPackage.Line;
import io.countersign.agreement.AgreementPackage.ProductClass;
import io.countersign.agreement.AgreementPackage.Scenario;
import io.countersign.agreement.Finding.Severity;
import io.countersign.validation.OrderPolicies.CoverageRules;
import io.countersign.validation.OrderPolicies.Reservations;
import io.countersign.validation.OrderPolicies.Window;
import io.countersign.validation.Rule.Draft;
import io.countersign.validation.Rule.Findings;

/** Rules DAT-03 to DAT-06: does an order come, and begin, when it may? */
final class DateRules {

	private static final Set<Scenario> ANNUAL = EnumSet.of(Scenario.TRUE_UP, Scenario.UPDATE_STATEMENT);

	private DateRules() {
	}

	/** DAT-03. */
	static void withinItsDays(Dossier dossier, Findings findings) {
		if (ANNUAL.contains(dossier.facts().scenario())) {
			withinTheWindow(dossier, findings);
		}
		List<Line> lines = dossier.facts().lines();
		for (int i = 0; i < lines.size(); i++) {
			LocalDate usage = lines.get(i).usageDate();
			if (usage != null) {
				usedWithinTheTerm(dossier, usage, "/lines/" + i + "/usageDate", findings);
			}
		}
	}

	private static void withinTheWindow(Dossier dossier, Findings findings) {
		int years = Coverage.years(dossier.enrolmentStart(), dossier.enrolmentEnd());
		int year = trueUpYear(dossier).orElseGet(() -> nearestYear(dossier, years));
		boolean last = year == years;
		LocalDate due = anniversary(dossier, year, years);
		Optional<Window> window = dossier.orders()
			.trueUpWindow(due, dossier.formDate(), last, dossier.startsAnotherDay());
		if (window.isEmpty()) {
			return;
		}
		LocalDate opens = Coverage.opens(due, window.get());
		LocalDate closes = Coverage.closes(due, window.get());
		LocalDate received = dossier.receivedOn();
		if (received.isBefore(opens) || received.isAfter(closes)) {
			findings
				.add("%s for year %d is accepted from %s to %s; this one arrived on %s.".formatted(
						(dossier.facts().scenario() == Scenario.TRUE_UP) ? "A true-up" : "An update statement", year,
						opens, closes, received))
				.at((trueUpYear(dossier).isPresent()) ? "/order/trueUpYear" : "/term")
				.found(received)
				.expected(opens + " to " + closes)
				.cured(received.isBefore(opens) ? "Send it again within these days, or correct the year."
						: "Decide whether it is still accepted: the duty to order is not waived, but reductions wait for the next anniversary.");
		}
	}

	private static void usedWithinTheTerm(Dossier dossier, LocalDate usage, String path, Findings findings) {
		LocalDate start = dossier.concludes() ? dossier.facts().term().start() : dossier.enrolmentStart();
		LocalDate end = dossier.concludes() ? dossier.facts().term().end() : dossier.enrolmentEnd();
		if (usage.isBefore(start) || usage.isAfter(end)) {
			findings.add("Usage on %s lies outside of the term.".formatted(usage))
				.at(path)
				.found(usage)
				.expected(start + " to " + end)
				.cured("Correct the usage date.");
		}
		else if (dossier.concludes() && !usage.equals(start)) {
			LocalDate coverage = Coverage.start(usage);
			CoverageRules rules = dossier.orders().coverage(usage);
			if (rules.usageAtStart() && !coverage.equals(Coverage.start(start))) {
				findings.add("The first order's usage starts with coverage, on %s.".formatted(Coverage.start(start)))
					.at(path)
					.found(usage)
					.expected(Coverage.start(start))
					.cured("Correct the usage date.");
			}
			else if (!coverage.equals(usage)) {
				findings.add("Coverage starts on the first of a month: on %s.".formatted(coverage))
					.at(path)
					.found(usage)
					.expected(coverage)
					.weighing(Severity.INFO)
					.cured("Nothing, if that is meant; else give the first of a month.");
			}
		}
	}

	/** DAT-04. */
	static void rightYear(Dossier dossier, Findings findings) {
		if (dossier.facts().scenario() != Scenario.TRUE_UP) {
			return;
		}
		Optional<Integer> year = trueUpYear(dossier);
		int years = Coverage.years(dossier.enrolmentStart(), dossier.enrolmentEnd());
		if (year.isPresent() && year.get() > years) {
			findings.add("The enrolment has %d years; there is no year %d.".formatted(years, year.get()))
				.at("/order/trueUpYear")
				.found(year.get())
				.expected("1 to " + years);
			return;
		}
		List<Line> lines = dossier.facts().lines();
		for (int i = 0; i < lines.size(); i++) {
			Optional<Integer> used = usageYear(dossier, lines.get(i));
			if (used.isPresent() && year.isEmpty()) {
				findings.add("The true-up does not say for which year of the enrolment it is.")
					.at("/order/trueUpYear")
					.expected(used.get())
					.weighing(Severity.WARNING)
					.cured("Give the year; by its usage dates it would be year %d.".formatted(used.get()));
				return;
			}
			if (used.isPresent() && !used.get().equals(year.get())) {
				findings
					.add("Usage on %s belongs to year %d of the enrolment, not to year %d."
						.formatted(lines.get(i).usageDate(), used.get(), year.get()))
					.at("/lines/" + i + "/usageDate")
					.found(lines.get(i).usageDate())
					.expected("no later than " + latestUsage(dossier, lines.get(i), year.get()));
			}
		}
	}

	private static LocalDate latestUsage(Dossier dossier, Line line, int year) {
		return Coverage.latestUsage(dossier.enrolmentStart(), year,
				dossier.orders().coverage(line.usageDate()).latestUsageMonthsBack());
	}

	/** The year that a line's usage belongs to; empty where usage belongs to no year. */
	static Optional<Integer> usageYear(Dossier dossier, Line line) {
		if (line.usageDate() == null) {
			return Optional.empty();
		}
		return Optional.ofNullable(dossier.orders().coverage(line.usageDate()).latestUsageMonthsBack())
			.map((back) -> Coverage.yearOf(dossier.enrolmentStart(), line.usageDate(), back));
	}

	/** DAT-05. */
	static void notBackdated(Dossier dossier, Findings findings) {
		Optional<LocalDate> signedOn = dossier.signedOn();
		if (signedOn.isEmpty() || !dossier.effectiveDate().isBefore(signedOn.get())) {
			return;
		}
		LocalDate start = dossier.facts().term().start();
		boolean followsOn = dossier.priorEnd().filter((end) -> end.plusDays(1).equals(start)).isPresent()
				&& !dossier.effectiveDate().isBefore(start);
		boolean online = dossier.facts()
			.lines()
			.stream()
			.anyMatch((line) -> line.productClass() == ProductClass.ONLINE_SERVICE);
		Optional<Severity> severity = dossier.orders()
			.backdating(online ? ProductClass.ONLINE_SERVICE : ProductClass.ON_PREMISES, followsOn,
					(int) ChronoUnit.DAYS.between(dossier.effectiveDate(), signedOn.get()), signedOn.get());
		if (severity.isPresent()) {
			Draft draft = findings
				.add("The effective date %s lies before the customer's signature of %s."
					.formatted(dossier.effectiveDate(), signedOn.get()))
				.at((dossier.facts().term().requestedEffectiveDate() != null) ? "/term/requestedEffectiveDate"
						: "/term/start")
				.found(dossier.effectiveDate())
				.expected(signedOn.get() + " or later")
				.weighing(severity.get());
			Exceptions.consider(dossier, ExceptionKind.BACKDATE, draft);
		}
	}

	/** DAT-06. */
	static void reservedInTime(Dossier dossier, Findings findings) {
		List<Line> lines = dossier.facts().lines();
		for (int i = 0; i < lines.size(); i++) {
			Line line = lines.get(i);
			if (line.reservedOn() == null) {
				continue;
			}
			Reservations rules = dossier.orders().reservations(line.productClass(), line.reservedOn());
			Optional<String> wrong = whatIsWrong(dossier, line.reservedOn(), rules);
			if (wrong.isPresent()) {
				findings.add(wrong.get()).at("/lines/" + i + "/reservedOn").found(line.reservedOn());
			}
		}
	}

	private static Optional<String> whatIsWrong(Dossier dossier, LocalDate reserved, Reservations rules) {
		if (!rules.allowed()) {
			return Optional.of("This cannot be reserved: %s.".formatted(rules.why()));
		}
		LocalDate start = dossier.enrolmentStart();
		LocalDate end = dossier.enrolmentEnd();
		if (reserved.isBefore(start) || reserved.isAfter(end)) {
			return Optional.of("The reservation of %s lies outside of the term, which runs from %s to %s."
				.formatted(reserved, start, end));
		}
		if (reserved.isAfter(dossier.receivedOn().plusMonths(rules.monthsAhead()))) {
			return Optional
				.of("The reservation of %s is more than %d months ahead.".formatted(reserved, rules.monthsAhead()));
		}
		int years = Coverage.years(start, end);
		for (int year = 1; year <= years; year++) {
			LocalDate anniversary = anniversary(dossier, year, years);
			LocalDate closed = anniversary.minusDays(rules.closedDaysBefore());
			if (!reserved.isBefore(closed) && reserved.isBefore(anniversary)) {
				return Optional.of("From %s on, %d days before the anniversary of %s, nothing can be reserved."
					.formatted(closed, rules.closedDaysBefore(), anniversary));
			}
		}
		return Optional.empty();
	}

	private static Optional<Integer> trueUpYear(Dossier dossier) {
		return Optional.ofNullable(dossier.facts().order()).map((order) -> order.trueUpYear());
	}

	/** The last anniversary is the end of the term (Confirmed for the last true-up). */
	private static LocalDate anniversary(Dossier dossier, int year, int years) {
		return (year == years) ? dossier.enrolmentEnd() : Coverage.anniversary(dossier.enrolmentStart(), year);
	}

	/** The year whose anniversary is nearest to the receipt. */
	private static int nearestYear(Dossier dossier, int years) {
		int nearest = 1;
		for (int year = 2; year <= years; year++) {
			if (distance(dossier, year, years) < distance(dossier, nearest, years)) {
				nearest = year;
			}
		}
		return nearest;
	}

	private static long distance(Dossier dossier, int year, int years) {
		return Math.abs(ChronoUnit.DAYS.between(dossier.receivedOn(), anniversary(dossier, year, years)));
	}

}
