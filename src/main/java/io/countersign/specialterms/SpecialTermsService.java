package io.countersign.specialterms;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.countersign.agreement.Agreement;
import io.countersign.agreement.AgreementPackage;
import io.countersign.agreement.AgreementService;
import io.countersign.agreement.AgreementStatus;
import io.countersign.agreement.AskedTerm;
import io.countersign.agreement.DeadlinePolicy;
import io.countersign.agreement.PackageTerm;
import io.countersign.agreement.StoredSubmission;
import io.countersign.agreement.TermsRegister.Condition;
import io.countersign.engine.TaskAnswers;
import io.countersign.identity.Caller;
import io.countersign.identity.People;
import io.countersign.kernel.Foreign;
import io.countersign.kernel.Refusal;
import io.countersign.kernel.Sha256;
import io.countersign.specialterms.SpecialTermsRequest.Origin;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Requests for special terms from their arrival to their seal. Every change locks the
 * request's row first, is written with one event and is told to the process by whoever
 * called.
 */
@Service
public class SpecialTermsService {

	static final String SYSTEM = "system";

	private final SpecialTermsRequests requests;

	private final Approvals approvals;

	private final ApprovalRoute route;

	private final ClauseCatalogue catalogue;

	private final TermsReader reader;

	private final Segregation segregation;

	private final Offices offices;

	private final TermsQuestions questions;

	private final People people;

	private final AgreementService agreements;

	private final DeadlinePolicy deadlines;

	private final ApplicationEventPublisher events;

	private final Clock clock;

	SpecialTermsService(SpecialTermsRequests requests, Approvals approvals, ApprovalRoute route,
			ClauseCatalogue catalogue, TermsReader reader, Segregation segregation, Offices offices,
			TermsQuestions questions, People people, AgreementService agreements, DeadlinePolicy deadlines,
			ApplicationEventPublisher events, Clock clock) {
		this.requests = requests;
		this.approvals = approvals;
		this.route = route;
		this.catalogue = catalogue;
		this.reader = reader;
		this.segregation = segregation;
		this.offices = offices;
		this.questions = questions;
		this.people = people;
		this.agreements = agreements;
		this.deadlines = deadlines;
		this.events = events;
		this.clock = clock;
	}

	/** A file that was stored for a revision. */
	record EvidenceFile(String kind, String fileName, String sha256) {
	}

	/**
	 * Opens a request; its process is started by whoever calls.
	 * @param by the reseller's code or a user id of the desk
	 * @param agreement {@code null} where no package asks for it
	 * @return its reference
	 */
	@Transactional
	String open(Origin origin, String reseller, String subsidiary, String by, String agreement, TermsAsked asked,
			List<EvidenceFile> files) {
		Instant now = now();
		String reference = this.requests.nextReference(today());
		String facts = this.reader.canonical(asked);
		String hash = Sha256.of(facts);
		this.requests.insert(new SpecialTermsRequest(reference, origin, reseller, subsidiary, agreement,
				asked.customer().legalName(), asked.customer().country(), asked.programme(), asked.segment(),
				asked.totalValue(), SpecialTermsStatus.RECEIVED, 1, hash, by, "Triage of the request", now,
				this.deadlines.after("termsTriage", subsidiary, now), null, null, null, now, now, null));
		addRevision(reference, 1, asked, facts, hash, by, now, files);
		tell("SpecialTermsAsked", reference, by,
				"Special terms asked for %s: %s".formatted(asked.customer().legalName(), codes(asked)),
				Map.of("revision", "1", "contentHash", hash, "origin", origin.name()));
		return reference;
	}

	/**
	 * Another revision of a request. Approvals of what it leaves as it was go on to
	 * count.
	 */
	@Transactional
	void revise(SpecialTermsRequest request, String by, TermsAsked asked, List<EvidenceFile> files) {
		Instant now = now();
		String facts = this.reader.canonical(asked);
		String hash = Sha256.of(facts);
		int revision = request.revision() + 1;
		addRevision(request.reference(), revision, asked, facts, hash, by, now, files);
		this.requests.revised(new SpecialTermsRequest(request.reference(), request.origin(), request.reseller(),
				request.subsidiary(), request.agreement(), asked.customer().legalName(), asked.customer().country(),
				asked.programme(), asked.segment(), asked.totalValue(), SpecialTermsStatus.RECEIVED, revision, hash,
				request.requestedBy(), "Triage of the request", now,
				this.deadlines.after("termsTriage", request.subsidiary(), now), null, null, null, request.receivedAt(),
				now, null));
		tell("SpecialTermsRevised", request.reference(), by,
				"Revision %d of the special terms: %s".formatted(revision, codes(asked)),
				Map.of("revision", Integer.toString(revision), "contentHash", hash));
	}

	private void addRevision(String reference, int revision, TermsAsked asked, String facts, String hash, String by,
			Instant now, List<EvidenceFile> files) {
		this.requests.addRevision(reference, revision, facts, hash, by, now, asked.comment());
		this.requests.addTerms(reference, revision, requested(asked));
		for (int i = 0; i < files.size(); i++) {
			EvidenceFile file = files.get(i);
			this.requests.addEvidence(reference, revision, i + 1, file.kind(), file.fileName(), file.sha256());
		}
	}

	private List<RequestedTerm> requested(TermsAsked asked) {
		List<RequestedTerm> terms = new ArrayList<>();
		for (TermsAsked.Term term : asked.terms()) {
			AskedTerm plain = term.asked();
			Optional<Clause> clause = this.catalogue.find(plain.code(), today());
			String title = (term.title() != null) ? term.title() : clause.map(Clause::title).orElse(plain.code());
			terms.add(new RequestedTerm(terms.size() + 1, plain.code(), clause.map(Clause::version).orElse(null),
					clause.map(Clause::kind).orElse("CUSTOM"),
					clause.map((known) -> termClass(known, plain)).orElse("T3"), title, plain.text(), plain.percent(),
					term.amount(), term.justification(), plain.textHash()));
		}
		return terms;
	}

	/** Whoever asks for their own words asks for more than the standard text. */
	private static String termClass(Clause clause, AskedTerm asked) {
		boolean ownWording = asked.text() != null
				&& !asked.text().equals(new AskedTerm(clause.code(), clause.text(), null).text());
		return (ownWording && clause.ownWordingClass().compareTo(clause.termClass()) > 0) ? clause.ownWordingClass()
				: clause.termClass();
	}

	/**
	 * Who would have to approve, without asking anybody.
	 * @return empty where nobody has to
	 */
	@Transactional(readOnly = true)
	public List<ApprovalStep> preview(TermsAsked asked) {
		return this.route
			.of(new ApprovalRoute.Content(asked.customer().legalName(), asked.customer().country(), asked.programme(),
					asked.totalValue(), requested(asked)), today())
			.steps();
	}

	/**
	 * Whether somebody has to look at the newest revision before its approvers do: not
	 * where all it needs was approved already.
	 */
	@Transactional
	boolean triageNeeded(String reference) {
		SpecialTermsRequest request = lock(reference);
		List<ApprovalStep> steps = answer(request).steps();
		return steps.isEmpty() || !open(request, steps).isEmpty();
	}

	/**
	 * Records what the triage decided.
	 * @return {@code accept}, {@code return} or {@code refuse}
	 */
	@Transactional
	String triaged(String reference, TaskAnswers answers) {
		SpecialTermsRequest request = lock(reference);
		checkTriage(request, answers);
		String decision = answers.required("decision");
		String reason = answers.text("reason").map(String::strip).orElse("Complete.");
		Instant now = now();
		this.requests.addTriage(reference, request.revision(), decision, reason, answers.by(), now);
		tell("SpecialTermsTriaged", reference, answers.by(), switch (decision) {
			case "accept" -> "Accepted for approval";
			case "return" -> "Returned to be completed: " + reason;
			default -> "Refused at triage: " + reason;
		}, Map.of("decision", decision, "revision", Integer.toString(request.revision())));
		return decision;
	}

	void checkTriage(String reference, TaskAnswers answers) {
		checkTriage(load(reference), answers);
	}

	private void checkTriage(SpecialTermsRequest request, TaskAnswers answers) {
		this.segregation.checkTriager(request, answers.by());
		String decision = answers.text("decision").orElse("");
		if (!Set.of("accept", "return", "refuse").contains(decision)) {
			throw new Refusal(Refusal.Kind.UNACCEPTABLE, "decision-missing",
					"Choose whether to accept, to return or to refuse the request.");
		}
		if (!decision.equals("accept") && answers.text("reason").map(String::isBlank).orElse(true)) {
			throw new Refusal(Refusal.Kind.UNACCEPTABLE, "reason-missing",
					"Say what is missing or why the request is refused.");
		}
		Set<String> missing = missingEvidence(request);
		if (decision.equals("accept") && request.origin() != Origin.PACKAGE && !missing.isEmpty()) {
			throw new Refusal(Refusal.Kind.CONFLICT, "evidence-missing",
					"Evidence is missing: %s. Return the request to have it completed.".formatted(missing.stream()
						.map((kind) -> kind.toLowerCase(Locale.ROOT).replace('_', ' '))
						.collect(Collectors.joining(", "))));
		}
	}

	void checkTriager(String reference, String person) {
		this.segregation.checkTriager(load(reference), person);
	}

	/** Kinds of evidence that the catalogue demands and the newest revision lacks. */
	Set<String> missingEvidence(SpecialTermsRequest request) {
		return missingEvidence(
				this.requests.terms(request.reference(), request.revision()).stream().map(RequestedTerm::code).toList(),
				this.requests.evidence(request.reference(), request.revision())
					.stream()
					.map(SpecialTermsRequests.StoredEvidence::kind)
					.toList());
	}

	/** Kinds of evidence that the catalogue demands and that are not listed. */
	Set<String> missingEvidence(TermsAsked asked) {
		return missingEvidence(asked.terms().stream().map((term) -> term.asked().code()).toList(),
				asked.evidence().stream().map(TermsAsked.Evidence::kind).toList());
	}

	private Set<String> missingEvidence(List<String> codes, List<String> present) {
		Set<String> missing = new TreeSet<>();
		codes.forEach(
				(code) -> this.catalogue.find(code, today()).ifPresent((clause) -> missing.addAll(clause.evidence())));
		present.forEach(missing::remove);
		return missing;
	}

	/**
	 * Determines who must approve the newest revision and keeps it.
	 * @return whether somebody still has to
	 */
	@Transactional
	boolean determineRoute(String reference) {
		SpecialTermsRequest request = lock(reference);
		List<ApprovalStep> steps = this.requests.steps(reference, request.revision());
		if (steps.isEmpty() && this.requests.unaskedUntil(reference, request.revision()).isEmpty()) {
			ApprovalRoute.Answer answer = answer(request);
			steps = answer.steps();
			this.requests.addSteps(reference, request.revision(), steps, now());
			answer.unasked()
				.ifPresent((unasked) -> this.requests.addUnasked(reference, request.revision(), unasked, now(),
						today().plusDays(this.approvals.unaskedDays(today()))));
			tell("ApprovalRouteDetermined", reference, SYSTEM,
					steps.isEmpty() ? "Nobody has to approve"
							: "To be approved by " + steps.stream()
								.map((step) -> OfficeNames.words(step.office()))
								.collect(Collectors.joining(", ")),
					Map.of("revision", Integer.toString(request.revision())));
		}
		List<ApprovalStep> open = open(request, steps);
		if (!open.isEmpty()) {
			awaitApprovers(request, open);
		}
		return !open.isEmpty();
	}

	private void awaitApprovers(SpecialTermsRequest request, List<ApprovalStep> open) {
		Instant now = now();
		int stage = open.get(0).stage();
		String offices = open.stream()
			.filter((step) -> step.stage() == stage)
			.map((step) -> OfficeNames.words(step.office()))
			.collect(Collectors.joining(", "));
		this.requests.waits(request.reference(), SpecialTermsStatus.IN_APPROVAL, "Approval by " + offices, now,
				this.deadlines.after("terms", request.subsidiary(), now));
	}

	/** Numbers of the steps that are asked next: those open in the earliest stage. */
	@Transactional(readOnly = true)
	List<Integer> stepsToAsk(String reference) {
		SpecialTermsRequest request = load(reference);
		List<ApprovalStep> open = open(request, this.requests.steps(reference, request.revision()));
		return open.stream().filter((step) -> step.stage() == open.get(0).stage()).map(ApprovalStep::step).toList();
	}

	/** The route of what the newest revision asks for, as the table answers it now. */
	private ApprovalRoute.Answer answer(SpecialTermsRequest request) {
		return this.route.of(new ApprovalRoute.Content(request.customer(), request.customerCountry(),
				request.programme(), request.value(), this.requests.terms(request.reference(), request.revision())),
				today());
	}

	private List<ApprovalStep> open(SpecialTermsRequest request, List<ApprovalStep> steps) {
		return steps.stream()
			.filter((step) -> this.approvals.counting(request.reference(), step, today()).isEmpty())
			.toList();
	}

	/** The office that a step of the newest revision asks. */
	@Transactional(readOnly = true)
	ApprovalStep step(String reference, int step) {
		return this.requests.steps(reference, load(reference).revision())
			.stream()
			.filter((each) -> each.step() == step)
			.findFirst()
			.orElseThrow(() -> new IllegalStateException("%s has no step %d".formatted(reference, step)));
	}

	void checkApprover(String reference, String person) {
		this.segregation.checkApprover(load(reference), person);
	}

	/** Groups that may decide a step, with those that it was escalated to. */
	@Transactional(readOnly = true)
	List<String> groups(String reference, int step) {
		return this.offices.groups(load(reference), step(reference, step));
	}

	/** People who stand in for somebody of a step's office today. */
	@Transactional(readOnly = true)
	List<String> covers(String reference, int step) {
		return this.offices.covers(load(reference), step(reference, step), now());
	}

	void checkDecision(String reference, TaskAnswers answers) {
		TermsAnswers.check(answers, today());
		checkApprover(reference, answers.by());
	}

	/**
	 * Records what an approver answered about a step.
	 * @return {@code approved}, {@code refused}, {@code resellerAsked},
	 * {@code colleagueAsked} or {@code delegated}
	 */
	@Transactional
	String answered(String reference, int number, TaskAnswers answers) {
		SpecialTermsRequest request = lock(reference);
		TermsAnswers.check(answers, today());
		this.segregation.checkApprover(request, answers.by());
		return switch (answers.required("decision")) {
			case "ask" -> asked(request, number, answers);
			case "delegate" -> delegated(request, number, answers);
			default -> decided(request, number, answers);
		};
	}

	private String asked(SpecialTermsRequest request, int number, TaskAnswers answers) {
		String colleague = answers.text("colleague").map(String::strip).orElse(null);
		if (colleague != null) {
			expectColleague(colleague, answers.by());
		}
		String of = (colleague != null) ? colleague : request.reseller();
		Instant now = now();
		int question = this.questions.add(request.reference(), request.revision(), number, answers.by(), of,
				answers.required("question").strip(), now);
		this.requests.waits(request.reference(), SpecialTermsStatus.INFORMATION_ASKED,
				"An answer by " + this.people.nameOf(of), now,
				this.deadlines.after("termsAnswer", request.subsidiary(), now));
		tell("SpecialTermsQuestionAsked", request.reference(), answers.by(),
				"Question %d to %s".formatted(question, (colleague != null) ? "a colleague" : "the reseller"),
				Map.of("question", Integer.toString(question), "askedOf", of));
		return (colleague != null) ? "colleagueAsked" : "resellerAsked";
	}

	private String delegated(SpecialTermsRequest request, int number, TaskAnswers answers) {
		String to = answers.required("delegateTo").strip();
		expectColleague(to, answers.by());
		ApprovalStep step = step(request.reference(), number);
		if (!this.offices.mayDecide(to, request, step, now())) {
			throw new Refusal(Refusal.Kind.UNACCEPTABLE, "delegate-of-another-office",
					"%s does not decide for %s here.".formatted(this.people.nameOf(to), step.office()));
		}
		this.segregation.checkApprover(request, to);
		this.requests.delegate(request.reference(), request.revision(), number, answers.by(), to,
				answers.required("reason").strip(), now());
		tell("SpecialTermsStepDelegated", request.reference(), answers.by(),
				"Passed the decision for %s on".formatted(OfficeNames.words(step.office())),
				Map.of("step", Integer.toString(number), "to", to));
		return "delegated";
	}

	private void expectColleague(String colleague, String by) {
		if (this.people.find(colleague).isEmpty() || colleague.equals(by)) {
			throw new Refusal(Refusal.Kind.UNACCEPTABLE, "colleague-unknown",
					"There is no other colleague with the user name '%s'.".formatted(Foreign.shortened(colleague)));
		}
	}

	/** Whoever holds a step from the start: whom it was passed to, or who asked. */
	@Transactional(readOnly = true)
	Optional<String> holder(String reference, int step) {
		return this.requests.holder(reference, load(reference).revision(), step);
	}

	/** The newest question about a step. */
	@Transactional(readOnly = true)
	TermsQuestions.Asked question(String reference, int step) {
		return this.questions.newest(reference, load(reference).revision(), step)
			.orElseThrow(() -> new IllegalStateException(
					"Nothing was asked about step %d of %s".formatted(step, reference)));
	}

	/** Keeps a colleague's answer. */
	@Transactional
	void colleagueAnswered(String reference, int step, TaskAnswers answers) {
		answer(lock(reference), question(reference, step).number(), answers.by(), answers.required("answer").strip());
	}

	/**
	 * Keeps a reseller's answer.
	 * @throws Refusal if nothing is asked under that number or it was answered
	 */
	@Transactional
	void resellerAnswered(String reference, int number, String by, String answer) {
		SpecialTermsRequest request = lock(reference);
		TermsQuestions.Asked question = this.questions.of(reference)
			.stream()
			.filter((each) -> each.number() == number && each.askedOf().equals(by))
			.findFirst()
			.orElseThrow(() -> new Refusal(Refusal.Kind.UNKNOWN, "question-unknown",
					"There is no question %d to you in %s.".formatted(number, reference)));
		if (question.revision() != request.revision() || request.status().closed()) {
			throw new Refusal(Refusal.Kind.CONFLICT, "status-does-not-allow",
					"%s is %s, the question needs no answer any more.".formatted(reference, request.status()));
		}
		answer(request, number, by, answer);
	}

	private void answer(SpecialTermsRequest request, int number, String by, String answer) {
		if (!this.questions.answer(request.reference(), number, by, answer, now())) {
			throw new Refusal(Refusal.Kind.CONFLICT, "question-answered", "This question was answered already.");
		}
		awaitApprovers(request, open(request, this.requests.steps(request.reference(), request.revision())));
		tell("SpecialTermsQuestionAnswered", request.reference(), by, "Question %d was answered".formatted(number),
				Map.of("question", Integer.toString(number)));
	}

	/** Whoever holds a step, or else its office, hears that it is due soon. */
	@Transactional
	void approverReminded(String reference, int number) {
		ApprovalStep step = step(reference, number);
		tell("SpecialTermsApproverReminded", reference, SYSTEM, "Reminded " + OfficeNames.words(step.office()),
				Map.of("step", Integer.toString(number), "office", step.office()));
	}

	/** Offers a step that nobody decided in time to the next level as well. */
	@Transactional
	void escalated(String reference, int number) {
		SpecialTermsRequest request = lock(reference);
		ApprovalStep step = step(reference, number);
		Optional<String> next = this.offices.next(request, step);
		next.ifPresent((office) -> this.requests.escalate(reference, request.revision(), number, office, now()));
		tell("SpecialTermsStepEscalated", reference, SYSTEM,
				next.map((office) -> "%s did not decide in time: offered to %s too".formatted(step.office(), office))
					.orElse("%s did not decide in time, and nobody stands above".formatted(step.office())),
				Map.of("step", Integer.toString(number), "office", step.office()));
	}

	private String decided(SpecialTermsRequest request, int number, TaskAnswers answers) {
		String reference = request.reference();
		ApprovalStep step = step(reference, number);
		Approvals.Cover cover = this.offices.capacity(answers.by(), request, step, now());
		if (cover != null) {
			this.segregation.checkApprover(request, cover.absent());
		}
		Approval.Decision decision = TermsAnswers.decision(answers);
		List<Condition> conditions = TermsAnswers.conditions(answers);
		LocalDate expiresOn = TermsAnswers.expiresOn(answers, today().plusDays(step.validDays()));
		String reason = answers.required("reason").strip();
		String seal = Approvals.seal(step.contentHash(), conditions, step.routeVersion(), expiresOn, decision,
				answers.by());
		this.approvals.add(new Approval(reference, request.revision(), number, step.office(), decision, reason,
				answers.by(), (cover != null) ? cover.absent() : null, step.contentHash(), conditions,
				step.routeVersion(), expiresOn, seal, now()), cover);
		boolean refused = decision == Approval.Decision.REFUSE;
		tell(refused ? "SpecialTermsStepRefused" : "SpecialTermsStepApproved", reference, answers.by(),
				refused ? "Refused for %s: %s".formatted(OfficeNames.words(step.office()), reason)
						: "Approved for %s%s".formatted(OfficeNames.words(step.office()),
								conditions.isEmpty() ? "" : " with conditions"),
				Map.of("step", Integer.toString(number), "office", step.office(), "contentHash", step.contentHash(),
						"expiresOn", expiresOn.toString()));
		return refused ? "refused" : "approved";
	}

	/** Grants a request whose every step is approved. */
	@Transactional
	void grant(String reference) {
		SpecialTermsRequest request = lock(reference);
		if (!request.status().granted()) {
			seal(request);
		}
	}

	private void seal(SpecialTermsRequest request) {
		String reference = request.reference();
		List<ApprovalStep> steps = this.requests.steps(reference, request.revision());
		List<Approval> counting = steps.stream()
			.map((step) -> this.approvals.counting(reference, step, today())
				.orElseThrow(() -> new IllegalStateException(
						"%s is not approved by %s".formatted(reference, step.office()))))
			.toList();
		boolean conditions = counting.stream().anyMatch((approval) -> !approval.conditions().isEmpty());
		LocalDate expiresOn = Stream
			.concat(counting.stream().map(Approval::expiresOn),
					this.requests.unaskedUntil(reference, request.revision()).stream())
			.min(LocalDate::compareTo)
			.orElseThrow();
		String by = counting.isEmpty() ? SYSTEM : counting.get(counting.size() - 1).decidedBy();
		SpecialTermsStatus status = conditions ? SpecialTermsStatus.APPROVED_WITH_CONDITIONS
				: SpecialTermsStatus.APPROVED;
		this.requests.closed(reference, status, by, null, expiresOn, now());
		tell("SpecialTermsApproved", reference, SYSTEM,
				"Special terms approved%s until %s".formatted(conditions ? " with conditions" : "", expiresOn),
				Map.of("expiresOn", expiresOn.toString(), "revision", Integer.toString(request.revision())));
	}

	/** Closes a request that the triage or an approver refused. */
	@Transactional
	void refuse(String reference) {
		SpecialTermsRequest request = lock(reference);
		Refused refused = refusal(request);
		this.requests.closed(reference, SpecialTermsStatus.REFUSED, refused.by(), refused.reason(), null, now());
		tell("SpecialTermsRefused", reference, refused.by(), "Special terms refused: " + refused.reason(),
				Map.of("revision", Integer.toString(request.revision())));
	}

	private record Refused(String by, String reason) {
	}

	private Refused refusal(SpecialTermsRequest request) {
		return this.approvals.of(request.reference())
			.stream()
			.filter((approval) -> approval.revision() == request.revision()
					&& approval.decision() == Approval.Decision.REFUSE)
			.findFirst()
			.map((approval) -> new Refused(approval.decidedBy(), approval.reason()))
			.or(() -> this.requests.triage(request.reference(), request.revision())
				.map((triage) -> new Refused(triage.by(), triage.reason())))
			.orElseThrow(() -> new IllegalStateException("Nobody refused " + request.reference()));
	}

	/**
	 * Sends a request back to who asked.
	 * @return whether a revision of the request itself is awaited; one that a package
	 * asks for comes back with the package
	 */
	@Transactional
	boolean returned(String reference) {
		SpecialTermsRequest request = lock(reference);
		Instant now = now();
		this.requests.waits(reference, SpecialTermsStatus.RETURNED, "A revision of the request", now,
				this.deadlines.after("termsRevisionExpiry", request.subsidiary(), now));
		return request.origin() != Origin.PACKAGE;
	}

	/** Tells who asked that the revision is still awaited. */
	@Transactional
	void askerReminded(String reference) {
		SpecialTermsRequest request = lock(reference);
		tell("SpecialTermsAskerReminded", reference, SYSTEM, "Reminded that a revision is awaited",
				Map.of("requestedBy", request.requestedBy()));
	}

	/** Closes a request whose revision did not come in time. */
	@Transactional
	void revisionOverdue(String reference) {
		lock(reference);
		this.requests.closed(reference, SpecialTermsStatus.EXPIRED, SYSTEM, "The revision did not come in time.", null,
				now());
		tell("SpecialTermsExpired", reference, SYSTEM, "The revision did not come in time", Map.of());
	}

	/** Accounts of everybody who decided about terms of an agreement. */
	@Transactional(readOnly = true)
	public Set<String> approvers(String agreement) {
		return this.requests.ofAgreement(agreement)
			.stream()
			.flatMap((request) -> this.approvals.of(request.reference()).stream())
			.map(Approval::decidedBy)
			.collect(Collectors.toUnmodifiableSet());
	}

	/**
	 * Whether every term of an agreement's newest submission that needs an approval has
	 * one that counts today.
	 */
	@Transactional(readOnly = true)
	public boolean approved(String agreement) {
		return this.requests.allGranted(this.agreements.latestSubmission(agreement), today());
	}

	/** The steps of the newest revision, or those that it would get now. */
	@Transactional(readOnly = true)
	List<ApprovalStep> route(SpecialTermsRequest request) {
		List<ApprovalStep> kept = this.requests.steps(request.reference(), request.revision());
		return kept.isEmpty() ? answer(request).steps() : kept;
	}

	/**
	 * A revision that whoever asked sends in.
	 * @return whether the process runs; else it has to be started anew
	 * @throws Refusal if the request takes none now
	 */
	@Transactional
	boolean reviseAsked(String reference, String by, TermsAsked asked, List<EvidenceFile> files) {
		SpecialTermsRequest request = lock(reference);
		if (request.origin() == Origin.PACKAGE) {
			throw new Refusal(Refusal.Kind.CONFLICT, "revised-with-the-package",
					"The package %s asks for these terms. Send a corrected package.".formatted(request.agreement()));
		}
		if (request.status() == SpecialTermsStatus.WITHDRAWN
				|| (request.status().granted() && request.agreement() != null)) {
			throw new Refusal(Refusal.Kind.CONFLICT, "status-does-not-allow",
					"%s is %s and takes no revision. Ask anew.".formatted(reference, request.status()));
		}
		revise(request, by, asked, files);
		return !request.status().closed();
	}

	/**
	 * Takes a request back.
	 * @return whether its process runs and has to be told
	 * @throws Refusal if it is too late
	 */
	@Transactional
	boolean withdrawn(String reference, String by, String reason) {
		SpecialTermsRequest request = lock(reference);
		if (request.origin() == Origin.PACKAGE) {
			throw new Refusal(Refusal.Kind.CONFLICT, "withdrawn-with-the-package",
					"The package %s asks for these terms. Withdraw the package.".formatted(request.agreement()));
		}
		if ((request.status().closed() && !request.status().granted()) || request.agreement() != null) {
			throw new Refusal(Refusal.Kind.CONFLICT, "status-does-not-allow",
					"%s is %s and cannot be withdrawn any more.".formatted(reference, request.status()));
		}
		withdraw(request, by, reason);
		return !request.status().closed();
	}

	private void withdraw(SpecialTermsRequest request, String by, String reason) {
		this.requests.closed(request.reference(), SpecialTermsStatus.WITHDRAWN, by, reason, null, now());
		tell("SpecialTermsWithdrawn", request.reference(), by, "Withdrawn: " + reason, Map.of());
	}

	/**
	 * An agreement ended without a signature: what was still asked for with it is
	 * withdrawn.
	 * @return the requests that were open
	 */
	@Transactional
	List<String> agreementEnded(String agreement, String by) {
		List<String> open = this.requests.ofAgreement(agreement)
			.stream()
			.filter((request) -> request.origin() == Origin.PACKAGE && !request.status().closed())
			.map(SpecialTermsRequest::reference)
			.toList();
		open.forEach((reference) -> withdraw(lock(reference), by, "The agreement ended."));
		return open;
	}

	/**
	 * Marks a request whose approval has passed its last day. Where its agreement waits
	 * for a signature, the same is asked for anew.
	 * @return whether it is asked for anew
	 */
	@Transactional
	boolean expired(String reference) {
		SpecialTermsRequest request = lock(reference);
		if (!request.status().granted() || !request.expiresOn().isBefore(today())) {
			return false;
		}
		this.requests.closed(reference, SpecialTermsStatus.EXPIRED, SYSTEM, "Approved until " + request.expiresOn(),
				null, now());
		tell("SpecialTermsExpired", reference, SYSTEM, "The approval ended on " + request.expiresOn(),
				Map.of("expiresOn", request.expiresOn().toString()));
		boolean awaited = request.agreement() != null
				&& this.agreements.load(request.agreement()).status() == AgreementStatus.READY_TO_SIGN;
		if (awaited) {
			revise(request, request.requestedBy(),
					this.reader.stored(this.requests.facts(reference, request.revision())),
					this.requests.evidence(reference, request.revision())
						.stream()
						.map((file) -> new EvidenceFile(file.kind(), file.fileName(), file.sha256()))
						.toList());
		}
		return awaited;
	}

	/** Granted requests whose last day has passed. */
	@Transactional(readOnly = true)
	List<String> pastTheirLastDay() {
		return this.requests.grantedUntilBefore(today());
	}

	/**
	 * A request that the caller may see.
	 * @throws Refusal if there is none: a foreign one is answered like an unknown one
	 */
	@Transactional(readOnly = true)
	SpecialTermsRequest visible(String reference, Caller caller) {
		return this.requests.find(reference)
			.filter((request) -> caller.maySee(request.reseller(), request.subsidiary()))
			.orElseThrow(() -> unknown(reference));
	}

	SpecialTermsRequest load(String reference) {
		return this.requests.find(reference).orElseThrow(() -> unknown(reference));
	}

	private SpecialTermsRequest lock(String reference) {
		return this.requests.findForChange(reference).orElseThrow(() -> unknown(reference));
	}

	static Refusal unknown(String reference) {
		return new Refusal(Refusal.Kind.UNKNOWN, "special-terms-unknown",
				"There is no request for special terms %s that you may see. Check the reference."
					.formatted(Foreign.shortened(reference)));
	}

	private static String codes(TermsAsked asked) {
		return asked.terms().stream().map((term) -> term.asked().code()).collect(Collectors.joining(", "));
	}

	private void tell(String type, String reference, String actor, String summary, Map<String, String> facts) {
		Map<String, String> all = new LinkedHashMap<>(facts);
		this.requests.find(reference).ifPresent((request) -> all.put("status", request.status().name()));
		this.events.publishEvent(new SpecialTermsEvent(type, reference, now(), actor,
				(summary.length() > 1000) ? summary.substring(0, 999) + "…" : summary, all));
	}

	private Instant now() {
		return this.clock.instant().truncatedTo(ChronoUnit.MICROS);
	}

	private LocalDate today() {
		return LocalDate.ofInstant(this.clock.instant(), ZoneOffset.UTC);
	}

}
