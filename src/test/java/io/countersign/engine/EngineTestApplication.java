package io.countersign.engine;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

import javax.sql.DataSource;

import io.countersign.kernel.Refusal;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.delegate.BpmnError;
import org.camunda.bpm.engine.delegate.JavaDelegate;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;
import org.springframework.core.io.support.ResourcePatternResolver;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The module on its own, with steps and rules for the models of its tests. A test
 * component, so that the whole application's scan leaves it out.
 */
@TestComponent
@SpringBootApplication(scanBasePackages = "io.countersign.engine")
class EngineTestApplication {

	/** The migration that creates the engine's tables. */
	@Configuration(proxyBeanMethods = false)
	@ComponentScan(basePackages = "io.countersign.postgres", useDefaultFilters = false,
			includeFilters = @ComponentScan.Filter(type = FilterType.REGEX, pattern = ".*EngineSchema"))
	static class Schema {

	}

	@Bean
	Clock clock() {
		return Clock.systemUTC();
	}

	@Bean
	SecurityFilterChain open(HttpSecurity http) throws Exception {
		return http.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
			.csrf((csrf) -> csrf.disable())
			.build();
	}

	@Bean
	static BeanPostProcessor countingStatements() {
		return new BeanPostProcessor() {
			@Override
			public Object postProcessAfterInitialization(Object bean, String name) {
				return (bean instanceof DataSource dataSource) ? new CountingDataSource(dataSource) : bean;
			}
		};
	}

	@Bean
	TestModels testModels(RepositoryService repository, ResourcePatternResolver resources, JdbcTemplate jdbc,
			TransactionTemplate transaction, SystemRights system, EngineDecisions decisions) {
		return (folder) -> new ModelDeployer(repository, resources, jdbc, transaction, system, decisions,
				"classpath*:models/" + folder + "/");
	}

	@Bean
	Recorder recorder() {
		return new Recorder();
	}

	@Bean
	JavaDelegate recordDecision(Recorder recorder) {
		return (execution) -> recorder.answers.add(CompletedTask.answers(execution));
	}

	@Bean
	JavaDelegate failingStep() {
		return (execution) -> {
			throw new BpmnError("refused");
		};
	}

	@Bean
	Probe probe() {
		return new Probe();
	}

	@Bean
	UserTaskRule decideCaseRule() {
		return new UserTaskRule() {
			@Override
			public String task() {
				return "userTask_decideCase";
			}

			@Override
			public void check(String reference, TaskAnswers answers) {
				if (answers.text("reason").filter((reason) -> reason.contains("revenge")).isPresent()) {
					throw new Refusal(Refusal.Kind.UNACCEPTABLE, "not-a-reason", "Revenge is no reason.");
				}
			}

			@Override
			public void checkAssignee(String reference, String userId) {
				if (userId.equals("mona")) {
					throw new Refusal(Refusal.Kind.FORBIDDEN, "not-hers", "Mona prepared " + reference + " herself.");
				}
			}
		};
	}

	/** Shows whether an expression was evaluated. */
	public static class Probe {

		boolean touched;

		public String touch() {
			this.touched = true;
			return "touched";
		}

	}

	/** Deployers of the models below {@code src/test/resources/models}. */
	interface TestModels {

		ModelDeployer in(String folder);

	}

	/** Remembers what the steps and the work list of a test were told. */
	static class Recorder implements UserTaskObserver {

		final List<TaskAnswers> answers = new ArrayList<>();

		final List<String> events = new ArrayList<>();

		UserTask last;

		@Override
		public void opened(UserTask task) {
			this.events.add("opened");
			this.last = task;
		}

		@Override
		public void changed(UserTask task) {
			this.events.add("changed");
			this.last = task;
		}

		@Override
		public void closed(String taskId) {
			this.events.add("closed");
		}

		void clear() {
			this.answers.clear();
			this.events.clear();
			this.last = null;
		}

	}

}
