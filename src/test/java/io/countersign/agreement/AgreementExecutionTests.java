package io.countersign.agreement;

import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.countersign.CountersignTest;
import io.countersign.agreement.AgreementPackage.DocumentType;
import io.countersign.kernel.Refusal;
import io.countersign.roc.RocVoice;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.test.assertions.bpmn.AbstractAssertions;
import org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Every way through {@code agreement-execution.bpmn} from receipt to booking and to each
 * of its other ends, with the processes it calls. What happens while a package is with
 * its reseller is in {@link ReturnedPackageTests}.
 */
@CountersignTest
class AgreementExecutionTests {

	private static final List<String> RECEIVED = List.of("startEvent_received", "serviceTask_validatePackage",
			"gateway_route");

	private static final List<String> TO_ROC = List.of("serviceTask_countersign", "serviceTask_submitToRoc",
			"subProcess_atRoc", "startEvent_handedOver", "receiveTask_acknowledgement");

	private static final List<String> BOOKED = List.of("endEvent_invoiced", "serviceTask_bookAgreement",
			"endEvent_booked");

	private static final List<String> TO_SIGN = List.of("serviceTask_determineSignatory", "userTask_signAgreement");

	private static final List<String> SIGNED = List.of("serviceTask_recordSigningDecision", "gateway_signed");

	private static final List<String> TO_ROC_BY_A_PERSON = List.of("serviceTask_addSignature", "gateway_anotherSigner",
			"serviceTask_submitToRoc", "subProcess_atRoc", "startEvent_handedOver", "receiveTask_acknowledgement");

	private static final List<String> TO_SECOND_SIGNER = List.of("serviceTask_addSignature", "gateway_anotherSigner",
			"userTask_signAgreement");

	private static final List<String> REVIEWED = List.of("serviceTask_recordReview", "gateway_reviewPassed");

	private static final List<String> RETURNED = List.of("serviceTask_returnToReseller", "gateway_roundLeft",
			"subProcess_awaitCorrection", "startEvent_returned", "receiveTask_correctedPackage");

	private static final List<String> ASKED = List.of("serviceTask_openSpecialTerms", "gateway_termsOpen",
			"callActivity_approveSpecialTerms");

	private static final List<String> OUTCOME = List.of("serviceTask_recordTermsOutcome", "gateway_termsApproved");

	private static final List<String> DECLINED = List.of("serviceTask_declineAgreement", "endEvent_declined");

	private static final Map<String, Object> PASS = Map.of("decision", "pass", "reason", "Checked against the forms.");

	private static final Map<String, Object> SIGN = Map.of("decision", "sign", "confirmed", true);

	@Autowired
	private ApplicationContext application;

	@Autowired
	private RuntimeService runtime;

	private ProcessWalk walk;

	private RocVoice roc;

	@BeforeEach
	void start() {
		this.walk = new ProcessWalk(this.application);
		this.roc = new RocVoice(this.application);
		BpmnAwareTests.init(this.application.getBean(org.camunda.bpm.engine.ProcessEngine.class));
	}

	@AfterEach
	void forgetTheEngine() {
		AbstractAssertions.reset();
	}

	@Test
	void aCleanPackageOfAStandardKindIsBookedWithoutAPerson() {
		String reference = this.walk.submitUndrawn(small());
		assertThat(this.walk.way(reference)).isEqualTo(way(RECEIVED, TO_ROC));
		assertThat(this.walk.status(reference)).isEqualTo(AgreementStatus.SUBMITTED_TO_ROC);
		BpmnAwareTests.assertThat(process(reference)).isWaitingAt("receiveTask_acknowledgement");
		this.roc.says(reference, "acknowledged", "accepted", "processed", "invoiced");
		assertThat(this.walk.way(reference)).isEqualTo(way(RECEIVED, TO_ROC, List.of("gateway_accepted",
				"receiveTask_acceptance", "gateway_invoiced", "receiveTask_invoice", "gateway_invoiced"), BOOKED));
		assertThat(this.walk.status(reference)).isEqualTo(AgreementStatus.BOOKED);
		assertThat(this.walk.ended(reference)).isTrue();
	}

	@Test
	void aCleanPackageAboveTheStandingAuthorityIsSignedByAPerson() {
		String reference = this.walk.submit(large());
		assertThat(this.walk.way(reference)).isEqualTo(way(RECEIVED, TO_SIGN));
		assertThat(this.walk.status(reference)).isEqualTo(AgreementStatus.READY_TO_SIGN);
		sign(reference, "max", SIGN);
		assertThat(this.walk.way(reference)).isEqualTo(way(RECEIVED, TO_SIGN, SIGNED, TO_ROC_BY_A_PERSON));
		BpmnAwareTests.assertThat(process(reference))
			.hasPassedInOrder("serviceTask_determineSignatory", "userTask_signAgreement", "serviceTask_addSignature")
			.hasNotPassed("userTask_reviewPackage", "callActivity_approveSpecialTerms");
		assertThat(this.walk.status(reference)).isEqualTo(AgreementStatus.SUBMITTED_TO_ROC);
	}

	@Test
	void twoPeopleSignAboveTheAmountOfThePolicy() {
		String reference = this.walk.submit(clean().value("5000000.01", "EUR"));
		sign(reference, "max", SIGN);
		assertThat(this.walk.way(reference)).isEqualTo(way(RECEIVED, TO_SIGN, SIGNED, TO_SECOND_SIGNER));
		assertThat(this.walk.status(reference)).isEqualTo(AgreementStatus.READY_TO_SIGN);
		assertThatThrownBy(() -> sign(reference, "max", SIGN)).hasMessageContaining("has signed already");
		sign(reference, "magda", SIGN);
		assertThat(this.walk.way(reference))
			.isEqualTo(way(RECEIVED, TO_SIGN, SIGNED, TO_SECOND_SIGNER, SIGNED, TO_ROC_BY_A_PERSON));
		assertThat(this.walk.status(reference)).isEqualTo(AgreementStatus.SUBMITTED_TO_ROC);
	}

	@Test
	void onePersonSignsTheAmountOfThePolicyItself() {
		String reference = this.walk.submit(clean().value("5000000.00", "EUR"));
		sign(reference, "max", SIGN);
		assertThat(this.walk.way(reference)).isEqualTo(way(RECEIVED, TO_SIGN, SIGNED, TO_ROC_BY_A_PERSON));
	}

	@Test
	void theFirstSignatureIsVoidWhereTheSecondPersonSendsBack() {
		String reference = this.walk.submit(clean().value("5000000.01", "EUR"));
		sign(reference, "max", SIGN);
		sign(reference, "magda", Map.of("decision", "sendBack", "reason", "The term looks odd."));
		assertThat(this.walk.status(reference)).isEqualTo(AgreementStatus.IN_REVIEW);
		review(reference, PASS);
		sign(reference, "max", SIGN);
		assertThat(this.walk.status(reference)).isEqualTo(AgreementStatus.READY_TO_SIGN);
		sign(reference, "magda", SIGN);
		assertThat(this.walk.way(reference)).isEqualTo(way(RECEIVED, TO_SIGN, SIGNED, TO_SECOND_SIGNER, SIGNED,
				List.of("userTask_reviewPackage"), REVIEWED, List.of("gateway_termsRequested"), TO_SIGN, SIGNED,
				TO_SECOND_SIGNER, SIGNED, TO_ROC_BY_A_PERSON));
	}

	@Test
	void theFirstSignatureIsVoidWhereTheSecondPersonDeclines() {
		String reference = this.walk.submit(clean().value("5000000.01", "EUR"));
		sign(reference, "max", SIGN);
		sign(reference, "magda", Map.of("decision", "decline", "reason", "Not with this customer."));
		assertThat(this.walk.way(reference))
			.isEqualTo(way(RECEIVED, TO_SIGN, SIGNED, TO_SECOND_SIGNER, SIGNED, DECLINED));
		assertThat(this.walk.ended(reference)).isTrue();
	}

	@Test
	void aSignatoryMaySendBackToReview() {
		String reference = this.walk.submit(large());
		sign(reference, "max", Map.of("decision", "sendBack", "reason", "The term looks odd."));
		assertThat(this.walk.waitsAt(reference)).containsExactly("userTask_reviewPackage");
		assertThat(this.walk.status(reference)).isEqualTo(AgreementStatus.IN_REVIEW);
		review(reference, PASS);
		sign(reference, "max", SIGN);
		assertThat(this.walk.way(reference)).isEqualTo(way(RECEIVED, TO_SIGN, SIGNED, List.of("userTask_reviewPackage"),
				REVIEWED, List.of("gateway_termsRequested"), TO_SIGN, SIGNED, TO_ROC_BY_A_PERSON));
	}

	@Test
	void aSignatoryMayDecline() {
		String reference = this.walk.submit(large());
		sign(reference, "max", Map.of("decision", "decline", "reason", "Not with this customer."));
		assertThat(this.walk.way(reference)).isEqualTo(way(RECEIVED, TO_SIGN, SIGNED, DECLINED));
		assertThat(this.walk.status(reference)).isEqualTo(AgreementStatus.DECLINED);
		assertThat(this.walk.ended(reference)).isTrue();
	}

	@Test
	void approvedSpecialTermsAreSignedByAnotherPerson() {
		String reference = this.walk.submit(withSpecialTerms());
		assertThat(this.walk.way(reference)).isEqualTo(way(RECEIVED, ASKED));
		assertThat(this.walk.status(reference)).isEqualTo(AgreementStatus.AWAITING_TERMS);
		this.walk.approveTerms(reference);
		assertThat(this.walk.instance("special-terms-approval", this.walk.terms(reference)).getEndTime()).isNotNull();
		assertThat(this.walk.waitsAt(reference)).containsExactly("userTask_signAgreement");
		assertThatThrownBy(() -> sign(reference, "magda", SIGN)).isInstanceOf(Refusal.class);
		sign(reference, "max", SIGN);
		assertThat(this.walk.way(reference))
			.isEqualTo(way(RECEIVED, ASKED, OUTCOME, TO_SIGN, SIGNED, TO_ROC_BY_A_PERSON));
	}

	@Test
	void refusedSpecialTermsGoBackToTheReseller() {
		String reference = this.walk.submit(withSpecialTerms());
		this.walk.refuseTerms(reference);
		assertThat(this.walk.way(reference)).isEqualTo(way(RECEIVED, ASKED, OUTCOME, RETURNED));
		assertThat(this.walk.status(reference)).isEqualTo(AgreementStatus.RETURNED);
	}

	@Test
	void aReviewMayPassReturnOrDecline() {
		String passed = this.walk.submit(unusual());
		assertThat(this.walk.way(passed)).isEqualTo(way(RECEIVED, List.of("userTask_reviewPackage")));
		review(passed, PASS);
		assertThat(this.walk.way(passed)).isEqualTo(
				way(RECEIVED, List.of("userTask_reviewPackage"), REVIEWED, List.of("gateway_termsRequested"), TO_SIGN));

		String returned = this.walk.submit(unusual());
		review(returned, Map.of("decision", "return", "reason", "The wrong entity."));
		assertThat(this.walk.way(returned))
			.isEqualTo(way(RECEIVED, List.of("userTask_reviewPackage"), REVIEWED, RETURNED));
		assertThat(this.walk.status(returned)).isEqualTo(AgreementStatus.RETURNED);

		String declined = this.walk.submit(unusual());
		review(declined, Map.of("decision", "decline", "reason", "Not a customer of ours."));
		assertThat(this.walk.way(declined))
			.isEqualTo(way(RECEIVED, List.of("userTask_reviewPackage"), REVIEWED, DECLINED));
		assertThat(this.walk.status(declined)).isEqualTo(AgreementStatus.DECLINED);
	}

	@Test
	void aReviewedPackageWithSpecialTermsIsDecidedByAnotherPersonThanItsReviewer() {
		String reference = this.walk.submit(withSecondForm(withSpecialTerms()));
		this.walk.accept(reference, "lea", "clm-lead-DE");
		this.walk.answer(reference, "userTask_reviewPackage", "lea", "clm-lead-DE", PASS);
		assertThat(this.walk.waitsAt(reference)).containsExactly("callActivity_approveSpecialTerms");
		this.walk.approveTerms(reference);
		assertThat(this.walk.way(reference)).endsWith("gateway_termsRequested", "serviceTask_openSpecialTerms",
				"gateway_termsOpen", "callActivity_approveSpecialTerms", "serviceTask_recordTermsOutcome",
				"gateway_termsApproved", "serviceTask_determineSignatory", "userTask_signAgreement");
	}

	@Test
	void answersOfTheRocMayOvertakeEachOther() {
		String accepted = this.walk.submitUndrawn(small());
		this.roc.says(accepted, "accepted");
		assertThat(this.walk.way(accepted))
			.isEqualTo(way(RECEIVED, TO_ROC, List.of("gateway_accepted", "gateway_invoiced", "receiveTask_invoice")));

		String invoiced = this.walk.submitUndrawn(small());
		this.roc.says(invoiced, "invoiced");
		assertThat(this.walk.way(invoiced))
			.isEqualTo(way(RECEIVED, TO_ROC, List.of("gateway_accepted", "gateway_invoiced"), BOOKED));

		String processed = this.walk.submitUndrawn(small());
		this.roc.says(processed, "acknowledged", "processed", "invoiced");
		assertThat(this.walk.way(processed)).isEqualTo(way(RECEIVED, TO_ROC, List.of("gateway_accepted",
				"receiveTask_acceptance", "gateway_invoiced", "receiveTask_invoice", "gateway_invoiced"), BOOKED));
		assertThat(this.walk.status(processed)).isEqualTo(AgreementStatus.BOOKED);
	}

	@Test
	void aStepOnTheWayDoesNotEndTheWaitForTheInvoice() {
		String reference = this.walk.submitUndrawn(small());
		this.roc.says(reference, "acknowledged", "accepted");
		this.runtime.createMessageCorrelation("roc.progressed")
			.processInstanceBusinessKey(reference)
			.setVariable(AgreementExecutionVariables.ROC_MILESTONE, RocMilestone.PROCESSED.name())
			.correlate();
		assertThat(this.walk.way(reference)).endsWith("receiveTask_invoice", "gateway_invoiced", "receiveTask_invoice");
		assertThat(this.walk.waitsAt(reference)).containsExactly("receiveTask_invoice");
	}

	@Test
	void aRejectionIsSolvedBySubmittingAgain() {
		String reference = rejected();
		solve(reference, "resubmit");
		assertThat(this.walk.way(reference)).isEqualTo(
				way(RECEIVED, TO_ROC,
						List.of("gateway_accepted", "receiveTask_acceptance", "event_rocRejected",
								"callActivity_solveRocIssue", "gateway_rocSolution"),
						TO_ROC.subList(1, TO_ROC.size())));
		assertThat(this.walk.status(reference)).isEqualTo(AgreementStatus.SUBMITTED_TO_ROC);
		this.roc.says(reference, "acknowledged", "accepted", "invoiced");
		assertThat(this.walk.status(reference)).isEqualTo(AgreementStatus.BOOKED);
	}

	@Test
	void aRejectionIsSolvedByReturningToTheReseller() {
		String reference = rejected();
		solve(reference, "return");
		assertThat(this.walk.way(reference))
			.isEqualTo(way(RECEIVED, TO_ROC, List.of("gateway_accepted", "receiveTask_acceptance", "event_rocRejected",
					"callActivity_solveRocIssue", "gateway_rocSolution"), RETURNED));
		this.walk.correct(reference, small().purchaseOrder("PO-4712"));
		assertThat(this.walk.status(reference)).isIn(AgreementStatus.SUBMITTED_TO_ROC, AgreementStatus.IN_REVIEW);
	}

	@Test
	void aRejectionIsSolvedByCancelling() {
		String reference = rejected();
		solve(reference, "cancel");
		assertThat(this.walk.way(reference))
			.isEqualTo(way(RECEIVED, TO_ROC, List.of("gateway_accepted", "receiveTask_acceptance", "event_rocRejected",
					"callActivity_solveRocIssue", "gateway_rocSolution"), DECLINED));
		assertThat(this.walk.status(reference)).isEqualTo(AgreementStatus.DECLINED);
	}

	@Test
	void anIssueIsHandedOverToAnotherOwner() {
		String reference = rejected();
		String issue = this.roc.issue(reference);
		this.walk.answer(issue, "userTask_solveRocIssue", "clara", "clm-DE", Map.of("solution", "handOver",
				"handOverTo", "rocLiaison", "explanation", "The address is right; the ROC's record is old."));
		this.walk.answer(issue, "userTask_solveRocIssue", "rob", "roc-liaison-DE", Map.of("solution", "override",
				"overrideReference", "MAIL-77", "explanation", "They take it as it is.", "gap", "notCheckable"));
		assertThat(this.walk.way("roc-issue", issue)).containsExactly("startEvent_issueOpened",
				"serviceTask_routeRocIssue", "userTask_solveRocIssue", "serviceTask_recordRocSolution",
				"gateway_issueSolved", "userTask_solveRocIssue", "serviceTask_recordRocSolution", "gateway_issueSolved",
				"endEvent_solved");
		assertThat(this.walk.status(reference)).isEqualTo(AgreementStatus.SUBMITTED_TO_ROC);
	}

	@Test
	void silenceOfTheRocBecomesAnIssueThatItsAnswerCloses() {
		String reference = this.walk.submitUndrawn(small());
		this.walk.after(Duration.ofHours(25));
		assertThat(this.walk.waitsAt(reference)).containsExactly("receiveTask_acknowledgement");
		assertThat(this.walk.way(reference)).contains("event_acknowledgementOverdue", "serviceTask_raiseRocSilence",
				"endEvent_silenceRaised");
		assertThat(this.walk.task(this.roc.issue(reference), "userTask_solveRocIssue").getName())
			.isEqualTo("Solve ROC issue");
		this.roc.says(reference, "acknowledged");
		assertThat(this.walk.way("roc-issue", this.roc.issue(reference))).containsExactly("startEvent_issueOpened",
				"serviceTask_routeRocIssue", "userTask_solveRocIssue", "event_rocAnswered", "serviceTask_closeRocIssue",
				"endEvent_answered");
		assertThat(this.walk.tasks(this.roc.issue(reference))).isEmpty();
		assertThat(this.walk.waitsAt(reference)).containsExactly("receiveTask_acceptance");
	}

	@Test
	void eachWaitAtTheRocHasItsOwnDeadline() {
		String reference = this.walk.submitUndrawn(small());
		this.roc.says(reference, "acknowledged");
		this.walk.after(Duration.ofHours(25));
		assertThat(this.walk.way(reference)).doesNotContain("serviceTask_raiseRocSilence");
		this.walk.after(Duration.ofHours(48));
		assertThat(this.walk.way(reference)).contains("event_acceptanceOverdue", "serviceTask_raiseRocSilence");
		this.walk.answer(this.roc.issue(reference), "userTask_solveRocIssue", "rob", "roc-liaison-DE",
				Map.of("solution", "keepWaiting", "explanation", "The ROC works on it."));
		assertThat(this.walk.way("roc-issue", this.roc.issue(reference))).containsExactly("startEvent_issueOpened",
				"serviceTask_routeRocIssue", "userTask_solveRocIssue", "serviceTask_recordRocSolution",
				"gateway_issueSolved", "endEvent_solved");
		this.roc.says(reference, "accepted");
		this.walk.after(Duration.ofDays(9));
		assertThat(this.walk.way(reference)).contains("event_invoiceOverdue");
		assertThat(this.roc.issues(reference)).hasSize(2)
			.allSatisfy((issue) -> assertThat(this.walk.instances("roc-issue", issue)).isEqualTo(1));
		this.roc.says(reference, "invoiced");
		assertThat(this.walk.status(reference)).isEqualTo(AgreementStatus.BOOKED);
		assertThat(this.walk.ended(reference)).isTrue();
	}

	@Test
	void aWithdrawalEndsWhateverIsOpen() {
		for (Packages packages : List.of(unusual(), withSpecialTerms(), large(),
				small().withoutDocument(DocumentType.PSF))) {
			String reference = this.walk.submit(packages);
			this.walk.withdraw(reference);
			assertThat(this.walk.way(reference)).endsWith("startEvent_withdrawn", "serviceTask_cancelAtRoc",
					"endEvent_withdrawn");
			assertThat(this.walk.status(reference)).isEqualTo(AgreementStatus.WITHDRAWN);
			assertThat(this.walk.ended(reference)).as(this.walk.way(reference).toString()).isTrue();
		}
		String atRoc = this.walk.submitUndrawn(small());
		this.roc.says(atRoc, "acknowledged");
		this.walk.withdraw(atRoc);
		assertThat(this.walk.ended(atRoc)).isTrue();
		assertThat(this.walk.status(atRoc)).isEqualTo(AgreementStatus.WITHDRAWN);
	}

	private String rejected() {
		String reference = this.walk.submitUndrawn(small());
		this.roc.says(reference, "acknowledged", "rejected");
		assertThat(this.walk.status(reference)).isEqualTo(AgreementStatus.ROC_REJECTED);
		assertThat(this.walk.waitsAt(reference)).containsExactly("callActivity_solveRocIssue");
		return reference;
	}

	private void solve(String reference, String solution) {
		String issue = this.roc.issue(reference);
		this.walk.answer(issue, "userTask_solveRocIssue", "clara", "clm-DE",
				Map.of("solution", solution, "explanation", "Spoke to the ROC about the address."));
		assertThat(this.walk.way("roc-issue", issue)).containsExactly("startEvent_issueOpened",
				"serviceTask_routeRocIssue", "userTask_solveRocIssue", "serviceTask_recordRocSolution",
				"gateway_issueSolved", "endEvent_solved");
	}

	private void review(String reference, Map<String, Object> answers) {
		this.walk.accept(reference, "clara", "clm-DE");
		this.walk.answer(reference, "userTask_reviewPackage", "clara", "clm-DE", answers);
	}

	private void sign(String reference, String person, Map<String, Object> answers) {
		this.walk.answer(reference, "userTask_signAgreement", person, "manager-2-DE", answers);
	}

	private ProcessInstance process(String reference) {
		return this.runtime.createProcessInstanceQuery().processInstanceBusinessKey(reference).singleResult();
	}

	@SafeVarargs
	private static List<String> way(List<String>... parts) {
		List<String> way = new ArrayList<>();
		for (List<String> part : parts) {
			way.addAll(part);
		}
		return way;
	}

	private Packages clean() {
		return Packages.clean(this.walk.clock().instant().atZone(ZoneOffset.UTC).toLocalDate());
	}

	/** Within the standing authority. */
	private Packages small() {
		return clean().value("180000.00", "EUR");
	}

	/** Above the standing authority. */
	private Packages large() {
		return clean().value("562500.00", "EUR");
	}

	/** Clean but for a term of its own. */
	private Packages withSpecialTerms() {
		return large().amendment("CTM", false, "Payment within 60 days.");
	}

	/** With nothing that blocks it, but something to look at. */
	private Packages unusual() {
		return withSecondForm(large());
	}

	/** With a warning, which is for a person to judge. */
	private static Packages withSecondForm(Packages packages) {
		return packages.document("second-form.pdf", DocumentType.PSF, "X20-12883");
	}

}
