package io.countersign.document;

/**
 * Opens a PDF from outside within bounds of size, pages, objects, time and memory, and
 * refuses what is encrypted or active. The only way into PDFBox for bytes we did not
 * make.
 */
public interface DocumentGuard {

	/**
	 * Reads a PDF.
	 * @param fileName as the sender named it, for messages
	 * @throws io.countersign.kernel.Refusal with a code such as {@code document-empty},
	 * {@code document-too-large}, {@code document-not-pdf}, {@code document-encrypted},
	 * {@code document-active-content}, {@code document-too-many-pages},
	 * {@code document-unreadable}, {@code document-too-slow}
	 */
	GuardedPdf open(String fileName, byte[] bytes);

}
