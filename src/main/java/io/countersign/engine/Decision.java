package io.countersign.engine;

import java.util.List;
import java.util.Map;

/**
 * What a decision table answered, with all that is needed to explain and replay it.
 *
 * @param key the decision's id
 * @param version the deployed version that answered
 * @param inputs what it was asked
 * @param rows the outputs of every matching rule in table order; empty where none matched
 */
public record Decision(String key, int version, Map<String, Object> inputs, List<Map<String, Object>> rows) {

	/** The outputs of the only or first matching rule. */
	public Map<String, Object> first() {
		if (this.rows.isEmpty()) {
			throw new IllegalStateException(
					"Decision '%s' version %d has no rule for %s".formatted(this.key, this.version, this.inputs));
		}
		return this.rows.get(0);
	}

	/**
	 * One output of the first matching rule as text; {@code null} where the cell is
	 * empty.
	 */
	public String text(String output) {
		Object value = first().get(output);
		return (value != null) ? value.toString() : null;
	}

}
