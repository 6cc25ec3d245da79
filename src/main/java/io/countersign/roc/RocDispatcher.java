package io.countersign.roc;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

import io.countersign.roc.Handoff.Outcome;
import io.countersign.roc.Handoff.Result;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Sends handoffs to the ROC, on every node: claims a batch in one short transaction,
 * calls outside of any, stores all outcomes in one more.
 */
@Component
public class RocDispatcher {

	private static final Logger log = LoggerFactory.getLogger(RocDispatcher.class);

	private final RocOutbox outbox;

	private final RocInbox inbox;

	private final RocClient roc;

	private final RocProperties properties;

	private final TransactionTemplate transaction;

	private final CircuitBreaker breaker;

	RocDispatcher(RocOutbox outbox, RocInbox inbox, RocClient roc, RocProperties properties,
			PlatformTransactionManager transactions, Clock clock) {
		this.outbox = outbox;
		this.inbox = inbox;
		this.roc = roc;
		this.properties = properties;
		this.transaction = new TransactionTemplate(transactions);
		this.breaker = new CircuitBreaker(properties.failuresToOpen(), properties.openFor(), clock);
	}

	/**
	 * Sends one batch of what is due.
	 * @return how many handoffs it tried; zero when none is due, or while the ROC is left
	 * alone after failures
	 */
	public int dispatchDue() {
		int atMost = this.breaker.allows(this.properties.batch());
		if (atMost == 0) {
			return 0;
		}
		List<Handoff> claimed = this.transaction.execute((status) -> this.outbox.claim(atMost));
		if (!claimed.isEmpty()) {
			store(send(claimed));
		}
		return claimed.size();
	}

	List<Outcome> send(List<Handoff> claimed) {
		List<Outcome> outcomes = new ArrayList<>(claimed.size());
		List<Handoff> toPlace = new ArrayList<>(claimed.size());
		boolean answers = true;
		for (Handoff handoff : claimed) {
			if (!handoff.ambiguous()) {
				toPlace.add(handoff);
				continue;
			}
			Outcome asked = answers ? this.roc.ask(handoff)
					: Outcome.unclear(handoff, "The ROC does not answer questions at the moment");
			answers = asked.result() != Result.UNCLEAR;
			if (asked.result() == Result.FAILED) {
				// It never arrived: it goes out again under the same key.
				toPlace.add(handoff.asNew());
			}
			else {
				outcomes.add(asked);
			}
		}
		if (!toPlace.isEmpty()) {
			outcomes.addAll(this.roc.place(toPlace));
		}
		return outcomes;
	}

	void store(List<Outcome> outcomes) {
		boolean failed = outcomes.stream()
			.allMatch((outcome) -> outcome.result() == Result.FAILED || outcome.result() == Result.UNCLEAR);
		List<Outcome> refused = outcomes.stream().filter((outcome) -> outcome.result() == Result.REFUSED).toList();
		boolean recovered = !failed && this.breaker.succeeded();
		this.transaction.executeWithoutResult((status) -> {
			int stored = this.outbox.store(outcomes);
			if (stored < outcomes.size()) {
				log.info("{} of {} handoffs were taken over by another node or answered meanwhile",
						outcomes.size() - stored, outcomes.size());
			}
			if (!refused.isEmpty()) {
				this.inbox.refused(refused);
			}
			if (recovered) {
				this.outbox.endPauses();
			}
		});
		if (failed) {
			this.breaker.failed();
			log.warn("The ROC took none of {} handoffs: {}", outcomes.size(), outcomes.get(0).problem());
		}
	}

}
