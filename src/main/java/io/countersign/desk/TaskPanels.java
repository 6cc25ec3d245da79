package io.countersign.desk;

import java.util.List;
import java.util.Optional;

import io.countersign.agreement.AgreementViews;
import io.countersign.desk.Shown.AgreementShown;
import io.countersign.desk.Shown.Badge;
import io.countersign.desk.Shown.Due;
import io.countersign.desk.Shown.Work;
import io.countersign.identity.Caller;
import io.countersign.kernel.Refusal;

import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * What the plugin inside Tasklist shows beside a task. Only for tasks that the person
 * holds or that are offered to the person's groups; any other is answered like one that
 * does not exist.
 */
@RestController
@RequestMapping("/desk/api")
class TaskPanels {

	/** Tasklist shows 15 cards on a page. */
	private static final int MOST_CARDS = 50;

	private final AgreementViews agreements;

	private final Reader reader;

	TaskPanels(AgreementViews agreements, Reader reader) {
		this.agreements = agreements;
		this.reader = reader;
	}

	/**
	 * A task's card in the list of tasks.
	 *
	 * @param due {@code null} where nothing is due
	 */
	record Card(String taskId, String reference, String customer, String value, Badge status, int priority, Due due) {

		private static Card of(Work work) {
			return new Card(work.taskId(), work.reference(), work.customer(), work.value(), work.status(),
					work.priority(), work.due());
		}

	}

	record Cards(List<Card> cards) {
	}

	@GetMapping("/tasks/{taskId}")
	ResponseEntity<Card> card(@PathVariable String taskId) {
		return fresh(Card.of(this.reader.showing().work(task(taskId))));
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
			.map(showing::work)
			.map(Card::of)
			.toList()));
	}

	@GetMapping("/tasks/{taskId}/agreement")
	ResponseEntity<AgreementShown> agreement(@PathVariable String taskId) {
		AgreementViews.WorkItem task = task(taskId);
		return fresh(this.reader.showing().agreement(this.agreements.detail(task.reference(), this.reader.caller())));
	}

	private AgreementViews.WorkItem task(String taskId) {
		return this.agreements.task(taskId, this.reader.caller())
			.orElseThrow(() -> new Refusal(Refusal.Kind.UNKNOWN, "task-unknown", "There is no such task."));
	}

	private static <T> ResponseEntity<T> fresh(T body) {
		return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(body);
	}

}
