package io.countersign.specialterms;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import com.github.difflib.DiffUtils;
import com.github.difflib.algorithm.myers.MyersDiffWithLinearSpace;
import com.github.difflib.patch.AbstractDelta;
import com.github.difflib.patch.DeltaType;

/**
 * What differs between two wordings, word by word. How a text is broken into lines does
 * not count.
 */
final class TextDifference {

	/** A word with its punctuation apart, so that an added comma shows as a comma. */
	private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+|[^\\p{L}\\p{N}\\s]");

	/** What became of a part of the text. */
	public enum Kind {

		SAME, REMOVED, ADDED

	}

	/**
	 * A part of the text. The texts of all parts that are not REMOVED are the new one.
	 */
	public record Part(Kind kind, String text) {
	}

	private TextDifference() {
	}

	/**
	 * The parts from a text to another.
	 * @param before {@code null} as an empty text
	 * @param after {@code null} as an empty text
	 */
	static List<Part> between(String before, String after) {
		List<String> from = words(before);
		List<String> to = words(after);
		// The plain algorithm keeps every path it tried: a hostile text would fill the
		// memory.
		List<AbstractDelta<String>> deltas = DiffUtils.diff(from, to, new MyersDiffWithLinearSpace<>(), null, true)
			.getDeltas();
		List<Part> parts = new ArrayList<>();
		StringBuilder removed = new StringBuilder();
		StringBuilder added = new StringBuilder();
		for (AbstractDelta<String> delta : deltas) {
			if (delta.getType() == DeltaType.EQUAL) {
				flush(parts, removed, added);
				parts.add(new Part(Kind.SAME, String.join("", delta.getTarget().getLines())));
			}
			else {
				delta.getSource().getLines().forEach(removed::append);
				delta.getTarget().getLines().forEach(added::append);
			}
		}
		flush(parts, removed, added);
		return List.copyOf(parts);
	}

	/** What went stands before what came in its place. */
	private static void flush(List<Part> parts, StringBuilder removed, StringBuilder added) {
		if (!removed.isEmpty()) {
			parts.add(new Part(Kind.REMOVED, removed.toString()));
		}
		if (!added.isEmpty()) {
			parts.add(new Part(Kind.ADDED, added.toString()));
		}
		removed.setLength(0);
		added.setLength(0);
	}

	/** Each word with the single space that stands before it, if there is any. */
	private static List<String> words(String text) {
		List<String> words = new ArrayList<>();
		if (text != null) {
			String flat = text.strip().replaceAll("\\s+", " ");
			WORD.matcher(flat)
				.results()
				.forEach((found) -> words
					.add(((found.start() > 0 && flat.charAt(found.start() - 1) == ' ') ? " " : "") + found.group()));
		}
		return words;
	}

}
