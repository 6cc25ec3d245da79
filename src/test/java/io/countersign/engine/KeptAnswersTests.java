package io.countersign.engine;

import java.util.Map;

import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.repository.Deployment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/** What a decision table answered is kept, but never beyond its version. */
@EngineTest
class KeptAnswersTests {

	@Autowired
	private RepositoryService repository;

	@Autowired
	private SystemRights system;

	private Deployment first;

	private Deployment second;

	@AfterEach
	void remove() {
		this.system.call(() -> {
			for (Deployment deployment : new Deployment[] { this.first, this.second }) {
				if (deployment != null) {
					this.repository.deleteDeployment(deployment.getId(), true);
				}
			}
			return null;
		});
	}

	@Test
	void aNewVersionAnswersAnew() {
		EngineDecisions decisions = new EngineDecisions(this.repository, this.system, System::nanoTime);
		this.first = deploy("\"one\"");
		Decision one = decisions.evaluate("kept", Map.of("x", "a"));
		assertThat(one.text("y")).isEqualTo("one");
		assertThat(decisions.evaluate("kept", Map.of("x", "a")).rows()).isSameAs(one.rows());
		assertThat(decisions.evaluate("kept", Map.of("x", "b")).rows()).isEmpty();
		this.second = deploy("\"two\"");
		decisions.forget();
		assertThat(decisions.evaluate("kept", Map.of("x", "a"))).satisfies((decision) -> {
			assertThat(decision.version()).isEqualTo(2);
			assertThat(decision.text("y")).isEqualTo("two");
		});
	}

	@Test
	void aTableThatAsksTheClockIsAskedEveryTime() {
		EngineDecisions decisions = new EngineDecisions(this.repository, this.system, System::nanoTime);
		this.first = deploy("string(now())");
		Decision one = decisions.evaluate("kept", Map.of("x", "a"));
		Decision other = decisions.evaluate("kept", Map.of("x", "a"));
		assertThat(other.rows()).isNotSameAs(one.rows());
	}

	private Deployment deploy(String output) {
		return this.system.call(() -> this.repository.createDeployment()
			.addString("kept.dmn",
					"""
							<?xml version="1.0" encoding="UTF-8"?>
							<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" xmlns:camunda="http://camunda.org/schema/1.0/dmn"
							    id="definitions_kept" name="kept" namespace="https://countersign.example/processes">
							  <decision id="kept" name="Kept" camunda:historyTimeToLive="P1D">
							    <decisionTable id="table_kept" hitPolicy="FIRST">
							      <input id="input_x"><inputExpression id="expression_x" typeRef="string"><text>x</text></inputExpression></input>
							      <output id="output_y" name="y" typeRef="string" />
							      <rule id="rule_a">
							        <inputEntry id="entry_a"><text>"a"</text></inputEntry>
							        <outputEntry id="output_a"><text>%s</text></outputEntry>
							      </rule>
							    </decisionTable>
							  </decision>
							</definitions>
							"""
						.formatted(output))
			.deploy());
	}

}
