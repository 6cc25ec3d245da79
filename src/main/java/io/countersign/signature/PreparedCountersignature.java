package io.countersign.signature;

import java.time.Instant;
import java.util.Locale;
import java.util.UUID;

import io.countersign.agreement.CountersignedDocument;
import io.countersign.agreement.SignatureLevel;
import io.countersign.document.DocumentStore;

/**
 * A countersigned signature form that is not yet stored.
 *
 * @param form the form before this signature
 * @param authority the authority it was signed under
 * @param level B, or T where its time is proven
 * @param stampedAt the time that is proven; {@code null} at level B
 */
record PreparedCountersignature(String reference, int submission, String contentHash, Form form, byte[] pdf,
		String sha256, String signatureValueSha256, String signatory, String name, String capacity, UUID authority,
		Instant signedAt, SignatureLevel level, Instant stampedAt) {

	/** The document with this signature, to keep. */
	DocumentStore.Content content() {
		return new DocumentStore.Content(this.sha256, this.pdf, this.form.pages());
	}

	/** The document with this signature, for the record. */
	CountersignedDocument document() {
		return new CountersignedDocument(this.sha256, this.form.code(), this.form.countersignedFileName(),
				this.signatory, this.name, this.capacity, this.signedAt, this.level, this.stampedAt);
	}

	/**
	 * The signature form of a submission.
	 *
	 * @param code the form's code, may be {@code null}
	 */
	record Form(String fileName, String code, String sha256, int length, int pages) {

		String countersignedFileName() {
			String base = this.fileName.toLowerCase(Locale.ROOT).endsWith(".pdf")
					? this.fileName.substring(0, this.fileName.length() - 4) : this.fileName;
			return base + "-countersigned.pdf";
		}

	}

}
