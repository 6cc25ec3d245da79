package io.countersign;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.countersign.Api.Answer;
import io.countersign.Api.Part;
import io.countersign.Nodes.Node;
import io.countersign.postgres.DurablePostgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two nodes on one PostgreSQL, both started at once on an empty database. One of them is
 * killed while 200 agreements come in: all are booked, each once in the ROC's own ledger.
 */
class TwoNodesIT {

	private static final int AGREEMENTS = 200;

	private static final int KILL_AFTER = 60;

	private static final int SENDERS = 4;

	@TempDir(cleanup = CleanupMode.ON_SUCCESS)
	private Path folder;

	@Test
	void everyAgreementIsBookedOnceThoughANodeDies() throws Exception {
		try (DurablePostgres postgres = new DurablePostgres(this.folder.resolve("postgres"));
				FrontDoor door = new FrontDoor();
				Nodes nodes = new Nodes(this.folder, List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"))) {
			Node roc = nodes.roc(door.url() + "/api/v1/roc/events", "20ms");
			Node doomed = nodes.node("doomed", postgres, roc);
			Node survivor = nodes.node("survivor", postgres, roc);
			nodes.awaitReady(doomed);
			nodes.awaitReady(survivor);
			door.leadsTo(doomed, survivor);

			List<String> references = submit(door, doomed);

			assertThat(doomed.process().isAlive()).isFalse();
			assertThat(references).hasSize(AGREEMENTS).doesNotHaveDuplicates();
			Api api = new Api(survivor.port(), "northwind");
			Nodes.await("Not all agreements were booked",
					() -> api.get("/api/v1/agreements?status=BOOKED&size=1")
						.body()
						.path("total")
						.asInt() == AGREEMENTS);
			assertThat(orders(nodes)).hasSize(AGREEMENTS).containsExactlyInAnyOrderElementsOf(references);
			try (Connection connection = postgres.connect()) {
				assertThat(number(connection, "select count(*) from countersign.agreement")).isEqualTo(AGREEMENTS);
				assertThat(number(connection,
						"select count(*) from countersign.audit_event where type = 'AgreementBooked'"))
					.isEqualTo(AGREEMENTS);
				assertThat(number(connection, "select count(*) from countersign.signature")).isEqualTo(AGREEMENTS);
				assertThat(number(connection, "select count(*) from public.act_ru_execution")).isZero();
				assertThat(number(connection, "select count(distinct version_) from public.act_re_procdef")).isOne();
			}
		}
	}

	private static List<String> submit(FrontDoor door, Node doomed) throws Exception {
		AtomicInteger accepted = new AtomicInteger();
		ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
		try {
			List<Callable<String>> calls = new ArrayList<>();
			for (int i = 0; i < AGREEMENTS; i++) {
				String id = "two-nodes-" + i;
				calls.add(() -> {
					List<Part> parts = Api.sampleAs("clean-straight-through", id);
					Answer answer = untilAccepted(door, id, parts);
					if (accepted.incrementAndGet() == KILL_AFTER) {
						doomed.kill();
					}
					return answer.text("reference");
				});
			}
			List<String> references = new ArrayList<>();
			for (Future<String> call : senders.invokeAll(calls)) {
				references.add(call.get());
			}
			doomed.process().waitFor();
			return references;
		}
		finally {
			senders.shutdownNow();
		}
	}

	/** Repeats a request with its key, as every client should. */
	private static Answer untilAccepted(FrontDoor door, String key, List<Part> parts) {
		Answer[] answer = new Answer[1];
		Nodes.await(key + " was not accepted", () -> {
			answer[0] = new Api(door.port(), "northwind").submit(key, parts);
			return answer[0].status() == 201;
		});
		return answer[0];
	}

	private static List<String> orders(Nodes nodes) throws IOException {
		List<String> references = new ArrayList<>();
		for (String line : nodes.ledger()) {
			JsonNode entry = new ObjectMapper().readTree(line);
			if (entry.path("line").asText().equals("order")) {
				references.add(entry.at("/order/reference").asText());
			}
		}
		return references;
	}

	private static long number(Connection connection, String sql) throws Exception {
		try (Statement statement = connection.createStatement(); ResultSet result = statement.executeQuery(sql)) {
			result.next();
			return result.getLong(1);
		}
	}

	/**
	 * What stands in front of nodes in real life: passes each request to one of those
	 * that answer.
	 */
	private static final class FrontDoor implements AutoCloseable {

		private final HttpServer server;

		private final ExecutorService threads = Executors.newFixedThreadPool(2 * SENDERS);

		private final HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

		private final AtomicInteger turn = new AtomicInteger();

		private volatile List<Node> nodes = List.of();

		FrontDoor() throws IOException {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
			this.server.createContext("/", this::pass);
			this.server.setExecutor(this.threads);
			this.server.start();
		}

		void leadsTo(Node... nodes) {
			this.nodes = List.of(nodes);
		}

		int port() {
			return this.server.getAddress().getPort();
		}

		String url() {
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
					if (!List.of("host", "connection", "content-length", "upgrade", "http2-settings")
						.contains(name.toLowerCase(java.util.Locale.ROOT))) {
						values.forEach((value) -> request.header(name, value));
					}
				});
				HttpResponse<byte[]> answer = this.http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
				answer.headers()
					.firstValue("Content-Type")
					.ifPresent((type) -> exchange.getResponseHeaders().add("Content-Type", type));
				exchange.sendResponseHeaders(answer.statusCode(),
						(answer.body().length > 0) ? answer.body().length : -1);
				exchange.getResponseBody().write(answer.body());
			}
			catch (IOException ex) {
				// The node died in the middle of the request: its client cannot know
				// either.
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

}
