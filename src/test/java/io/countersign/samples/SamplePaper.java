package io.countersign.samples;

import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts.FontName;
import org.apache.pdfbox.pdmodel.graphics.image.LosslessFactory;

/**
 * Draws a form as filed forms look: a header, a title, labelled boxes, tables, a footer
 * with the form's code. The same calls give the same bytes.
 */
final class SamplePaper {

	private static final PDFont PLAIN = new PDType1Font(FontName.HELVETICA);

	private static final PDFont BOLD = new PDType1Font(FontName.HELVETICA_BOLD);

	private static final PDFont SCRIPT = new PDType1Font(FontName.TIMES_ITALIC);

	private static final float LEFT = 54;

	private static final float WIDTH = PDRectangle.LETTER.getWidth() - 2 * LEFT;

	private static final float TOP = PDRectangle.LETTER.getHeight() - 54;

	private static final float BOTTOM = 72;

	private final PDDocument document = new PDDocument();

	private final List<PDPageContentStream> streams = new ArrayList<>();

	private final String footer;

	private final String documentCode;

	private final String headline;

	private PDPageContentStream out;

	private float y;

	/**
	 * Starts a paper.
	 * @param headline printed over every page, for instance {@code Volume Licensing}
	 * @param footer form code in the footer; may be empty
	 * @param documentCode second code of the footer; may be empty
	 */
	SamplePaper(String headline, String footer, String documentCode) {
		this.headline = headline;
		this.footer = footer;
		this.documentCode = documentCode;
		page();
	}

	SamplePaper page() {
		return attempt(() -> {
			PDPage page = new PDPage(PDRectangle.LETTER);
			this.document.addPage(page);
			this.out = new PDPageContentStream(this.document, page);
			this.streams.add(this.out);
			this.y = TOP;
			write(PLAIN, 9, Color.DARK_GRAY, LEFT, this.headline);
			this.y -= 10;
			rule(0.6f);
			this.y -= 24;
		});
	}

	SamplePaper title(String title) {
		return attempt(() -> {
			write(BOLD, 17, new Color(0x1f3a5f), LEFT, title);
			this.y -= 26;
		});
	}

	SamplePaper heading(String heading) {
		return attempt(() -> {
			room(40);
			this.y -= 6;
			write(BOLD, 11, new Color(0x1f3a5f), LEFT, heading);
			this.y -= 16;
		});
	}

	SamplePaper text(String text) {
		return attempt(() -> {
			for (String line : wrapped(text)) {
				room(14);
				write(PLAIN, 9.5f, Color.BLACK, LEFT, line);
				this.y -= 13;
			}
			this.y -= 4;
		});
	}

	/**
	 * A label with its value beside it in a box; the box stays empty where there is no
	 * value.
	 */
	SamplePaper field(String label, String value) {
		return field(label, value, PLAIN);
	}

	/** A field with a handwritten look. */
	SamplePaper written(String label, String value) {
		return field(label, value, SCRIPT);
	}

	private SamplePaper field(String label, String value, PDFont font) {
		return attempt(() -> {
			room(24);
			float split = LEFT + WIDTH * 0.46f;
			box(LEFT, this.y - 7, split - LEFT, 20, new Color(0xf2f5f9));
			box(split, this.y - 7, LEFT + WIDTH - split, 20, null);
			write(PLAIN, 9, Color.BLACK, LEFT + 5, label);
			if (value != null && !value.isEmpty()) {
				write(font, (font == SCRIPT) ? 13 : 10, Color.BLACK, split + 6, value);
			}
			this.y -= 20;
		});
	}

	/** A tall empty field, where a signature goes. */
	SamplePaper space(String label, float height) {
		return attempt(() -> {
			room(height + 4);
			float split = LEFT + WIDTH * 0.46f;
			box(LEFT, this.y + 13 - height, split - LEFT, height, new Color(0xf2f5f9));
			box(split, this.y + 13 - height, LEFT + WIDTH - split, height, null);
			write(PLAIN, 9, Color.BLACK, LEFT + 5, label);
			this.y -= height;
		});
	}

	SamplePaper row(boolean head, float[] shares, String... cells) {
		return attempt(() -> {
			room(20);
			float x = LEFT;
			for (int i = 0; i < cells.length; i++) {
				float width = WIDTH * shares[i];
				box(x, this.y - 6, width, 18, head ? new Color(0xdfe7f1) : null);
				write(head ? BOLD : PLAIN, 9, Color.BLACK, x + 4, cells[i]);
				x += width;
			}
			this.y -= 18;
		});
	}

	SamplePaper gap(float height) {
		this.y -= height;
		return this;
	}

	/** Ends the paper with page numbers and codes in every footer. */
	byte[] bytes() {
		int pages = this.streams.size();
		attempt(() -> {
			for (int i = 0; i < pages; i++) {
				this.out = this.streams.get(i);
				this.y = 48;
				rule(0.4f);
				this.y = 34;
				write(PLAIN, 7.5f, Color.DARK_GRAY, LEFT, this.footer);
				write(PLAIN, 7.5f, Color.DARK_GRAY, LEFT + WIDTH * 0.58f, "Page %d of %d".formatted(i + 1, pages));
				if (!this.documentCode.isEmpty()) {
					write(PLAIN, 7.5f, Color.DARK_GRAY, LEFT + WIDTH * 0.8f, "Document " + this.documentCode);
				}
				this.out.close();
			}
		});
		return save(this.document, this.headline.hashCode());
	}

	/** The same paper as a scan: each page one picture, no text. */
	static byte[] scanned(byte[] pdf) {
		try (PDDocument source = org.apache.pdfbox.Loader.loadPDF(pdf); PDDocument scan = new PDDocument()) {
			org.apache.pdfbox.rendering.PDFRenderer renderer = new org.apache.pdfbox.rendering.PDFRenderer(source);
			for (int i = 0; i < source.getNumberOfPages(); i++) {
				PDPage page = new PDPage(PDRectangle.LETTER);
				scan.addPage(page);
				try (PDPageContentStream out = new PDPageContentStream(scan, page)) {
					out.drawImage(
							LosslessFactory.createFromImage(scan,
									renderer.renderImageWithDPI(i, 96, org.apache.pdfbox.rendering.ImageType.BINARY)),
							0, 0, PDRectangle.LETTER.getWidth(), PDRectangle.LETTER.getHeight());
				}
			}
			return save(scan, pdf.length);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static byte[] save(PDDocument document, long id) {
		try (document; ByteArrayOutputStream bytes = new ByteArrayOutputStream()) {
			document.setDocumentId(id);
			document.save(bytes);
			return bytes.toByteArray();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void room(float height) {
		if (this.y - height < BOTTOM) {
			page();
		}
	}

	private void rule(float width) throws IOException {
		this.out.setLineWidth(width);
		this.out.setStrokingColor(Color.GRAY);
		this.out.moveTo(LEFT, this.y);
		this.out.lineTo(LEFT + WIDTH, this.y);
		this.out.stroke();
	}

	private void box(float x, float bottom, float width, float height, Color fill) throws IOException {
		if (fill != null) {
			this.out.setNonStrokingColor(fill);
			this.out.addRect(x, bottom, width, height);
			this.out.fill();
		}
		this.out.setStrokingColor(new Color(0x9aa7b8));
		this.out.setLineWidth(0.5f);
		this.out.addRect(x, bottom, width, height);
		this.out.stroke();
	}

	private void write(PDFont font, float size, Color color, float x, String text) throws IOException {
		this.out.beginText();
		this.out.setFont(font, size);
		this.out.setNonStrokingColor(color);
		this.out.newLineAtOffset(x, this.y);
		this.out.showText(text);
		this.out.endText();
	}

	private static List<String> wrapped(String text) throws IOException {
		List<String> lines = new ArrayList<>();
		StringBuilder line = new StringBuilder();
		for (String word : text.split(" ")) {
			if (PLAIN.getStringWidth(line + " " + word) / 1000 * 9.5f > WIDTH) {
				lines.add(line.toString());
				line.setLength(0);
			}
			line.append((line.length() > 0) ? " " : "").append(word);
		}
		lines.add(line.toString());
		return lines;
	}

	private SamplePaper attempt(Drawing drawing) {
		try {
			drawing.draw();
			return this;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private interface Drawing {

		void draw() throws IOException;

	}

}
