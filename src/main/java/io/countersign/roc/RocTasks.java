package io.countersign.roc;

import io.countersign.engine.CompletedTask;
import io.countersign.engine.TaskAnswers;
import io.countersign.engine.UserTaskRule;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the process models ask of the handoff. Each bean is named after its task. */
@Configuration(proxyBeanMethods = false)
class RocTasks {

	@Bean
	JavaDelegate submitToRoc(RocService roc) {
		return (execution) -> roc.submit(reference(execution));
	}

	@Bean
	JavaDelegate raiseRocSilence(RocService roc) {
		return (execution) -> roc.silent(reference(execution));
	}

	@Bean
	JavaDelegate cancelAtRoc(RocService roc) {
		return (execution) -> roc.cancel(reference(execution));
	}

	@Bean
	JavaDelegate recordRocSolution(RocService roc) {
		return (execution) -> execution.setVariable(RocIssueVariables.ROC_SOLUTION,
				roc.solved(reference(execution), CompletedTask.answers(execution)));
	}

	@Bean
	JavaDelegate closeRocIssue(RocService roc) {
		return (execution) -> roc.answered(reference(execution));
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

	/** The agreement's number: an issue adds a slash and a word. */
	private static String reference(DelegateExecution execution) {
		String key = execution.getProcessBusinessKey();
		int slash = key.indexOf('/');
		return (slash < 0) ? key : key.substring(0, slash);
	}

}
