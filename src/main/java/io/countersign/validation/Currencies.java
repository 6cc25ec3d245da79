package io.countersign.validation;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Currencies as documents spell them. */
final class Currencies {

	/**
	 * Whole words and signs by their code. A dollar behind another letter is the dollar
	 * of another country. Default: those that samples and filed forms show.
	 */
	private static final List<Map.Entry<Pattern, String>> SPELLED = List.of(
			Map.entry(word("US ?dollars?|USD|U\\.?S\\.? ?\\$|\\$"), "USD"), Map.entry(word("euros?|EUR|\u20ac"), "EUR"),
			Map.entry(word("pounds?|GBP|\u00a3"), "GBP"), Map.entry(word("Swiss francs?|CHF"), "CHF"),
			Map.entry(word("Canadian dollars?|CAD|CA? ?\\$"), "CAD"));

	private Currencies() {
	}

	private static Pattern word(String spelled) {
		return Pattern.compile("(?i)(?<!\\p{L})(?:" + spelled + ")(?!\\p{L})");
	}

	/** The code of the currency a text spells; empty where it spells none or several. */
	static Optional<String> in(String text) {
		List<String> codes = SPELLED.stream()
			.filter((spelled) -> spelled.getKey().matcher(text).find())
			.map(Map.Entry::getValue)
			.toList();
		return (codes.size() == 1) ? Optional.of(codes.get(0)) : Optional.empty();
	}

}
