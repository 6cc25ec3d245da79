package io.countersign.engine;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import io.countersign.kernel.Refusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Repeats a whole transaction that lost a race: two callbacks for one agreement, a person
 * and a timer. For callers that own the transaction; inside one a second attempt would
 * work on what the first one left behind.
 */
public final class Retries {

	private static final Logger log = LoggerFactory.getLogger(Retries.class);

	private static final int ATTEMPTS = 5;

	private static final long FIRST_PAUSE_MILLIS = 10;

	private Retries() {
	}

	/**
	 * Runs the work, again after a short random pause where it lost a race, up to five
	 * times in all.
	 * @param work opens and commits its own transaction
	 * @throws Refusal of kind {@code BUSY} if the fifth attempt lost as well
	 * @throws IllegalStateException if a transaction is already open
	 */
	public static <T> T onConflict(Supplier<T> work) {
		if (TransactionSynchronizationManager.isActualTransactionActive()) {
			throw new IllegalStateException("A transaction is open already: its owner has to retry");
		}
		for (int attempt = 1;; attempt++) {
			try {
				return work.get();
			}
			catch (RuntimeException ex) {
				if (!LostRaces.in(ex)) {
					throw ex;
				}
				if (attempt == ATTEMPTS) {
					log.warn("Gave up after {} attempts", ATTEMPTS, ex);
					throw new Refusal(Refusal.Kind.BUSY, "changed-meanwhile",
							"Somebody else is changing the same agreement right now; please try again in a moment.");
				}
				log.debug("Attempt {} lost a race", attempt, ex);
				pause(attempt);
			}
		}
	}

	/**
	 * Like {@link #onConflict(Supplier)} for work without a result.
	 */
	public static void onConflict(Runnable work) {
		onConflict(() -> {
			work.run();
			return null;
		});
	}

	private static void pause(int attempt) {
		long longest = FIRST_PAUSE_MILLIS << attempt;
		LockSupport.parkNanos(
				TimeUnit.MILLISECONDS.toNanos(ThreadLocalRandom.current().nextLong(FIRST_PAUSE_MILLIS, longest)));
	}

}
