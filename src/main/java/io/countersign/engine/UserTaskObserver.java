package io.countersign.engine;

import java.time.Instant;
import java.util.Set;

/**
 * Is told of every change of every user task inside the engine's transaction, in order to
 * keep a projection of the work list.
 */
public interface UserTaskObserver {

	/**
	 * A user task as it is now.
	 *
	 * @param id the engine's task id
	 * @param key the user task's id in the model
	 * @param reference what the task is about, for instance an agreement's number
	 * @param candidates user ids whom it is offered to by name, besides the groups
	 * @param assignee user id, {@code null} while unclaimed
	 * @param dueAt {@code null} where the task has no due date
	 */
	record UserTask(String id, String key, String name, String process, String reference, Set<String> candidateGroups,
			Set<String> candidates, String assignee, int priority, Instant createdAt, Instant dueAt) {
	}

	void opened(UserTask task);

	void changed(UserTask task);

	/** The task was completed or taken away by the process. */
	void closed(String taskId);

}
