package io.countersign.rocsim;

import java.nio.file.Path;
import java.time.Duration;

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

}
