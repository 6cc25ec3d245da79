package io.countersign;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.kernel.SecretFile;
import io.countersign.roc.RocAnswers;
import io.countersign.roc.RocDispatcher;
import io.countersign.rocsim.RocSimulator;
import io.countersign.rocsim.RocSimulatorSettings;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.web.servlet.context.ServletWebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.test.context.DynamicPropertyRegistrar;
import org.springframework.test.context.DynamicPropertyRegistry;

/**
 * The simulated ROC of a test run, a real one over HTTP. Its orders take all steps at
 * once. Nothing is sent or understood by itself: a test calls {@link #settle()}, or
 * drives dispatcher and answers step by step.
 */
public class SimulatedRoc implements DynamicPropertyRegistrar, DisposableBean {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private final ObjectMapper json = new ObjectMapper();

	private final HttpClient http = HttpClient.newHttpClient();

	private final ObjectProvider<RocDispatcher> dispatcher;

	private final ObjectProvider<RocAnswers> answers;

	private final Path ledger;

	private final RocSimulator simulator;

	private String callbackUrl;

	SimulatedRoc(Environment environment, ObjectProvider<RocDispatcher> dispatcher, ObjectProvider<RocAnswers> answers)
			throws IOException {
		this.dispatcher = dispatcher;
		this.answers = answers;
		Path data = Path.of(environment.getRequiredProperty("countersign.data"));
		Files.createDirectories(data);
		Path folder = Files.createTempDirectory(data, "rocsim");
		this.ledger = folder.resolve("ledger.jsonl");
		this.simulator = RocSimulator
			.start(new RocSimulatorSettings(RocSimulatorSettings.LOOPBACK, 0, folder, Duration.ZERO, null,
					SecretFile.readOrCreate(data.resolve("roc").resolve("callback-secret"), "whsec_")));
	}

	@Override
	public void accept(DynamicPropertyRegistry registry) {
		registry.add("countersign.roc.url", this.simulator::url);
	}

	@EventListener
	void started(ServletWebServerInitializedEvent event) {
		if (event.getApplicationContext().getServerNamespace() == null) {
			this.callbackUrl = "http://localhost:%d/api/v1/roc/events".formatted(event.getWebServer().getPort());
			behave();
		}
	}

	/** Ends every fault. */
	public void behave() {
		call("DELETE", "/control", null);
		control("{\"callbackUrl\": \"%s\"}".formatted(this.callbackUrl));
	}

	/**
	 * Asks for faults.
	 * @param faults for instance {@code {"lostReplies": 1}}; the others stay as they are
	 */
	public void control(String faults) {
		call("POST", "/control", faults);
	}

	/** What the ROC has and does: orders, undelivered callbacks, faults. */
	public JsonNode state() {
		return call("GET", "/control", null);
	}

	/** Calls the simulator. */
	public JsonNode call(String method, String path, String body) {
		try {
			HttpResponse<String> answer = this.http.send(HttpRequest.newBuilder(URI.create(url() + path))
				.header("Content-Type", "application/json")
				.method(method,
						(body != null) ? HttpRequest.BodyPublishers.ofString(body)
								: HttpRequest.BodyPublishers.noBody())
				.build(), HttpResponse.BodyHandlers.ofString());
			return this.json.readTree(answer.body());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	public String url() {
		return this.simulator.url();
	}

	/**
	 * Sends everything that is due, lets every callback arrive and understands it, until
	 * nothing is left to do.
	 */
	public void settle() {
		int done;
		do {
			done = dispatch();
			awaitCallbacks();
			done += understand();
		}
		while (done > 0);
	}

	/** Sends everything that is due; answers how many handoffs were tried. */
	public int dispatch() {
		return all(() -> this.dispatcher.getObject().dispatchDue());
	}

	/** Understands every callback that arrived; answers how many events. */
	public int understand() {
		return all(() -> this.answers.getObject().processPending());
	}

	/** Waits until the simulator has delivered all callbacks it has. */
	public void awaitCallbacks() {
		Instant end = Instant.now().plus(PATIENCE);
		JsonNode state = state();
		while (state.path("undelivered").asInt() > 0 || state.path("stepsDue").asInt() > 0) {
			if (Instant.now().isAfter(end)) {
				throw new AssertionError("The simulated ROC does not get its callbacks delivered: " + state);
			}
			LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
			state = state();
		}
	}

	/** Waits until the ledger has an event, delivered or not. */
	public void awaitEvent(String reference, String type) {
		Instant end = Instant.now().plus(PATIENCE);
		while (ledger("event", reference).stream().noneMatch((event) -> event.path("type").asText().equals(type))) {
			if (Instant.now().isAfter(end)) {
				throw new AssertionError("The simulated ROC has no event %s of %s".formatted(type, reference));
			}
			LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
		}
	}

	/** Lines of the ledger about an agreement: its orders or its events. */
	public List<JsonNode> ledger(String line, String reference) {
		List<JsonNode> lines = new ArrayList<>();
		try {
			for (String text : Files.readAllLines(this.ledger)) {
				JsonNode entry = this.json.readTree(text);
				if (entry.path("line").asText().equals(line)
						&& entry.path(line).path("reference").asText().equals(reference)) {
					lines.add(entry.path(line));
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return lines;
	}

	private static int all(IntSupplier work) {
		int done = 0;
		int batch = work.getAsInt();
		while (batch > 0) {
			done += batch;
			batch = work.getAsInt();
		}
		return done;
	}

	@Override
	public void destroy() {
		this.simulator.close();
	}

}
