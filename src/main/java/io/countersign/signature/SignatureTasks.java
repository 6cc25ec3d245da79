package io.countersign.signature;

import io.countersign.agreement.Agreement;
import io.countersign.agreement.AgreementExecutionVariables;
import io.countersign.agreement.AgreementService;
import io.countersign.agreement.AgreementStatus;
import io.countersign.engine.CompletedTask;
import io.countersign.engine.TaskAnswers;
import io.countersign.engine.UserTaskRule;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Component;

/** What {@code agreement-execution} asks of this capability. */
@Configuration(proxyBeanMethods = false)
class SignatureTasks {

	@Bean
	JavaDelegate determineSignatory(SignatureService signatures) {
		return (execution) -> signatures.determineSignatory(execution.getProcessBusinessKey());
	}

	@Bean
	JavaDelegate recordSigningDecision(SignatureService signatures) {
		return (execution) -> execution.setVariable(AgreementExecutionVariables.SIGNING_DECISION,
				signatures.recordSigningDecision(execution.getProcessBusinessKey(), CompletedTask.answers(execution)));
	}

	/**
	 * A person signs where the agreement waits for a person's signature; else the
	 * standing authority does.
	 */
	@Bean
	JavaDelegate countersign(SignatureService signatures, AgreementService agreements) {
		return (execution) -> {
			String reference = execution.getProcessBusinessKey();
			Agreement agreement = agreements.load(reference);
			if (agreement.status() == AgreementStatus.READY_TO_SIGN) {
				signatures.countersign(reference, CompletedTask.answers(execution));
			}
			else {
				signatures.countersignUnderStandingAuthority(reference);
			}
		};
	}

	@Bean
	UserTaskRule signAgreementRule(SignatureService signatures) {
		return new UserTaskRule() {

			@Override
			public String task() {
				return "userTask_signAgreement";
			}

			@Override
			public void check(String reference, TaskAnswers answers) {
				signatures.check(reference, answers);
			}

			@Override
			public void checkAssignee(String reference, String userId) {
				signatures.checkSignatory(reference, userId);
			}

		};
	}

	/**
	 * {@code ${signatories.groups(execution)}}: the groups that may sign an agreement.
	 */
	@Component("signatories")
	public static class SignatoriesBean {

		private final SignatureService signatures;

		SignatoriesBean(SignatureService signatures) {
			this.signatures = signatures;
		}

		public String groups(DelegateExecution execution) {
			return String.join(",", this.signatures.groups(execution.getProcessBusinessKey()));
		}

	}

}
