package io.countersign.engine;

import java.util.List;
import java.util.Map;

import io.countersign.engine.EngineTestApplication.Recorder;
import io.countersign.engine.EngineTestApplication.TestModels;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.history.HistoricActivityInstance;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

@EngineTest
class ProcessesTests {

	private static final String REFERENCE = "EA-2027-000001";

	@Autowired
	private Processes processes;

	@Autowired
	private TestModels models;

	@Autowired
	private RuntimeService runtime;

	@Autowired
	private TaskService tasks;

	@Autowired
	private HistoryService history;

	@Autowired
	private IdentityService identities;

	@Autowired
	private TransactionTemplate transaction;

	@Autowired
	private Recorder recorder;

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
	void tellsTheInstanceThatWaits() {
		waitForAnAnswer(REFERENCE);
		assertThat(this.processes.tell("test.answered", REFERENCE, Map.of("verdict", "yes"))).isTrue();
		assertThat(this.runtime.createProcessInstanceQuery().processInstanceBusinessKey(REFERENCE).count()).isZero();
		assertThat(this.history.createHistoricActivityInstanceQuery().activityId("endEvent_yes").list())
			.extracting(HistoricActivityInstance::getActivityType)
			.containsExactly("noneEndEvent");
	}

	@Test
	void keepsNoVariableThatAMessageBrings() {
		waitForAnAnswer(REFERENCE);
		this.processes.tell("test.answered", REFERENCE, Map.of("verdict", "no"));
		assertThat(this.history.createHistoricVariableInstanceQuery().variableName("verdict").count()).isZero();
	}

	@Test
	void changesNothingWhereNothingWaitsAndLeavesTheTransactionUsable() {
		this.processes.start("decide-case", REFERENCE, Map.of());
		Boolean told = this.transaction.execute((status) -> {
			boolean answer = this.processes.tell("test.answered", REFERENCE, Map.of("verdict", "yes"));
			this.processes.start("decide-case", "EA-2027-000002", Map.of());
			return answer;
		});
		assertThat(told).isFalse();
		assertThat(this.processes.tell("test.answered", "EA-2027-999999", Map.of())).isFalse();
		assertThat(this.runtime.createProcessInstanceQuery().processInstanceBusinessKey("EA-2027-000002").count())
			.isEqualTo(1);
	}

	@Test
	void findsOneOfSeveralInstancesOfAnAgreementByItsOwnKey() {
		waitForAnAnswer(REFERENCE);
		waitForAnAnswer(REFERENCE + "/terms");
		assertThat(this.processes.tell("test.answered", REFERENCE + "/terms", Map.of("verdict", "no"))).isTrue();
		assertThat(this.runtime.createProcessInstanceQuery().list()).extracting(ProcessInstance::getBusinessKey)
			.containsExactly(REFERENCE);
	}

	@Test
	void actsForACallerWithoutRightsInTheEngine() {
		this.identities.setAuthentication("northwind", List.of());
		this.processes.start("decide-case", REFERENCE, Map.of());
		assertThat(this.identities.getCurrentAuthentication().getUserId()).isEqualTo("northwind");
		this.identities.clearAuthentication();
		waitForAnAnswer(this.tasks.createTaskQuery().singleResult());
		this.identities.setAuthentication("northwind", List.of());
		assertThat(this.processes.tell("test.answered", REFERENCE, Map.of("verdict", "yes"))).isTrue();
	}

	@Test
	void needsFewStatements() {
		waitForAnAnswer(REFERENCE);
		List<String> starting = CountingDataSource
			.during(() -> this.processes.start("decide-case", "EA-2027-000003", Map.of()));
		List<String> asking = CountingDataSource
			.during(() -> this.processes.tell("test.unheard", REFERENCE, Map.of("verdict", "yes")));
		List<String> telling = CountingDataSource
			.during(() -> this.processes.tell("test.answered", REFERENCE, Map.of("verdict", "yes")));
		assertThat(asking).hasSize(1);
		assertThat(telling).hasSizeLessThanOrEqualTo(17);
		assertThat(starting).hasSizeLessThanOrEqualTo(12);
	}

	private void waitForAnAnswer(String businessKey) {
		this.processes.start("decide-case", businessKey, Map.of());
		waitForAnAnswer(this.tasks.createTaskQuery().processInstanceBusinessKey(businessKey).singleResult());
	}

	private void waitForAnAnswer(Task task) {
		this.tasks.claim(task.getId(), "clara");
		this.tasks.complete(task.getId(), Map.of("decision", "pass", "confirmed", true));
	}

}
