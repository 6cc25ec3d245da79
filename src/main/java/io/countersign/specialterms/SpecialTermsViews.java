package io.countersign.specialterms;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.countersign.agreement.TermsRegister.Condition;
import io.countersign.agreement.Visibility;
import io.countersign.audit.AuditTrail;
import io.countersign.identity.Caller;
import io.countersign.kernel.Money;
import io.countersign.kernel.Refusal;
import io.countersign.kernel.Refusal.Kind;

import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * What the API shows of requests. Every answer holds only what the caller may see;
 * resellers see which office decided, not which person.
 */
@Component
@Transactional(readOnly = true)
class SpecialTermsViews {

	private static final int MAX_PAGE_SIZE = 200;

	/** A request in the list. */
	record Row(String reference, SpecialTermsStatus status, int revision, String reseller, String customer,
			String programme, Money totalValue, String agreement, String waitsFor, Instant waitsUntil,
			LocalDate expiresOn, Instant receivedAt, Instant changedAt) {
	}

	/**
	 * A page of the list.
	 *
	 * @param page counted from 0
	 */
	record Page(List<Row> items, int page, int size, long total) {
	}

	/** A term of the newest revision. */
	record TermView(String code, String title, String termClass, String text, BigDecimal percent, BigDecimal amount,
			String justification, String textHash) {
	}

	record EvidenceView(String kind, String fileName, String sha256) {
	}

	/**
	 * A step of the route.
	 *
	 * @param decision {@code null} while nobody decided
	 */
	record StepView(int stage, String office, String because, List<Integer> terms, String decision,
			LocalDate expiresOn) {
	}

	/**
	 * A question of an approver.
	 *
	 * @param answer {@code null} while nobody answered
	 */
	record QuestionView(int number, String question, Instant askedAt, String answer, Instant answeredAt) {
	}

	/** Something that happened. */
	record Event(Instant at, String type, String actor, String summary) {
	}

	/**
	 * Everything about one request that the caller may know.
	 *
	 * @param decisionReason why it was refused, returned or withdrawn
	 */
	record Detail(String reference, SpecialTermsStatus status, String origin, int revision, String reseller,
			String customer, String customerCountry, String programme, String segment, Money totalValue,
			String agreement, String waitsFor, Instant waitsSince, Instant waitsUntil, String decisionReason,
			LocalDate expiresOn, Instant receivedAt, Instant changedAt, List<TermView> terms,
			List<EvidenceView> evidence, List<String> missingEvidence, List<StepView> route, List<Condition> conditions,
			List<QuestionView> questions, List<Event> timeline) {
	}

	private final SpecialTermsRequests requests;

	private final Approvals approvals;

	private final TermsQuestions questions;

	private final SpecialTermsService service;

	private final RequestedTerms terms;

	private final Visibility visibility;

	private final AuditTrail trail;

	private final Clock clock;

	SpecialTermsViews(SpecialTermsRequests requests, Approvals approvals, TermsQuestions questions,
			SpecialTermsService service, RequestedTerms terms, Visibility visibility, AuditTrail trail, Clock clock) {
		this.requests = requests;
		this.approvals = approvals;
		this.questions = questions;
		this.service = service;
		this.terms = terms;
		this.visibility = visibility;
		this.trail = trail;
		this.clock = clock;
	}

	/**
	 * A page of the list, newest first.
	 * @throws Refusal if a filter means nothing
	 */
	Page list(String status, int page, int size, Caller caller) {
		if (page < 0 || size < 1 || size > MAX_PAGE_SIZE) {
			throw new Refusal(Kind.MALFORMED, "page-invalid",
					"'page' counts from 0 and 'size' is 1 to %d.".formatted(MAX_PAGE_SIZE));
		}
		List<String> conditions = new ArrayList<>();
		List<Object> values = new ArrayList<>();
		if (caller.isReseller()) {
			conditions.add("reseller = ?");
			values.add(caller.id());
		}
		else if (!caller.readsEverything()) {
			conditions.add("subsidiary = any (?)");
			values.add(caller.subsidiaries().toArray(String[]::new));
		}
		if (status != null && !status.isBlank()) {
			conditions.add("status = ?");
			values.add(status(status).name());
		}
		String where = conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
		return new Page(this.requests.search(where, values, size, (long) page * size)
			.stream()
			.map(SpecialTermsViews::row)
			.toList(), page, size, this.requests.count(where, values));
	}

	private static SpecialTermsStatus status(String name) {
		for (SpecialTermsStatus status : SpecialTermsStatus.values()) {
			if (status.name().equals(name)) {
				return status;
			}
		}
		throw new Refusal(Kind.MALFORMED, "status-unknown",
				"There is no status of that name. Statuses are: %s.".formatted(List.of(SpecialTermsStatus.values())));
	}

	private static Row row(SpecialTermsRequest request) {
		return new Row(request.reference(), request.status(), request.revision(), request.reseller(),
				request.customer(), request.programme(), request.value(), request.agreement(), request.waitsFor(),
				request.waitsUntil(), request.expiresOn(), request.receivedAt(), request.changedAt());
	}

	/**
	 * @throws Refusal if there is none that the caller may see
	 */
	Detail detail(String reference, Caller caller) {
		SpecialTermsRequest request = this.requests.find(reference)
			.filter((found) -> this.visibility.reaches(caller, reference, found.reseller(), found.subsidiary()))
			.orElseThrow(() -> SpecialTermsService.unknown(reference));
		List<ApprovalStep> steps = this.requests.steps(reference, request.revision());
		List<Approval> decided = this.approvals.of(reference);
		return new Detail(reference, request.status(), request.origin().name(), request.revision(), request.reseller(),
				request.customer(), request.customerCountry(), request.programme(), request.segment(), request.value(),
				request.agreement(), request.waitsFor(), request.waitsSince(), request.waitsUntil(), reason(request),
				request.expiresOn(), request.receivedAt(), request.changedAt(),
				this.requests.terms(reference, request.revision())
					.stream()
					.map((term) -> new TermView(term.code(), term.title(), term.termClass(), term.text(),
							term.percent(), term.amount(), term.justification(), term.textHash()))
					.toList(),
				this.requests.evidence(reference, request.revision())
					.stream()
					.map((file) -> new EvidenceView(file.kind(), file.fileName(), file.sha256()))
					.toList(),
				List.copyOf(this.terms.missingEvidence(request)),
				steps.stream().map((step) -> step(step, decided, request)).toList(),
				request.status().granted() ? this.approvals.conditions(reference, steps) : List.of(),
				this.questions.of(reference)
					.stream()
					.filter((question) -> !caller.isReseller() || question.askedOf().equals(caller.id()))
					.map((question) -> new QuestionView(question.number(), question.question(), question.askedAt(),
							question.answer(), question.answeredAt()))
					.toList(),
				this.trail.of(reference).stream().map((entry) -> event(entry, caller)).toList());
	}

	private String reason(SpecialTermsRequest request) {
		return (request.status() == SpecialTermsStatus.RETURNED)
				? this.requests.triage(request.reference(), request.revision())
					.map(SpecialTermsRequests.Triage::reason)
					.orElse(null)
				: request.decisionReason();
	}

	private StepView step(ApprovalStep step, List<Approval> decided, SpecialTermsRequest request) {
		Optional<Approval> counting = this.approvals
			.counting(request.reference(), step, LocalDate.ofInstant(this.clock.instant(), ZoneOffset.UTC))
			.or(() -> decided.stream()
				.filter((approval) -> approval.revision() == request.revision() && approval.step() == step.step())
				.findFirst());
		return new StepView(step.stage(), step.office(), step.because(), step.terms(),
				counting.map((approval) -> approval.decision().name()).orElse(null),
				counting.map(Approval::expiresOn).orElse(null));
	}

	/** What the desk says to itself stays inside: resellers learn that it happened. */
	private static Event event(AuditTrail.Entry entry, Caller caller) {
		boolean ours = caller.isReseller() && !List.of(SpecialTermsService.SYSTEM, caller.id()).contains(entry.actor());
		return new Event(entry.occurredAt(), entry.type(), ours ? "desk" : entry.actor(), entry.summary());
	}

}
