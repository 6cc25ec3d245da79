package io.countersign.validation;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Numbers as documents write them: {@code 1,234.50}, {@code 1.234,50}, {@code 1'234.50}
 * and, where no columns stand side by side, {@code 1 234,50}. Where a writing can mean
 * two numbers, both are read.
 */
final class Numbers {

	/** A number that stands by itself, not as part of a name such as {@code E5}. */
	private static final Pattern NUMBER = Pattern
		.compile("(?<![\\p{L}\\d.,/-])\\d{1,15}(?:[.,'\u2019]\\d{1,6}){0,5}(?![\\p{L}\\d/-])");

	/** A whole amount: nothing that belongs to a number on either side. */
	private static final Pattern AMOUNT = Pattern
		.compile("(?<![\\p{L}\\d.,'-])(?:\\d{1,3}(?:[ .,'\u2019]\\d{3}){1,5}|\\d{1,12})"
				+ "(?:[.,]\\d{2})?(?![\\p{L}\\d%]|[.,'-]\\d)");

	/** Signs that part thousands and nothing else. */
	private static final Pattern GROUPING = Pattern.compile("[ '\u2019]");

	/** Money has no smaller part than hundredths. Default. */
	private static final int MONEY_SCALE = 2;

	private Numbers() {
	}

	/**
	 * Every number of a row of columns in its order, each with what it may mean; a blank
	 * parts two numbers.
	 */
	static List<List<BigDecimal>> in(String row) {
		List<List<BigDecimal>> numbers = new ArrayList<>();
		Matcher matcher = NUMBER.matcher(row);
		while (matcher.find()) {
			numbers.add(meanings(matcher.group()));
		}
		return numbers;
	}

	/**
	 * Every amount of money of a line in its order; a blank may part thousands. Whole
	 * ones and those with hundredths: {@code 708,209} is no amount with thousandths.
	 */
	static List<BigDecimal> amounts(String line) {
		List<BigDecimal> amounts = new ArrayList<>();
		Matcher matcher = AMOUNT.matcher(line);
		while (matcher.find()) {
			meanings(matcher.group()).stream()
				.filter((meaning) -> meaning.scale() <= MONEY_SCALE)
				.findFirst()
				.ifPresent(amounts::add);
		}
		return amounts;
	}

	/** Whether a line is an amount and nothing else but perhaps its currency. */
	static boolean onlyAmount(String line) {
		Matcher amount = AMOUNT.matcher(line);
		return amount.find() && line.length() - amount.group().length() <= 5;
	}

	/** What a written number may mean; at least one number. */
	static List<BigDecimal> meanings(String written) {
		String plain = GROUPING.matcher(written).replaceAll("");
		int last = Math.max(plain.lastIndexOf('.'), plain.lastIndexOf(','));
		if (last < 0) {
			return List.of(new BigDecimal(plain));
		}
		String whole = plain.substring(0, last).replaceAll("[.,]", "");
		String rest = plain.substring(last + 1);
		// Three digits may be a group; the same sign twice parts groups both times.
		boolean group = rest.length() == 3;
		boolean several = plain.indexOf(plain.charAt(last)) != last;
		List<BigDecimal> meanings = new ArrayList<>();
		if (!group || !several) {
			meanings.add(new BigDecimal(whole + "." + rest));
		}
		if (group) {
			meanings.add(new BigDecimal(whole + rest));
		}
		return meanings;
	}

	static boolean same(BigDecimal one, BigDecimal other) {
		return one.compareTo(other) == 0;
	}

}
