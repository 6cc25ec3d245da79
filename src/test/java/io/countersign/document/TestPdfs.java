package io.countersign.document;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;

/** Makes PDFs for tests: regular ones with PDFBox, hostile ones byte by byte. */
public final class TestPdfs {

	private TestPdfs() {
	}

	/** A regular PDF with one line of text on each page. */
	public static byte[] pages(int count) {
		return with((document) -> {
			for (int i = 1; i <= count; i++) {
				page(document, "Page " + i + " of " + count);
			}
		});
	}

	static byte[] with(Consumer<PDDocument> content) {
		try (PDDocument document = new PDDocument(); ByteArrayOutputStream out = new ByteArrayOutputStream()) {
			content.accept(document);
			document.save(out);
			return out.toByteArray();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static PDPage page(PDDocument document, String... lines) {
		PDPage page = new PDPage(PDRectangle.A4);
		document.addPage(page);
		try (PDPageContentStream content = new PDPageContentStream(document, page)) {
			content.setFont(new PDType1Font(Standard14Fonts.FontName.HELVETICA), 11);
			float y = 780;
			for (String line : lines) {
				content.beginText();
				content.newLineAtOffset(60, y);
				content.showText(line);
				content.endText();
				y -= 18;
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return page;
	}

	/**
	 * A PDF with a plain cross-reference table from the bodies of its objects; object 1
	 * is the catalog.
	 */
	public static byte[] raw(byte[]... bodies) {
		return raw("", bodies);
	}

	public static byte[] raw(String trailer, byte[]... bodies) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		out.writeBytes(ascii("%PDF-1.7\n"));
		List<Integer> offsets = new ArrayList<>();
		for (int i = 0; i < bodies.length; i++) {
			offsets.add(out.size());
			out.writeBytes(ascii((i + 1) + " 0 obj\n"));
			out.writeBytes(bodies[i]);
			out.writeBytes(ascii("\nendobj\n"));
		}
		int xref = out.size();
		StringBuilder table = new StringBuilder("xref\n0 " + (bodies.length + 1) + "\n0000000000 65535 f \n");
		offsets.forEach((offset) -> table.append("%010d 00000 n \n".formatted(offset)));
		table.append("trailer\n<< /Size ")
			.append(bodies.length + 1)
			.append(" /Root 1 0 R ")
			.append(trailer)
			.append(" >>\nstartxref\n")
			.append(xref)
			.append("\n%%EOF\n");
		out.writeBytes(ascii(table.toString()));
		return out.toByteArray();
	}

	public static byte[] ascii(String text) {
		return text.getBytes(StandardCharsets.ISO_8859_1);
	}

	public static byte[] stream(String dictionary, byte[] content) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		out.writeBytes(ascii("<< " + dictionary + " /Length " + content.length + " >>\nstream\n"));
		out.writeBytes(content);
		out.writeBytes(ascii("\nendstream"));
		return out.toByteArray();
	}

	/** A one-page PDF whose page shows the stream, with more objects after it. */
	public static byte[] onePage(byte[] contents, byte[]... more) {
		return onePage("", contents, more);
	}

	/**
	 * The same with more entries of the catalog; the first of {@code more} is object 5.
	 */
	public static byte[] onePage(String catalog, byte[] contents, byte[]... more) {
		byte[][] bodies = new byte[4 + more.length][];
		bodies[0] = ascii("<< /Type /Catalog /Pages 2 0 R " + catalog + " >>");
		bodies[1] = ascii("<< /Type /Pages /Count 1 /Kids [3 0 R] >>");
		bodies[2] = ascii("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>");
		bodies[3] = contents;
		System.arraycopy(more, 0, bodies, 4, more.length);
		return raw(bodies);
	}

	/**
	 * A one-page PDF that draws form X; the first of {@code more} is object 5.
	 * @param form number of the object that is form X
	 */
	public static byte[] drawing(int form, byte[]... more) {
		byte[][] bodies = new byte[4 + more.length][];
		bodies[0] = ascii("<< /Type /Catalog /Pages 2 0 R >>");
		bodies[1] = ascii("<< /Type /Pages /Count 1 /Kids [3 0 R] >>");
		bodies[2] = ascii(
				"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /X %d 0 R >> >> >>"
					.formatted(form));
		bodies[3] = stream("", ascii("/X Do"));
		System.arraycopy(more, 0, bodies, 4, more.length);
		return raw(bodies);
	}

}
