package io.countersign.roc;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.roc.Handoff.Outcome;
import io.countersign.roc.RocEvent.Type;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Stands in for HTTP between us and the ROC where only engine and database are measured:
 * claims, stores and keeps in the transactions of the dispatcher and the callback's
 * controller, and answers each order at once with all four steps.
 */
public final class HandoffWithoutHttp {

	private static final List<Type> STEPS = List.of(Type.ACKNOWLEDGED, Type.ACCEPTED, Type.PROCESSED, Type.INVOICED);

	private static final int BATCH = 100;

	private final RocOutbox outbox;

	private final RocInbox inbox;

	private final RocDispatcher dispatcher;

	private final RocAnswers answers;

	private final TransactionTemplate transaction;

	private final ObjectMapper json = new ObjectMapper();

	public HandoffWithoutHttp(BeanFactory beans) {
		this.outbox = beans.getBean(RocOutbox.class);
		this.inbox = beans.getBean(RocInbox.class);
		this.dispatcher = beans.getBean(RocDispatcher.class);
		this.answers = beans.getBean(RocAnswers.class);
		this.transaction = new TransactionTemplate(beans.getBean(PlatformTransactionManager.class));
	}

	/** Hands over and answers what is due; says how many orders. */
	public int dispatch() {
		List<Handoff> claimed = this.transaction.execute((status) -> this.outbox.claim(BATCH));
		if (claimed.isEmpty()) {
			return 0;
		}
		this.dispatcher.store(claimed.stream().map((handoff) -> Outcome.received(handoff, caseOf(handoff))).toList());
		List<RocEvent> events = new ArrayList<>();
		for (Handoff handoff : claimed) {
			JsonNode order = order(handoff);
			for (int i = 0; i < STEPS.size(); i++) {
				Type step = STEPS.get(i);
				events
					.add(new RocEvent(handoff.key().substring(0, 40) + "-" + i, step, order.path("reference").asText(),
							order.path("submission").asInt(), handoff.key(), caseOf(handoff), i + 1, Instant.now(),
							null, null, (step == Type.INVOICED) ? "I" + caseOf(handoff) : null));
			}
		}
		this.transaction.executeWithoutResult((status) -> this.inbox.keep(events));
		return claimed.size();
	}

	/** Understands what was answered; says how many events. */
	public int understand() {
		return this.answers.processPending();
	}

	private static String caseOf(Handoff handoff) {
		return "C" + handoff.key().substring(0, 12);
	}

	private JsonNode order(Handoff handoff) {
		try {
			return this.json.readTree(handoff.payload());
		}
		catch (JsonProcessingException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
