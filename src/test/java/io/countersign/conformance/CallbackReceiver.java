package io.countersign.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** The side that the ROC calls back, which keeps everything it heard. */
final class CallbackReceiver implements AutoCloseable {

	private final ObjectMapper json = new ObjectMapper();

	private final List<Heard> heard = new ArrayList<>();

	private final Map<String, Deque<Integer>> answers = new HashMap<>();

	private final HttpServer server;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	CallbackReceiver(int port) {
		try {
			this.server = HttpServer.create(new InetSocketAddress(port), 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot listen on port " + port, ex);
		}
		this.server.setExecutor(this.threads);
		this.server.createContext("/", this::take);
		this.server.start();
	}

	/**
	 * A callback.
	 *
	 * @param body byte by byte as it came, read as UTF-8
	 * @param answer the status it was answered with
	 */
	record Heard(Instant at, String id, String timestamp, String signature, String body, List<JsonNode> events,
			int answer) {
	}

	int port() {
		return this.server.getAddress().getPort();
	}

	/** How the next calls that tell of an order are answered; 202 afterwards. */
	synchronized void answer(String key, Integer... statuses) {
		this.answers.put(key, new ArrayDeque<>(List.of(statuses)));
	}

	synchronized List<Heard> heard() {
		return List.copyOf(this.heard);
	}

	/**
	 * Every delivery of an event of an order, in the order they came, with repetitions.
	 */
	synchronized List<JsonNode> events(String key) {
		return this.heard.stream().flatMap((call) -> call.events().stream()).filter((event) -> of(event, key)).toList();
	}

	static boolean of(JsonNode event, String key) {
		return event.path("idempotencyKey").asText().equals(key);
	}

	/** Waits for a delivery of a type of event; answers whether it came. */
	synchronized boolean await(String key, String type, Duration patience) {
		return await(() -> events(key).stream().anyMatch((event) -> event.path("type").asText().equals(type)),
				patience);
	}

	/** Waits until something is heard that makes it true. */
	synchronized boolean await(BooleanSupplier expected, Duration patience) {
		Instant end = Instant.now().plus(patience);
		while (!expected.getAsBoolean()) {
			long left = Duration.between(Instant.now(), end).toMillis();
			if (left <= 0) {
				return false;
			}
			try {
				wait(left);
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}
		return true;
	}

	private void take(HttpExchange exchange) throws IOException {
		try (exchange) {
			String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
			List<JsonNode> events = events(this.json.readTree(body));
			int status = keep(exchange, body, events);
			byte[] answer = this.json.writeValueAsBytes(results(events, status));
			exchange.getResponseHeaders().set("Content-Type", "application/json");
			exchange.sendResponseHeaders(status, answer.length);
			exchange.getResponseBody().write(answer);
		}
	}

	private synchronized int keep(HttpExchange exchange, String body, List<JsonNode> events) {
		int status = events.stream()
			.map((event) -> this.answers.get(event.path("idempotencyKey").asText()))
			.filter((planned) -> planned != null && !planned.isEmpty())
			.map(Deque::poll)
			.findFirst()
			.orElse(202);
		this.heard.add(new Heard(Instant.now(), header(exchange, "webhook-id"), header(exchange, "webhook-timestamp"),
				header(exchange, "webhook-signature"), body, events, status));
		notifyAll();
		return status;
	}

	private static String header(HttpExchange exchange, String name) {
		String value = exchange.getRequestHeaders().getFirst(name);
		return (value != null) ? value : "";
	}

	private static List<JsonNode> events(JsonNode body) {
		List<JsonNode> events = new ArrayList<>();
		if (body.isArray()) {
			body.forEach(events::add);
		}
		else {
			events.add(body);
		}
		return events;
	}

	private ObjectNode results(List<JsonNode> events, int status) {
		ObjectNode answer = this.json.createObjectNode();
		if (status >= 400) {
			return answer.put("title", "Refused by the conformance kit").put("status", status).put("code", "by-plan");
		}
		events.forEach((event) -> answer.withArray("results")
			.addObject()
			.put("id", event.path("id").asText())
			.put("status", (status == 207) ? "REFUSED" : "ACCEPTED"));
		return answer;
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.threads.shutdownNow();
	}

}
