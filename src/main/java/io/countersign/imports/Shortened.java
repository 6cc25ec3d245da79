package io.countersign.imports;

/** What of a text from outside may be repeated in an answer: short and plain. */
final class Shortened {

	private static final int LENGTH = 80;

	private Shortened() {
	}

	static String of(String text) {
		StringBuilder plain = new StringBuilder();
		text.codePoints().limit(LENGTH).forEach((c) -> {
			boolean odd = Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE
					|| Character.getType(c) == Character.FORMAT;
			plain.appendCodePoint(odd ? '\uFFFD' : c);
		});
		return (text.codePointCount(0, text.length()) > LENGTH) ? plain + "…" : plain.toString();
	}

}
