package io.countersign.validation;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.countersign.agreement.AgreementPackage.DocumentType;
import io.countersign.agreement.AgreementPackage.ExceptionKind;
import io.countersign.agreement.AgreementPackage.Level;
import io.countersign.agreement.AgreementPackage.Line;
import io.countersign.agreement.AgreementPackage.Quote;
import io.countersign.agreement.AgreementPackage.Scenario;
import io.countersign.agreement.Finding.Severity;
import io.countersign.kernel.Money;
import io.countersign.validation.OrderPolicies.Compared;
import io.countersign.validation.OrderPolicies.LateRenewal;
import io.countersign.validation.OrderPolicies.PriceLock;
import io.countersign.validation.OrderPolicies.Reading;
import io.countersign.validation.PriceSheet.Row;
import io.countersign.validation.Rule.Draft;
import io.countersign.validation.Rule.Findings;

/** Rules PRC-02 to PRC-06: is every price the one that was offered and approved? */
final class PriceRules {

	private PriceRules() {
	}

	/** PRC-02. */
	static void asOffered(Dossier dossier, Findings findings) {
		Quote quote = dossier.facts().quote();
		if (quote != null && quote.validUntil() != null) {
			dossier.signedOn()
				.filter((signed) -> signed.isAfter(quote.validUntil()))
				.ifPresent((signed) -> findings
					.add("The quote ended on %s, before the customer signed on %s.".formatted(quote.validUntil(),
							signed))
					.at("/quote/validUntil")
					.found(quote.validUntil())
					.expected(signed + " or later")
					.cured("Have the quote renewed, and send its price sheet."));
		}
		for (Paper paper : dossier.papers(DocumentType.CPS)) {
			if (paper.readable()) {
				compare(dossier, PriceSheet.of(paper), findings);
			}
		}
	}

	private static void compare(Dossier dossier, PriceSheet sheet, Findings findings) {
		List<Line> lines = dossier.facts().lines();
		if ((sheet.rows().isEmpty() || !sheet.complete()) && !lines.isEmpty()) {
			findings
				.add(sheet.complete() ? "No product could be read on the price sheet, so no price was compared."
						: "The price sheet has more rows than can be compared.")
				.in(sheet.paper(), 1)
				.weighing(Severity.WARNING)
				.cured("Compare products, quantities and prices with the price sheet by eye.");
			return;
		}
		for (int i = 0; i < lines.size(); i++) {
			compare(dossier, lines.get(i), i, sheet, findings);
		}
		Set<String> ordered = lines.stream().map(Line::partNumber).collect(Collectors.toSet());
		sheet.rows()
			.values()
			.stream()
			.map((rows) -> rows.get(0))
			.filter((row) -> !row.future() && !ordered.contains(row.partNumber()))
			.forEach((row) -> findings
				.add("The price sheet prices %s, which the package does not order.".formatted(row.partNumber()))
				.in(sheet.paper(), row.page())
				.at("/lines")
				.found(row.text())
				.weighing(Severity.WARNING));
	}

	private static void compare(Dossier dossier, Line line, int index, PriceSheet sheet, Findings findings) {
		List<Row> rows = sheet.rows().getOrDefault(line.partNumber(), List.of());
		if (rows.isEmpty()) {
			if (dossier.concludes()) {
				findings.add("The price sheet does not price %s.".formatted(line.partNumber()))
					.in(sheet.paper(), 1)
					.at("/lines/" + index + "/partNumber")
					.found(line.partNumber());
			}
			return;
		}
		BigDecimal quantity = BigDecimal.valueOf(line.quantity());
		if (rows.stream().noneMatch((row) -> agrees(row, quantity, line.unitPrice()))) {
			differs(line, index, quantity, rows.get(0), sheet, findings);
		}
		Optional<Level> level = dossier.facts()
			.priceLevels()
			.stream()
			.filter((given) -> given.pool() == line.pool())
			.map((given) -> given.level())
			.findFirst();
		rows.get(0)
			.level()
			.filter((printed) -> level.isPresent() && printed != level.get())
			.ifPresent((printed) -> findings
				.add("The price sheet has level %s for %s, the package level %s.".formatted(printed, line.partNumber(),
						level.get()))
				.in(sheet.paper(), rows.get(0).page())
				.at("/priceLevels")
				.found(printed)
				.expected(level.get()));
	}

	private static boolean agrees(Row row, BigDecimal quantity, BigDecimal unitPrice) {
		return row.priced()
			.map((priced) -> Numbers.same(priced.quantity(), quantity) && Numbers.same(priced.unitPrice(), unitPrice))
			.orElseGet(() -> row.holds(unitPrice) && (row.future() || row.holds(quantity)));
	}

	private static void differs(Line line, int index, BigDecimal quantity, Row row, PriceSheet sheet,
			Findings findings) {
		boolean price = row.priced()
			.map((priced) -> !Numbers.same(priced.unitPrice(), line.unitPrice()))
			.orElseGet(() -> !row.holds(line.unitPrice()));
		Draft draft = findings
			.add("%s of %s differs from the price sheet.".formatted(price ? "The unit price" : "The quantity",
					line.partNumber()))
			.in(sheet.paper(), row.page())
			.at("/lines/" + index + (price ? "/unitPrice" : "/quantity"))
			.found(price ? line.unitPrice().toPlainString() : quantity);
		row.priced()
			.ifPresentOrElse(
					(priced) -> draft
						.expected(price ? priced.unitPrice().toPlainString() : priced.quantity().toPlainString()),
					() -> draft.expected(row.text())
						.weighing(Severity.WARNING)
						.cured("The price sheet's line could not be read for certain: compare it by eye."));
	}

	/** PRC-03. */
	static void priceLocked(Dossier dossier, Findings findings) {
		if (dossier.concludes()) {
			return;
		}
		List<Line> lines = dossier.facts().lines();
		for (int i = 0; i < lines.size(); i++) {
			Line line = lines.get(i);
			boolean onSheet = dossier.papers(DocumentType.CPS)
				.stream()
				.anyMatch((paper) -> paper.pageWith(line.partNumber()).isPresent());
			PriceLock lock = dossier.orders().priceLock(line, onSheet);
			if (!lock.allowed()) {
				findings.add("The price of %s comes from %s.".formatted(line.partNumber(), lock.priceFrom()))
					.at("/lines/" + i + "/priceLocked")
					.found(line.partNumber());
			}
		}
	}

	/** PRC-04. */
	static void discountApproved(Dossier dossier, Findings findings) {
		List<Line> lines = dossier.facts().lines();
		for (int i = 0; i < lines.size(); i++) {
			BigDecimal discount = lines.get(i).discountPercent();
			if (discount == null || discount.signum() == 0) {
				continue;
			}
			BigDecimal free = dossier.orders().discountWithoutApproval(lines.get(i).productClass());
			if (discount.compareTo(free) > 0) {
				Draft draft = findings
					.add("A discount of %s percent is more than the %s that need no approval."
						.formatted(discount.toPlainString(), free.toPlainString()))
					.at("/lines/" + i + "/discountPercent")
					.found(discount.toPlainString())
					.expected("at most " + free.toPlainString());
				Exceptions.consider(dossier, ExceptionKind.DISCOUNT,
						(exception) -> exception.percent() != null && exception.percent().compareTo(discount) >= 0,
						draft);
			}
		}
	}

	/** PRC-05. */
	static void lateRenewalPaidFor(Dossier dossier, Findings findings) {
		Optional<LocalDate> priorEnd = dossier.priorEnd();
		if (dossier.facts().scenario() != Scenario.RENEWAL || priorEnd.isEmpty()
				|| !dossier.receivedOn().isAfter(priorEnd.get())) {
			return;
		}
		LateRenewal late = dossier.orders()
			.lateRenewal((int) ChronoUnit.DAYS.between(priorEnd.get(), dossier.receivedOn()));
		Quote quote = dossier.facts().quote();
		BigDecimal reduction = (quote != null && quote.discountReduction() != null) ? quote.discountReduction()
				: BigDecimal.ZERO;
		if (late.severity() != null && reduction.compareTo(late.leastReduction()) < 0) {
			Draft draft = findings.add(
					"The renewal arrived on %s, after the renewed term ended on %s: its discount is at least %s points lower."
						.formatted(dossier.receivedOn(), priorEnd.get(), late.leastReduction().toPlainString()))
				.at("/quote/discountReduction")
				.found(reduction.toPlainString())
				.expected("at least " + late.leastReduction().toPlainString())
				.weighing(late.severity());
			Exceptions.consider(dossier, ExceptionKind.LATE_RENEWAL, draft);
		}
	}

	/** PRC-06. */
	static void totalsAgree(Dossier dossier, Findings findings) {
		Money total = dossier.facts().totalValue();
		List<Line> lines = dossier.facts().lines();
		if (lines.stream().noneMatch((line) -> Boolean.TRUE.equals(line.priceUnresolved()))) {
			BigDecimal sum = lines.stream()
				.map((line) -> line.unitPrice().multiply(BigDecimal.valueOf(line.quantity())))
				.reduce(BigDecimal.ZERO, BigDecimal::add);
			compare(dossier, Compared.LINES, sum, "the sum of its lines", "/totalValue/amount", findings);
		}
		Money ordered = (dossier.facts().purchaseOrder() != null) ? dossier.facts().purchaseOrder().total() : null;
		if (ordered == null) {
			return;
		}
		if (!ordered.currency().equals(total.currency())) {
			findings
				.add("The purchase order is in %s, the package in %s.".formatted(ordered.currency(), total.currency()))
				.at("/purchaseOrder/total/currency")
				.found(ordered.currency())
				.expected(total.currency());
		}
		else {
			compare(dossier, Compared.ORDER, ordered.amount(), "the total of the purchase order",
					"/purchaseOrder/total/amount", findings);
		}
	}

	private static void compare(Dossier dossier, Compared with, BigDecimal found, String what, String path,
			Findings findings) {
		BigDecimal stated = dossier.facts().totalValue().amount();
		if (found.signum() == 0 || Numbers.same(stated, found)) {
			return;
		}
		BigDecimal ratio = stated.divide(found, 6, RoundingMode.HALF_UP);
		Reading reading = dossier.orders()
			.statedTotal(with, ratio, ratio.divide(BigDecimal.valueOf(years(dossier)), 6, RoundingMode.HALF_UP));
		if (reading.severity() != null) {
			findings
				.add("The total value of %s is not %s, %s: it reads as %s.".formatted(stated.toPlainString(), what,
						found.stripTrailingZeros().toPlainString(), reading.words()))
				.at(path)
				.found(((with == Compared.ORDER) ? found : stated).toPlainString())
				.expected(((with == Compared.ORDER) ? stated : found).stripTrailingZeros().toPlainString())
				.weighing(reading.severity());
		}
	}

	private static int years(Dossier dossier) {
		return Coverage.years(dossier.facts().term().start(), dossier.facts().term().end());
	}

}
