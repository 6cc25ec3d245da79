package io.countersign.validation;

import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.countersign.agreement.AgreementPackage.DocumentType;
import io.countersign.agreement.AgreementPackage.Line;
import io.countersign.agreement.AgreementPackage.Partner;
import io.countersign.agreement.AgreementPackage.Screening;
import io.countersign.agreement.AgreementPackage.Segment;
import io.countersign.agreement.Finding.Severity;
import io.countersign.agreement.RunningAgreement;
import io.countersign.validation.Paper.Hit;
import io.countersign.validation.Policies.TradeScreening;
import io.countersign.validation.Rule.Findings;
import io.countersign.validation.Texts.Likeness;

/**
 * Rules ENT: is it one and the same customer everywhere, of the segment it says,
 * screened, and does its partner of record send the package?
 */
final class EntityRules {

	private static final Pattern ENROLMENT_ENTITY = Pattern
		.compile("(?i)Name of entity(?: \\(must be legal entity name\\))?[ *:]*\\n?([^\\n]*)");

	private static final Pattern CUSTOMER_NAME = Pattern.compile("(?i)Customer Name[ *:]*\\n?([^\\n]*)");

	private static final Pattern LABEL = Pattern.compile("(?i)^(?:Contact |Street |Signature|Printed )");

	/** Words of government and education editions in item names. Default. */
	private static final Pattern GOVERNMENT = Pattern
		.compile("(?i)(?<!\\p{L})(?:GCC|Gov|Govt|Government|SLG|DoD)(?!\\p{L})");

	private static final Pattern EDUCATION = Pattern
		.compile("(?i)(?<!\\p{L})(?:EDU|Academic|Faculty|Student|Students|EES|Campus)(?!\\p{L})");

	/**
	 * Segment parts of form codes, for instance {@code EA2016EnrGov(US)SLG} (Confirmed).
	 * Default for education: no such code was seen.
	 */
	private static final Pattern GOVERNMENT_FORM = Pattern.compile("Gov|SLG");

	private static final Pattern EDUCATION_FORM = Pattern.compile("Edu|EES|Campus|Acad");

	private EntityRules() {
	}

	/** ENT-01. */
	static void oneLegalName(Dossier dossier, Findings findings) {
		String legalName = dossier.facts().customer().legalName();
		dossier.signatureForm().filter(SignatureForm::hasBlock).ifPresent((form) -> {
			if (form.entity().isPresent()) {
				compare(legalName, form.paper(), form.entity().get(), findings);
			}
			else {
				findings.add("The signed form does not name the customer.").in(form.paper(), form.blockPage());
			}
		});
		for (DocumentType type : List.of(DocumentType.ENR, DocumentType.RENF, DocumentType.USTM, DocumentType.CPS,
				DocumentType.METEAOP)) {
			for (Paper paper : dossier.contents(Set.of(type))) {
				if (dossier.signedPaper().filter(paper::equals).isPresent()) {
					continue;
				}
				Optional<Hit> entity = paper.find((type == DocumentType.METEAOP) ? CUSTOMER_NAME : ENROLMENT_ENTITY)
					.filter((hit) -> !hit.text().isBlank() && !LABEL.matcher(hit.text()).find());
				if (entity.isPresent()) {
					compare(legalName, paper, entity.get(), findings);
				}
				else {
					mentioned(legalName, paper, findings);
				}
			}
		}
		dossier.contents(Set.of(DocumentType.PO)).forEach((paper) -> mentioned(legalName, paper, findings));
	}

	private static void compare(String legalName, Paper paper, Hit hit, Findings findings) {
		Likeness likeness = Texts.compareNames(legalName, hit.text());
		if (likeness == Likeness.DIFFERENT) {
			findings
				.add("%s (%s) is about another entity: %s.".formatted(paper.fileName(), paper.type(),
						Texts.difference(hit.text(), legalName)))
				.in(paper, hit.page())
				.at("/customer/legalName")
				.found(hit.text())
				.expected(legalName);
		}
		else if (likeness == Likeness.LONGER) {
			findings
				.add("%s (%s) names the customer a little differently, %s: a department or a missing legal form."
					.formatted(paper.fileName(), paper.type(), Texts.difference(hit.text(), legalName)))
				.in(paper, hit.page())
				.at("/customer/legalName")
				.found(hit.text())
				.expected(legalName)
				.weighing(Severity.WARNING)
				.cured("Decide whether both names mean the same legal entity.");
		}
	}

	private static void mentioned(String legalName, Paper paper, Findings findings) {
		if (paper.readable() && !Texts.mentions(paper.text(), legalName)) {
			findings.add("%s (%s) does not mention %s.".formatted(paper.fileName(), paper.type(), legalName))
				.in(paper, 1)
				.at("/customer/legalName")
				.expected(legalName)
				.weighing(Severity.WARNING)
				.cured("Decide whether the document belongs to this customer.");
		}
	}

	/** ENT-03. */
	static void segmentFits(Dossier dossier, Findings findings) {
		Segment segment = dossier.facts().segment();
		boolean government = segment == Segment.GOV_US || segment == Segment.GOV_NON_US;
		boolean education = segment == Segment.EDU;
		List<Line> lines = dossier.facts().lines();
		for (int i = 0; i < lines.size(); i++) {
			String path = "/lines/" + i + "/description";
			unfitting(government, GOVERNMENT, lines.get(i).description(), path, "government", segment, findings);
			unfitting(education, EDUCATION, lines.get(i).description(), path, "education", segment, findings);
		}
		String form = dossier.facts().formVersion();
		if (form != null) {
			unfitting(government, GOVERNMENT_FORM, form, "/formVersion", "government", segment, findings);
			unfitting(education, EDUCATION_FORM, form, "/formVersion", "education", segment, findings);
		}
	}

	/** ENT-02. */
	static void partnerOfRecord(Dossier dossier, Findings findings) {
		Partner partner = dossier.facts().partner();
		String number = (partner != null) ? partner.publicCustomerNumber() : null;
		String registered = dossier.history().registeredPartnerNumber();
		if (number == null) {
			if (registered != null) {
				findings.add("The package does not give the partner's number.")
					.at("/partner/publicCustomerNumber")
					.expected(registered)
					.weighing(Severity.WARNING)
					.cured("Give the public customer number of the partner.");
			}
			return;
		}
		if (registered != null && !sameNumber(number, registered)) {
			findings.add("The package names another partner number than the one its reseller is registered under.")
				.at("/partner/publicCustomerNumber")
				.found(number)
				.expected(registered);
		}
		LocalDate day = dossier.effectiveDate();
		for (String enrolment : dossier.enrolments()) {
			dossier.history().running(enrolment).ifPresent((running) -> recordedFor(running, number, day, findings));
		}
	}

	private static void recordedFor(RunningAgreement running, String number, LocalDate day, Findings findings) {
		String recorded = running.partnerOn(day);
		if (!sameNumber(recorded, number)) {
			findings
				.add("On %s the partner of record of enrolment %s is another one.".formatted(day, running.enrolment()))
				.at("/partner/publicCustomerNumber")
				.found(number)
				.expected(recorded)
				.cured("Have the partner of record send the package, or have the change of channel partner completed first.");
		}
		else if (running.nextPartnerNumber() != null
				&& !sameNumber(running.nextPartnerNumber(), running.partnerNumber())) {
			findings
				.add("A change of channel partner is pending for enrolment %s: from %s it is %s instead of %s."
					.formatted(running.enrolment(), running.nextPartnerFrom(), running.nextPartnerNumber(),
							running.partnerNumber()))
				.at("/partner/publicCustomerNumber")
				.found(number)
				.weighing(Severity.WARNING)
				.cured("Check that the change will be completed as planned before the package takes effect.");
		}
	}

	private static boolean sameNumber(String one, String other) {
		return Texts.code(one).equals(Texts.code(other));
	}

	/** ENT-04. */
	static void tradeScreened(Dossier dossier, Findings findings) {
		String home = dossier.facts().customer().country();
		Map<String, String> countries = new LinkedHashMap<>();
		countries.put(home, "/customer/country");
		List<Line> lines = dossier.facts().lines();
		for (int i = 0; i < lines.size(); i++) {
			if (lines.get(i).usageCountry() != null) {
				countries.putIfAbsent(lines.get(i).usageCountry(), "/lines/" + i + "/usageCountry");
			}
		}
		countries.forEach((country, path) -> screened(dossier, country.equals(home) ? "CUSTOMER" : "USAGE", country,
				path, findings));
	}

	private static void screened(Dossier dossier, String use, String country, String path, Findings findings) {
		TradeScreening policy = dossier.policies().tradeScreening(dossier.facts(), use, country, dossier.receivedOn());
		if (!policy.needed()) {
			return;
		}
		Screening given = dossier.facts().customer().screening();
		if (given == null) {
			findings.add(
					"The customer was not screened against trade and sanctions lists, which policy asks for where the country is %s: %s."
						.formatted(country, policy.why()))
				.at(path)
				.found(country);
		}
		else if (given.performedOn().isAfter(dossier.receivedOn().plusDays(1))) {
			// One day of tolerance: somewhere it is already tomorrow.
			findings.add("The trade screening is dated after the day of receipt.")
				.at("/customer/screening/performedOn")
				.found(given.performedOn());
		}
		else if (policy.maxAgeDays() != null
				&& given.performedOn().isBefore(dossier.receivedOn().minusDays(policy.maxAgeDays()))) {
			findings
				.add("The trade screening is older than the %d days that policy allows where the country is %s."
					.formatted(policy.maxAgeDays(), country))
				.at("/customer/screening/performedOn")
				.found(given.performedOn())
				.expected(dossier.receivedOn().minusDays(policy.maxAgeDays()) + " or later");
		}
		else {
			// Only the reseller's word so far.
			findings.add(
					"The reseller says that the customer was screened under %s, as policy asks for where the country is %s."
						.formatted(given.reference(), country))
				.at("/customer/screening/reference")
				.found(given.reference())
				.weighing(policy.given())
				.cured("Look the screening up under its reference before the package goes on.");
		}
	}

	private static void unfitting(boolean allowed, Pattern words, String text, String path, String whose,
			Segment segment, Findings findings) {
		Matcher matcher = words.matcher(text);
		if (!allowed && matcher.find()) {
			findings
				.add("'%s' is for %s customers, but the package is for %s.".formatted(matcher.group(), whose, segment))
				.at(path)
				.found(text);
		}
	}

}
