package io.countersign.agreement;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.Set;

import io.countersign.engine.BusinessKeys;
import io.countersign.engine.CompletedTask;
import io.countersign.engine.TaskAnswers;
import io.countersign.engine.UserTaskRule;
import io.countersign.identity.Role;
import io.countersign.kernel.Refusal;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Component;

/** What the process models ask of the record. Each bean is named after its task. */
@Configuration(proxyBeanMethods = false)
class AgreementTasks {

	@Bean
	JavaDelegate returnToReseller(CorrectionRounds rounds) {
		return (execution) -> execution.setVariable(AgreementExecutionVariables.ROUND_LEFT,
				rounds.returned(BusinessKeys.reference(execution), asksALead(execution)));
	}

	/** Instances of version 1.0.0 of the model always wait for the reseller. */
	private static boolean asksALead(DelegateExecution execution) {
		return execution.getBpmnModelInstance().getModelElementById("userTask_decideAnotherRound") != null;
	}

	@Bean
	JavaDelegate recordRoundDecision(CorrectionRounds rounds) {
		return (execution) -> {
			TaskAnswers answers = CompletedTask.answers(execution);
			rounds.roundDecided(BusinessKeys.reference(execution), answers.required("decision"),
					answers.required("reason").strip(), answers.by());
			execution.setVariable(AgreementExecutionVariables.ROUND_DECISION, answers.required("decision"));
		};
	}

	@Bean
	JavaDelegate recordExceptionDecision(AgreementService agreements) {
		return (execution) -> {
			TaskAnswers answers = CompletedTask.answers(execution);
			agreements.exceptionDecided(BusinessKeys.reference(execution), LeadAnswers.exception(answers),
					answers.by());
		};
	}

	@Bean
	JavaDelegate remindReseller(CorrectionRounds rounds) {
		return (execution) -> rounds.resellerReminded(BusinessKeys.reference(execution));
	}

	@Bean
	JavaDelegate recordChase(CorrectionRounds rounds) {
		return (execution) -> rounds.resellerChased(BusinessKeys.reference(execution),
				CompletedTask.answers(execution));
	}

	@Bean
	JavaDelegate expireAgreement(CorrectionRounds rounds) {
		return (execution) -> rounds.expired(BusinessKeys.reference(execution));
	}

	@Bean
	JavaDelegate declineAgreement(AgreementService agreements) {
		return (execution) -> agreements.declined(BusinessKeys.reference(execution));
	}

	@Bean
	JavaDelegate bookAgreement(AgreementService agreements) {
		return (execution) -> agreements.booked(BusinessKeys.reference(execution));
	}

	@Bean
	UserTaskRule chaseResellerRule() {
		return new UserTaskRule() {

			@Override
			public String task() {
				return "userTask_chaseReseller";
			}

			@Override
			public void check(String reference, TaskAnswers answers) {
				if (!Set.of("contacted", "unreachable").contains(answers.text("outcome").orElse(""))) {
					throw new Refusal(Refusal.Kind.UNACCEPTABLE, "outcome-missing",
							"Say whether you reached the reseller.");
				}
			}

		};
	}

	@Bean
	UserTaskRule decideAnotherRoundRule() {
		return new UserTaskRule() {

			@Override
			public String task() {
				return "userTask_decideAnotherRound";
			}

			@Override
			public void check(String reference, TaskAnswers answers) {
				LeadAnswers.checkRound(answers);
			}

		};
	}

	@Bean
	UserTaskRule decideExceptionRule(AgreementService agreements, Clock clock) {
		return new UserTaskRule() {

			@Override
			public String task() {
				return "userTask_decideException";
			}

			@Override
			public void check(String reference, TaskAnswers answers) {
				LeadAnswers.checkException(answers, LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
				agreements.checkExceptionBy(reference, answers.by());
			}

			@Override
			public void checkAssignee(String reference, String userId) {
				agreements.checkExceptionBy(reference, userId);
			}

		};
	}

	/**
	 * {@code ${rounds.end(execution)}}: when the present round of correction ends by the
	 * decision {@code resubmission-limits}.
	 */
	@Component("rounds")
	public static class RoundsBean {

		private final CorrectionRounds rounds;

		RoundsBean(CorrectionRounds rounds) {
			this.rounds = rounds;
		}

		public Date end(DelegateExecution execution) {
			return Date.from(this.rounds.roundEnd(BusinessKeys.reference(execution)));
		}

	}

	/**
	 * {@code ${deadlines.at('review', execution)}}: when a clock of the decision
	 * {@code desk-deadlines} ends.
	 */
	@Component("deadlines")
	public static class DeadlinesBean {

		private final DeadlinePolicy deadlines;

		private final WorkSubjects subjects;

		private final Clock clock;

		DeadlinesBean(DeadlinePolicy deadlines, WorkSubjects subjects, Clock clock) {
			this.deadlines = deadlines;
			this.subjects = subjects;
			this.clock = clock;
		}

		public Date at(String clockName, DelegateExecution execution) {
			return Date.from(this.deadlines.after(clockName,
					this.subjects.load(BusinessKeys.reference(execution)).subsidiary(), this.clock.instant()));
		}

	}

	/**
	 * {@code ${teams.clm(execution)}}: the group of the subject's own subsidiary that may
	 * take a task.
	 */
	@Component("teams")
	public static class TeamsBean {

		private final WorkSubjects subjects;

		TeamsBean(WorkSubjects subjects) {
			this.subjects = subjects;
		}

		public String clm(DelegateExecution execution) {
			return group(Role.CLM, execution) + "," + group(Role.CLM_LEAD, execution);
		}

		public String clmLead(DelegateExecution execution) {
			return group(Role.CLM_LEAD, execution);
		}

		public String manager(DelegateExecution execution) {
			return group(Role.MANAGER_1, execution) + "," + group(Role.MANAGER_2, execution);
		}

		public String legal(DelegateExecution execution) {
			return group(Role.LEGAL, execution);
		}

		public String rocLiaison(DelegateExecution execution) {
			return group(Role.ROC_LIAISON, execution);
		}

		private String group(Role role, DelegateExecution execution) {
			return role.group(this.subjects.load(BusinessKeys.reference(execution)).subsidiary());
		}

	}

	/**
	 * {@code ${workload.priority(execution)}}: a task's priority, which is the value at
	 * risk.
	 */
	@Component("workload")
	public static class WorkloadBean {

		private final WorkSubjects subjects;

		WorkloadBean(WorkSubjects subjects) {
			this.subjects = subjects;
		}

		/**
		 * One to 100: ten points for each tenfold of the value, so that 1,000,000 weighs
		 * 60 and 100,000 weighs 50.
		 */
		public int priority(DelegateExecution execution) {
			double value = this.subjects.load(BusinessKeys.reference(execution)).value().amount().doubleValue();
			return (int) Math.max(1, Math.min(100, Math.round(10 * Math.log10(Math.max(1, value)))));
		}

	}

}
