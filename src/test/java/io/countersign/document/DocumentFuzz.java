package io.countersign.document;

import io.countersign.kernel.Refusal;

/** Bytes as a PDF: refused, or read to pages. */
public final class DocumentFuzz {

	private static final DocumentGuard GUARD = TestGuard.create();

	private DocumentFuzz() {
	}

	public static void take(byte[] input) {
		try {
			GuardedPdf pdf = GUARD.open("document.pdf", input);
			if (pdf.pageCount() < 1) {
				throw new AssertionError("A document without pages was taken");
			}
		}
		catch (Refusal refusal) {
			if (refusal.code().equals("document-too-slow")) {
				throw new AssertionError("Reading took too long", refusal);
			}
		}
	}

}
