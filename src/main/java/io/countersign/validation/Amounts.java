package io.countersign.validation;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Amounts as documents print them: {@code 43,875.93}, {@code 43.875,93 €},
 * {@code 43 875,93}, {@code 43'875.93}, {@code 708,209}.
 */
final class Amounts {

	/** A whole amount: nothing that belongs to a number on either side. */
	private static final Pattern AMOUNT = Pattern
		.compile("(?<![\\p{L}\\d.,'-])(?:\\d{1,3}(?:[ .,'\u2019]\\d{3}){1,5}|\\d{1,12})"
				+ "(?:[.,]\\d{2})?(?![\\p{L}\\d%]|[.,'-]\\d)");

	private static final Pattern CENTS = Pattern.compile("[.,](\\d{2})$");

	private static final Pattern NO_DIGIT = Pattern.compile("\\D");

	/** Currencies as forms spell them. */
	private static final Map<String, String> SPELLED = Map.of("us dollar", "USD", "usd", "USD", "$", "USD", "euro",
			"EUR", "eur", "EUR", "\u20ac", "EUR", "pound", "GBP", "gbp", "GBP", "swiss franc", "CHF", "chf", "CHF");

	private Amounts() {
	}

	/** Every amount in a line, in its order. */
	static List<BigDecimal> in(String line) {
		List<BigDecimal> amounts = new ArrayList<>();
		Matcher amount = AMOUNT.matcher(line);
		while (amount.find()) {
			amounts.add(value(amount.group()));
		}
		return amounts;
	}

	/** Whether a line is an amount and nothing else but perhaps its currency. */
	static boolean only(String line) {
		Matcher amount = AMOUNT.matcher(line);
		return amount.find() && line.length() - amount.group().length() <= 5;
	}

	/** The currency a text spells, as its code; {@code null} where it spells none. */
	static String currency(String text) {
		String plain = text.toLowerCase(Locale.ROOT);
		return SPELLED.entrySet()
			.stream()
			.filter((spelled) -> plain.contains(spelled.getKey()))
			.map(Map.Entry::getValue)
			.findFirst()
			.orElse(null);
	}

	/** Three digits after a sign are a group, two at the end are cents. */
	private static BigDecimal value(String text) {
		Matcher cents = CENTS.matcher(text);
		boolean withCents = cents.find();
		String whole = NO_DIGIT.matcher(withCents ? text.substring(0, cents.start()) : text).replaceAll("");
		return new BigDecimal(whole + (withCents ? "." + cents.group(1) : ""));
	}

}
