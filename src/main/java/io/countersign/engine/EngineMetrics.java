package io.countersign.engine;

import java.time.Clock;
import java.time.Duration;
import java.util.List;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.runtime.Job;

/**
 * What an operator watches of the engine: work that is due and not done, and work that
 * was given up. Read from the database at each scrape; every node tells the same.
 */
class EngineMetrics implements MeterBinder {

	private final ManagementService management;

	private final RuntimeService runtime;

	private final SystemRights system;

	private final Clock clock;

	EngineMetrics(ManagementService management, RuntimeService runtime, SystemRights system, Clock clock) {
		this.management = management;
		this.runtime = runtime;
		this.system = system;
		this.clock = clock;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("countersign.engine.jobs.due", this, EngineMetrics::dueJobs)
			.description("Jobs that are due and have attempts left")
			.register(registry);
		Gauge.builder("countersign.engine.jobs.oldest.due", this, EngineMetrics::oldestDueSeconds)
			.description("How long the oldest of them has been due")
			.baseUnit("seconds")
			.register(registry);
		Gauge.builder("countersign.engine.incidents", this, EngineMetrics::incidents)
			.description("Work given up after its last attempt")
			.register(registry);
	}

	double dueJobs() {
		return this.system.call(() -> this.management.createJobQuery().executable().count());
	}

	double oldestDueSeconds() {
		List<Job> oldest = this.system
			.call(() -> this.management.createJobQuery().executable().orderByJobDuedate().asc().listPage(0, 1));
		return oldest.stream()
			.filter((job) -> job.getDuedate() != null)
			.mapToDouble((job) -> Duration.between(job.getDuedate().toInstant(), this.clock.instant()).toSeconds())
			.findFirst()
			.orElse(0);
	}

	double incidents() {
		return this.system.call(() -> this.runtime.createIncidentQuery().count());
	}

}
