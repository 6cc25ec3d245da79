package io.countersign.faults;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * Stands before the ROC and takes the idempotency away: every order gets a new key each
 * time it is sent, and nobody can ask for it.
 */
final class ForgetfulRoc implements AutoCloseable {

	private static final ObjectMapper JSON = new ObjectMapper();

	private final HttpClient http = HttpClient.newHttpClient();

	private final ExecutorService threads = Executors.newFixedThreadPool(8);

	private final HttpServer server;

	private final String roc;

	ForgetfulRoc(int rocPort) throws IOException {
		this.roc = "http://127.0.0.1:" + rocPort;
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.createContext("/", this::pass);
		this.server.setExecutor(this.threads);
		this.server.start();
	}

	int port() {
		return this.server.getAddress().getPort();
	}

	private void pass(HttpExchange exchange) throws IOException {
		try (exchange) {
			if (!exchange.getRequestMethod().equals("POST")) {
				answer(exchange, 404, "{\"title\": \"Unknown\", \"status\": 404, \"code\": \"unknown-order\"}");
				return;
			}
			JsonNode body = JSON.readTree(exchange.getRequestBody());
			List<String> keys = new ArrayList<>();
			for (JsonNode order : body.path("orders")) {
				keys.add(order.path("idempotencyKey").asText());
				((ObjectNode) order).put("idempotencyKey",
						(UUID.randomUUID().toString() + UUID.randomUUID()).replace("-", ""));
			}
			HttpResponse<String> answer = this.http.send(HttpRequest.newBuilder(URI.create(this.roc + "/orders"))
				.header("Content-Type", "application/json")
				.POST(HttpRequest.BodyPublishers.ofString(body.toString()))
				.build(), HttpResponse.BodyHandlers.ofString());
			JsonNode told = JSON.readTree(answer.body());
			for (int i = 0; i < told.path("receipts").size(); i++) {
				((ObjectNode) told.path("receipts").get(i)).put("idempotencyKey", keys.get(i));
			}
			answer(exchange, answer.statusCode(), told.toString());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static void answer(HttpExchange exchange, int status, String body) throws IOException {
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		exchange.getResponseHeaders().set("Content-Type", "application/json");
		exchange.sendResponseHeaders(status, bytes.length);
		exchange.getResponseBody().write(bytes);
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.threads.shutdownNow();
	}

}
