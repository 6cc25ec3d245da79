package io.countersign.agreement;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonFormat;

/**
 * Decisions as they are kept, without repetitions: what most tables were asked alike,
 * such as programme and segment, stands once, and so do the names of a table's outputs.
 *
 * @param asked inputs that most tables have in common
 */
record StoredDecisions(Map<String, Object> asked, List<Table> tables) {

	/**
	 * One table's own inputs, and its answer as columns and rows.
	 *
	 * @param notAsked common inputs that this table has none of
	 */
	@JsonFormat(shape = JsonFormat.Shape.ARRAY)
	record Table(String key, int version, LocalDate on, boolean internal, Map<String, Object> inputs,
			List<String> notAsked, List<String> columns, List<List<Object>> rows) {

		private static Table of(DecisionRecord decision, Map<String, Object> common) {
			Map<String, Object> own = new LinkedHashMap<>(decision.inputs());
			own.entrySet().removeAll(common.entrySet());
			List<String> without = common.keySet()
				.stream()
				.filter((name) -> !decision.inputs().containsKey(name))
				.toList();
			Set<String> columns = new LinkedHashSet<>();
			decision.outputs().forEach((row) -> columns.addAll(row.keySet()));
			List<List<Object>> rows = new ArrayList<>();
			for (Map<String, Object> row : decision.outputs()) {
				List<Object> cells = new ArrayList<>();
				columns.forEach((column) -> cells.add(row.get(column)));
				rows.add(cells);
			}
			return new Table(decision.key(), decision.version(), decision.on(), decision.internal(), own, without,
					List.copyOf(columns), rows);
		}

		private DecisionRecord with(Map<String, Object> asked) {
			Map<String, Object> all = new LinkedHashMap<>(asked);
			all.keySet().removeAll(this.notAsked);
			all.putAll(this.inputs);
			List<Map<String, Object>> outputs = new ArrayList<>();
			for (List<Object> cells : this.rows) {
				Map<String, Object> row = new LinkedHashMap<>();
				for (int i = 0; i < this.columns.size(); i++) {
					row.put(this.columns.get(i), cells.get(i));
				}
				outputs.add(row);
			}
			return new DecisionRecord(this.key, this.version, this.on, all, outputs, this.internal);
		}

	}

	static StoredDecisions of(List<DecisionRecord> decisions) {
		Map<Map.Entry<String, Object>, Integer> times = new LinkedHashMap<>();
		decisions.forEach((decision) -> decision.inputs()
			.forEach((name, value) -> times.merge(Map.entry(name, value), 1, Integer::sum)));
		Map<String, Object> common = new LinkedHashMap<>();
		times.forEach((input, count) -> {
			if (count * 2 > decisions.size()) {
				common.put(input.getKey(), input.getValue());
			}
		});
		return new StoredDecisions(common, decisions.stream().map((decision) -> Table.of(decision, common)).toList());
	}

	List<DecisionRecord> all() {
		return this.tables.stream().map((table) -> table.with(this.asked)).toList();
	}

}
