package io.countersign.roc;

import io.countersign.engine.BusinessKeys;
import org.camunda.bpm.engine.delegate.JavaDelegate;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the process models ask of the handoff. Each bean is named after its task. */
@Configuration(proxyBeanMethods = false)
class RocTasks {

	@Bean
	JavaDelegate submitToRoc(RocService roc) {
		return (execution) -> roc.submit(BusinessKeys.reference(execution));
	}

	@Bean
	JavaDelegate raiseRocSilence(RocIssueService issues) {
		return (execution) -> issues.silent(BusinessKeys.reference(execution));
	}

	@Bean
	JavaDelegate cancelAtRoc(RocService roc, RocIssueService issues) {
		return (execution) -> {
			issues.withdrawn(BusinessKeys.reference(execution));
			roc.cancel(BusinessKeys.reference(execution));
		};
	}

}
