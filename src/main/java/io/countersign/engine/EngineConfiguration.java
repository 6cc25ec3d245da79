package io.countersign.engine;

import java.time.Clock;
import java.util.List;

import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.support.ResourcePatternResolver;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** The beans of the seam to Camunda. */
@Configuration(proxyBeanMethods = false)
class EngineConfiguration {

	@Bean
	UserTasks userTasks(ObjectProvider<UserTaskRule> rules, ObjectProvider<UserTaskObserver> observers, Clock clock) {
		return new UserTasks(rules, observers, clock);
	}

	@Bean
	EnginePlugin enginePlugin(ApplicationContext context, UserTasks userTasks) {
		return new EnginePlugin(context, userTasks);
	}

	@Bean
	SystemRights systemRights(IdentityService identities) {
		return new SystemRights(identities);
	}

	@Bean
	EngineProcesses processes(RuntimeService runtime, SystemRights system) {
		return new EngineProcesses(runtime, system);
	}

	@Bean
	EngineOwnTasks ownTasks(TaskService tasks, IdentityService identities, TransactionTemplate transaction) {
		return new EngineOwnTasks(tasks, identities, transaction);
	}

	@Bean
	EngineCoverOffers coverOffers(TaskService tasks, ObjectProvider<UserTaskRule> rules,
			TransactionTemplate transaction) {
		return new EngineCoverOffers(tasks, rules, transaction);
	}

	@Bean
	EngineDecisions decisions(RepositoryService repository, SystemRights system) {
		return new EngineDecisions(repository, system, System::nanoTime);
	}

	@Bean
	ModelDeployer modelDeployer(RepositoryService repository, ResourcePatternResolver resources, JdbcTemplate jdbc,
			TransactionTemplate transaction, SystemRights system, EngineDecisions decisions) {
		return new ModelDeployer(repository, resources, jdbc, transaction, system, decisions, "classpath*:");
	}

	@Bean
	HealthIndicator modelsHealthIndicator(ModelDeployer deployer) {
		return () -> {
			List<String> bundles = deployer.deployed();
			return bundles.isEmpty() ? Health.outOfService().build()
					: Health.up().withDetail("bundles", bundles).build();
		};
	}

	@Bean
	EngineMetrics engineMetrics(ManagementService management, RuntimeService runtime, SystemRights system,
			Clock clock) {
		return new EngineMetrics(management, runtime, system, clock);
	}

}
