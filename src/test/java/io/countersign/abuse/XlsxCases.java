package io.countersign.abuse;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Workbooks that run, reach out, unpack without end or contradict themselves. */
final class XlsxCases {

	private static final String MAIN = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";

	private static final String RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

	private final List<Case> cases = new ArrayList<>();

	/** Every case; none may become rows that hold what it smuggles. */
	static List<Case> all() {
		XlsxCases cases = new XlsxCases();
		cases.bombs();
		cases.entities();
		cases.active();
		cases.contradictions();
		cases.cutOff();
		return cases.cases;
	}

	/** The parts of a regular workbook of one column and one row. */
	static Map<String, byte[]> clean() {
		Map<String, byte[]> parts = new LinkedHashMap<>();
		put(parts, "[Content_Types].xml",
				"""
						<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">\
						<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
						<Default Extension="xml" ContentType="application/xml"/>\
						<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>\
						<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>\
						<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>\
						<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>\
						</Types>""");
		put(parts, "_rels/.rels", relations("officeDocument", "xl/workbook.xml"));
		put(parts, "xl/_rels/workbook.xml.rels", relations("worksheet", "worksheets/sheet1.xml", "styles", "styles.xml",
				"sharedStrings", "sharedStrings.xml"));
		put(parts, "xl/workbook.xml",
				"<workbook %s xmlns:r=\"%s\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"r0\"/></sheets></workbook>"
					.formatted(MAIN, RELATIONS));
		put(parts, "xl/styles.xml", "<styleSheet %s/>".formatted(MAIN));
		put(parts, "xl/sharedStrings.xml", "<sst %s><si><t>packageId</t></si></sst>".formatted(MAIN));
		put(parts, "xl/worksheets/sheet1.xml", sheet("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row>"
				+ "<row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>NW-1</t></is></c></row>"));
		return parts;
	}

	private static void put(Map<String, byte[]> parts, String name, String xml) {
		parts.put(name, xml.getBytes(StandardCharsets.UTF_8));
	}

	private static String sheet(String rows) {
		return "<worksheet %s><sheetData>%s</sheetData></worksheet>".formatted(MAIN, rows);
	}

	private static String relations(String... typesAndTargets) {
		StringBuilder xml = new StringBuilder(
				"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">");
		for (int i = 0; i < typesAndTargets.length; i += 2) {
			xml.append("<Relationship Id=\"r%d\" Type=\"%s/%s\" Target=\"%s\"/>".formatted(i / 2, RELATIONS,
					typesAndTargets[i], typesAndTargets[i + 1]));
		}
		return xml.append("</Relationships>").toString();
	}

	private void add(String name, Consumer<Map<String, byte[]>> change) {
		Map<String, byte[]> parts = clean();
		change.accept(parts);
		this.cases.add(new Case(name, Zips.of(parts)));
	}

	private void part(String name, String part, String xml) {
		add(name, (parts) -> put(parts, part, xml));
	}

	private void rows(String name, String rows) {
		part(name, "xl/worksheets/sheet1.xml", sheet(rows));
	}

	private void bombs() {
		for (int megabytes : new int[] { 65, 120 }) {
			add("a sheet of %d MB of blanks".formatted(megabytes),
					(parts) -> parts.put("xl/worksheets/sheet1.xml", join("<worksheet %s>".formatted(MAIN).getBytes(),
							Zips.blanks(megabytes << 20), "</worksheet>".getBytes())));
		}
		add("a part nobody reads of 70 MB", (parts) -> parts.put("xl/x.bin", Zips.blanks(70 << 20)));
		add("five parts of 30 MB", (parts) -> {
			for (int i = 0; i < 5; i++) {
				parts.put("xl/x%d.bin".formatted(i), Zips.blanks(30 << 20));
			}
		});
		add("600 parts", (parts) -> {
			for (int i = 0; i < 600; i++) {
				parts.put("xl/x%d.xml".formatted(i), new byte[0]);
			}
		});
		part("a million shared texts", "xl/sharedStrings.xml",
				"<sst %s>".formatted(MAIN) + "<si><t>x</t></si>".repeat(1_000_000) + "</sst>");
		part("a shared text of 20 MB", "xl/sharedStrings.xml",
				"<sst %s><si><t>".formatted(MAIN) + "x".repeat(20_000_000) + "</t></si></sst>");
		part("2,000,000,000 shared texts said", "xl/sharedStrings.xml",
				"<sst %s count=\"2000000000\" uniqueCount=\"2000000000\"><si><t>packageId</t></si></sst>"
					.formatted(MAIN));
		part("a negative number of shared texts said", "xl/sharedStrings.xml",
				"<sst %s count=\"-5\" uniqueCount=\"-5\"><si><t>packageId</t></si></sst>".formatted(MAIN));
		add("a text of 4,000 letters in 500,000 cells", (parts) -> {
			put(parts, "xl/sharedStrings.xml", "<sst %s><si><t>%s</t></si></sst>".formatted(MAIN, "x".repeat(4000)));
			put(parts, "xl/worksheets/sheet1.xml",
					sheet(("<row>" + "<c t=\"s\"><v>0</v></c>".repeat(100) + "</row>").repeat(5000)));
		});
		rows("a million rows", "<row><c><v>1</v></c></row>".repeat(1_000_000));
		rows("a million cells in a row", "<row r=\"1\">" + "<c><v>1</v></c>".repeat(1_000_000) + "</row>");
		rows("a million blank rows", "<row/>".repeat(1_000_000));
		add("a workbook in a workbook, five deep", (parts) -> {
			byte[] inner = Zips.of(clean());
			for (int i = 0; i < 5; i++) {
				inner = Zips.of("xl/x.xlsx", inner);
			}
			parts.put("xl/x.xlsx", inner);
		});
		part("elements 100,000 deep", "xl/worksheets/sheet1.xml", "<a>".repeat(100_000) + "</a>".repeat(100_000));
		part("100,000 attributes", "xl/worksheets/sheet1.xml", attributes(100_000));
		part("100,000 formats", "xl/styles.xml", "<styleSheet %s><cellXfs>".formatted(MAIN)
				+ "<xf numFmtId=\"14\"/>".repeat(100_000) + "</cellXfs></styleSheet>");
	}

	private static String attributes(int count) {
		StringBuilder xml = new StringBuilder("<worksheet " + MAIN);
		for (int i = 0; i < count; i++) {
			xml.append(" a").append(i).append("=\"1\"");
		}
		return xml.append("/>").toString();
	}

	private void entities() {
		StringBuilder laughs = new StringBuilder("<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY l0 \"lol\">");
		for (int i = 1; i < 12; i++) {
			laughs.append("<!ENTITY l%d \"%s\">".formatted(i, ("&l" + (i - 1) + ";").repeat(10)));
		}
		laughs.append("]>");
		String file = "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>";
		String outside = "<?xml version=\"1.0\"?><!DOCTYPE x SYSTEM \"http://127.0.0.1:9/evil.dtd\"><!-- -->";
		String parameter = "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY % p SYSTEM \"http://127.0.0.1:9/p\"> %p;]>";
		Map<String, String> parts = new LinkedHashMap<>();
		parts.put("xl/worksheets/sheet1.xml", sheet("<row><c t=\"inlineStr\"><is><t>&e;</t></is></c></row>"));
		parts.put("xl/sharedStrings.xml", "<sst %s><si><t>&e;</t></si></sst>".formatted(MAIN));
		parts.put("xl/workbook.xml", "<workbook %s><sheets>&e;</sheets></workbook>".formatted(MAIN));
		parts.put("xl/styles.xml", "<styleSheet %s>&e;</styleSheet>".formatted(MAIN));
		parts.put("[Content_Types].xml", "<Types>&e;</Types>");
		parts.put("xl/_rels/workbook.xml.rels", "<Relationships>&e;</Relationships>");
		parts.forEach((name, xml) -> {
			part("a file as an entity in " + name, name, file + xml);
			part("entities of entities in " + name, name, laughs + xml.replace("&e;", "&l11;"));
		});
		part("a type of document from outside", "xl/worksheets/sheet1.xml", outside + sheet(""));
		part("a parameter from outside", "xl/worksheets/sheet1.xml", parameter + sheet(""));
		part("an inclusion", "xl/worksheets/sheet1.xml",
				"<worksheet %s xmlns:xi=\"http://www.w3.org/2001/XInclude\"><xi:include href=\"file:///etc/passwd\" parse=\"text\"/></worksheet>"
					.formatted(MAIN));
		part("a schema from outside", "xl/worksheets/sheet1.xml",
				"<worksheet %s xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"x http://127.0.0.1:9/x.xsd\"/>"
					.formatted(MAIN));
		part("a stylesheet from outside", "xl/worksheets/sheet1.xml",
				"<?xml-stylesheet href=\"http://127.0.0.1:9/x.xsl\"?>" + sheet(""));
	}

	private void active() {
		add("macros", (parts) -> parts.put("xl/vbaProject.bin", new byte[10]));
		add("macros under another case", (parts) -> parts.put("XL/VBAPROJECT.BIN", new byte[10]));
		part("macros by type", "[Content_Types].xml",
				new String(clean().get("[Content_Types].xml"), StandardCharsets.UTF_8)
					.replace("spreadsheetml.sheet.main+xml", "ms-excel.sheet.macroEnabled.main+xml"));
		add("an old macro sheet", (parts) -> put(parts, "xl/macrosheets/sheet1.xml", sheet("")));
		add("a control", (parts) -> parts.put("xl/activeX/activeX1.bin", new byte[10]));
		add("a link to another workbook",
				(parts) -> put(parts, "xl/externalLinks/externalLink1.xml", "<externalLink/>"));
		add("a connection", (parts) -> put(parts, "xl/connections.xml", "<connections/>"));
		add("a query", (parts) -> put(parts, "xl/queryTables/queryTable1.xml", "<queryTable/>"));
		add("a program inside", (parts) -> parts.put("xl/embeddings/oleObject1.bin", new byte[10]));
		part("a sheet from outside", "xl/_rels/workbook.xml.rels",
				"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r0\" Type=\"%s/worksheet\" Target=\"http://127.0.0.1:9/x\" TargetMode=\"External\"/></Relationships>"
					.formatted(RELATIONS));
		part("a sheet outside of the workbook", "xl/_rels/workbook.xml.rels",
				relations("worksheet", "../../../etc/passwd"));
		rows("formulas", "<row r=\"1\"><c r=\"A1\"><f>WEBSERVICE(\"http://127.0.0.1:9\")</f><v>packageId</v></c></row>"
				+ "<row r=\"2\"><c r=\"A2\" t=\"str\"><f>cmd|'/C calc'!A0</f><v>=1+1</v></c></row>");
		rows("a formula of 10 MB", "<row><c><f>" + "1+".repeat(5_000_000) + "1</f><v>1</v></c></row>");
	}

	private void contradictions() {
		for (String missing : clean().keySet()) {
			add("without " + missing, (parts) -> parts.remove(missing));
			add("empty " + missing, (parts) -> parts.put(missing, new byte[0]));
			add("rubbish in " + missing, (parts) -> parts.put(missing, "<<<>&\u0000".getBytes(StandardCharsets.UTF_8)));
		}
		for (String address : List.of("A0", "A-1", "A99999999999", "XFE1", "ZZZZZZZZZZZZ1", "1A", "", "$A$1", "A1:B2",
				"Ä1")) {
			rows("a cell at '%s'".formatted(address), "<row r=\"1\"><c r=\"%s\"><v>1</v></c></row>".formatted(address));
		}
		for (String number : List.of("-1", "0", "99999999999", "1e3", "x", "", "1048577")) {
			rows("a row numbered '%s'".formatted(number), "<row r=\"%s\"><c><v>1</v></c></row>".formatted(number));
		}
		for (String value : List.of("1e400", "-1e400", "NaN", "Infinity", "1,5", "x", "", "9".repeat(5000), "0x1p9")) {
			rows("a number of '%.12s'".formatted(value),
					"<row r=\"1\"><c r=\"A1\"><v>%s</v></c></row>".formatted(value));
		}
		for (String index : List.of("-1", "1", "99999999999", "x", "")) {
			rows("shared text '%s'".formatted(index),
					"<row r=\"1\"><c r=\"A1\" t=\"s\"><v>%s</v></c></row>".formatted(index));
			rows("format '%s'".formatted(index),
					"<row r=\"1\"><c r=\"A1\" s=\"%s\"><v>1</v></c></row>".formatted(index));
		}
		rows("an unknown kind of cell", "<row r=\"1\"><c r=\"A1\" t=\"zzz\"><v>1</v></c></row>");
		rows("cells out of order", "<row r=\"1\"><c r=\"B1\"><v>1</v></c><c r=\"A1\"><v>2</v></c></row>");
		part("no sheets", "xl/workbook.xml", "<workbook %s><sheets/></workbook>".formatted(MAIN));
		part("only hidden sheets", "xl/workbook.xml",
				"<workbook %s xmlns:r=\"%s\"><sheets><sheet name=\"S\" sheetId=\"1\" state=\"veryHidden\" r:id=\"r0\"/></sheets></workbook>"
					.formatted(MAIN, RELATIONS));
		part("a sheet that is not there", "xl/workbook.xml",
				"<workbook %s xmlns:r=\"%s\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"r99\"/></sheets></workbook>"
					.formatted(MAIN, RELATIONS));
		part("UTF-16", "xl/worksheets/sheet1.xml", "<?xml version=\"1.0\" encoding=\"UTF-16\"?>" + sheet(""));
		part("UTF-7", "xl/worksheets/sheet1.xml", "<?xml version=\"1.0\" encoding=\"UTF-7\"?>" + sheet(""));
		this.cases.add(new Case("an old workbook", new byte[] { (byte) 0xD0, (byte) 0xCF, 0x11, (byte) 0xE0,
				(byte) 0xA1, (byte) 0xB1, 0x1A, (byte) 0xE1 }));
	}

	private void cutOff() {
		byte[] whole = Zips.of(clean());
		for (int i = 1; i < 20; i++) {
			this.cases.add(new Case("cut off after %d/20".formatted(i), Arrays.copyOf(whole, whole.length * i / 20)));
		}
	}

	private static byte[] join(byte[]... parts) {
		java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
		for (byte[] part : parts) {
			out.writeBytes(part);
		}
		return out.toByteArray();
	}

}
