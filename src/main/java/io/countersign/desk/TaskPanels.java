package io.countersign.desk;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import io.countersign.agreement.AgreementViews;
import io.countersign.agreement.ReviewService;
import io.countersign.agreement.ReviewState;
import io.countersign.agreement.WorkSubject;
import io.countersign.desk.Shown.AgreementShown;
import io.countersign.desk.Shown.Badge;
import io.countersign.desk.Shown.Due;
import io.countersign.desk.Shown.Work;
import io.countersign.identity.Caller;
import io.countersign.kernel.Refusal;
import io.countersign.roc.RocIssueViews;
import io.countersign.specialterms.ApprovalBrief;
import io.countersign.specialterms.ApprovalBriefs;

import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * What the plugin inside Tasklist shows beside a task, and what a reviewer does there.
 * Only for tasks that the person holds or that are offered to the person's groups; any
 * other is answered like one that does not exist.
 */
@RestController
@RequestMapping("/desk/api")
class TaskPanels {

	/** Tasklist shows 15 cards on a page. */
	private static final int MOST_CARDS = 50;

	private final AgreementViews agreements;

	private final ReviewService reviews;

	private final ApprovalBriefs briefs;

	private final TermsShowing terms;

	private final RocIssueViews issues;

	private final Reader reader;

	TaskPanels(AgreementViews agreements, ReviewService reviews, ApprovalBriefs briefs, TermsShowing terms,
			RocIssueViews issues, Reader reader) {
		this.agreements = agreements;
		this.reviews = reviews;
		this.briefs = briefs;
		this.terms = terms;
		this.issues = issues;
		this.reader = reader;
	}

	/**
	 * A task's card in the list of tasks.
	 *
	 * @param kind what the task is about
	 * @param due {@code null} where nothing is due
	 */
	record Card(String taskId, WorkSubject.Kind kind, String reference, String customer, String value, Badge status,
			int priority, Due due) {

		private static Card of(AgreementViews.WorkItem task, Showing showing) {
			Work work = showing.work(task);
			return new Card(work.taskId(), task.kind(), work.reference(), work.customer(), work.value(), work.status(),
					work.priority(), work.due());
		}

	}

	record Cards(List<Card> cards) {
	}

	@GetMapping("/tasks/{taskId}")
	ResponseEntity<Card> card(@PathVariable String taskId) {
		return fresh(Card.of(task(taskId), this.reader.showing()));
	}

	/** Many cards at once; tasks that the person may not see are left out. */
	@GetMapping("/cards")
	ResponseEntity<Cards> cards(@RequestParam("task") List<String> taskIds) {
		if (taskIds.size() > MOST_CARDS) {
			throw new Refusal(Refusal.Kind.MALFORMED, "too-many-cards",
					"Ask for at most " + MOST_CARDS + " cards at a time.");
		}
		Caller caller = this.reader.caller();
		Showing showing = this.reader.showing();
		return fresh(new Cards(taskIds.stream()
			.distinct()
			.map((taskId) -> this.agreements.task(taskId, caller))
			.flatMap(Optional::stream)
			.map((task) -> Card.of(task, showing))
			.toList()));
	}

	@GetMapping("/tasks/{taskId}/agreement")
	ResponseEntity<AgreementShown> agreement(@PathVariable String taskId) {
		AgreementViews.WorkItem task = task(taskId);
		String agreement = (task.kind() == WorkSubject.Kind.ROC_ISSUE)
				? this.issues.agreement(task.reference()).orElseThrow(TaskPanels::unknown) : task.reference();
		return fresh(this.reader.showing().agreement(this.agreements.detail(agreement, this.reader.caller())));
	}

	/**
	 * A request for special terms with the agreement it belongs to.
	 *
	 * @param agreement {@code null} until a package is linked
	 */
	record TermsAndAgreement(TermsShown terms, AgreementShown agreement) {
	}

	/** What a task about special terms is decided on. */
	@GetMapping("/tasks/{taskId}/terms")
	ResponseEntity<TermsAndAgreement> terms(@PathVariable String taskId) {
		AgreementViews.WorkItem task = task(taskId);
		if (task.kind() != WorkSubject.Kind.SPECIAL_TERMS) {
			throw unknown();
		}
		Caller caller = this.reader.caller();
		Showing showing = this.reader.showing();
		ApprovalBrief brief = this.briefs.of(task.reference(), caller);
		AgreementShown agreement = (brief.agreement() != null)
				? showing.agreement(this.agreements.detail(brief.agreement(), caller)) : null;
		return fresh(new TermsAndAgreement(this.terms.of(brief, task.candidateGroups(), showing), agreement));
	}

	/**
	 * What the holder of a review chooses from.
	 *
	 * @param submission the one that is judged
	 * @param files documents that an own finding may be about
	 * @param csrfHeader name of the header that has to carry {@code csrfToken}
	 */
	record Judging(int submission, List<ReviewState.Reason> acceptanceReasons, List<ReviewState.Reason> returnReasons,
			List<String> files, String csrfHeader, String csrfToken) {
	}

	/** A warning to accept. */
	record Accepting(int submission, int position, String reason, String words) {
	}

	/** A finding of the reviewer's own. */
	record Noting(int submission, String reason, String message, String cure, String document, Integer page) {
	}

	/** Only for the holder of a review; for any other task there is nothing to judge. */
	@GetMapping("/tasks/{taskId}/judging")
	ResponseEntity<Judging> judging(@PathVariable String taskId, CsrfToken csrf) {
		AgreementViews.WorkItem task = task(taskId);
		Caller caller = this.reader.caller();
		if (!task.taskKey().equals("userTask_reviewPackage") || !caller.id().equals(task.assignee())) {
			throw unknown();
		}
		AgreementViews.Detail detail = this.agreements.detail(task.reference(), caller);
		int submission = detail.row().submission();
		return fresh(new Judging(submission, this.reviews.reasons(ReviewState.Catalogue.ACCEPTANCE),
				this.reviews.reasons(ReviewState.Catalogue.RETURN),
				detail.documents()
					.stream()
					.filter((document) -> document.submission() == submission && document.role().equals("RECEIVED"))
					.map(AgreementViews.DocumentView::fileName)
					.toList(),
				csrf.getHeaderName(), csrf.getToken()));
	}

	@PostMapping("/tasks/{taskId}/acceptances")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void accept(@PathVariable String taskId, @RequestBody Accepting accepting) {
		this.reviews.accept(taskId, this.reader.caller().id(), accepting.submission(), accepting.position(),
				accepting.reason(), accepting.words());
	}

	@PostMapping("/tasks/{taskId}/findings")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void note(@PathVariable String taskId, @RequestBody Noting noting) {
		this.reviews.note(taskId, this.reader.caller().id(), noting.submission(), noting.reason(), noting.message(),
				noting.cure(), noting.document(), noting.page());
	}

	@DeleteMapping("/tasks/{taskId}/findings/{note}")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void removeNote(@PathVariable String taskId, @PathVariable UUID note, @RequestParam int submission) {
		this.reviews.removeNote(taskId, this.reader.caller().id(), submission, note);
	}

	private AgreementViews.WorkItem task(String taskId) {
		return this.agreements.task(taskId, this.reader.caller()).orElseThrow(TaskPanels::unknown);
	}

	private static Refusal unknown() {
		return new Refusal(Refusal.Kind.UNKNOWN, "task-unknown", "There is no such task.");
	}

	private static <T> ResponseEntity<T> fresh(T body) {
		return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(body);
	}

}
