package io.countersign.web;

import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.countersign.kernel.Foreign;
import io.countersign.kernel.Refusal;

import org.springframework.beans.TypeMismatchException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.multipart.MultipartFile;

/**
 * Problem documents (RFC 9457) in this product's shape: a stable {@code code}, and
 * {@code errors} where there are several.
 */
public final class Problems {

	private static final String BASE = "https://countersign.example/problems/";

	private static final Map<Refusal.Kind, HttpStatus> STATUS = Map.of(Refusal.Kind.MALFORMED, HttpStatus.BAD_REQUEST,
			Refusal.Kind.FORBIDDEN, HttpStatus.FORBIDDEN, Refusal.Kind.UNKNOWN, HttpStatus.NOT_FOUND,
			Refusal.Kind.CONFLICT, HttpStatus.CONFLICT, Refusal.Kind.TOO_LARGE, HttpStatus.PAYLOAD_TOO_LARGE,
			Refusal.Kind.UNSUPPORTED, HttpStatus.UNSUPPORTED_MEDIA_TYPE, Refusal.Kind.UNACCEPTABLE,
			HttpStatus.UNPROCESSABLE_ENTITY, Refusal.Kind.TOO_MANY, HttpStatus.TOO_MANY_REQUESTS, Refusal.Kind.BUSY,
			HttpStatus.SERVICE_UNAVAILABLE);

	private Problems() {
	}

	/** The problem document of a refusal. */
	public static ProblemDetail of(Refusal refusal) {
		ProblemDetail problem = of(STATUS.get(refusal.kind()), refusal.code(), refusal.getMessage());
		if (!refusal.problems().isEmpty()) {
			problem.setProperty("errors", List.copyOf(refusal.problems()));
		}
		return problem;
	}

	/**
	 * The refusal of a value that no parameter takes.
	 * @return empty where the value is none that a sender can be blamed for
	 */
	public static Optional<Refusal> unusable(TypeMismatchException mismatch) {
		Object value = mismatch.getValue();
		if (value instanceof MultipartFile
				|| value instanceof Collection<?> parts && parts.stream().anyMatch(MultipartFile.class::isInstance)) {
			return Optional.of(new Refusal(Refusal.Kind.MALFORMED, "part-unusable",
					"The part '%s' is a plain field. Send it once, without a file name."
						.formatted(mismatch.getPropertyName())));
		}
		if (!(mismatch instanceof MethodArgumentTypeMismatchException)) {
			return Optional.empty();
		}
		return Optional.of(new Refusal(Refusal.Kind.MALFORMED, "bad-request",
				"'%s' is no value for '%s'. See /v3/api-docs for what it takes."
					.formatted(Foreign.shortened(String.valueOf(value)), mismatch.getPropertyName())));
	}

	/**
	 * A problem document.
	 * @param code stable name in kebab case
	 * @param detail what is wrong and what to do, for a person
	 */
	public static ProblemDetail of(HttpStatus status, String code, String detail) {
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
		problem.setType(URI.create(BASE + code));
		problem.setTitle(status.getReasonPhrase());
		problem.setProperty("code", code);
		return problem;
	}

}
