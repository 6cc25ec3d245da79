package io.countersign.validation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.countersign.agreement.AgreementPackage.DocumentType;
import io.countersign.agreement.AgreementPackage.SignatureMethod;
import io.countersign.document.PageLayout;
import io.countersign.document.PageLayout.Box;
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
	private static final Pattern CODE = Pattern
		.compile("(?<![A-Za-z0-9])(?:X ?[2Z] ?[0O] ?(?:[-\u2013] ?)?(?:[0-9OIlSB] ?){4}[0-9OIlSB]"
				+ "|[0-9OIl](?:[ .]{0,3}[0-9OIl]){9}[ _]{0,3}(?:PSF|DTDF)|[MW] ?\\d{2,4}|SCE ?\\d{1,3}|CTM)"
				+ "(?:(?![A-Za-z0-9])|(?=(?i:new)))");

	/** A row of the table that nobody chose a document for. */
	private static final Pattern PLACEHOLDER = Pattern.compile("(?i)Choose (?:Agreement|Enrollment|Registration)");

	/** Names of documents as the table's first column prints them, whole. */
	private static final List<Map.Entry<Pattern, Set<DocumentType>>> NAMES = List.of(
			Map.entry(name("(?:EA |(?:Enterprise |and |Subscription |Enrollment ){1,5})?Product Selection Form"),
					Set.of(DocumentType.PSEL)),
			Map.entry(name("Discount Transparency Disclosure Form"), Set.of(DocumentType.DTDF)),
			Map.entry(name("(?:[\\p{L}\\d ]{1,40} )?Amendment"), Set.of(DocumentType.AMD)),
			Map.entry(name("(?:Enterprise |Server and Cloud )(?:Subscription )?Enrollment"),
					Set.of(DocumentType.ENR, DocumentType.RENF)),
			Map.entry(name("Previous Enrollment(?:\\(s\\))?/Agreement(?:\\(s\\))? Form"), Set.of(DocumentType.PREV)),
			Map.entry(name("Supplemental Contact Information Form"), Set.of(DocumentType.SUPC)),
			Map.entry(name("Enterprise Agreement|Campus and School Agreement"), Set.of(DocumentType.AGR)),
			Map.entry(name("Microsoft Business (?:and Services )?Agreement"), Set.of(DocumentType.MBSA)));

	private static final Pattern LABEL = Pattern.compile("(?i)Name of Entity(?: \\(must be legal entity name\\))?"
			+ "|(?<!\\w)Signature Date|(?<!\\w)Signature(?=[ *:\\n])|(?:Printed First and Last Name|Printed Name)"
			+ "|Printed Title|Tax ID");

	/** The stamp of Adobe Sign: {@code (Apr 1, 2024 14:44 CDT)}. */
	private static final Pattern ADOBE = Pattern
		.compile("\\(\\p{L}{3} \\d{1,2}, \\d{4} \\d{2}:\\d{2} [A-Z]{2,5}(?:[+-]\\d{1,2}(?::\\d\\d)?)?'?\\)");

	private static final Pattern DOCUSIGN = Pattern.compile("(?i)\\b(?:Docu)?Signed by:");

	private static final Pattern ENVELOPE = Pattern
		.compile("(?i)DocuSign Envelope ID: ?([0-9A-F]{8}-?[0-9A-F]{4}-?[0-9A-F]{4}-?[0-9A-F]{4}-?[0-9A-F]{12})");

	/** Names of form fields by what they hold. */
	private static final Map<String, Pattern> FIELDS = Map.of("entity", Pattern.compile("(?i)entity|customer.?name"),
			"signature", Pattern.compile("(?i)^customer.?signature$"), "name",
			Pattern.compile("(?i)customer.*printed.?(first|name)|^printed.?name"), "title",
			Pattern.compile("(?i)customer.*title|^printed.?title"), "date",
			Pattern.compile("(?i)customer.*date|^signature.?date"), "tax",
			Pattern.compile("(?i)^(customer.*)?tax.?id"));

	private static final Pattern OUR_BLOCK = Pattern.compile("(?i)Microsoft Affiliate");

	private static final Pattern OUR_BLOCK_END = Pattern.compile("(?i)Optional 2nd|Outsourcer");

	/** The date, which may stand before or behind the hint under its label. */
	private static final Pattern OUR_DATE = Pattern
		.compile("(?i)Signature Date[ *:\\n]*(?:\\(date Microsoft Affiliate countersigns\\)[ \\n]*)?("
				+ Dates.WRITTEN.pattern() + ")");

	/** Narrower pictures are check boxes and rules, in points. */
	private static final double LEAST_PICTURE = 24;

	/** Lines to write on. */
	private static final Pattern RULED = Pattern.compile("_{2,}|\\.{4,}");

	private final Paper paper;

	private final List<Row> rows;

	private final boolean columnsPair;

	private final Map<String, Hit> listed = new LinkedHashMap<>();

	private final boolean hasList;

	private final Map<String, Hit> labels;

	private SignatureForm(Paper paper) {
		this.paper = paper;
		this.hasList = paper.has(LIST_START);
		List<Row> names = new ArrayList<>();
		List<Row> codes = new ArrayList<>();
		List<Row> whole = new ArrayList<>();
		readList(paper, whole, names, codes);
		// Column by column: all names, then all codes.
		this.columnsPair = codes.isEmpty() || names.isEmpty() || names.size() == codes.size();
		this.rows = paired(whole, names, codes);
		this.rows.stream()
			.filter((row) -> row.code() != null)
			.forEach((row) -> this.listed.putIfAbsent(Texts.listedCode(row.code().text()), row.code()));
		this.labels = readBlock(paper);
	}

	/**
	 * A row of the table of contract documents.
	 *
	 * @param name as printed; empty where it was not read
	 * @param code {@code null} where the row has none
	 */
	record Row(String name, Hit code, int page) {

		/** What the name says it is; empty where that is not known. */
		Set<DocumentType> types() {
			return NAMES.stream()
				.filter((known) -> known.getKey().matcher(this.name).matches())
				.findFirst()
				.map(Map.Entry::getValue)
				.orElse(Set.of());
		}

	}

	static SignatureForm of(Paper paper) {
		return new SignatureForm(paper);
	}

	Paper paper() {
		return this.paper;
	}

	/** Whether it calls itself one; other forms mention signature forms in their text. */
	boolean titled() {
		return this.paper.head(1).stream().anyMatch((line) -> TITLE.matcher(line).find());
	}

	/** Rows of the table of contract documents, without those that nobody chose. */
	List<Row> rows() {
		return this.rows;
	}

	/** Whether as many names as codes were read where they stand in columns. */
	boolean columnsPair() {
		return this.columnsPair;
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
		String wanted = Texts.listedCode(code);
		if (this.listed.containsKey(wanted)) {
			return true;
		}
		if (CODE.matcher(code).matches()) {
			return false;
		}
		// A code of a form we have not seen: it counts where the table's text holds it.
		return section(this.paper, LIST_START, LIST_END).stream()
			.anyMatch((hit) -> Texts.code(hit.text()).contains(Texts.code(code)));
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

	Optional<Hit> taxId() {
		return value("tax");
	}

	/** The service whose mark the customer's block carries. */
	Optional<SignatureMethod> service() {
		return electronicMark().map(
				(mark) -> ADOBE.matcher(mark.text()).matches() ? SignatureMethod.ADOBE_SIGN : SignatureMethod.DOCUSIGN);
	}

	/** The mark that an electronic signing service leaves in the customer's block. */
	Optional<Hit> electronicMark() {
		return section(this.paper, BLOCK_START, BLOCK_END).stream().map((hit) -> {
			Matcher adobe = ADOBE.matcher(hit.text());
			if (adobe.find()) {
				return new Hit(hit.page(), adobe.group());
			}
			Matcher docusign = DOCUSIGN.matcher(hit.text());
			return docusign.find() ? new Hit(hit.page(), docusign.group()) : null;
		}).filter((hit) -> hit != null).findFirst();
	}

	/** The date in Microsoft's block; empty where nothing is written there. */
	Optional<Hit> countersignedOn() {
		for (Hit part : section(this.paper, OUR_BLOCK, OUR_BLOCK_END)) {
			Matcher label = OUR_DATE.matcher(part.text());
			if (label.find()) {
				return Optional.of(new Hit(part.page(), label.group(1)));
			}
		}
		return Optional.empty();
	}

	/**
	 * A picture in the customer's block on a page that is no scan: one that was put there
	 * afterwards. A scan is one picture, or strips of it, under all the rest.
	 */
	Optional<Box> picture() {
		return this.paper.layout(blockPage()).flatMap((layout) -> {
			double scanned = layout.pictures()
				.stream()
				.filter((picture) -> picture.width() >= 0.8 * layout.width())
				.mapToDouble((picture) -> picture.width() * picture.height())
				.sum();
			if (scanned >= 0.5 * layout.width() * layout.height()) {
				return Optional.empty();
			}
			double top = lineWith(layout, BLOCK_START).orElse(Double.MAX_VALUE);
			double bottom = lineWith(layout, BLOCK_END).filter((y) -> y > top).orElse((double) layout.height());
			return layout.pictures().stream().filter((picture) -> {
				double middle = picture.y() + picture.height() / 2;
				return middle > top && middle < bottom && picture.width() < 0.8 * layout.width()
						&& picture.width() >= LEAST_PICTURE && picture.height() >= LEAST_PICTURE / 4;
			}).findFirst();
		});
	}

	private static Optional<Double> lineWith(PageLayout layout, Pattern anchor) {
		return layout.lines().stream().filter((line) -> {
			StringBuilder text = new StringBuilder();
			line.forEach((word) -> text.append(word.text()).append(' '));
			return anchor.matcher(text).find();
		}).map((line) -> (double) line.get(0).box().y()).findFirst();
	}

	/** The envelope that DocuSign printed on its pages. */
	Optional<Hit> envelope() {
		return this.paper.find(ENVELOPE);
	}

	/** Page of the customer's block; 1 where it was not found. */
	int blockPage() {
		return this.paper.find(BLOCK_START).map(Hit::page).orElse(1);
	}

	private Optional<Hit> value(String label) {
		Hit hit = this.labels.get(label);
		if (hit != null && !hit.text().isEmpty()) {
			return Optional.of(hit);
		}
		return this.paper.field(FIELDS.get(label)).map((text) -> new Hit(blockPage(), text));
	}

	private static void readList(Paper paper, List<Row> whole, List<Row> names, List<Row> codes) {
		for (Hit part : section(paper, LIST_START, LIST_END)) {
			for (String line : part.text().split("\n")) {
				Matcher code = CODE.matcher(line);
				if (PLACEHOLDER.matcher(line).find()) {
					continue;
				}
				if (code.find()) {
					String name = line.substring(0, code.start()).strip();
					List<Row> found = name.isEmpty() ? codes : whole;
					found.add(new Row(name, new Hit(part.page(), code.group()), part.page()));
					// What follows a code belongs to it, (new) or a number in brackets:
					// a further code on the line has no name of its own.
					while (code.find()) {
						found.add(new Row("", new Hit(part.page(), code.group()), part.page()));
					}
					continue;
				}
				Row row = new Row(line.strip(), null, part.page());
				if (!row.types().isEmpty()) {
					names.add(row);
				}
			}
		}
	}

	private static List<Row> paired(List<Row> whole, List<Row> names, List<Row> codes) {
		List<Row> rows = new ArrayList<>(whole);
		if (names.size() == codes.size()) {
			for (int i = 0; i < names.size(); i++) {
				rows.add(new Row(names.get(i).name(), codes.get(i).code(), codes.get(i).page()));
			}
		}
		else {
			rows.addAll(names);
			rows.addAll(codes);
		}
		return rows;
	}

	private static Pattern name(String name) {
		return Pattern.compile("(?i)(?:" + name + ")(?: \\((?:In)?direct\\))?");
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
		if (plain.endsWith("title")) {
			return "title";
		}
		return plain.startsWith("tax") ? "tax" : "signature";
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

}
