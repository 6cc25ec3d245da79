package io.countersign.signature;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.countersign.document.PageLayout.Box;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSString;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotation;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotationWidget;
import org.apache.pdfbox.pdmodel.interactive.form.PDAcroForm;
import org.apache.pdfbox.pdmodel.interactive.form.PDField;
import org.apache.pdfbox.pdmodel.interactive.form.PDSignatureField;

/**
 * An empty signature field that closes the document once it is signed: PDF 2.0, table
 * 236, with {@code P} 1. A certification signature would do the same, but only the first
 * signature of a document can be one, and the customer signs first.
 * <p>
 * The lock names the other fields one by one: one that locks all of them would also
 * forbid the document time stamps that prove the signature later.
 */
final class LockedField {

	static final String NAME = "Countersignature";

	private static final int NO_CHANGES = 1;

	private LockedField() {
	}

	/**
	 * A document with the field.
	 *
	 * @param bytes the document as it was, with the field behind it
	 */
	record Added(byte[] bytes, String name) {
	}

	/**
	 * Adds the field by an incremental update.
	 * @param place where the signature will be seen; empty: nowhere
	 */
	static Added to(byte[] pdf, Optional<SignaturePlace> place) throws IOException {
		try (PDDocument document = Loader.loadPDF(pdf); ByteArrayOutputStream out = new ByteArrayOutputStream()) {
			PDAcroForm form = form(document);
			List<String> others = new ArrayList<>();
			for (PDField field : form.getFieldTree()) {
				others.add(field.getFullyQualifiedName());
			}
			String name = unused(others);
			PDSignatureField field = new PDSignatureField(form);
			field.setPartialName(name);
			field.getCOSObject().setItem(COSName.getPDFName("Lock"), lock(others));
			prepareForTimeStamps(document);
			show(document, field.getWidgets().get(0), place);
			add(form, field);
			document.saveIncremental(out);
			return new Added(out.toByteArray(), name);
		}
	}

	private static PDAcroForm form(PDDocument document) {
		PDAcroForm form = document.getDocumentCatalog().getAcroForm(null);
		if (form == null) {
			form = new PDAcroForm(document);
			document.getDocumentCatalog().setAcroForm(form);
			document.getDocumentCatalog().getCOSObject().setNeedToBeUpdated(true);
		}
		form.setSignaturesExist(true);
		form.setAppendOnly(true);
		form.getCOSObject().setNeedToBeUpdated(true);
		return form;
	}

	private static String unused(List<String> taken) {
		String name = NAME;
		for (int i = 2; taken.contains(name); i++) {
			name = NAME + i;
		}
		return name;
	}

	private static COSDictionary lock(List<String> fields) {
		COSArray names = new COSArray();
		fields.forEach((field) -> names.add(new COSString(field)));
		COSDictionary lock = new COSDictionary();
		lock.setItem(COSName.TYPE, COSName.getPDFName("SigFieldLock"));
		lock.setItem(COSName.getPDFName("Action"), COSName.getPDFName("Include"));
		lock.setItem(COSName.FIELDS, names);
		lock.setInt(COSName.P, NO_CHANGES);
		return lock;
	}

	/**
	 * A document time stamp later is a field on the first page. It may join a list of
	 * annotations; to make the list would be a change that the lock forbids.
	 */
	private static void prepareForTimeStamps(PDDocument document) {
		COSDictionary first = document.getPage(0).getCOSObject();
		if (!first.containsKey(COSName.ANNOTS)) {
			first.setItem(COSName.ANNOTS, new COSArray());
			first.setNeedToBeUpdated(true);
		}
	}

	private static void show(PDDocument document, PDAnnotationWidget widget, Optional<SignaturePlace> place)
			throws IOException {
		PDPage page = document.getPage(place.map((found) -> found.page() - 1).orElse(0));
		widget.setPage(page);
		widget.setPrinted(true);
		widget.setLocked(true);
		widget.setRectangle(place.map((found) -> rectangle(page, found.box())).orElseGet(PDRectangle::new));
		List<PDAnnotation> annotations = new ArrayList<>(page.getAnnotations());
		annotations.add(widget);
		page.setAnnotations(annotations);
		page.getCOSObject().setNeedToBeUpdated(true);
		widget.getCOSObject().setNeedToBeUpdated(true);
	}

	/** A box counts from the upper left corner, a rectangle from the lower left one. */
	private static PDRectangle rectangle(PDPage page, Box box) {
		PDRectangle media = page.getCropBox();
		return new PDRectangle(media.getLowerLeftX() + box.x(), media.getUpperRightY() - box.y() - box.height(),
				box.width(), box.height());
	}

	private static void add(PDAcroForm form, PDSignatureField field) {
		COSArray fields = form.getCOSObject().getCOSArray(COSName.FIELDS);
		if (fields == null) {
			fields = new COSArray();
			form.getCOSObject().setItem(COSName.FIELDS, fields);
		}
		fields.add(field.getCOSObject());
		fields.setNeedToBeUpdated(true);
		field.getCOSObject().setNeedToBeUpdated(true);
	}

}
