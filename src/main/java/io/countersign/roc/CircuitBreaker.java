package io.countersign.roc;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Leaves the ROC alone for a while after several calls in a row failed, then tries with
 * one handoff. Each node judges for itself.
 */
class CircuitBreaker {

	private final int failuresToOpen;

	private final Duration openFor;

	private final Clock clock;

	private int failures;

	private Instant openUntil = Instant.MIN;

	CircuitBreaker(int failuresToOpen, Duration openFor, Clock clock) {
		this.failuresToOpen = failuresToOpen;
		this.openFor = openFor;
		this.clock = clock;
	}

	/** How many handoffs the next call may carry: none, one to try, or all. */
	synchronized int allows(int all) {
		if (this.failures < this.failuresToOpen) {
			return all;
		}
		return this.clock.instant().isBefore(this.openUntil) ? 0 : 1;
	}

	/**
	 * A call went well.
	 * @return whether this ended a time of failures
	 */
	synchronized boolean succeeded() {
		boolean recovered = this.failures > 0;
		this.failures = 0;
		return recovered;
	}

	synchronized void failed() {
		this.failures++;
		if (this.failures >= this.failuresToOpen) {
			this.openUntil = this.clock.instant().plus(this.openFor);
		}
	}

}
