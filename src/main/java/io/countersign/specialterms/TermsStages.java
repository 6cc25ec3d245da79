package io.countersign.specialterms;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.countersign.agreement.DeadlinePolicy;

import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Who must approve a request, stage by stage, and who of them is asked next.
 */
@Component
class TermsStages {

	private final SpecialTermsRequests requests;

	private final Approvals approvals;

	private final ApprovalRoute route;

	private final RequestedTerms terms;

	private final DeadlinePolicy deadlines;

	private final RequestChanges changes;

	TermsStages(SpecialTermsRequests requests, Approvals approvals, ApprovalRoute route, RequestedTerms terms,
			DeadlinePolicy deadlines, RequestChanges changes) {
		this.requests = requests;
		this.approvals = approvals;
		this.route = route;
		this.terms = terms;
		this.deadlines = deadlines;
		this.changes = changes;
	}

	/**
	 * Who would have to approve, without asking anybody.
	 * @return empty where nobody has to
	 */
	@Transactional(readOnly = true)
	List<ApprovalStep> preview(TermsAsked asked) {
		return this.route
			.of(new ApprovalRoute.Content(asked.customer().legalName(), asked.customer().country(), asked.programme(),
					asked.totalValue(), this.terms.of(asked)), this.changes.today())
			.steps();
	}

	/**
	 * Determines who must approve the newest revision and keeps it.
	 * @return whether somebody still has to
	 */
	@Transactional
	boolean determineRoute(String reference) {
		SpecialTermsRequest request = this.changes.lock(reference);
		List<ApprovalStep> steps = this.requests.steps(reference, request.revision());
		if (steps.isEmpty() && this.requests.unaskedUntil(reference, request.revision()).isEmpty()) {
			ApprovalRoute.Answer answer = answer(request);
			steps = answer.steps();
			this.requests.addSteps(reference, request.revision(), steps, this.changes.now());
			answer.unasked()
				.ifPresent((unasked) -> this.requests.addUnasked(reference, request.revision(), unasked,
						this.changes.now(),
						this.changes.today().plusDays(this.approvals.unaskedDays(this.changes.today()))));
			this.changes.tell("ApprovalRouteDetermined", reference, SpecialTermsService.SYSTEM,
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

	/** Has a request wait for the offices of its earliest open stage. */
	void awaitApprovers(SpecialTermsRequest request, List<ApprovalStep> open) {
		Instant now = this.changes.now();
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
		SpecialTermsRequest request = this.changes.load(reference);
		List<ApprovalStep> open = open(request, this.requests.steps(reference, request.revision()));
		return open.stream().filter((step) -> step.stage() == open.get(0).stage()).map(ApprovalStep::step).toList();
	}

	/** The steps of the newest revision, or those that it would get now. */
	@Transactional(readOnly = true)
	List<ApprovalStep> route(SpecialTermsRequest request) {
		List<ApprovalStep> kept = this.requests.steps(request.reference(), request.revision());
		return kept.isEmpty() ? answer(request).steps() : kept;
	}

	/** The route of what the newest revision asks for, as the table answers it now. */
	ApprovalRoute.Answer answer(SpecialTermsRequest request) {
		return this.route.of(
				new ApprovalRoute.Content(request.customer(), request.customerCountry(), request.programme(),
						request.value(), this.requests.terms(request.reference(), request.revision())),
				this.changes.today());
	}

	/** The steps without an approval that counts today. */
	List<ApprovalStep> open(SpecialTermsRequest request, List<ApprovalStep> steps) {
		return steps.stream()
			.filter((step) -> this.approvals.counting(request.reference(), step, this.changes.today()).isEmpty())
			.toList();
	}

	/** The office that a step of the newest revision asks. */
	@Transactional(readOnly = true)
	ApprovalStep step(String reference, int step) {
		return this.requests.steps(reference, this.changes.load(reference).revision())
			.stream()
			.filter((each) -> each.step() == step)
			.findFirst()
			.orElseThrow(() -> new IllegalStateException("%s has no step %d".formatted(reference, step)));
	}

}
