package io.countersign.document;

import io.countersign.kernel.Refusal;
import io.countersign.kernel.Sha256;
import org.springframework.stereotype.Component;

/** The guard on PDFBox. */
@Component
final class PdfDocumentGuard implements DocumentGuard {

	private static final byte[] HEADER = { '%', 'P', 'D', 'F', '-' };

	/** A ZIP archive ends with this record and a comment of at most 65,535 bytes. */
	private static final int ZIP_END = 0x06054b50;

	private static final int ZIP_END_SIZE = 22;

	/** After the end mark; PDF writers add a line break, some a few zeros. */
	private static final int MAX_TAIL = 1024;

	private final DocumentLimits limits;

	private final BoundedWork work;

	PdfDocumentGuard(DocumentLimits limits, BoundedWork work) {
		this.limits = limits;
		this.work = work;
	}

	@Override
	public GuardedPdf open(String fileName, byte[] bytes) {
		String name = display(fileName);
		refuseBySize(name, bytes.length);
		refuseByContent(name, bytes);
		return this.work.run(name, (allowance) -> () -> {
			try (OpenPdf pdf = OpenPdf.open(bytes, allowance)) {
				PageTexts texts = pdf.texts();
				return new GuardedPdf(fileName, Sha256.of(bytes), bytes, texts.texts(), pdf.fields(),
						pdf.signatureFields(), texts.layouts());
			}
		});
	}

	private void refuseBySize(String name, int size) {
		if (size == 0) {
			throw new Refusal(Refusal.Kind.UNACCEPTABLE, "document-empty",
					"The document '%s' is empty: it has 0 bytes. Send the file itself.".formatted(name));
		}
		if (size > this.limits.maxSize().toBytes()) {
			throw new Refusal(Refusal.Kind.TOO_LARGE, "document-too-large",
					"The document '%s' has %,d bytes; at most %,d are taken. Reduce its pictures or split it."
						.formatted(name, size, this.limits.maxSize().toBytes()));
		}
	}

	private static void refuseByContent(String name, byte[] bytes) {
		for (int i = 0; i < HEADER.length; i++) {
			if (i >= bytes.length || bytes[i] != HEADER[i]) {
				throw new Refusal(Refusal.Kind.UNSUPPORTED, "document-not-pdf",
						"The document '%s' is not a PDF: its first bytes are not '%%PDF-'. Send it as PDF."
							.formatted(name));
			}
		}
		if (endsAsArchive(bytes) || hasForeignTail(bytes)) {
			throw new Refusal(Refusal.Kind.UNSUPPORTED, "document-not-pdf",
					"The document '%s' is a PDF and something else at the same time: other content follows the PDF. Save or print it to a new PDF and send that."
						.formatted(name));
		}
	}

	private static boolean endsAsArchive(byte[] bytes) {
		for (int i = bytes.length - ZIP_END_SIZE; i >= Math.max(0, bytes.length - ZIP_END_SIZE - 0xFFFF); i--) {
			if (littleEndian(bytes, i, 4) == ZIP_END
					&& i + ZIP_END_SIZE + littleEndian(bytes, i + 20, 2) == bytes.length) {
				return true;
			}
		}
		return false;
	}

	private static int littleEndian(byte[] bytes, int at, int length) {
		int value = 0;
		for (int i = length - 1; i >= 0; i--) {
			value = (value << 8) | (bytes[at + i] & 0xFF);
		}
		return value;
	}

	/** Whether an end mark exists and too much that is not blank follows the last one. */
	private static boolean hasForeignTail(byte[] bytes) {
		int end = lastEndMark(bytes);
		if (end < 0) {
			return false;
		}
		int used = 0;
		for (int i = end; i < bytes.length; i++) {
			if (bytes[i] != 0 && !Character.isWhitespace(bytes[i])) {
				used++;
			}
		}
		return used > 0 && (bytes.length - end > MAX_TAIL || used > 16);
	}

	private static int lastEndMark(byte[] bytes) {
		for (int i = bytes.length - 5; i >= 0; i--) {
			if (bytes[i] == '%' && bytes[i + 1] == '%' && bytes[i + 2] == 'E' && bytes[i + 3] == 'O'
					&& bytes[i + 4] == 'F') {
				return i + 5;
			}
		}
		return -1;
	}

	/** A name fit for a sentence: one line, not longer than a line. */
	private static String display(String fileName) {
		if (fileName == null || fileName.isBlank()) {
			return "(without a name)";
		}
		String oneLine = fileName.replaceAll("\\p{Cntrl}", " ").strip();
		return (oneLine.length() > 120) ? oneLine.substring(0, 117) + "..." : oneLine;
	}

}
