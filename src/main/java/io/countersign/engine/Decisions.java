package io.countersign.engine;

import java.util.Map;

/**
 * Asks the decision tables in {@code processes/}. Evaluation opens no transaction and
 * writes no history; who needs the decision later stores the {@link Decision}.
 */
public interface Decisions {

	/**
	 * Evaluates the newest deployed version of a table. A version deployed on another
	 * node is seen within five seconds.
	 * @param decision the decision id, which is its file's name
	 * @param inputs by input variable name; a {@code LocalDate} for an input of type
	 * {@code date}
	 * @throws IllegalStateException if there is no such decision or it cannot be
	 * evaluated
	 */
	Decision evaluate(String decision, Map<String, ?> inputs);

}
