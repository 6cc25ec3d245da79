package io.countersign.web;

import java.util.Optional;

import io.countersign.kernel.DatabaseRefusals;
import io.countersign.kernel.Refusal;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.TypeMismatchException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageConversionException;
import org.springframework.http.converter.HttpMessageNotWritableException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;

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

	/** A header or a parameter with characters that have no place there. */
	@ExceptionHandler
	ResponseEntity<ProblemDetail> rejected(RequestRejectedException ex) {
		return answer(Problems.of(HttpStatus.BAD_REQUEST, "header-unusable",
				"A header or a parameter holds control characters. Send visible characters only."));
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> other(Exception ex, HttpServletRequest request) throws Exception {
		if (ex instanceof AccessDeniedException) {
			throw ex;
		}
		if (ex instanceof ErrorResponse known && known.getStatusCode().is4xxClientError()) {
			return ResponseEntity.status(known.getStatusCode())
				.headers(known.getHeaders())
				.contentType(MediaType.APPLICATION_PROBLEM_JSON)
				.body(UnmappedProblems.ofStatus(known));
		}
		if (ex instanceof HttpMessageConversionException && !(ex instanceof HttpMessageNotWritableException)) {
			return answer(unreadable());
		}
		Optional<Refusal> refused = (ex instanceof TypeMismatchException mismatch) ? Problems.unusable(mismatch)
				: DatabaseRefusals.in(ex);
		if (refused.isPresent()) {
			return answer(Problems.of(refused.get()));
		}
		if (request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) != null) {
			// The container refused the body before: it broke off or came too slowly.
			return answer(Problems.of(HttpStatus.BAD_REQUEST, "request-incomplete",
					"The request did not arrive whole. Send it again."));
		}
		String number = Long.toHexString(System.nanoTime());
		log.error("Request {} {} failed [{}]", request.getMethod(), request.getRequestURI(), number, ex);
		return answer(Problems.of(HttpStatus.INTERNAL_SERVER_ERROR, "internal-error",
				"Something failed on our side and nothing was changed. Repeat the request with the same Idempotency-Key; if it fails again, quote "
						+ number + "."));
	}

	private static ProblemDetail unreadable() {
		return Problems.of(HttpStatus.BAD_REQUEST, "json-unreadable",
				"The request's body is missing or no readable JSON. Send what /v3/api-docs describes for this address.");
	}

	private static ResponseEntity<ProblemDetail> answer(ProblemDetail problem) {
		ResponseEntity.BodyBuilder answer = ResponseEntity.status(problem.getStatus())
			.contentType(MediaType.APPLICATION_PROBLEM_JSON);
		if (problem.getStatus() == HttpStatus.SERVICE_UNAVAILABLE.value()
				|| problem.getStatus() == HttpStatus.TOO_MANY_REQUESTS.value()) {
			answer.header(HttpHeaders.RETRY_AFTER, "5");
		}
		return answer.body(problem);
	}

}
