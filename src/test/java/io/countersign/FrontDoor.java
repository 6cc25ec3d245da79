package io.countersign;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.countersign.Nodes.Node;

/**
 * What stands in front of nodes in real life: passes each request to one of those that
 * answer.
 */
public final class FrontDoor implements AutoCloseable {

	private static final Set<String> OF_THE_CONNECTION = Set.of("host", "connection", "content-length", "upgrade",
			"http2-settings");

	private final HttpServer server;

	private final ExecutorService threads;

	private final HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

	private final AtomicInteger turn = new AtomicInteger();

	private volatile List<Node> nodes = List.of();

	/**
	 * Opens.
	 * @param threads how many requests it passes on at once
	 */
	public FrontDoor(int threads) throws IOException {
		this.threads = Executors.newFixedThreadPool(threads);
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.createContext("/", this::pass);
		this.server.setExecutor(this.threads);
		this.server.start();
	}

	/** Which nodes take requests from now on. */
	public void leadsTo(Node... ready) {
		this.nodes = List.of(ready);
	}

	public int port() {
		return this.server.getAddress().getPort();
	}

	public String url() {
		return "http://127.0.0.1:" + port();
	}

	private void pass(HttpExchange exchange) throws IOException {
		try {
			byte[] body = exchange.getRequestBody().readAllBytes();
			List<Node> alive = this.nodes.stream().filter((node) -> node.process().isAlive()).toList();
			if (alive.isEmpty()) {
				exchange.sendResponseHeaders(503, -1);
				return;
			}
			Node node = alive.get(Math.floorMod(this.turn.getAndIncrement(), alive.size()));
			HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(node.url() + exchange.getRequestURI()))
				.timeout(Duration.ofSeconds(60))
				.method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
			exchange.getRequestHeaders().forEach((name, values) -> {
				if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
					values.forEach((value) -> request.header(name, value));
				}
			});
			HttpResponse<byte[]> answer = this.http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
			answer.headers()
				.firstValue("Content-Type")
				.ifPresent((type) -> exchange.getResponseHeaders().add("Content-Type", type));
			exchange.sendResponseHeaders(answer.statusCode(), (answer.body().length > 0) ? answer.body().length : -1);
			exchange.getResponseBody().write(answer.body());
		}
		catch (IOException ex) {
			// The node died in the middle of the request: its client cannot know either.
			exchange.sendResponseHeaders(502, -1);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			exchange.close();
		}
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.threads.shutdownNow();
	}

}
