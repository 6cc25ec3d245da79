package io.countersign.engine;

import org.camunda.bpm.engine.delegate.DelegateExecution;

/**
 * Reads, in the step after a user task, what the person answered. The answers are at hand
 * in the transaction that completed the task and nowhere else: a step behind an
 * asynchronous boundary finds none.
 */
public final class CompletedTask {

	static final String VARIABLE = "completedTask";

	private CompletedTask() {
	}

	/**
	 * The answers of the user task completed last in this process instance.
	 * @throws IllegalStateException if no user task was completed in this transaction
	 */
	public static TaskAnswers answers(DelegateExecution execution) {
		if (execution.getVariable(VARIABLE) instanceof TaskAnswers answers) {
			return answers;
		}
		throw new IllegalStateException(
				"'%s' asks for answers, but no user task of %s was completed in this transaction"
					.formatted(execution.getCurrentActivityId(), execution.getProcessBusinessKey()));
	}

}
