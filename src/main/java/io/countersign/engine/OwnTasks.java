package io.countersign.engine;

import java.util.Map;

/** Completes user tasks for the person who is logged in, outside of Tasklist. */
public interface OwnTasks {

	/**
	 * Takes an open task, unless the person holds it already, and completes it: in one
	 * transaction, so that a refused task stays as it was. The same rules and forms
	 * decide as in Tasklist.
	 * @param answers by field key of the task's form
	 * @throws io.countersign.kernel.Refusal with a sentence for the person
	 */
	void answer(String taskId, Map<String, ?> answers);

}
