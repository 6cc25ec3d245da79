package io.countersign.engine;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

import org.camunda.bpm.engine.delegate.JavaDelegate;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.context.annotation.Bean;

/**
 * The module on its own, with steps and rules for the models of its tests. A test
 * component, so that the whole application's scan leaves it out.
 */
@TestComponent
@SpringBootApplication(scanBasePackages = { "io.countersign.engine", "io.countersign.postgres" })
class EngineTestApplication {

	@Bean
	Clock clock() {
		return Clock.systemUTC();
	}

	@Bean
	Recorder recorder() {
		return new Recorder();
	}

	@Bean
	JavaDelegate recordDecision(Recorder recorder) {
		return (execution) -> recorder.answers.add(CompletedTask.answers(execution));
	}

	/** Remembers what the steps of a test were told. */
	static class Recorder {

		final List<TaskAnswers> answers = new ArrayList<>();

	}

}
