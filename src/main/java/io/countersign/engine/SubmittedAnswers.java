package io.countersign.engine;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import org.camunda.bpm.engine.variable.VariableMap;
import org.camunda.bpm.engine.variable.Variables;
import org.camunda.bpm.engine.variable.value.FileValue;
import org.camunda.bpm.engine.variable.value.SerializableValue;
import org.camunda.bpm.engine.variable.value.TypedValue;

/**
 * What somebody sent with the completion of a user task, unchecked, on its way to the
 * task's listener. Travels as one transient variable, so that the engine neither stores
 * the answers as process variables nor keeps them in its history.
 *
 * @param values by name; what is no plain value is {@link Serialized}
 */
record SubmittedAnswers(Map<String, Object> values) {

	static final String VARIABLE = "submittedAnswers";

	/**
	 * A value that was sent serialized or as a file, as text: nobody unpacks it before it
	 * has been checked.
	 */
	record Serialized(String text) {
	}

	/**
	 * Packs what was submitted.
	 * @param submitted may be {@code null}
	 */
	static VariableMap pack(Map<String, Object> submitted) {
		VariableMap variables = Variables.fromMap((submitted != null) ? submitted : Map.of());
		Map<String, Object> values = new LinkedHashMap<>();
		for (String name : variables.keySet()) {
			TypedValue value = variables.getValueTyped(name);
			values.put(name, plain(value));
		}
		SubmittedAnswers answers = new SubmittedAnswers(Collections.unmodifiableMap(values));
		return Variables.createVariables().putValueTyped(VARIABLE, Variables.untypedValue(answers, true));
	}

	private static Object plain(TypedValue value) {
		if (value instanceof SerializableValue serialized) {
			return new Serialized(serialized.getValueSerialized());
		}
		if (value instanceof FileValue) {
			return new Serialized("");
		}
		return (value != null) ? value.getValue() : null;
	}

}
