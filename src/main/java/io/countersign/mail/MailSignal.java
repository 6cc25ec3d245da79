package io.countersign.mail;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Wakes this node's sender of mails. */
@Component
class MailSignal {

	private final Semaphore raised = new Semaphore(0);

	/** Raises once the present transaction has committed. */
	void raiseAfterCommit() {
		TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
			@Override
			public void afterCommit() {
				raise();
			}
		});
	}

	void raise() {
		this.raised.release();
	}

	/** Waits for a signal, at most for a time. */
	void await(Duration atMost) throws InterruptedException {
		if (this.raised.tryAcquire(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
			this.raised.drainPermits();
		}
	}

}
