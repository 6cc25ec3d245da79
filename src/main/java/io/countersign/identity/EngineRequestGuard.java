package io.countersign.identity;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.BufferedReader;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpStatus;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Reads what is sent to the engine's interfaces before the engine does.
 * <ul>
 * <li>Refuses expressions in queries: the engine would evaluate them, and an expression
 * runs any code (CVE-2026-109432). The engine's own guard is the first wall; this one
 * does not depend on how the engine evaluates.</li>
 * <li>Lets people claim tasks for themselves only.</li>
 * </ul>
 */
class EngineRequestGuard extends OncePerRequestFilter {

	private static final int MAX_BODY = 1024 * 1024;

	/* A name given twice would be read in one way here and in another by the engine. */
	private final JsonFactory json = JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

	private final ProblemWriter problems;

	EngineRequestGuard(ProblemWriter problems) {
		this.problems = problems;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		if (asksByExpression(request.getQueryString())) {
			refuseExpression(response);
			return;
		}
		if (isFiles(request)) {
			chain.doFilter(request, response);
			return;
		}
		byte[] body = request.getInputStream().readNBytes(MAX_BODY + 1);
		if (body.length > MAX_BODY) {
			this.problems.write(response, HttpStatus.PAYLOAD_TOO_LARGE, "request-too-large",
					"The request is larger than 1 MiB.");
			return;
		}
		try {
			Reading reading = read(body);
			if (reading.expression()) {
				refuseExpression(response);
				return;
			}
			if (reading.unkeepable()) {
				this.problems.write(response, HttpStatus.BAD_REQUEST, "text-unusable",
						"A text holds the character U+0000, which cannot be kept. Remove it.");
				return;
			}
			if (CamundaPaths.SUBMISSION.matches(request) && !reading.answers()) {
				this.problems.write(response, HttpStatus.BAD_REQUEST, "answers-missing",
						"Send the answers as an object: {\"variables\": {\"name\": {\"value\": …}}}.");
				return;
			}
			if (CamundaPaths.CLAIM.matches(request) && !isCaller(reading.userId())) {
				this.problems.write(response, HttpStatus.FORBIDDEN, "claim-for-another",
						"A task can only be claimed for oneself.");
				return;
			}
		}
		catch (JsonProcessingException ex) {
			this.problems.write(response, HttpStatus.BAD_REQUEST, "json-unreadable", "The body is no readable JSON.");
			return;
		}
		chain.doFilter(new Replay(request, body), response);
	}

	private void refuseExpression(HttpServletResponse response) throws IOException {
		this.problems.write(response, HttpStatus.FORBIDDEN, "expression-refused",
				"Expressions are not taken in queries. Use Tasklist's own filters.");
	}

	private static boolean isFiles(HttpServletRequest request) {
		String type = request.getContentType();
		return type != null && type.toLowerCase(Locale.ROOT).startsWith("multipart/");
	}

	private static boolean isCaller(String userId) {
		return SecurityContextHolder.getContext().getAuthentication().getName().equals(userId);
	}

	private static boolean asksByExpression(String query) {
		if (query == null) {
			return false;
		}
		return Arrays.stream(query.split("&"))
			.map((parameter) -> decoded(parameter.split("=", 2)[0]))
			.anyMatch(EngineRequestGuard::isExpression);
	}

	private static String decoded(String text) {
		try {
			return URLDecoder.decode(text, StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException ex) {
			return text;
		}
	}

	private static boolean isExpression(String name) {
		return name.toLowerCase(Locale.ROOT).endsWith("expression");
	}

	/**
	 * @param expression whether a field holds an expression
	 * @param unkeepable whether a text holds a character that the database does not take
	 * @param answers whether it is an object and no answer in it is missing its value
	 * @param userId the text of the field {@code userId} on the first level, if any
	 */
	private record Reading(boolean expression, boolean unkeepable, boolean answers, String userId) {
	}

	/** Reads all fields on every level, in the encoding that the engine will detect. */
	private Reading read(byte[] body) throws IOException {
		boolean expression = false;
		boolean unkeepable = false;
		boolean answers;
		String userId = null;
		try (JsonParser parser = this.json.createParser(body)) {
			answers = parser.nextToken() == JsonToken.START_OBJECT;
			for (; parser.currentToken() != null; parser.nextToken()) {
				unkeepable |= isUnkeepable(parser);
				if (parser.currentToken() != JsonToken.FIELD_NAME) {
					continue;
				}
				String field = parser.currentName();
				JsonStreamContext place = parser.getParsingContext();
				boolean top = place.getParent() != null && place.getParent().inRoot();
				JsonToken value = parser.nextToken();
				unkeepable |= isUnkeepable(parser);
				if (isExpression(field)) {
					expression |= value != JsonToken.VALUE_NULL;
				}
				else if (top && field.equals("userId") && value == JsonToken.VALUE_STRING) {
					userId = parser.getText();
				}
				else if (!top && value == JsonToken.VALUE_NULL && place.getParent() != null
						&& "variables".equals(place.getParent().getCurrentName())
						&& place.getParent().getParent() != null && place.getParent().getParent().inRoot()) {
					answers = false;
				}
			}
		}
		return new Reading(expression, unkeepable, answers, userId);
	}

	private static boolean isUnkeepable(JsonParser parser) throws IOException {
		JsonToken token = parser.currentToken();
		return (token == JsonToken.VALUE_STRING || token == JsonToken.FIELD_NAME)
				&& parser.getText().indexOf('\u0000') >= 0;
	}

	/** The request with its body to be read again. */
	private static final class Replay extends HttpServletRequestWrapper {

		private final byte[] body;

		Replay(HttpServletRequest request, byte[] body) {
			super(request);
			this.body = body;
		}

		@Override
		public ServletInputStream getInputStream() {
			ByteArrayInputStream in = new ByteArrayInputStream(this.body);
			return new ServletInputStream() {

				@Override
				public int read() {
					return in.read();
				}

				@Override
				public int read(byte[] target, int offset, int length) {
					return in.read(target, offset, length);
				}

				@Override
				public boolean isFinished() {
					return in.available() == 0;
				}

				@Override
				public boolean isReady() {
					return true;
				}

				@Override
				public void setReadListener(ReadListener listener) {
					try {
						listener.onDataAvailable();
						listener.onAllDataRead();
					}
					catch (IOException ex) {
						throw new UncheckedIOException(ex);
					}
				}

			};
		}

		@Override
		public BufferedReader getReader() {
			return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
		}

	}

}
