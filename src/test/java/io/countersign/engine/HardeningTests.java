package io.countersign.engine;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import javax.sql.DataSource;

import io.countersign.engine.EngineTestApplication.Probe;
import org.camunda.bpm.engine.ParseException;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.filter.Filter;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.query.Query;
import org.camunda.bpm.engine.repository.Deployment;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.camunda.bpm.engine.task.TaskQuery;
import org.camunda.bpm.engine.variable.Variables;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What the engine does as it comes, and what ours does not. */
@EngineTest
class HardeningTests {

	private static final String EXPRESSION = "${probe.touch()}";

	private static final String PROCESS = """
			<?xml version="1.0" encoding="UTF-8"?>
			%s
			<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="definitions_hardening" targetNamespace="https://countersign.example/test">
			  <bpmn:process id="hardening" isExecutable="true" camunda:historyTimeToLive="P30D">
			    <bpmn:documentation>%s</bpmn:documentation>
			    <bpmn:startEvent id="start" />
			    <bpmn:sequenceFlow id="flow_1" sourceRef="start" targetRef="step" />
			    %s
			    <bpmn:sequenceFlow id="flow_2" sourceRef="step" targetRef="end">%s</bpmn:sequenceFlow>
			    <bpmn:endEvent id="end" />
			  </bpmn:process>
			</bpmn:definitions>
			""";

	private static ProcessEngine bare;

	@Autowired
	private ProcessEngine engine;

	@Autowired
	private DataSource database;

	@Autowired
	private Probe probe;

	@Autowired
	private JavaDelegate failingStep;

	@BeforeEach
	void buildTheBareEngine() {
		if (bare == null) {
			bare = BareEngine.on(this.database, configuration(),
					Map.of("probe", this.probe, "failingStep", this.failingStep));
		}
		this.probe.touched = false;
	}

	@AfterEach
	void clean() {
		this.engine.getIdentityService().clearAuthentication();
		TestInstances.removeAll(this.engine.getRuntimeService(), this.engine.getHistoryService());
		this.engine.getRepositoryService()
			.createDeploymentQuery()
			.deploymentName("hardening")
			.list()
			.forEach((deployment) -> this.engine.getRepositoryService().deleteDeployment(deployment.getId(), true));
		this.engine.getFilterService()
			.createFilterQuery()
			.filterName("hardening")
			.list()
			.forEach((filter) -> this.engine.getFilterService().deleteFilter(filter.getId()));
	}

	@AfterAll
	static void closeTheBareEngine() {
		bare.close();
		bare = null;
	}

	/** The ways an expression gets into a query. */
	enum QueryPath {

		AD_HOC {
			@Override
			void run(ProcessEngine engine) {
				direct(engine).list();
			}
		},
		AD_HOC_OR {
			@Override
			void run(ProcessEngine engine) {
				nested(engine).list();
			}
		},
		FILTER {
			@Override
			void run(ProcessEngine engine) {
				engine.getFilterService().list(stored(engine, direct(engine)));
			}
		},
		FILTER_OR {
			@Override
			void run(ProcessEngine engine) {
				engine.getFilterService().list(stored(engine, nested(engine)));
			}
		},
		FILTER_COUNT {
			@Override
			void run(ProcessEngine engine) {
				engine.getFilterService().count(stored(engine, nested(engine)));
			}
		},
		EXTENDED_FILTER {
			@Override
			void run(ProcessEngine engine) {
				String plain = stored(engine, engine.getTaskService().createTaskQuery());
				engine.getFilterService().list(plain, nested(engine));
			}
		};

		abstract void run(ProcessEngine engine);

		private static TaskQuery direct(ProcessEngine engine) {
			return engine.getTaskService().createTaskQuery().taskAssigneeExpression(EXPRESSION);
		}

		private static TaskQuery nested(ProcessEngine engine) {
			return engine.getTaskService().createTaskQuery().or().taskAssigneeExpression(EXPRESSION).endOr();
		}

		private static String stored(ProcessEngine engine, Query<?, Task> query) {
			Filter filter = engine.getFilterService().newTaskFilter("hardening").setQuery(query);
			return engine.getFilterService().saveFilter(filter).getId();
		}

	}

	@ParameterizedTest
	@EnumSource
	void runsNoExpressionThatComesWithAQuery(QueryPath path) {
		assertThatThrownBy(() -> path.run(this.engine)).isInstanceOf(ProcessEngineException.class);
		assertThat(this.probe.touched).isFalse();
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AD_HOC")
	void theBareEngineRunsExpressionsThatComeWithAQuery(QueryPath path) {
		path.run(bare);
		assertThat(this.probe.touched).isTrue();
	}

	@Test
	void evaluatesWhatFiltersNeed() {
		TaskQuery mine = this.engine.getTaskService()
			.createTaskQuery()
			.taskAssigneeExpression("${currentUser()}")
			.or()
			.taskCandidateGroupInExpression("${currentUserGroups()}")
			.endOr();
		Filter filter = this.engine.getFilterService().newTaskFilter("hardening").setOwner("clara").setQuery(mine);
		String id = this.engine.getFilterService().saveFilter(filter).getId();
		this.engine.getIdentityService().setAuthentication("clara", List.of("clm-DE"));
		assertThat(this.engine.getFilterService().list(id)).isEmpty();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					<bpmn:scriptTask id="step" scriptFormat="juel"><bpmn:script>${1 + 1}</bpmn:script></bpmn:scriptTask>
					<bpmn:serviceTask id="step" camunda:class="java.lang.Object" />
					<bpmn:serviceTask id="step" camunda:type="external" camunda:topic="outside" />
					<bpmn:serviceTask id="step" camunda:expression="${true}"><bpmn:extensionElements><camunda:executionListener event="start"><camunda:script scriptFormat="juel">${1 + 1}</camunda:script></camunda:executionListener></bpmn:extensionElements></bpmn:serviceTask>
					<bpmn:serviceTask id="step" camunda:expression="${true}"><bpmn:extensionElements><camunda:executionListener event="start" class="java.lang.Object" /></bpmn:extensionElements></bpmn:serviceTask>
					<bpmn:serviceTask id="step" camunda:expression="${true}"><bpmn:extensionElements><camunda:inputOutput><camunda:inputParameter name="x"><camunda:script scriptFormat="juel">${1 + 1}</camunda:script></camunda:inputParameter></camunda:inputOutput></bpmn:extensionElements></bpmn:serviceTask>
					<bpmn:serviceTask id="step" camunda:expression="${true}"><bpmn:extensionElements><camunda:connector><camunda:connectorId>http-connector</camunda:connectorId></camunda:connector></bpmn:extensionElements></bpmn:serviceTask>
					<bpmn:userTask id="step" camunda:formKey="embedded:app:forms/any.html" />
					<bpmn:userTask id="step" camunda:formRef="any" camunda:formRefBinding="latest" />
					<bpmn:userTask id="step"><bpmn:extensionElements><camunda:formData><camunda:formField id="x" type="string" /></camunda:formData></bpmn:extensionElements></bpmn:userTask>
					""")
	void takesNoModelThatBringsCodeOrForms(String step) {
		String process = process("", "", step, "");
		deploy(bare, "hardening.bpmn", process);
		assertThatExceptionOfType(ParseException.class).isThrownBy(() -> deploy(this.engine, "hardening.bpmn", process))
			.satisfies((ex) -> assertThat(ex.getResorceReports().get(0).getErrors()).hasSize(1));
	}

	@Test
	void takesNoConditionInAnotherLanguage() {
		String process = process("", "", "<bpmn:serviceTask id=\"step\" camunda:expression=\"${true}\" />",
				"<bpmn:conditionExpression xsi:type=\"bpmn:tFormalExpression\" language=\"juel\">${true}</bpmn:conditionExpression>");
		deploy(bare, "hardening.bpmn", process);
		assertThatExceptionOfType(ParseException.class)
			.isThrownBy(() -> deploy(this.engine, "hardening.bpmn", process));
	}

	@Test
	void takesNoDecisionThatRunsCode() throws Exception {
		String decision = Files
			.readString(Path.of("src/test/resources/models/broken/decision-runs-code/processes/case/case-route.dmn"));
		deploy(bare, "hardening.dmn", decision);
		assertThatThrownBy(() -> deploy(this.engine, "hardening.dmn", decision))
			.hasStackTraceContaining("only FEEL is taken here");
	}

	@Test
	void readsNoFileForAModel(@TempDir Path folder) throws Exception {
		Path secret = Files.writeString(folder.resolve("secret.txt"), "secret");
		String process = process("<!DOCTYPE x [<!ENTITY leak SYSTEM \"" + secret.toUri() + "\">]>", "&leak;",
				"<bpmn:serviceTask id=\"step\" camunda:expression=\"${true}\" />", "");
		assertThatThrownBy(() -> deploy(this.engine, "hardening.bpmn", process)).hasStackTraceContaining("DOCTYPE");
	}

	@ParameterizedTest
	@ValueSource(strings = { "${''.getClass().getName()}", "${''.class.name}", "${execution.processEngineServices}",
			"${execution.getProcessEngineServices().getIdentityService()}" })
	void letsNoExpressionOutOfTheModel(String expression) {
		assertThat(run(bare, expression)).isNull();
		assertThat(run(this.engine, expression)).isInstanceOf(ProcessEngineException.class)
			.hasStackTraceContaining("An expression may not use");
	}

	@Test
	void letsExpressionsReachTheApplicationsOwnBeansOnly() {
		assertThat(run(this.engine, EXPRESSION)).isNull();
		assertThat(this.probe.touched).isTrue();
		assertThat(run(this.engine, "${environment.activeProfiles}")).hasMessageContaining("environment");
		assertThat(run(this.engine, "${jdbcTemplate.fetchSize}")).hasMessageContaining("jdbcTemplate");
	}

	@Test
	void endsNoProcessSilentlyAtAnErrorNobodyCatches() {
		String process = process("", "",
				"<bpmn:serviceTask id=\"step\" camunda:delegateExpression=\"${failingStep}\" />", "");
		deploy(bare, "hardening.bpmn", process);
		bare.getRuntimeService().startProcessInstanceByKey("hardening");
		deploy(this.engine, "hardening.bpmn", process);
		assertThatThrownBy(() -> this.engine.getRuntimeService().startProcessInstanceByKey("hardening"))
			.isInstanceOf(ProcessEngineException.class)
			.hasMessageContaining("refused");
	}

	@Test
	void readsNoObjectOfAClassThatSomebodyNames() {
		deploy(this.engine, "hardening.bpmn", process("", "", "<bpmn:receiveTask id=\"step\" />", ""));
		ProcessInstance instance = this.engine.getRuntimeService().startProcessInstanceByKey("hardening");
		this.engine.getRuntimeService()
			.setVariable(instance.getId(), "parcel",
					Variables.serializedObjectValue("{\"title\":\"a window that opens\"}")
						.serializationDataFormat("application/json")
						.objectTypeName("javax.swing.JFrame")
						.create());
		assertThatThrownBy(() -> this.engine.getRuntimeService().getVariable(instance.getId(), "parcel"))
			.hasStackTraceContaining("whitelist");
	}

	@Test
	void looksAtTheFinishedEngine() {
		assertThat(EnginePlugin.openDoors(configuration())).isEmpty();
		assertThat(EnginePlugin.openDoors((ProcessEngineConfigurationImpl) bare.getProcessEngineConfiguration()))
			.contains("authorizations are off", "candidates may change their tasks", "expressions are not guarded",
					"models may read files (XXE)", "any class may be deserialized",
					"uncaught errors end a process silently", "answers become process variables",
					"process models are not guarded", "decision models are not guarded",
					"user tasks are not listened to");
	}

	private ProcessEngineConfigurationImpl configuration() {
		return (ProcessEngineConfigurationImpl) this.engine.getProcessEngineConfiguration();
	}

	/** Runs an expression as the step of a process; answers what it failed with. */
	private static Throwable run(ProcessEngine engine, String expression) {
		deploy(engine, "hardening.bpmn",
				process("", "", "<bpmn:serviceTask id=\"step\" camunda:expression=\"" + expression + "\" />", ""));
		Callable<?> start = () -> engine.getRuntimeService().startProcessInstanceByKey("hardening");
		try {
			start.call();
			return null;
		}
		catch (Exception ex) {
			return ex;
		}
	}

	private static String process(String prologue, String documentation, String step, String condition) {
		return PROCESS.formatted(prologue, documentation, step, condition);
	}

	private static Deployment deploy(ProcessEngine engine, String name, String model) {
		return engine.getRepositoryService()
			.createDeployment()
			.name("hardening")
			.addInputStream(name, new ByteArrayInputStream(model.getBytes(StandardCharsets.UTF_8)))
			.deploy();
	}

}
