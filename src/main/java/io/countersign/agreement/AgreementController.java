package io.countersign.agreement;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.countersign.agreement.AgreementIntake.Answer;
import io.countersign.agreement.AgreementIntake.Answered;
import io.countersign.audit.AuditTrail;
import io.countersign.document.DocumentStore;
import io.countersign.document.SignatureReports;
import io.countersign.identity.Caller;
import io.countersign.identity.Callers;
import io.countersign.kernel.Money;
import io.countersign.kernel.Refusal;
import io.countersign.kernel.Refusal.Kind;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;

import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartHttpServletRequest;

/** Agreements over HTTP, for resellers and their programs. */
@RestController
@RequestMapping("/api/v1/agreements")
@Tag(name = "Agreements",
		description = "Submit packages, learn every finding at once, follow an agreement to its booking")
class AgreementController {

	private static final int MAX_REASON = 2000;

	private final AgreementIntake intake;

	private final AgreementViews views;

	private final DocumentStore documents;

	private final SignatureReports reports;

	private final Callers callers;

	AgreementController(AgreementIntake intake, AgreementViews views, DocumentStore documents, SignatureReports reports,
			Callers callers) {
		this.intake = intake;
		this.views = views;
		this.documents = documents;
		this.reports = reports;
		this.callers = callers;
	}

	@PostMapping(consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
	@Operation(operationId = "submitAgreement", summary = "Submit a package; the answer holds every finding")
	ResponseEntity<Answer> submit(@RequestHeader(name = "Idempotency-Key", required = false) String key,
			MultipartHttpServletRequest request) {
		PackageParts parts = PackageParts.of(request);
		Answered answered = this.intake.submit(this.callers.current(), key, parts.facts(), parts.documents());
		return created(answered);
	}

	@PostMapping(path = "/{reference}/submissions", consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
	@Operation(operationId = "correctAgreement", summary = "Submit a corrected package for a returned agreement")
	ResponseEntity<Answer> correct(@PathVariable String reference,
			@RequestHeader(name = "Idempotency-Key", required = false) String key,
			MultipartHttpServletRequest request) {
		PackageParts parts = PackageParts.of(request);
		Answered answered = this.intake.correct(this.callers.current(), reference, key, parts.facts(),
				parts.documents());
		return created(answered);
	}

	@PostMapping("/{reference}/withdrawal")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	@Operation(operationId = "withdrawAgreement", summary = "Withdraw an agreement with a reason")
	void withdraw(@PathVariable String reference, @RequestBody Withdrawal withdrawal) {
		String reason = withdrawal.reason();
		if (reason == null || reason.isBlank() || reason.length() > MAX_REASON) {
			throw new Refusal(Kind.UNACCEPTABLE, "reason-missing",
					"Say in 'reason' why the agreement is withdrawn, in at most %d characters.".formatted(MAX_REASON));
		}
		if (!StrictJson.isUsable(reason)) {
			throw new Refusal(Kind.UNACCEPTABLE, "reason-unusable",
					"The 'reason' holds a character that cannot be kept or shown. Write it in plain text.");
		}
		this.intake.withdraw(this.callers.current(), reference, reason.strip());
	}

	@GetMapping
	@Operation(operationId = "listAgreements", summary = "Agreements the caller may see")
	AgreementViews.Page<ListItem> list(@RequestParam(required = false) String status,
			@RequestParam(required = false) String stage, @RequestParam(required = false) String reseller,
			@RequestParam(required = false) String q, @RequestParam(required = false) String sort,
			@RequestParam(defaultValue = "0") int page, @RequestParam(defaultValue = "50") int size) {
		AgreementViews.Page<AgreementViews.Row> rows = this.views
			.search(new AgreementViews.Search(status, stage, reseller, q, sort, page, size), this.callers.current());
		return new AgreementViews.Page<>(rows.items().stream().map(ListItem::of).toList(), rows.page(), rows.size(),
				rows.total());
	}

	@GetMapping("/{reference}")
	@Operation(operationId = "readAgreement", summary = "Where an agreement stands, with everything that happened")
	AgreementAnswer read(@PathVariable String reference) {
		return AgreementAnswer.of(this.views.detail(reference, this.callers.current()), this.callers.current());
	}

	@GetMapping("/{reference}/documents/{sha256}")
	@Operation(operationId = "readDocument", summary = "A document's bytes, also of the countersigned PDF")
	ResponseEntity<byte[]> document(@PathVariable String reference, @PathVariable String sha256) {
		AgreementViews.DocumentView view = view(reference, sha256);
		DocumentStore.Content content = this.documents.find(sha256).orElseThrow(() -> noDocument(reference));
		return ResponseEntity.ok()
			.contentType(MediaType.APPLICATION_PDF)
			.header(HttpHeaders.CONTENT_DISPOSITION,
					ContentDisposition.attachment()
						.filename(view.fileName(), StandardCharsets.UTF_8)
						.build()
						.toString())
			.header("X-Content-Type-Options", "nosniff")
			.eTag(sha256)
			.body(content.bytes());
	}

	@GetMapping("/{reference}/documents/{sha256}/signatures")
	@Operation(operationId = "readSignatures",
			summary = "What became of each digital signature in a document, in one sentence each")
	Signatures signatures(@PathVariable String reference, @PathVariable String sha256) {
		return new Signatures(report(reference, sha256).signatures());
	}

	@GetMapping(path = "/{reference}/documents/{sha256}/signatures/report", produces = MediaType.APPLICATION_XML_VALUE)
	@Operation(operationId = "readSignatureReport",
			summary = "The validation report of a document's signatures (ETSI TS 119 102-2)")
	ResponseEntity<byte[]> signatureReport(@PathVariable String reference, @PathVariable String sha256) {
		String xml = report(reference, sha256).xml();
		if (xml == null) {
			throw new Refusal(Kind.UNKNOWN, "document-unsigned", "This document carries no digital signature.");
		}
		return ResponseEntity.ok()
			.contentType(MediaType.APPLICATION_XML)
			.header("X-Content-Type-Options", "nosniff")
			.body(xml.getBytes(StandardCharsets.UTF_8));
	}

	private SignatureReports.Report report(String reference, String sha256) {
		AgreementViews.DocumentView view = view(reference, sha256);
		return this.documents.find(sha256)
			.map((content) -> this.reports.of(view.fileName(), content.bytes()))
			.orElseThrow(() -> noDocument(reference));
	}

	private AgreementViews.DocumentView view(String reference, String sha256) {
		return this.views.document(reference, sha256, this.callers.current()).orElseThrow(() -> noDocument(reference));
	}

	private static Refusal noDocument(String reference) {
		return new Refusal(Kind.UNKNOWN, "document-unknown",
				"Agreement %s has no such document. Its documents are listed with the agreement.".formatted(reference));
	}

	private static ResponseEntity<Answer> created(Answered answered) {
		ResponseEntity.BodyBuilder created = ResponseEntity
			.created(URI.create("/api/v1/agreements/" + answered.answer().reference()));
		if (answered.repeated()) {
			created.header("Idempotent-Replay", "true");
		}
		return created.body(answered.answer());
	}

	/** The signatures of a document in the order of signing; empty where it has none. */
	record Signatures(List<SignatureReports.Verdict> signatures) {
	}

	/** Why an agreement is withdrawn. */
	record Withdrawal(String reason) {
	}

	/** An agreement in the list. */
	record ListItem(String reference, AgreementStatus status, String stage, String programme, String scenario,
			String segment, String reseller, String customer, Money totalValue, int submission, String waitsFor,
			Instant waitsSince, Instant waitsUntil, Instant receivedAt, Instant changedAt) {

		static ListItem of(AgreementViews.Row row) {
			return new ListItem(row.reference(), row.status(), row.stage(), row.programme(), row.scenario(),
					row.segment(), row.reseller(), row.customer(), row.value(), row.submission(), row.waitsFor(),
					row.waitsSince(), row.waitsUntil(), row.receivedAt(), row.changedAt());
		}

	}

	/**
	 * Everything about one agreement that its reseller may know.
	 *
	 * @param preflight the receipt that the newest submission refers to
	 */
	record AgreementAnswer(String reference, AgreementStatus status, String stage, String programme, String scenario,
			String segment, String reseller, String customer, Money totalValue, String waitsFor, Instant waitsSince,
			Instant waitsUntil, Instant receivedAt, Instant changedAt, List<Finding> findings,
			List<AgreementViews.SubmissionView> submissions, List<AgreementViews.DocumentView> documents,
			List<TimelineEntry> timeline, AgreementViews.Preflighted preflight) {

		static AgreementAnswer of(AgreementViews.Detail detail, Caller caller) {
			AgreementViews.Row row = detail.row();
			return new AgreementAnswer(row.reference(), row.status(), row.stage(), row.programme(), row.scenario(),
					row.segment(), row.reseller(), row.customer(), row.value(), row.waitsFor(), row.waitsSince(),
					row.waitsUntil(), row.receivedAt(), row.changedAt(), detail.findings(), detail.submissions(),
					detail.documents(),
					detail.timeline().stream().map((entry) -> TimelineEntry.of(entry, caller)).toList(),
					detail.preflight());
		}

	}

	/**
	 * Something that happened. Outside callers see which office acted, not which person.
	 */
	record TimelineEntry(Instant at, String type, String actor, String summary, Map<String, String> facts) {

		static TimelineEntry of(AuditTrail.Entry entry, Caller caller) {
			boolean ours = !List.of(AgreementEvent.SYSTEM, AgreementEvent.ROC, caller.id()).contains(entry.actor());
			return new TimelineEntry(entry.occurredAt(), entry.type(),
					(caller.isReseller() && ours) ? "desk" : entry.actor(), entry.summary(), entry.facts());
		}

	}

}
