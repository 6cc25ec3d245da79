package io.countersign.validation;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.countersign.agreement.AgreementPackage.Amendment;
import io.countersign.agreement.AgreementPackage.DocumentType;
import io.countersign.agreement.AgreementPackage.PriorEnrolment;
import io.countersign.agreement.AgreementPackage.Programme;
import io.countersign.agreement.AgreementPackage.PurchaseOrder;
import io.countersign.agreement.AgreementPackage.Scenario;
import io.countersign.agreement.Finding.Severity;
import io.countersign.validation.Policies.RequiredDocument;
import io.countersign.validation.Rule.Findings;

/** Rules DOC: is every paper there, and do they belong together? */
final class DocumentRules {

	/** Contract documents; orders, audit trails and price sheets are not listed. */
	private static final Set<DocumentType> LISTED = EnumSet.of(DocumentType.MBSA, DocumentType.AGR, DocumentType.ENR,
			DocumentType.PSEL, DocumentType.PREV, DocumentType.SUPC, DocumentType.RENF, DocumentType.DTDF);

	private static final Set<DocumentType> JUDGED_BY_CONTENT = EnumSet.of(DocumentType.PSF, DocumentType.USTM,
			DocumentType.ENR, DocumentType.RENF, DocumentType.PREV, DocumentType.PO, DocumentType.SIGAUD,
			DocumentType.AMD);

	private static final Set<Programme> RENEWED_BY_ENROLMENT = EnumSet.of(Programme.EA_EE, Programme.EA_SUB250,
			Programme.EAS, Programme.SCE, Programme.EES);

	private static final Pattern ENROLMENT_NUMBER = Pattern.compile("\\d{7,8}");

	private static final Pattern AMENDMENT_ID = Pattern.compile("(?i)Amendment ID ?[:*]? ?([A-Z]{1,3}\\d{0,4})");

	private static final Pattern AMENDMENT_TITLE = Pattern
		.compile("(?i)Amendment ID ?[:*]? ?[A-Z]|Amendment to Contract Documents");

	private DocumentRules() {
	}

	/** DOC-01. */
	static void signatureFormPresent(Dossier dossier, Findings findings) {
		required(dossier, findings);
		List<Paper> forms = dossier.papers(DocumentType.PSF);
		if (forms.size() > 1) {
			findings.add("The package holds %d signature forms; each signature event has one.".formatted(forms.size()))
				.in(forms.get(1), 0)
				.at(forms.get(1).path())
				.weighing(Severity.WARNING)
				.cured("Send one signature form that lists every document.");
		}
		dossier.signatureForm()
			.filter((form) -> !form.titled())
			.ifPresent((form) -> findings.add("The document listed as signature form does not call itself one.")
				.in(form.paper(), 1)
				.at(form.paper().path())
				.found(form.paper().pages().get(0).lines().findFirst().orElse(""))
				.cured("Send the program signature form, or list this document under its own type."));
	}

	/** DOC-02. */
	static void listedBothWays(Dossier dossier, Findings findings) {
		dossier.signatureForm().filter((form) -> form.paper().type() == DocumentType.PSF).ifPresent((form) -> {
			if (!form.hasList()) {
				findings.add("The list of contract documents could not be found on the signature form.")
					.in(form.paper(), 1)
					.weighing(Severity.WARNING)
					.cured("Compare the documents with the signature form by eye.");
				return;
			}
			for (Paper paper : dossier.papers()) {
				if (LISTED.contains(paper.type())) {
					listed(form, paper, findings);
				}
			}
			Set<String> sent = dossier.papers()
				.stream()
				.filter((paper) -> paper.code() != null)
				.map((paper) -> Texts.code(paper.code()))
				.collect(Collectors.toSet());
			form.listed().forEach((code, hit) -> {
				if (!sent.contains(code)) {
					findings
						.add("The signature form lists %s, but the package holds no document with this code."
							.formatted(hit.text()))
						.in(form.paper(), hit.page())
						.found(hit.text());
				}
			});
		});
	}

	private static void listed(SignatureForm form, Paper paper, Findings findings) {
		if (paper.code() == null) {
			findings
				.add("%s (%s) is sent without its code, so it cannot be found on the signature form."
					.formatted(paper.fileName(), paper.type()))
				.in(paper, 0)
				.at(paper.path() + "/code")
				.cured("Give the document's code as the signature form lists it.");
		}
		else if (!form.lists(paper.code())) {
			findings
				.add("%s (%s) has the code %s, which the signature form does not list.".formatted(paper.fileName(),
						paper.type(), paper.code()))
				.in(form.paper(), form.listed().values().stream().findFirst().map(Paper.Hit::page).orElse(1))
				.at(paper.path() + "/code")
				.found(paper.code());
		}
	}

	/** DOC-04. */
	static void enrolmentComplete(Dossier dossier, Findings findings) {
		required(dossier, findings);
		List<Paper> sheets = dossier.papers(DocumentType.CPS);
		if (dossier.concludes() && sheets.size() > 1) {
			findings
				.add("The package holds %d customer price sheets; an enrolment has exactly one base price sheet."
					.formatted(sheets.size()))
				.in(sheets.get(1), 0)
				.at(sheets.get(1).path())
				.cured("Send one base customer price sheet for this enrolment.");
		}
	}

	/** DOC-05. */
	static void amendmentsAttached(Dossier dossier, Findings findings) {
		List<Paper> papers = dossier.papers(DocumentType.AMD);
		List<Amendment> amendments = dossier.facts().amendments();
		for (int i = 0; i < amendments.size(); i++) {
			String id = amendments.get(i).id();
			if (papers.stream().noneMatch((paper) -> sameCode(paper.code(), id))) {
				findings.add("Amendment %s has no document in the package.".formatted(id))
					.at("/amendments/" + i)
					.found(id)
					.cured("Send the amendment's document with the code %s and list it on the signature form."
						.formatted(id));
			}
		}
		for (Paper paper : papers) {
			attached(dossier, paper, findings);
		}
		for (Paper paper : dossier.papers(DocumentType.OTHER)) {
			paper.find(AMENDMENT_TITLE)
				.ifPresent((hit) -> findings
					.add("%s reads like an amendment but is sent as another document.".formatted(paper.fileName()))
					.in(paper, hit.page())
					.at(paper.path() + "/type")
					.found(hit.text())
					.cured("Send it as type AMD with its id, and name it among the amendments."));
		}
	}

	private static void attached(Dossier dossier, Paper paper, Findings findings) {
		if (paper.code() == null) {
			findings.add("Amendment %s is sent without its id.".formatted(paper.fileName()))
				.in(paper, 0)
				.at(paper.path() + "/code")
				.cured("Give the amendment id as code of the document.");
			return;
		}
		if (dossier.facts().amendments().stream().noneMatch((given) -> sameCode(paper.code(), given.id()))) {
			findings
				.add("The package holds amendment %s but does not name it among its amendments."
					.formatted(paper.code()))
				.in(paper, 0)
				.at(paper.path() + "/code")
				.found(paper.code())
				.cured("Name the amendment with its text, so that it can be decided on.");
		}
		if (dossier.papers(DocumentType.PSF).isEmpty()) {
			findings.add("Amendment %s is attached to no signature form.".formatted(paper.code()))
				.in(paper, 0)
				.at(paper.path())
				.found(paper.code());
		}
		dossier.signatureForm()
			.filter((form) -> form.paper().type() == DocumentType.PSF && form.hasList() && !form.lists(paper.code()))
			.ifPresent((form) -> findings
				.add("The signature form does not list amendment %s, so it is not attached to it."
					.formatted(paper.code()))
				.in(form.paper(), form.listed().values().stream().findFirst().map(Paper.Hit::page).orElse(1))
				.at(paper.path() + "/code")
				.found(paper.code()));
		if (paper.readable() && paper.pageWith(paper.code()).isEmpty()) {
			findings.add("The document of amendment %s does not carry that id.".formatted(paper.code()))
				.in(paper, 1)
				.found(paper.find(AMENDMENT_ID).map(Paper.Hit::text).orElse(null))
				.weighing(Severity.WARNING)
				.cured("Compare the amendment's id with its document.");
		}
	}

	/** DOC-06. */
	static void priorEnrolmentGiven(Dossier dossier, Findings findings) {
		if (dossier.facts().scenario() != Scenario.RENEWAL) {
			return;
		}
		List<PriorEnrolment> prior = dossier.identifiers().priorEnrolments();
		if (prior.isEmpty() && (RENEWED_BY_ENROLMENT.contains(dossier.facts().programme())
				|| dossier.identifiers().agreement() == null)) {
			findings.add("The renewal does not say which enrolment it renews.").at("/identifiers/priorEnrolments");
		}
		for (int i = 0; i < prior.size(); i++) {
			String number = prior.get(i).number();
			String path = "/identifiers/priorEnrolments/" + i + "/number";
			if (RENEWED_BY_ENROLMENT.contains(dossier.facts().programme())
					&& !ENROLMENT_NUMBER.matcher(number).matches()) {
				findings.add("%s does not look like an enrolment number (seven or eight digits).".formatted(number))
					.at(path)
					.found(number)
					.weighing(Severity.WARNING);
				continue;
			}
			List<Paper> forms = dossier.papers()
				.stream()
				.filter((paper) -> paper.type() == DocumentType.ENR || paper.type() == DocumentType.RENF
						|| paper.type() == DocumentType.PREV)
				.toList();
			Optional<Paper> unlike = forms.stream().filter(Paper::readable).findFirst();
			if (unlike.isPresent()
					&& forms.stream().noneMatch((paper) -> !paper.readable() || paper.pageWith(number).isPresent())) {
				findings.add("No form of the package mentions the prior enrolment %s.".formatted(number))
					.in(unlike.get(), 1)
					.at(path)
					.found(number)
					.weighing(Severity.WARNING)
					.cured("Compare the number with the previous enrolment number on the enrolment form.");
			}
		}
		required(dossier, findings);
	}

	/** DOC-07. */
	static void agreementKnown(Dossier dossier, Findings findings) {
		required(dossier, findings);
	}

	/** DOC-08. */
	static void purchaseOrderPresent(Dossier dossier, Findings findings) {
		required(dossier, findings);
		boolean asked = dossier.required().stream().anyMatch((document) -> document.rule().equals(findings.code()));
		List<Paper> orders = dossier.papers(DocumentType.PO);
		PurchaseOrder order = dossier.facts().purchaseOrder();
		if (asked && !orders.isEmpty() && order == null) {
			findings.add("The package does not give the number of the purchase order.")
				.at("/purchaseOrder")
				.cured("Give number, date and total of the purchase order.");
		}
		if (order == null) {
			return;
		}
		for (Paper paper : orders) {
			if (paper.readable() && paper.pageWith(order.number()).isEmpty()) {
				findings.add("The purchase order does not show the number %s.".formatted(order.number()))
					.in(paper, 1)
					.at("/purchaseOrder/number")
					.found(order.number())
					.weighing(Severity.WARNING)
					.cured("Compare the number with the purchase order. A difference is no reason to withhold payment, but the order has to be the right one.");
			}
		}
	}

	/** DOC-10. */
	static void readable(Dossier dossier, Findings findings) {
		for (Paper paper : dossier.papers()) {
			List<Integer> blank = paper.blankPages();
			if (!paper.readable()) {
				findings.add(
						"%s (%s) could not be read: it holds no text, probably a scan. Nothing that depends on its content was checked."
							.formatted(paper.fileName(), paper.type()))
					.in(paper, 0)
					.at(paper.path());
			}
			else if (!blank.isEmpty() && JUDGED_BY_CONTENT.contains(paper.type())) {
				findings
					.add("%s (%s) could be read only in part: page %s holds no text.".formatted(paper.fileName(),
							paper.type(), blank.stream().map(String::valueOf).collect(Collectors.joining(", "))))
					.in(paper, blank.get(0))
					.at(paper.path());
			}
		}
	}

	/** Adds a finding for each required document that this rule asks for in vain. */
	static void required(Dossier dossier, Findings findings) {
		for (RequiredDocument missing : dossier.missing(findings.code())) {
			String types = missing.anyOf().stream().map(DocumentType::name).collect(Collectors.joining(" or "));
			findings.add("The package lacks %s: %s.".formatted(types, missing.why()))
				.at("/documents")
				.weighing(missing.severity())
				.cured("Send the missing document (type %s).".formatted(types));
		}
	}

	private static boolean sameCode(String code, String id) {
		return code != null && Texts.code(code).equals(Texts.code(id));
	}

}
