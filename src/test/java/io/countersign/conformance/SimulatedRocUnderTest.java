package io.countersign.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.countersign.conformance.ConformanceKit.Result;
import io.countersign.rocsim.RocSimulator;
import io.countersign.rocsim.RocSimulatorSettings;

import static org.assertj.core.api.Assertions.assertThat;

/** A simulated ROC that calls the kit back. */
final class SimulatedRocUnderTest implements AutoCloseable {

	private final CallbackReceiver receiver = new CallbackReceiver(0);

	private final RocSimulator simulator;

	SimulatedRocUnderTest(Path folder) {
		this(folder, RocSettings.SAMPLE_SECRET);
	}

	SimulatedRocUnderTest(Path folder, String secret) {
		this.simulator = RocSimulator.start(new RocSimulatorSettings(RocSimulatorSettings.LOOPBACK, 0, folder,
				Duration.ZERO, "http://127.0.0.1:%d/events".formatted(this.receiver.port()), secret));
	}

	/** Asks for faults, {@code docs/rocsim.md}. */
	void control(String method, String path, String body) {
		try {
			assertThat(HttpClient.newHttpClient()
				.send(HttpRequest.newBuilder(URI.create(this.simulator.url() + path))
					.method(method, HttpRequest.BodyPublishers.ofString(body))
					.build(), HttpResponse.BodyHandlers.ofString())
				.statusCode()).isEqualTo(200);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	String url() {
		return this.simulator.url();
	}

	List<Result> run(Duration patience, Duration quiet) {
		return new ConformanceKit(settings(url(), patience, quiet)).run(this.receiver);
	}

	/**
	 * Looks at what it answers only.
	 * @param url its own, or that of somebody in between
	 */
	List<Result> runWithoutCallbacks(String url) {
		return new ConformanceKit(settings(url, Duration.ZERO, Duration.ZERO)).run(null);
	}

	private RocSettings settings(String url, Duration patience, Duration quiet) {
		return new RocSettings(url, this.receiver.port(), RocSettings.SAMPLE_SECRET, "PO-CONFORMANCE-R07",
				"PO-CONFORMANCE-HOLD", patience, quiet);
	}

	@Override
	public void close() {
		this.simulator.close();
		this.receiver.close();
	}

}
