package io.countersign.desk;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.countersign.agreement.AgreementViews;
import io.countersign.document.DocumentStore;
import io.countersign.kernel.Refusal;

import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/**
 * The documents of an agreement: as a file to keep, and page by page as pictures. A PDF
 * is never shown by the browser itself: its viewer runs in our origin, a picture runs
 * nothing.
 */
@Controller
class DocumentFiles {

	/**
	 * Documents never change under their address, but the reader's right to see them may.
	 */
	private static final CacheControl BRIEFLY = CacheControl.maxAge(Duration.ofMinutes(5)).cachePrivate();

	private final AgreementViews agreements;

	private final DocumentStore documents;

	private final Reader reader;

	DocumentFiles(AgreementViews agreements, DocumentStore documents, Reader reader) {
		this.agreements = agreements;
		this.documents = documents;
		this.reader = reader;
	}

	@GetMapping("/desk/documents/{reference}/{sha256}")
	ResponseEntity<byte[]> pdf(@PathVariable String reference, @PathVariable String sha256) {
		AgreementViews.DocumentView document = document(reference, sha256);
		byte[] bytes = this.documents.find(sha256).orElseThrow(DocumentFiles::unknown).bytes();
		return ResponseEntity.ok()
			.contentType(MediaType.APPLICATION_PDF)
			.header(HttpHeaders.CONTENT_DISPOSITION,
					ContentDisposition.attachment()
						.filename(document.fileName(), StandardCharsets.UTF_8)
						.build()
						.toString())
			.cacheControl(BRIEFLY)
			.body(bytes);
	}

	@GetMapping("/desk/documents/{reference}/{sha256}/pages/{page:[0-9]{1,4}}.png")
	ResponseEntity<byte[]> page(@PathVariable String reference, @PathVariable String sha256, @PathVariable int page) {
		document(reference, sha256);
		byte[] picture = this.documents.page(sha256, page).orElseThrow(DocumentFiles::unknown);
		return ResponseEntity.ok().contentType(MediaType.IMAGE_PNG).cacheControl(BRIEFLY).body(picture);
	}

	/** The document, where it belongs to an agreement that the reader may see. */
	private AgreementViews.DocumentView document(String reference, String sha256) {
		return this.agreements.detail(reference, this.reader.caller())
			.documents()
			.stream()
			.filter((document) -> document.sha256().equals(sha256))
			.findFirst()
			.orElseThrow(DocumentFiles::unknown);
	}

	private static Refusal unknown() {
		return new Refusal(Refusal.Kind.UNKNOWN, "document-unknown", "There is no such document.");
	}

}
