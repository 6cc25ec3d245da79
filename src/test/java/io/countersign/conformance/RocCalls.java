package io.countersign.conformance;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Calls the ROC as its contract describes, and also as it forbids. */
final class RocCalls {

	private final ObjectMapper json = new ObjectMapper();

	private final HttpClient http = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.connectTimeout(Duration.ofSeconds(5))
		.build();

	private final Contract contract;

	private final String url;

	RocCalls(Contract contract, String url) {
		this.contract = contract;
		this.url = url;
	}

	/**
	 * An answer.
	 *
	 * @param body a missing node where it is no JSON
	 */
	record Reply(int status, String type, JsonNode body) {
	}

	/** Hands over, and demands a receipt for each in the form of the contract. */
	List<JsonNode> place(ObjectNode... orders) {
		Reply reply = send(body(orders));
		assertThat(reply.status()).as("status of %s", reply).isEqualTo(200);
		assertThat(reply.type()).as("content type").startsWith("application/json");
		this.contract.follows("Receipts", reply.body());
		List<JsonNode> receipts = List.of(orders)
			.stream()
			.map((order) -> receipt(reply, order.path("idempotencyKey").asText()))
			.toList();
		assertThat(receipts).as("receipts of %s", reply.body()).doesNotContain(MissingNode.getInstance());
		return receipts;
	}

	private static JsonNode receipt(Reply reply, String key) {
		for (JsonNode receipt : reply.body().path("receipts")) {
			if (receipt.path("idempotencyKey").asText().equals(key)) {
				return receipt;
			}
		}
		return MissingNode.getInstance();
	}

	String body(ObjectNode... orders) {
		ObjectNode body = this.json.createObjectNode();
		body.putArray("orders").addAll(List.of(orders));
		return body.toString();
	}

	/** Sends any body to {@code POST /orders}. */
	Reply send(String body) {
		return call(HttpRequest.newBuilder(URI.create(this.url + "/orders"))
			.header("Content-Type", "application/json; charset=UTF-8")
			.POST(HttpRequest.BodyPublishers.ofString(body)));
	}

	/** Sends an order whole and goes away without waiting for the answer. */
	void abandon(ObjectNode order) {
		URI address = URI.create(this.url + "/orders");
		byte[] body = body(order).getBytes(StandardCharsets.UTF_8);
		int port = (address.getPort() > 0) ? address.getPort() : 80;
		try (Socket socket = new Socket(address.getHost(), port)) {
			socket.getOutputStream()
				.write("POST %s HTTP/1.1\r\nHost: %s:%d\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
					.formatted(address.getRawPath(), address.getHost(), port, body.length)
					.getBytes(StandardCharsets.UTF_8));
			socket.getOutputStream().write(body);
			socket.getOutputStream().flush();
		}
		catch (IOException ex) {
			throw new AssertionError("The connection broke while an order was being sent", ex);
		}
	}

	Reply find(String key) {
		return call(HttpRequest.newBuilder(URI.create(this.url + "/orders/" + key)).GET());
	}

	/** The state of an order that is there. */
	JsonNode state(ObjectNode order) {
		Reply reply = find(order.path("idempotencyKey").asText());
		assertThat(reply.status()).as("status of %s", reply).isEqualTo(200);
		this.contract.follows("OrderState", reply.body());
		return reply.body();
	}

	JsonNode statement(Instant from, Instant to) {
		Reply reply = statement("?from=" + encoded(from) + "&to=" + encoded(to));
		assertThat(reply.status()).as("status of %s", reply).isEqualTo(200);
		this.contract.follows("Statement", reply.body());
		return reply.body().path("orders");
	}

	Reply statement(String query) {
		return call(HttpRequest.newBuilder(URI.create(this.url + "/statement" + query)).GET());
	}

	private static String encoded(Instant moment) {
		return URLEncoder.encode(moment.toString(), StandardCharsets.UTF_8);
	}

	/** Demands a problem document. */
	void isProblem(Reply reply, int... statuses) {
		assertThat(statuses).as("status of %s", reply).contains(reply.status());
		assertThat(reply.type()).as("content type of %s", reply).startsWith("application/problem+json");
		this.contract.follows("Problem", reply.body());
	}

	private Reply call(HttpRequest.Builder request) {
		try {
			HttpResponse<String> answer = this.http.send(request.timeout(Duration.ofSeconds(30)).build(),
					HttpResponse.BodyHandlers.ofString());
			return new Reply(answer.statusCode(), answer.headers().firstValue("Content-Type").orElse("none"),
					read(answer.body()));
		}
		catch (IOException ex) {
			throw new AssertionError("No answer: " + ex, ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private JsonNode read(String body) {
		try {
			return this.json.readTree(body);
		}
		catch (JsonProcessingException ex) {
			return MissingNode.getInstance();
		}
	}

}
