package io.countersign.specialterms;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.countersign.engine.Decisions;

import org.springframework.stereotype.Component;

/**
 * What granting a term brings with it: decision {@code term-consequence}, which process
 * owners edit.
 */
@Component
class TermConsequences {

	private final Decisions decisions;

	TermConsequences(Decisions decisions) {
		this.decisions = decisions;
	}

	List<ApprovalBrief.Consequence> of(String code, String termClass, BigDecimal percent) {
		Map<String, Object> inputs = new HashMap<>();
		inputs.put("code", code);
		inputs.put("termClass", termClass);
		inputs.put("points", (percent != null) ? percent.doubleValue() : 0.0);
		return this.decisions.evaluate("term-consequence", inputs)
			.rows()
			.stream()
			.map((row) -> new ApprovalBrief.Consequence(text(row, "subject"), text(row, "words"), text(row, "weight")))
			.toList();
	}

	private static String text(Map<String, Object> row, String output) {
		return String.valueOf(row.get(output));
	}

}
