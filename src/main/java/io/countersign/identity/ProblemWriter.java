package io.countersign.identity;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.web.Problems;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.stereotype.Component;

/**
 * Answers of filters for programs: the same problem documents that controllers give.
 */
@Component
class ProblemWriter implements AuthenticationEntryPoint, AccessDeniedHandler {

	private final ObjectMapper json;

	ProblemWriter(ObjectMapper json) {
		this.json = json;
	}

	void write(HttpServletResponse response, HttpStatus status, String code, String detail) throws IOException {
		if (response.isCommitted()) {
			return;
		}
		response.setStatus(status.value());
		response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
		response.setCharacterEncoding(StandardCharsets.UTF_8.name());
		response.getOutputStream().write(this.json.writeValueAsBytes(Problems.of(status, code, detail)));
	}

	/** Nobody is logged in, or the login was refused. */
	@Override
	public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException refused)
			throws IOException {
		if (refused instanceof LoginLimit.TooManyAttempts) {
			response.setHeader(HttpHeaders.RETRY_AFTER, "60");
			write(response, HttpStatus.TOO_MANY_REQUESTS, "too-many-attempts", refused.getMessage());
		}
		else if (refused instanceof InvalidBearerTokenException) {
			response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"");
			write(response, HttpStatus.UNAUTHORIZED, "token-invalid",
					"The bearer token was not accepted. Request a new one with your client credentials.");
		}
		else {
			response.setHeader(HttpHeaders.WWW_AUTHENTICATE, challenge(request));
			write(response, HttpStatus.UNAUTHORIZED, "login-required",
					"This address needs a login. Send a valid Authorization header.");
		}
	}

	/**
	 * Programs are told how to log in. A page's script is not, because the browser would
	 * open its own password window.
	 */
	private static String challenge(HttpServletRequest request) {
		return (request.getHeader("Sec-Fetch-Mode") != null) ? "Session" : "Basic realm=\"Countersign\", Bearer";
	}

	/** Somebody is logged in who may not do this. */
	@Override
	public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException denied)
			throws IOException {
		write(response, HttpStatus.FORBIDDEN, "not-allowed", "Your role does not allow this.");
	}

}
