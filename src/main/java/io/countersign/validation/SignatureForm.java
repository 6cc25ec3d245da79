package io.countersign.validation;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.countersign.validation.Paper.Hit;

/**
 * A program signature form (or a signed update statement) as read from its text, after
 * the anatomy of filed forms: a table of contract documents, then the customer's block,
 * then Microsoft's.
 */
final class SignatureForm {

	private static final Pattern TITLE = Pattern.compile("(?i)\\bSignature Form\\b|\\bUpdate Statement\\b");

	private static final Pattern LIST_START = Pattern.compile("(?i)Number ?or ?Code");

	private static final Pattern LIST_END = Pattern.compile("(?i)By signing below|Name of Entity");

	private static final Pattern BLOCK_START = Pattern.compile("(?i)Name of Entity");

	private static final Pattern BLOCK_END = Pattern
		.compile("(?i)\\* indicates required|Microsoft Affiliate|Optional 2nd");

	/**
	 * Codes as seen on signature forms, tolerant of blanks that optical recognition adds.
	 */
	private static final Pattern CODE = Pattern.compile("(?<![A-Za-z0-9])(?:X ?\\d ?\\d ?- ?(?:\\d ?){4}\\d"
			+ "|(?:\\d ?){7}\\. ?(?:\\d ?){3}_? ?(?:PSF|DTDF)|[MW]\\d{2,4}|SCE\\d{1,3}|CTM)(?![A-Za-z0-9])");

	private static final Pattern LABEL = Pattern.compile("(?i)Name of Entity(?: \\(must be legal entity name\\))?"
			+ "|(?<!\\w)Signature Date|(?<!\\w)Signature(?=[ *:\\n])|(?:Printed First and Last Name|Printed Name)"
			+ "|Printed Title|Tax ID");

	/** The stamp of Adobe Sign: {@code (Apr 1, 2024 14:44 CDT)}. */
	private static final Pattern ADOBE = Pattern
		.compile("\\(\\p{L}{3} \\d{1,2}, \\d{4} \\d{2}:\\d{2} [A-Z]{2,5}(?:[+-]\\d{1,2}(?::\\d\\d)?)?'?\\)");

	private static final Pattern DOCUSIGN = Pattern.compile("(?i)\\b(?:Docu)?Signed by:");

	private static final Pattern ENVELOPE = Pattern
		.compile("(?i)DocuSign Envelope ID: ?([0-9A-F]{8}-?[0-9A-F]{4}-?[0-9A-F]{4}-?[0-9A-F]{4}-?[0-9A-F]{12})");

	private static final Pattern DATE = Pattern.compile(
			"\\d{1,4}[./-]\\d{1,2}[./-]\\d{1,4}|\\p{L}{3,9}\\.? \\d{1,2},? \\d{4}|\\d{1,2}\\.? \\p{L}{3,9}\\.? \\d{4}");

	/** Lines to write on. */
	private static final Pattern RULED = Pattern.compile("_{2,}|\\.{4,}");

	private static final List<DateTimeFormatter> DATES = List.of(date("uuuu-MM-dd"), date("M/d/uuuu"), date("M/d/uu"),
			date("d/M/uuuu"), date("d.M.uuuu"), date("MMM d, uuuu"), date("MMMM d, uuuu"), date("d MMM uuuu"),
			date("d MMMM uuuu"), date("MMM d uuuu"));

	private final Paper paper;

	private final Map<String, Hit> listed;

	private final boolean hasList;

	private final Map<String, Hit> labels;

	private SignatureForm(Paper paper) {
		this.paper = paper;
		this.hasList = paper.has(LIST_START);
		this.listed = readList(paper);
		this.labels = readBlock(paper);
	}

	static SignatureForm of(Paper paper) {
		return new SignatureForm(paper);
	}

	Paper paper() {
		return this.paper;
	}

	boolean titled() {
		return this.paper.has(TITLE);
	}

	/** Whether the table of contract documents was found. */
	boolean hasList() {
		return this.hasList;
	}

	/** Codes of the contract documents by their plain form, in their order. */
	Map<String, Hit> listed() {
		return this.listed;
	}

	/** Whether a document's code is listed. */
	boolean lists(String code) {
		String wanted = Texts.code(code);
		if (this.listed.containsKey(wanted)) {
			return true;
		}
		if (CODE.matcher(code).matches()) {
			return false;
		}
		// A code of a form we have not seen: it counts where the table's text holds it.
		return section(this.paper, LIST_START, LIST_END).stream()
			.anyMatch((hit) -> Texts.code(hit.text()).contains(wanted));
	}

	/** Whether the customer's block was found. */
	boolean hasBlock() {
		return !this.labels.isEmpty();
	}

	Optional<Hit> entity() {
		return value("entity");
	}

	Optional<Hit> signature() {
		return value("signature");
	}

	Optional<Hit> printedName() {
		return value("name");
	}

	Optional<Hit> title() {
		return value("title");
	}

	Optional<Hit> signatureDate() {
		return value("date");
	}

	/** The mark that an electronic signing service leaves in the customer's block. */
	Optional<Hit> electronicMark() {
		return section(this.paper, BLOCK_START, BLOCK_END).stream().map((hit) -> {
			Matcher adobe = ADOBE.matcher(hit.text());
			Matcher docusign = DOCUSIGN.matcher(hit.text());
			return adobe.find() ? new Hit(hit.page(), adobe.group())
					: docusign.find() ? new Hit(hit.page(), docusign.group()) : null;
		}).filter((hit) -> hit != null).findFirst();
	}

	/** The envelope that DocuSign printed on its pages. */
	Optional<Hit> envelope() {
		return this.paper.find(ENVELOPE);
	}

	/** Page of the customer's block; 1 where it was not found. */
	int blockPage() {
		return this.paper.find(BLOCK_START).map(Hit::page).orElse(1);
	}

	/**
	 * What a written date may mean. American and European order are both possible.
	 * @return empty where it is no date of the calendar
	 */
	static List<LocalDate> dates(String text) {
		List<LocalDate> dates = new ArrayList<>();
		Matcher written = DATE.matcher(text);
		String date = written.find() ? titleCase(written.group().replaceAll("(?<=\\p{L})\\.|(?<=\\d)\\.(?= )", ""))
				: "";
		for (DateTimeFormatter format : DATES) {
			try {
				LocalDate meant = LocalDate.parse(date, format);
				if (!dates.contains(meant)) {
					dates.add(meant);
				}
			}
			catch (DateTimeParseException ex) {
				// Written another way; the next format may fit.
			}
		}
		return dates;
	}

	private Optional<Hit> value(String label) {
		Hit hit = this.labels.get(label);
		if (hit != null && !hit.text().isEmpty()) {
			return Optional.of(hit);
		}
		Pattern field = Pattern.compile(switch (label) {
			case "entity" -> "(?i)entity|customer.?name";
			case "signature" -> "(?i)^customer.?signature$";
			case "name" -> "(?i)customer.*printed.?(first|name)|^printed.?name";
			case "title" -> "(?i)customer.*title|^printed.?title";
			default -> "(?i)customer.*date|^signature.?date";
		});
		return this.paper.field(field).map((text) -> new Hit(blockPage(), text));
	}

	private static Map<String, Hit> readList(Paper paper) {
		Map<String, Hit> codes = new LinkedHashMap<>();
		for (Hit part : section(paper, LIST_START, LIST_END)) {
			Matcher code = CODE.matcher(part.text());
			while (code.find()) {
				codes.putIfAbsent(Texts.code(code.group()), new Hit(part.page(), code.group()));
			}
		}
		return codes;
	}

	private static Map<String, Hit> readBlock(Paper paper) {
		Map<String, Hit> values = new LinkedHashMap<>();
		for (Hit part : section(paper, BLOCK_START, BLOCK_END)) {
			Matcher label = LABEL.matcher(part.text());
			String last = null;
			int from = 0;
			while (label.find()) {
				put(values, last, part, from, label.start());
				last = key(label.group());
				from = label.end();
			}
			put(values, last, part, from, part.text().length());
		}
		return values;
	}

	private static void put(Map<String, Hit> values, String key, Hit part, int from, int to) {
		if (key != null) {
			String value = RULED.matcher(part.text().substring(from, to)).replaceAll(" ");
			value = value.replaceFirst("^[ *:\"'`\\n]*", "").replace('\n', ' ').strip();
			values.putIfAbsent(key, new Hit(part.page(), value));
		}
	}

	private static String key(String label) {
		String plain = label.toLowerCase(Locale.ROOT);
		if (plain.startsWith("name of")) {
			return "entity";
		}
		if (plain.endsWith("date")) {
			return "date";
		}
		if (plain.endsWith("name")) {
			return "name";
		}
		return plain.endsWith("title") ? "title" : plain.startsWith("tax") ? "tax" : "signature";
	}

	/** The text from a first anchor to the next last one, page by page; usually one. */
	private static List<Hit> section(Paper paper, Pattern start, Pattern end) {
		List<Hit> parts = new ArrayList<>();
		boolean inside = false;
		for (int page = 1; page <= paper.pages().size(); page++) {
			String text = paper.pages().get(page - 1);
			int from = 0;
			if (!inside) {
				Matcher opening = start.matcher(text);
				if (!opening.find()) {
					continue;
				}
				inside = true;
				from = start.equals(BLOCK_START) ? opening.start() : opening.end();
			}
			Matcher closing = end.matcher(text);
			boolean closed = closing.find(from);
			parts.add(new Hit(page, text.substring(from, closed ? closing.start() : text.length())));
			if (closed) {
				break;
			}
		}
		return parts;
	}

	/** {@code JUL 19 2015} to {@code Jul 19 2015}: months are read in one spelling. */
	private static String titleCase(String text) {
		StringBuilder title = new StringBuilder();
		boolean within = false;
		for (char c : text.toCharArray()) {
			title.append(within ? Character.toLowerCase(c) : Character.toUpperCase(c));
			within = Character.isLetter(c);
		}
		return title.toString();
	}

	private static DateTimeFormatter date(String pattern) {
		return DateTimeFormatter.ofPattern(pattern, Locale.US).withResolverStyle(ResolverStyle.STRICT);
	}

}
