package io.countersign.validation;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.countersign.CountersignTest;
import io.countersign.Database;
import io.countersign.agreement.AgreementPackage.DocumentType;
import io.countersign.agreement.AgreementService;
import io.countersign.agreement.AgreementStatus;
import io.countersign.agreement.Packages;
import io.countersign.agreement.ProcessWalk;
import io.countersign.engine.TaskAnswers;
import io.countersign.kernel.Refusal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a reviewer may decide, and what follows. */
@CountersignTest
class ReviewTests {

	private static final String TASK = "userTask_reviewPackage";

	@Autowired
	private ApplicationContext application;

	@Autowired
	private ValidationService validation;

	@Autowired
	private AgreementService agreements;

	@Autowired
	private Database database;

	private ProcessWalk walk;

	@BeforeEach
	void start() {
		this.walk = new ProcessWalk(this.application);
	}

	@Test
	void aDoubtfulPackageIsPassedWithAReasonAndGoesOnToSignature() {
		String reference = this.walk.submit(doubtful());
		assertThat(this.walk.status(reference)).isEqualTo(AgreementStatus.IN_REVIEW);
		this.walk.pass(reference, "clara", "clm-DE", "The customer asked for 24 months.");
		assertThat(this.walk.way(reference)).containsSubsequence(TASK, "serviceTask_recordReview",
				"gateway_reviewPassed", "gateway_termsRequested", "serviceTask_determineSignatory");
		assertThat(this.agreements.reviewers(reference)).containsExactly("clara");
		for (String change : List.of("update countersign.review set reviewed_by = 'carl'",
				"delete from countersign.review", "truncate countersign.review")) {
			assertThatThrownBy(() -> this.database.owner().execute(change)).hasMessageContaining("never changed");
		}
	}

	@Test
	void aPassedPackageWithSpecialTermsGoesToTheirDecision() {
		String reference = this.walk.submit(doubtful().amendment("CTM", false, "Payment within 90 days."));
		this.walk.pass(reference, "clara", "clm-DE", "Fine but for the terms.");
		assertThat(this.walk.status(reference)).isEqualTo(AgreementStatus.AWAITING_TERMS);
	}

	@Test
	void aReviewerReturnsAPackage() {
		String reference = this.walk.submit(doubtful());
		this.walk.answer(reference, TASK, "clara", "clm-DE",
				Map.of("decision", "return", "reason", "36 months, please."));
		assertThat(this.walk.status(reference)).isEqualTo(AgreementStatus.RETURNED);
	}

	@Test
	void aReviewerDeclinesAPackage() {
		String reference = this.walk.submit(doubtful());
		this.walk.answer(reference, TASK, "clara", "clm-DE",
				Map.of("decision", "decline", "reason", "Not our customer."));
		assertThat(this.walk.status(reference)).isEqualTo(AgreementStatus.DECLINED);
		assertThat(this.walk.ended(reference)).isTrue();
	}

	@Test
	void everyDecisionNeedsItsAnswers() {
		String reference = this.walk.submit(doubtful());
		refused(reference, "decision-missing", null, "Because.");
		refused(reference, "decision-missing", "approve", "Because.");
		refused(reference, "reason-missing", "escalate", null);
		refused(reference, "reason-missing", "return", " \n ");
		refused(reference, "reason-missing", "return", null);
		refused(reference, "reason-missing", "decline", null);
		refused(reference, "reason-too-long", "return", "x".repeat(2001));
		assertThatCode(() -> this.validation.checkReview(reference, answers("return", "x".repeat(2000))))
			.doesNotThrowAnyException();
		assertThat(this.walk.waitsAt(reference)).containsExactly(TASK);
	}

	@Test
	void aRefusedAnswerLeavesTheTaskWhereItIs() {
		String reference = this.walk.submit(doubtful());
		assertThatThrownBy(
				() -> this.walk.answer(reference, TASK, "clara", "clm-DE", Map.of("decision", "pass", "reason", "   ")))
			.hasStackTraceContaining(Refusal.class.getName());
		assertThat(this.walk.waitsAt(reference)).containsExactly(TASK);
		assertThat(this.walk.status(reference)).isEqualTo(AgreementStatus.IN_REVIEW);
		assertThat(this.agreements.reviewers(reference)).isEmpty();
	}

	@Test
	void nobodyPassesABlocker() {
		String reference = this.walk.submit(Packages.clean().withoutDocument(DocumentType.PO));
		refused(reference, "blocked", "pass", "I know this customer.");
		assertThatCode(() -> this.validation.checkReview(reference, answers("return", "The order is missing.")))
			.doesNotThrowAnyException();
	}

	@Test
	void aCleanPackageNeedsNoReasonToPass() {
		String reference = this.walk.submit(Packages.clean().value("900000000", "EUR"));
		assertThatCode(() -> this.validation.checkReview(reference, answers("pass", null))).doesNotThrowAnyException();
	}

	@Test
	void findsTheSameInWhatIsStored() {
		String reference = this.walk
			.submit(doubtful().without("/lines/0/usageCountry").withoutDocument(DocumentType.SIGAUD));
		assertThat(this.validation.examine(this.validation.stored(reference)).findings())
			.isEqualTo(this.agreements.findings(reference))
			.extracting((finding) -> finding.code())
			.containsExactly("SIG-03", "DAT-01", "QTY-03");
	}

	private Packages doubtful() {
		Packages clean = Packages.clean().value("187500.00", "EUR");
		return clean.with("/term/end", clean.facts().term().start().plusMonths(24).minusDays(1));
	}

	private void refused(String reference, String code, String decision, String reason) {
		assertThatThrownBy(() -> this.validation.checkReview(reference, answers(decision, reason)))
			.isInstanceOfSatisfying(Refusal.class, (refusal) -> {
				assertThat(refusal.code()).isEqualTo(code);
				assertThat(refusal.getMessage()).endsWith(".");
			});
	}

	private static TaskAnswers answers(String decision, String reason) {
		Map<String, Object> values = new HashMap<>();
		if (decision != null) {
			values.put("decision", decision);
		}
		if (reason != null) {
			values.put("reason", reason);
		}
		return new TaskAnswers(TASK, "clara", Instant.now(), values);
	}

}
