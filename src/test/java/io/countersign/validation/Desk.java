package io.countersign.validation;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.countersign.agreement.AgreementPackage;
import io.countersign.agreement.AgreementPackage.DocumentEntry;
import io.countersign.agreement.AgreementPackage.DocumentType;
import io.countersign.agreement.AgreementPackage.SignatureMethod;
import io.countersign.agreement.AgreementPackage.Signer;
import io.countersign.agreement.ClauseRegister.Clause;
import io.countersign.agreement.Examination;
import io.countersign.agreement.Finding;
import io.countersign.agreement.IncomingSubmission;
import io.countersign.agreement.IncomingSubmission.ReceivedDocument;
import io.countersign.agreement.KnownTerms;
import io.countersign.agreement.PackageHistory;
import io.countersign.agreement.Packages;
import io.countersign.agreement.TermsRegister.Terms;
import io.countersign.document.DocumentSignature;
import io.countersign.document.DocumentSignatures;
import io.countersign.document.GuardedPdf;
import io.countersign.document.PageLayout;
import io.countersign.kernel.Sha256;

/**
 * Examines packages in tests: facts from {@link Packages}, papers whose text says what
 * the facts say, after the anatomy of filed forms, with changes to either.
 */
final class Desk {

	/** A Monday; the day on which every test package is received. */
	static final LocalDate TODAY = LocalDate.of(2026, 11, 16);

	/** What every clause says whose wording is kept. */
	static final String STANDARD = "Invoices follow the quoted price.";

	static final String REFERENCE = "EA-2027-000123";

	/** A certificate of DocuSign for the one signer of the clean package. */
	static final String CERTIFICATE = """
			Certificate Of Completion
			Envelope Id: Status: Completed
			Subject: Complete with DocuSign: signature-form.pdf
			Document Pages: 2 Signatures: 1 Envelope Originator:
			Northwind Licensing
			licensing@northwind.example
			Signer Events Signature Timestamp
			Anna Berg Sent: 11/14/2026 9:02:11 AM
			anna.berg@contoso.example Viewed: 11/15/2026 2:31:05 PM
			Head of Procurement Signed: 11/15/2026 2:44:02 PM
			In Person Signer Events Signature Timestamp
			Envelope Summary Events Status Timestamps
			""";

	/**
	 * The catalogue: W29 is free in the programme that it makes; the wording of M507 is
	 * not kept.
	 */
	static final Map<String, Clause> CLAUSES = Stream
		.of(clause("M97", "AMENDMENT", STANDARD), clause("M325", "AMENDMENT", STANDARD),
				clause("M507", "AMENDMENT", null), clause("CTM", "CUSTOM", null),
				clause("W29", "AMENDMENT", STANDARD, "EA-SUB250"))
		.collect(Collectors.toMap(Clause::code, (clause) -> clause));

	static final DocumentSignatures UNSIGNED = (pdf) -> List.of();

	static final Policies POLICIES = new Policies(new TablesOnDisk());

	private final AgreementPackage facts;

	private final Map<String, List<String>> pages = new LinkedHashMap<>();

	private final Map<String, Map<String, String>> fields = new LinkedHashMap<>();

	private final Map<String, List<String>> signatureFields = new LinkedHashMap<>();

	private List<DocumentSignature> digital = List
		.of(new DocumentSignature(DocumentSignature.Outcome.VALID, "Anna Berg", "The signature is valid."));

	private final Map<String, List<PageLayout>> layouts = new LinkedHashMap<>();

	private PackageHistory history = PackageHistory.NONE;

	private Map<String, Terms> requests = Map.of();

	private Desk(AgreementPackage facts) {
		this.facts = facts;
		facts.documents().forEach((entry) -> this.pages.put(entry.fileName(), pages(facts, entry)));
	}

	private static Clause clause(String code, String kind, String text, String... freeFor) {
		return new Clause(code, 1, code, kind, "T1", text, Set.of(freeFor));
	}

	static Packages clean() {
		return Packages.clean(TODAY);
	}

	/** A clean renewal of one enrolment that ends the day before the new term. */
	static Packages renewal() {
		Packages clean = clean();
		LocalDate priorEnd = clean.facts().term().start().minusDays(1);
		return clean.scenario(AgreementPackage.Scenario.RENEWAL)
			.with("/identifiers/priorEnrolments/-", Map.of("number", "7654321", "endDate", priorEnd.toString()))
			.with("/term/priorEnd", priorEnd);
	}

	/** A clean true-up of the first year, within its window, of an enrolment in force. */
	static Packages trueUp() {
		return clean().scenario(AgreementPackage.Scenario.TRUE_UP)
			.term(LocalDate.of(2026, 1, 1), LocalDate.of(2028, 12, 31))
			.with("/order/trueUpYear", 1)
			.with("/order/anniversary", true)
			.with("/lines/0/usageDate", "2026-11-01")
			.with("/lines/0/priceLocked", true);
	}

	static Desk with(Packages packages) {
		return new Desk(packages.facts());
	}

	/** Changes the text of a document. */
	Desk rewrite(String fileName, String from, String to) {
		this.pages.computeIfPresent(fileName,
				(name, texts) -> texts.stream().map((text) -> text.replace(from, to)).toList());
		return this;
	}

	/** Replaces the pages of a document. */
	Desk pages(String fileName, String... texts) {
		this.pages.put(fileName, List.of(texts));
		return this;
	}

	/** Requests for special terms of the reseller that the package names. */
	Desk granted(Terms... requests) {
		this.requests = Stream.of(requests).collect(Collectors.toMap(Terms::reference, (request) -> request));
		return this;
	}

	/** What the desk knew before. */
	Desk knowing(PackageHistory history) {
		this.history = history;
		return this;
	}

	Desk field(String fileName, String name, String value) {
		this.fields.computeIfAbsent(fileName, (key) -> new LinkedHashMap<>()).put(name, value);
		return this;
	}

	Desk digitallySigned(String fileName) {
		this.signatureFields.put(fileName, List.of("CustomerSignature"));
		return this;
	}

	/** Where things are on the pages of a document. */
	Desk layout(String fileName, PageLayout... layouts) {
		this.layouts.put(fileName, List.of(layouts));
		return this;
	}

	/** What judging the digital signatures tells. */
	Desk judged(DocumentSignature... signatures) {
		this.digital = List.of(signatures);
		return this;
	}

	IncomingSubmission submission() {
		List<ReceivedDocument> documents = new ArrayList<>();
		for (DocumentEntry entry : this.facts.documents()) {
			byte[] bytes = entry.fileName().getBytes(StandardCharsets.UTF_8);
			documents.add(new ReceivedDocument(entry,
					new GuardedPdf(entry.fileName(), Sha256.of(bytes), bytes, this.pages.get(entry.fileName()),
							this.fields.getOrDefault(entry.fileName(), Map.of()),
							this.signatureFields.getOrDefault(entry.fileName(), List.of()),
							this.layouts.getOrDefault(entry.fileName(), List.of()))));
		}
		return new IncomingSubmission(REFERENCE, 1, "northwind", "DE", this.facts, documents, Sha256.of("content"),
				TODAY.atTime(9, 0).toInstant(ZoneOffset.UTC),
				this.history.knowing(new KnownTerms(this.requests, CLAUSES, null)), "northwind");
	}

	Examination examine() {
		return new ValidationService(POLICIES, Sampling.none(), null, null, null,
				(pdf) -> pdf.signatureFields().isEmpty() ? List.of() : this.digital)
			.examine(submission());
	}

	List<Finding> findings() {
		return examine().findings();
	}

	/** Code and severity of each finding, for instance {@code DOC-01 BLOCKER}. */
	List<String> codes() {
		return findings().stream().map((finding) -> finding.code() + " " + finding.severity()).toList();
	}

	/** Code and severity of the findings of some rules or families only. */
	List<String> codes(String... rules) {
		return codes().stream().filter((code) -> Stream.of(rules).anyMatch(code::startsWith)).toList();
	}

	/** A service for examining only: it is given nothing to keep anything with. */
	static ValidationService service(Sampling sampling) {
		return new ValidationService(POLICIES, sampling, null, null, null, UNSIGNED);
	}

	private static List<String> pages(AgreementPackage facts, DocumentEntry entry) {
		return switch (entry.type()) {
			case PSF -> signatureForm(facts);
			case ENR, RENF -> List.of(enrolment(facts, entry),
					"Terms and Conditions\n1. Definitions. Order requirements. Pricing. Payment terms.\n");
			case AMD -> List
				.of("Microsoft Volume Licensing\nAmendment to Contract Documents\nAmendment ID " + entry.code() + "\n"
						+ words(facts, entry) + "This amendment must be attached to a signature form to be valid.\n");
			case PO -> List.of("Purchase Order\n" + facts.customer().legalName() + "\nPO number "
					+ ((facts.purchaseOrder() != null) ? facts.purchaseOrder().number() : "") + "\nTerms Net 30\n");
			case SIGAUD -> List.of("Final Audit Report " + TODAY + "\nStatus: Signed\nTransaction ID: CBJCHBCAABAA\n"
					+ "Document e-signed by " + customer(facts).name() + " (" + customer(facts).email() + ")\n");
			case USTM -> List.of("""
					Enterprise Update Statement
					Name of Entity (must be legal entity name)* %s
					Signature* Anna Berg (Nov 15, 2026 14:44 CDT)
					Printed Name* Anna Berg
					Printed Title Head of Procurement
					Signature Date* Nov 15, 2026
					""".formatted(facts.customer().legalName()));
			case CPS -> List.of(priceSheet(facts));
			case PREV -> List.of("Previous Enrollment(s)/Agreement(s) form\n" + priorNumbers(facts));
			default -> List.of("A document of type " + entry.type() + " with the code " + entry.code() + " of "
					+ facts.customer().legalName() + "\n");
		};
	}

	/** The words of an amendment: those that the facts give, else the catalogue's. */
	private static String words(AgreementPackage facts, DocumentEntry entry) {
		String standard = CLAUSES.containsKey(entry.code()) ? CLAUSES.get(entry.code()).text() : null;
		return facts.amendments()
			.stream()
			.filter((amendment) -> amendment.id().equals(entry.code()))
			.map((amendment) -> (amendment.text() != null) ? amendment.text() : standard)
			.filter((words) -> words != null)
			.map((words) -> words + "\n")
			.collect(Collectors.joining());
	}

	private static List<String> signatureForm(AgreementPackage facts) {
		StringBuilder list = new StringBuilder();
		for (DocumentEntry entry : facts.documents()) {
			if (entry.code() != null && entry.type() != DocumentType.PSF) {
				list.append(entry.type()).append(" document ").append(entry.code()).append(" (new)\n");
			}
		}
		Signer signer = customer(facts);
		String date = (signer.signedOn() != null)
				? signer.signedOn().format(DateTimeFormatter.ofPattern("MMM d, yyyy", Locale.US)) : "";
		String signature = (facts.signatureMethod() == SignatureMethod.WET_INK) ? ""
				: signer.name() + " (" + date + " 14:44 CDT)";
		return List.of("""
				Microsoft Volume Licensing
				Program Signature Form
				MBA/MBSA number
				Agreement number %s
				Note: Enter the applicable active numbers associated with the documents or listed below as new.
				Contract Document Number or Code
				%s<Choose Enrollment/Registration>
				By signing below, the parties agree.
				Customer
				Name of Entity (must be legal entity name)* %s
				Signature* %s
				Printed First and Last Name* %s
				Printed Title %s
				Signature Date* %s
				Tax ID
				* indicates required field
				ProgramSignForm(MSSign)(EMEA)(ENG)(May2020) Page 1 of 2 Document X20-12883
				""".formatted((facts.identifiers() != null) ? facts.identifiers().agreement() : "", list,
				facts.customer().legalName(), signature, or(signer.name()), or(signer.title()), date), """
						Microsoft Affiliate
						Microsoft Ireland Operations Limited
						Signature
						Printed First and Last Name
						Printed Title
						Signature Date (date Microsoft Affiliate countersigns)
						Agreement Effective Date (may be different than Microsoft's signature date)
						Optional 2nd Customer signature or Outsourcer signature (if applicable)
						Name of Entity (must be legal entity name)*
						Signature*
						""");
	}

	private static String priceSheet(AgreementPackage facts) {
		StringBuilder sheet = new StringBuilder("Customer Price Sheet\nCustomer " + facts.customer().legalName()
				+ "\nCurrency " + facts.totalValue().currency()
				+ "\nPart Number Item Name Qty Unit net price Extended amount\n");
		facts.lines()
			.forEach((line) -> sheet.append(String.format(Locale.US, "%s %s %,d %s %s%n", line.partNumber(),
					line.description(), line.quantity(), line.unitPrice().toPlainString(),
					line.unitPrice().multiply(BigDecimal.valueOf(line.quantity())).toPlainString())));
		return sheet.append("Future Pricing Table: none.\n").toString();
	}

	private static String enrolment(AgreementPackage facts, DocumentEntry entry) {
		return """
				Microsoft Volume Licensing
				Enterprise Enrollment
				Enterprise Enrollment number (Microsoft to complete)
				Previous Enrollment number (Reseller to complete) %s
				This Enrollment must be attached to a signature form to be valid.
				Primary contact
				Name of entity (must be legal entity name)* %s
				Contact name* Anna Berg
				%s Page 1 of 10 Document %s
				""".formatted(priorNumbers(facts), facts.customer().legalName(), facts.formVersion(), entry.code());
	}

	private static String priorNumbers(AgreementPackage facts) {
		return (facts.identifiers() == null) ? "" : String.join(" ",
				facts.identifiers().priorEnrolments().stream().map((prior) -> prior.number()).toList());
	}

	private static Signer customer(AgreementPackage facts) {
		return facts.signers()
			.stream()
			.filter((signer) -> signer.party() == AgreementPackage.Party.CUSTOMER)
			.findFirst()
			.orElse(new Signer(AgreementPackage.Party.CUSTOMER, "Anna Berg", "Head of Procurement",
					"anna.berg@contoso.example", TODAY.minusDays(1), null));
	}

	private static String or(String text) {
		return (text != null) ? text : "";
	}

}
