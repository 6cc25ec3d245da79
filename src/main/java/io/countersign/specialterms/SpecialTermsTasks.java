package io.countersign.specialterms;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import io.countersign.agreement.AgreementExecutionVariables;
import io.countersign.engine.BusinessKeys;
import io.countersign.engine.CompletedTask;
import io.countersign.engine.TaskAnswers;
import io.countersign.engine.UserTaskRule;
import io.countersign.kernel.Refusal;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Component;

/** What the process models ask of this capability. */
@Configuration(proxyBeanMethods = false)
class SpecialTermsTasks {

	/** The element variable of the stage: the number of the step. */
	static final String STEP = "step";

	@Bean
	JavaDelegate openSpecialTerms(PackageTerms terms) {
		return (execution) -> {
			PackageTerms.Opened opened = terms.open(BusinessKeys.reference(execution));
			execution.setVariable(AgreementExecutionVariables.TERMS_REFERENCE, opened.request());
			execution.setVariable(AgreementExecutionVariables.TERMS_TO_DECIDE, opened.toDecide());
		};
	}

	@Bean
	JavaDelegate receiveTerms(SpecialTermsService specialTerms) {
		return (execution) -> {
			execution.setVariable(SpecialTermsApprovalVariables.TERMS_APPROVED, false);
			execution.setVariable(SpecialTermsApprovalVariables.TRIAGE_NEEDED,
					specialTerms.triageNeeded(BusinessKeys.reference(execution)));
		};
	}

	@Bean
	JavaDelegate recordTriage(SpecialTermsService specialTerms) {
		return (execution) -> execution.setVariable(SpecialTermsApprovalVariables.TRIAGE_DECISION,
				specialTerms.triaged(BusinessKeys.reference(execution), CompletedTask.answers(execution)));
	}

	@Bean
	JavaDelegate determineRoute(SpecialTermsService specialTerms) {
		return (execution) -> execution.setVariable(SpecialTermsApprovalVariables.APPROVER_LEFT,
				specialTerms.determineRoute(BusinessKeys.reference(execution)));
	}

	@Bean
	JavaDelegate recordTermsDecision(SpecialTermsService specialTerms) {
		return (execution) -> execution.setVariableLocal(SpecialTermsApprovalVariables.STEP_DECISION, specialTerms
			.answered(BusinessKeys.reference(execution), step(execution), CompletedTask.answers(execution)));
	}

	@Bean
	JavaDelegate recordTermsAnswer(SpecialTermsService specialTerms) {
		return (execution) -> specialTerms.colleagueAnswered(BusinessKeys.reference(execution), step(execution),
				CompletedTask.answers(execution));
	}

	@Bean
	JavaDelegate remindApprover(SpecialTermsService specialTerms) {
		return (execution) -> specialTerms.approverReminded(BusinessKeys.reference(execution), step(execution));
	}

	@Bean
	JavaDelegate escalateTerms(SpecialTermsService specialTerms) {
		return (execution) -> specialTerms.escalated(BusinessKeys.reference(execution), step(execution));
	}

	@Bean
	UserTaskRule answerTermsQuestionRule(SpecialTermsService specialTerms) {
		return new UserTaskRule() {

			@Override
			public String task() {
				return "userTask_answerTermsQuestion";
			}

			@Override
			public void check(String reference, TaskAnswers answers) {
				if (answers.text("answer").map(String::isBlank).orElse(true)) {
					throw new Refusal(Refusal.Kind.UNACCEPTABLE, "answer-missing", "Write your answer.");
				}
			}

			@Override
			public Optional<String> holder(String reference, Supplier<Object> branch) {
				return Optional.of(specialTerms.question(reference, (Integer) branch.get()).askedOf());
			}

		};
	}

	@Bean
	JavaDelegate closeStage(SpecialTermsService specialTerms) {
		return (execution) -> execution.setVariable(SpecialTermsApprovalVariables.APPROVER_LEFT,
				specialTerms.determineRoute(BusinessKeys.reference(execution)));
	}

	@Bean
	JavaDelegate grantTerms(SpecialTermsService specialTerms) {
		return (execution) -> {
			specialTerms.grant(BusinessKeys.reference(execution));
			execution.setVariable(SpecialTermsApprovalVariables.TERMS_APPROVED, true);
		};
	}

	@Bean
	JavaDelegate refuseTerms(SpecialTermsService specialTerms) {
		return (execution) -> specialTerms.refuse(BusinessKeys.reference(execution));
	}

	@Bean
	JavaDelegate returnTerms(SpecialTermsService specialTerms) {
		return (execution) -> execution.setVariable(SpecialTermsApprovalVariables.REVISION_AWAITED,
				specialTerms.returned(BusinessKeys.reference(execution)));
	}

	@Bean
	JavaDelegate remindAsker(SpecialTermsService specialTerms) {
		return (execution) -> specialTerms.askerReminded(BusinessKeys.reference(execution));
	}

	@Bean
	JavaDelegate expireTerms(SpecialTermsService specialTerms) {
		return (execution) -> specialTerms.revisionOverdue(BusinessKeys.reference(execution));
	}

	private static int step(DelegateExecution execution) {
		return (Integer) execution.getVariable(STEP);
	}

	@Bean
	UserTaskRule triageTermsRule(SpecialTermsService specialTerms) {
		return new UserTaskRule() {

			@Override
			public String task() {
				return "userTask_triageTerms";
			}

			@Override
			public void check(String reference, TaskAnswers answers) {
				specialTerms.checkTriage(reference, answers);
			}

			@Override
			public void checkAssignee(String reference, String userId) {
				specialTerms.checkTriager(reference, userId);
			}

		};
	}

	@Bean
	UserTaskRule decideTermsRule(SpecialTermsService specialTerms) {
		return new UserTaskRule() {

			@Override
			public String task() {
				return "userTask_decideTerms";
			}

			@Override
			public void check(String reference, TaskAnswers answers) {
				specialTerms.checkDecision(reference, answers);
			}

			@Override
			public void checkAssignee(String reference, String userId) {
				specialTerms.checkApprover(reference, userId);
			}

			@Override
			public Optional<String> holder(String reference, Supplier<Object> branch) {
				return specialTerms.holder(reference, (Integer) branch.get());
			}

		};
	}

	/**
	 * {@code ${approvers.toAsk(execution)}}: the steps of the next stage, and whom each
	 * is offered to.
	 */
	@Component("approvers")
	public static class ApproversBean {

		private final SpecialTermsService specialTerms;

		ApproversBean(SpecialTermsService specialTerms) {
			this.specialTerms = specialTerms;
		}

		/** Numbers of the steps that are asked next, one task for each. */
		public List<Integer> toAsk(DelegateExecution execution) {
			return this.specialTerms.stepsToAsk(BusinessKeys.reference(execution));
		}

		/** Groups that may decide the step of this branch. */
		public List<String> groups(DelegateExecution execution) {
			return this.specialTerms.groups(BusinessKeys.reference(execution), step(execution));
		}

		/** People who stand in for somebody who is away and would decide the step. */
		public List<String> covers(DelegateExecution execution) {
			return this.specialTerms.covers(BusinessKeys.reference(execution), step(execution));
		}

	}

}
