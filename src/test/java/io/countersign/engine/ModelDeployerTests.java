package io.countersign.engine;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import io.countersign.engine.EngineTestApplication.TestModels;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.repository.Deployment;
import org.camunda.bpm.engine.repository.Resource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@EngineTest
class ModelDeployerTests {

	@Autowired
	private ModelDeployer deployer;

	@Autowired
	private TestModels models;

	@Autowired
	private RepositoryService repository;

	@Test
	void deploysTheModelsOfTheApplicationAtItsStartAndNothingTwice() {
		assertThat(this.deployer.deployed()).contains("agreement-execution", "roc-issue", "special-terms-approval");
		assertThat(this.deployer.deploy()).isEmpty();
	}

	@Test
	void bundlesAProcessWithItsFormsAndTheDecisionsOfItsFolder() {
		this.models.in("good").deploy();
		assertThat(resourcesOfTheNewest("decide-case")).containsExactlyInAnyOrder("processes/case/decide-case.bpmn",
				"forms/case/decide-case.form", "processes/case/case-route.dmn");
		assertThat(resourcesOfTheNewest("papers")).containsExactly("processes/papers/case-papers.dmn");
	}

	@Test
	void givesANewVersionToTheChangedBundleOnly() {
		this.models.in("good").deploy();
		int before = version("decide-case");
		int other = version("call-case");
		assertThat(this.models.in("changed").deploy()).containsExactly("decide-case");
		assertThat(version("decide-case")).isEqualTo(before + 1);
		assertThat(version("call-case")).isEqualTo(other);
		assertThat(resourcesOfTheNewest("decide-case")).contains("forms/case/decide-case.form");
	}

	@Test
	void twoNodesStartingAtOnceDeployOnce() throws Exception {
		this.models.in("good").deploy();
		int before = version("decide-case");
		ExecutorService nodes = Executors.newFixedThreadPool(2);
		try {
			Callable<List<String>> start = () -> this.models.in("changed").deploy();
			List<Future<List<String>>> started = nodes.invokeAll(List.of(start, start));
			assertThat(Stream.of(started.get(0).get(), started.get(1).get()).flatMap(List::stream))
				.containsExactly("decide-case");
		}
		finally {
			nodes.shutdownNow();
		}
		assertThat(version("decide-case")).isEqualTo(before + 1);
	}

	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiter = '|',
			textBlock = """
					unknown-form | processes/case/decide-case.bpmn, element userTask_decideCase: there is no form 'decide-cases'
					no-form | processes/case/decide-case.bpmn, element userTask_decideCase: it has no form (camunda:formRef)
					wrong-process-id | processes/case/decide-case.bpmn, element decide-a-case: the process id must be the file's name
					no-time-to-live | processes/case/decide-case.bpmn, element decide-case: camunda:historyTimeToLive must say in days
					time-to-live-in-years | processes/case/decide-case.bpmn, element decide-case: camunda:historyTimeToLive must say in days
					same-file-name | forms/other/decide-case.form: there is another file of this name, forms/case/decide-case.form
					not-bpmn | processes/case/decide-case.bpmn: it is no valid BPMN:
					not-xml | processes/case/decide-case.bpmn: it is no valid BPMN:
					two-processes | processes/case/decide-case.bpmn: it holds 2 processes, but a file is one process
					engine-refuses | processes/case/decide-case.bpmn, element receiveTask_answer: One of the attributes
					bad-expression | processes/case/decide-case.bpmn, element flow_yes:
					script | processes/case/decide-case.bpmn, element serviceTask_recordDecision: 'scriptTask' is not taken here
					not-json | forms/case/decide-case.form: it is not JSON:
					wrong-form-id | forms/case/decide-case.form: the form's id is 'decide-the-case', but must be the file's name
					unchecked-field | forms/case/decide-case.form: field 'share' is a 'dynamiclist', which cannot be checked
					bad-cell | processes/case/case-route.dmn, element entry_high_value: '>= >' is no FEEL:
					wrong-decision-id | processes/case/case-route.dmn: no decision in it has the file's name as its id, only route
					decision-runs-code | processes/case/case-route.dmn: element entry_high_route is written in 'juel'
					decision-time-to-live | processes/case/case-route.dmn, element case-route: camunda:historyTimeToLive must say in days
					""")
	void refusesABrokenModelWithFileElementAndReason(String folder, String sentence) {
		long before = this.repository.createDeploymentQuery().count();
		assertThatExceptionOfType(BrokenModelException.class)
			.isThrownBy(() -> this.models.in("broken/" + folder).deploy())
			.satisfies(
					(ex) -> assertThat(ex.problems()).anySatisfy((problem) -> assertThat(problem).startsWith(sentence)))
			.satisfies((ex) -> assertThat(new BrokenModelAnalyzer().analyze(ex).getDescription()).contains(sentence));
		assertThat(this.repository.createDeploymentQuery().count()).isEqualTo(before);
	}

	private int version(String process) {
		return this.repository.createProcessDefinitionQuery()
			.processDefinitionKey(process)
			.latestVersion()
			.singleResult()
			.getVersion();
	}

	private List<String> resourcesOfTheNewest(String bundle) {
		Deployment newest = this.repository.createDeploymentQuery()
			.deploymentName(bundle)
			.orderByDeploymentTime()
			.desc()
			.listPage(0, 1)
			.get(0);
		return this.repository.getDeploymentResources(newest.getId()).stream().map(Resource::getName).toList();
	}

}
