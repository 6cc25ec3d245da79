package io.countersign.imports;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

import io.countersign.imports.Table.Line;
import io.countersign.kernel.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static io.countersign.imports.RawWorkbook.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Files as they come in: what is read exactly, and everything that is refused. */
class TableReaderTests {

	private static final String HEAD = row("a", "b");

	private static final ImportProperties USUAL = limits(Map.of());

	@Test
	void readsCsvAsItIsWritten() {
		Table table = read("\uFEFFa,b,c\r\n1,\"x, \"\"y\"\"\nz\",\r\n,,\r\n\r\n2,Müller,ß\n");
		assertThat(table.header()).containsExactly("a", "b", "c");
		assertThat(table.lines()).extracting(Line::number).containsExactly(2, 5);
		assertThat(table.lines().get(0).cells()).extracting(Cell::text).containsExactly("1", "x, \"y\"\nz", "");
		assertThat(table.lines().get(1).cells()).extracting(Cell::text).containsExactly("2", "Müller", "ß");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "'a;b,c;d'|3", "'\"a,x\";b'|2", "'a'|1", "'a,b;c,d'|3" })
	void takesTheSeparatorThatTheHeaderUsesMost(String header, int columns) {
		assertThat(read(header + "\n" + header).header()).hasSize(columns);
	}

	@Test
	void readsFormatsOfOnesOwnAndLeavesSpellingsOut() {
		byte[] file = RawWorkbook
			.of(row("date", "number", "text")
					+ """
							<row r="2"><c r="A2" s="1"><v>46357</v></c><c r="B2" s="0"><v>1.2E3</v></c><c r="C2" t="s"><v>0</v></c></row>
							""")
			.shared("<si><t>one</t><rPh><t>no</t></rPh></si>")
			.styles("<numFmt numFmtId=\"170\" formatCode=\"[$-407]dd/mm/yyyy;@\"/><numFmt numFmtId=\"171\" formatCode=\"&quot;day&quot; 0.0\"/>",
					"<xf numFmtId=\"171\"/><xf numFmtId=\"170\"/>")
			.bytes();
		assertThat(new TableReader(USUAL).read(file).lines().get(0).cells()).containsExactly(
				new Cell(Cell.Kind.DATE, "2026-12-01"), new Cell(Cell.Kind.NUMBER, "1200"),
				new Cell(Cell.Kind.TEXT, "one"));
	}

	@ParameterizedTest
	@CsvSource({ "44895,2026-12-01", "1,1904-01-02" })
	void countsDaysFrom1904WhereTheWorkbookSaysSo(int serial, String date) {
		byte[] file = RawWorkbook.of(row("d") + "<row><c s=\"0\"><v>" + serial + "</v></c></row>")
			.styles("", "<xf numFmtId=\"14\"/>")
			.workbook("<workbookPr date1904=\"1\"/>")
			.bytes();
		assertThat(new TableReader(USUAL).read(file).lines().get(0).cells())
			.containsExactly(new Cell(Cell.Kind.DATE, date));
	}

	@ParameterizedTest
	@CsvSource({ "max-rows,3,3,too-many-rows", "max-columns,3,3,too-many-columns" })
	void rowsAndColumnsUpToTheLimitAndNoFurther(String limit, int most, int fits, String code) {
		ImportProperties limits = limits(Map.of(limit, String.valueOf(most)));
		boolean rows = limit.equals("max-rows");
		for (int more = 0; more <= 1; more++) {
			int count = fits + more;
			String csv = rows ? "a" + "\nx".repeat(count) : "a" + ",a".repeat(count - 1) + "\nx";
			String sheet = rows ? row("a") + row("x").repeat(count)
					: row(Stream.generate(() -> "a").limit(count).toArray(String[]::new)) + row("x");
			for (byte[] file : List.of(bytes(csv), RawWorkbook.of(sheet).bytes())) {
				if (more == 0) {
					assertThat(new TableReader(limits).read(file).lines()).isNotEmpty();
				}
				else {
					assertThat(code(limits, file)).isEqualTo(code);
				}
			}
		}
	}

	@Test
	void cellsUpToTheLimitInBytesAndNoFurther() {
		for (String fits : List.of("x".repeat(4096), "ä".repeat(2048))) {
			for (boolean workbook : new boolean[] { false, true }) {
				assertThat(new TableReader(USUAL).read(file(workbook, fits)).lines()).hasSize(1);
				assertThat(code(USUAL, file(workbook, fits + "y"))).isEqualTo("cell-too-long");
			}
		}
	}

	private static byte[] file(boolean workbook, String cell) {
		return workbook ? RawWorkbook.of(row("a") + row(cell)).bytes() : bytes("a\n" + cell);
	}

	@Test
	void theFileUpToTheLimitAndNoFurther() {
		ImportProperties limits = limits(Map.of("max-file", "10B"));
		assertThat(new TableReader(limits).read(bytes("a\n12345678")).lines()).hasSize(1);
		assertThat(code(limits, bytes("a\n123456789"))).isEqualTo("file-too-large");
	}

	@Test
	void sharedTextsCountWhereverTheyStand() {
		ImportProperties limits = limits(Map.of("max-text", "100"));
		String fits = row("a") + "<row><c t=\"s\"><v>0</v></c></row>".repeat(9);
		RawWorkbook book = RawWorkbook.of(fits).shared("<si><t>0123456789!</t></si>");
		assertThat(new TableReader(limits).read(book.bytes()).lines()).hasSize(9);
		assertThat(code(limits, book.sheet(fits + "<row><c t=\"s\"><v>0</v></c></row>").bytes()))
			.isEqualTo("too-much-text");
	}

	static Stream<Arguments> unfit() {
		RawWorkbook plain = RawWorkbook.of(HEAD + row("1", "2"));
		return Stream.of(arguments("nothing", new byte[0], "file-empty"),
				arguments("blanks", bytes(" \n,,\n"), "file-empty"),
				arguments("header only", bytes("a,b\n"), "no-rows"),
				arguments("a value beyond the header", bytes("a\n1,2"), "cell-without-heading"),
				arguments("an open quotation mark", bytes("a\n\"x"), "csv-malformed"),
				arguments("text behind a quotation", bytes("a\n\"x\"y"), "csv-malformed"),
				arguments("Latin 1", "a\nMüller".getBytes(StandardCharsets.ISO_8859_1), "file-not-utf-8"),
				arguments("UTF-16", "a\nx".getBytes(StandardCharsets.UTF_16), "file-not-utf-8"),
				arguments("UTF-32", "a\nx".getBytes(Charset.forName("UTF-32LE")), "file-not-text"),
				arguments("zeros", new byte[1000], "file-not-text"),
				arguments("PDF", bytes("%PDF-1.7\n\u0000\u0001"), "file-not-text"),
				arguments("an old workbook", new byte[] { (byte) 0xD0, (byte) 0xCF, 0x11, (byte) 0xE0, 0 },
						"workbook-protected-or-old"),
				arguments("half a ZIP", bytes("PK\u0003\u0004xxxx"), "zip-unreadable"),
				arguments("a ZIP that is no workbook", Rows.zip(Map.of("a.txt", bytes("x"))), "file-no-workbook"),
				arguments("no sheet", RawWorkbook.of("").with("xl/_rels/workbook.xml.rels", "<x/>").bytes(),
						"workbook-unreadable"),
				arguments("no XML", RawWorkbook.of("").with("xl/workbook.xml", "x").bytes(), "workbook-unreadable"),
				arguments("cut XML", RawWorkbook.of("<row><c").bytes(), "workbook-unreadable"),
				arguments("macros", plainWith("xl/vbaProject.bin", "x"), "workbook-with-macros"),
				arguments("Excel 4 macros", plainWith("xl/macrosheets/sheet1.xml", "<x/>"), "workbook-with-macros"),
				arguments("links", plainWith("xl/externalLinks/externalLink1.xml", "<x/>"), "workbook-with-links"),
				arguments("connections", plainWith("xl/connections.xml", "<x/>"), "workbook-with-links"),
				arguments("embedded objects", plainWith("xl/embeddings/oleObject1.bin", "x"), "workbook-with-links"),
				arguments("external entity", plainWith("xl/sharedStrings.xml",
						"<!DOCTYPE sst [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><sst><si><t>&x;</t></si></sst>"),
						"workbook-with-dtd"),
				arguments("entity bomb", plainWith("xl/worksheets/sheet1.xml",
						"<!DOCTYPE w [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;\">]><worksheet><sheetData>&b;</sheetData></worksheet>"),
						"workbook-with-dtd"),
				arguments("a column far out", sheet(HEAD + "<row><c r=\"XFD2\"><v>1</v></c></row>"),
						"too-many-columns"),
				arguments("a column beyond every workbook", sheet(HEAD + "<row><c r=\"ZZZZZZ2\"><v>1</v></c></row>"),
						"too-many-columns"),
				arguments("the same row twice", sheet("<row r=\"2\"/><row r=\"2\"/>"), "workbook-unreadable"),
				arguments("columns backwards", sheet("<row><c r=\"B1\"><v>1</v></c><c r=\"A1\"><v>1</v></c></row>"),
						"workbook-unreadable"),
				arguments("rows backwards", sheet("<row r=\"5\"/><row r=\"4\"/>"), "workbook-unreadable"),
				arguments("a shared text that is not there", sheet(HEAD + "<row><c t=\"s\"><v>7</v></c></row>"),
						"workbook-unreadable"),
				arguments("a character that is no text", sheet(HEAD + row("x_x0000_y", "")), "cell-unusable"),
				arguments("half a character", sheet(HEAD + row("x_xD800_y", "")), "cell-unusable"),
				arguments("the same part twice", plain.with("XL/WORKBOOK.XML", "<x/>").bytes(), "zip-name-twice"));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("unfit")
	void refusesWhatIsNoTable(String name, byte[] file, String code) {
		assertTimeoutPreemptively(Duration.ofSeconds(5), () -> assertThat(code(USUAL, file)).isEqualTo(code));
	}

	static Stream<Arguments> bombs() {
		byte[] blanks = bytes("<sst>" + " ".repeat(80 << 20));
		String cell = "<c><v>1</v></c>";
		return Stream.of(
				arguments("a part that inflates without end", plainWith("xl/sharedStrings.xml", blanks),
						"zip-inflates-too-much"),
				arguments("a shared text of 12 MB",
						plainWith("xl/sharedStrings.xml",
								bytes("<sst><si><t>" + randomish(12 << 20) + "</t></si></sst>")),
						null),
				arguments("a million empty shared texts",
						plainWith("xl/sharedStrings.xml", bytes("<sst>" + "<si/>".repeat(1_300_000) + "</sst>")),
						"zip-inflates-too-much"),
				arguments("a list of texts that says it is endless", plainWith("xl/sharedStrings.xml",
						"<sst xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main' count='2147483647' uniqueCount='2147483647'/>"),
						null),
				arguments("a million formats", plainWith("xl/styles.xml",
						bytes("<styleSheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><cellXfs>"
								+ formats(200_000) + "</cellXfs></styleSheet>")),
						"workbook-unreadable"),
				arguments("a million cells in a row", sheet(HEAD + "<row>" + cell.repeat(1_000_000) + "</row>"),
						"zip-inflates-too-much"),
				arguments("a million separators", bytes("a\n" + ",".repeat(9_000_000)), "too-many-columns"),
				arguments("hidden behind a quotation mark", bytes("a\nx\"\"" + ",".repeat(9_000_000)),
						"too-many-columns"),
				arguments("a million empty lines", bytes("a" + "\n".repeat(9_000_000)), "too-many-rows"),
				arguments("one endless cell", bytes("a\n\"" + "x".repeat(9_000_000) + "\""), "cell-too-long"));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("bombs")
	void refusesBombsInGoodTime(String name, byte[] file, String code) {
		assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
			if (code != null) {
				assertThat(code(USUAL, file)).isEqualTo(code);
			}
			else {
				new TableReader(USUAL).read(file);
			}
		});
	}

	@ParameterizedTest
	@CsvSource({ "../a.pdf", "/a.pdf", "x/../../a.pdf", "C:/a.pdf", "..\\a.pdf", "x//a.pdf", "./a.pdf" })
	void refusesPathsThatLeadElsewhere(String path) {
		byte[] zip = Rows.zip(Map.of(path, bytes("x")));
		assertThat(zipCode(zip, USUAL.documents().limits())).isEqualTo("zip-path-unusable");
	}

	@Test
	void refusesEntriesAndSizesBeyondTheLimits() {
		Map<String, byte[]> files = new LinkedHashMap<>();
		files.put("a.pdf", new byte[600]);
		files.put("b.pdf", new byte[600]);
		byte[] zip = Rows.zip(files);
		assertThat(zipCode(zip, new ZipLimits(2, 600, 1200, 100))).isNull();
		assertThat(zipCode(zip, new ZipLimits(1, 600, 1200, 100))).isEqualTo("zip-too-many-entries");
		assertThat(zipCode(zip, new ZipLimits(2, 599, 1200, 100))).isEqualTo("zip-inflates-too-much");
		assertThat(zipCode(zip, new ZipLimits(2, 600, 1199, 100))).isEqualTo("zip-inflates-too-much");
		byte[] bomb = Rows.zip(Map.of("a.pdf", new byte[2 << 20]));
		assertThat(zipCode(bomb, new ZipLimits(2, 10 << 20, 10 << 20, 100))).isEqualTo("zip-inflates-too-much");
		assertThat(zipCode(bomb, new ZipLimits(2, 10 << 20, 10 << 20, 2000))).isNull();
	}

	@Test
	void refusesAProtectedZipAndOneWhoseFilesOverlap() {
		byte[] zip = Rows.zip(Map.of("a.pdf", bytes("x")));
		byte[] encrypted = zip.clone();
		for (int i = 0; i < zip.length - 4; i++) {
			if (zip[i] == 'P' && zip[i + 1] == 'K' && zip[i + 2] == 1 && zip[i + 3] == 2) {
				encrypted[i + 8] |= 1;
			}
			if (zip[i] == 'P' && zip[i + 1] == 'K' && zip[i + 2] == 3 && zip[i + 3] == 4) {
				encrypted[i + 6] |= 1;
			}
		}
		assertThat(zipCode(encrypted, USUAL.documents().limits())).isEqualTo("zip-encrypted");
		assertThat(zipCode(overlapping(), USUAL.documents().limits())).isEqualTo("zip-unreadable");
	}

	/** The second entry of the directory points at the first one's bytes. */
	private static byte[] overlapping() {
		Map<String, byte[]> files = new LinkedHashMap<>();
		files.put("a", bytes("xxxxxxxxxx"));
		files.put("b", bytes("yyyyyyyyyy"));
		byte[] zip = Rows.zip(files);
		int directories = 0;
		for (int i = 0; i < zip.length - 4; i++) {
			if (zip[i] == 'P' && zip[i + 1] == 'K' && zip[i + 2] == 1 && zip[i + 3] == 2 && ++directories == 2) {
				for (int offset = 42; offset < 46; offset++) {
					zip[i + offset] = 0;
				}
			}
		}
		return zip;
	}

	private static String zipCode(byte[] zip, ZipLimits limits) {
		Refusal refusal = catchThrowableOfType(Refusal.class, () -> {
			try (GuardedZip guarded = GuardedZip.open("documents", zip, limits)) {
				guarded.names().forEach(guarded::read);
			}
		});
		return (refusal != null) ? refusal.code() : null;
	}

	private static byte[] plainWith(String part, String content) {
		return RawWorkbook.of(HEAD + row("1", "2")).with(part, content).bytes();
	}

	private static byte[] plainWith(String part, byte[] content) {
		return RawWorkbook.of(HEAD + row("1", "2")).with(part, content).bytes();
	}

	private static byte[] sheet(String rows) {
		return RawWorkbook.of(rows).bytes();
	}

	private static String formats(int count) {
		StringBuilder formats = new StringBuilder();
		Random random = new Random(1);
		for (int i = 0; i < count; i++) {
			formats.append("<xf numFmtId='").append(random.nextInt(1 << 20)).append("'/>");
		}
		return formats.toString();
	}

	private static String randomish(int length) {
		StringBuilder text = new StringBuilder(length);
		Random random = new Random(1);
		while (text.length() < length) {
			text.append(Long.toHexString(random.nextLong()));
		}
		return text.toString();
	}

	private static Table read(String csv) {
		return new TableReader(USUAL).read(bytes(csv));
	}

	private static String code(ImportProperties limits, byte[] file) {
		Refusal refusal = catchThrowableOfType(Refusal.class, () -> new TableReader(limits).read(file));
		return (refusal != null) ? refusal.code() : null;
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	static ImportProperties limits(Map<String, String> values) {
		Map<String, String> prefixed = new LinkedHashMap<>();
		values.forEach((name, value) -> prefixed.put("countersign.imports." + name, value));
		return new Binder(new MapConfigurationPropertySource(prefixed)).bindOrCreate("countersign.imports",
				ImportProperties.class);
	}

}
