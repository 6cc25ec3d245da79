package io.countersign.validation;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.countersign.agreement.AgreementPackage.DocumentType;
import io.countersign.agreement.IncomingSubmission.ReceivedDocument;
import io.countersign.document.GuardedPdf;
import io.countersign.document.PageLayout;

/** A document of the package as the rules read it. */
final class Paper {

	private static final Set<DocumentType> RENEWED = EnumSet.of(DocumentType.ENR, DocumentType.RENF);

	/** Fewer letters and digits than this on a page: a picture with a stray mark. */
	private static final int LEAST_TEXT = 20;

	private final ReceivedDocument document;

	private final int index;

	/** More values of one label than a form has places for it. */
	private static final int MOST_VALUES = 20;

	/** A value stands within so many lines below its label. */
	private static final int BELOW = 3;

	/**
	 * Parts of a field's name, such as {@code Agreement.Number} or
	 * {@code agreementNumber}.
	 */
	private static final Pattern WORDS = Pattern.compile("(?<=[a-z])(?=[A-Z])|[._-]+");

	/** Titles stand within so many lines from the top. */
	private static final int HEAD = 15;

	/** A longer line is no title, no footer and no label. */
	static final int LONGEST_LINE = 500;

	/** The footer stands within so many lines from the bottom. */
	private static final int FOOT = 4;

	private static final Pattern DOCUMENT_CODE = Pattern
		.compile("(?i)\\bDocument ?(X ?[0-9O] ?[0-9O] ?- ?(?:[0-9OIl] ?){4}[0-9OIl])(?![0-9])");

	private final List<String> pages = new ArrayList<>();

	private final Map<Integer, List<String>> lines = new HashMap<>();

	private final Map<Integer, String> codes = new HashMap<>();

	private final Map<Integer, String> lowerCase = new HashMap<>();

	private Optional<Hit> formCode;

	private Optional<Recognition> recognition;

	Paper(ReceivedDocument document, int index) {
		this.document = document;
		this.index = index;
		document.pdf().pageTexts().forEach((text) -> this.pages.add(tidy(text)));
	}

	/**
	 * A piece of text found on a page.
	 *
	 * @param page counted from 1
	 */
	record Hit(int page, String text) {
	}

	/**
	 * A label that stands before values.
	 *
	 * @param words in lower case; a page without any of them has no such label, which is
	 * found much faster than by the pattern
	 */
	record Label(Pattern pattern, List<String> words) {

		static Label of(String pattern, String... words) {
			return new Label(Pattern.compile("(?i)" + pattern), List.of(words));
		}

	}

	String fileName() {
		return this.document.entry().fileName();
	}

	DocumentType type() {
		return this.document.entry().type();
	}

	/** Version the package names; {@code null} where it names none. */
	String version() {
		return this.document.entry().version();
	}

	/** Number or code it is listed under; {@code null} where the package gives none. */
	String code() {
		return this.document.entry().code();
	}

	GuardedPdf pdf() {
		return this.document.pdf();
	}

	/** Where things are on a page, counted from 1; empty where that is not known. */
	Optional<PageLayout> layout(int page) {
		List<PageLayout> layouts = this.document.pdf().layout();
		return (page <= layouts.size()) ? Optional.of(layouts.get(page - 1)) : Optional.empty();
	}

	/** SHA-256 of its bytes. */
	String hash() {
		return this.document.pdf().sha256();
	}

	/** SHA-256 of the version agreed on; {@code null} where the package gives none. */
	String agreedHash() {
		return this.document.entry().sha256();
	}

	/** Where the package lists it, as a JSON pointer. */
	String path() {
		return "/documents/" + this.index;
	}

	List<String> pages() {
		return this.pages;
	}

	/** Text of all pages. */
	String text() {
		return String.join("\n", this.pages);
	}

	/** Whether there is text to judge by, at least on one page. */
	boolean readable() {
		return this.pages.stream().anyMatch(Paper::hasText);
	}

	/** Pages without text, counted from 1. */
	List<Integer> blankPages() {
		List<Integer> blank = new ArrayList<>();
		for (int page = 1; page <= this.pages.size(); page++) {
			if (!hasText(this.pages.get(page - 1))) {
				blank.add(page);
			}
		}
		return blank;
	}

	/**
	 * Lines of a page.
	 * @param page counted from 1
	 */
	List<String> lines(int page) {
		return this.lines.computeIfAbsent(page, (number) -> this.pages.get(number - 1).lines().toList());
	}

	private String lowerCase(int page) {
		return this.lowerCase.computeIfAbsent(page, (number) -> this.pages.get(number - 1).toLowerCase(Locale.ROOT));
	}

	/** The first lines of a page, where titles stand; without those too long for one. */
	List<String> head(int page) {
		return lines(page).stream().limit(HEAD).filter((line) -> line.length() <= LONGEST_LINE).toList();
	}

	/** What it is by its own text; empty where that does not tell. */
	Optional<Recognition> recognition() {
		if (this.recognition == null) {
			this.recognition = Recognition.of(this);
		}
		return this.recognition;
	}

	/** Whether its text tells that it is something else than the package says. */
	boolean isSomethingElse() {
		return recognition().filter((is) -> !like(is.type(), type())).isPresent();
	}

	/** A renewal form is an enrolment form in other words. */
	private static boolean like(DocumentType one, DocumentType other) {
		return one == other || (RENEWED.contains(one) && RENEWED.contains(other));
	}

	/** The code of the form's version, from the footers. */
	Optional<Hit> formCode() {
		if (this.formCode == null) {
			this.formCode = inFooters((line) -> FormCode.in(line).map(FormCode::text));
		}
		return this.formCode;
	}

	/** The code of the document, such as {@code X20-12883}, from the footers. */
	Optional<Hit> documentCode() {
		return inFooters((line) -> {
			Matcher code = DOCUMENT_CODE.matcher(line);
			return code.find() ? Optional.of(code.group(1)) : Optional.empty();
		});
	}

	private Optional<Hit> inFooters(Function<String, Optional<String>> reader) {
		for (int page = 1; page <= this.pages.size(); page++) {
			List<String> all = lines(page);
			for (String line : all.subList(Math.max(0, all.size() - FOOT), all.size())) {
				Optional<String> found = (line.length() <= LONGEST_LINE) ? reader.apply(line) : Optional.empty();
				if (found.isPresent()) {
					return Optional.of(new Hit(page, found.get()));
				}
			}
		}
		return Optional.empty();
	}

	/** The value of a filled form field whose name matches, if the PDF has one. */
	Optional<String> field(Pattern name) {
		return this.document.pdf()
			.fields()
			.entrySet()
			.stream()
			.filter((field) -> name.matcher(field.getKey()).find() && field.getValue() != null
					&& !field.getValue().isBlank())
			.map((field) -> field.getValue().strip())
			.findFirst();
	}

	/** Whether a form field carries a digital signature. */
	boolean digitallySigned() {
		return !this.document.pdf().signatureFields().isEmpty();
	}

	/** The first place where a pattern matches: its first group, if it has one. */
	Optional<Hit> find(Pattern pattern) {
		for (int page = 1; page <= this.pages.size(); page++) {
			Matcher matcher = pattern.matcher(this.pages.get(page - 1));
			if (matcher.find()) {
				String group = (matcher.groupCount() > 0) ? matcher.group(1) : null;
				return Optional.of(new Hit(page, (group != null) ? group : matcher.group()));
			}
		}
		return Optional.empty();
	}

	/**
	 * Values of a label: beside it, else alone on a line below (unfilled labels between
	 * them are passed over), else alone on the line above, where columns were read one
	 * after the other. A form whose page shows none may have a field of that name.
	 */
	List<Hit> values(Label label, Pattern value) {
		List<Hit> values = new ArrayList<>();
		for (int page = 1; page <= this.pages.size() && values.size() < MOST_VALUES; page++) {
			if (label.words().stream().noneMatch(lowerCase(page)::contains)) {
				continue;
			}
			List<String> all = lines(page);
			for (int i = 0; i < all.size() && values.size() < MOST_VALUES; i++) {
				Matcher labelled = label.pattern().matcher(all.get(i));
				if (labelled.find()) {
					String found = valueAt(all, i, labelled.end(), value);
					if (found != null) {
						values.add(new Hit(page, found));
					}
				}
			}
		}
		if (values.isEmpty()) {
			this.document.pdf().fields().forEach((name, text) -> {
				Matcher filled = value.matcher(text.strip());
				if (label.pattern().matcher(WORDS.matcher(name).replaceAll(" ")).find() && filled.find()) {
					values.add(new Hit(1, filled.group()));
				}
			});
		}
		return values;
	}

	private static String valueAt(List<String> lines, int at, int from, Pattern value) {
		Matcher beside = value.matcher(lines.get(at)).region(from, lines.get(at).length()).useTransparentBounds(true);
		if (beside.find()) {
			return beside.group();
		}
		for (int i = at + 1; i < Math.min(at + 1 + BELOW, lines.size()); i++) {
			String line = lines.get(i);
			if (line.chars().anyMatch(Character::isDigit)) {
				if (value.matcher(line).matches()) {
					return line;
				}
				break;
			}
		}
		return (at > 0 && value.matcher(lines.get(at - 1)).matches()) ? lines.get(at - 1) : null;
	}

	boolean has(Pattern pattern) {
		return find(pattern).isPresent();
	}

	/** The first page that holds a number or code, however it is spaced. */
	Optional<Integer> pageWith(String code) {
		String wanted = Texts.code(code);
		for (int page = 1; page <= this.pages.size(); page++) {
			if (this.codes.computeIfAbsent(page, (number) -> Texts.code(this.pages.get(number - 1))).contains(wanted)) {
				return Optional.of(page);
			}
		}
		return Optional.empty();
	}

	private static boolean hasText(String page) {
		return page.codePoints().filter(Character::isLetterOrDigit).limit(LEAST_TEXT).count() == LEAST_TEXT;
	}

	/** One space between words, one line break between lines. */
	private static String tidy(String text) {
		StringBuilder tidy = new StringBuilder(text.length());
		for (String line : text.split("\\R")) {
			String plain = Texts.plain(line, Integer.MAX_VALUE);
			if (!plain.isEmpty()) {
				tidy.append(plain).append('\n');
			}
		}
		return tidy.toString();
	}

}
