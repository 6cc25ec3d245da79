package io.countersign.validation;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Compares texts that people typed and machines read. Every pattern here and in the rules
 * is free of nested repetition: page texts come from outside.
 */
final class Texts {

	/**
	 * Legal forms that mean the same, each to one spelling; longer ones first, because
	 * some begin with others. Default; extend at will.
	 */
	private static final List<Map.Entry<String, String>> LEGAL_FORMS = List.of(
			Map.entry("gesellschaft mit beschrankter haftung", "gmbh"),
			Map.entry("gesellschaft mit beschraenkter haftung", "gmbh"),
			Map.entry("societe a responsabilite limitee", "sarl"), Map.entry("societe anonyme", "sa"),
			Map.entry("aktiengesellschaft", "ag"), Map.entry("incorporated", "inc"), Map.entry("corporation", "corp"),
			Map.entry("limited", "ltd"), Map.entry("company", "co"), Map.entry("g m b h", "gmbh"),
			Map.entry("s a r l", "sarl"), Map.entry("s a s", "sas"), Map.entry("l l c", "llc"),
			Map.entry("p l c", "plc"), Map.entry("s a", "sa"), Map.entry("b v", "bv"), Map.entry("n v", "nv"));

	private static final Set<String> LEGAL_FORM_WORDS = Set.of("inc", "corp", "ltd", "co", "ag", "gmbh", "sa", "sarl",
			"sas", "bv", "nv", "llc", "plc", "se", "kg", "kgaa", "ohg", "ug", "ev", "eg", "oy", "ab", "as", "aps",
			"spa", "srl", "sl", "lp", "llp", "gp", "pty", "pte");

	private static final Pattern NO_LETTER = Pattern.compile("[^\\p{L}\\p{N}]+");

	private static final Pattern MISREAD = Pattern.compile("X[0-9OILSBZ]{7}|[0-9OILSBZ]{10}(?:PSF|DTDF)");

	private static final Pattern MARK = Pattern.compile("\\p{M}+");

	private static final Pattern AND = Pattern.compile(" (?:und|et|and) ");

	private Texts() {
	}

	/** How two names of a customer relate. */
	enum Likeness {

		/** The same but for case, accents, punctuation and spelling of the legal form. */
		SAME,
		/** One goes on where the other ends: a department or a missing legal form. */
		LONGER,
		/** Something else. */
		DIFFERENT

	}

	static Likeness compareNames(String one, String other) {
		for (boolean umlauts : new boolean[] { false, true }) {
			String left = name(one, umlauts);
			String right = name(other, umlauts);
			if (left.equals(right)) {
				return Likeness.SAME;
			}
		}
		String left = name(one, false);
		String right = name(other, false);
		return (goesOn(left, right) || goesOn(right, left)) ? Likeness.LONGER : Likeness.DIFFERENT;
	}

	/**
	 * Whether a text mentions a customer by its legal name, or without its legal form.
	 */
	static boolean mentions(String text, String name) {
		int at = text.indexOf(name);
		if (at >= 0 && (at == 0 || !Character.isLetterOrDigit(text.charAt(at - 1)))
				&& (at + name.length() == text.length()
						|| !Character.isLetterOrDigit(text.charAt(at + name.length())))) {
			return true;
		}
		for (boolean umlauts : new boolean[] { false, true }) {
			String words = " " + name(text, umlauts) + " ";
			String wanted = name(name, umlauts);
			String stem = withoutLegalForm(wanted);
			if (words.contains(" " + wanted + " ") || (!stem.isEmpty() && words.contains(" " + stem + " "))) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Where two names differ: what stands in one between the words that both share, and
	 * what stands there in the other.
	 * @return for instance {@code 'AG' instead of 'GmbH'}
	 */
	static String difference(String found, String expected) {
		List<String> one = List.of(found.strip().split("\\s+"));
		List<String> other = List.of(expected.strip().split("\\s+"));
		int least = Math.min(one.size(), other.size());
		int head = 0;
		while (head < least && alike(one.get(head), other.get(head))) {
			head++;
		}
		int tail = 0;
		while (tail < least - head && alike(one.get(one.size() - 1 - tail), other.get(other.size() - 1 - tail))) {
			tail++;
		}
		String more = String.join(" ", one.subList(head, one.size() - tail));
		String less = String.join(" ", other.subList(head, other.size() - tail));
		if (more.isEmpty()) {
			return "without '%s'".formatted(less);
		}
		return less.isEmpty() ? "with '%s'".formatted(more) : "'%s' instead of '%s'".formatted(more, less);
	}

	private static boolean alike(String one, String other) {
		return name(one, false).equals(name(other, false)) || name(one, true).equals(name(other, true));
	}

	/** Letters and digits only, capitals, for numbers and codes. */
	static String code(String text) {
		return NO_LETTER.matcher(Normalizer.normalize(text, Normalizer.Form.NFKC).toUpperCase(Locale.ROOT))
			.replaceAll("");
	}

	/**
	 * Like {@link #code}, and with the letters that optical recognition takes for digits
	 * read as digits, in document codes and codes made from a quote.
	 */
	static String listedCode(String text) {
		String code = code(text);
		if (!MISREAD.matcher(code).matches()) {
			return code;
		}
		StringBuilder read = new StringBuilder(code);
		for (int i = code.startsWith("X") ? 1 : 0; i < Math.min(code.length(), 10); i++) {
			int like = "OILSBZ".indexOf(code.charAt(i));
			if (like >= 0) {
				read.setCharAt(i, "011582".charAt(like));
			}
		}
		return read.toString();
	}

	/** In lower case, without accents, one blank for whatever is no letter or digit. */
	static String words(String text) {
		String folded = Normalizer.normalize(text, Normalizer.Form.NFKD).toLowerCase(Locale.ROOT).replace("ß", "ss");
		return NO_LETTER.matcher(MARK.matcher(folded).replaceAll("")).replaceAll(" ").strip();
	}

	/** On one line, without what cannot be shown or stored. */
	static String plain(String text, int length) {
		StringBuilder plain = new StringBuilder();
		boolean blank = false;
		for (int i = 0; i < text.length() && plain.length() < length;) {
			int c = text.codePointAt(i);
			i += Character.charCount(c);
			int type = Character.getType(c);
			if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
				blank = !plain.isEmpty();
			}
			else if (type != Character.CONTROL && type != Character.FORMAT && type != Character.SURROGATE
					&& type != Character.UNASSIGNED) {
				if (blank) {
					plain.append(' ');
					blank = false;
				}
				plain.appendCodePoint(c);
			}
		}
		return plain.toString();
	}

	private static boolean goesOn(String longer, String shorter) {
		return shorter.length() >= 3 && longer.startsWith(shorter + " ");
	}

	private static String withoutLegalForm(String name) {
		String stem = name;
		for (int space = stem.lastIndexOf(' '); space > 0
				&& LEGAL_FORM_WORDS.contains(stem.substring(space + 1)); space = stem.lastIndexOf(' ')) {
			stem = stem.substring(0, space);
		}
		return stem;
	}

	private static String name(String text, boolean umlauts) {
		String folded = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT).replace("ß", "ss");
		if (umlauts) {
			folded = folded.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue");
		}
		folded = MARK.matcher(Normalizer.normalize(folded, Normalizer.Form.NFD)).replaceAll("");
		folded = AND.matcher(" " + NO_LETTER.matcher(folded.replace("&", " and ")).replaceAll(" ").strip() + " ")
			.replaceAll(" and ");
		for (Map.Entry<String, String> form : LEGAL_FORMS) {
			folded = folded.replace(" " + form.getKey() + " ", " " + form.getValue() + " ");
		}
		return folded.strip();
	}

}
