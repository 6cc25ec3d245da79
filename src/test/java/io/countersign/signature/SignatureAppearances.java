package io.countersign.signature;

import java.io.IOException;
import java.io.UncheckedIOException;

import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotation;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotationWidget;
import org.apache.pdfbox.text.PDFTextStripper;

/** Reads what the visible field of a signature shows. */
final class SignatureAppearances {

	private SignatureAppearances() {
	}

	static String text(byte[] pdf, int page) {
		try (PDDocument document = Loader.loadPDF(pdf); PDDocument flat = new PDDocument()) {
			PDAnnotation widget = widget(document.getPage(page - 1));
			PDPage appearance = new PDPage(widget.getRectangle());
			flat.addPage(appearance);
			var form = widget.getNormalAppearanceStream();
			PDPage drawn = new PDPage(form.getBBox());
			drawn.setResources(form.getResources());
			drawn.setContents(new org.apache.pdfbox.pdmodel.common.PDStream(form.getCOSObject()));
			flat.removePage(0);
			flat.addPage(drawn);
			return new PDFTextStripper().getText(flat);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static PDRectangle box(byte[] pdf, int page) {
		try (PDDocument document = Loader.loadPDF(pdf)) {
			return widget(document.getPage(page - 1)).getRectangle();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static PDAnnotation widget(PDPage page) throws IOException {
		return page.getAnnotations()
			.stream()
			.filter(PDAnnotationWidget.class::isInstance)
			.findFirst()
			.orElseThrow(() -> new AssertionError("no signature field on this page"));
	}

}
