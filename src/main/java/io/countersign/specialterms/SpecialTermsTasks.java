package io.countersign.specialterms;

import io.countersign.engine.BusinessKeys;
import io.countersign.engine.CompletedTask;
import io.countersign.engine.TaskAnswers;
import io.countersign.engine.UserTaskRule;
import org.camunda.bpm.engine.delegate.JavaDelegate;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What {@code special-terms-approval} asks of this capability. */
@Configuration(proxyBeanMethods = false)
class SpecialTermsTasks {

	@Bean
	JavaDelegate recordTermsDecision(SpecialTermsService specialTerms) {
		return (execution) -> execution.setVariable(SpecialTermsApprovalVariables.TERMS_APPROVED,
				specialTerms.record(BusinessKeys.reference(execution), CompletedTask.answers(execution)));
	}

	@Bean
	UserTaskRule decideSpecialTermsRule(SpecialTermsService specialTerms) {
		return new UserTaskRule() {

			@Override
			public String task() {
				return "userTask_decideSpecialTerms";
			}

			@Override
			public void check(String reference, TaskAnswers answers) {
				specialTerms.check(reference, answers);
			}

			@Override
			public void checkAssignee(String reference, String userId) {
				specialTerms.checkApprover(reference, userId);
			}

		};
	}

}
