package io.countersign.agreement;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Decisions as they are kept: what every table was asked alike, such as programme and
 * segment, stands once.
 *
 * @param asked inputs that all tables have in common
 * @param tables each table's own inputs and its outputs
 */
record StoredDecisions(Map<String, Object> asked, List<DecisionRecord> tables) {

	static StoredDecisions of(List<DecisionRecord> decisions) {
		Map<String, Object> common = new LinkedHashMap<>(decisions.isEmpty() ? Map.of() : decisions.get(0).inputs());
		decisions.forEach((decision) -> common.entrySet().retainAll(decision.inputs().entrySet()));
		return new StoredDecisions(common, decisions.stream().map((decision) -> {
			Map<String, Object> own = new LinkedHashMap<>(decision.inputs());
			own.keySet().removeAll(common.keySet());
			return decision.asked(own);
		}).toList());
	}

	List<DecisionRecord> all() {
		return this.tables.stream().map((decision) -> {
			Map<String, Object> inputs = new LinkedHashMap<>(this.asked);
			inputs.putAll(decision.inputs());
			return decision.asked(inputs);
		}).toList();
	}

}
