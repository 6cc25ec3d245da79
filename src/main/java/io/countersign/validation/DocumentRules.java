package io.countersign.validation;

import java.time.LocalDate;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
import io.countersign.agreement.AgreementPackage.Signer;
import io.countersign.agreement.Finding.Severity;
import io.countersign.validation.Paper.Hit;
import io.countersign.validation.Paper.Label;
import io.countersign.validation.Policies.FormStanding;
import io.countersign.validation.Policies.FormVersion;
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

	/** Forms whose versions the table of accepted versions knows. */
	private static final Set<DocumentType> VERSIONED = EnumSet.of(DocumentType.PSF, DocumentType.ENR, DocumentType.RENF,
			DocumentType.AGR, DocumentType.MBSA, DocumentType.PREV, DocumentType.SUPC, DocumentType.AMD);

	/** Forms that always print their version. */
	private static final Set<DocumentType> CARRIES_VERSION = EnumSet.of(DocumentType.PSF, DocumentType.ENR,
			DocumentType.RENF);

	private static final Pattern DOCUMENT_CODE = Pattern.compile("X\\d{2}-\\d{5}");

	private static final Set<Programme> RENEWED_BY_ENROLMENT = EnumSet.of(Programme.EA_EE, Programme.EA_SUB250,
			Programme.EAS, Programme.SCE, Programme.EES);

	private static final Pattern ENROLMENT_NUMBER = Pattern.compile("\\d{7,8}");

	private static final Label PREVIOUS = Label.of("Previous Enrollment number", "previous enrollment number");

	private static final Pattern PREVIOUS_NUMBER = Pattern.compile("(?<![\\w.-])\\d{5,9}(?![\\w-])");

	private static final Label ORDER = Label.of(
			"\\b(?:PO|Purchase Order|Order) ?(?:number|no\\.?|#)|\\bBestellnummer|\\bNuméro de commande", "number",
			" no", "#", "bestellnummer", "commande");

	private static final Pattern ORDER_NUMBER = Pattern.compile("(?<![\\w-])(?=[\\w/.-]*\\d)[A-Za-z0-9][\\w/.-]{1,40}");

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
			.filter((form) -> !form.titled() && !form.paper().isSomethingElse())
			.ifPresent((form) -> findings.add("The document listed as signature form does not call itself one.")
				.in(form.paper(), 1)
				.at(form.paper().path())
				.found(form.paper().pages().get(0).lines().findFirst().orElse(""))
				.cured("Send the program signature form, or list this document under its own type."));
	}

	/** DOC-02. */
	static void listedBothWays(Dossier dossier, Findings findings) {
		dossier.papers().forEach((paper) -> codedAsPrinted(dossier, paper, findings));
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
			Map<String, Paper> sent = new HashMap<>();
			dossier.papers()
				.stream()
				.filter((paper) -> paper.code() != null)
				.forEach((paper) -> sent.putIfAbsent(Texts.listedCode(paper.code()), paper));
			form.listed().forEach((code, hit) -> {
				if (!sent.containsKey(code)) {
					findings
						.add("The signature form lists %s, but the package holds no document with this code."
							.formatted(hit.text()))
						.in(form.paper(), hit.page())
						.found(hit.text());
				}
			});
			namedAsSent(form, sent, findings);
		});
	}

	/** What the rows of the list say beside their codes. */
	private static void namedAsSent(SignatureForm form, Map<String, Paper> sent, Findings findings) {
		if (!form.columnsPair()) {
			findings.add("The list of contract documents was read with another number of names than of codes.")
				.in(form.paper(), form.rows().get(0).page())
				.weighing(Severity.WARNING)
				.cured("Compare the documents with the signature form by eye.");
			return;
		}
		for (SignatureForm.Row row : form.rows()) {
			Paper paper = (row.code() != null) ? sent.get(Texts.listedCode(row.code().text())) : null;
			if (row.code() == null) {
				findings.add("The signature form lists '%s' without a code.".formatted(row.name()))
					.in(form.paper(), row.page())
					.found(row.name())
					.weighing(Severity.WARNING)
					.cured("Have the code filled in, or the row left out.");
			}
			else if (paper != null && !row.types().isEmpty() && !row.types().contains(paper.type())) {
				findings
					.add("The signature form lists %s as '%s', but the package sends it as %s."
						.formatted(row.code().text(), row.name(), paper.type()))
					.in(form.paper(), row.page())
					.at(paper.path() + "/type")
					.found(row.name())
					.expected(paper.type())
					.weighing(Severity.WARNING)
					.cured("Compare the document with its row on the signature form.");
			}
		}
	}

	/** Code and version as the package gives them are those in the document's footer. */
	private static void codedAsPrinted(Dossier dossier, Paper paper, Findings findings) {
		if (paper.isSomethingElse()) {
			return;
		}
		Optional<Hit> version = paper.formCode();
		String given = (paper.version() == null && paper.type() == DocumentType.ENR) ? dossier.facts().formVersion()
				: paper.version();
		if (version.isPresent() && given != null && !FormCode.in(version.get().text()).orElseThrow().sameAs(given)) {
			findings.add("%s (%s) is another version than the package says.".formatted(paper.fileName(), paper.type()))
				.in(paper, version.get().page())
				.at((paper.version() != null) ? paper.path() + "/version" : "/formVersion")
				.found(version.get().text())
				.expected(given);
		}
		Optional<Hit> code = paper.documentCode();
		if (code.isPresent() && paper.code() != null && DOCUMENT_CODE.matcher(paper.code()).matches()
				&& !Texts.listedCode(code.get().text()).equals(Texts.listedCode(paper.code()))) {
			findings
				.add("%s (%s) carries another code than the package says.".formatted(paper.fileName(), paper.type()))
				.in(paper, code.get().page())
				.at(paper.path() + "/code")
				.found(code.get().text())
				.expected(paper.code());
		}
	}

	/** DOC-03. */
	static void versionsAccepted(Dossier dossier, Findings findings) {
		LocalDate usedOn = dossier.customerSigner().map(Signer::signedOn).orElse(dossier.receivedOn());
		for (Paper paper : dossier.papers()) {
			Optional<FormCode> version = paper.formCode().flatMap((hit) -> FormCode.in(hit.text()));
			if (!VERSIONED.contains(paper.type()) || !paper.readable() || paper.isSomethingElse()
					|| (version.isEmpty() && !CARRIES_VERSION.contains(paper.type()))) {
				continue;
			}
			String code = paper.documentCode()
				.map(Hit::text)
				.or(() -> Optional.ofNullable(paper.code()))
				.map(DocumentRules::plainCode)
				.orElse("");
			FormVersion policy = dossier.policies()
				.formVersion(dossier.facts(), paper.type(), version.map(FormCode::region).orElse(""), code,
						version.map(FormCode::date).orElse(null), usedOn);
			if (policy.standing() == FormStanding.SUPERSEDED) {
				findings
					.add("%s (%s) is a form that no longer counted on %s: %s.".formatted(paper.fileName(), paper.type(),
							usedOn, policy.why()))
					.in(paper, paper.formCode().map(Hit::page).orElse(1))
					.at(paper.path())
					.found(version.map(FormCode::text).orElse(code));
			}
			else if (policy.standing() == FormStanding.UNKNOWN) {
				findings
					.add("%s (%s): %s.".formatted(paper.fileName(), paper.type(),
							(version.isEmpty() && code.isEmpty()) ? "its version could not be read" : policy.why()))
					.in(paper, paper.formCode().map(Hit::page).orElse(1))
					.at(paper.path())
					.found(version.map(FormCode::text).orElse(code))
					.weighing(Severity.WARNING)
					.cured("Find out whether this version of the form is accepted.");
			}
		}
	}

	/** A document code as the tables write it; empty for a code of another kind. */
	private static String plainCode(String code) {
		String plain = Texts.listedCode(code);
		return plain.matches("X\\d{7}") ? plain.substring(0, 3) + "-" + plain.substring(3) : "";
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
		required(dossier, findings);
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
				Optional<Hit> shown = unlike.get().values(PREVIOUS, PREVIOUS_NUMBER).stream().findFirst();
				findings.add("No form of the package mentions the prior enrolment %s.".formatted(number))
					.in(unlike.get(), shown.map(Hit::page).orElse(1))
					.at(path)
					.found(shown.map(Hit::text).orElse(null))
					.expected(number)
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
			if (paper.readable() && !paper.isSomethingElse() && paper.pageWith(order.number()).isEmpty()) {
				Optional<Hit> shown = paper.values(ORDER, ORDER_NUMBER).stream().findFirst();
				findings.add("The purchase order does not show the number %s.".formatted(order.number()))
					.in(paper, shown.map(Hit::page).orElse(1))
					.at("/purchaseOrder/number")
					.found(shown.map(Hit::text).orElse(null))
					.expected(order.number())
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

	/** DOC-11. */
	static void isWhatItSays(Dossier dossier, Findings findings) {
		for (Paper paper : dossier.papers()) {
			paper.recognition()
				.filter((is) -> paper.isSomethingElse()
						// An amendment in disguise is told by the rule about amendments.
						&& !(paper.type() == DocumentType.OTHER && is.type() == DocumentType.AMD))
				.ifPresent((is) -> findings
					.add("%s is sent as %s, but its text is of type %s.".formatted(paper.fileName(), paper.type(),
							is.type()))
					.in(paper, is.evidence().page())
					.at(paper.path() + "/type")
					.found(is.evidence().text())
					.expected(paper.type())
					.weighing((paper.type() == DocumentType.OTHER) ? Severity.WARNING : Severity.BLOCKER)
					.cured("Send the right file, or list this one under its own type."));
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
