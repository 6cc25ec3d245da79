package io.countersign.engine;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

import io.countersign.engine.EngineTestApplication.Recorder;
import io.countersign.engine.EngineTestApplication.TestModels;
import io.countersign.kernel.Refusal;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.camunda.bpm.engine.AuthorizationService;
import org.camunda.bpm.engine.FormService;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.engine.task.Task;
import org.camunda.bpm.engine.variable.VariableMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.client.TestRestTemplate;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@EngineTest
class UserTaskTests {

	private static final String REFERENCE = "EA-2027-000007";

	private static final Map<String, Object> PASS = Map.of("decision", "pass", "confirmed", true);

	@Autowired
	private Processes processes;

	@Autowired
	private TestModels models;

	@Autowired
	private RuntimeService runtime;

	@Autowired
	private TaskService tasks;

	@Autowired
	private FormService forms;

	@Autowired
	private HistoryService history;

	@Autowired
	private IdentityService identities;

	@Autowired
	private AuthorizationService authorizations;

	@Autowired
	private JdbcTemplate jdbc;

	@Autowired
	private Recorder recorder;

	@Autowired
	private TestRestTemplate http;

	@BeforeEach
	void deploy() {
		this.models.in("good").deploy();
		this.recorder.clear();
	}

	@AfterEach
	void clean() {
		this.identities.clearAuthentication();
		TestInstances.removeAll(this.runtime, this.history);
	}

	@Test
	void handsTheAnswersWithTheirAuthorToTheNextStep() {
		String task = claimedBy("clara");
		this.identities.setAuthentication("clara", List.of("clm-DE"));
		this.forms.submitTaskForm(task, Map.of("decision", "return", "reason", " Page 3 is missing. ", "confirmed",
				true, "share", "12.50", "customer", "Contoso"));
		TaskAnswers answers = this.recorder.answers.get(0);
		assertThat(answers.task()).isEqualTo("userTask_decideCase");
		assertThat(answers.by()).isEqualTo("clara");
		assertThat(answers.at()).isNotNull();
		assertThat(answers.values()).isEqualTo(Map.of("decision", "return", "reason", "Page 3 is missing.", "confirmed",
				true, "share", new BigDecimal("12.50")));
	}

	@Test
	void leavesNoAnswerInTheProcessNorInItsHistory() {
		this.forms.submitTaskForm(claimedBy("clara"),
				Map.of("decision", "return", "reason", "Page 3 is missing.", "confirmed", true));
		assertThat(this.runtime.createVariableInstanceQuery().count()).isZero();
		assertThat(this.history.createHistoricVariableInstanceQuery().count()).isZero();
		assertThat(this.history.createHistoricDetailQuery().count()).isZero();
	}

	@Test
	void givesNothingBackToACallerWhoAsksForVariables() {
		VariableMap returned = this.tasks.completeWithVariablesInReturn(claimedBy("clara"), PASS, false);
		assertThat(returned).isEmpty();
		assertThat(this.recorder.answers).hasSize(1);
	}

	@Test
	void refusesANumberThatNobodyCouldWriteOut() {
		String task = claimedBy("clara");
		for (String number : List.of("1E999999999", "1E-999999999", "9".repeat(31), "0." + "0".repeat(30) + "1")) {
			refused(() -> this.tasks.complete(task, Map.of("decision", "pass", "confirmed", true, "share", number)),
					"takes a number of at most 30 digits.");
		}
	}

	@Test
	void refusesAFieldThatTheFormDoesNotHave() {
		String task = claimedBy("clara");
		refused(() -> this.tasks.complete(task, Map.of("decision", "pass", "confirmed", true, "approved", true)),
				"The form of this task has no field 'approved'.");
		assertThat(this.tasks.createTaskQuery().taskId(task).count()).isEqualTo(1);
		assertThat(this.runtime.createVariableInstanceQuery().count()).isZero();
	}

	@Test
	void refusesMissingAndIllegalAnswersAllAtOnce() {
		String task = claimedBy("clara");
		refused(() -> this.tasks.complete(task), "'Decision' is required.");
		refused(() -> this.tasks.complete(task,
				Map.of("decision", "maybe", "share", 101, "confirmed", false, "reason", "x")),
				"'Decision' must be one of 'Pass', 'Return'. 'Reason' needs at least 3 characters. "
						+ "'Share' must be at most 100. 'Confirmed' is required.");
		refused(() -> this.tasks.complete(task, Map.of("decision", "return", "confirmed", true, "reason", "  ")),
				"'Reason' is required.");
		refused(() -> this.tasks.complete(task, Map.of("decision", "pass", "confirmed", "yes")),
				"'Confirmed' is either ticked or not.");
		refused(() -> this.tasks.complete(task, Map.of("decision", List.of("pass"), "confirmed", true)),
				"'Decision' takes a plain value.");
	}

	@Test
	void neitherRequiresNorTakesAFieldThatTheFormHides() {
		this.tasks.complete(claimedBy("clara"), Map.of("decision", "pass", "confirmed", true, "reason", "unseen"));
		assertThat(this.recorder.answers.get(0).values()).doesNotContainKey("reason");
	}

	@Test
	void asksTheRuleOfTheTask() {
		String task = claimedBy("clara");
		refused(() -> this.tasks.complete(task, Map.of("decision", "return", "confirmed", true, "reason", "revenge!")),
				"Revenge is no reason.");
		String other = open("EA-2027-000008/terms");
		refused(() -> this.tasks.claim(other, "mona"), "Mona prepared EA-2027-000008 herself.");
		assertThat(this.tasks.createTaskQuery().taskId(other).singleResult().getAssignee()).isNull();
	}

	@Test
	void takesAnswersOnlyFromWhoHoldsTheTask() {
		String task = open(REFERENCE);
		refused(() -> this.tasks.complete(task, PASS), "Claim this task before you complete it.");
		this.tasks.claim(task, "clara");
		this.identities.setAuthentication("carl", List.of("clm-DE"));
		refused(() -> this.tasks.complete(task, PASS), "This task is held by clara; only they can complete it.");
	}

	@Test
	void closesEveryOtherWayToEndATask() {
		String task = claimedBy("clara");
		String sentence = "A task is completed with its form and in no other way.";
		refused(() -> this.tasks.handleBpmnError(task, "refused", "text", Map.of("approved", true)), sentence);
		refused(() -> this.tasks.handleEscalation(task, "up", Map.of("approved", true)), sentence);
		refused(() -> this.tasks.resolveTask(task, Map.of("approved", true)), sentence);
		refused(() -> this.tasks.delegateTask(task, "carl"), sentence);
	}

	@Test
	void tellsTheWorkListInTheSameTransaction() {
		String task = open(REFERENCE + "/terms");
		assertThat(this.recorder.last).satisfies((now) -> {
			assertThat(now.id()).isEqualTo(task);
			assertThat(now.key()).isEqualTo("userTask_decideCase");
			assertThat(now.name()).isEqualTo("Decide case");
			assertThat(now.process()).isEqualTo("decide-case");
			assertThat(now.reference()).isEqualTo(REFERENCE);
			assertThat(now.candidateGroups()).containsExactly("clm-DE");
			assertThat(now.assignee()).isNull();
			assertThat(now.priority()).isEqualTo(70);
			assertThat(now.createdAt()).isNotNull();
			assertThat(now.dueAt()).isNull();
		});
		this.tasks.claim(task, "clara");
		assertThat(this.recorder.last.assignee()).isEqualTo("clara");
		this.tasks.complete(task, PASS);
		open("EA-2027-000009");
		this.runtime.deleteProcessInstance(this.runtime.createProcessInstanceQuery()
			.processInstanceBusinessKey("EA-2027-000009")
			.singleResult()
			.getId(), "withdrawn");
		assertThat(this.recorder.events).containsExactly("opened", "changed", "closed", "opened", "closed");
	}

	@Test
	void findsTheReferenceOfACalledProcess() {
		this.processes.start("call-case", REFERENCE, Map.of("childKey", REFERENCE + "/child"));
		assertThat(this.recorder.last.reference()).isEqualTo(REFERENCE);
	}

	@Test
	void showsARefusalOverRestAsItsSentence() {
		String task = claimedBy("clara");
		ResponseEntity<Map<String, Object>> answer = post("/task/" + task + "/submit-form",
				Map.of("variables", Map.of("decision", Map.of("value", "pass"), "approved", Map.of("value", true))));
		assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.FORBIDDEN);
		assertThat(answer.getBody()).containsEntry("message",
				"The form of this task has no field 'approved'. 'Confirmed' is required.");
		assertThat(post("/task/" + task + "/submit-form",
				Map.of("variables", Map.of("decision", Map.of("value", "pass"), "confirmed", Map.of("value", true))))
			.getStatusCode()).isEqualTo(HttpStatus.NO_CONTENT);
	}

	@Test
	void showsTasksToTheirSubsidiaryOnlyAndLeavesNoRightBehind() {
		String task = open(REFERENCE);
		assertThat(seenBy("chloe", "clm-FR")).isEmpty();
		assertThat(seenBy("clara", "clm-DE")).containsExactly(task);
		this.tasks.claim(task, "clara");
		this.tasks.complete(task, PASS);
		assertThat(seenBy("clara", "clm-DE")).isEmpty();
		assertThat(this.authorizations.createAuthorizationQuery().resourceType(Resources.TASK).resourceId(task).count())
			.isZero();
		assertThat(this.jdbc.queryForObject(
				"select count(*) from act_ru_authorization where resource_type_ = 19 and resource_id_ = ? and group_id_ = 'clm-FR'",
				Long.class, task))
			.isZero();
	}

	private List<String> seenBy(String user, String group) {
		this.identities.setAuthentication(user, List.of(group));
		try {
			return this.tasks.createTaskQuery().list().stream().map(Task::getId).toList();
		}
		finally {
			this.identities.clearAuthentication();
		}
	}

	private String open(String businessKey) {
		this.processes.start("decide-case", businessKey, Map.of());
		return this.tasks.createTaskQuery().processInstanceBusinessKey(businessKey).singleResult().getId();
	}

	private String claimedBy(String user) {
		String task = open(REFERENCE);
		this.tasks.claim(task, user);
		return task;
	}

	private static void refused(ThrowingCallable call, String sentence) {
		assertThatExceptionOfType(Refusal.class).isThrownBy(call).withMessageContaining(sentence);
	}

	@SuppressWarnings({ "unchecked", "rawtypes" })
	private ResponseEntity<Map<String, Object>> post(String path, Object body) {
		return (ResponseEntity) this.http.postForEntity("/engine-rest/engine/" + EngineTest.ENGINE + path, body,
				Map.class);
	}

}
