package io.countersign.specialterms;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

import io.countersign.identity.Caller;
import io.countersign.identity.Callers;
import io.countersign.kernel.Refusal;
import io.countersign.kernel.Refusal.Kind;
import io.countersign.specialterms.SpecialTermsIntake.Answer;
import io.countersign.specialterms.SpecialTermsIntake.Answered;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;

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

/** Special terms over HTTP, for resellers and their programs. */
@RestController
@RequestMapping("/api/v1/special-terms")
@Tag(name = "Special terms",
		description = "Ask for terms that differ from the standard forms, before a package or with it")
class SpecialTermsController {

	private static final int MAX_REASON = 2000;

	private static final int MAX_ANSWER = 4000;

	private final SpecialTermsIntake intake;

	private final SpecialTermsViews views;

	private final Callers callers;

	SpecialTermsController(SpecialTermsIntake intake, SpecialTermsViews views, Callers callers) {
		this.intake = intake;
		this.views = views;
		this.callers = callers;
	}

	@PostMapping(consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
	@Operation(operationId = "askForTerms",
			summary = "Ask for special terms: part 'request' (JSON), parts 'evidence' (PDF)")
	ResponseEntity<Answer> ask(
			@Parameter(description = "Only for people of the desk: the reseller whom it is entered for") @RequestParam(
					required = false) String reseller,
			@RequestHeader(name = "Idempotency-Key", required = false) String key,
			MultipartHttpServletRequest request) {
		return created(this.intake.ask(this.callers.current(), reseller, key, TermsParts.of(request)));
	}

	@PostMapping(path = "/{reference}/revisions", consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
	@Operation(operationId = "reviseTerms",
			summary = "Revise a request; approvals of what stays as it was go on to count")
	ResponseEntity<Answer> revise(@PathVariable String reference,
			@RequestHeader(name = "Idempotency-Key", required = false) String key,
			MultipartHttpServletRequest request) {
		return created(this.intake.revise(this.callers.current(), reference, key, TermsParts.of(request)));
	}

	@PostMapping(path = "/preview", consumes = MediaType.APPLICATION_JSON_VALUE)
	@Operation(operationId = "previewApprovers", summary = "Who would have to approve; nothing is stored")
	Preview preview(@RequestBody byte[] body) {
		Answer answer = this.intake.preview(body);
		return new Preview(answer.approvers(), answer.missingEvidence());
	}

	@PostMapping("/{reference}/withdrawal")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	@Operation(operationId = "withdrawTerms", summary = "Take a request back with a reason")
	void withdraw(@PathVariable String reference, @RequestBody Withdrawal withdrawal) {
		this.intake.withdraw(this.callers.current(), reference, text(withdrawal.reason(), "reason", MAX_REASON));
	}

	@PostMapping("/{reference}/answers")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	@Operation(operationId = "answerTermsQuestion", summary = "Answer what an approver asked")
	void answer(@PathVariable String reference, @RequestBody Given given) {
		this.intake.answer(this.callers.current(), reference, given.question(),
				text(given.answer(), "answer", MAX_ANSWER));
	}

	@GetMapping
	@Operation(operationId = "listTerms", summary = "Requests that the caller may see, newest first")
	SpecialTermsViews.Page list(@RequestParam(required = false) String status,
			@RequestParam(defaultValue = "0") int page, @RequestParam(defaultValue = "50") int size) {
		return this.views.list(status, page, size, this.callers.current());
	}

	@GetMapping("/{reference}")
	@Operation(operationId = "readTerms", summary = "Where a request stands, with its route and what was asked")
	SpecialTermsViews.Detail read(@PathVariable String reference) {
		Caller caller = this.callers.current();
		return this.views.detail(reference, caller);
	}

	private static String text(String text, String field, int longest) {
		if (text == null || text.isBlank() || text.length() > longest || text.indexOf('\0') >= 0
				|| !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
			throw new Refusal(Kind.UNACCEPTABLE, field + "-missing",
					"Say it in '%s', in 1 to %d characters of plain text.".formatted(field, longest));
		}
		return text.strip();
	}

	private static ResponseEntity<Answer> created(Answered answered) {
		ResponseEntity.BodyBuilder created = ResponseEntity
			.created(URI.create("/api/v1/special-terms/" + answered.answer().reference()));
		if (answered.repeated()) {
			created.header("Idempotent-Replay", "true");
		}
		return created.body(answered.answer());
	}

	/** Why a request is withdrawn. */
	record Withdrawal(String reason) {
	}

	/**
	 * An answer to a question.
	 *
	 * @param question its number
	 */
	record Given(int question, String answer) {
	}

	/** Who would have to approve, stage by stage, and which evidence is missing. */
	record Preview(List<ApprovalStep> approvers, List<String> missingEvidence) {
	}

}
