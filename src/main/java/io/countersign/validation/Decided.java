package io.countersign.validation;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.countersign.agreement.DecisionRecord;

/**
 * What the decision tables answered in one examination: each question once, in the order
 * in which they were first asked. Used by one thread.
 */
final class Decided {

	/** Outputs that explain a row to a reader: they stand in the table's version. */
	private static final Set<String> PROSE = Set.of("why");

	private record Question(String key, Map<String, Object> inputs) {
	}

	private final Map<Question, DecisionRecord> records = new LinkedHashMap<>();

	/** What decides of a table's rows. */
	static List<Map<String, Object>> deciding(List<Map<String, Object>> rows) {
		return rows.stream().map((row) -> {
			Map<String, Object> deciding = new LinkedHashMap<>(row);
			deciding.keySet().removeAll(PROSE);
			return deciding;
		}).toList();
	}

	void keep(DecisionRecord record) {
		this.records.putIfAbsent(new Question(record.key(), record.inputs()), record);
	}

	List<DecisionRecord> all() {
		return new ArrayList<>(this.records.values());
	}

	/** Dates as text: readable where they are kept, and free of any zone. */
	static Map<String, Object> plain(Map<String, Object> inputs) {
		Map<String, Object> plain = new LinkedHashMap<>();
		inputs.forEach((name, value) -> plain.put(name, (value instanceof LocalDate date) ? date.toString() : value));
		return plain;
	}

}
