package io.countersign.engine;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What a person answered when completing a user task: only fields of the task's form,
 * already checked, with the person who answered. The step after a user task reads it and
 * records the decision in the domain; the answers themselves never stay in the process.
 *
 * @param task the user task's id in the model, for instance
 * {@code userTask_reviewPackage}
 * @param by the user id of the person who completed the task
 * @param values by field key; blank text is absent
 */
public record TaskAnswers(String task, String by, Instant at, Map<String, Object> values) {

	/** An answer as text; empty where the person gave none. */
	public Optional<String> text(String field) {
		return Optional.ofNullable(this.values.get(field)).map(Object::toString);
	}

	/**
	 * A field the form requires.
	 * @throws IllegalStateException if it is absent: the form and the step disagree
	 */
	public String required(String field) {
		return text(field)
			.orElseThrow(() -> new IllegalStateException("Task " + this.task + " completed without '" + field + "'"));
	}

}
