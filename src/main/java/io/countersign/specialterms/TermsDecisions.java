package io.countersign.specialterms;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.countersign.agreement.TermsRegister.Condition;
import io.countersign.engine.TaskAnswers;
import io.countersign.identity.People;
import io.countersign.kernel.Refusal;

import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * What the offices of a route do with their steps: decide, ask, pass on, or let the time
 * pass.
 */
@Component
class TermsDecisions {

	private final SpecialTermsRequests requests;

	private final Approvals approvals;

	private final Segregation segregation;

	private final Offices offices;

	private final TermsStages stages;

	private final TermsDialogue dialogue;

	private final People people;

	private final RequestChanges changes;

	TermsDecisions(SpecialTermsRequests requests, Approvals approvals, Segregation segregation, Offices offices,
			TermsStages stages, TermsDialogue dialogue, People people, RequestChanges changes) {
		this.requests = requests;
		this.approvals = approvals;
		this.segregation = segregation;
		this.offices = offices;
		this.stages = stages;
		this.dialogue = dialogue;
		this.people = people;
		this.changes = changes;
	}

	void checkApprover(String reference, String person) {
		this.segregation.checkApprover(this.changes.load(reference), person);
	}

	/** Groups that may decide a step, with those that it was escalated to. */
	@Transactional(readOnly = true)
	List<String> groups(String reference, int step) {
		return this.offices.groups(this.changes.load(reference), this.stages.step(reference, step));
	}

	/** People who stand in for somebody of a step's office today. */
	@Transactional(readOnly = true)
	List<String> covers(String reference, int step) {
		return this.offices.covers(this.changes.load(reference), this.stages.step(reference, step), this.changes.now());
	}

	/** Whoever holds a step from the start: whom it was passed to, or who asked. */
	@Transactional(readOnly = true)
	Optional<String> holder(String reference, int step) {
		return this.requests.holder(reference, this.changes.load(reference).revision(), step);
	}

	void checkDecision(String reference, TaskAnswers answers) {
		TermsAnswers.check(answers, this.changes.today());
		checkApprover(reference, answers.by());
	}

	/**
	 * Records what an approver answered about a step.
	 * @return {@code approved}, {@code refused}, {@code resellerAsked},
	 * {@code colleagueAsked} or {@code delegated}
	 */
	@Transactional
	String answered(String reference, int number, TaskAnswers answers) {
		SpecialTermsRequest request = this.changes.lock(reference);
		TermsAnswers.check(answers, this.changes.today());
		this.segregation.checkApprover(request, answers.by());
		return switch (answers.required("decision")) {
			case "ask" -> this.dialogue.asked(request, number, answers);
			case "delegate" -> delegated(request, number, answers);
			default -> decided(request, number, answers);
		};
	}

	private String decided(SpecialTermsRequest request, int number, TaskAnswers answers) {
		String reference = request.reference();
		ApprovalStep step = this.stages.step(reference, number);
		Approvals.Cover cover = this.offices.capacity(answers.by(), request, step, this.changes.now());
		if (cover != null) {
			this.segregation.checkApprover(request, cover.absent());
		}
		Approval.Decision decision = TermsAnswers.decision(answers);
		List<Condition> conditions = TermsAnswers.conditions(answers);
		LocalDate expiresOn = TermsAnswers.expiresOn(answers, this.changes.today().plusDays(step.validDays()));
		String reason = answers.required("reason").strip();
		String seal = Approvals.seal(step.contentHash(), conditions, step.routeVersion(), expiresOn, decision,
				answers.by());
		this.approvals.add(new Approval(reference, request.revision(), number, step.office(), decision, reason,
				answers.by(), (cover != null) ? cover.absent() : null, step.contentHash(), conditions,
				step.routeVersion(), expiresOn, seal, this.changes.now()), cover);
		boolean refused = decision == Approval.Decision.REFUSE;
		this.changes.tell(refused ? "SpecialTermsStepRefused" : "SpecialTermsStepApproved", reference, answers.by(),
				refused ? "Refused for %s: %s".formatted(OfficeNames.words(step.office()), reason)
						: "Approved for %s%s".formatted(OfficeNames.words(step.office()),
								conditions.isEmpty() ? "" : " with conditions"),
				Map.of("step", Integer.toString(number), "office", step.office(), "contentHash", step.contentHash(),
						"expiresOn", expiresOn.toString()));
		return refused ? "refused" : "approved";
	}

	private String delegated(SpecialTermsRequest request, int number, TaskAnswers answers) {
		String to = answers.required("delegateTo").strip();
		this.offices.expectColleague(to, answers.by());
		ApprovalStep step = this.stages.step(request.reference(), number);
		if (!this.offices.mayDecide(to, request, step, this.changes.now())) {
			throw new Refusal(Refusal.Kind.UNACCEPTABLE, "delegate-of-another-office",
					"%s does not decide for %s here.".formatted(this.people.nameOf(to), step.office()));
		}
		this.segregation.checkApprover(request, to);
		this.requests.delegate(request.reference(), request.revision(), number, answers.by(), to,
				answers.required("reason").strip(), this.changes.now());
		this.changes.tell("SpecialTermsStepDelegated", request.reference(), answers.by(),
				"Passed the decision for %s on".formatted(OfficeNames.words(step.office())),
				Map.of("step", Integer.toString(number), "to", to));
		return "delegated";
	}

	/** Whoever holds a step, or else its office, hears that it is due soon. */
	@Transactional
	void approverReminded(String reference, int number) {
		ApprovalStep step = this.stages.step(reference, number);
		this.changes.tell("SpecialTermsApproverReminded", reference, SpecialTermsService.SYSTEM,
				"Reminded " + OfficeNames.words(step.office()),
				Map.of("step", Integer.toString(number), "office", step.office()));
	}

	/** Offers a step that nobody decided in time to the next level as well. */
	@Transactional
	void escalated(String reference, int number) {
		SpecialTermsRequest request = this.changes.lock(reference);
		ApprovalStep step = this.stages.step(reference, number);
		Optional<String> next = this.offices.next(request, step);
		next.ifPresent(
				(office) -> this.requests.escalate(reference, request.revision(), number, office, this.changes.now()));
		this.changes.tell("SpecialTermsStepEscalated", reference, SpecialTermsService.SYSTEM,
				next.map((office) -> "%s did not decide in time: offered to %s too".formatted(step.office(), office))
					.orElse("%s did not decide in time, and nobody stands above".formatted(step.office())),
				Map.of("step", Integer.toString(number), "office", step.office()));
	}

}
