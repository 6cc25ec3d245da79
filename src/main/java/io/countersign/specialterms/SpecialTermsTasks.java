package io.countersign.specialterms;

import java.util.List;
import java.util.Optional;
import java.util.Set;
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
	JavaDelegate receiveTerms(TermsTriage triage) {
		return (execution) -> {
			execution.setVariable(SpecialTermsApprovalVariables.TERMS_APPROVED, false);
			execution.setVariable(SpecialTermsApprovalVariables.TRIAGE_NEEDED,
					triage.triageNeeded(BusinessKeys.reference(execution)));
		};
	}

	@Bean
	JavaDelegate recordTriage(TermsTriage triage) {
		return (execution) -> execution.setVariable(SpecialTermsApprovalVariables.TRIAGE_DECISION,
				triage.triaged(BusinessKeys.reference(execution), CompletedTask.answers(execution)));
	}

	@Bean
	JavaDelegate determineRoute(TermsStages stages) {
		return (execution) -> execution.setVariable(SpecialTermsApprovalVariables.APPROVER_LEFT,
				stages.determineRoute(BusinessKeys.reference(execution)));
	}

	@Bean
	JavaDelegate recordTermsDecision(TermsDecisions decisions) {
		return (execution) -> execution.setVariableLocal(SpecialTermsApprovalVariables.STEP_DECISION, decisions
			.answered(BusinessKeys.reference(execution), step(execution), CompletedTask.answers(execution)));
	}

	@Bean
	JavaDelegate recordTermsAnswer(TermsDialogue dialogue) {
		return (execution) -> dialogue.colleagueAnswered(BusinessKeys.reference(execution), step(execution),
				CompletedTask.answers(execution));
	}

	@Bean
	JavaDelegate remindApprover(TermsDecisions decisions) {
		return (execution) -> decisions.approverReminded(BusinessKeys.reference(execution), step(execution));
	}

	@Bean
	JavaDelegate escalateTerms(TermsDecisions decisions) {
		return (execution) -> decisions.escalated(BusinessKeys.reference(execution), step(execution));
	}

	@Bean
	UserTaskRule answerTermsQuestionRule(TermsDialogue dialogue) {
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
				return Optional.of(dialogue.question(reference, (Integer) branch.get()).askedOf());
			}

		};
	}

	@Bean
	JavaDelegate closeStage(TermsStages stages) {
		return (execution) -> execution.setVariable(SpecialTermsApprovalVariables.APPROVER_LEFT,
				stages.determineRoute(BusinessKeys.reference(execution)));
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
	UserTaskRule triageTermsRule(TermsTriage triage) {
		return new UserTaskRule() {

			@Override
			public String task() {
				return "userTask_triageTerms";
			}

			@Override
			public void check(String reference, TaskAnswers answers) {
				triage.checkTriage(reference, answers);
			}

			@Override
			public void checkAssignee(String reference, String userId) {
				triage.checkTriager(reference, userId);
			}

		};
	}

	@Bean
	UserTaskRule decideTermsRule(TermsDecisions decisions) {
		return new UserTaskRule() {

			@Override
			public String task() {
				return "userTask_decideTerms";
			}

			@Override
			public void check(String reference, TaskAnswers answers) {
				decisions.checkDecision(reference, answers);
			}

			@Override
			public void checkAssignee(String reference, String userId) {
				decisions.checkApprover(reference, userId);
			}

			@Override
			public Optional<String> holder(String reference, Supplier<Object> branch) {
				return decisions.holder(reference, (Integer) branch.get());
			}

			@Override
			public Set<String> covers(String reference, Supplier<Object> branch) {
				return Set.copyOf(decisions.covers(reference, (Integer) branch.get()));
			}

		};
	}

	/**
	 * {@code ${approvers.toAsk(execution)}}: the steps of the next stage, and whom each
	 * is offered to.
	 */
	@Component("approvers")
	public static class ApproversBean {

		private final TermsStages stages;

		private final TermsDecisions decisions;

		ApproversBean(TermsStages stages, TermsDecisions decisions) {
			this.stages = stages;
			this.decisions = decisions;
		}

		/** Numbers of the steps that are asked next, one task for each. */
		public List<Integer> toAsk(DelegateExecution execution) {
			return this.stages.stepsToAsk(BusinessKeys.reference(execution));
		}

		/** Groups that may decide the step of this branch. */
		public List<String> groups(DelegateExecution execution) {
			return this.decisions.groups(BusinessKeys.reference(execution), step(execution));
		}

		/** People who stand in for somebody who is away and would decide the step. */
		public List<String> covers(DelegateExecution execution) {
			return this.decisions.covers(BusinessKeys.reference(execution), step(execution));
		}

	}

}
