package io.countersign.roc;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.CountersignTest;
import io.countersign.Database;
import io.countersign.EngineJobs;
import io.countersign.SimulatedRoc;
import io.countersign.TestClock;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a person does about rejections and silence. */
@CountersignTest
class RocIssueTests {

	@Autowired
	private Database database;

	@Autowired
	private SimulatedRoc roc;

	@Autowired
	private EngineJobs jobs;

	@Autowired
	private TestClock clock;

	@Autowired
	private TransactionTemplate transaction;

	@Autowired
	private RuntimeService runtime;

	@Autowired
	private TaskService tasks;

	private Countersigned countersigned;

	@BeforeEach
	void prepare() {
		this.countersigned = new Countersigned(this.database, this.runtime);
	}

	@Test
	void aRejectedAgreementIsSubmittedAgainUnderANewKeyAndBookedOnce() {
		String reference = this.countersigned.submitted("PO-1-R07");
		this.roc.settle();
		assertThat(status(reference)).isEqualTo("ROC_REJECTED");
		assertThat(issue(reference)).containsEntry("kind", "REJECTION").containsEntry("reason_code", "R07");

		solve(reference, "resubmit");
		this.roc.settle();

		assertThat(status(reference)).isEqualTo("BOOKED");
		List<JsonNode> orders = this.roc.ledger("order", reference);
		assertThat(orders).extracting((order) -> order.path("idempotencyKey").asText())
			.hasSize(2)
			.doesNotHaveDuplicates();
		assertThat(this.roc.ledger("event", reference)).extracting((event) -> event.path("type").asText())
			.containsExactly("acknowledged", "rejected", "acknowledged", "accepted", "processed", "invoiced");
		assertThat(issue(reference)).containsEntry("solution", "resubmit").containsEntry("solved_by", "rob");
	}

	@Test
	void aRejectedAgreementGoesBackToTheReseller() {
		String reference = this.countersigned.submitted("PO-1-R01");
		this.roc.settle();
		solve(reference, "return");
		assertThat(status(reference)).isEqualTo("RETURNED");
	}

	@Test
	void aRejectedAgreementIsGivenUp() {
		String reference = this.countersigned.submitted("PO-1-R01");
		this.roc.settle();
		solve(reference, "cancel");
		assertThat(status(reference)).isEqualTo("DECLINED");
		assertThat(this.roc.dispatch()).as("the ROC has nothing that could be cancelled").isZero();
	}

	@Test
	void waitingDoesNotHelpAgainstARejection() {
		String reference = this.countersigned.submitted("PO-1-R01");
		this.roc.settle();
		assertThatThrownBy(() -> solve(reference, "keepWaiting")).hasMessageContaining("Waiting does not help");
		assertThat(task(reference)).as("the task stays").isNotNull();
		assertThat(issue(reference)).containsEntry("solution", null);
	}

	@Test
	void silenceOpensOneIssueWhichTheAnswerCloses() {
		String reference = silent();
		assertThat(issue(reference)).containsEntry("kind", "SILENCE")
			.containsEntry("problem", "Overdue: the acknowledgement by the ROC");
		assertThat(status(reference)).isEqualTo("SUBMITTED_TO_ROC");

		this.clock.reset();
		this.roc.behave();
		this.roc.settle();

		assertThat(status(reference)).isEqualTo("BOOKED");
		assertThat(issue(reference)).containsEntry("solution", "answered");
		assertThat(this.tasks.createTaskQuery().count()).isZero();
	}

	@Test
	void whereTheRocIsOnlySilentAPersonMayWait() {
		String reference = silent();
		assertThatThrownBy(() -> solve(reference, "cancel")).hasMessageContaining("only silent");
		solve(reference, "keepWaiting");
		assertThat(issue(reference)).containsEntry("solution", "keepWaiting");
		this.clock.reset();
		this.roc.behave();
		this.roc.settle();
		assertThat(status(reference)).isEqualTo("BOOKED");
	}

	@Test
	void askingAgainAfterSilenceUsesTheSameKey() {
		String reference = silent();
		solve(reference, "resubmit");
		this.roc.dispatch();
		assertThat(this.roc.ledger("order", reference)).hasSize(1);
		assertThat(this.database.jdbc()
			.queryForMap("select state, round from countersign.roc_outbox where reference = ?", reference))
			.containsEntry("state", "SENT")
			.containsEntry("round", 1);
	}

	@Test
	void aWithdrawalEndsTheIssue() {
		String reference = silent();
		this.transaction.executeWithoutResult((status) -> {
			this.database.jdbc()
				.update("update countersign.agreement set status = 'WITHDRAWN', closed_at = now(), version = version + 1 where reference = ?",
						reference);
			this.runtime.createMessageCorrelation("agreement.withdrawn")
				.processInstanceBusinessKey(reference)
				.correlate();
		});
		assertThat(this.tasks.createTaskQuery().count()).isZero();
		assertThat(this.runtime.createProcessInstanceQuery().count()).isZero();
		assertThat(issue(reference)).hasEntrySatisfying("solution", (solution) -> assertThat(solution).isNotNull());
	}

	/** An agreement that the ROC received and says nothing about for a week. */
	private String silent() {
		this.roc.control("{\"frozen\": true}");
		String reference = this.countersigned.submitted();
		this.roc.dispatch();
		this.clock.travel(Duration.ofDays(7));
		this.jobs.runDue();
		return reference;
	}

	private Task task(String reference) {
		return this.tasks.createTaskQuery()
			.taskDefinitionKey("userTask_solveRocIssue")
			.processInstanceBusinessKey((String) issue(reference).get("number"))
			.singleResult();
	}

	private void solve(String reference, String solution) {
		Task task = task(reference);
		this.tasks.setAssignee(task.getId(), "rob");
		this.tasks.complete(task.getId(),
				Map.of("solution", solution, "explanation", "Cleared with the ROC on the phone"));
	}

	private Map<String, Object> issue(String reference) {
		return this.database.jdbc().queryForMap("select * from countersign.roc_issue where reference = ?", reference);
	}

	private String status(String reference) {
		return this.database.jdbc()
			.queryForObject("select status from countersign.agreement where reference = ?", String.class, reference);
	}

}
