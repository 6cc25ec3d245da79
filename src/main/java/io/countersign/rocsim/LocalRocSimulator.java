package io.countersign.rocsim;

import java.nio.file.Path;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Runs the simulated ROC beside Countersign where {@code countersign.rocsim.enabled} says
 * so, as the {@code local} profile does. Starts once Countersign takes calls, because its
 * callbacks go there.
 */
@Component
@ConditionalOnProperty(name = "countersign.rocsim.enabled", havingValue = "true")
class LocalRocSimulator implements SmartLifecycle {

	private final Environment environment;

	private RocSimulator simulator;

	LocalRocSimulator(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void start() {
		this.simulator = RocSimulator.start(RocSimulatorSettings.of(this.environment,
				Path.of(this.environment.getProperty("countersign.data", "data")),
				"http://localhost:%s/api/v1/roc/events"
					.formatted(this.environment.getProperty("local.server.port", "8080"))));
	}

	@Override
	public void stop() {
		this.simulator.close();
		this.simulator = null;
	}

	@Override
	public boolean isRunning() {
		return this.simulator != null;
	}

	/** After the web server, which starts in phase {@code DEFAULT_PHASE - 2048}. */
	@Override
	public int getPhase() {
		return DEFAULT_PHASE - 1024;
	}

}
