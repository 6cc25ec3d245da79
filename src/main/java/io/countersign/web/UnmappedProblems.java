package io.countersign.web;

import java.util.Locale;

import jakarta.servlet.http.HttpServletRequest;
import org.apache.tomcat.util.http.fileupload.FileUploadException;
import org.apache.tomcat.util.http.fileupload.impl.FileCountLimitExceededException;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.multipart.MultipartException;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/**
 * Problem documents for requests below {@code /api} that reach no controller: a wrong
 * method, a wrong content type, more bytes than are taken. Pages have error pages of
 * their own.
 */
@RestControllerAdvice
@Order(Ordered.LOWEST_PRECEDENCE)
class UnmappedProblems {

	@ExceptionHandler
	ResponseEntity<ProblemDetail> tooLarge(MaxUploadSizeExceededException ex, HttpServletRequest request) {
		for (Throwable cause = ex; cause != null; cause = cause.getCause()) {
			if (cause instanceof FileCountLimitExceededException) {
				return answer(ex, request, Problems.of(HttpStatus.PAYLOAD_TOO_LARGE, "too-many-parts",
						"The request has too many parts. Send one part 'package' and at most 50 parts 'documents'."));
			}
			if (cause instanceof FileUploadException && String.valueOf(cause.getMessage()).contains("Header")) {
				return answer(ex, request, Problems.of(HttpStatus.PAYLOAD_TOO_LARGE, "part-header-too-long",
						"The head of a part is too long. Give the file a name of at most 150 characters."));
			}
		}
		return answer(ex, request, Problems.of(HttpStatus.PAYLOAD_TOO_LARGE, "request-too-large",
				"The request is larger than 25 MiB. Send smaller PDFs, for instance scanned at 200 dpi in black and white; send the rows of an import in several files, each with its own documents."));
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> badMultipart(MultipartException ex, HttpServletRequest request) {
		return answer(ex, request, Problems.of(HttpStatus.BAD_REQUEST, "multipart-unreadable",
				"The request is no readable multipart/form-data. Send part 'package' (JSON) and parts 'documents' (PDF)."));
	}

	@ExceptionHandler({ HttpRequestMethodNotSupportedException.class, HttpMediaTypeException.class,
			NoResourceFoundException.class })
	ResponseEntity<ProblemDetail> unmapped(Exception ex, HttpServletRequest request) {
		return answer(ex, request, ofStatus((ErrorResponse) ex));
	}

	/** The problem document of what Spring refused; its code is the status in words. */
	static ProblemDetail ofStatus(ErrorResponse refused) {
		HttpStatus status = HttpStatus.valueOf(refused.getStatusCode().value());
		String detail = refused.getBody().getDetail();
		return Problems.of(status, status.name().toLowerCase(Locale.ROOT).replace('_', '-'),
				(detail != null) ? detail : status.getReasonPhrase());
	}

	private static <E extends Exception> ResponseEntity<ProblemDetail> answer(E ex, HttpServletRequest request,
			ProblemDetail problem) {
		if (!request.getRequestURI().startsWith("/api/")) {
			throw new NotForTheApi(ex);
		}
		ResponseEntity.BodyBuilder answer = ResponseEntity.status(problem.getStatus());
		if (ex instanceof ErrorResponse refused) {
			answer.headers(refused.getHeaders());
		}
		return answer.contentType(MediaType.APPLICATION_PROBLEM_JSON).body(problem);
	}

	/** Leaves a failure outside of the API to whoever comes next. */
	private static final class NotForTheApi extends RuntimeException {

		NotForTheApi(Exception cause) {
			super(cause);
		}

	}

}
