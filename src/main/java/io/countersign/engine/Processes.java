package io.countersign.engine;

import java.util.Map;

/**
 * Tells the process engine what happened. Runs in the caller's transaction: the engine's
 * rows and the domain's commit together.
 */
public interface Processes {

	/**
	 * Starts the newest version of a process and runs it to its first wait state.
	 * @param process the process id, which is its file's name
	 * @param businessKey the number the instance is found by
	 * @param variables routing facts only: text, numbers, booleans, dates
	 */
	void start(String process, String businessKey, Map<String, ?> variables);

	/**
	 * Tells the instance that waits for it that something happened.
	 * @param message {@code <module>.<happened>}
	 * @param businessKey the instance's business key
	 * @param variables routing facts for the steps up to the next wait; they are not kept
	 * @return {@code false} if no instance with that key waits for the message now;
	 * nothing has changed then
	 */
	boolean tell(String message, String businessKey, Map<String, ?> variables);

	/**
	 * Tells everything of an instance that waits for it that something happened.
	 * @return how many waited
	 */
	int tellAll(String message, String businessKey);

}
