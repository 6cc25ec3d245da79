package io.countersign.agreement;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.countersign.CountersignTest;
import io.countersign.Database;
import io.countersign.agreement.AgreementPackage.DocumentType;
import io.countersign.agreement.AgreementPackage.Segment;
import io.countersign.agreement.ResubmissionLimits.Limits;
import io.countersign.identity.Caller;
import io.countersign.identity.Role;
import io.countersign.kernel.Refusal;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.repository.Deployment;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** How often and how long a package may be corrected, and who decides beyond that. */
@CountersignTest
class CorrectionRoundsTests {

	private static final String LEAD = "userTask_decideAnotherRound";

	private static final Map<String, Object> ANOTHER = Map.of("decision", "anotherRound", "reason",
			"They found the mistake.");

	@Autowired
	private ApplicationContext application;

	@Autowired
	private ResubmissionLimits limits;

	@Autowired
	private ReviewService reviews;

	@Autowired
	private RepositoryService repository;

	@Autowired
	private AgreementViews views;

	@Autowired
	private Database database;

	private ProcessWalk walk;

	@BeforeEach
	void start() {
		this.walk = new ProcessWalk(this.application);
	}

	@Test
	void limitsAreTakenFromTheRowOfTheDay() {
		Instant before = Instant.parse("2026-06-30T23:59:59Z");
		Instant from = Instant.parse("2026-07-01T00:00:00Z");
		assertThat(this.limits.of("EA-EE", Segment.COMMERCIAL, before).rounds()).isEqualTo(5);
		assertThat(this.limits.of("EA-EE", Segment.COMMERCIAL, from).rounds()).isEqualTo(3);
		assertThat(this.limits.of("EA-EE", Segment.EDU, from).rounds()).isEqualTo(4);
	}

	@Test
	void aRoundEndsWithItsDaysOrThoseOverallButNeverAtOnce() {
		Limits limits = new Limits(3, 30, 5, 90, 90, 1);
		Instant first = Instant.parse("2026-11-02T10:00:00Z");
		assertThat(limits.end(first, first)).isEqualTo("2026-12-02T10:00:00Z");
		assertThat(limits.end(first, first.plus(Duration.ofDays(60)))).isEqualTo("2027-01-31T10:00:00Z");
		assertThat(limits.end(first, first.plus(Duration.ofDays(61)))).isEqualTo("2027-01-31T10:00:00Z");
		assertThat(limits.end(first, first.plus(Duration.ofDays(85)))).isEqualTo("2027-01-31T10:00:00Z");
		assertThat(limits.end(first, first.plus(Duration.ofDays(89)))).isEqualTo("2027-02-04T10:00:00Z");
	}

	@Test
	void afterTheThirdReturnedPackageALeadDecides() {
		String reference = this.walk.submit(defective());
		this.walk.correct(reference, defective());
		assertThat(this.walk.waitsAt(reference)).containsExactly("receiveTask_correctedPackage");
		this.walk.correct(reference, defective());
		assertThat(this.walk.waitsAt(reference)).containsExactly(LEAD);
		assertThat(this.walk.status(reference)).isEqualTo(AgreementStatus.RETURNED);
		refused(() -> this.walk.correct(reference, clean()), "rounds-used-up");
		assertThatThrownBy(() -> this.walk.claim(reference, LEAD, "clara", "clm-DE"))
			.isInstanceOf(AuthorizationException.class);

		this.walk.answer(reference, LEAD, "lea", "clm-lead-DE", ANOTHER);
		assertThat(this.walk.way(reference)).containsSubsequence(LEAD, "serviceTask_recordRoundDecision",
				"gateway_anotherRound", "subProcess_awaitCorrection", "receiveTask_correctedPackage");
		this.walk.correct(reference, defective());
		assertThat(this.walk.waitsAt(reference)).as("one more was allowed, not more").containsExactly(LEAD);
		assertThat(this.database.jdbc()
			.queryForList("select number from countersign.round_decision where reference = ?", Integer.class,
					reference))
			.containsExactly(3);
		assertThat(events(reference, "RoundDecided")).hasSize(1);
	}

	@Test
	void aCorrectionAfterAnotherRoundGoesOn() {
		String reference = usedUp();
		this.walk.answer(reference, LEAD, "lea", "clm-lead-DE", ANOTHER);
		this.walk.correct(reference, clean());
		assertThat(this.walk.status(reference)).isNotEqualTo(AgreementStatus.RETURNED);
	}

	@Test
	void policyThatChangesMeanwhileLeavesNobodyWithoutAWay() {
		String asked = usedUp();
		String awaited = this.walk.submit(defective().id("AWAITED"));
		// Both now look as if another policy had been in force when they were returned.
		this.database.jdbc()
			.update("update countersign.agreement set received_at = timestamptz '2026-01-05' where reference = ?",
					asked);
		this.database.jdbc().update("update countersign.agreement set submission = 9 where reference = ?", awaited);
		refused(() -> this.walk.correct(asked, clean()), "rounds-used-up");
		refused(() -> this.reviews.recall(clara(), asked, "Because."), "waits-for-lead");
		this.reviews.recall(clara(), awaited, "It waits for its reseller.");
		assertThat(this.walk.waitsAt(awaited)).containsExactly("userTask_reviewPackage");
	}

	@Test
	void aLeadMayEndIt() {
		String reference = usedUp();
		this.walk.answer(reference, LEAD, "lea", "clm-lead-DE",
				Map.of("decision", "decline", "reason", "Nothing changed in three rounds."));
		assertThat(this.walk.way(reference)).endsWith("gateway_anotherRound", "serviceTask_declineAgreement",
				"endEvent_declined");
		assertThat(this.walk.status(reference)).isEqualTo(AgreementStatus.DECLINED);
		assertThat(this.walk.ended(reference)).isTrue();
	}

	@Test
	void aLeadGivesADecisionAndAReason() {
		String reference = usedUp();
		for (Map<String, Object> wanting : List.<Map<String, Object>>of(Map.of("reason", "Because."),
				Map.of("decision", "anotherRound"), Map.of("decision", "maybe", "reason", "Because."),
				Map.of("decision", "decline", "reason", "  "))) {
			assertThatThrownBy(() -> this.walk.answer(reference, LEAD, "lea", "clm-lead-DE", wanting))
				.isInstanceOf(Refusal.class);
		}
		assertThat(this.walk.waitsAt(reference)).containsExactly(LEAD);
	}

	@Test
	void itExpiresWhileNobodyDecides() {
		String reference = usedUp();
		this.walk.after(Duration.ofDays(29));
		assertThat(this.walk.waitsAt(reference)).containsExactly(LEAD);
		this.walk.after(Duration.ofDays(2));
		assertThat(this.walk.way(reference)).endsWith("event_roundOverdue", "serviceTask_expireAgreement",
				"endEvent_expired");
		assertThat(this.walk.status(reference)).isEqualTo(AgreementStatus.EXPIRED);
		assertThat(this.walk.ended(reference)).isTrue();
		refused(() -> this.walk.correct(reference, clean()), "correction-too-late");
		assertThat(events(reference, "AgreementExpired")).singleElement().asString().contains("nobody decided");
	}

	@Test
	void itIsWithdrawnWhileALeadDecides() {
		String reference = usedUp();
		this.walk.withdraw(reference);
		assertThat(this.walk.status(reference)).isEqualTo(AgreementStatus.WITHDRAWN);
		assertThat(this.walk.ended(reference)).isTrue();
		assertThat(this.walk.tasks(reference)).isEmpty();
	}

	@Test
	void anAgreementThatBeganBeforeRoundsWereLimitedIsNeverLeftWithoutAWay() throws IOException {
		Deployment earlier = this.repository.createDeployment()
			.addInputStream("agreement-execution.bpmn",
					Files.newInputStream(Path.of("src/test/resources/earlier/agreement-execution-1.0.0.bpmn")))
			.deploy();
		try {
			String reference = this.walk.submit(defective());
			for (int i = 0; i < 4; i++) {
				this.walk.correct(reference, defective());
				assertThat(this.walk.waitsAt(reference)).containsExactly("receiveTask_correctedPackage");
			}
			refused(() -> this.reviews.recall(clara(), reference, "Because."), "cannot-be-taken-back");
			this.walk.after(Duration.ofDays(31));
			assertThat(this.walk.status(reference)).isEqualTo(AgreementStatus.EXPIRED);
			assertThat(this.walk.ended(reference)).isTrue();
		}
		finally {
			this.repository.deleteDeployment(earlier.getId(), true);
		}
	}

	@Test
	void aReturnedPackageIsTakenBackIntoReview() {
		String reference = this.walk.submit(defective());
		this.reviews.recall(clara(), reference, "The ROC takes it without the form.");
		assertThat(this.walk.waitsAt(reference)).containsExactly("userTask_reviewPackage");
		assertThat(this.walk.status(reference)).isEqualTo(AgreementStatus.IN_REVIEW);
		refused(() -> this.walk.correct(reference, clean()), "not-returned");
		refused(() -> this.reviews.recall(clara(), reference, "Once more."), "status-does-not-allow");
		this.walk.after(Duration.ofDays(60));
		assertThat(this.walk.status(reference)).as("its timers are gone").isEqualTo(AgreementStatus.IN_REVIEW);
		this.walk.withdraw(reference);
		assertThat(this.walk.ended(reference)).isTrue();
	}

	@Test
	void onlyAManagerOfTheSubsidiaryTakesItBackAndNotPastALead() {
		String reference = this.walk.submit(defective());
		Caller mona = new Caller("mona", "Mona Keller", Caller.Kind.PERSON, java.util.Set.of(Role.MANAGER_1),
				java.util.Set.of("manager-1", "manager-1-DE"), java.util.Set.of("DE"));
		Caller chloe = new Caller("chloe", "Chloé Martin", Caller.Kind.PERSON, java.util.Set.of(Role.CLM),
				java.util.Set.of("clm", "clm-FR"), java.util.Set.of("FR"));
		refused(() -> this.reviews.recall(mona, reference, "Because."), "clm-only");
		refused(() -> this.reviews.recall(chloe, reference, "Because."), "agreement-unknown");
		refused(() -> this.reviews.recall(clara(), reference, " "), "reason-missing");
		String used = usedUp();
		refused(() -> this.reviews.recall(clara(), used, "Because."), "waits-for-lead");
	}

	@Test
	void aDefectThatTheResellerMadeBeforeIsMarked() {
		this.walk.submit(defective());
		String second = this.walk.submit(defective().id("SECOND"));
		String third = this.walk.submit(defective().id("THIRD"));
		assertThat(repeats(second)).isEqualTo(1);
		assertThat(repeats(third)).isEqualTo(2);
		this.walk.correct(third, defective().id("THIRD"));
		assertThat(repeats(third)).as("its own earlier submission does not count").isEqualTo(2);
		this.walk.after(Duration.ofDays(91));
		assertThat(repeats(this.walk.submit(defective().id("LATER")))).isZero();
	}

	@Test
	void aCorrectionThatRacesTheLastDateEitherCountsOrIsRefused() throws Exception {
		String reference = this.walk.submit(defective());
		this.walk.clock().travel(Duration.ofDays(31));
		ExecutorService both = Executors.newFixedThreadPool(2);
		try {
			Future<String> correction = both.submit(() -> outcome(() -> this.walk.correct(reference, clean())));
			Future<String> expiry = both.submit(() -> outcome(() -> this.walk.after(Duration.ZERO)));
			boolean taken = correction.get().equals("done");
			expiry.get();
			this.walk.after(Duration.ZERO);
			assertThat(this.walk.status(reference) == AgreementStatus.EXPIRED).isEqualTo(!taken);
			assertThat(this.walk.ended(reference)).isEqualTo(!taken);
			assertThat(this.database.jdbc()
				.queryForObject("select count(*) from countersign.submission where reference = ?", Integer.class,
						reference))
				.isEqualTo(taken ? 2 : 1);
			assertThat(events(reference, "AgreementExpired")).hasSize(taken ? 0 : 1);
			assertThat(events(reference, "AgreementCorrected")).hasSize(taken ? 1 : 0);
		}
		finally {
			both.shutdownNow();
		}
	}

	@Test
	void aDecisionThatIsSentTwiceCountsOnce() throws Exception {
		String reference = usedUp();
		ExecutorService both = Executors.newFixedThreadPool(2);
		try {
			Callable<String> call = () -> outcome(
					() -> this.walk.answer(reference, LEAD, "lea", "clm-lead-DE", ANOTHER));
			List<String> answers = new ArrayList<>();
			for (Future<String> answer : both.invokeAll(List.of(call, call))) {
				answers.add(answer.get());
			}
			assertThat(answers).containsOnlyOnce("done");
		}
		finally {
			both.shutdownNow();
		}
		assertThat(events(reference, "RoundDecided")).hasSize(1);
		assertThat(this.walk.waitsAt(reference)).containsExactly("receiveTask_correctedPackage");
	}

	private static String outcome(Runnable work) {
		try {
			work.run();
			return "done";
		}
		catch (RuntimeException | AssertionError ex) {
			return "lost";
		}
	}

	private int repeats(String reference) {
		return this.views.detail(reference, clara())
			.findings()
			.stream()
			.filter((finding) -> finding.code().equals("DOC-01"))
			.findFirst()
			.orElseThrow()
			.repeats();
	}

	private String usedUp() {
		String reference = this.walk.submit(defective());
		this.walk.correct(reference, defective());
		this.walk.correct(reference, defective());
		assertThat(this.walk.waitsAt(reference)).containsExactly(LEAD);
		return reference;
	}

	private List<String> events(String reference, String type) {
		return this.database.jdbc()
			.queryForList("select summary from countersign.audit_event where reference = ? and type = ?", String.class,
					reference, type);
	}

	private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable work, String code) {
		Refusal refusal = catchThrowableOfType(Refusal.class, work);
		assertThat(refusal).as(code).isNotNull();
		assertThat(refusal.code()).isEqualTo(code);
		assertThat(refusal.getMessage()).endsWith(".");
	}

	private static Caller clara() {
		return new Caller("clara", "Clara Brandt", Caller.Kind.PERSON, java.util.Set.of(Role.CLM),
				java.util.Set.of("clm", "clm-DE"), java.util.Set.of("DE"));
	}

	private Packages clean() {
		return Packages.clean(this.walk.clock().instant().atZone(ZoneOffset.UTC).toLocalDate());
	}

	private Packages defective() {
		return clean().withoutDocument(DocumentType.PSF);
	}

}
