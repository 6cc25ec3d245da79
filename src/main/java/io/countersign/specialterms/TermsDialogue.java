package io.countersign.specialterms;

import java.time.Instant;
import java.util.Map;

import io.countersign.agreement.DeadlinePolicy;
import io.countersign.engine.TaskAnswers;
import io.countersign.identity.People;
import io.countersign.kernel.Refusal;

import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Questions that approvers ask before they decide, and the answers to them.
 */
@Component
class TermsDialogue {

	private final SpecialTermsRequests requests;

	private final TermsQuestions questions;

	private final Offices offices;

	private final TermsStages stages;

	private final People people;

	private final DeadlinePolicy deadlines;

	private final RequestChanges changes;

	TermsDialogue(SpecialTermsRequests requests, TermsQuestions questions, Offices offices, TermsStages stages,
			People people, DeadlinePolicy deadlines, RequestChanges changes) {
		this.requests = requests;
		this.questions = questions;
		this.offices = offices;
		this.stages = stages;
		this.people = people;
		this.deadlines = deadlines;
		this.changes = changes;
	}

	/**
	 * Asks the reseller, or a colleague where one is named.
	 * @return {@code resellerAsked} or {@code colleagueAsked}
	 */
	String asked(SpecialTermsRequest request, int number, TaskAnswers answers) {
		String colleague = answers.text("colleague").map(String::strip).orElse(null);
		if (colleague != null) {
			this.offices.expectColleague(colleague, answers.by());
		}
		String of = (colleague != null) ? colleague : request.reseller();
		Instant now = this.changes.now();
		int question = this.questions.add(request.reference(), request.revision(), number, answers.by(), of,
				answers.required("question").strip(), now);
		this.requests.waits(request.reference(), SpecialTermsStatus.INFORMATION_ASKED,
				"An answer by " + this.people.nameOf(of), now,
				this.deadlines.after("termsAnswer", request.subsidiary(), now));
		this.changes.tell("SpecialTermsQuestionAsked", request.reference(), answers.by(),
				"Question %d to %s".formatted(question, (colleague != null) ? "a colleague" : "the reseller"),
				Map.of("question", Integer.toString(question), "askedOf", of));
		return (colleague != null) ? "colleagueAsked" : "resellerAsked";
	}

	/** The newest question about a step. */
	@Transactional(readOnly = true)
	TermsQuestions.Asked question(String reference, int step) {
		return this.questions.newest(reference, this.changes.load(reference).revision(), step)
			.orElseThrow(() -> new IllegalStateException(
					"Nothing was asked about step %d of %s".formatted(step, reference)));
	}

	/** Keeps a colleague's answer. */
	@Transactional
	void colleagueAnswered(String reference, int step, TaskAnswers answers) {
		answer(this.changes.lock(reference), question(reference, step).number(), answers.by(),
				answers.required("answer").strip());
	}

	/**
	 * Keeps a reseller's answer.
	 * @throws Refusal if nothing is asked under that number or it was answered
	 */
	@Transactional
	void resellerAnswered(String reference, int number, String by, String answer) {
		SpecialTermsRequest request = this.changes.lock(reference);
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
		if (!this.questions.answer(request.reference(), number, by, answer, this.changes.now())) {
			throw new Refusal(Refusal.Kind.CONFLICT, "question-answered", "This question was answered already.");
		}
		this.stages.awaitApprovers(request,
				this.stages.open(request, this.requests.steps(request.reference(), request.revision())));
		this.changes.tell("SpecialTermsQuestionAnswered", request.reference(), by,
				"Question %d was answered".formatted(number), Map.of("question", Integer.toString(number)));
	}

}
