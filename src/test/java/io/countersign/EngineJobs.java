package io.countersign;

import java.util.List;

import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.runtime.Job;

/** Runs the engine's jobs by hand, at the moment the {@link TestClock} shows. */
public class EngineJobs {

	private static final int MOST_ROUNDS = 100;

	private final ManagementService management;

	EngineJobs(ManagementService management) {
		this.management = management;
	}

	/**
	 * Runs every job that is due, and those that become due by it.
	 * @return how many ran
	 */
	public int runDue() {
		int ran = 0;
		for (int round = 0; round < MOST_ROUNDS; round++) {
			List<Job> due = due();
			if (due.isEmpty()) {
				return ran;
			}
			for (Job job : due) {
				if (exists(job)) {
					this.management.executeJob(job.getId());
					ran++;
				}
			}
		}
		throw new AssertionError("Jobs keep becoming due: " + due());
	}

	/** Timers of one agreement's processes that are still to come, soonest first. */
	public List<Job> timers(String processInstanceId) {
		return this.management.createJobQuery()
			.processInstanceId(processInstanceId)
			.timers()
			.orderByJobDuedate()
			.asc()
			.list();
	}

	/** A job of its process may be gone because another one of this round ended it. */
	private boolean exists(Job job) {
		return this.management.createJobQuery().jobId(job.getId()).count() > 0;
	}

	private List<Job> due() {
		return this.management.createJobQuery()
			.active()
			.executable()
			.list()
			.stream()
			.filter((job) -> job.getProcessInstanceId() != null)
			.toList();
	}

}
