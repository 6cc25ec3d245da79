package io.countersign.work;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Wakes a worker of this node. Any number of signals before it looks wake it once.
 */
public final class Signal {

	private final Semaphore raised = new Semaphore(0);

	/** Wakes one thread that waits, or lets the next one not wait. */
	public void raise() {
		this.raised.release();
	}

	/** Raises once the present transaction has committed, or now where there is none. */
	public void raiseAfterCommit() {
		if (!TransactionSynchronizationManager.isSynchronizationActive()) {
			raise();
			return;
		}
		TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
			@Override
			public void afterCommit() {
				raise();
			}
		});
	}

	/**
	 * Waits for a signal, at most for a time.
	 * @return whether there was one
	 */
	boolean await(Duration atMost) throws InterruptedException {
		boolean signalled = this.raised.tryAcquire(atMost.toMillis(), TimeUnit.MILLISECONDS);
		this.raised.drainPermits();
		return signalled;
	}

}
