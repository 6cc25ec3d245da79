package io.countersign.signature;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.core.env.Environment;
import org.springframework.test.context.DynamicPropertyRegistrar;
import org.springframework.test.context.DynamicPropertyRegistry;

/**
 * The time stamp authority of a test run: a system of its own, asked over HTTP, which can
 * be out of order. It goes by the clock of the tests.
 */
public class SimulatedTimeStamps implements DynamicPropertyRegistrar, DisposableBean {

	/** What an authority does. */
	public enum Manner {

		GOOD,
		/** Answers every question with an error. */
		DOWN,
		/** Answers with a time stamp over something else. */
		MIXED_UP

	}

	private final Path folder;

	private final HttpServer server;

	private final ExecutorService threads = Executors.newFixedThreadPool(4);

	private final Answering authority;

	private final AtomicInteger asked = new AtomicInteger();

	private volatile Manner manner = Manner.GOOD;

	SimulatedTimeStamps(Environment environment, Clock clock) throws IOException {
		this.folder = Path.of(environment.getRequiredProperty("countersign.data"), "simulated-time-stamps");
		this.authority = new Answering(LocalTimeStamps.open(this.folder, clock));
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.setExecutor(this.threads);
		this.server.createContext("/", this::answer);
		this.server.start();
	}

	@Override
	public void accept(DynamicPropertyRegistry registry) {
		registry.add("countersign.signature.time-stamps.url",
				() -> "http://127.0.0.1:%d/".formatted(this.server.getAddress().getPort()));
		registry.add("countersign.signature.time-stamps.issuers", () -> this.folder.resolve(DevelopmentKey.ISSUER));
		registry.add("countersign.signature.time-stamps.revocation-list",
				() -> this.folder.resolve(DevelopmentKey.REVOCATION_LIST));
		registry.add("countersign.signature.time-stamps.pause", () -> "0s");
	}

	/** Changes what the authority does. */
	public void behave(Manner asked) {
		this.manner = asked;
	}

	/** How often it was asked. */
	public int asked() {
		return this.asked.get();
	}

	private void answer(HttpExchange exchange) throws IOException {
		this.asked.incrementAndGet();
		try (exchange) {
			byte[] query = exchange.getRequestBody().readAllBytes();
			if (this.manner == Manner.DOWN) {
				exchange.sendResponseHeaders(503, -1);
				return;
			}
			byte[] answer = this.authority.answer(query, this.manner == Manner.MIXED_UP);
			exchange.getResponseHeaders().add("Content-Type", "application/timestamp-reply");
			exchange.sendResponseHeaders(200, answer.length);
			exchange.getResponseBody().write(answer);
		}
		catch (TSPException ex) {
			throw new IOException(ex);
		}
	}

	@Override
	public void destroy() {
		this.server.stop(0);
		this.threads.shutdownNow();
	}

	/** Answers requests of others with the keys of the authority inside a process. */
	private record Answering(LocalTimeStamps stamps) {

		byte[] answer(byte[] query, boolean mixedUp) throws IOException, TSPException {
			TimeStampRequest request = new TimeStampRequest(query);
			TimeStampRequestGenerator other = new TimeStampRequestGenerator();
			other.setCertReq(true);
			return this.stamps
				.answer(mixedUp ? other.generate(request.getMessageImprintAlgOID(), new byte[32], request.getNonce())
						: request)
				.getEncoded();
		}

	}

}
