package io.countersign.roc;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import io.countersign.CountersignTest;
import io.countersign.Database;
import io.countersign.SimulatedRoc;
import io.countersign.TestClock;
import io.countersign.roc.Handoff.Outcome;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/** From the outbox to the booking, over HTTP to a real simulated ROC. */
@CountersignTest
class RocHandoffTests {

	@Autowired
	private Database database;

	@Autowired
	private SimulatedRoc roc;

	@Autowired
	private RocDispatcher dispatcher;

	@Autowired
	private RocOutbox outbox;

	@Autowired
	private TransactionTemplate transaction;

	@Autowired
	private RuntimeService runtime;

	@Autowired
	private HistoryService history;

	@Autowired
	private TestClock clock;

	private Countersigned countersigned;

	@BeforeEach
	void prepare() {
		this.countersigned = new Countersigned(this.database, this.runtime);
	}

	@Test
	void booksAnAgreement() {
		String reference = this.countersigned.submitted();
		assertThat(status(reference)).isEqualTo("SUBMITTED_TO_ROC");

		this.roc.settle();

		assertThat(status(reference)).isEqualTo("BOOKED");
		assertThat(this.roc.ledger("order", reference)).hasSize(1);
		assertThat(events(reference)).containsExactly("AgreementSubmittedToRoc", "RocProgressed", "RocProgressed",
				"RocProgressed", "RocProgressed", "AgreementBooked");
		assertThat(this.history.createHistoricActivityInstanceQuery().activityId("endEvent_booked").finished().count())
			.isEqualTo(1);
	}

	@Test
	void booksOnceWhereTheReplyIsLost() {
		this.roc.control("{\"lostReplies\": 1}");
		assertBookedOnceAfterASecondAttempt();
	}

	@Test
	void booksOnceWhereTheRocFailsAfterBooking() {
		this.roc.control("{\"failuresAfterBooking\": 1}");
		assertBookedOnceAfterASecondAttempt();
	}

	@Test
	void booksOnceWhereTheReplyIsGarbled() {
		this.roc.control("{\"garbledReplies\": 1}");
		assertBookedOnceAfterASecondAttempt();
	}

	@Test
	void booksOnceWhereTheRocFailsBeforeBooking() {
		this.roc.control("{\"failures\": 1}");
		assertBookedOnceAfterASecondAttempt();
	}

	@Test
	void booksOnceWhereTheReplyTakesTooLong() {
		// Callbacks wait: one that came while the clock shows a later time would not be
		// due
		// when it shows the real one again.
		this.roc.control("{\"slowMillis\": 1500, \"callbacks\": false}");
		String reference = this.countersigned.submitted();
		this.dispatcher.dispatchDue();
		assertThat(row(reference, "ambiguous")).isEqualTo(true);
		this.roc.control("{\"slowMillis\": 0}");

		// Asks and repeats while the first call is still being worked on; the simulator
		// may hold these calls up too.
		for (int attempt = 0; attempt < 10 && !"SENT".equals(row(reference, "state")); attempt++) {
			this.clock.travel(Duration.ofMinutes(1));
			this.dispatcher.dispatchDue();
		}
		this.clock.reset();
		this.roc.behave();
		this.roc.settle();

		assertThat(this.roc.ledger("order", reference)).hasSize(1);
		assertThat(status(reference)).isEqualTo("BOOKED");
	}

	/** Callbacks wait, so that only the second attempt can find out. */
	private void assertBookedOnceAfterASecondAttempt() {
		this.roc.control("{\"callbacks\": false}");
		String reference = this.countersigned.submitted();
		this.dispatcher.dispatchDue();
		assertThat(row(reference, "state")).isEqualTo("PENDING");
		assertThat(row(reference, "ambiguous")).isEqualTo(true);

		this.clock.travel(Duration.ofSeconds(6));
		this.dispatcher.dispatchDue();
		assertThat(row(reference, "state")).isEqualTo("SENT");
		this.clock.reset();
		this.roc.behave();
		this.roc.settle();

		assertThat(this.roc.ledger("order", reference)).hasSize(1);
		assertThat(status(reference)).isEqualTo("BOOKED");
	}

	@Test
	void aCallbackProvesThatALostHandoffArrived() {
		this.roc.control("{\"lostReplies\": 1}");
		String reference = this.countersigned.submitted();

		this.roc.settle();

		assertThat(status(reference)).isEqualTo("BOOKED");
		assertThat(row(reference, "state")).isEqualTo("SENT");
		assertThat(this.roc.ledger("order", reference)).hasSize(1);
	}

	@Test
	void pausesLongerWithEachFailure() {
		this.roc.control("{\"down\": true}");
		String reference = this.countersigned.submitted();
		this.dispatcher.dispatchDue();
		assertThat(this.dispatcher.dispatchDue()).as("not due yet").isZero();
		assertThat(this.outbox.pause(1)).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(5));
		assertThat(this.outbox.pause(2)).isBetween(Duration.ofSeconds(8), Duration.ofSeconds(10));
		assertThat(this.outbox.pause(40)).isBetween(Duration.ofMinutes(12), Duration.ofMinutes(15));
		assertThat(row(reference, "last_problem").toString()).contains("No answer from the ROC");
	}

	@Test
	void aStaleSenderCannotStoreItsOutcome() {
		String reference = this.countersigned.submitted();
		List<Handoff> stale = claim();
		this.clock.travel(Duration.ofMinutes(2));
		List<Handoff> taken = claim();
		assertThat(taken).singleElement().satisfies((handoff) -> {
			assertThat(handoff.key()).isEqualTo(stale.get(0).key());
			assertThat(handoff.ambiguous()).as("the first claim may have been sent").isTrue();
		});

		this.dispatcher.store(List.of(Outcome.refused(stale.get(0), "from the past")));
		assertThat(row(reference, "state")).isEqualTo("PENDING");
		assertThat(this.database.count("countersign.roc_inbox")).isZero();

		this.dispatcher.store(List.of(Outcome.received(taken.get(0), "ROC-1")));
		assertThat(row(reference, "state")).isEqualTo("SENT");
	}

	@Test
	void twoNodesNeverClaimTheSame() {
		List<String> references = Stream.generate(this.countersigned::submitted).limit(6).toList();

		List<String> claimed = this.transaction.execute((first) -> {
			List<Handoff> mine = this.outbox.claim(3);
			// Another connection, while the first claim's rows are still locked.
			TransactionTemplate other = new TransactionTemplate(this.transaction.getTransactionManager());
			other.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
			List<Handoff> theirs = other.execute((second) -> this.outbox.claim(10));
			assertThat(mine).hasSize(3);
			assertThat(theirs).hasSize(3);
			return Stream.concat(mine.stream(), theirs.stream()).map(Handoff::key).toList();
		});

		assertThat(claimed).doesNotHaveDuplicates().hasSameSizeAs(references);
	}

	@Test
	void claimsOfAnAgreementOnlyTheOldest() {
		String reference = this.countersigned.submitted();
		List<Handoff> order = claim();
		withdraw(reference);

		assertThat(this.database.count("countersign.roc_outbox")).isEqualTo(2);
		assertThat(claim()).as("the cancellation waits for its order").isEmpty();
		this.dispatcher.store(this.dispatcher.send(order));
		assertThat(claim()).singleElement().satisfies((handoff) -> assertThat(handoff.payload()).contains("CANCEL"));
	}

	@Test
	void takesBackWhatWasNeverSent() {
		String reference = this.countersigned.submitted();
		withdraw(reference);
		assertThat(row(reference, "state")).isEqualTo("RECALLED");
		assertThat(claim()).isEmpty();
	}

	@Test
	void cancelsAtTheRocWhatWasSent() {
		this.roc.control("{\"frozen\": true}");
		String reference = this.countersigned.submitted();
		this.roc.dispatch();
		withdraw(reference);
		this.roc.dispatch();
		this.roc.behave();
		this.roc.settle();

		assertThat(this.roc.ledger("order", reference)).extracting((order) -> order.path("operation").asText())
			.containsExactly("ORDER", "CANCEL");
		assertThat(this.roc.ledger("event", reference)).extracting((event) -> event.path("type").asText())
			.containsExactly("cancelled");
		assertThat(status(reference)).isEqualTo("WITHDRAWN");
		assertThat(this.database.count("countersign.roc_issue")).isZero();
	}

	@Test
	void aRefusedCancellationBecomesAnIssueForAPerson() {
		this.roc.control("{\"callbacks\": false}");
		String reference = this.countersigned.submitted();
		this.roc.dispatch();
		this.roc.awaitEvent(reference, "invoiced");
		withdraw(reference);
		this.roc.behave();
		this.roc.settle();

		assertThat(this.database.jdbc()
			.queryForMap("select kind, problem from countersign.roc_issue where reference = ?", reference))
			.containsEntry("kind", "CANCELLATION")
			.hasEntrySatisfying("problem", (problem) -> assertThat(problem.toString()).contains("already-invoiced"));
		assertThat(this.runtime.createProcessInstanceQuery()
			.processInstanceBusinessKey(this.database.jdbc()
				.queryForObject("select number from countersign.roc_issue where reference = ?", String.class,
						reference))
			.count()).isEqualTo(1);
		assertThat(this.database.jdbc()
			.queryForList("select type from countersign.roc_inbox where state = 'PARKED'", String.class))
			.as("invoiced although withdrawn")
			.containsExactly("INVOICED");
	}

	@Test
	void aRefusedOrderBecomesAnIssueForAPerson() {
		String reference = this.countersigned.submitted();
		this.dispatcher.store(List.of(Outcome.refused(claim().get(0), "The order is incomplete")));
		this.roc.understand();

		assertThat(status(reference)).isEqualTo("ROC_REJECTED");
		assertThat(this.database.jdbc()
			.queryForMap("select kind, reason_code, problem from countersign.roc_issue where reference = ?", reference))
			.containsEntry("kind", "REJECTION")
			.containsEntry("reason_code", "R90")
			.containsEntry("problem", "The order is incomplete");
	}

	private List<Handoff> claim() {
		return this.transaction.execute((status) -> this.outbox.claim(100));
	}

	private void withdraw(String reference) {
		this.transaction.executeWithoutResult((status) -> {
			this.database.jdbc()
				.update("update countersign.agreement set status = 'WITHDRAWN', closed_at = now(), version = version + 1 where reference = ?",
						reference);
			this.runtime.createMessageCorrelation("agreement.withdrawn")
				.processInstanceBusinessKey(reference)
				.correlate();
		});
	}

	private String status(String reference) {
		return this.database.jdbc()
			.queryForObject("select status from countersign.agreement where reference = ?", String.class, reference);
	}

	private Object row(String reference, String column) {
		return this.database.jdbc()
			.queryForObject("select " + column + " from countersign.roc_outbox where reference = ?", Object.class,
					reference);
	}

	private List<String> events(String reference) {
		return this.database.jdbc()
			.queryForList("select type from countersign.audit_event where reference = ? order by sequence",
					String.class, reference);
	}

}
