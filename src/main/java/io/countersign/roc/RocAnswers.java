package io.countersign.roc;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.countersign.agreement.Agreement;
import io.countersign.agreement.AgreementService;
import io.countersign.agreement.RocMilestone;
import io.countersign.engine.Retries;
import io.countersign.kernel.Refusal;
import io.countersign.roc.OperationKey.Operation;
import io.countersign.roc.RocClock.Times;
import io.countersign.roc.RocEvent.Type;
import io.countersign.roc.RocInbox.Kept;
import io.countersign.roc.RocInbox.Reached;
import io.countersign.roc.RocInbox.Settled;
import io.countersign.roc.RocInbox.Waiting;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Understands what the ROC told, on every node. Takes all that is known of an agreement
 * at once, in the ROC's own order, and tells its process one time how far it got. Many
 * agreements share a transaction; where one of them fails, each gets its own, so that
 * none spoils another.
 */
@Component
public class RocAnswers {

	private static final Logger log = LoggerFactory.getLogger(RocAnswers.class);

	private static final int AGREEMENTS_AT_ONCE = 50;

	private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

	/** With the longest pause between them, more than an hour. */
	private static final int ATTEMPTS_BEFORE_PARKED = 80;

	private final RocInbox inbox;

	private final RocOutbox outbox;

	private final RocClock centersClock;

	private final RocIssueService issues;

	private final RocProcess process;

	private final AgreementService agreements;

	private final RocProperties properties;

	private final TransactionTemplate transaction;

	private final Clock clock;

	RocAnswers(RocInbox inbox, RocOutbox outbox, RocClock centersClock, RocIssueService issues, RocProcess process,
			AgreementService agreements, RocProperties properties, PlatformTransactionManager transactions,
			Clock clock) {
		this.inbox = inbox;
		this.outbox = outbox;
		this.centersClock = centersClock;
		this.issues = issues;
		this.process = process;
		this.agreements = agreements;
		this.properties = properties;
		this.transaction = new TransactionTemplate(transactions);
		this.clock = clock;
	}

	/** An event that cannot be dealt with in the present state of things. */
	private static final class NotNowException extends RuntimeException {

		private final transient Kept kept;

		private final boolean contradiction;

		NotNowException(Kept kept, boolean contradiction, String message) {
			super(message);
			this.kept = kept;
			this.contradiction = contradiction;
		}

	}

	/** What is to be written once for all agreements of a transaction. */
	private record Results(List<Settled> settled, List<Reached> reached, List<String> incomplete) {

		Results() {
			this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
		}

	}

	/**
	 * Deals with what is in the inbox.
	 * @return how many events were settled; zero when nothing is left to do now
	 */
	public int processPending() {
		try {
			Integer settled = this.transaction.execute((status) -> process(this.inbox.waiting(AGREEMENTS_AT_ONCE)));
			return (settled != null) ? settled : 0;
		}
		catch (RuntimeException ex) {
			log.debug("Answers of the ROC are taken one agreement at a time, because one failed", ex);
			return processOneByOne();
		}
	}

	private int processOneByOne() {
		int settled = 0;
		for (String key : this.inbox.due(AGREEMENTS_AT_ONCE)) {
			try {
				settled += Retries
					.onConflict(() -> this.transaction.execute((status) -> process(this.inbox.waiting(key))));
			}
			catch (NotNowException ex) {
				settled += this.transaction.execute((status) -> putOffOrPark(key, ex));
			}
			catch (RuntimeException ex) {
				log.warn("Answers of the ROC to handoff {} failed and are tried again", key, ex);
				this.transaction.executeWithoutResult(
						(status) -> this.inbox.putOff(key, LONGEST_PAUSE.dividedBy(12), ex.toString()));
			}
		}
		return settled;
	}

	private int putOffOrPark(String key, NotNowException ex) {
		RocEvent event = ex.kept.event();
		if (!ex.contradiction && ex.kept.attempts() < ATTEMPTS_BEFORE_PARKED) {
			Duration pause = Duration.ofSeconds(1L << Math.min(ex.kept.attempts(), 6));
			this.inbox.putOff(key, (pause.compareTo(LONGEST_PAUSE) < 0) ? pause : LONGEST_PAUSE, ex.getMessage());
			return 0;
		}
		log.warn("Event {} of the ROC about {} is parked: {}", event.id(), event.reference(), ex.getMessage());
		this.inbox.settle(List.of(new Settled(ex.kept, "PARKED", ex.getMessage())));
		this.inbox.answered(key, event.sequence());
		return 1;
	}

	private int process(List<Waiting> handoffs) {
		if (handoffs.isEmpty()) {
			return 0;
		}
		Map<String, List<Kept>> events = this.inbox.pending(handoffs);
		Results results = new Results();
		for (Waiting handoff : handoffs) {
			process(handoff, events.getOrDefault(handoff.key(), List.of()), results);
		}
		if (!results.settled().isEmpty()) {
			this.inbox.settle(results.settled());
			this.inbox.reached(results.reached());
		}
		if (!results.incomplete().isEmpty()) {
			this.inbox.waitForEarlier(results.incomplete(), this.properties.gapPatience());
		}
		return results.settled().size();
	}

	private void process(Waiting handoff, List<Kept> events, Results results) {
		RocProgress before = RocProgress.of(handoff.milestone());
		RocProgress progress = before;
		Times times = handoff.times();
		int answered = handoff.answered();
		Kept last = null;
		String caseNumber = null;
		for (Kept kept : events) {
			RocEvent event = kept.event();
			if (event.sequence() > answered + 1 && missingMayCome(kept)) {
				results.incomplete().add(handoff.key());
				break;
			}
			if (event.sequence() > 0 && event.sequence() <= answered) {
				results.settled().add(new Settled(kept, "DONE", "Came after a later one"));
				continue;
			}
			answered = Math.max(answered, event.sequence());
			caseNumber = (event.caseNumber() != null) ? event.caseNumber() : caseNumber;
			if (!progress.allows(handoff.operation(), event.type())) {
				park(kept, "%s contradicts what is known of the order: %s".formatted(event.type(), progress), results);
				continue;
			}
			if (apply(handoff, kept, results)) {
				last = kept;
			}
			progress = progress.after(event.type());
			times = this.centersClock.heard(times, event, kept.receivedAt());
		}
		if (answered > handoff.answered() || progress != before) {
			results.reached().add(new Reached(handoff.key(), progress.milestone(), answered, caseNumber, times));
		}
		if (last != null) {
			tell(handoff, before, progress, last);
		}
	}

	private boolean missingMayCome(Kept kept) {
		return kept.receivedAt().plus(this.properties.gapPatience()).isAfter(this.clock.instant());
	}

	/**
	 * Enters one event into the record.
	 * @return whether the agreement's process has to hear of it
	 */
	private boolean apply(Waiting handoff, Kept kept, Results results) {
		RocEvent event = kept.event();
		if (handoff.operation() == Operation.CANCEL) {
			if (event.type() == Type.REJECTED) {
				cancellationRefused(handoff, event);
			}
			else {
				this.outbox.cancelled(event.reference(), event.submission(), event.occurredAt());
			}
			results.settled().add(new Settled(kept, "DONE", null));
			return false;
		}
		Agreement agreement = this.agreements.load(handoff.reference());
		if (agreement.status().closed()) {
			if (event.type() == Type.INVOICED) {
				park(kept, "Invoiced although the agreement is " + agreement.status(), results);
			}
			else {
				results.settled().add(new Settled(kept, "DONE", "The agreement was " + agreement.status()));
			}
			return false;
		}
		try {
			record(event);
		}
		catch (Refusal ex) {
			throw new NotNowException(kept, true, ex.getMessage());
		}
		results.settled().add(new Settled(kept, "DONE", null));
		return true;
	}

	private void record(RocEvent event) {
		String reference = event.reference();
		switch (event.type()) {
			case ACKNOWLEDGED, ACCEPTED, PROCESSED, INVOICED ->
				this.agreements.rocProgressed(reference, RocMilestone.valueOf(event.type().name()), event.caseNumber(),
						event.invoiceNumber(), event.occurredAt());
			case HELD -> this.agreements.rocHeld(reference, event.reasonCode(), event.text(), event.occurredAt());
			case RELEASED -> this.agreements.rocReleased(reference, event.occurredAt());
			case REJECTED ->
				this.agreements.rocRejected(reference, event.reasonCode(), event.text(), event.occurredAt());
			case CANCELLED -> throw new IllegalStateException("Only a cancellation is answered by 'cancelled'");
		}
	}

	private void park(Kept kept, String problem, Results results) {
		log.warn("Event {} of the ROC about {} is parked: {}", kept.event().id(), kept.event().reference(), problem);
		results.settled().add(new Settled(kept, "PARKED", problem));
	}

	private void cancellationRefused(Waiting handoff, RocEvent event) {
		this.issues.cancellationRefused(handoff.reference(), handoff.key(), event.reasonCode(), described(event));
	}

	private void tell(Waiting handoff, RocProgress before, RocProgress now, Kept last) {
		String reference = handoff.reference();
		if (handoff.issueOpen()) {
			this.issues.heard(reference, now);
		}
		RocEvent event = last.event();
		if (now == RocProgress.HELD && before != RocProgress.HELD) {
			this.issues.held(reference, handoff.key(), event.reasonCode(), described(event));
		}
		boolean heard = true;
		if (now == RocProgress.REJECTED) {
			String issue = this.issues.rejected(reference, handoff.key(), event.reasonCode(), described(event));
			heard = this.process.rejected(reference, issue);
		}
		else if (now.waitsOver() > before.waitsOver()) {
			heard = this.process.progressed(reference, switch (now) {
				case ACCEPTED -> RocMilestone.ACCEPTED;
				case PROCESSED -> RocMilestone.PROCESSED;
				case INVOICED -> RocMilestone.INVOICED;
				default -> RocMilestone.ACKNOWLEDGED;
			});
		}
		if (!heard) {
			throw new NotNowException(last, false, "The agreement's process does not wait for this yet");
		}
	}

	private static String described(RocEvent event) {
		return (event.text() != null) ? event.text() : "Reason " + event.reasonCode();
	}

}
