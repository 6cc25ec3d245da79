package io.countersign.imports;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** A workbook put together from its parts, also as no spreadsheet program would. */
final class RawWorkbook {

	private final Map<String, byte[]> parts = new LinkedHashMap<>();

	private RawWorkbook() {
	}

	/** A workbook of one sheet. */
	static RawWorkbook of(String sheetData) {
		String type = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
		return new RawWorkbook().with("[Content_Types].xml", """
				<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
				<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
				<Default Extension="xml" ContentType="application/xml"/>
				<Default Extension="bin" ContentType="application/octet-stream"/>
				<Override PartName="/xl/workbook.xml" ContentType="%ssheet.main+xml"/>
				<Override PartName="/xl/worksheets/sheet1.xml" ContentType="%sworksheet+xml"/>
				<Override PartName="/xl/styles.xml" ContentType="%sstyles+xml"/>
				<Override PartName="/xl/sharedStrings.xml" ContentType="%ssharedStrings+xml"/>
				</Types>""".formatted(type, type, type, type))
			.with("_rels/.rels", relations(relation(1, "officeDocument", "xl/workbook.xml")))
			.with("xl/_rels/workbook.xml.rels",
					relations(relation(1, "worksheet", "worksheets/sheet1.xml") + relation(2, "styles", "styles.xml")
							+ relation(3, "sharedStrings", "sharedStrings.xml")))
			.workbook("")
			.styles("", "<xf numFmtId=\"0\"/>")
			.shared("")
			.sheet(sheetData);
	}

	private static String relations(String relations) {
		return "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">" + relations
				+ "</Relationships>";
	}

	private static String relation(int id, String type, String target) {
		return "<Relationship Id=\"r%d\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s\" Target=\"%s\"/>"
			.formatted(id, type, target);
	}

	RawWorkbook workbook(String properties) {
		return with("xl/workbook.xml",
				"""
						<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
						%s<sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>"""
					.formatted(properties));
	}

	RawWorkbook sheet(String sheetData) {
		return with("xl/worksheets/sheet1.xml",
				"<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>" + sheetData
						+ "</sheetData></worksheet>");
	}

	RawWorkbook shared(String items) {
		return with("xl/sharedStrings.xml",
				"<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">" + items + "</sst>");
	}

	RawWorkbook styles(String formats, String cells) {
		return with("xl/styles.xml",
				"<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><numFmts>" + formats
						+ "</numFmts><fonts><font/></fonts><fills><fill/></fills><borders><border/></borders><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs>"
						+ cells + "</cellXfs></styleSheet>");
	}

	RawWorkbook with(String part, String xml) {
		return with(part, xml.getBytes(StandardCharsets.UTF_8));
	}

	RawWorkbook with(String part, byte[] bytes) {
		this.parts.put(part, bytes);
		return this;
	}

	byte[] bytes() {
		return Rows.zip(this.parts);
	}

	/** A row of texts. */
	static String row(String... texts) {
		StringBuilder row = new StringBuilder("<row>");
		for (String text : texts) {
			row.append("<c t=\"inlineStr\"><is><t>").append(text).append("</t></is></c>");
		}
		return row.append("</row>").toString();
	}

}
