package io.countersign.validation;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Numbers as documents write them: {@code 1,234.50}, {@code 1.234,50} or {@code 1 234}.
 * Where a writing can mean two numbers, both are read.
 */
final class Numbers {

	/** A number that stands by itself, not as part of a name such as {@code E5}. */
	private static final Pattern NUMBER = Pattern
		.compile("(?<![\\p{L}\\d.,/-])\\d{1,15}(?:[.,]\\d{1,6}){0,5}(?![\\p{L}\\d/-])");

	private Numbers() {
	}

	/** Every number of a text in its order, each with what it may mean. */
	static List<List<BigDecimal>> in(String text) {
		List<List<BigDecimal>> numbers = new ArrayList<>();
		Matcher matcher = NUMBER.matcher(text);
		while (matcher.find()) {
			numbers.add(meanings(matcher.group()));
		}
		return numbers;
	}

	/** What a written number may mean; at least one number. */
	static List<BigDecimal> meanings(String written) {
		int last = Math.max(written.lastIndexOf('.'), written.lastIndexOf(','));
		if (last < 0) {
			return List.of(new BigDecimal(written));
		}
		String whole = written.substring(0, last).replaceAll("[.,]", "");
		String rest = written.substring(last + 1);
		List<BigDecimal> meanings = new ArrayList<>();
		boolean several = written.indexOf(written.charAt(last)) != last;
		if (!several) {
			meanings.add(new BigDecimal(whole + "." + rest));
		}
		if (rest.length() == 3 || several) {
			meanings.add(new BigDecimal(whole + rest));
		}
		return meanings;
	}

	static boolean same(BigDecimal one, BigDecimal other) {
		return one.compareTo(other) == 0;
	}

}
