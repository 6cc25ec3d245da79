package io.countersign.engine;

import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What a capability demands before one of its user tasks may be completed or claimed. A
 * bean per user task. A refusal is shown to the person as its message, and the task
 * stays.
 */
public interface UserTaskRule {

	/** The user task's id in the model. */
	String task();

	/**
	 * Checks the answers before the task is completed, in the completing transaction.
	 * @param reference the number of what the task is about
	 * @throws io.countersign.kernel.Refusal with a sentence for the person
	 */
	void check(String reference, TaskAnswers answers);

	/**
	 * Checks whether a person may take the task.
	 * @throws io.countersign.kernel.Refusal with a sentence for the person
	 */
	default void checkAssignee(String reference, String userId) {
	}

	/**
	 * Who holds the task from its beginning, for instance whom it was passed to.
	 * @param branch reads the element variable {@code step}, which is there where the
	 * task is one of several of its kind; a statement, so it is read where it is needed
	 * @return empty where it is offered to its candidates
	 */
	default Optional<String> holder(String reference, Supplier<Object> branch) {
		return Optional.empty();
	}

	/**
	 * User ids of those who stand in now for somebody absent to whom the task is offered.
	 * @param branch as for {@link #holder}
	 */
	default Set<String> covers(String reference, Supplier<Object> branch) {
		return Set.of();
	}

}
