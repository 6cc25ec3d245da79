package io.countersign.agreement;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.countersign.audit.AuditTrail;
import io.countersign.identity.Caller;
import io.countersign.kernel.Money;

/**
 * What pages and the API show. Every answer holds only what the caller may see; a foreign
 * agreement is refused exactly like an unknown one.
 */
public interface AgreementViews {

	/**
	 * One line of the list.
	 *
	 * @param waitsFor what has to happen next, in words; {@code null} once closed
	 * @param waitsUntil when it is due; {@code null} where nothing is due
	 */
	record Row(String reference, String reseller, String subsidiary, String programme, String scenario, String segment,
			String customer, Money value, AgreementStatus status, String stage, String waitsFor, Instant waitsSince,
			Instant waitsUntil, Instant receivedAt, Instant changedAt, int submission) {
	}

	/**
	 * A document of an agreement. {@code role} is {@code RECEIVED} or
	 * {@code COUNTERSIGNED}.
	 *
	 * @param level what our digital signature on it proves by itself; {@code null} where
	 * it has none
	 * @param stampedAt the time that is proven; {@code null} where none is
	 */
	record DocumentView(String sha256, String type, String code, String fileName, String role, int submission,
			int pages, long size, SignatureLevel level, Instant stampedAt) {
	}

	/**
	 * A submission with what was found in it.
	 *
	 * @param reason why policy chose the route, for the desk; {@code null} for resellers,
	 * who could tell a second look by it
	 * @param decisions what the decision tables answered; a reseller sees those about the
	 * package without their inputs, the desk sees all
	 * @param comparison with the submission before; {@code null} for the first one
	 */
	record SubmissionView(int number, Instant receivedAt, String receivedFrom, String contentHash,
			List<Finding> findings, String route, String reason, List<DecisionRecord> decisions,
			SubmissionComparison comparison) {
	}

	/** The receipt that the newest submission refers to. */
	record Preflighted(String number, Instant issuedAt) {
	}

	/**
	 * Everything about one agreement.
	 *
	 * @param timeline for resellers with the facts that are open to them
	 * @param facts the facts of the newest submission
	 * @param findings the findings of the newest submission
	 * @param people names to show for the actors of the timeline
	 * @param review what people judged about it; nothing for resellers
	 * @param preflight {@code null} where it refers to no receipt of its reseller
	 */
	record Detail(Row row, AgreementPackage facts, LocalDate termStart, LocalDate termEnd, List<Finding> findings,
			List<SubmissionView> submissions, List<DocumentView> documents, List<AuditTrail.Entry> timeline,
			List<WorkItem> openTasks, Map<String, String> people, Preflighted preflight, ReviewState review) {
	}

	/**
	 * An open user task with the facts to choose it by.
	 *
	 * @param status name of the subject's status, by kind of subject
	 */
	record WorkItem(String taskId, String taskKey, String name, WorkSubject.Kind kind, String reference,
			String customer, Money value, String status, String assignee, List<String> candidateGroups, int priority,
			Instant createdAt, Instant dueAt) {
	}

	/**
	 * Filters of the list; {@code null} means any.
	 *
	 * @param q text looked for in reference, customer and reseller, at most 100
	 * characters
	 * @param page counted from 0
	 * @param size 1 to 200
	 * @param sort {@code received}, {@code value}, {@code due}, {@code customer} or
	 * {@code reference}, with a leading {@code -} for descending; {@code null}: newest
	 * first
	 */
	record Search(String status, String stage, String reseller, String q, String sort, int page, int size) {
	}

	record Page<T>(List<T> items, int page, int size, long total) {
	}

	/**
	 * A page of the list.
	 * @throws io.countersign.kernel.Refusal if a filter means nothing
	 */
	Page<Row> search(Search search, Caller caller);

	/**
	 * @throws io.countersign.kernel.Refusal if there is none that the caller may see
	 */
	Detail detail(String reference, Caller caller);

	/**
	 * One document of an agreement, also a former version of a countersigned one.
	 * @return empty where the agreement has no such document
	 * @throws io.countersign.kernel.Refusal if there is no such agreement that the caller
	 * may see
	 */
	Optional<DocumentView> document(String reference, String sha256, Caller caller);

	/** Open tasks the person holds or may take, most urgent first. */
	List<WorkItem> work(Caller caller, int limit);

	/**
	 * The task, if the person holds it or is of a group that it is offered to, whoever
	 * holds it now.
	 */
	Optional<WorkItem> task(String taskId, Caller caller);

	/** Number of agreements the caller sees, by status. */
	Map<AgreementStatus, Long> counts(Caller caller);

}
