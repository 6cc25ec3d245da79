package io.countersign.specialterms;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

import io.countersign.CountersignTest;
import io.countersign.Database;
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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@CountersignTest
class SpecialTermsServiceTests {

	@Autowired
	private ApplicationContext application;

	@Autowired
	private SpecialTermsService specialTerms;

	@Autowired
	private TermsDecisions decisions;

	@Autowired
	private Database database;

	private ProcessWalk walk;

	private String agreement;

	private String reference;

	@BeforeEach
	void submitAPackageWithATermOfItsOwn() {
		this.walk = new ProcessWalk(this.application);
		this.agreement = this.walk.submit(withTerm("Payment within 60 days."));
		this.reference = this.walk.terms(this.agreement);
	}

	@Test
	void theTermsOfAPackageTakeTheirWholeWay() {
		this.walk.triage(this.reference, "carl", "accept");
		assertThat(this.walk.officesAsked(this.reference)).containsExactly("legal", "manager-1");
		this.walk.decideTerms(this.reference, "manager-1", "approve");
		this.walk.decideTerms(this.reference, "legal", "approve");
		assertThat(this.walk.officesAsked(this.reference)).containsExactly("manager-2");
		this.walk.decideTerms(this.reference, "manager-2", "approve");
		assertThat(this.walk.way("special-terms-approval", this.reference))
			.startsWith("startEvent_termsAsked", "serviceTask_receiveTerms", "gateway_triageNeeded",
					"userTask_triageTerms", "serviceTask_recordTriage", "gateway_triaged", "serviceTask_determineRoute")
			.endsWith("serviceTask_closeStage", "gateway_approverLeft", "serviceTask_grantTerms",
					"endEvent_termsApproved");
		assertThat(this.specialTerms.load(this.reference).status()).isEqualTo(SpecialTermsStatus.APPROVED);
		assertThat(this.specialTerms.approved(this.agreement)).isTrue();
		assertThat(this.walk.status(this.agreement)).isEqualTo(AgreementStatus.READY_TO_SIGN);
	}

	@Test
	void oneRefusalEndsTheOthersOfItsStage() {
		this.walk.triage(this.reference, "carl", "accept");
		this.walk.decideTerms(this.reference, "legal", "refuse");
		assertThat(this.walk.officesAsked(this.reference)).isEmpty();
		assertThat(this.walk.way("special-terms-approval", this.reference)).endsWith("endEvent_stepRefused",
				"event_stepRefused", "serviceTask_refuseTerms", "endEvent_termsRefused");
		assertThat(this.specialTerms.load(this.reference).status()).isEqualTo(SpecialTermsStatus.REFUSED);
		assertThat(this.walk.status(this.agreement)).isEqualTo(AgreementStatus.RETURNED);
	}

	@Test
	void theTriageMayRefuseOrReturn() {
		this.walk.triage(this.reference, "carl", "refuse");
		assertThat(this.walk.way("special-terms-approval", this.reference)).endsWith("gateway_triaged",
				"serviceTask_refuseTerms", "endEvent_termsRefused");
		String other = this.walk.submit(withTerm("Payment within 90 days."));
		this.walk.triage(this.walk.terms(other), "carl", "return");
		assertThat(this.walk.way("special-terms-approval", this.walk.terms(other))).endsWith("serviceTask_returnTerms",
				"gateway_revisionAwaited", "endEvent_termsReturned");
		assertThat(this.walk.status(other)).isEqualTo(AgreementStatus.RETURNED);
	}

	@Test
	void whoTriagedDoesNotDecide() {
		this.walk.triage(this.reference, "carl", "accept");
		this.database.owner()
			.update("update countersign.person set identity = 'P-1' where user_id in ('carl', 'mona')");
		try {
			assertThatThrownBy(() -> this.walk.decideTerms(this.reference, "manager-1", "approve"))
				.isInstanceOf(Refusal.class)
				.hasMessageContaining("You triaged");
		}
		finally {
			this.database.owner().update("update countersign.person set identity = null where identity = 'P-1'");
		}
		assertThat(this.database.count("countersign.approval")).isZero();
	}

	@Test
	void whoReviewedThePackageDoesNotDecide() {
		this.walk.triage(this.reference, "carl", "accept");
		this.database.jdbc().update("""
				insert into countersign.review (id, reference, number, decision, reason, reviewed_by, reviewed_at)
				values (gen_random_uuid(), ?, 1, 'pass', 'Checked.', 'mona', now())""", this.agreement);
		assertThatThrownBy(() -> this.walk.decideTerms(this.reference, "manager-1", "approve"))
			.isInstanceOf(Refusal.class)
			.hasMessageContaining("You reviewed");
		assertThat(this.walk.officesAsked(this.reference)).contains("manager-1");
		assertThat(this.database.count("countersign.approval")).isZero();
	}

	@Test
	void answersWithoutDecisionOrReasonAreRefusedAndLeaveTheTaskOpen() {
		refused(Map.of("reason", "Fine."), "decision-missing");
		refused(Map.of("decision", "maybe", "reason", "Fine."), "decision-missing");
		refused(Map.of("decision", "refuse", "reason", "  "), "reason-missing");
		refused(Map.of("decision", "approve", "reason", "x".repeat(2001)), "reason-missing");
		this.decisions.checkDecision(this.reference,
				answers(Map.of("decision", "approve", "reason", "x".repeat(2000))));
		this.walk.triage(this.reference, "carl", "accept");
		assertThatThrownBy(() -> decide(Map.of("decision", "approve", "reason", " "))).isInstanceOf(Refusal.class);
		assertThat(this.walk.officesAsked(this.reference)).contains("legal");
		assertThat(this.database.count("countersign.approval")).isZero();
	}

	private void refused(Map<String, Object> values, String code) {
		assertThatThrownBy(() -> this.decisions.checkDecision(this.reference, answers(values)))
			.isInstanceOfSatisfying(Refusal.class, (refusal) -> assertThat(refusal.code()).isEqualTo(code));
	}

	private static TaskAnswers answers(Map<String, Object> values) {
		return new TaskAnswers("userTask_decideTerms", "lars", Instant.now(), values);
	}

	@Test
	void aDecisionNeedsAReasonAndConditionsOnlyWhereItHasAny() {
		this.walk.triage(this.reference, "carl", "accept");
		assertThatThrownBy(() -> decide(Map.of("decision", "approve"))).isInstanceOf(Refusal.class);
		assertThatThrownBy(() -> decide(Map.of("decision", "approveWithConditions", "reason", "Fine.")))
			.hasMessageContaining("at least one condition");
		decide(Map.of("decision", "approveWithConditions", "reason", "Fine.", "maxValue", 600000, "signedBy",
				"2099-01-31"));
		assertThat(this.database.jdbc()
			.queryForList("select c ->> 'kind' from countersign.approval, jsonb_array_elements(conditions) c",
					String.class))
			.isEqualTo(List.of("MAX_VALUE", "SIGNED_BY"));
	}

	private void decide(Map<String, Object> answers) {
		this.walk.decideTerms(this.reference, "legal", "lars", answers);
	}

	private Packages withTerm(String text) {
		return Packages.clean(this.walk.clock().instant().atZone(ZoneOffset.UTC).toLocalDate())
			.amendment("CTM", false, text);
	}

}
