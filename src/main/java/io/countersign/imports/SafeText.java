package io.countersign.imports;

/**
 * Text that a spreadsheet program takes as text: what would start a formula gets an
 * apostrophe in front, also behind leading white space, which such programs skip (ASVS
 * 1.2.10).
 */
final class SafeText {

	private static final String FORMULA = "=+-@\uFF1D\uFF0B\uFF0D\uFF20";

	private static final String CONTROL = "\t\r\n\0";

	private SafeText() {
	}

	static String guarded(String text) {
		return startsFormula(text) ? "'" + text : text;
	}

	/** What was there before {@link #guarded}. */
	static String unguarded(String text) {
		return (text.startsWith("'") && startsFormula(text.substring(1))) ? text.substring(1) : text;
	}

	private static boolean startsFormula(String text) {
		if (text.isEmpty()) {
			return false;
		}
		String visible = text.stripLeading();
		return CONTROL.indexOf(text.charAt(0)) >= 0 || (!visible.isEmpty() && FORMULA.indexOf(visible.charAt(0)) >= 0);
	}

}
