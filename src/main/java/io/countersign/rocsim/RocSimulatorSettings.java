package io.countersign.rocsim;

import java.nio.file.Path;
import java.time.Duration;

import io.countersign.kernel.SecretFile;

import org.springframework.core.env.Environment;

/**
 * How a simulated ROC runs.
 *
 * @param address the network address it listens on
 * @param port 0 takes any free port
 * @param data folder of its ledger
 * @param delay time between two steps in the life of an order; zero takes all steps at
 * once
 * @param callbackUrl where its callbacks go; may be {@code null} until
 * {@code POST /control} names it, callbacks wait so long
 * @param secret what its callbacks are signed with, {@code whsec_} and Base64
 */
public record RocSimulatorSettings(String address, int port, Path data, Duration delay, String callbackUrl,
		String secret) {

	/** The address where nobody but this machine reaches it. */
	public static final String LOOPBACK = "127.0.0.1";

	private static final int DEFAULT_PORT = 8090;

	private static final Duration DEFAULT_DELAY = Duration.ofMillis(1500);

	/**
	 * Reads {@code countersign.rocsim.*}.
	 * @param data the data folder, in which the ledger and a secret of its own are kept
	 * @param callbackUrl where callbacks go unless the settings say otherwise
	 */
	static RocSimulatorSettings of(Environment environment, Path data, String callbackUrl) {
		String secret = environment.getProperty("countersign.rocsim.secret");
		return new RocSimulatorSettings(environment.getProperty("countersign.rocsim.address", LOOPBACK),
				environment.getProperty("countersign.rocsim.port", Integer.class, DEFAULT_PORT), data.resolve("rocsim"),
				environment.getProperty("countersign.rocsim.delay", Duration.class, DEFAULT_DELAY),
				environment.getProperty("countersign.rocsim.callback-url", callbackUrl), (secret != null) ? secret
						: SecretFile.readOrCreate(data.resolve("roc").resolve("callback-secret"), "whsec_"));
	}

	/** The same on another port. */
	RocSimulatorSettings on(int other) {
		return new RocSimulatorSettings(this.address, other, this.data, this.delay, this.callbackUrl, this.secret);
	}

}
