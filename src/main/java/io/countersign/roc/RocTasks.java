package io.countersign.roc;

import io.countersign.engine.BusinessKeys;
import io.countersign.engine.CompletedTask;
import io.countersign.engine.TaskAnswers;
import io.countersign.engine.UserTaskRule;
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
	JavaDelegate raiseRocSilence(RocService roc) {
		return (execution) -> roc.silent(BusinessKeys.reference(execution));
	}

	@Bean
	JavaDelegate cancelAtRoc(RocService roc) {
		return (execution) -> roc.cancel(BusinessKeys.reference(execution));
	}

	@Bean
	JavaDelegate recordRocSolution(RocService roc) {
		return (execution) -> execution.setVariable(RocIssueVariables.ROC_SOLUTION,
				roc.solved(BusinessKeys.reference(execution), CompletedTask.answers(execution)));
	}

	@Bean
	JavaDelegate closeRocIssue(RocService roc) {
		return (execution) -> roc.answered(BusinessKeys.reference(execution));
	}

	@Bean
	UserTaskRule solveRocIssueRule(RocService roc) {
		return new UserTaskRule() {

			@Override
			public String task() {
				return "userTask_solveRocIssue";
			}

			@Override
			public void check(String reference, TaskAnswers answers) {
				roc.check(reference, answers);
			}

		};
	}

}
