package io.countersign.validation;

import io.countersign.agreement.AgreementExecutionVariables;
import io.countersign.agreement.AgreementService;
import io.countersign.engine.CompletedTask;
import io.countersign.engine.TaskAnswers;
import io.countersign.engine.UserTaskRule;
import org.camunda.bpm.engine.delegate.JavaDelegate;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What {@code agreement-execution} asks of this capability. */
@Configuration(proxyBeanMethods = false)
class ValidationTasks {

	@Bean
	JavaDelegate validatePackage(ValidationService validation) {
		return (execution) -> execution.setVariable(AgreementExecutionVariables.ROUTE,
				validation.validate(execution.getProcessBusinessKey()).name());
	}

	@Bean
	JavaDelegate recordReview(ValidationService validation) {
		return (execution) -> {
			TaskAnswers answers = CompletedTask.answers(execution);
			boolean termsRequested = validation.reviewed(execution.getProcessBusinessKey(), answers);
			execution.setVariable(AgreementExecutionVariables.REVIEW_DECISION, answers.required("decision"));
			execution.setVariable(AgreementExecutionVariables.TERMS_REQUESTED, termsRequested);
		};
	}

	@Bean
	JavaDelegate recordTermsOutcome(TermsOutcome outcome) {
		return (execution) -> execution.setVariable(AgreementExecutionVariables.TERMS_APPROVED,
				outcome.record(execution.getProcessBusinessKey()));
	}

	@Bean
	UserTaskRule reviewPackageRule(ValidationService validation, AgreementService agreements) {
		return new UserTaskRule() {

			@Override
			public String task() {
				return "userTask_reviewPackage";
			}

			@Override
			public void check(String reference, TaskAnswers answers) {
				validation.checkReview(reference, answers);
			}

			@Override
			public void checkAssignee(String reference, String userId) {
				agreements.checkReviewer(reference, userId);
			}

		};
	}

}
