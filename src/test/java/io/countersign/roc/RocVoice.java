package io.countersign.roc;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.countersign.roc.RocEvent.Type;

import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Says in tests what the ROC would say about an agreement's newest order, and has it
 * understood at once. Nothing is sent anywhere: for tests of the processes, whatever way
 * the words come.
 */
public final class RocVoice {

	private final RocInbox inbox;

	private final RocAnswers answers;

	private final JdbcTemplate jdbc;

	private final TransactionTemplate transaction;

	private final Clock clock;

	public RocVoice(ApplicationContext application) {
		this.inbox = application.getBean(RocInbox.class);
		this.answers = application.getBean(RocAnswers.class);
		this.jdbc = application.getBean(JdbcTemplate.class);
		this.transaction = application.getBean(TransactionTemplate.class);
		this.clock = application.getBean(Clock.class);
	}

	/**
	 * Says several things, one after the other.
	 * @param types names of events such as {@code acknowledged}
	 */
	public void says(String reference, String... types) {
		for (String type : types) {
			Map<String, Object> order = this.jdbc.queryForMap(
					"select idempotency_key, submission, answered_sequence from countersign.roc_outbox where reference = ? and operation = 'ORDER' order by id desc limit 1",
					reference);
			Type said = Type.of(type).orElseThrow();
			RocEvent event = new RocEvent(UUID.randomUUID().toString(), said, reference,
					(Integer) order.get("submission"), (String) order.get("idempotency_key"), "ROC-4711",
					(Integer) order.get("answered_sequence") + 1, this.clock.instant(),
					(said == Type.REJECTED || said == Type.HELD) ? "R07" : null,
					(said == Type.REJECTED) ? "The address differs." : null, (said == Type.INVOICED) ? "INV-1" : null);
			this.transaction.executeWithoutResult((status) -> this.inbox.keep(List.of(event)));
			this.answers.processPending();
		}
	}

	/** Numbers of an agreement's issues with the ROC, oldest first. */
	public List<String> issues(String reference) {
		return this.jdbc.queryForList(
				"select number from countersign.roc_issue where reference = ? order by opened_at, number", String.class,
				reference);
	}

	/** Number of its newest issue. */
	public String issue(String reference) {
		List<String> issues = issues(reference);
		return issues.get(issues.size() - 1);
	}

}
