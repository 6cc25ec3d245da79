package io.countersign.desk;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.countersign.agreement.AgreementViews;
import io.countersign.agreement.DecisionRecord;

/**
 * What a decision table answered for the newest submission, in one line of a table.
 *
 * @param on the day that mattered
 * @param asked inputs with their names
 * @param answered each matching row in one sentence
 */
record DecisionShown(String key, int version, String on, String asked, List<String> answered) {

	static List<DecisionShown> of(AgreementViews.Detail detail, Display display) {
		return detail.submissions()
			.stream()
			.filter((submission) -> submission.number() == detail.row().submission())
			.flatMap((submission) -> submission.decisions().stream())
			.map((decision) -> of(decision, display))
			.toList();
	}

	private static DecisionShown of(DecisionRecord decision, Display display) {
		return new DecisionShown(decision.key(), decision.version(), display.date(decision.on()),
				sentence(decision.inputs()), decision.outputs().stream().map(DecisionShown::sentence).toList());
	}

	private static String sentence(Map<String, Object> cells) {
		return cells.entrySet()
			.stream()
			.filter((cell) -> !cell.getValue().toString().isEmpty())
			.map((cell) -> "%s: %s".formatted(Wording.event(cell.getKey()), value(cell.getValue())))
			.collect(Collectors.joining("; "));
	}

	private static String value(Object value) {
		return (value instanceof Boolean truth) ? (truth ? "yes" : "no") : value.toString();
	}

}
