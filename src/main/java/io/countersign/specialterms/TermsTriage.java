package io.countersign.specialterms;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.countersign.engine.TaskAnswers;
import io.countersign.kernel.Refusal;
import io.countersign.specialterms.SpecialTermsRequest.Origin;

import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * The look through a request before its approvers are asked: whether it is needed, who
 * may do it, what it decides.
 */
@Component
class TermsTriage {

	private final SpecialTermsRequests requests;

	private final Segregation segregation;

	private final TermsStages stages;

	private final RequestedTerms terms;

	private final RequestChanges changes;

	TermsTriage(SpecialTermsRequests requests, Segregation segregation, TermsStages stages, RequestedTerms terms,
			RequestChanges changes) {
		this.requests = requests;
		this.segregation = segregation;
		this.stages = stages;
		this.terms = terms;
		this.changes = changes;
	}

	/**
	 * Whether somebody has to look at the newest revision before its approvers do: not
	 * where all it needs was approved already.
	 */
	@Transactional
	boolean triageNeeded(String reference) {
		SpecialTermsRequest request = this.changes.lock(reference);
		List<ApprovalStep> steps = this.stages.answer(request).steps();
		return steps.isEmpty() || !this.stages.open(request, steps).isEmpty();
	}

	/**
	 * Records what the triage decided.
	 * @return {@code accept}, {@code return} or {@code refuse}
	 */
	@Transactional
	String triaged(String reference, TaskAnswers answers) {
		SpecialTermsRequest request = this.changes.lock(reference);
		checkTriage(request, answers);
		String decision = answers.required("decision");
		String reason = answers.text("reason").map(String::strip).orElse("Complete.");
		Instant now = this.changes.now();
		this.requests.addTriage(reference, request.revision(), decision, reason, answers.by(), now);
		this.changes.tell("SpecialTermsTriaged", reference, answers.by(), switch (decision) {
			case "accept" -> "Accepted for approval";
			case "return" -> "Returned to be completed: " + reason;
			default -> "Refused at triage: " + reason;
		}, Map.of("decision", decision, "revision", Integer.toString(request.revision())));
		return decision;
	}

	void checkTriage(String reference, TaskAnswers answers) {
		checkTriage(this.changes.load(reference), answers);
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
		Set<String> missing = this.terms.missingEvidence(request);
		if (decision.equals("accept") && request.origin() != Origin.PACKAGE && !missing.isEmpty()) {
			throw new Refusal(Refusal.Kind.CONFLICT, "evidence-missing",
					"Evidence is missing: %s. Return the request to have it completed.".formatted(missing.stream()
						.map((kind) -> kind.toLowerCase(Locale.ROOT).replace('_', ' '))
						.collect(Collectors.joining(", "))));
		}
	}

	void checkTriager(String reference, String person) {
		this.segregation.checkTriager(this.changes.load(reference), person);
	}

}
