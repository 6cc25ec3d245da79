package io.countersign.conformance;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** Stands before a ROC that keeps the contract and makes one that does not. */
final class RewritingProxy implements AutoCloseable {

	private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final String target;

	private final UnaryOperator<Answer> rewriting;

	private final HttpServer server;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	RewritingProxy(String target, UnaryOperator<Answer> rewriting) throws IOException {
		this.target = target;
		this.rewriting = rewriting;
		this.server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
		this.server.setExecutor(this.threads);
		this.server.createContext("/", this::forward);
		this.server.start();
	}

	/** What the caller gets. */
	record Answer(int status, String type, String body) {

		Answer body(UnaryOperator<String> change) {
			return new Answer(this.status, this.type, change.apply(this.body));
		}

	}

	String url() {
		return "http://127.0.0.1:" + this.server.getAddress().getPort();
	}

	private void forward(HttpExchange exchange) throws IOException {
		try (exchange) {
			HttpRequest request = HttpRequest.newBuilder(URI.create(this.target + exchange.getRequestURI()))
				.method(exchange.getRequestMethod(),
						HttpRequest.BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()))
				.build();
			HttpResponse<String> real = this.http.send(request, HttpResponse.BodyHandlers.ofString());
			Answer answer = this.rewriting.apply(
					new Answer(real.statusCode(), real.headers().firstValue("Content-Type").orElse(""), real.body()));
			byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
			exchange.getResponseHeaders().set("Content-Type", answer.type());
			exchange.sendResponseHeaders(answer.status(), body.length);
			exchange.getResponseBody().write(body);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.threads.shutdownNow();
	}

}
