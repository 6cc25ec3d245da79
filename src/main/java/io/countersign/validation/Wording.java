package io.countersign.validation;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Compares the wording of a term with the text of a document, word by word. Case, line
 * breaks, hyphenation and punctuation between words do not count; numbers and signs such
 * as the percent sign do. What runs along the head and foot of the pages is passed over.
 */
final class Wording {

	/** What is shown around a difference. */
	private static final int CONTEXT = 12;

	/** Lines of a page's head and foot that may run along. */
	private static final int RUNNING = 4;

	/** Words that three dots stand for, at most. */
	private static final int GAP = 6;

	/** So many words in a row say something; fewer are a label or a number. */
	private static final int LEAST_BEYOND = 3;

	private static final Pattern WORD = Pattern.compile("\\d+(?:[.,]\\d+)*|[\\p{L}\\p{M}]+|[%‰§+=<>≤≥±\\p{Sc}]");

	private static final Pattern HYPHENATED = Pattern.compile("(?<=\\p{L})[-\u00AD\u2010\u2011]\\s*\\n?(?=\\p{L})");

	private static final Pattern PAGE_NUMBER = Pattern.compile("(?i)\\bpage \\d{1,4}(?: (?:of|/) \\d{1,4})?\\b");

	private static final Pattern DIGITS = Pattern.compile("\\d+");

	private Wording() {
	}

	/**
	 * Where two wordings part.
	 *
	 * @param page of the document, counted from 1; 0 where the two are no documents
	 * @param words the difference in one sentence
	 * @param found the words around it in the one that was looked at
	 * @param expected the words that should stand there
	 */
	record Difference(int page, String words, String found, String expected) {
	}

	private record Word(String text, int page) {
	}

	/**
	 * Where a document says something else than a wording.
	 * @return empty where the document holds the wording whole and in one piece
	 */
	static Optional<Difference> compare(Paper paper, String wording) {
		return difference(words(paper), words(wording));
	}

	/**
	 * What a document says beside a wording that it holds.
	 * @param known what may stand there, in phrases; three dots stand for up to six words
	 * @return the first of it, if that is more than a word or two
	 */
	static Optional<Difference> beyond(Paper paper, String wording, List<String> known) {
		List<Word> document = words(paper);
		boolean[] explained = new boolean[document.size()];
		explain(document, explained, List.of(texts(words(wording))));
		for (String phrase : known) {
			explain(document, explained,
					Stream.of(phrase.split("…"))
						.map((part) -> texts(words(part)))
						.filter((part) -> !part.isEmpty())
						.toList());
		}
		int from = 0;
		for (int at = 0; at <= explained.length; at++) {
			if (at == explained.length || explained[at]) {
				if (at - from >= LEAST_BEYOND) {
					return Optional.of(new Difference(document.get(from).page(), "It says more.",
							String.join(" ", texts(document.subList(from, Math.min(at, from + 2 * CONTEXT)))), null));
				}
				from = at + 1;
			}
		}
		return Optional.empty();
	}

	/** Marks every place where the parts follow each other, with what lies between. */
	private static void explain(List<Word> document, boolean[] explained, List<List<String>> parts) {
		if (parts.isEmpty() || parts.get(0).isEmpty()) {
			return;
		}
		List<String> words = texts(document);
		for (int start = 0; start < words.size(); start++) {
			int end = start;
			boolean found = startsAt(words, parts.get(0), start);
			for (int part = 0; found && part < parts.size(); part++) {
				int at = end;
				int last = (part == 0) ? at : Math.min(words.size(), at + GAP + 1);
				while (at < last && !startsAt(words, parts.get(part), at)) {
					at++;
				}
				found = startsAt(words, parts.get(part), at);
				end = at + parts.get(part).size();
			}
			if (found) {
				Arrays.fill(explained, start, end, true);
			}
		}
	}

	private static boolean startsAt(List<String> words, List<String> part, int at) {
		return at + part.size() <= words.size() && words.subList(at, at + part.size()).equals(part);
	}

	/** Where a wording says something else than another; empty where it does not. */
	static Optional<Difference> firstDifference(String found, String expected) {
		List<Word> one = words(found);
		List<Word> other = words(expected);
		if (texts(one).equals(texts(other))) {
			return Optional.empty();
		}
		int same = 0;
		while (same < Math.min(one.size(), other.size()) && one.get(same).text().equals(other.get(same).text())) {
			same++;
		}
		return Optional.of(difference(one, same, other, same));
	}

	private static Optional<Difference> difference(List<Word> document, List<Word> wording) {
		if (wording.isEmpty()) {
			return Optional.empty();
		}
		Map<String, Integer> numbers = new HashMap<>();
		int[] searched = numbered(document, numbers);
		int[] wanted = numbered(wording, numbers);
		int bestStart = -1;
		int best = 0;
		for (int start = 0; start < searched.length; start++) {
			int same = 0;
			while (same < wanted.length && start + same < searched.length && searched[start + same] == wanted[same]) {
				same++;
			}
			if (same == wanted.length) {
				return Optional.empty();
			}
			if (same > best) {
				best = same;
				bestStart = start;
			}
		}
		if (bestStart < 0) {
			return Optional.of(new Difference(0, "None of them was found.", null, excerpt(wording, 0)));
		}
		return Optional.of(difference(document, bestStart + best, wording, best));
	}

	/** One number for each word, the same for the same word: compared much faster. */
	private static int[] numbered(List<Word> words, Map<String, Integer> numbers) {
		return words.stream().mapToInt((word) -> number(word, numbers)).toArray();
	}

	private static int number(Word word, Map<String, Integer> numbers) {
		int next = numbers.size();
		return numbers.computeIfAbsent(word.text(), (text) -> next);
	}

	private static Difference difference(List<Word> document, int at, List<Word> wording, int same) {
		String found = (at < document.size()) ? document.get(at).text() : null;
		String expected = (same < wording.size()) ? wording.get(same).text() : null;
		String words;
		if (found == null) {
			words = "They end before '%s'.".formatted(expected);
		}
		else if (expected == null) {
			words = "They go on with '%s'.".formatted(found);
		}
		else {
			words = "'%s' stands where '%s' should.".formatted(found, expected);
		}
		int page = document.isEmpty() ? 0 : document.get(Math.min(at, document.size() - 1)).page();
		return new Difference(page, words, excerpt(document, at), excerpt(wording, same));
	}

	private static String excerpt(List<Word> words, int at) {
		int from = Math.max(0, at - CONTEXT / 2);
		int to = Math.min(words.size(), at + CONTEXT / 2 + 1);
		return ((from > 0) ? "… " : "") + String.join(" ", texts(words.subList(from, to)))
				+ ((to < words.size()) ? " …" : "");
	}

	private static List<String> texts(List<Word> words) {
		return words.stream().map(Word::text).toList();
	}

	private static List<Word> words(String text) {
		List<Word> words = new ArrayList<>();
		add(words, text, 0);
		return words;
	}

	private static List<Word> words(Paper paper) {
		Set<String> running = running(paper);
		List<Word> words = new ArrayList<>();
		for (int page = 1; page <= paper.pages().size(); page++) {
			StringBuilder text = new StringBuilder();
			List<String> lines = paper.lines(page);
			for (int i = 0; i < lines.size(); i++) {
				boolean edge = i < RUNNING || i >= lines.size() - RUNNING;
				if (!edge || !runs(lines.get(i), running)) {
					text.append(edge ? PAGE_NUMBER.matcher(lines.get(i)).replaceAll(" ") : lines.get(i)).append('\n');
				}
			}
			add(words, text.toString(), page);
		}
		return words;
	}

	private static boolean runs(String line, Set<String> running) {
		return running.contains(shape(line)) || (line.length() <= Paper.LONGEST_LINE
				&& (PAGE_NUMBER.matcher(line).find() && FormCode.in(line).isPresent()));
	}

	/** Lines that stand in the head or foot of more than one page, but for numbers. */
	private static Set<String> running(Paper paper) {
		Map<String, Integer> pages = new HashMap<>();
		for (int page = 1; page <= paper.pages().size(); page++) {
			List<String> lines = paper.lines(page);
			Set<String> edge = new HashSet<>();
			for (int i = 0; i < lines.size(); i++) {
				if (i < RUNNING || i >= lines.size() - RUNNING) {
					edge.add(shape(lines.get(i)));
				}
			}
			edge.forEach((line) -> pages.merge(line, 1, Integer::sum));
		}
		Set<String> running = new HashSet<>();
		pages.forEach((line, count) -> {
			if (count > 1) {
				running.add(line);
			}
		});
		return running;
	}

	private static String shape(String line) {
		return DIGITS.matcher(line).replaceAll("0");
	}

	private static void add(List<Word> words, String text, int page) {
		String plain = HYPHENATED.matcher(Normalizer.normalize(text, Normalizer.Form.NFKC)).replaceAll("");
		Matcher word = WORD.matcher(plain.toLowerCase(Locale.ROOT));
		while (word.find()) {
			words.add(new Word(word.group(), page));
		}
	}

}
