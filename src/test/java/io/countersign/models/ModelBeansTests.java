package io.countersign.models;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.countersign.CountersignTest;
import io.countersign.engine.UserTaskRule;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.model.bpmn.instance.FlowElement;
import org.camunda.bpm.model.bpmn.instance.ServiceTask;
import org.camunda.bpm.model.bpmn.instance.UserTask;
import org.junit.jupiter.api.Test;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the models ask of the running application, and the other way round.
 */
@CountersignTest(freshForEachMethod = false)
class ModelBeansTests {

	/** Call of a method of a bean: {@code teams.clm(execution)}. */
	private static final Pattern CALL = Pattern.compile("\\$\\{(\\w+)\\.(\\w+)\\(([^}]*)\\)}");

	@Autowired
	private ApplicationContext application;

	@Autowired
	private RepositoryService repository;

	@Test
	void everyStepHasItsBeanAndEveryBeanItsStep() {
		Set<String> asked = Models.all(ServiceTask.class)
			.stream()
			.map((task) -> task.getCamundaDelegateExpression().replaceAll("[${}]", ""))
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(this.application.getBeansOfType(JavaDelegate.class).keySet())
			.containsExactlyInAnyOrderElementsOf(asked);
	}

	@Test
	void everyUserTaskHasItsRuleAndEveryRuleItsTask() {
		assertThat(this.application.getBeansOfType(UserTaskRule.class).values().stream().map(UserTaskRule::task))
			.containsExactlyInAnyOrderElementsOf(Models.all(UserTask.class).stream().map(FlowElement::getId).toList());
	}

	@Test
	void everyExpressionCallsAMethodThatIsThere() {
		Models.processes().forEach((path, model) -> {
			Set<MatchResult> calls = CALL
				.matcher(org.camunda.bpm.model.bpmn.Bpmn.convertToString(model).replace("&#39;", "'"))
				.results()
				.collect(Collectors.toSet());
			assertThat(calls).as(path).isNotEmpty();
			for (MatchResult call : calls) {
				assertThat(this.application.containsBean(call.group(1))).as(path + ": " + call.group()).isTrue();
				Class<?> type = AopUtils.getTargetClass(this.application.getBean(call.group(1)));
				assertThat(Modifier.isPublic(type.getModifiers())).as(type + " is called by a model").isTrue();
				int parameters = call.group(3).split(",").length;
				assertThat(Arrays.stream(type.getMethods())
					.filter((Method method) -> method.getName().equals(call.group(2)))
					.map(Method::getParameterCount)).as(path + ": " + call.group()).contains(parameters);
			}
		});
	}

	@Test
	void everyModelIsDeployedAsItLiesHere() {
		Map<String, String> ours = Models.processes()
			.values()
			.stream()
			.map(Models::process)
			.collect(Collectors.toMap((process) -> process.getId(), (process) -> process.getCamundaVersionTag()));
		// Other tests of the run deploy processes of their own.
		Map<String, String> deployed = this.repository.createProcessDefinitionQuery()
			.latestVersion()
			.list()
			.stream()
			.filter((process) -> ours.containsKey(process.getKey()))
			.collect(Collectors.toMap((process) -> process.getKey(), (process) -> process.getVersionTag()));
		assertThat(deployed).isEqualTo(ours);
		assertThat(this.repository.createDecisionDefinitionQuery().latestVersion().list())
			.extracting((decision) -> decision.getKey())
			.containsAll(Models.decisions().keySet().stream().map(Models::baseName).toList());
	}

}
