package io.countersign.agreement;

import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * A decision table's answer in one examination, kept so that it can be explained and
 * asked again.
 *
 * @param key the decision's id, which is its file's name
 * @param version the deployed version that answered
 * @param on the day that mattered, for instance of receipt or of the effective date
 * @param inputs what it was asked, by input name: texts, numbers, truths, and dates as
 * text like {@code 2026-11-16}; empty for whom they are not meant
 * @param outputs the outputs of every matching rule in table order; empty cells are left
 * out
 * @param internal whether it is about the house's own controls: no reseller is shown it
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record DecisionRecord(String key, int version, LocalDate on, Map<String, Object> inputs,
		List<Map<String, Object>> outputs, boolean internal) {

	public DecisionRecord {
		inputs = filled(inputs);
		outputs = outputs.stream().map(DecisionRecord::filled).toList();
	}

	/** The same answer to other inputs. */
	DecisionRecord asked(Map<String, Object> inputs) {
		return new DecisionRecord(this.key, this.version, this.on, inputs, this.outputs, this.internal);
	}

	private static Map<String, Object> filled(Map<String, Object> cells) {
		Map<String, Object> filled = new LinkedHashMap<>((cells != null) ? cells : Map.of());
		filled.values().removeIf((value) -> value == null);
		return Collections.unmodifiableMap(filled);
	}

}
