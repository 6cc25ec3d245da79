package io.countersign.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.Nodes;
import io.countersign.Nodes.Node;

/** The simulated ROC as these programmes use it: its faults, its ledger, its voice. */
final class Roc {

	private static final ObjectMapper JSON = new ObjectMapper();

	private final HttpClient http = HttpClient.newHttpClient();

	private final Nodes nodes;

	private final Node node;

	Roc(Nodes nodes, Node node) {
		this.nodes = nodes;
		this.node = node;
	}

	int port() {
		return this.node.port();
	}

	/** Asks for faults, for instance {@code {"down": true}}; others stay as they are. */
	JsonNode control(String faults) {
		return call("POST", "/control", faults);
	}

	/** Asks for random faults that can be had again. */
	void sow(String seed) {
		call("PUT", "/control/seed", seed);
	}

	/** Ends every fault. */
	void behave() {
		call("DELETE", "/control", null);
	}

	/** What was called how often, and how many calls at once. */
	JsonNode figures() {
		return call("GET", "/control/figures", null);
	}

	/** Begins to count anew. */
	void countAnew() {
		call("DELETE", "/control/figures", null);
	}

	JsonNode state() {
		return call("GET", "/control", null);
	}

	private JsonNode call(String method, String path, String body) {
		try {
			HttpResponse<String> answer = this.http.send(HttpRequest.newBuilder(URI.create(this.node.url() + path))
				.header("Content-Type", "application/json")
				.method(method,
						(body != null) ? HttpRequest.BodyPublishers.ofString(body)
								: HttpRequest.BodyPublishers.noBody())
				.build(), HttpResponse.BodyHandlers.ofString());
			if (answer.statusCode() != 200) {
				throw new IllegalStateException(method + " " + path + ": " + answer.body());
			}
			return JSON.readTree(answer.body());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/** Lines of a kind in its ledger on disk: {@code order} or {@code event}. */
	List<JsonNode> ledger(String kind) {
		List<JsonNode> lines = new ArrayList<>();
		for (String text : this.nodes.ledger()) {
			try {
				JsonNode line = JSON.readTree(text);
				if (line.path("line").asText().equals(kind)) {
					lines.add(line.path(kind));
				}
			}
			catch (IOException ex) {
				// The line that is being written at this moment.
			}
		}
		return lines;
	}

	/** The headers of a callback, signed as the ROC signs. */
	static String[] headers(String id, Instant at, String body, String secret) {
		try {
			Mac mac = Mac.getInstance("HmacSHA256");
			mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring("whsec_".length())), "HmacSHA256"));
			String signature = Base64.getEncoder()
				.encodeToString(
						mac.doFinal((id + "." + at.getEpochSecond() + "." + body).getBytes(StandardCharsets.UTF_8)));
			return new String[] { "webhook-id", id, "webhook-timestamp", Long.toString(at.getEpochSecond()),
					"webhook-signature", "v1," + signature };
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Sends a callback to a node or front door; answers the status. */
	int callBack(String url, String body, String... headers) {
		try {
			return this.http
				.send(HttpRequest.newBuilder(URI.create(url + "/api/v1/roc/events"))
					.header("Content-Type", "application/json")
					.headers(headers)
					.POST(HttpRequest.BodyPublishers.ofString(body))
					.build(), HttpResponse.BodyHandlers.discarding())
				.statusCode();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
