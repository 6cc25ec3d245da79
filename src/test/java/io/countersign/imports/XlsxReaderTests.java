package io.countersign.imports;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import io.countersign.kernel.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * How cells and rows of a workbook are read; what is refused is in
 * {@link TableReaderTests}. Written by hand, part by part, so that each holds exactly
 * what is tested.
 */
class XlsxReaderTests {

	private static final ImportProperties LIMITS = new Binder(new MapConfigurationPropertySource(Map.of()))
		.bindOrCreate("countersign.imports", ImportProperties.class);

	private static final String MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

	private static final String RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

	private static final String PACKAGE = "http://schemas.openxmlformats.org/package/2006/";

	private final Map<String, String> parts = new LinkedHashMap<>();

	@ParameterizedTest
	@CsvSource({ "0, 312.5, NUMBER, 312.5", "0, 0.30000000000000004, NUMBER, 0.3", "0, 1E7, NUMBER, 10000000",
			"0, 9007199254740993, NUMBER, 9007199254740990", "0, 1E-40, TEXT, 1E-40", "1, 46340, DATE, 2026-11-14",
			"1, 1, DATE, 1900-01-01", "1, 59, DATE, 1900-02-28", "1, 60, TEXT, 60", "1, 61, DATE, 1900-03-01",
			"1, 46340.5, TEXT, 46340.5", "1, 0, TEXT, 0", "1, 2958465, DATE, 9999-12-31", "1, 2958466, TEXT, 2958466",
			"2, 0.125, PERCENT, 12.5", "2, 1, PERCENT, 100" })
	void numbersAreReadExactlyAndByTheirFormat(int style, String stored, Cell.Kind kind, String text) {
		book("<row r='1'><c r='A1' t='inlineStr'><is><t>head</t></is></c></row><row r='2'><c r='A2' s='%d'><v>%s</v></c></row>"
			.formatted(style, stored));
		assertThat(cell()).isEqualTo(new Cell(kind, text));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "t='b'><v>1</v>|BOOLEAN|true", "t='b'><v>0</v>|BOOLEAN|false", "t='e'><v>#REF!</v>|ERROR|#REF!",
					"t='str'><f>A1</f><v>worked out</v>|TEXT|worked out", "t='s'><v>0</v>|TEXT|shared",
					"t='inlineStr'><is><r><t>in </t></r><r><t>runs</t></r></is>|TEXT|in runs",
					"><f>1+1</f><v>2</v>|NUMBER|2" })
	void everyKindOfCellIsRead(String cell, Cell.Kind kind, String text) {
		book("<row r='1'><c r='A1' t='inlineStr'><is><t>head</t></is></c></row><row r='2'><c r='A2' %s</c></row>"
			.formatted(cell));
		assertThat(cell()).isEqualTo(new Cell(kind, text));
	}

	@Test
	void rowsKeepTheirNumbersAndGapsAreEmpty() {
		book("<row r='3'>" + text("A3", "one") + text("C3", "three") + "</row><row r='7'>" + text("C7", "x")
				+ "</row>");
		Table table = read();
		assertThat(table.header()).containsExactly("one", "", "three");
		assertThat(table.lines()).containsExactly(new Table.Line(7, List.of(Cell.EMPTY, Cell.EMPTY, Cell.text("x"))));
	}

	@Test
	void theFirstVisibleSheetCounts() {
		book("<row r='1'>" + text("A1", "head") + "</row><row r='2'>" + text("A2", "x") + "</row>");
		this.parts.computeIfPresent("xl/workbook.xml", (name, xml) -> xml.replace("<sheets>",
				"<sheets><sheet name='Lists' sheetId='9' state='hidden' r:id='missing'/>"));
		assertThat(cell()).isEqualTo(Cell.text("x"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "x", "7", "-1", "99999999999" })
	void aSharedTextThatIsNotThereIsNoEmptyCell(String index) {
		book("<row r='1'>" + text("A1", "head") + "</row><row r='2'><c r='A2' t='s'><v>" + index + "</v></c></row>");
		assertThat(refusal().code()).isEqualTo("workbook-unreadable");
	}

	@Test
	void partsThatNobodyReadsAreLeftAlone() {
		book("<row r='1'>" + text("A1", "head") + "</row><row r='2'>" + text("A2", "x") + "</row>");
		this.parts.put("xl/notes.txt", "x");
		assertThat(cell()).isEqualTo(Cell.text("x"));
	}

	@Test
	void aWorkbookThatSaysItHasMacrosIsRefused() {
		book("<row r='1'>" + text("A1", "head") + "</row>");
		this.parts.computeIfPresent("[Content_Types].xml",
				(name, xml) -> xml.replace("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
						"application/vnd.ms-excel.sheet.macroEnabled.main+xml"));
		assertThat(refusal().code()).isEqualTo("workbook-with-macros");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "xl/worksheets/sheet1.xml|<!DOCTYPE worksheet>",
			"xl/worksheets/sheet1.xml|<?xml version='1.0'?> <!-- x --><!DOCTYPE x SYSTEM 'http://127.0.0.1:9/x.dtd'>",
			"xl/sharedStrings.xml|<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>",
			"xl/sharedStrings.xml|<!DOCTYPE x [<!ENTITY % p SYSTEM 'http://127.0.0.1:9/p'> %p;]>",
			"xl/workbook.xml|<!DOCTYPE x>", "xl/styles.xml|<!DOCTYPE x>", "xl/_rels/workbook.xml.rels|<!DOCTYPE x>",
			"_rels/.rels|<!DOCTYPE x>", "[Content_Types].xml|<!DOCTYPE x>" })
	void aDocumentTypeHasARefusalOfItsOwn(String part, String prolog) {
		book("<row r='1'>" + text("A1", "head") + "</row><row r='2'>" + text("A2", "x") + "</row>");
		this.parts.computeIfPresent(part, (name, xml) -> prolog + xml);
		assertThat(refusal().code()).isEqualTo("workbook-with-dtd");
	}

	@Test
	void aDocumentTypeIsFoundInEveryEncoding() {
		String xml = "<?xml version='1.0' encoding='UTF-16'?><!DOCTYPE x><x/>";
		assertThat(DocumentTypes.declaredIn(xml.getBytes(StandardCharsets.UTF_16))).isTrue();
		assertThat(DocumentTypes.declaredIn(xml.replace("<!DOCTYPE x>", "").getBytes(StandardCharsets.UTF_16)))
			.isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "<x><![CDATA[<!DOCTYPE x>]]></x>", "<!-- <!DOCTYPE x> --><x/>", "<x>&lt;!DOCTYPE x></x>",
			"", "%PDF <!DOCTYPE x>", "<?xml version='1.0' encoding='UTF-7'?><x/>" })
	void wordsThatOnlyLookLikeADocumentTypeAreNone(String text) {
		assertThat(DocumentTypes.declaredIn(text.getBytes(StandardCharsets.UTF_8))).isFalse();
	}

	/** Found by fuzzing: the method of a packed file names a library that is not here. */
	@Test
	void aFilePackedByAnUnusualMethodIsRefused() throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
			zip.putNextEntry(new ZipEntry("a.pdf"));
			zip.write(new byte[100]);
		}
		byte[] packed = bytes.toByteArray();
		byte zstandard = 93;
		packed[8] = zstandard;
		int directory = new String(packed, StandardCharsets.ISO_8859_1).indexOf("PK\1\2");
		packed[directory + 10] = zstandard;
		Refusal refusal = catchThrowableOfType(Refusal.class, () -> new XlsxReader(LIMITS).read(packed));
		assertThat(refusal.code()).isEqualTo("zip-unreadable");
	}

	private Cell cell() {
		return read().lines().get(0).cells().get(0);
	}

	private Refusal refusal() {
		return catchThrowableOfType(Refusal.class, this::read);
	}

	private Table read() {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
			for (Map.Entry<String, String> part : this.parts.entrySet()) {
				zip.putNextEntry(new ZipEntry(part.getKey()));
				zip.write(part.getValue().getBytes(StandardCharsets.UTF_8));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return new XlsxReader(LIMITS).read(bytes.toByteArray());
	}

	private static String text(String address, String text) {
		return "<c r='%s' t='inlineStr'><is><t>%s</t></is></c>".formatted(address, text);
	}

	/** A workbook of one sheet; style 1 is a date, style 2 a percentage. */
	private void book(String rows) {
		String type = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
		this.parts.put("[Content_Types].xml",
				"""
						<Types xmlns='%scontent-types'><Default Extension='rels' ContentType='application/vnd.openxmlformats-package.relationships+xml'/>\
						<Default Extension='xml' ContentType='application/xml'/><Default Extension='txt' ContentType='text/plain'/>\
						<Default Extension='bin' ContentType='application/octet-stream'/>\
						<Override PartName='/xl/workbook.xml' ContentType='%ssheet.main+xml'/>\
						<Override PartName='/xl/worksheets/sheet1.xml' ContentType='%sworksheet+xml'/>\
						<Override PartName='/xl/styles.xml' ContentType='%sstyles+xml'/>\
						<Override PartName='/xl/sharedStrings.xml' ContentType='%ssharedStrings+xml'/></Types>"""
					.formatted(PACKAGE, type, type, type, type));
		this.parts.put("_rels/.rels",
				"<Relationships xmlns='%srelationships'><Relationship Id='r1' Type='%s/officeDocument' Target='xl/workbook.xml'/></Relationships>"
					.formatted(PACKAGE, RELATIONS));
		this.parts.put("xl/workbook.xml",
				"<workbook xmlns='%s' xmlns:r='%s'><sheets><sheet name='Rows' sheetId='1' r:id='r1'/></sheets></workbook>"
					.formatted(MAIN, RELATIONS));
		this.parts.put("xl/_rels/workbook.xml.rels",
				"""
						<Relationships xmlns='%srelationships'><Relationship Id='r1' Type='%s/worksheet' Target='worksheets/sheet1.xml'/>\
						<Relationship Id='r2' Type='%s/styles' Target='styles.xml'/>\
						<Relationship Id='r3' Type='%s/sharedStrings' Target='sharedStrings.xml'/></Relationships>"""
					.formatted(PACKAGE, RELATIONS, RELATIONS, RELATIONS));
		this.parts.put("xl/styles.xml",
				"""
						<styleSheet xmlns='%s'><fonts><font/></fonts><fills><fill/></fills><borders><border/></borders>\
						<cellStyleXfs><xf/></cellStyleXfs><cellXfs><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='9'/></cellXfs></styleSheet>"""
					.formatted(MAIN));
		this.parts.put("xl/sharedStrings.xml", "<sst xmlns='%s'><si><t>shared</t></si></sst>".formatted(MAIN));
		this.parts.put("xl/worksheets/sheet1.xml",
				"<worksheet xmlns='%s'><sheetData>%s</sheetData></worksheet>".formatted(MAIN, rows));
	}

}
