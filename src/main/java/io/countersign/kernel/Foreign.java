package io.countersign.kernel;

import java.util.Locale;

/** Words that come from outside, for answers to those who sent them. */
public final class Foreign {

	private static final int LENGTH = 80;

	private Foreign() {
	}

	/**
	 * What of a text may be repeated in an answer: at most 80 characters, those that
	 * steer a terminal or the direction of reading replaced by U+FFFD.
	 */
	public static String shortened(String text) {
		StringBuilder plain = new StringBuilder();
		text.codePoints().limit(LENGTH).forEach((c) -> {
			boolean odd = Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE
					|| Character.getType(c) == Character.FORMAT;
			plain.appendCodePoint(odd ? '\uFFFD' : c);
		});
		return (text.codePointCount(0, text.length()) > LENGTH) ? plain + "…" : plain.toString();
	}

	/**
	 * How far two words are apart: Levenshtein distance without regard to case. Takes
	 * time by the product of their lengths, so both are short.
	 */
	public static int distance(String one, String other) {
		String left = one.toLowerCase(Locale.ROOT);
		String right = other.toLowerCase(Locale.ROOT);
		int[] costs = new int[right.length() + 1];
		for (int j = 0; j <= right.length(); j++) {
			costs[j] = j;
		}
		for (int i = 1; i <= left.length(); i++) {
			int diagonal = costs[0];
			costs[0] = i;
			for (int j = 1; j <= right.length(); j++) {
				int replaced = diagonal + ((left.charAt(i - 1) != right.charAt(j - 1)) ? 1 : 0);
				diagonal = costs[j];
				costs[j] = Math.min(replaced, 1 + Math.min(costs[j], costs[j - 1]));
			}
		}
		return costs[right.length()];
	}

}
