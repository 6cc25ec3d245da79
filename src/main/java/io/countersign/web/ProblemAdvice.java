package io.countersign.web;

import java.util.Locale;

import io.countersign.kernel.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.multipart.MultipartException;

/**
 * Turns everything that goes wrong behind the API into a problem document. What the
 * sender did is a 4xx that says what to do; what we did is a 500 that says nothing but a
 * number to quote, while the log has the rest.
 */
@RestControllerAdvice(annotations = RestController.class)
@Order(Ordered.HIGHEST_PRECEDENCE)
class ProblemAdvice {

	private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

	@ExceptionHandler
	ResponseEntity<ProblemDetail> refused(Refusal refusal) {
		return answer(Problems.of(refusal));
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> changedMeanwhile(OptimisticLockingFailureException ex) {
		return answer(Problems.of(HttpStatus.CONFLICT, "changed-meanwhile",
				"Somebody changed this agreement at the same moment. Read it again, then repeat the request if it still applies."));
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> tooLarge(MaxUploadSizeExceededException ex) {
		return answer(Problems.of(HttpStatus.PAYLOAD_TOO_LARGE, "request-too-large",
				"The request is larger than 25 MiB. Send smaller PDFs, for instance scanned at 200 dpi in black and white."));
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> badMultipart(MultipartException ex) {
		return answer(Problems.of(HttpStatus.BAD_REQUEST, "multipart-unreadable",
				"The request is no readable multipart/form-data. Send part 'package' (JSON) and parts 'documents' (PDF)."));
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> other(Exception ex, HttpServletRequest request) throws Exception {
		if (ex instanceof AccessDeniedException) {
			throw ex;
		}
		if (ex instanceof ErrorResponse known && known.getStatusCode().is4xxClientError()) {
			HttpStatusCode status = known.getStatusCode();
			HttpStatus reason = HttpStatus.valueOf(status.value());
			ProblemDetail problem = Problems.of(reason, reason.name().toLowerCase(Locale.ROOT).replace('_', '-'),
					(known.getBody().getDetail() != null) ? known.getBody().getDetail() : reason.getReasonPhrase());
			return ResponseEntity.status(status)
				.headers(known.getHeaders())
				.contentType(MediaType.APPLICATION_PROBLEM_JSON)
				.body(problem);
		}
		if (ex instanceof org.springframework.http.converter.HttpMessageNotReadableException) {
			return answer(Problems.of(HttpStatus.BAD_REQUEST, "json-unreadable",
					"The request's body is missing or no readable JSON. Send what /v3/api-docs describes for this address."));
		}
		String number = Long.toHexString(System.nanoTime());
		log.error("Request {} {} failed [{}]", request.getMethod(), request.getRequestURI(), number, ex);
		return answer(Problems.of(HttpStatus.INTERNAL_SERVER_ERROR, "internal-error",
				"Something failed on our side and nothing was changed. Repeat the request with the same Idempotency-Key; if it fails again, quote "
						+ number + "."));
	}

	private static ResponseEntity<ProblemDetail> answer(ProblemDetail problem) {
		ResponseEntity.BodyBuilder answer = ResponseEntity.status(problem.getStatus())
			.contentType(MediaType.APPLICATION_PROBLEM_JSON);
		if (problem.getStatus() == HttpStatus.SERVICE_UNAVAILABLE.value()) {
			answer.header(HttpHeaders.RETRY_AFTER, "5");
		}
		return answer.body(problem);
	}

}
