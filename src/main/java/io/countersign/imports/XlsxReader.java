package io.countersign.imports;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

import io.countersign.kernel.Refusal;
import io.countersign.kernel.Refusal.Kind;

/**
 * Reads the first visible sheet of a workbook (Office Open XML), part by part as a
 * stream. Formulas are not read, only the values that the spreadsheet program worked out
 * and stored. What would run or reach out (macros, links to other files, embedded
 * objects) is refused.
 */
final class XlsxReader {

	private static final String WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml";

	private static final String STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml";

	private static final String TEXTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml";

	private static final String RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

	/** Spreadsheet programs keep and show so many digits; the rest is the binary tail. */
	private static final MathContext DIGITS = new MathContext(15);

	private static final int LONGEST_NUMBER = 40;

	private static final int LARGEST_SCALE = 30;

	private static final int MOST_SHARED_TEXTS = 1_200_000;

	private static final int MOST_FORMATS = 70_000;

	private static final int LAST_ROW = 1_048_576;

	/** A character that XML cannot hold, as such programs write it. */
	private static final Pattern ESCAPED = Pattern.compile("_x([0-9A-Fa-f]{4})_");

	private static final Pattern ADDRESS = Pattern.compile("([A-Z]{1,3})(\\d{1,7})");

	/**
	 * Formats of dates that need no definition (ECMA-376 part 1, 18.8.30, with those of
	 * East Asian locales).
	 */
	private static final Set<Integer> DATES = Set.of(14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 55,
			56, 57, 58);

	private static final Set<Integer> PERCENTAGES = Set.of(9, 10);

	private static final XMLInputFactory XML = factory();

	private enum Format {

		PLAIN, DATE, PERCENT

	}

	private final ImportProperties limits;

	private List<String> texts = List.of();

	private List<Format> formats = List.of();

	private boolean since1904;

	XlsxReader(ImportProperties limits) {
		this.limits = limits;
	}

	private static XMLInputFactory factory() {
		XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
		factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
		factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
		factory.setProperty(XMLInputFactory.IS_COALESCING, false);
		return factory;
	}

	/**
	 * Reads a workbook.
	 * @throws Refusal if it is none, is not fit to be opened, or is beyond a limit
	 */
	Table read(byte[] file) {
		try (GuardedZip zip = GuardedZip.open("file", file, this.limits.workbook().limits())) {
			return read(zip);
		}
		catch (Refusal ex) {
			throw ex;
		}
		catch (XMLStreamException | IOException | RuntimeException ex) {
			// The parser has no one kind of exception for bytes that are no XML.
			throw unreadable();
		}
	}

	private Table read(GuardedZip zip) throws XMLStreamException, IOException {
		Map<String, String> parts = parts(zip);
		String workbook = parts.get(WORKBOOK_TYPE);
		if (workbook == null) {
			throw new Refusal(Kind.UNSUPPORTED, "file-no-workbook",
					"This is a ZIP, but no workbook (.xlsx). Documents go into the part 'documents', the table into 'file'.");
		}
		Map<String, String> relations = relations(zip, workbook);
		String sheet = firstSheet(zip, workbook, relations);
		if (parts.containsKey(STYLES_TYPE)) {
			this.formats = formats(zip, parts.get(STYLES_TYPE));
		}
		if (parts.containsKey(TEXTS_TYPE)) {
			this.texts = sharedTexts(zip, parts.get(TEXTS_TYPE));
		}
		return table(zip, sheet);
	}

	/** Names of the parts that are read, by content type. */
	private static Map<String, String> parts(GuardedZip zip) throws XMLStreamException, IOException {
		for (String name : zip.names()) {
			String plain = name.toLowerCase(Locale.ROOT);
			if (plain.contains("vbaproject") || plain.contains("macrosheets/") || plain.contains("activex/")) {
				throw macros();
			}
			if (plain.contains("externallinks/") || plain.contains("querytables/") || plain.endsWith("connections.xml")
					|| plain.contains("embeddings/")) {
				throw new Refusal(Kind.UNACCEPTABLE, "workbook-with-links",
						"The workbook reaches out to other files or holds some. Copy the values into a new workbook.");
			}
		}
		Map<String, String> parts = new HashMap<>();
		String list = find(zip, "[Content_Types].xml");
		if (list == null) {
			return parts;
		}
		try (InputStream stream = zip.open(list)) {
			XMLStreamReader xml = reader(stream);
			while (next(xml)) {
				if (xml.isStartElement()) {
					String type = String.valueOf(xml.getAttributeValue(null, "ContentType"));
					if (type.toLowerCase(Locale.ROOT).contains("macroenabled") || type.contains("vba")) {
						throw macros();
					}
					String name = xml.getAttributeValue(null, "PartName");
					if (xml.getLocalName().equals("Override") && name != null) {
						String found = find(zip, name.startsWith("/") ? name.substring(1) : name);
						if (found != null) {
							parts.putIfAbsent(type, found);
						}
					}
				}
			}
		}
		return parts;
	}

	private static Refusal macros() {
		return new Refusal(Kind.UNACCEPTABLE, "workbook-with-macros",
				"The workbook holds macros. Save it as .xlsx, which has none.");
	}

	/** Names of parts are compared without regard to case. */
	private static String find(GuardedZip zip, String name) {
		if (zip.names().contains(name)) {
			return name;
		}
		return zip.names().stream().filter((each) -> each.equalsIgnoreCase(name)).findFirst().orElse(null);
	}

	private static Map<String, String> relations(GuardedZip zip, String workbook)
			throws XMLStreamException, IOException {
		int slash = workbook.lastIndexOf('/');
		String folder = workbook.substring(0, slash + 1);
		String list = find(zip, folder + "_rels/" + workbook.substring(slash + 1) + ".rels");
		Map<String, String> relations = new HashMap<>();
		if (list == null) {
			throw unreadable();
		}
		try (InputStream stream = zip.open(list)) {
			XMLStreamReader xml = reader(stream);
			while (next(xml)) {
				if (xml.isStartElement() && xml.getLocalName().equals("Relationship")) {
					String target = xml.getAttributeValue(null, "Target");
					boolean outside = "External".equals(xml.getAttributeValue(null, "TargetMode"));
					if (target != null && !outside) {
						relations.put(String.valueOf(xml.getAttributeValue(null, "Id")),
								target.startsWith("/") ? target.substring(1) : folder + target);
					}
				}
			}
		}
		return relations;
	}

	private String firstSheet(GuardedZip zip, String workbook, Map<String, String> relations)
			throws XMLStreamException, IOException {
		String sheet = null;
		try (InputStream stream = zip.open(workbook)) {
			XMLStreamReader xml = reader(stream);
			while (next(xml)) {
				if (!xml.isStartElement()) {
					continue;
				}
				if (xml.getLocalName().equals("workbookPr")) {
					String since = xml.getAttributeValue(null, "date1904");
					this.since1904 = "1".equals(since) || "true".equals(since);
				}
				else if (xml.getLocalName().equals("sheet") && sheet == null
						&& (xml.getAttributeValue(null, "state") == null
								|| "visible".equals(xml.getAttributeValue(null, "state")))) {
					String target = relations.get(String.valueOf(xml.getAttributeValue(RELATIONS, "id")));
					sheet = (target != null) ? find(zip, target) : null;
					if (sheet == null) {
						throw unreadable();
					}
				}
			}
		}
		if (sheet == null) {
			throw new Refusal(Kind.UNACCEPTABLE, "file-empty", "The workbook has no visible sheet.");
		}
		return sheet;
	}

	/** What the number formats of cells mean, by the index that cells name. */
	private static List<Format> formats(GuardedZip zip, String part) throws XMLStreamException, IOException {
		Map<Integer, Format> own = new HashMap<>();
		List<Format> formats = new ArrayList<>();
		boolean ofCells = false;
		try (InputStream stream = zip.open(part)) {
			XMLStreamReader xml = reader(stream);
			while (next(xml)) {
				String name = (xml.isStartElement() || xml.isEndElement()) ? xml.getLocalName() : "";
				if (name.equals("cellXfs")) {
					ofCells = xml.isStartElement();
				}
				else if (xml.isStartElement() && name.equals("numFmt") && own.size() < MOST_FORMATS) {
					own.put(integer(xml, "numFmtId", -1),
							format(String.valueOf(xml.getAttributeValue(null, "formatCode"))));
				}
				else if (xml.isStartElement() && name.equals("xf") && ofCells && formats.size() < MOST_FORMATS) {
					int id = integer(xml, "numFmtId", 0);
					formats.add(own.getOrDefault(id, DATES.contains(id) ? Format.DATE
							: PERCENTAGES.contains(id) ? Format.PERCENT : Format.PLAIN));
				}
			}
		}
		return formats;
	}

	/** A format with a day or a year in it is a date's; literal text does not count. */
	private static Format format(String code) {
		StringBuilder letters = new StringBuilder();
		char end = 0;
		for (int i = 0; i < code.length() && code.charAt(i) != ';'; i++) {
			char c = code.charAt(i);
			if (end != 0) {
				end = (c == end) ? 0 : end;
			}
			else if (c == '"') {
				end = '"';
			}
			else if (c == '[') {
				end = ']';
			}
			else if (c == '\\' || c == '_' || c == '*') {
				i++;
			}
			else {
				letters.append(Character.toLowerCase(c));
			}
		}
		String plain = letters.toString().replace("general", "");
		if (plain.indexOf('y') >= 0 || plain.indexOf('d') >= 0) {
			return Format.DATE;
		}
		return (plain.indexOf('%') >= 0) ? Format.PERCENT : Format.PLAIN;
	}

	/**
	 * The texts that cells share. One longer than a cell may be is cut just beyond that
	 * length: whoever uses it is refused.
	 */
	private List<String> sharedTexts(GuardedZip zip, String part) throws XMLStreamException, IOException {
		List<String> shared = new ArrayList<>();
		try (InputStream stream = zip.open(part)) {
			XMLStreamReader xml = reader(stream);
			while (next(xml)) {
				if (xml.isStartElement() && xml.getLocalName().equals("si")) {
					if (shared.size() == MOST_SHARED_TEXTS) {
						throw new Refusal(Kind.TOO_LARGE, "too-much-text", "The workbook holds too many texts.");
					}
					shared.add(text(xml, "si"));
				}
			}
		}
		return shared;
	}

	/**
	 * The text of all runs up to the end of an element; phonetic hints are no part of it.
	 */
	private String text(XMLStreamReader xml, String element) throws XMLStreamException {
		StringBuilder text = new StringBuilder();
		boolean inText = false;
		int phonetic = 0;
		while (next(xml)) {
			if (xml.isStartElement()) {
				inText = xml.getLocalName().equals("t");
				phonetic += xml.getLocalName().equals("rPh") ? 1 : 0;
			}
			else if (xml.isEndElement()) {
				inText = false;
				phonetic -= xml.getLocalName().equals("rPh") ? 1 : 0;
				if (xml.getLocalName().equals(element)) {
					break;
				}
			}
			else if (inText && phonetic == 0) {
				append(text, xml);
			}
		}
		return text.isEmpty() ? "" : unescaped(text.toString());
	}

	private void append(StringBuilder text, XMLStreamReader xml) {
		int room = (int) this.limits.maxCell().toBytes() + 1 - text.length();
		if (xml.isCharacters() && room > 0) {
			String more = xml.getText();
			text.append(more, 0, Math.min(room, more.length()));
		}
	}

	private static String unescaped(String text) {
		if (!text.contains("_x")) {
			return text;
		}
		Matcher matcher = ESCAPED.matcher(text);
		return matcher.replaceAll(
				(match) -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(match.group(1), 16))));
	}

	private Table table(GuardedZip zip, String sheet) throws XMLStreamException, IOException {
		Table.Builder table = new Table.Builder(this.limits);
		int number = 0;
		try (InputStream stream = zip.open(sheet)) {
			XMLStreamReader xml = reader(stream);
			while (next(xml)) {
				if (xml.isStartElement() && xml.getLocalName().equals("row")) {
					int given = integer(xml, "r", number + 1);
					if (given <= number || given > LAST_ROW) {
						throw unreadable();
					}
					number = given;
					table.add(number, row(xml));
				}
				else if (xml.isEndElement() && xml.getLocalName().equals("sheetData")) {
					break;
				}
			}
		}
		return table.build();
	}

	private List<Cell> row(XMLStreamReader xml) throws XMLStreamException {
		List<Cell> cells = new ArrayList<>();
		int column = -1;
		while (next(xml) && !(xml.isEndElement() && xml.getLocalName().equals("row"))) {
			if (!xml.isStartElement() || !xml.getLocalName().equals("c")) {
				continue;
			}
			column = column(xml.getAttributeValue(null, "r"), column);
			Cell cell = cell(xml);
			if (cell.isEmpty()) {
				continue;
			}
			if (column >= this.limits.maxColumns()) {
				throw Table.tooManyColumns(this.limits);
			}
			while (cells.size() < column) {
				cells.add(Cell.EMPTY);
			}
			cells.add(cell);
		}
		return cells;
	}

	/** The column of an address such as {@code AB12}, counted from 0. */
	private static int column(String address, int before) {
		if (address == null) {
			return before + 1;
		}
		Matcher matcher = ADDRESS.matcher(address);
		if (!matcher.matches()) {
			throw unreadable();
		}
		int column = 0;
		for (char letter : matcher.group(1).toCharArray()) {
			column = column * 26 + letter - 'A' + 1;
		}
		if (column - 1 <= before) {
			throw unreadable();
		}
		return column - 1;
	}

	private Cell cell(XMLStreamReader xml) throws XMLStreamException {
		String type = String.valueOf(xml.getAttributeValue(null, "t"));
		int style = integer(xml, "s", 0);
		StringBuilder value = new StringBuilder();
		String inline = null;
		boolean inValue = false;
		while (next(xml) && !(xml.isEndElement() && xml.getLocalName().equals("c"))) {
			if (xml.isStartElement()) {
				inValue = xml.getLocalName().equals("v");
				if (xml.getLocalName().equals("is")) {
					inline = text(xml, "is");
				}
			}
			else if (xml.isEndElement()) {
				inValue = false;
			}
			else if (inValue) {
				append(value, xml);
			}
		}
		String stored = value.toString();
		return switch (type) {
			case "s" -> Cell.text(stored.isEmpty() ? "" : sharedText(stored));
			case "inlineStr" -> Cell.text((inline != null) ? inline : "");
			case "str", "d" -> Cell.text(unescaped(stored));
			case "b" ->
				stored.isEmpty() ? Cell.EMPTY : new Cell(Cell.Kind.BOOLEAN, String.valueOf(stored.strip().equals("1")));
			case "e" -> new Cell(Cell.Kind.ERROR, Shortened.of(stored));
			default -> stored.isBlank() ? Cell.EMPTY : number(stored.strip(), style);
		};
	}

	private String sharedText(String index) {
		int at = Integer.parseInt(index.strip());
		if (at < 0 || at >= this.texts.size()) {
			throw unreadable();
		}
		return this.texts.get(at);
	}

	private Cell number(String stored, int style) {
		if (stored.length() > LONGEST_NUMBER) {
			throw unreadable();
		}
		BigDecimal number = new BigDecimal(stored).round(DIGITS).stripTrailingZeros();
		if (Math.abs(number.scale()) > LARGEST_SCALE) {
			return Cell.text(stored);
		}
		if (number.scale() < 0) {
			number = number.setScale(0);
		}
		Format format = (style >= 0 && style < this.formats.size()) ? this.formats.get(style) : Format.PLAIN;
		return switch (format) {
			case DATE -> date(number);
			case PERCENT -> new Cell(Cell.Kind.PERCENT, number.movePointRight(2).stripTrailingZeros().toPlainString());
			case PLAIN -> new Cell(Cell.Kind.NUMBER, number.toPlainString());
		};
	}

	/**
	 * The date behind a serial number. Workbooks count from 1900, with a 29 February 1900
	 * that never was, or from 1904.
	 */
	private Cell date(BigDecimal serial) {
		boolean whole = serial.scale() <= 0;
		long days = serial.longValue();
		if (!whole || days < 1 || days > 2_958_465 || (days == 60 && !this.since1904)) {
			return Cell.text(serial.toPlainString());
		}
		LocalDate date = this.since1904 ? LocalDate.of(1904, 1, 1).plusDays(days)
				: LocalDate.of(1899, 12, (days < 60) ? 31 : 30).plusDays(days);
		return new Cell(Cell.Kind.DATE, date.toString());
	}

	private static int integer(XMLStreamReader xml, String attribute, int absent) {
		String value = xml.getAttributeValue(null, attribute);
		return (value != null) ? Integer.parseInt(value.strip()) : absent;
	}

	private static XMLStreamReader reader(InputStream stream) throws XMLStreamException {
		return XML.createXMLStreamReader(stream);
	}

	/** Goes on; a document type declaration has no place in a workbook. */
	private static boolean next(XMLStreamReader xml) throws XMLStreamException {
		if (!xml.hasNext()) {
			return false;
		}
		if (xml.next() == XMLStreamConstants.DTD) {
			throw new Refusal(Kind.UNACCEPTABLE, "workbook-with-dtd",
					"The workbook holds a document type declaration, as no spreadsheet program writes it.");
		}
		return true;
	}

	private static Refusal unreadable() {
		return new Refusal(Kind.UNACCEPTABLE, "workbook-unreadable",
				"The workbook cannot be read. Open it in a spreadsheet program and save it as .xlsx again.");
	}

}
