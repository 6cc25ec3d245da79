package io.countersign.rocsim;

import java.util.EnumMap;
import java.util.Map;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Faults asked for: only what was said.
 *
 * @param treatment fields of {@link Faults}
 * @param calls how often each fault of a call is to happen; {@code -1} always
 */
record Wish(ObjectNode treatment, Map<CallFault, Integer> calls) {

	Wish {
		Map<CallFault, Integer> ordered = new EnumMap<>(CallFault.class);
		ordered.putAll(calls);
		calls = ordered;
	}

}
