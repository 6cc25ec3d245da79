package io.countersign.desk;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.countersign.agreement.AgreementViews;
import io.countersign.document.DocumentStore;
import io.countersign.document.SignatureReports;
import io.countersign.kernel.Refusal;

import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.util.UriComponentsBuilder;

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

	private final SignatureReports reports;

	private final Reader reader;

	DocumentFiles(AgreementViews agreements, DocumentStore documents, SignatureReports reports, Reader reader) {
		this.agreements = agreements;
		this.documents = documents;
		this.reports = reports;
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

	/** The part of a page that tells what became of the document's signatures. */
	@GetMapping("/desk/documents/{reference}/{sha256}/signatures")
	String signatures(@PathVariable String reference, @PathVariable String sha256, Model model) {
		model.addAttribute("signatures", shown(reference, sha256));
		return "desk/signatures :: signatures";
	}

	/** The same for the page beside a task. */
	@GetMapping("/desk/api/documents/{reference}/{sha256}/signatures")
	ResponseEntity<SignaturesShown> verdicts(@PathVariable String reference, @PathVariable String sha256) {
		return ResponseEntity.ok().cacheControl(BRIEFLY).body(shown(reference, sha256));
	}

	@GetMapping("/desk/documents/{reference}/{sha256}/signatures/report")
	ResponseEntity<byte[]> report(@PathVariable String reference, @PathVariable String sha256) {
		String xml = judged(reference, sha256).xml();
		if (xml == null) {
			throw unknown();
		}
		return ResponseEntity.ok()
			.contentType(MediaType.APPLICATION_XML)
			.header(HttpHeaders.CONTENT_DISPOSITION,
					ContentDisposition.attachment().filename("signatures-" + reference + ".xml").build().toString())
			.header("X-Content-Type-Options", "nosniff")
			.cacheControl(BRIEFLY)
			.body(xml.getBytes(StandardCharsets.UTF_8));
	}

	private SignaturesShown shown(String reference, String sha256) {
		return SignaturesShown.of(judged(reference, sha256),
				UriComponentsBuilder.fromPath("/desk/documents")
					.pathSegment(reference, sha256, "signatures", "report")
					.build()
					.encode()
					.toUriString());
	}

	private SignatureReports.Report judged(String reference, String sha256) {
		AgreementViews.DocumentView document = document(reference, sha256);
		return this.reports.of(document.fileName(),
				this.documents.find(sha256).orElseThrow(DocumentFiles::unknown).bytes());
	}

	/** The document, where it belongs to an agreement that the reader may see. */
	private AgreementViews.DocumentView document(String reference, String sha256) {
		return this.agreements.document(reference, sha256, this.reader.caller()).orElseThrow(DocumentFiles::unknown);
	}

	private static Refusal unknown() {
		return new Refusal(Refusal.Kind.UNKNOWN, "document-unknown", "There is no such document.");
	}

}
