package io.countersign.signature;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import io.countersign.agreement.AgreementExecutionVariables;
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

	@Bean
	JavaDelegate countersign(SignatureService signatures) {
		return (execution) -> signatures.countersignUnderStandingAuthority(execution.getProcessBusinessKey());
	}

	@Bean
	JavaDelegate addSignature(SignatureService signatures) {
		return (execution) -> execution.setVariable(AgreementExecutionVariables.ANOTHER_SIGNER,
				signatures.addSignature(execution.getProcessBusinessKey(), CompletedTask.answers(execution)));
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

			@Override
			public Set<String> covers(String reference, Supplier<Object> branch) {
				return Set.copyOf(signatures.covers(reference));
			}

		};
	}

	/**
	 * {@code ${signatories.groups(execution)}}: the groups that may sign an agreement,
	 * and whoever stands in for somebody of them.
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

		/**
		 * People who stand in for somebody absent whose authority covers the agreement.
		 */
		public List<String> covers(DelegateExecution execution) {
			return this.signatures.covers(execution.getProcessBusinessKey());
		}

	}

}
