package io.countersign.document;

import java.util.List;
import java.util.Map;

/**
 * A PDF that passed the guard, with everything that was read from it while it was open.
 *
 * @param fileName as the sender named it; never used as a path
 * @param sha256 the address of the exact bytes
 * @param bytes the exact bytes received
 * @param pageTexts the text of each page in reading order; an empty text where a page has
 * none
 * @param fields values of filled form fields by full name
 * @param signatureFields full names of form fields that carry a digital signature
 * @param layout where the words of each page are
 */
public record GuardedPdf(String fileName, String sha256, byte[] bytes, List<String> pageTexts,
		Map<String, String> fields, List<String> signatureFields, List<PageLayout> layout) {

	/** Number of pages, at least 1. */
	public int pageCount() {
		return this.pageTexts.size();
	}

	/** The text of all pages, pages separated by form feeds. */
	public String text() {
		return String.join("\f", this.pageTexts);
	}

}
