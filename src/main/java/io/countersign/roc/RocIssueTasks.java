package io.countersign.roc;

import io.countersign.engine.BusinessKeys;
import io.countersign.engine.CompletedTask;
import io.countersign.engine.TaskAnswers;
import io.countersign.engine.UserTaskRule;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Component;

/** What {@code roc-issue.bpmn} asks. Each bean is named after its task. */
@Configuration(proxyBeanMethods = false)
class RocIssueTasks {

	@Bean
	JavaDelegate routeRocIssue(RocIssueService issues) {
		return (execution) -> issues.route(BusinessKeys.reference(execution));
	}

	@Bean
	JavaDelegate recordRocSolution(RocIssueService issues) {
		return (execution) -> execution.setVariable(RocIssueVariables.ROC_SOLUTION,
				issues.decided(BusinessKeys.reference(execution), CompletedTask.answers(execution)));
	}

	@Bean
	JavaDelegate closeRocIssue(RocIssueService issues) {
		return (execution) -> issues.answered(BusinessKeys.reference(execution));
	}

	@Bean
	UserTaskRule solveRocIssueRule(RocIssueService issues) {
		return new UserTaskRule() {

			@Override
			public String task() {
				return "userTask_solveRocIssue";
			}

			@Override
			public void check(String reference, TaskAnswers answers) {
				issues.check(reference, answers);
			}

		};
	}

	/** {@code ${rocIssue.team(execution)}}: the group that works on an issue. */
	@Component("rocIssue")
	public static class RocIssueBean {

		private final RocIssueService issues;

		RocIssueBean(RocIssueService issues) {
			this.issues = issues;
		}

		/** The group of its owner's team in the issue's subsidiary. */
		public String team(DelegateExecution execution) {
			return this.issues.group(BusinessKeys.reference(execution));
		}

	}

}
