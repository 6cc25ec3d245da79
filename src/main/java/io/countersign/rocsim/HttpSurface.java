package io.countersign.rocsim;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP side of the simulated ROC. Uses the JDK's own server, because it can break a
 * connection without an answer, which is what a lost reply is.
 */
final class HttpSurface implements AutoCloseable {

	private static final Logger log = LoggerFactory.getLogger(HttpSurface.class);

	private static final int LARGEST_BODY = 4 * 1024 * 1024;

	private static final int MOST_ORDERS = 100;

	private final ObjectMapper json;

	private final OrderBook book;

	private final AtomicReference<Faults> faults;

	private final Runnable wake;

	private final HttpServer server;

	private final ExecutorService threads = Executors.newFixedThreadPool(8, (task) -> {
		Thread thread = new Thread(task, "rocsim-http");
		thread.setDaemon(true);
		return thread;
	});

	static {
		// Without it every answer waits some 40 ms for the peer's delayed
		// acknowledgement.
		System.setProperty("sun.net.httpserver.nodelay", "true");
	}

	HttpSurface(RocSimulatorSettings settings, ObjectMapper json, OrderBook book, AtomicReference<Faults> faults,
			Runnable wake) {
		this.json = json.copy().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
		this.book = book;
		this.faults = faults;
		this.wake = wake;
		try {
			this.server = HttpServer.create(new InetSocketAddress(settings.address(), settings.port()), 0);
		}
		catch (BindException ex) {
			this.threads.shutdown();
			throw new PortTakenException(settings.port(), ex);
		}
		catch (IOException ex) {
			this.threads.shutdown();
			throw new IllegalStateException(
					"The simulated ROC cannot listen on %s:%d".formatted(settings.address(), settings.port()), ex);
		}
		this.server.setExecutor(this.threads);
		this.server.createContext("/", this::handle);
		this.server.start();
	}

	int port() {
		return this.server.getAddress().getPort();
	}

	private void handle(HttpExchange exchange) {
		try (exchange) {
			String path = exchange.getRequestURI().getPath();
			if (!path.equals("/control") && this.faults.get().down()) {
				return;
			}
			String call = exchange.getRequestMethod() + " " + path;
			if (call.equals("POST /orders")) {
				placeOrders(exchange);
			}
			else if (call.startsWith("GET /orders/")) {
				findOrder(exchange, path.substring("/orders/".length()));
			}
			else if (call.equals("GET /statement")) {
				statement(exchange);
			}
			else if (call.equals("GET /control")) {
				answer(exchange, 200, control());
			}
			else if (call.equals("POST /control")) {
				control(exchange);
			}
			else {
				problem(exchange, 404, "not-found", "There is no " + call + ".");
			}
		}
		catch (IOException ex) {
			log.debug("A caller went away", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (RuntimeException ex) {
			log.error("The simulated ROC failed", ex);
		}
	}

	private void placeOrders(HttpExchange exchange) throws IOException, InterruptedException {
		Faults present = this.faults.getAndUpdate(Faults::afterOneCall);
		Optional<JsonNode> body = body(exchange);
		if (body.isEmpty()) {
			return;
		}
		Thread.sleep(present.slowMillis());
		if (present.failures() != 0) {
			problem(exchange, 503, "not-now", "The ROC is not available; nothing was booked.");
			return;
		}
		JsonNode orders = body.get().path("orders");
		if (!orders.isArray() || orders.isEmpty() || orders.size() > MOST_ORDERS) {
			problem(exchange, 400, "malformed-orders", "Expected {\"orders\": […]} with 1 to 100 orders.");
			return;
		}
		ObjectNode receipts = this.json.createObjectNode();
		receipts.set("receipts", this.book.place(orders));
		this.wake.run();
		if (present.failuresAfterBooking() != 0) {
			problem(exchange, 500, "internal", "Something went wrong.");
		}
		else if (present.lostReplies() != 0) {
			// Closing the exchange without headers breaks the connection.
			return;
		}
		else if (present.garbledReplies() != 0) {
			answer(exchange, 200, this.json.createObjectNode().put("hello", "world"));
		}
		else {
			answer(exchange, 200, receipts);
		}
	}

	private void findOrder(HttpExchange exchange, String key) throws IOException {
		Optional<ObjectNode> found = this.book.find(key);
		if (found.isPresent()) {
			answer(exchange, 200, found.get());
		}
		else {
			problem(exchange, 404, "unknown-order", "No order with this key arrived.");
		}
	}

	private void statement(HttpExchange exchange) throws IOException {
		Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
		try {
			Instant from = Instant.parse(query.getOrDefault("from", ""));
			Instant to = Instant.parse(query.getOrDefault("to", ""));
			ObjectNode statement = this.json.createObjectNode().put("from", from.toString()).put("to", to.toString());
			statement.set("orders", this.book.statement(from, to));
			answer(exchange, 200, statement);
		}
		catch (DateTimeException ex) {
			problem(exchange, 400, "malformed-period",
					"from and to are moments such as 2026-11-23T00:00:00Z; both are required.");
		}
	}

	private ObjectNode control() {
		return this.json.<ObjectNode>valueToTree(this.faults.get())
			.put("orders", this.book.size())
			.put("stepsDue", this.faults.get().frozen() ? 0 : this.book.stepsDue())
			.put("undelivered", this.book.undeliveredCount());
	}

	private void control(HttpExchange exchange) throws IOException {
		Optional<JsonNode> body = body(exchange);
		if (body.isEmpty()) {
			return;
		}
		try {
			ObjectNode merged = this.json.valueToTree(this.faults.get());
			body.get().fields().forEachRemaining((field) -> merged.set(field.getKey(), field.getValue()));
			this.faults.set(this.json.treeToValue(merged, Faults.class));
			this.wake.run();
			answer(exchange, 200, control());
		}
		catch (JsonProcessingException ex) {
			problem(exchange, 400, "malformed-control", ex.getOriginalMessage());
		}
	}

	private Optional<JsonNode> body(HttpExchange exchange) throws IOException {
		byte[] body = exchange.getRequestBody().readNBytes(LARGEST_BODY + 1);
		if (body.length > LARGEST_BODY) {
			problem(exchange, 413, "too-large", "At most 4 MiB are taken at once.");
			return Optional.empty();
		}
		try {
			JsonNode json = this.json.readTree(body);
			if (json != null && json.isObject()) {
				return Optional.of(json);
			}
			problem(exchange, 400, "malformed-json", "Expected a JSON object.");
		}
		catch (JsonProcessingException ex) {
			problem(exchange, 400, "malformed-json", ex.getOriginalMessage());
		}
		return Optional.empty();
	}

	private static Map<String, String> query(String raw) {
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

	private void problem(HttpExchange exchange, int status, String code, String detail) throws IOException {
		ObjectNode problem = this.json.createObjectNode()
			.put("title", "The call failed")
			.put("status", status)
			.put("detail", detail)
			.put("code", code);
		send(exchange, status, "application/problem+json", problem);
	}

	private void answer(HttpExchange exchange, int status, JsonNode body) throws IOException {
		send(exchange, status, "application/json", body);
	}

	private void send(HttpExchange exchange, int status, String type, JsonNode body) throws IOException {
		byte[] bytes = this.json.writeValueAsBytes(body);
		exchange.getResponseHeaders().set("Content-Type", type);
		exchange.sendResponseHeaders(status, bytes.length);
		exchange.getResponseBody().write(bytes);
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.threads.shutdownNow();
	}

}
