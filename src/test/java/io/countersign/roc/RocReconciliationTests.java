package io.countersign.roc;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.countersign.CountersignTest;
import io.countersign.Database;
import io.countersign.SimulatedRoc;
import io.countersign.TestClock;
import org.camunda.bpm.engine.RuntimeService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/** Four books compared, over HTTP with a simulated ROC that is told to differ. */
@CountersignTest
class RocReconciliationTests {

	@Autowired
	private Database database;

	@Autowired
	private SimulatedRoc roc;

	@Autowired
	private RocReconciliation reconciliation;

	@Autowired
	private RuntimeService runtime;

	@Autowired
	private TestClock clock;

	private Countersigned countersigned;

	@BeforeEach
	void prepare() {
		this.countersigned = new Countersigned(this.database, this.runtime);
	}

	@AfterEach
	void behave() {
		this.roc.behave();
	}

	private String handedOver(String purchaseOrder) {
		String reference = this.countersigned.submitted(purchaseOrder);
		this.roc.settle();
		this.clock.travel(Duration.ofMinutes(2));
		return reference;
	}

	private List<Map<String, Object>> open(String reference) {
		return this.database.jdbc()
			.queryForList(
					"select kind, what, ours, theirs, owner from countersign.roc_difference where reference = ? and closed_at is null order by what desc",
					reference);
	}

	@Test
	void booksThatAgreeHaveNoDifference() {
		String reference = handedOver("PO-2026-1");
		this.reconciliation.reconcile("rob");
		assertThat(open(reference)).isEmpty();
		assertThat(this.database.jdbc()
			.queryForMap("select asked_by, orders_here, problem from countersign.roc_reconciliation"))
			.containsEntry("asked_by", "rob")
			.containsEntry("orders_here", 1)
			.containsEntry("problem", null);
	}

	@ParameterizedTest
	@CsvSource({ "VALUE,DIFFERENT,AMOUNT", "CURRENCY,DIFFERENT,CURRENCY", "MISSING,MISSING_THERE,ORDER" })
	void whatTheRocHasOtherwiseIsFound(String wish, String kind, String what) {
		String reference = handedOver("PO-2026-1-" + wish);
		this.reconciliation.reconcile("rob");
		assertThat(open(reference)).singleElement()
			.satisfies((row) -> assertThat(row).containsEntry("kind", kind)
				.containsEntry("what", what)
				.containsEntry("owner", "roc-liaison"));
	}

	@Test
	void whatWeDoNotHaveIsFound() {
		String reference = handedOver("PO-2026-1");
		this.database.force("delete from countersign.roc_inbox");
		this.database.force("delete from countersign.roc_outbox where reference = ?", reference);
		this.reconciliation.reconcile("rob");
		assertThat(open(reference)).singleElement()
			.satisfies((row) -> assertThat(row).containsEntry("kind", "MISSING_HERE").containsEntry("ours", null));
	}

	@Test
	void aStatusThatDiffersIsFoundAndClosesByItselfWhereItVanishes() {
		String reference = handedOver("PO-2026-1");
		this.database.force("update countersign.roc_outbox set milestone = 'ACCEPTED' where reference = ?", reference);
		this.reconciliation.reconcile("rob");
		assertThat(open(reference)).extracting((row) -> row.get("what")).containsExactly("STATUS", "AGREEMENT");
		assertThat(open(reference).get(0)).containsEntry("ours", "ACCEPTED").containsEntry("theirs", "INVOICED");

		this.database.force("update countersign.roc_outbox set milestone = 'INVOICED' where reference = ?", reference);
		this.reconciliation.reconcile("rob");
		assertThat(open(reference)).isEmpty();
	}

	@Test
	void whatASecondRunSeesIsAnIssueAndTheIssueEndsWhereItVanishes() {
		String reference = handedOver("PO-2026-1");
		this.database.force("update countersign.roc_outbox set case_number = 'ROC-OTHER' where reference = ?",
				reference);
		this.reconciliation.reconcile("rob");
		assertThat(issues(reference)).isEmpty();
		this.reconciliation.reconcile("rob");
		this.reconciliation.reconcile("rob");
		assertThat(issues(reference)).containsExactly(true);

		this.database.force("delete from countersign.roc_outbox where reference = ?", reference);
		this.reconciliation.reconcile("rob");
		assertThat(issues(reference)).containsExactly(false);
	}

	/** Of each issue whether it is open. */
	private List<Boolean> issues(String reference) {
		return this.database.jdbc()
			.queryForList(
					"select closed_at is null from countersign.roc_issue where reference = ? and kind = 'DIFFERENCE' order by opened_at",
					Boolean.class, reference);
	}

	@Test
	void whatWasSignedOffStaysClosedUntilItChanges() {
		String reference = handedOver("PO-2026-1-VALUE");
		this.reconciliation.reconcile("rob");
		this.database.jdbc()
			.update("update countersign.roc_difference set closed_at = now(), signed_off_by = 'rob', because = 'Settled' where reference = ?",
					reference);
		this.reconciliation.reconcile("rob");
		assertThat(open(reference)).isEmpty();

		this.database.force("update countersign.roc_difference set theirs = '0.02' where reference = ?", reference);
		this.reconciliation.reconcile("rob");
		assertThat(open(reference)).hasSize(1);
	}

	@Test
	void aRocThatDoesNotTellClosesNothing() {
		String reference = handedOver("PO-2026-1-VALUE");
		this.reconciliation.reconcile("rob");
		this.roc.control("{\"statementFailures\": 1}");
		assertThat(this.reconciliation.reconcile("rob")).isEqualTo(-1);
		assertThat(open(reference)).hasSize(1);
	}

	@Test
	void itIsDueEveryQuarterOfAnHour() {
		this.reconciliation.reconcileIfDue();
		this.reconciliation.reconcileIfDue();
		assertThat(this.database.count("countersign.roc_reconciliation")).isEqualTo(1);
		this.clock.travel(Duration.ofMinutes(16));
		this.reconciliation.reconcileIfDue();
		assertThat(this.database.count("countersign.roc_reconciliation")).isEqualTo(2);
	}

}
