package io.countersign.engine;

import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The beans of the seam to Camunda. */
@Configuration(proxyBeanMethods = false)
class EngineConfiguration {

	@Bean
	SystemRights systemRights(IdentityService identities) {
		return new SystemRights(identities);
	}

	@Bean
	EngineProcesses processes(RuntimeService runtime, SystemRights system) {
		return new EngineProcesses(runtime, system);
	}

	@Bean
	EngineDecisions decisions(RepositoryService repository, SystemRights system) {
		return new EngineDecisions(repository, system, System::nanoTime);
	}

}
