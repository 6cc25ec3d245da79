package io.countersign.agreement;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.Api;
import io.countersign.CountersignTest;
import io.countersign.Database;
import io.countersign.agreement.AgreementPackage.DocumentType;
import io.countersign.identity.Browser;
import io.countersign.identity.Caller;
import io.countersign.identity.Role;
import io.countersign.kernel.DatabaseRefusals;
import io.countersign.kernel.Refusal;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.TaskService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

/**
 * What a reviewer judges finding by finding, what only a lead may grant, and who may not
 * judge at all.
 */
@CountersignTest
class PackageReviewTests {

	private static final String REVIEW = "userTask_reviewPackage";

	private static final String EXCEPTION = "userTask_decideException";

	private static final String WORDS = "The contract of 2024 says 24 months.";

	@Autowired
	private ApplicationContext application;

	@Autowired
	private ReviewService reviews;

	@Autowired
	private AgreementService agreements;

	@Autowired
	private Judgements judgements;

	@Autowired
	private TransactionTemplate transaction;

	@Autowired
	private Database database;

	@LocalServerPort
	private int port;

	private ProcessWalk walk;

	@BeforeEach
	void start() {
		this.walk = new ProcessWalk(this.application);
	}

	@Test
	void eachWarningNeedsItsOwnAcceptance() {
		Packages twice = doubtful();
		String reference = this.walk.submit(twice.without("/customer/contacts"));
		List<Finding> findings = this.agreements.findings(reference);
		long warnings = findings.stream().filter((finding) -> finding.severity() == Finding.Severity.WARNING).count();
		assertThat(warnings).isGreaterThan(1);
		String task = held(reference, "clara", "clm-DE");
		for (int position = 1; position <= findings.size(); position++) {
			if (findings.get(position - 1).severity() == Finding.Severity.WARNING) {
				refused(() -> pass(reference), "warning-not-accepted");
				this.reviews.accept(task, "clara", 1, position, "CHECKED_BY_EYE", WORDS);
			}
		}
		pass(reference);
		assertThat(this.walk.status(reference)).isEqualTo(AgreementStatus.READY_TO_SIGN);
		assertThat(this.database.count("countersign.finding_acceptance")).isEqualTo(warnings);
		assertThat(count(reference, "WarningAccepted")).isEqualTo(warnings);
		assertThat(count(reference, "AgreementReviewed")).isOne();
	}

	@Test
	void anAcceptanceHasAKnownReasonAndWords() {
		String reference = this.walk.submit(doubtful());
		String task = held(reference, "clara", "clm-DE");
		int warning = position(reference, "DAT-01");
		int none = this.agreements.findings(reference).size() + 1;
		refused(() -> this.reviews.accept(task, "clara", 1, warning, "BECAUSE", WORDS), "reason-code-unknown");
		refused(() -> this.reviews.accept(task, "clara", 1, warning, null, WORDS), "reason-code-unknown");
		refused(() -> this.reviews.accept(task, "clara", 1, warning, "CHECKED_BY_EYE", "ok"), "words-missing");
		refused(() -> this.reviews.accept(task, "clara", 1, warning, "CHECKED_BY_EYE", "x".repeat(901)),
				"words-missing");
		refused(() -> this.reviews.accept(task, "clara", 1, warning, "CHECKED_BY_EYE", "a\u0000bc"), "words-unusable");
		refused(() -> this.reviews.accept(task, "clara", 1, 0, "CHECKED_BY_EYE", WORDS), "finding-unknown");
		refused(() -> this.reviews.accept(task, "clara", 1, none, "CHECKED_BY_EYE", WORDS), "finding-unknown");
		refused(() -> this.reviews.accept(task, "clara", 2, warning, "CHECKED_BY_EYE", WORDS), "changed-meanwhile");
		this.database.jdbc()
			.update("update countersign.acceptance_reason set valid_to = current_date - 1 where code = 'NOT_APPLICABLE'");
		try {
			refused(() -> this.reviews.accept(task, "clara", 1, warning, "NOT_APPLICABLE", WORDS),
					"reason-code-unknown");
		}
		finally {
			this.database.jdbc()
				.update("update countersign.acceptance_reason set valid_to = null where code = 'NOT_APPLICABLE'");
		}
		this.reviews.accept(task, "clara", 1, warning, "CHECKED_BY_EYE", "x".repeat(900));
		refused(() -> this.reviews.accept(task, "clara", 1, warning, "CHECKED_BY_EYE", WORDS), "accepted-already");
		for (String change : List.of("update countersign.finding_acceptance set words = 'other'",
				"delete from countersign.finding_acceptance", "truncate countersign.finding_acceptance",
				"update countersign.finding set severity = 'INFO'", "delete from countersign.finding")) {
			assertThatThrownBy(() -> this.database.owner().execute(change)).hasMessageContaining("never changed");
		}
	}

	@Test
	void onlyTheHolderOfTheReviewAccepts() {
		String reference = this.walk.submit(doubtful());
		String task = this.walk.task(reference, REVIEW).getId();
		refused(() -> this.reviews.accept(task, "clara", 1, position(reference, "DAT-01"), "CHECKED_BY_EYE", WORDS),
				"task-not-yours");
		held(reference, "carl", "clm-DE");
		refused(() -> this.reviews.accept(task, "clara", 1, position(reference, "DAT-01"), "CHECKED_BY_EYE", WORDS),
				"task-not-yours");
		refused(() -> this.reviews.accept("no-such-task", "carl", 1, position(reference, "DAT-01"), "CHECKED_BY_EYE",
				WORDS), "task-not-yours");
	}

	@Test
	void ofTwoAcceptancesAtOnceOneCounts() throws Exception {
		String reference = this.walk.submit(doubtful());
		String task = held(reference, "clara", "clm-DE");
		ExecutorService both = Executors.newFixedThreadPool(2);
		try {
			Callable<String> call = () -> {
				try {
					this.reviews.accept(task, "clara", 1, position(reference, "DAT-01"), "CHECKED_BY_EYE", WORDS);
					return "accepted";
				}
				catch (Refusal refusal) {
					return refusal.code();
				}
			};
			List<String> answers = new ArrayList<>();
			for (var answer : both.invokeAll(List.of(call, call))) {
				answers.add(answer.get());
			}
			assertThat(answers).containsExactlyInAnyOrder("accepted", "accepted-already");
		}
		finally {
			both.shutdownNow();
		}
		assertThat(count(reference, "WarningAccepted")).isOne();
	}

	@Test
	void whatBlocksIsNotAcceptedByAReviewer() {
		String reference = recalled();
		String task = held(reference, "clara", "clm-DE");
		refused(() -> this.reviews.accept(task, "clara", 1, position(reference, "DOC-01"), "CHECKED_BY_EYE", WORDS),
				"not-a-warning");
		refused(() -> pass(reference), "blocked");
		assertThatThrownBy(() -> this.database.jdbc()
			.update("insert into countersign.finding_acceptance values (?, 1, ?, 'CHECKED_BY_EYE', 'by hand', 'clara', now())",
					reference, position(reference, "DOC-01")))
			.hasMessageContaining("Only warnings are accepted");
		assertThatThrownBy(() -> this.database.jdbc()
			.update("insert into countersign.review values (gen_random_uuid(), ?, 1, 'pass', 'by hand', 'clara', now())",
					reference))
			.hasMessageContaining("nobody accepted");
	}

	@Test
	void aLeadGrantsAnExceptionAndTheReviewGoesOn() {
		String reference = escalated("clara", "clm-DE");
		assertThat(this.walk.waitsAt(reference)).containsExactly(EXCEPTION);
		assertThat(this.walk.status(reference)).isEqualTo(AgreementStatus.IN_REVIEW);
		this.walk.answer(reference, EXCEPTION, "lea", "clm-lead-DE", Map.of("decision", "grant", "basis", "roc_agreed",
				"evidence", "ROC case 4711", "reason", "The ROC has the form on file."));
		assertThat(this.walk.way(reference)).containsSubsequence(REVIEW, "serviceTask_recordReview",
				"gateway_reviewPassed", EXCEPTION, "serviceTask_recordExceptionDecision", REVIEW);
		assertThat(this.walk.waitsAt(reference)).containsExactly(REVIEW);
		this.walk.pass(reference, "clara", "clm-DE", "With the lead's exception.");
		assertThat(this.walk.status(reference)).isIn(AgreementStatus.READY_TO_SIGN, AgreementStatus.AWAITING_TERMS);
		assertThat(this.agreements.reviewers(reference)).contains("clara", "lea");
		assertThat(this.database.jdbc()
			.queryForMap("select asked_by, granted_by, reason, evidence from countersign.finding_exception limit 1"))
			.containsEntry("asked_by", "clara")
			.containsEntry("granted_by", "lea")
			.containsEntry("reason", "ROC_AGREED")
			.containsEntry("evidence", "ROC case 4711");
		assertThat(count(reference, "ExceptionDecided")).isOne();
		refused(() -> this.walk.claim(reference, "userTask_signAgreement", "lea", "clm-lead-DE"),
				"segregation-of-duties");
		for (String change : List.of("update countersign.finding_exception set evidence = 'none'",
				"delete from countersign.finding_exception")) {
			assertThatThrownBy(() -> this.database.owner().execute(change)).hasMessageContaining("never changed");
		}
	}

	@Test
	void aRefusedExceptionLeavesTheBlockerWhereItIs() {
		String reference = escalated("clara", "clm-DE");
		this.walk.answer(reference, EXCEPTION, "lea", "clm-lead-DE",
				Map.of("decision", "refuse", "reason", "Get the form."));
		held(reference, "clara", "clm-DE");
		refused(() -> pass(reference), "blocked");
		this.walk.answer(reference, REVIEW, "clara", "clm-DE",
				Map.of("decision", "return", "reason", "The form, please."));
		assertThat(this.walk.status(reference)).isEqualTo(AgreementStatus.RETURNED);
	}

	@Test
	void anExceptionIsDocumented() {
		String reference = escalated("clara", "clm-DE");
		String today = LocalDate.now(ZoneOffset.UTC).toString();
		String yesterday = LocalDate.now(ZoneOffset.UTC).minusDays(1).toString();
		for (Map<String, Object> wanting : List.<Map<String, Object>>of(
				Map.of("decision", "grant", "basis", "roc_agreed", "reason", "Neither end nor evidence."),
				Map.of("decision", "grant", "evidence", "case 1", "reason", "No basis."),
				Map.of("decision", "grant", "basis", "friendship", "evidence", "case 1", "reason", "Unknown basis."),
				Map.of("decision", "grant", "basis", "roc_agreed", "expiresOn", yesterday, "reason", "Over."),
				Map.of("decision", "grant", "basis", "roc_agreed", "expiresOn", "2027-02-30", "reason", "No day."),
				Map.of("decision", "grant", "basis", "roc_agreed", "evidence", "case 1"),
				Map.of("reason", "No decision."))) {
			assertThatThrownBy(() -> this.walk.answer(reference, EXCEPTION, "lea", "clm-lead-DE", wanting))
				.isInstanceOf(Refusal.class);
		}
		this.walk.answer(reference, EXCEPTION, "lea", "clm-lead-DE", Map.of("decision", "grant", "basis",
				"document_follows", "expiresOn", today, "reason", "It comes this afternoon."));
		held(reference, "clara", "clm-DE");
		this.walk.clock().travel(Duration.ofDays(2));
		refused(() -> pass(reference), "exception-expired");
	}

	@Test
	void anExceptionThatEndedStopsTheSignature() {
		String reference = escalated("clara", "clm-DE");
		this.walk.answer(reference, EXCEPTION, "lea", "clm-lead-DE", Map.of("decision", "grant", "basis",
				"document_follows", "expiresOn", LocalDate.now(ZoneOffset.UTC).toString(), "reason", "Follows."));
		this.walk.pass(reference, "clara", "clm-DE", "With the lead's exception.");
		this.walk.clock().travel(Duration.ofDays(2));
		refused(() -> this.agreements.signingDecided(reference, "sign", null, "max", List.of()), "exception-expired");
	}

	@Test
	void anExceptionIsAskedOnlyWhereAnotherLeadMayDecide() {
		IdentityService identities = this.application.getBean(IdentityService.class);
		identities.deleteMembership("luise", Role.CLM_LEAD.group("DE"));
		try {
			askWhereLeaIsTheOnlyLead();
		}
		finally {
			identities.createMembership("luise", Role.CLM_LEAD.group("DE"));
		}
	}

	private void askWhereLeaIsTheOnlyLead() {
		String reference = recalled();
		Map<String, Object> ask = Map.of("decision", "escalate", "reason", "The ROC has the form.");
		refused(() -> this.walk.answer(reference, REVIEW, "lea", "clm-lead-DE", ask), "no-other-lead");
		assertThat(this.walk.waitsAt(reference)).containsExactly(REVIEW);
		this.application.getBean(TaskService.class).setAssignee(this.walk.task(reference, REVIEW).getId(), null);
		this.walk.answer(reference, REVIEW, "clara", "clm-DE", ask);
		this.walk.claim(reference, EXCEPTION, "lea", "clm-lead-DE");
		String prepared = recalled();
		this.database.force("update countersign.submission set prepared_by = 'lea' where reference = ?", prepared);
		refused(() -> this.walk.answer(prepared, REVIEW, "clara", "clm-DE", ask), "no-other-lead");
	}

	@Test
	void whoAskedDoesNotGrant() {
		IdentityService identities = this.application.getBean(IdentityService.class);
		identities.createMembership("max", Role.CLM_LEAD.group("DE"));
		String reference;
		try {
			reference = escalated("lea", "clm-lead-DE");
		}
		finally {
			identities.deleteMembership("max", Role.CLM_LEAD.group("DE"));
		}
		refused(() -> this.walk.claim(reference, EXCEPTION, "lea", "clm-lead-DE"), "asked-for-it-yourself");
		refused(() -> this.agreements.exceptionDecided(reference,
				new ExceptionAnswer(true, "ROC_AGREED", "Fine with me.", null, "case 1"), "lea"),
				"asked-for-it-yourself");
		assertThatThrownBy(() -> this.database.jdbc()
			.update("insert into countersign.finding_exception values (?, 1, ?, 'ROC_AGREED', 'by hand', null, 'x', 'lea', 'lea', now())",
					reference, position(reference, "DOC-01")))
			.hasMessageContaining("finding_exception_takes_two_people");
	}

	@Test
	void anExceptionIsAskedOnlyFromWhatBlocks() {
		String reference = this.walk.submit(doubtful());
		held(reference, "clara", "clm-DE");
		refused(() -> this.walk.answer(reference, REVIEW, "clara", "clm-DE",
				Map.of("decision", "escalate", "reason", "Just in case.")), "nothing-blocks");
		refused(() -> this.agreements.exceptionDecided(reference,
				new ExceptionAnswer(true, "ROC_AGREED", "Fine with me.", null, "case 1"), "lea"), "no-exception-asked");
	}

	@Test
	void itIsWithdrawnWhileALeadDecidesAboutAnException() {
		String reference = escalated("clara", "clm-DE");
		this.walk.withdraw(reference);
		assertThat(this.walk.status(reference)).isEqualTo(AgreementStatus.WITHDRAWN);
		assertThat(this.walk.tasks(reference)).isEmpty();
	}

	@Test
	void theFormOffersTheReasonsOfTheCatalogue() throws Exception {
		JsonNode form = new com.fasterxml.jackson.databind.ObjectMapper()
			.readTree(java.nio.file.Path.of("forms/agreement/decide-exception.form").toFile());
		List<String> offered = new ArrayList<>();
		form.path("components").forEach((field) -> {
			if (field.path("key").asText().equals("basis")) {
				field.path("values").forEach((option) -> offered.add(option.path("value").asText().toUpperCase()));
			}
		});
		assertThat(offered).containsExactlyInAnyOrderElementsOf(
				this.reviews.reasons(ReviewState.Catalogue.EXCEPTION).stream().map(ReviewState.Reason::code).toList());
	}

	@Test
	void ownFindingsGoToTheResellerWithTheReturn() {
		String reference = this.walk.submit(doubtful());
		String task = held(reference, "clara", "clm-DE");
		refused(() -> this.reviews.note(task, "clara", 1, "R99", "Something.", null, null, null),
				"reason-code-unknown");
		refused(() -> this.reviews.note(task, "clara", 1, "R07", "x", null, null, null), "message-missing");
		refused(() -> this.reviews.note(task, "clara", 1, "R07", "Address differs.", null, "none.pdf", 1),
				"document-unknown");
		refused(() -> this.reviews.note(task, "clara", 1, "R07", "Address differs.", null, null, 1), "page-unknown");
		String file = this.agreements.latestSubmission(reference).documents().get(0).fileName();
		this.reviews.note(task, "clara", 1, "R07", "The address differs from the order.", null, file, 1);
		this.reviews.note(task, "clara", 1, "R21", "The mail address bounces.", "Give one that works.", null, null);
		this.reviews.note(task, "clara", 1, "R90", "Noted by mistake.", null, null, null);
		this.reviews.removeNote(task, "clara", 1,
				this.database.jdbc()
					.queryForObject("select id from countersign.noted_finding where message like 'Noted by%'",
							java.util.UUID.class));
		JsonNode before = new Api(this.port, "northwind").read(reference).body();
		assertThat(before.toString()).doesNotContain("The address differs");
		this.reviews.accept(task, "clara", 1, position(reference, "DAT-01"), "CHECKED_BY_EYE",
				"Secret words of the desk.");
		refused(() -> pass(reference), "finding-noted");

		this.walk.answer(reference, REVIEW, "clara", "clm-DE",
				Map.of("decision", "return", "reason", "Two things to mend."));
		JsonNode read = new Api(this.port, "northwind").read(reference).body();
		assertThat(read.path("findings"))
			.extracting((finding) -> finding.path("code").asText() + " " + finding.path("severity").asText() + " "
					+ finding.path("origin").asText() + " " + finding.path("reasonCode").asText())
			.contains("CLM-01 BLOCKER PERSON R07", "CLM-02 BLOCKER PERSON R21");
		assertThat(read.toString()).contains("Give one that works.", "Two things to mend.")
			.doesNotContain("Secret words", "Noted by mistake", "clara");
		assertThat(this.database.count("countersign.noted_finding")).isZero();

		Api.Answer corrected = new Api(this.port, "northwind").correct(reference, "k2", parts(clean()));
		assertThat(corrected.status()).as(corrected.body().toPrettyString()).isEqualTo(201);
		assertThat(corrected.body().at("/comparison/solved")).extracting((finding) -> finding.path("code").asText())
			.contains("CLM-01", "CLM-02", "DAT-01");
		assertThat(corrected.body().at("/comparison/new").isArray()).isTrue();
		assertThat(corrected.body().at("/comparison/with").asInt()).isOne();
		assertThat(corrected.body().at("/comparison/changes"))
			.anySatisfy((change) -> assertThat(change.path("path").asText()).isEqualTo("/term/end"));
		assertThat(new Api(this.port, "northwind").read(reference).body().at("/submissions/1/comparison"))
			.isEqualTo(corrected.body().path("comparison"));
	}

	@Test
	void aReviewThatWentToSomebodyElseMeanwhileIsJudgedByThatPersonOnly() throws Exception {
		String reference = this.walk.submit(doubtful());
		String task = held(reference, "clara", "clm-DE");
		int warning = position(reference, "DAT-01");
		ExecutorService other = Executors.newSingleThreadExecutor();
		try {
			Future<Refusal> late = this.transaction.execute((status) -> {
				this.database.jdbc()
					.queryForList("select 1 from countersign.agreement where reference = ? for update", reference);
				Future<Refusal> accepting = other.submit(() -> catchThrowableOfType(Refusal.class,
						() -> this.reviews.accept(task, "clara", 1, warning, "CHECKED_BY_EYE", WORDS)));
				await().until(() -> this.database.jdbc()
					.queryForObject("select exists (select from pg_locks where not granted)", Boolean.class));
				this.application.getBean(TaskService.class).setAssignee(task, "carl");
				return accepting;
			});
			assertThat(late.get()).isNotNull().extracting(Refusal::code).isEqualTo("task-not-yours");
		}
		finally {
			other.shutdownNow();
		}
		assertThat(this.database.count("countersign.finding_acceptance")).isZero();
		this.reviews.accept(task, "carl", 1, warning, "CHECKED_BY_EYE", WORDS);
		assertThat(count(reference, "WarningAccepted")).isOne();
	}

	@Test
	void whatOnlyTheRecordRefusesIsARefusalToo() {
		String reference = this.walk.submit(doubtful());
		Agreement agreement = this.agreements.load(reference);
		Instant now = this.walk.clock().instant();
		recordRefuses(() -> this.judgements.reviewed(agreement, "pass", "Good.", "clara", now), "finding-not-judged");
		recordRefuses(
				() -> this.judgements.exempt(agreement, List.of(position(reference, "DAT-01")),
						new ExceptionAnswer(true, "ROC_AGREED", "Fine.", null, "case 1"), "clara", "lea", now),
				"finding-of-another-kind");
		this.database.force("update countersign.submission set prepared_by = 'clara' where reference = ?", reference);
		recordRefuses(() -> this.judgements.reviewed(agreement, "decline", "No.", "clara", now),
				"prepared-it-yourself");
	}

	private static void recordRefuses(ThrowingCallable work, String code) {
		Refusal refusal = DatabaseRefusals.in(catchThrowable(work)).orElseThrow();
		assertThat(refusal.code()).isEqualTo(code);
		assertThat(refusal.getMessage()).matches("[^:]+\\.");
	}

	@Test
	void aPackageThatIsDrawnLooksToItsResellerLikeAnyOtherReview() {
		String drawn = drawn();
		this.database.jdbc().update("update countersign.agreement set status = 'RECEIVED' where reference = ?", drawn);
		this.agreements.validated(drawn,
				new Examination(List.of(), Route.STRAIGHT_THROUGH, "Within the standing authority.", false, 1,
						List.of(), List.of())
					.drawn("Drawn for a second look, one in 20. Within the standing authority."));
		JsonNode reseller = new Api(this.port, "northwind").read(drawn).body();
		assertThat(reseller.toString()).doesNotContainIgnoringCase("drawn")
			.doesNotContain("second look", "sampled", "policyVersion", "STRAIGHT_THROUGH", "standing");
		JsonNode ordinary = new Api(this.port, "northwind").read(this.walk.submit(doubtful())).body();
		for (String pointer : List.of("/status", "/waitsFor", "/submissions/0/route", "/submissions/0/reason")) {
			assertThat(reseller.at(pointer)).as(pointer).isEqualTo(ordinary.at(pointer));
		}
		assertThat(reseller.path("timeline").get(reseller.path("timeline").size() - 1).path("facts"))
			.isEqualTo(ordinary.at("/timeline/1/facts"));
		assertThat(new Api(this.port, "clara").read(drawn).body().toString()).contains("Drawn for a second look");
	}

	@Test
	void whatPeopleJudgedIsForTheDesk() {
		String reference = escalated("clara", "clm-DE");
		this.walk.answer(reference, EXCEPTION, "lea", "clm-lead-DE", Map.of("decision", "grant", "basis", "roc_agreed",
				"evidence", "ROC case 4711", "reason", "Agreed on the phone."));
		this.walk.pass(reference, "clara", "clm-DE", "With the exception.");
		String other = this.walk.submit(doubtful());
		this.walk.pass(other, "carl", "clm-DE", "Fine.");
		for (String read : List.of(reference, other)) {
			assertThat(new Api(this.port, "northwind").read(read).body().path("timeline").toString()).doesNotContain(
					"ROC_AGREED", "4711", "Agreed on the phone", "CHECKED_BY_EYE", "With the exception",
					"policyVersion", "sampled", "\"words\"", "\"clara\"", "\"lea\"", "\"carl\"");
		}
		assertThat(new Api(this.port, "clara").read(reference).body().path("timeline").toString())
			.contains("ROC_AGREED", "Agreed on the phone", "policyVersion");
	}

	@Test
	void aDrawnPackageIsJudgedForTheRulesToo() {
		String agreed = drawn();
		this.walk.pass(agreed, "clara", "clm-DE", "As clean as the rules say.");
		String missed = drawn();
		String task = held(missed, "clara", "clm-DE");
		Map<String, Object> back = Map.of("decision", "return", "reason", "The stamp is another company's.");
		refused(() -> this.walk.answer(missed, REVIEW, "clara", "clm-DE", back), "second-look-needs-finding");
		this.reviews.note(task, "clara", 1, "R07", "The stamp is another company's.", null, null, null);
		this.walk.answer(missed, REVIEW, "clara", "clm-DE", back);
		String declined = drawn();
		this.walk.answer(declined, REVIEW, "clara", "clm-DE",
				Map.of("decision", "decline", "reason", "The customer is gone."));
		assertThat(outcome(agreed)).isEqualTo("AGREED");
		assertThat(outcome(missed)).isEqualTo("DEFECT_MISSED");
		assertThat(outcome(declined)).isEqualTo("NOT_JUDGED");
	}

	@Test
	void whoPreparedAPackageDoesNotReviewIt() {
		String reference = this.walk.submit(doubtful());
		this.database.force("update countersign.submission set prepared_by = 'clara' where reference = ?", reference);
		String task = this.walk.task(reference, REVIEW).getId();
		Browser clara = new Browser(this.port).login("clara");
		var claim = clara.camunda("POST", "/task/" + task + "/claim", "{\"userId\":\"clara\"}");
		assertThat(claim.statusCode()).isEqualTo(403);
		assertThat(claim.body()).contains("somebody else has to judge it");
		// Even where she holds the task by other means.
		this.database.jdbc().update("update public.act_ru_task set assignee_ = 'clara' where id_ = ?", task);
		this.database.jdbc().update("update countersign.work_item set assignee = 'clara' where task_id = ?", task);
		var complete = clara.camunda("POST", "/task/" + task + "/submit-form",
				"{\"variables\":{\"decision\":{\"value\":\"decline\"},\"reason\":{\"value\":\"Mine.\"}}}");
		assertThat(complete.statusCode()).isEqualTo(403);
		assertThat(complete.body()).contains("somebody else has to judge it");
		refused(() -> this.reviews.accept(task, "clara", 1, position(reference, "DAT-01"), "CHECKED_BY_EYE", WORDS),
				"prepared-it-yourself");
		assertThatThrownBy(() -> this.database.jdbc()
			.update("insert into countersign.review values (gen_random_uuid(), ?, 1, 'decline', 'by hand', 'clara', now())",
					reference))
			.hasMessageContaining("prepared this package");
		assertThat(this.walk.status(reference)).isEqualTo(AgreementStatus.IN_REVIEW);
	}

	@Test
	void whoSentAPackageBackDoesNotReviewIt() {
		String reference = this.walk
			.submit(clean().value("200000.00", "EUR").document("second.pdf", DocumentType.PSF, "X20-12883"));
		this.walk.pass(reference, "clara", "clm-DE", "Looked at the dates.");
		this.walk.answer(reference, "userTask_signAgreement", "lea", "clm-lead-DE",
				Map.of("decision", "sendBack", "reason", "Which of the two dates counts?"));
		refused(() -> this.walk.claim(reference, REVIEW, "lea", "clm-lead-DE"), "prepared-it-yourself");
		this.walk.pass(reference, "carl", "clm-DE", "The first one.");
		JsonNode read = new Api(this.port, "northwind").read(reference).body();
		assertThat(read.path("timeline").toString()).contains("Sent back to review", "Review passed")
			.doesNotContain("Which of the two", "Looked at the dates", "\"lea\"", "\"carl\"");
		assertThat(new Api(this.port, "clara").read(reference).body().path("timeline").toString())
			.contains("Which of the two", "Looked at the dates");
	}

	private String drawn() {
		String reference = this.walk.submitUndrawn(clean().value("900000.00", "EUR"));
		// The draw is secret; what was drawn is told by the record.
		String sent = this.walk.submit(doubtful().id("DRAWN-" + reference));
		this.database.force("delete from countersign.finding where reference = ?", sent);
		this.database.jdbc().update("update countersign.submission set sampled = true where reference = ?", sent);
		return sent;
	}

	private String outcome(String reference) {
		return this.database.jdbc()
			.queryForObject("select outcome from countersign.second_look where reference = ?", String.class, reference);
	}

	private String recalled() {
		String reference = this.walk.submit(clean().value("200000.00", "EUR").withoutDocument(DocumentType.PSF));
		this.reviews.recall(new Caller("carl", "Carl Weber", Caller.Kind.PERSON, Set.of(Role.CLM),
				Set.of("clm", "clm-DE"), Set.of("DE")), reference, "The ROC has the form.");
		return reference;
	}

	private String escalated(String person, String group) {
		String reference = recalled();
		this.walk.answer(reference, REVIEW, person, group,
				Map.of("decision", "escalate", "reason", "The ROC has the form."));
		return reference;
	}

	private String held(String reference, String person, String group) {
		this.walk.claim(reference, REVIEW, person, group);
		return this.walk.task(reference, REVIEW).getId();
	}

	private void pass(String reference) {
		this.walk.answer(reference, REVIEW, "clara", "clm-DE", Map.of("decision", "pass", "reason", "Good enough."));
	}

	private int position(String reference, String code) {
		List<Finding> findings = this.agreements.findings(reference);
		for (int i = 0; i < findings.size(); i++) {
			if (findings.get(i).code().equals(code)) {
				return i + 1;
			}
		}
		throw new AssertionError(code + " was not found among " + findings);
	}

	private long count(String reference, String type) {
		return this.database.jdbc()
			.queryForObject("select count(*) from countersign.audit_event where reference = ? and type = ?", Long.class,
					reference, type);
	}

	private static void refused(ThrowingCallable work, String code) {
		Refusal refusal = catchThrowableOfType(Refusal.class, work);
		assertThat(refusal).as(code).isNotNull();
		assertThat(refusal.code()).isEqualTo(code);
		assertThat(refusal.getMessage()).endsWith(".");
	}

	private static List<Api.Part> parts(Packages packages) {
		List<Api.Part> parts = new ArrayList<>(List.of(Api.Part.facts(packages.json())));
		Papers.of(packages).forEach((name, pdf) -> parts.add(Api.Part.document(name, pdf)));
		return parts;
	}

	private static Packages clean() {
		return Packages.clean();
	}

	private static Packages doubtful() {
		Packages clean = clean().value("187500.00", "EUR");
		return clean.with("/term/end", clean.facts().term().start().plusMonths(24).minusDays(1));
	}

}
