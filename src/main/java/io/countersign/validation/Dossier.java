package io.countersign.validation;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.countersign.agreement.AgreementPackage;
import io.countersign.agreement.AgreementPackage.Amendment;
import io.countersign.agreement.AgreementPackage.DocumentType;
import io.countersign.agreement.AgreementPackage.ExceptionKind;
import io.countersign.agreement.AgreementPackage.Identifiers;
import io.countersign.agreement.AgreementPackage.Party;
import io.countersign.agreement.AgreementPackage.PolicyException;
import io.countersign.agreement.AgreementPackage.PriorEnrolment;
import io.countersign.agreement.AgreementPackage.Scenario;
import io.countersign.agreement.AgreementPackage.SignatureMethod;
import io.countersign.agreement.AgreementPackage.Signer;
import io.countersign.agreement.AskedTerm;
import io.countersign.agreement.DecisionRecord;
import io.countersign.agreement.IncomingSubmission;
import io.countersign.agreement.KnownTerms;
import io.countersign.agreement.PackageHistory;
import io.countersign.agreement.PackageTerm;
import io.countersign.agreement.PackageTerm.Source;
import io.countersign.agreement.RunningAgreement;
import io.countersign.document.DocumentSignature;
import io.countersign.document.DocumentSignatures;
import io.countersign.validation.OrderPolicies.Change;
import io.countersign.validation.Policies.Eligibility;
import io.countersign.validation.Policies.RequiredDocument;

/**
 * A submission laid open for the rules: its facts, its papers as they read them, and what
 * policy says about packages of its kind. Used by one thread.
 */
final class Dossier {

	private final IncomingSubmission submission;

	private final DocumentSignatures signatures;

	private final Decided decided = new Decided();

	private final Policies policies;

	private final List<Paper> papers = new ArrayList<>();

	private final OrderPolicies orders;

	private SignatureForm signatureForm;

	private List<AuditTrail> auditTrails;

	private Eligibility eligibility;

	private List<RequiredDocument> required;

	private List<PackageTerm> terms;

	Dossier(IncomingSubmission submission, Policies policies, DocumentSignatures signatures) {
		this.submission = submission;
		this.signatures = signatures;
		this.policies = policies.keeping(receivedOn(), this.decided::keep);
		this.orders = new OrderPolicies(this.policies, submission.facts());
		for (IncomingSubmission.ReceivedDocument document : submission.documents()) {
			int index = submission.facts().documents().indexOf(document.entry());
			this.papers.add(new Paper(document, Math.max(index, 0)));
		}
	}

	AgreementPackage facts() {
		return this.submission.facts();
	}

	/** The agreement's number. */
	String reference() {
		return this.submission.reference();
	}

	/** What was known when it arrived. */
	PackageHistory history() {
		return this.submission.history();
	}

	/** The decision tables; what they answer is kept with the examination. */
	Policies policies() {
		return this.policies;
	}

	/** The decision tables about orders. */
	OrderPolicies orders() {
		return this.orders;
	}

	/** What the decision tables answered so far. */
	List<DecisionRecord> decisions() {
		return this.decided.all();
	}

	List<Paper> papers() {
		return this.papers;
	}

	List<Paper> papers(DocumentType type) {
		return this.papers.stream().filter((paper) -> paper.type() == type).toList();
	}

	/**
	 * Papers of some types whose content counts: they can be read and are what they say.
	 */
	List<Paper> contents(Set<DocumentType> types) {
		return this.papers.stream()
			.filter((paper) -> types.contains(paper.type()) && paper.readable() && !paper.isSomethingElse())
			.toList();
	}

	/** Last day of what is renewed, as the package gives it. */
	Optional<LocalDate> priorEnd() {
		return Optional.ofNullable(facts().term().priorEnd())
			.or(() -> identifiers().priorEnrolments()
				.stream()
				.map(PriorEnrolment::endDate)
				.filter((date) -> date != null)
				.min(LocalDate::compareTo));
	}

	/** The paper that carries the customer's signature, if the package has one. */
	Optional<Paper> signedPaper() {
		return this.papers.stream()
			.filter((paper) -> paper.type() == DocumentType.PSF)
			.findFirst()
			.or(() -> this.papers.stream()
				.filter((paper) -> paper.type() == DocumentType.USTM && facts().scenario() == Scenario.UPDATE_STATEMENT)
				.findFirst());
	}

	/**
	 * The signed paper as read; empty where there is none or it holds no text: a rule
	 * that judges by content then says nothing, and the warning about the unreadable
	 * paper keeps the package from passing.
	 */
	Optional<SignatureForm> signatureForm() {
		if (this.signatureForm == null) {
			signedPaper().filter((paper) -> paper.readable() && !paper.isSomethingElse())
				.ifPresent((paper) -> this.signatureForm = SignatureForm.of(paper));
		}
		return Optional.ofNullable(this.signatureForm);
	}

	/** What became of the digital signatures of a paper; empty where it carries none. */
	List<DocumentSignature> signatures(Paper paper) {
		return paper.digitallySigned() ? this.signatures.judge(paper.pdf()) : List.of();
	}

	/** The audit trails that can be read. */
	List<AuditTrail> auditTrails() {
		if (this.auditTrails == null) {
			this.auditTrails = papers(DocumentType.SIGAUD).stream()
				.filter(Paper::readable)
				.map(AuditTrail::of)
				.toList();
		}
		return this.auditTrails;
	}

	/**
	 * How somebody signed: by the mark on the signed form, which only the customer's own
	 * signer leaves in the customer's block, else as the package says.
	 */
	SignatureMethod method(Signer signer) {
		Optional<SignatureMethod> shown = customerSigner().filter(signer::equals)
			.flatMap((customer) -> signatureForm())
			.flatMap(SignatureForm::service);
		return shown.orElse((signer.method() != null) ? signer.method() : facts().signatureMethod());
	}

	/** Whether somebody of the customer has to have signed for this package. */
	boolean needsSignature() {
		return required().stream().anyMatch((document) -> document.rule().equals("DOC-01"));
	}

	Optional<Signer> customerSigner() {
		return facts().signers().stream().filter((signer) -> signer.party() == Party.CUSTOMER).findFirst();
	}

	/** Identifiers, empty ones where the package has none. */
	Identifiers identifiers() {
		Identifiers given = facts().identifiers();
		return (given != null) ? given : new Identifiers(null, null, null, List.of(), null, null, null);
	}

	/** Numbers of the enrolments that the package is about: its own, and renewed ones. */
	Set<String> enrolments() {
		Set<String> numbers = new LinkedHashSet<>();
		if (identifiers().enrolment() != null) {
			numbers.add(identifiers().enrolment());
		}
		identifiers().priorEnrolments().forEach((prior) -> numbers.add(prior.number()));
		return numbers;
	}

	boolean concludes() {
		return facts().scenario() == Scenario.NEW || facts().scenario() == Scenario.RENEWAL;
	}

	/**
	 * The first of the amendments that change something, as the table of the catalogue
	 * says.
	 */
	private Optional<String> amendmentOf(Change change) {
		return facts().amendments()
			.stream()
			.map((amendment) -> Texts.code(amendment.id()))
			.filter((id) -> this.orders.changedBy(id) == change)
			.findFirst();
	}

	/**
	 * Whether an amendment lets the agreement start on another day than the form says.
	 */
	boolean startsAnotherDay() {
		return amendmentOf(Change.START_DATE).isPresent();
	}

	/** What is known of the terms that the package asks for. */
	KnownTerms known() {
		return history().terms();
	}

	/**
	 * What somebody has to approve: each amendment and each exception from policy that is
	 * claimed, but those that the catalogue leaves free in this programme. An amendment
	 * is free in its standard text only: the reseller's word that a text is the standard
	 * one does not count where the package gives a text.
	 */
	List<PackageTerm> terms() {
		if (this.terms == null) {
			List<PackageTerm> asked = new ArrayList<>();
			List<Amendment> amendments = facts().amendments();
			for (int i = 0; i < amendments.size(); i++) {
				Amendment amendment = amendments.get(i);
				boolean standard = Boolean.TRUE.equals(amendment.standard()) && amendment.text() == null;
				if (!standard || !free(amendment.id())) {
					asked.add(new PackageTerm(Source.AMENDMENT, i,
							new AskedTerm(amendment.id(), amendment.text(), null), request(amendment.approval())));
				}
			}
			List<PolicyException> exceptions = facts().exceptions();
			for (int i = 0; i < exceptions.size(); i++) {
				PolicyException exception = exceptions.get(i);
				if (!free(exception.kind().name())) {
					asked.add(new PackageTerm(Source.EXCEPTION, i,
							new AskedTerm(exception.kind().name(), null, exception.percent()),
							request(exception.reference())));
				}
			}
			this.terms = List.copyOf(asked);
		}
		return this.terms;
	}

	private boolean free(String code) {
		return known().clause(code)
			.filter((clause) -> clause.freeFor().contains(facts().programme().code()))
			.isPresent();
	}

	private String request(String reference) {
		return KnownTerms.isRequest(reference) ? reference : known().own();
	}

	/** The term that an exception asks for; empty where the catalogue leaves it free. */
	Optional<PackageTerm> term(PolicyException exception) {
		int index = facts().exceptions().indexOf(exception);
		return terms().stream()
			.filter((term) -> term.source() == Source.EXCEPTION && term.index() == index)
			.findFirst();
	}

	/** What granted terms are checked by. */
	TermsCheck grants() {
		return new TermsCheck(this);
	}

	/** Day of receipt, UTC. */
	LocalDate receivedOn() {
		return LocalDate.ofInstant(this.submission.receivedAt(), ZoneOffset.UTC);
	}

	/** Effective date asked for: the first day of the term where none is named. */
	LocalDate effectiveDate() {
		LocalDate requested = facts().term().requestedEffectiveDate();
		return (requested != null) ? requested : facts().term().start();
	}

	/** The date beside the customer's signature, as the package gives it. */
	Optional<LocalDate> signedOn() {
		return customerSigner().map(Signer::signedOn);
	}

	/**
	 * The enrolment in force that a later order or event belongs to, where it is known.
	 */
	Optional<RunningAgreement> running() {
		return Optional.ofNullable(identifiers().enrolment()).flatMap(history()::running);
	}

	/** First day of the enrolment: as it is recorded, else as the package says. */
	LocalDate enrolmentStart() {
		return running().map(RunningAgreement::termStart).orElseGet(() -> facts().term().start());
	}

	/** Last day of the enrolment: as it is recorded, else as the package says. */
	LocalDate enrolmentEnd() {
		return running().map(RunningAgreement::termEnd).orElseGet(() -> facts().term().end());
	}

	/** The exceptions of a kind that the package claims. */
	List<PolicyException> exceptions(ExceptionKind kind) {
		return facts().exceptions().stream().filter((exception) -> exception.kind() == kind).toList();
	}

	/** The first of the amendments that change the minimum; empty where there is none. */
	String sizeAmendment() {
		return amendmentOf(Change.SIZE).orElse("");
	}

	/** The larger of qualified users and devices; empty where neither is given. */
	Optional<Integer> qualifiedCount() {
		if (facts().counts() == null) {
			return Optional.empty();
		}
		Integer users = facts().counts().qualifiedUsers();
		Integer devices = facts().counts().qualifiedDevices();
		return (users == null) ? Optional.ofNullable(devices)
				: Optional.of((devices != null) ? Math.max(users, devices) : users);
	}

	Eligibility eligibility() {
		if (this.eligibility == null) {
			this.eligibility = this.policies.eligibility(facts(), formDate(), receivedOn(), sizeAmendment());
		}
		return this.eligibility;
	}

	List<RequiredDocument> required() {
		if (this.required == null) {
			this.required = this.policies.requiredDocuments(facts(),
					facts().signatureMethod() != null && facts().signatureMethod().electronic(),
					identifiers().agreement() != null || identifiers().masterAgreement() != null,
					identifiers().priorEnrolments().size());
		}
		return this.required;
	}

	/** Required documents that one rule asks for and the package lacks. */
	List<RequiredDocument> missing(String rule) {
		return required().stream()
			.filter((document) -> document.rule().equals(rule))
			.filter((document) -> this.papers.stream().noneMatch((paper) -> document.anyOf().contains(paper.type())))
			.toList();
	}

	/**
	 * First day of the month in the form's version code, for instance October 2020 of
	 * {@code EA2020Enr(Ind)(WW)(ENG)(Oct2020)}; without one, that of the enrolment in
	 * force, else the day of receipt, so that today's rules apply.
	 */
	LocalDate formDate() {
		return formDate(facts().formVersion()).or(() -> running().flatMap((running) -> formDate(running.formVersion())))
			.orElseGet(this::receivedOn);
	}

	private static Optional<LocalDate> formDate(String version) {
		return Optional.ofNullable(version).flatMap(FormCode::in).map(FormCode::date);
	}

}
