package io.countersign.document;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.countersign.kernel.Refusal;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSObject;
import org.apache.pdfbox.cos.COSObjectKey;
import org.apache.pdfbox.cos.COSStream;
import org.apache.pdfbox.cos.COSString;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;

/**
 * A PDF that is open within an {@link Allowance} and was found regular, unencrypted and
 * inactive. Used on one thread, then closed.
 */
final class OpenPdf implements AutoCloseable {

	/** A name, a type and a value are inherited from above; no real form is this deep. */
	private static final int MAX_DEPTH = 64;

	private final GuardedParser parser;

	private final PDDocument document;

	private final Allowance allowance;

	private final List<PDPage> pages = new ArrayList<>();

	private OpenPdf(GuardedParser parser, PDDocument document, Allowance allowance) {
		this.parser = parser;
		this.document = document;
		this.allowance = allowance;
	}

	/**
	 * Opens and inspects a PDF.
	 * @throws LimitExceeded with the reason if it is refused
	 * @throws IOException if it is not a regular PDF
	 */
	static OpenPdf open(byte[] bytes, Allowance allowance) throws IOException {
		GuardedParser parser = new GuardedParser(bytes, allowance);
		PDDocument document;
		try {
			document = parser.read();
		}
		catch (InvalidPasswordException ex) {
			throw encrypted();
		}
		OpenPdf pdf = new OpenPdf(parser, document, allowance);
		try {
			if (document.isEncrypted() || document.getDocument().getTrailer().containsKey(COSName.ENCRYPT)) {
				throw encrypted();
			}
			pdf.inspectObjects();
			ActiveContent.refuseOpenAction(document.getDocumentCatalog().getCOSObject());
			pdf.collectPages();
			return pdf;
		}
		catch (RuntimeException | Error ex) {
			pdf.close();
			throw ex;
		}
	}

	PDDocument document() {
		return this.document;
	}

	List<PDPage> pages() {
		return this.pages;
	}

	PageTexts texts() throws IOException {
		return PageTexts.of(this.document, this.pages, this.allowance);
	}

	private static LimitExceeded encrypted() {
		return new LimitExceeded(Refusal.Kind.UNACCEPTABLE, "document-encrypted",
				"is encrypted or protected by a password. Remove the protection and send it again.");
	}

	/** Loads every object of the file once; measuring happens where they are parsed. */
	private void inspectObjects() {
		Set<COSBase> seen = Collections.newSetFromMap(new IdentityHashMap<>());
		Deque<COSBase> open = new ArrayDeque<>();
		open.add(this.document.getDocument().getTrailer());
		for (COSObjectKey key : List.copyOf(this.document.getDocument().getXrefTable().keySet())) {
			open.add(this.document.getDocument().getObjectFromPool(key));
		}
		while (!open.isEmpty()) {
			this.allowance.checkTime();
			COSBase next = open.poll();
			if (next instanceof COSObject reference) {
				next = reference.getObject();
				if (next == null && this.document.getDocument().getXrefTable().containsKey(reference.getKey())) {
					// PDFBox has logged and swallowed what was wrong with it
					throw Allowance.unreadable("one of its objects is damaged");
				}
			}
			if (next instanceof COSDictionary dictionary) {
				if (seen.add(dictionary)) {
					ActiveContent.refuse(dictionary);
					addAll(open, dictionary.getValues());
				}
			}
			else if (next instanceof COSArray array && seen.add(array)) {
				addAll(open, array);
			}
		}
	}

	private static void addAll(Deque<COSBase> open, Iterable<COSBase> values) {
		for (COSBase value : values) {
			// PDFBox leaves nothing where a value is missing
			if (value != null) {
				open.add(value);
			}
		}
	}

	/**
	 * Walks the page tree itself rather than trusting its counts. A node met twice makes
	 * a small file a long document.
	 */
	private void collectPages() {
		record Node(COSDictionary dictionary, int depth) {
		}
		Set<COSDictionary> seen = Collections.newSetFromMap(new IdentityHashMap<>());
		Deque<Node> open = new ArrayDeque<>();
		COSDictionary root = this.document.getDocumentCatalog().getCOSObject().getCOSDictionary(COSName.PAGES);
		if (root == null) {
			throw Allowance.unreadable("it has no pages");
		}
		open.push(new Node(root, 0));
		while (!open.isEmpty()) {
			Node node = open.pop();
			if (!seen.add(node.dictionary())) {
				throw Allowance.unreadable("its list of pages runs in a circle");
			}
			if (node.depth() > MAX_DEPTH) {
				throw Allowance.unreadable("its list of pages is nested too deeply");
			}
			COSArray kids = node.dictionary().getCOSArray(COSName.KIDS);
			if (kids == null) {
				addPage(node.dictionary());
			}
			else {
				for (int i = kids.size() - 1; i >= 0; i--) {
					if (!(kids.getObject(i) instanceof COSDictionary kid)) {
						throw Allowance.unreadable("a page is missing");
					}
					open.push(new Node(kid, node.depth() + 1));
				}
			}
		}
		if (this.pages.isEmpty()) {
			throw Allowance.unreadable("it has no pages");
		}
		if (root.getInt(COSName.COUNT, this.pages.size()) != this.pages.size()) {
			// Who goes by the count sees another document than who goes by the pages.
			throw Allowance.unreadable("it has another number of pages than it says");
		}
	}

	private void addPage(COSDictionary node) {
		if (this.pages.size() == this.allowance.limits().maxPages()) {
			throw new LimitExceeded(Refusal.Kind.UNACCEPTABLE, "document-too-many-pages",
					"has more than %d pages. Split it and send the parts.".formatted(this.pages.size()));
		}
		PDPage page = new PDPage(node);
		long instructions = 0;
		COSBase contents = node.getDictionaryObject(COSName.CONTENTS);
		if (contents instanceof COSStream stream) {
			instructions = this.parser.inflatedSize(stream);
		}
		else if (contents instanceof COSArray parts) {
			for (int i = 0; i < parts.size(); i++) {
				if (parts.getObject(i) instanceof COSStream part) {
					instructions += this.parser.inflatedSize(part);
				}
			}
		}
		if (instructions > this.allowance.limits().maxStream().toBytes()) {
			throw Allowance.tooComplex();
		}
		this.pages.add(page);
	}

	/** Filled fields by full name; a multiple choice is joined by commas. */
	Map<String, String> fields() {
		Map<String, String> values = new LinkedHashMap<>();
		forEachField((name, type, value) -> {
			if (!COSName.SIG.equals(type)) {
				String text = text(value);
				if (!text.isBlank()) {
					values.put(name, text);
				}
			}
		});
		return values;
	}

	/** Full names of signature fields that carry a signature. */
	List<String> signatureFields() {
		List<String> names = new ArrayList<>();
		forEachField((name, type, value) -> {
			if (COSName.SIG.equals(type) && value instanceof COSDictionary) {
				names.add(name);
			}
		});
		return names;
	}

	private void forEachField(FieldVisitor visitor) {
		COSDictionary form = this.document.getDocumentCatalog().getCOSObject().getCOSDictionary(COSName.ACRO_FORM);
		COSArray fields = (form != null) ? form.getCOSArray(COSName.FIELDS) : null;
		if (fields != null) {
			visit(fields, "", null, null, 0, Collections.newSetFromMap(new IdentityHashMap<>()), visitor);
		}
	}

	private void visit(COSArray fields, String parent, COSName parentType, COSBase parentValue, int depth,
			Set<COSBase> seen, FieldVisitor visitor) {
		if (depth > MAX_DEPTH) {
			throw Allowance.unreadable("its form is nested too deeply");
		}
		for (int i = 0; i < fields.size(); i++) {
			if (!(fields.getObject(i) instanceof COSDictionary field) || !seen.add(field)) {
				continue;
			}
			String name = field.getString(COSName.T);
			if (name == null) {
				continue;
			}
			String fullName = parent.isEmpty() ? name : parent + "." + name;
			COSName type = (field.getCOSName(COSName.FT) != null) ? field.getCOSName(COSName.FT) : parentType;
			COSBase value = (field.getDictionaryObject(COSName.V) != null) ? field.getDictionaryObject(COSName.V)
					: parentValue;
			visitor.field(fullName, type, value);
			COSArray kids = field.getCOSArray(COSName.KIDS);
			if (kids != null) {
				visit(kids, fullName, type, value, depth + 1, seen, visitor);
			}
		}
	}

	private static String text(COSBase value) {
		if (value instanceof COSString string) {
			return string.getString();
		}
		if (value instanceof COSName name) {
			return name.getName();
		}
		if (value instanceof COSArray array) {
			return array.toList().stream().map(OpenPdf::text).collect(Collectors.joining(", "));
		}
		return "";
	}

	@Override
	public void close() throws IOException {
		this.document.close();
	}

	/** Takes a field's full name, its type and its value, inherited where need be. */
	private interface FieldVisitor {

		void field(String name, COSName type, COSBase value);

	}

}
