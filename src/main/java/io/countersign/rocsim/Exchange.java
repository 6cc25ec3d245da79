package io.countersign.rocsim;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;

/** A call and its answer in JSON, or what is left of an answer. */
final class Exchange {

	private static final int LARGEST_BODY = 4 * 1024 * 1024;

	private static final String JSON = "application/json";

	private static final int DROPS = 20;

	private final ObjectMapper json;

	private final HttpExchange exchange;

	private int status;

	Exchange(ObjectMapper json, HttpExchange exchange) {
		this.json = json;
		this.exchange = exchange;
	}

	String method() {
		return this.exchange.getRequestMethod();
	}

	String path() {
		return this.exchange.getRequestURI().getPath();
	}

	/** The status answered; {@code broken} where none was. */
	String outcome() {
		return (this.status != 0) ? Integer.toString(this.status) : "broken";
	}

	/** The body, an object; empty where it is none, which is answered then. */
	Optional<JsonNode> body() throws IOException {
		byte[] body = this.exchange.getRequestBody().readNBytes(LARGEST_BODY + 1);
		if (body.length > LARGEST_BODY) {
			problem(413, "too-large", "At most 4 MiB are taken at once.");
			return Optional.empty();
		}
		try {
			JsonNode read = this.json.readTree(body);
			if (read != null && read.isObject()) {
				return Optional.of(read);
			}
			problem(400, "malformed-json", "Expected a JSON object.");
		}
		catch (JsonProcessingException ex) {
			problem(400, "malformed-json", ex.getOriginalMessage());
		}
		return Optional.empty();
	}

	Map<String, String> query() {
		String raw = this.exchange.getRequestURI().getRawQuery();
		Map<String, String> query = new TreeMap<>();
		for (String pair : (raw != null) ? raw.split("&") : new String[0]) {
			int equals = pair.indexOf('=');
			if (equals > 0) {
				query.put(pair.substring(0, equals),
						URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
			}
		}
		return query;
	}

	void problem(int problemStatus, String code, String detail) throws IOException {
		send(problemStatus, "application/problem+json",
				this.json.writeValueAsBytes(this.json.createObjectNode()
					.put("title", "The call failed")
					.put("status", problemStatus)
					.put("detail", detail)
					.put("code", code)));
	}

	void answer(JsonNode body) throws IOException {
		send(200, JSON, this.json.writeValueAsBytes(body));
	}

	/** Answers 200 with any bytes. */
	void answer(String type, byte[] body) throws IOException {
		send(200, type, body);
	}

	/** Answers 200, drop by drop. */
	void dribble(JsonNode body, int millis) throws IOException, InterruptedException {
		byte[] bytes = this.json.writeValueAsBytes(body);
		begin(200, JSON, bytes.length);
		OutputStream out = this.exchange.getResponseBody();
		for (int drop = 0; drop < DROPS; drop++) {
			Thread.sleep(millis / DROPS);
			out.write(Arrays.copyOfRange(bytes, bytes.length * drop / DROPS, bytes.length * (drop + 1) / DROPS));
			out.flush();
		}
	}

	/** Answers 200 with the first half of a body and breaks the connection. */
	void cut(JsonNode body) throws IOException {
		byte[] bytes = this.json.writeValueAsBytes(body);
		begin(200, JSON, bytes.length);
		this.exchange.getResponseBody().write(bytes, 0, bytes.length / 2);
		this.exchange.getResponseBody().flush();
	}

	private void send(int sentStatus, String type, byte[] body) throws IOException {
		begin(sentStatus, type, body.length);
		this.exchange.getResponseBody().write(body);
	}

	private void begin(int sentStatus, String type, int length) throws IOException {
		this.status = sentStatus;
		this.exchange.getResponseHeaders().set("Content-Type", type);
		this.exchange.sendResponseHeaders(sentStatus, (length > 0) ? length : -1);
	}

}
