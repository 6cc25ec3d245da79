package io.countersign.validation;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.countersign.agreement.AgreementPackage.Counts;
import io.countersign.agreement.AgreementPackage.DocumentType;
import io.countersign.agreement.AgreementPackage.Level;
import io.countersign.agreement.AgreementPackage.Pool;
import io.countersign.agreement.AgreementPackage.PriceLevel;
import io.countersign.agreement.AgreementPackage.PriorEnrolment;
import io.countersign.agreement.Finding.Severity;
import io.countersign.kernel.Money;
import io.countersign.validation.Paper.Hit;
import io.countersign.validation.Paper.Label;
import io.countersign.validation.Rule.Findings;

/**
 * Rules DOC-12 to DOC-16: do the documents say what the facts say? What was read is shown
 * as found, what the facts say as expected. Where a document does not tell, nothing is
 * said.
 */
final class ContentRules {

	private static final Label AGREEMENT = Label.of("(?<![/\\p{L}] ?)\\bAgreement number", "agreement number");

	private static final Pattern AGREEMENT_NUMBER = Pattern
		.compile("(?<![\\w-])(?:[0O]?1 ?E ?\\d{5}|[UVSE]\\d{7}|\\d{7})(?![\\w-])");

	private static final Label ENROLMENT = Label.of("(?<!Previous )\\bEnrollment (?:number\\b|#)", "enrollment number",
			"enrollment #");

	private static final Pattern ENROLMENT_NUMBER = Pattern.compile("(?<![\\w.-])\\d{7,8}(?![\\w-]|\\.\\d)");

	private static final Label QUOTE = Label.of("\\b(?:Quote Number|Proposal ID)", "quote number", "proposal id");

	private static final Pattern QUOTE_NUMBER = Pattern.compile("(?<![\\w.])\\d{7}\\.\\d{3}(?!\\d)");

	/** A code made from a quote, however it is spaced. */
	private static final Pattern QUOTE_CODE = Pattern.compile("([0-9]{10})(?:PSF|DTDF)");

	private static final Set<DocumentType> ABOUT_ENROLMENT = EnumSet.of(DocumentType.ENR, DocumentType.RENF,
			DocumentType.PSEL, DocumentType.AMD, DocumentType.DTDF, DocumentType.METEAOP, DocumentType.USTM,
			DocumentType.CPS);

	private static final Set<DocumentType> ABOUT_AGREEMENT = EnumSet.of(DocumentType.PSF, DocumentType.RENF,
			DocumentType.CPS);

	private static final Set<DocumentType> ABOUT_QUOTE = EnumSet.of(DocumentType.PSEL, DocumentType.DTDF,
			DocumentType.CPS);

	private static final Pattern TOTAL = Pattern
		.compile("(?i)^(?:Grand |Sub-?|Net |Order )?(?:Total|Gesamtbetrag|Gesamtsumme|Gesamt|Summe|Endbetrag"
				+ "|Nettobetrag|Zwischensumme|Montant total|Montant HT|Net amount)\\b");

	private static final Pattern CURRENCY = Pattern.compile("(?i)\\bCurrency ?:? ([A-Z]{3})\\b");

	private static final Pattern MAXIMUM = Pattern.compile("(?i)Maximum Resale Price");

	private static final BigDecimal LEAST_WHOLE_TOTAL = BigDecimal.valueOf(1000);

	private static final Pattern LEVEL = Pattern.compile(" ([ABCD])$");

	/**
	 * Rows of the price levels on the product selection form, and their pools: Confirmed
	 * for forms since 2011. Default: names of pools as quotes print them.
	 */
	private static final List<Map.Entry<Pattern, Set<Pool>>> POOLS = List.of(
			Map.entry(row("Enterprise Products and Enterprise Online Services"),
					EnumSet.of(Pool.ENTERPRISE_PRODUCTS, Pool.ENTERPRISE_ONLINE_SERVICES)),
			Map.entry(row("Enterprise[ _]Online[ _]Services"), EnumSet.of(Pool.ENTERPRISE_ONLINE_SERVICES)),
			Map.entry(row("Enterprise[ _]Products"), EnumSet.of(Pool.ENTERPRISE_PRODUCTS)),
			Map.entry(row("(?:Additional Products? )?Application(?: Pool)?\\b"), EnumSet.of(Pool.APPLICATION)),
			Map.entry(row("(?:Additional Products? )?Server(?: Pool)?\\b"), EnumSet.of(Pool.SERVER)),
			Map.entry(row("(?:Additional Products? )?Systems(?: Pool)?\\b"), EnumSet.of(Pool.SYSTEMS)));

	private static final Pattern COUNT = Pattern
		.compile("(?i)\\bQualified (Users|Devices|Desktops) ?:? (\\d{1,3}(?:[., ]?\\d{3}){0,2})\\b(?![.,]\\d)");

	private static final Label TERM_START = Label.of("\\b(?:Term starts|Start of Term date)\\b", "term starts",
			"start of term");

	private static final Label TERM_END = Label.of("\\b(?:Term ends|End of Term date)\\b", "term ends", "end of term");

	private static final Label PRIOR_END = Label.of("\\bprevious (?:Enterprise )?Enrollment end date",
			"enrollment end date");

	private static final Pattern TRUE_UP = Pattern.compile("(?i)\\bTrue-?up\\b");

	private static final Pattern NEW_PRODUCTS = Pattern.compile("(?i)\\bNew products?\\b");

	private static final Pattern YEAR = Pattern.compile("(?i)\\bYear[- ]?([1-9])\\b");

	private ContentRules() {
	}

	private static Pattern row(String start) {
		return Pattern.compile("(?i)^" + start);
	}

	/** DOC-12. */
	static void numbersAgree(Dossier dossier, Findings findings) {
		String agreement = dossier.identifiers().agreement();
		for (Paper paper : dossier.contents(ABOUT_AGREEMENT)) {
			for (Hit hit : paper.values(AGREEMENT, AGREEMENT_NUMBER)) {
				if (agreement != null && !sameNumber(hit.text(), agreement)) {
					differs(paper, hit, "agreement number", "/identifiers/agreement", agreement, findings);
				}
			}
		}
		Set<String> enrolments = dossier.enrolments();
		for (Paper paper : dossier.contents(ABOUT_ENROLMENT)) {
			for (Hit hit : paper.values(ENROLMENT, ENROLMENT_NUMBER)) {
				if (enrolments.isEmpty()) {
					differs(paper, hit, "enrolment number", "/identifiers/enrolment", null, findings);
				}
				else if (enrolments.stream().noneMatch((number) -> sameNumber(hit.text(), number))) {
					differs(paper, hit, "enrolment number", "/identifiers/enrolment", String.join(" or ", enrolments),
							findings);
				}
			}
		}
		quotesAgree(dossier, findings);
		taxIdAgrees(dossier, findings);
	}

	private static void differs(Paper paper, Hit hit, String what, String path, String expected, Findings findings) {
		Rule.Draft draft = findings
			.add((expected != null)
					? "%s (%s) carries another %s than the package.".formatted(paper.fileName(), paper.type(), what)
					: "%s (%s) carries an %s, the package gives none.".formatted(paper.fileName(), paper.type(), what))
			.in(paper, hit.page())
			.at(path)
			.found(hit.text())
			.expected(expected);
		if (expected == null) {
			draft.weighing(Severity.WARNING);
		}
	}

	/** All papers that are made from a quote are made from the same. */
	private static void quotesAgree(Dossier dossier, Findings findings) {
		Optional<String> expected = Optional.ofNullable(dossier.identifiers().quote())
			.filter((quote) -> QUOTE_NUMBER.matcher(quote).matches());
		List<Paper> papers = dossier.contents(ABOUT_QUOTE);
		if (expected.isEmpty()) {
			expected = papers.stream().flatMap((paper) -> quoteOf(paper.code()).stream()).findFirst();
		}
		if (expected.isEmpty()) {
			return;
		}
		String quote = expected.get();
		for (Paper paper : papers) {
			quoteOf(paper.code()).filter((code) -> !sameNumber(code, quote))
				.ifPresent((code) -> findings
					.add("%s (%s) is made from another quote than the package names.".formatted(paper.fileName(),
							paper.type()))
					.in(paper, 0)
					.at(paper.path() + "/code")
					.found(paper.code())
					.expected(quote));
			for (Hit hit : paper.values(QUOTE, QUOTE_NUMBER)) {
				if (!sameNumber(hit.text(), quote)) {
					differs(paper, hit, "quote number", "/identifiers/quote", quote, findings);
				}
			}
		}
	}

	private static Optional<String> quoteOf(String code) {
		if (code == null) {
			return Optional.empty();
		}
		Matcher quote = QUOTE_CODE.matcher(Texts.listedCode(code));
		return quote.matches() ? Optional.of(quote.group(1).substring(0, 7) + "." + quote.group(1).substring(7))
				: Optional.empty();
	}

	private static void taxIdAgrees(Dossier dossier, Findings findings) {
		String given = dossier.facts().customer().taxId();
		dossier.signatureForm().filter((form) -> given != null && form.hasBlock()).ifPresent((form) -> {
			if (form.taxId().isEmpty()) {
				findings.add("The tax id is not filled in on the signed form; the form does not require it.")
					.in(form.paper(), form.blockPage())
					.at("/customer/taxId")
					.expected(given)
					.weighing(Severity.INFO)
					.cured("Nothing; the package gives it.");
			}
			else if (!sameNumber(form.taxId().get().text(), given)) {
				findings.add("The tax id on the signed form is another one than the package gives.")
					.in(form.paper(), form.taxId().get().page())
					.at("/customer/taxId")
					.found(form.taxId().get().text())
					.expected(given)
					.weighing(Severity.WARNING);
			}
		});
	}

	/** Numbers, with a letter O that stands for a zero. */
	private static boolean sameNumber(String one, String other) {
		return Texts.code(one).replace('O', '0').equals(Texts.code(other).replace('O', '0'));
	}

	/** DOC-13. */
	static void amountsAgree(Dossier dossier, Findings findings) {
		if (dossier.facts().purchaseOrder() != null && dossier.facts().purchaseOrder().total() != null) {
			Money total = dossier.facts().purchaseOrder().total();
			for (Paper paper : dossier.contents(EnumSet.of(DocumentType.PO))) {
				total(paper, total, "/purchaseOrder/total", findings);
			}
		}
		for (Paper paper : dossier.contents(EnumSet.of(DocumentType.CPS))) {
			total(paper, dossier.facts().totalValue(), "/totalValue", findings);
			String currency = dossier.facts().totalValue().currency();
			paper.find(CURRENCY)
				.filter((hit) -> !hit.text().equalsIgnoreCase(currency))
				.ifPresent((hit) -> findings
					.add("%s (%s) is in another currency than the package.".formatted(paper.fileName(), paper.type()))
					.in(paper, hit.page())
					.at("/totalValue/currency")
					.found(hit.text())
					.expected(currency));
		}
		dossier.contents(EnumSet.of(DocumentType.DTDF)).forEach((paper) -> withinMaximum(dossier, paper, findings));
	}

	/** Any of the totals may be the one that is meant: before or after tax. */
	private static void total(Paper paper, Money expected, String path, Findings findings) {
		List<Hit> totals = new ArrayList<>();
		for (int page = 1; page <= paper.pages().size(); page++) {
			List<String> lines = paper.lines(page);
			for (int i = 0; i < lines.size(); i++) {
				if (!TOTAL.matcher(lines.get(i)).find() || lines.get(i).length() > Paper.LONGEST_LINE) {
					continue;
				}
				boolean below = Numbers.amounts(lines.get(i)).isEmpty() && i + 1 < lines.size()
						&& Numbers.onlyAmount(lines.get(i + 1));
				String line = below ? lines.get(i + 1) : lines.get(i);
				List<BigDecimal> amounts = Numbers.amounts(line).stream().filter(ContentRules::looksLikeMoney).toList();
				if (amounts.stream().anyMatch((amount) -> amount.compareTo(expected.amount()) == 0)) {
					return;
				}
				if (!amounts.isEmpty()) {
					totals.add(new Hit(page, below ? lines.get(i) + " " + line : line));
				}
			}
		}
		if (!totals.isEmpty()) {
			Hit last = totals.get(totals.size() - 1);
			findings
				.add("The total of %s (%s) is not the one that the package gives.".formatted(paper.fileName(),
						paper.type()))
				.in(paper, last.page())
				.at(path)
				.found(last.text())
				.expected(expected)
				.weighing((paper.type() == DocumentType.PO) ? Severity.WARNING : Severity.BLOCKER);
		}
	}

	/**
	 * A small whole number counts pages or lines. Default: below a thousand, because
	 * totals of whole packages are larger and rarely printed without their cents.
	 */
	private static boolean looksLikeMoney(BigDecimal amount) {
		return amount.scale() > 0 || amount.compareTo(LEAST_WHOLE_TOTAL) >= 0;
	}

	private static void withinMaximum(Dossier dossier, Paper paper, Findings findings) {
		Money paid = (dossier.facts().purchaseOrder() != null && dossier.facts().purchaseOrder().total() != null)
				? dossier.facts().purchaseOrder().total() : dossier.facts().totalValue();
		for (int page = 1; page <= paper.pages().size(); page++) {
			List<String> lines = paper.lines(page);
			for (int i = 0; i < lines.size(); i++) {
				if (!MAXIMUM.matcher(lines.get(i)).find()) {
					continue;
				}
				for (String line : lines.subList(i, Math.min(i + 4, lines.size()))) {
					List<BigDecimal> amounts = (line.length() <= Paper.LONGEST_LINE) ? Numbers.amounts(line)
							: List.of();
					if (amounts.isEmpty()) {
						continue;
					}
					BigDecimal maximum = amounts.get(amounts.size() - 1);
					Optional<String> currency = Currencies.in(line);
					if (currency.isPresent() && !currency.get().equals(paid.currency())) {
						findings.add("The maximum resale price is in another currency than the order.")
							.in(paper, page)
							.at("/purchaseOrder/total")
							.found(line)
							.expected(paid)
							.weighing(Severity.WARNING)
							.cured("Compare both amounts by eye.");
					}
					else if (paid.amount().compareTo(maximum) > 0) {
						findings.add("The order is above the maximum resale price.")
							.in(paper, page)
							.at("/purchaseOrder/total")
							.found(line)
							.expected("at least " + paid)
							.cured("Correct the order, or have the disclosure form made anew.");
					}
					return;
				}
			}
		}
	}

	/** DOC-14. */
	static void selectionAgrees(Dossier dossier, Findings findings) {
		for (Paper paper : dossier.contents(EnumSet.of(DocumentType.PSEL))) {
			for (int page = 1; page <= paper.pages().size(); page++) {
				for (String line : paper.lines(page)) {
					if (line.length() <= Paper.LONGEST_LINE) {
						levelAgrees(dossier, paper, new Hit(page, line), findings);
						countAgrees(dossier, paper, new Hit(page, line), findings);
					}
				}
			}
		}
	}

	private static void levelAgrees(Dossier dossier, Paper paper, Hit line, Findings findings) {
		Matcher level = LEVEL.matcher(line.text());
		if (!level.find()) {
			return;
		}
		Set<Pool> pools = POOLS.stream()
			.filter((row) -> row.getKey().matcher(line.text()).find())
			.findFirst()
			.map(Map.Entry::getValue)
			.orElse(Set.of());
		List<PriceLevel> given = dossier.facts().priceLevels();
		for (int i = 0; i < given.size(); i++) {
			if (pools.contains(given.get(i).pool()) && given.get(i).level() != Level.valueOf(level.group(1))) {
				findings
					.add("%s (%s) shows level %s for pool %s, the package another one.".formatted(paper.fileName(),
							paper.type(), level.group(1), given.get(i).pool()))
					.in(paper, line.page())
					.at("/priceLevels/" + i + "/level")
					.found(line.text())
					.expected(given.get(i).level());
			}
		}
	}

	private static void countAgrees(Dossier dossier, Paper paper, Hit line, Findings findings) {
		Counts counts = dossier.facts().counts();
		Matcher count = COUNT.matcher(line.text());
		while (counts != null && count.find()) {
			boolean users = count.group(1).equalsIgnoreCase("users");
			Integer given = users ? counts.qualifiedUsers() : counts.qualifiedDevices();
			if (given != null && new BigDecimal(Texts.code(count.group(2))).compareTo(BigDecimal.valueOf(given)) != 0) {
				findings
					.add("%s (%s) counts another number of qualified %s than the package.".formatted(paper.fileName(),
							paper.type(), users ? "users" : "devices"))
					.in(paper, line.page())
					.at(users ? "/counts/qualifiedUsers" : "/counts/qualifiedDevices")
					.found(count.group())
					.expected(given)
					.weighing(Severity.WARNING);
			}
		}
	}

	/** DOC-15. */
	static void datesAgree(Dossier dossier, Findings findings) {
		LocalDate start = dossier.facts().term().start();
		LocalDate end = dossier.facts().term().end();
		for (Paper paper : dossier.contents(EnumSet.of(DocumentType.ENR, DocumentType.RENF))) {
			date(paper, TERM_START, start, "first day of the term", "/term/start", findings);
			date(paper, TERM_END, end, "last day of the term", "/term/end", findings);
			dossier.priorEnd()
				.ifPresent((priorEnd) -> date(paper, PRIOR_END, priorEnd, "end of the renewed enrolment",
						"/term/priorEnd", findings));
		}
		for (Paper paper : dossier.contents(EnumSet.of(DocumentType.METEAOP))) {
			date(paper, TERM_END, end, "last day of the term", "/term/end", findings);
		}
		List<PriorEnrolment> prior = dossier.identifiers().priorEnrolments();
		for (Paper paper : dossier.contents(EnumSet.of(DocumentType.PREV))) {
			for (int i = 0; i < prior.size(); i++) {
				if (prior.get(i).endDate() != null) {
					Label row = Label.of("^(?=.*" + Pattern.quote(prior.get(i).number()) + ")",
							prior.get(i).number().toLowerCase(Locale.ROOT));
					date(paper, row, prior.get(i).endDate(), "end of the renewed enrolment",
							"/identifiers/priorEnrolments/" + i + "/endDate", findings);
				}
			}
		}
	}

	private static void date(Paper paper, Label label, LocalDate expected, String what, String path,
			Findings findings) {
		List<Hit> written = paper.values(label, Dates.WRITTEN);
		if (written.isEmpty()) {
			return;
		}
		Hit hit = written.get(0);
		List<LocalDate> meant = Dates.meant(hit.text());
		if (meant.isEmpty()) {
			findings
				.add("%s (%s): the %s is not a calendar date; a scanner may have misread it."
					.formatted(paper.fileName(), paper.type(), what))
				.in(paper, hit.page())
				.at(path)
				.found(hit.text())
				.expected(expected)
				.cured("Read the date by eye.");
		}
		else if (!meant.contains(expected)) {
			findings.add("%s (%s) gives another %s than the package.".formatted(paper.fileName(), paper.type(), what))
				.in(paper, hit.page())
				.at(path)
				.found(hit.text())
				.expected(expected);
		}
	}

	/** DOC-16. */
	static void oneKindOfOrder(Dossier dossier, Findings findings) {
		for (Paper paper : dossier.contents(EnumSet.of(DocumentType.METEAOP))) {
			Hit trueUp = null;
			Hit news = null;
			Set<String> years = new TreeSet<>();
			Hit otherYear = null;
			for (int page = 1; page <= paper.pages().size(); page++) {
				for (String line : paper.lines(page)) {
					Hit hit = new Hit(page, line);
					if (line.length() > Paper.LONGEST_LINE
							|| paper.recognition().filter((is) -> is.evidence().equals(hit)).isPresent()) {
						// The title of the form names true-ups whatever is ordered.
						continue;
					}
					trueUp = (trueUp == null && TRUE_UP.matcher(line).find()) ? hit : trueUp;
					news = (news == null && NEW_PRODUCTS.matcher(line).find()) ? hit : news;
					Matcher year = YEAR.matcher(line);
					while (year.find()) {
						otherYear = (years.add(year.group(1)) && years.size() > 1) ? hit : otherYear;
					}
				}
			}
			if (trueUp != null && news != null) {
				findings.add("%s orders new products together with a true-up.".formatted(paper.fileName()))
					.in(paper, news.page())
					.at(paper.path())
					.found(news.text());
			}
			if (otherYear != null) {
				findings
					.add("%s orders for several years: %s.".formatted(paper.fileName(),
							years.stream().collect(Collectors.joining(", "))))
					.in(paper, otherYear.page())
					.at(paper.path())
					.found(otherYear.text());
			}
		}
	}

}
