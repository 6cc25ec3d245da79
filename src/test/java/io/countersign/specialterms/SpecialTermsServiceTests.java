package io.countersign.specialterms;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.countersign.CountersignTest;
import io.countersign.Database;
import io.countersign.agreement.AgreementService;
import io.countersign.agreement.Packages;
import io.countersign.agreement.ProcessWalk;
import io.countersign.engine.TaskAnswers;
import io.countersign.kernel.Refusal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.dao.DataIntegrityViolationException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@CountersignTest
class SpecialTermsServiceTests {

	private static final String TASK = "userTask_decideSpecialTerms";

	@Autowired
	private ApplicationContext application;

	@Autowired
	private SpecialTermsService specialTerms;

	@Autowired
	private AgreementService agreements;

	@Autowired
	private Database database;

	private ProcessWalk walk;

	private String reference;

	@BeforeEach
	void submitAPackageWithATermOfItsOwn() {
		this.walk = new ProcessWalk(this.application);
		this.reference = this.walk.submit(withTerm("Payment within 60 days."));
	}

	@Test
	void anApprovalIsKeptWithItsReasonAndTheContentItWasGivenFor() {
		decide("mona", "approve", "Within the business case.");
		assertThat(this.specialTerms.decision(this.reference)).hasValueSatisfying((decision) -> {
			assertThat(decision.approved()).isTrue();
			assertThat(decision.reason()).isEqualTo("Within the business case.");
			assertThat(decision.decidedBy()).isEqualTo("mona");
			assertThat(decision.submission()).isEqualTo(1);
			assertThat(decision.contentHash()).isEqualTo(this.agreements.load(this.reference).contentHash());
		});
		assertThat(this.database.jdbc()
			.queryForList("select facts ->> 'words' from countersign.audit_event where reference = ? and type = ?",
					String.class, this.reference, "SpecialTermsDecided"))
			.singleElement()
			.asString()
			.contains("Within the business case.");
	}

	@Test
	void aDecisionCountsForNoOtherContent() {
		decide("mona", "refuse", "Too long.");
		this.walk.correct(this.reference, withTerm("Payment within 45 days."));
		assertThat(this.specialTerms.decision(this.reference)).isEmpty();
		decide("mona", "approve", "Acceptable now.");
		assertThat(this.specialTerms.decision(this.reference)).map(TermsDecision::submission).hasValue(2);
		assertThat(this.database.count("countersign.terms_decision")).isEqualTo(2);
	}

	@Test
	void theSameContentMayBeDecidedOnceMoreAndTheLastDecisionCounts() {
		decide("mona", "approve", "Within the business case.");
		this.walk.answer(this.reference, "userTask_signAgreement", "max", "manager-2-DE",
				Map.of("decision", "sendBack", "reason", "The term looks odd."));
		this.walk.pass(this.reference, "clara", "clm-DE", "Looked again.");
		decide("lars", "refuse", "The signatory is right.");
		assertThat(this.specialTerms.decision(this.reference)).map(TermsDecision::approved).hasValue(false);
		assertThat(this.database.jdbc()
			.queryForList("select round from countersign.terms_decision where reference = ? order by round",
					Integer.class, this.reference))
			.isEqualTo(List.of(1, 2));
	}

	@Test
	void answersWithoutDecisionOrReasonAreRefusedWithASentence() {
		assertRefused(answers("mona", null, "A reason"), "decision-missing");
		assertRefused(answers("mona", "maybe", "A reason"), "decision-missing");
		assertRefused(answers("mona", "approve", null), "reason-missing");
		assertRefused(answers("mona", "refuse", "  "), "reason-missing");
		assertRefused(answers("mona", "approve", "x".repeat(2001)), "reason-missing");
		this.specialTerms.check(this.reference, answers("mona", "approve", "x".repeat(2000)));
	}

	@Test
	void aRefusedCompletionLeavesTheTaskOpenAndNothingRecorded() {
		assertThatThrownBy(() -> decide("mona", "approve", " ")).isInstanceOf(Refusal.class);
		assertThat(this.walk.task(this.reference, TASK)).isNotNull();
		assertThat(this.database.count("countersign.terms_decision")).isZero();
	}

	@Test
	void theReviewerOfAPackageDoesNotDecideItsTerms() {
		this.database.jdbc()
			.update("insert into countersign.review (id, reference, number, decision, reason, reviewed_by, reviewed_at) values (gen_random_uuid(), ?, 1, 'pass', 'Checked.', 'lea', ?)",
					this.reference, Instant.now().atOffset(ZoneOffset.UTC));
		assertThatThrownBy(() -> this.walk.claim(this.reference, TASK, "lea", "clm-lead-DE"))
			.isInstanceOf(Refusal.class)
			.hasMessageContaining("somebody else");
		assertRefused(answers("lea", "approve", "Mine."), "segregation-of-duties");
		this.walk.claim(this.reference, TASK, "mona", "manager-1-DE");
	}

	@Test
	void theDatabaseKeepsNoDecisionWithoutAReason() {
		assertThatThrownBy(() -> this.database.jdbc()
			.update("insert into countersign.terms_decision values (?, 1, 1, 'approve', ' ', 'mona', now(), ?)",
					this.reference, "0".repeat(64)))
			.isInstanceOf(DataIntegrityViolationException.class);
	}

	private void decide(String person, String decision, String reason) {
		this.walk.answer(this.reference, TASK, person, person.equals("lars") ? "legal-DE" : "manager-1-DE",
				Map.of("decision", decision, "reason", reason));
	}

	private void assertRefused(TaskAnswers answers, String code) {
		assertThatThrownBy(() -> this.specialTerms.check(this.reference, answers)).isInstanceOfSatisfying(Refusal.class,
				(refusal) -> assertThat(refusal.code()).isEqualTo(code));
	}

	private static TaskAnswers answers(String by, String decision, String reason) {
		Map<String, Object> values = new HashMap<>();
		values.put("decision", decision);
		values.put("reason", reason);
		return new TaskAnswers(TASK, by, Instant.now(), values);
	}

	private Packages withTerm(String text) {
		return Packages.clean(this.walk.clock().instant().atZone(ZoneOffset.UTC).toLocalDate())
			.amendment("CTM", false, text);
	}

}
