package io.countersign.engine;

import java.nio.charset.StandardCharsets;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.repository.Deployment;
import org.camunda.bpm.engine.runtime.Job;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.Status;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;

@EngineTest
class EngineMetricsTests {

	private static final String PROCESS = """
			<?xml version="1.0" encoding="UTF-8"?>
			<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="definitions_later" targetNamespace="https://countersign.example/test">
			  <bpmn:process id="later" isExecutable="true" camunda:historyTimeToLive="P30D">
			    <bpmn:startEvent id="start" camunda:asyncAfter="true" />
			    <bpmn:sequenceFlow id="flow" sourceRef="start" targetRef="end" />
			    <bpmn:endEvent id="end" />
			  </bpmn:process>
			</bpmn:definitions>
			""";

	@Autowired
	private EngineMetrics metrics;

	@Autowired
	private HealthIndicator modelsHealthIndicator;

	@Autowired
	private RepositoryService repository;

	@Autowired
	private RuntimeService runtime;

	@Autowired
	private ManagementService management;

	@Test
	void tellsWhatIsDueAndWhatWasGivenUp() throws Exception {
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		this.metrics.bindTo(registry);
		double due = gauge(registry, "jobs.due");
		double incidents = gauge(registry, "incidents");
		Deployment deployment = this.repository.createDeployment()
			.addInputStream("later.bpmn",
					new ByteArrayResource(PROCESS.getBytes(StandardCharsets.UTF_8)).getInputStream())
			.deploy();
		try {
			String instance = this.runtime.startProcessInstanceByKey("later").getId();
			assertThat(gauge(registry, "jobs.due")).isEqualTo(due + 1);
			assertThat(gauge(registry, "jobs.oldest.due")).isNotNegative();
			Job job = this.management.createJobQuery().processInstanceId(instance).singleResult();
			this.management.setJobRetries(job.getId(), 0);
			assertThat(gauge(registry, "jobs.due")).isEqualTo(due);
			assertThat(gauge(registry, "incidents")).isEqualTo(incidents + 1);
		}
		finally {
			this.repository.deleteDeployment(deployment.getId(), true);
		}
	}

	@Test
	void isHealthyOnceTheModelsAreDeployed() {
		assertThat(this.modelsHealthIndicator.health().getStatus()).isEqualTo(Status.UP);
	}

	private static double gauge(SimpleMeterRegistry registry, String name) {
		return registry.get("countersign.engine." + name).gauge().value();
	}

}
