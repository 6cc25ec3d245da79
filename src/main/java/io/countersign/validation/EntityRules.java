package io.countersign.validation;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.countersign.agreement.AgreementPackage.DocumentType;
import io.countersign.agreement.AgreementPackage.Line;
import io.countersign.agreement.AgreementPackage.Segment;
import io.countersign.agreement.Finding.Severity;
import io.countersign.validation.Paper.Hit;
import io.countersign.validation.Rule.Findings;
import io.countersign.validation.Texts.Likeness;

/** Rules ENT: is it one and the same customer everywhere, and of the segment it says? */
final class EntityRules {

	private static final Pattern ENROLMENT_ENTITY = Pattern
		.compile("(?i)Name of entity(?: \\(must be legal entity name\\))?[ *:]*\\n?([^\\n]*)");

	private static final Pattern LABEL = Pattern.compile("(?i)^(?:Contact |Street |Signature|Printed )");

	/** Words of government and education editions in item names. Default. */
	private static final Pattern GOVERNMENT = Pattern
		.compile("(?i)(?<!\\p{L})(?:GCC|Gov|Govt|Government|SLG|DoD)(?!\\p{L})");

	private static final Pattern EDUCATION = Pattern
		.compile("(?i)(?<!\\p{L})(?:EDU|Academic|Faculty|Student|Students|EES|Campus)(?!\\p{L})");

	/** Segment parts of form codes, for instance {@code EA2016EnrGov(US)SLG}. */
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
		for (DocumentType type : List.of(DocumentType.ENR, DocumentType.RENF)) {
			for (Paper paper : dossier.papers(type)) {
				Optional<Hit> entity = paper.find(ENROLMENT_ENTITY)
					.filter((hit) -> !hit.text().isBlank() && !LABEL.matcher(hit.text()).find());
				if (entity.isPresent()) {
					compare(legalName, paper, entity.get(), findings);
				}
				else {
					mentioned(legalName, paper, findings);
				}
			}
		}
		dossier.papers(DocumentType.PO).forEach((paper) -> mentioned(legalName, paper, findings));
	}

	private static void compare(String legalName, Paper paper, Hit hit, Findings findings) {
		Likeness likeness = Texts.compareNames(legalName, hit.text());
		if (likeness == Likeness.DIFFERENT) {
			findings
				.add("%s (%s) is about another entity than %s.".formatted(paper.fileName(), paper.type(), legalName))
				.in(paper, hit.page())
				.at("/customer/legalName")
				.found(hit.text());
		}
		else if (likeness == Likeness.LONGER) {
			findings
				.add("%s (%s) names the customer a little differently than %s: a department or a missing legal form."
					.formatted(paper.fileName(), paper.type(), legalName))
				.in(paper, hit.page())
				.at("/customer/legalName")
				.found(hit.text())
				.weighing(Severity.WARNING)
				.cured("Decide whether both names mean the same legal entity.");
		}
	}

	private static void mentioned(String legalName, Paper paper, Findings findings) {
		if (paper.readable() && !Texts.mentions(paper.text(), legalName)) {
			findings.add("%s (%s) does not mention %s.".formatted(paper.fileName(), paper.type(), legalName))
				.in(paper, 1)
				.at("/customer/legalName")
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
