package io.countersign.specialterms;

import java.math.BigDecimal;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.Api;
import io.countersign.Api.Answer;
import io.countersign.Api.Part;
import io.countersign.CountersignTest;
import io.countersign.Database;
import io.countersign.agreement.ProcessWalk;
import io.countersign.agreement.TermsRegister;
import io.countersign.document.TestPdfs;
import io.countersign.identity.Caller;
import io.countersign.identity.Role;
import io.countersign.kernel.Money;
import io.countersign.kernel.Refusal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Requests for special terms as resellers ask for them and the desk decides. */
@CountersignTest
class SpecialTermsApiTests {

	private static final String PATH = "/api/v1/special-terms";

	private static final ObjectMapper JSON = new ObjectMapper();

	@LocalServerPort
	private int port;

	@Autowired
	private ApplicationContext application;

	@Autowired
	private ApprovalExpiry expiry;

	@Autowired
	private TermsRegister register;

	@Autowired
	private ClauseCatalogue catalogue;

	@Autowired
	private Database database;

	private ProcessWalk walk;

	private Api northwind;

	@BeforeEach
	void setUp() {
		this.walk = new ProcessWalk(this.application);
		this.northwind = new Api(this.port, "northwind");
	}

	@Test
	void aRequestIsAskedTriagedApprovedStageByStageAndSealed() {
		Answer asked = ask(request("90000.00").term("DISCOUNT", null, "4"));
		assertThat(asked.status()).as(asked.body().toString()).isEqualTo(201);
		String reference = asked.text("reference");
		assertThat(reference).matches("ST-\\d{4}-\\d{6}");
		assertThat(asked.raw().headers().firstValue("Location")).hasValue(PATH + "/" + reference);
		assertThat(asked.text("status")).isEqualTo("RECEIVED");
		assertThat(asked.body().path("approvers").findValuesAsText("office")).containsExactly("manager-1", "finance");
		this.walk.triage(reference, "clara", "accept");
		assertThat(this.walk.officesAsked(reference)).containsExactly("manager-1");
		this.walk.decideTerms(reference, "manager-1", "approve");
		assertThat(this.walk.officesAsked(reference)).containsExactly("finance");
		this.walk.decideTerms(reference, "finance", "fiona",
				Map.of("decision", "approveWithConditions", "reason", "Within the margin.", "maxDiscount", 14));
		JsonNode read = read(reference);
		assertThat(read.path("status").asText()).isEqualTo("APPROVED_WITH_CONDITIONS");
		assertThat(read.path("route").findValuesAsText("decision")).containsExactly("APPROVE",
				"APPROVE_WITH_CONDITIONS");
		assertThat(read.path("conditions").findValuesAsText("kind")).containsExactly("MAX_DISCOUNT");
		assertThat(read.path("expiresOn").asText())
			.isEqualTo(LocalDate.ofInstant(this.walk.clock().instant(), ZoneOffset.UTC).plusDays(60).toString());
		assertThat(read.path("timeline").findValuesAsText("actor")).doesNotContain("mona", "fiona", "clara");
		Approval approval = this.application.getBean(Approvals.class).of(reference).get(1);
		assertThat(approval.seal()).isEqualTo(Approvals.seal(approval.contentHash(), approval.conditions(),
				approval.routeVersion(), approval.expiresOn(), approval.decision(), "fiona"));
		assertThat(this.register.find("tailspin", reference)).isEmpty();
		assertThat(this.register.find("northwind", reference)).hasValueSatisfying((terms) -> {
			assertThat(terms.standing()).isEqualTo(TermsRegister.Standing.GRANTED);
			assertThat(terms.conditions()).hasSize(1);
		});
	}

	@Test
	void theSameCallAgainGetsTheSameAnswerAndAnotherBodyIsRefused() {
		List<Part> parts = request("90000.00").term("M97", null, null).parts();
		Answer first = this.northwind.multipart(PATH, "same-key", parts);
		Answer again = this.northwind.multipart(PATH, "same-key", parts);
		assertThat(again.body()).isEqualTo(first.body());
		assertThat(again.raw().headers().firstValue("Idempotent-Replay")).hasValue("true");
		Answer other = this.northwind.multipart(PATH, "same-key", request("90000.00").term("M325", null, null).parts());
		assertThat(other.status()).isEqualTo(422);
		assertThat(other.text("code")).isEqualTo("idempotency-key-reused");
		assertThat(this.northwind.multipart(PATH, null, parts).text("code")).isEqualTo("idempotency-key-missing");
		assertThat(this.database.count("countersign.special_terms_request")).isEqualTo(1);
	}

	@Test
	void aForeignRequestIsAnsweredLikeAnUnknownOne() {
		String reference = ask(request("90000.00").term("M97", null, null)).text("reference");
		Api tailspin = this.northwind.as("tailspin");
		for (String address : List.of(reference, "ST-2020-000001")) {
			Answer answer = tailspin.get(PATH + "/" + address);
			assertThat(answer.status()).isEqualTo(404);
			assertThat(answer.text("code")).isEqualTo("special-terms-unknown");
		}
		assertThat(tailspin.get(PATH).body().path("total").asInt()).isZero();
		assertThat(this.northwind.get(PATH + "?status=RECEIVED").body().path("total").asInt()).isEqualTo(1);
	}

	@Test
	void whatIsWrongIsToldInPlainWords() {
		assertThat(this.northwind.multipart(PATH, "k1", List.of(part("{}"))).text("code")).isEqualTo("request-invalid");
		assertThat(this.northwind.multipart(PATH, "k2", List.of()).status()).isEqualTo(400);
		Request asked = request("90000.00").term("M97", null, null);
		asked.tree.putArray("evidence").addObject().put("kind", "DEAL_MEMO").put("fileName", "missing.pdf");
		assertThat(this.northwind.multipart(PATH, "k3", List.of(part(asked.tree.toString()))).text("code"))
			.isEqualTo("document-missing");
		assertThat(this.northwind.as("clara").multipart(PATH, "k4", asked.parts()).text("code"))
			.isEqualTo("reseller-unknown");
		assertThat(this.northwind.as("mona").multipart(PATH + "?reseller=northwind", "k5", asked.parts()).text("code"))
			.isEqualTo("not-yours-to-ask");
		assertThat(this.northwind.as("chloe")
			.multipart(PATH + "?reseller=northwind", "k6", request("1.00").term("M97", null, null).parts())
			.text("code")).isEqualTo("subsidiary-of-others");
		assertThat(this.database.count("countersign.special_terms_request")).isZero();
	}

	@Test
	void aManagerEntersWhatAResellerAskedForAndNeitherTriagesNorApprovesIt() {
		Api clara = this.northwind.as("clara");
		String reference = clara
			.multipart(PATH + "?reseller=northwind", "desk-1", request("90000.00").term("M97", null, null).parts())
			.text("reference");
		assertThat(read(reference).path("origin").asText()).isEqualTo("DESK");
		assertThatThrownBy(() -> this.walk.triage(reference, "clara", "accept")).isInstanceOf(Refusal.class)
			.hasMessageContaining("You asked");
		this.walk.triage(reference, "carl", "accept");
		assertThat(this.northwind.as("tailspin").get(PATH + "/" + reference).status()).isEqualTo(404);
		String theirs = ask(request("90000.00").term("M97", null, null)).text("reference");
		assertThat(clara
			.multipart(PATH + "/" + theirs + "/revisions", "desk-2",
					request("90000.00").term("M97", null, null).parts())
			.text("code")).isEqualTo("resellers-only");
	}

	@Test
	void withoutItsEvidenceARequestIsReturnedAndRevised() {
		Request bare = request("90000.00").term("DISCOUNT", null, "4");
		bare.tree.remove("evidence");
		String reference = ask(bare).text("reference");
		assertThatThrownBy(() -> this.walk.triage(reference, "clara", "accept")).isInstanceOf(Refusal.class)
			.hasMessageContaining("competitor evidence");
		this.walk.triage(reference, "clara", "return");
		assertThat(read(reference).path("status").asText()).isEqualTo("RETURNED");
		Answer revised = revise(reference, request("90000.00").term("DISCOUNT", null, "4"));
		assertThat(revised.body().path("revision").asInt()).isEqualTo(2);
		assertThat(revised.body().path("missingEvidence")).isEmpty();
		this.walk.triage(reference, "clara", "accept");
		assertThat(this.walk.officesAsked(reference)).containsExactly("manager-1");
	}

	@Test
	void anEditAsksOnlyThoseWhomItTouches() {
		Request asked = request("90000.00").term("LIABILITY", "Liability is limited to the fees of one year.", null)
			.term("DISCOUNT", null, "4");
		String reference = ask(asked).text("reference");
		this.walk.triage(reference, "clara", "accept");
		assertThat(this.walk.officesAsked(reference)).containsExactly("legal", "manager-1");
		this.walk.decideTerms(reference, "legal", "approve");
		this.walk.decideTerms(reference, "manager-1", "approve");
		assertThat(this.walk.officesAsked(reference)).containsExactly("finance", "manager-2");
		revise(reference, request("90000.00").term("LIABILITY", "Liability is limited to the fees of one year.", null)
			.term("DISCOUNT", null, "4.5"));
		this.walk.triage(reference, "clara", "accept");
		assertThat(this.walk.officesAsked(reference)).containsExactly("manager-1");
		this.walk.decideTerms(reference, "manager-1", "approve");
		this.walk.decideTerms(reference, "finance", "approve");
		this.walk.decideTerms(reference, "manager-2", "approve");
		assertThat(read(reference).path("status").asText()).isEqualTo("APPROVED");
		assertThat(this.application.getBean(Approvals.class).of(reference)).extracting(Approval::office)
			.containsExactly("legal", "manager-1", "manager-1", "finance", "manager-2");
		assertThat(this.walk.way("special-terms-approval", reference)).contains("event_revisedInApproval");
	}

	@Test
	void anApproverAsksTheResellerAndGetsTheTaskBack() {
		String reference = inApproval();
		this.walk.decideTerms(reference, "manager-1", "mona",
				Map.of("decision", "ask", "question", "Which competitor?"));
		JsonNode read = read(reference);
		assertThat(read.path("status").asText()).isEqualTo("INFORMATION_ASKED");
		assertThat(read.path("questions").get(0).path("question").asText()).isEqualTo("Which competitor?");
		assertThat(answer(reference, 7, "None.").text("code")).isEqualTo("question-unknown");
		assertThat(answer(reference, 1, "Fabrikam.").status()).isEqualTo(204);
		assertThat(answer(reference, 1, "Twice.").text("code")).isEqualTo("question-answered");
		assertThat(this.walk.task(reference, "userTask_decideTerms").getAssignee()).isEqualTo("mona");
		assertThat(read(reference).path("status").asText()).isEqualTo("IN_APPROVAL");
	}

	@Test
	void anApproverAsksAColleagueOrPassesTheStepOn() {
		String reference = ask(request("1500000.00").term("M97", null, null)).text("reference");
		this.walk.triage(reference, "clara", "accept");
		this.walk.decideTerms(reference, "clm-lead", "luise",
				Map.of("decision", "ask", "question", "Is it the usual one?", "colleague", "lars"));
		assertThat(this.walk.task(reference, "userTask_answerTermsQuestion").getAssignee()).isEqualTo("lars");
		assertThat(read(reference).path("questions")).as("what the desk asks itself stays inside").isEmpty();
		assertThatThrownBy(() -> this.walk.decideTerms(reference, "manager-1", "mona",
				Map.of("decision", "delegate", "reason", "Yours.", "delegateTo", "lars")))
			.hasMessageContaining("does not decide for manager-1");
	}

	@Test
	void aColleaguesAnswerIsKeptAndTheDecisionGoesBackToWhoAsked() {
		String reference = inApproval();
		this.walk.decideTerms(reference, "manager-1", "mona",
				Map.of("decision", "ask", "question", "Is it the usual one?", "colleague", "lars"));
		assertThat(read(reference).path("status").asText()).isEqualTo("INFORMATION_ASKED");
		assertThatThrownBy(() -> this.walk.answer(reference, "userTask_answerTermsQuestion", "carl", "manager-1-DE",
				Map.of("answer", "Yes.")))
			.as("asked of somebody else")
			.isInstanceOf(RuntimeException.class);
		assertThatThrownBy(() -> this.walk.answer(reference, "userTask_answerTermsQuestion", "lars", "legal-DE",
				Map.of("answer", " ")))
			.isInstanceOf(RuntimeException.class);
		this.walk.answer(reference, "userTask_answerTermsQuestion", "lars", "legal-DE",
				Map.of("answer", "Yes, it is."));
		assertThat(this.walk.task(reference, "userTask_decideTerms").getAssignee()).isEqualTo("mona");
		assertThat(read(reference).path("status").asText()).isEqualTo("IN_APPROVAL");
		assertThat(this.database.jdbc()
			.queryForMap("select answer, answered_by from countersign.terms_question where reference = ?", reference))
			.isEqualTo(Map.of("answer", "Yes, it is.", "answered_by", "lars"));
		this.walk.decideTerms(reference, "manager-1", "mona", approve());
		assertThat(this.walk.officesAsked(reference)).containsExactly("finance");
		assertThat(this.walk.way("special-terms-approval", reference)).containsSubsequence("userTask_decideTerms",
				"serviceTask_recordTermsDecision", "userTask_answerTermsQuestion", "serviceTask_recordTermsAnswer",
				"userTask_decideTerms");
	}

	@Test
	void aCoverDecidesForWhoeverIsAwayUnderBothNames() {
		Instant now = this.walk.clock().instant();
		this.database.jdbc()
			.update("insert into countersign.absence values (gen_random_uuid(), 'mona', 'max', ?, ?, 'Holiday.', 'lea', ?)",
					now.minus(Duration.ofDays(1)).atOffset(ZoneOffset.UTC),
					now.plus(Duration.ofDays(7)).atOffset(ZoneOffset.UTC), now.atOffset(ZoneOffset.UTC));
		String reference = inApproval();
		assertThat(this.database.jdbc()
			.queryForObject("select candidates[1] from countersign.work_item where reference = ?", String.class,
					reference))
			.isEqualTo("max");
		this.walk.decideTerms(reference, "manager-1", "max", approve());
		assertThat(this.application.getBean(Approvals.class).of(reference)).singleElement()
			.satisfies((approval) -> assertThat(approval.onBehalfOf()).isEqualTo("mona"));
	}

	@Test
	void whoNeitherBelongsToTheOfficeNorStandsInForItDoesNotDecide() {
		String reference = inApproval();
		assertThatThrownBy(() -> this.walk.decideTerms(reference, "manager-1", "lars", approve()))
			.isInstanceOf(Refusal.class)
			.hasMessageContaining("do not decide");
		assertThat(this.database.count("countersign.approval")).isZero();
	}

	@Test
	void whoDoesNotDecideInTimeIsRemindedAndThenTheNextLevelMayToo() {
		String reference = inApproval();
		daily(10);
		assertThat(this.walk.way("special-terms-approval", reference)).contains("event_approverReminded",
				"serviceTask_remindApprover", "event_decisionOverdue", "serviceTask_escalateTerms");
		assertThat(this.database.jdbc()
			.queryForList("select to_office from countersign.terms_escalation where reference = ?", String.class,
					reference))
			.contains("manager-2");
		this.walk.decideTerms(reference, "manager-1", "magda", approve());
		assertThat(this.walk.officesAsked(reference)).containsExactly("finance");
	}

	@Test
	void aRequestIsWithdrawnAtAnyTimeBeforeItIsUsed() {
		String reference = inApproval();
		assertThat(withdraw(reference, " ").text("code")).isEqualTo("reason-missing");
		assertThat(withdraw(reference, "The deal is off.").status()).isEqualTo(204);
		assertThat(read(reference).path("status").asText()).isEqualTo("WITHDRAWN");
		assertThat(this.walk.officesAsked(reference)).isEmpty();
		assertThat(this.walk.way("special-terms-approval", reference)).endsWith("endEvent_withdrawn");
		assertThat(withdraw(reference, "Again.").text("code")).isEqualTo("status-does-not-allow");
		assertThat(revise(reference, request("90000.00").term("M97", null, null)).text("code"))
			.isEqualTo("status-does-not-allow");
	}

	@Test
	void whatNobodyHasToApproveCountsAsLongAsThePolicySays() {
		this.database
			.force("""
					insert into countersign.clause (code, version, title, term_class, own_wording_class, kind, trust, source,
						valid_from, entered_by, entered_at)
					values ('LETTERHEAD', 1, 'On letterhead', 'T0', 'T0', 'CUSTOM', 'Default', 'Test', '2000-01-01', 'test', now())""");
		this.database.force("""
				insert into countersign.approval_desk_policy select '2000-01-02', precedent_months, value_bands,
					bulk_value, bulk_requests, bulk_class, trust, 7 from countersign.approval_desk_policy""");
		try {
			String reference = ask(request("90000.00").term("LETTERHEAD", "On letterhead.", null)).text("reference");
			this.walk.triage(reference, "clara", "accept");
			JsonNode read = read(reference);
			assertThat(read.path("status").asText()).isEqualTo("APPROVED");
			assertThat(read.path("expiresOn").asText())
				.isEqualTo(LocalDate.ofInstant(this.walk.clock().instant(), ZoneOffset.UTC).plusDays(7).toString());
		}
		finally {
			this.database.clean();
			this.database.force("delete from countersign.approval_desk_policy where valid_from = '2000-01-02'");
			this.database.force("delete from countersign.clause where code = 'LETTERHEAD'");
		}
	}

	@Test
	void anApprovalEndsOnItsLastDayAndARevisionAsksAnew() {
		String reference = ask(request("90000.00").term("M97", null, null)).text("reference");
		this.walk.triage(reference, "clara", "accept");
		this.walk.decideTerms(reference, "clm-lead", "approve");
		assertThat(read(reference).path("status").asText()).isEqualTo("APPROVED");
		this.walk.clock().travel(Duration.ofDays(90));
		this.expiry.run();
		assertThat(read(reference).path("status").asText()).as("its last day").isEqualTo("APPROVED");
		this.walk.clock().travel(Duration.ofDays(1));
		this.expiry.run();
		this.expiry.run();
		assertThat(read(reference).path("status").asText()).isEqualTo("EXPIRED");
		assertThat(this.database.jdbc()
			.queryForObject("select count(*) from countersign.audit_event where reference = ? and type = ?", Long.class,
					reference, "SpecialTermsExpired"))
			.isEqualTo(1);
		revise(reference, request("90000.00").term("M97", null, null));
		this.walk.triage(reference, "clara", "accept");
		assertThat(this.walk.officesAsked(reference)).containsExactly("clm-lead");
	}

	@Test
	void whatIsNotCompletedInTimeExpires() {
		String reference = ask(request("90000.00").term("M97", null, null)).text("reference");
		this.walk.triage(reference, "clara", "return");
		daily(31);
		assertThat(this.walk.way("special-terms-approval", reference))
			.contains("serviceTask_remindAsker", "serviceTask_expireTerms")
			.endsWith("endEvent_termsExpired");
		assertThat(read(reference).path("status").asText()).isEqualTo("EXPIRED");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "T1 | 99999.99 | 0 | clm-lead", "T1 | 100000.00 | 0 | clm-lead",
			"T1 | 100000.01 | 0 | clm-lead,manager-1", "T1 | 999999.99 | 0 | clm-lead,manager-1",
			"T1 | 1000000.00 | 0 | clm-lead,manager-1", "T1 | 1000000.01 | 0 | clm-lead,manager-1,manager-2",
			"T2 | 1000000.00 | 0 | manager-1,finance",
			"T2 | 1000000.01 | 0 | manager-1,finance,manager-2,business-desk",
			"T3 | 4999999.99 | 0 | legal,manager-1,manager-2", "T3 | 5000000.00 | 0 | legal,manager-1,manager-2",
			"T3 | 5000000.01 | 0 | legal,manager-1,manager-2,cfo-delegate", "T4 | 1.00 | 0 | finance,cfo-delegate",
			"T5 | 1.00 | 0 | business-desk,finance", "T2 | 1.00 | 4.99 | manager-1,finance",
			"T2 | 1.00 | 5 | manager-1,finance", "T2 | 1.00 | 5.01 | manager-1,finance,manager-2",
			"T2 | 1.00 | 10 | manager-1,finance,manager-2",
			"T2 | 1.00 | 10.01 | manager-1,finance,manager-2,business-desk",
			"T2 | 1.00 | 20 | manager-1,finance,manager-2,business-desk",
			"T2 | 1.00 | 20.01 | manager-1,finance,manager-2,business-desk,cfo-delegate", "T0 | 9000000 | 0 | ''" })
	void theHighestOfClassValueAndDiscountDecidesTheRoute(String termClass, String value, String points,
			String offices) {
		ApprovalRoute route = this.application.getBean(ApprovalRoute.class);
		RequestedTerm term = new RequestedTerm(1, "X", null, "CUSTOM", termClass, "X", null,
				points.equals("0") ? null : new BigDecimal(points), null, null, "0".repeat(64));
		assertThat(route
			.of(new ApprovalRoute.Content("Contoso", "DE", "EA-EE", Money.of(value, "EUR"), List.of(term)),
					LocalDate.of(2026, 9, 1))
			.steps()).extracting(ApprovalStep::office)
			.containsExactlyInAnyOrder(offices.isEmpty() ? new String[0] : offices.split(","));
	}

	@Test
	void severalTermsAskNobodyTwice() {
		Answer preview = preview(request("2000000.00").term("DISCOUNT", null, "12")
			.term("LATE_RENEWAL", null, null)
			.term("M97", null, null));
		assertThat(preview.status()).isEqualTo(200);
		List<String> offices = preview.body().path("approvers").findValuesAsText("office");
		assertThat(offices).doesNotHaveDuplicates()
			.containsExactlyInAnyOrder("clm-lead", "manager-1", "finance", "manager-2", "business-desk");
		JsonNode finance = preview.body().path("approvers").get(offices.indexOf("finance"));
		assertThat(finance.path("terms").toString()).isEqualTo("[1,2]");
		assertThat(this.database.count("countersign.special_terms_request")).isZero();
	}

	@Test
	void theCatalogueIsKeptByTheProcessOwnerAndNothingInItIsChanged() {
		Caller paula = new Caller("paula", "Paula", Caller.Kind.PERSON, Set.of(Role.PROCESS_OWNER), Set.of(), Set.of());
		Caller clara = new Caller("clara", "Clara", Caller.Kind.PERSON, Set.of(Role.CLM), Set.of(), Set.of("DE"));
		LocalDate today = LocalDate.ofInstant(this.walk.clock().instant(), ZoneOffset.UTC);
		Clause next = new Clause("M97", 0, "Invoice for quoted price", "T2", "AMENDMENT", null, null, null, List.of(),
				Set.of("DEAL_MEMO"), Set.of(), "T3", "Default", "Decided by the desk.", today.plusDays(10), null);
		assertThatThrownBy(() -> this.catalogue.add(next, clara)).isInstanceOf(Refusal.class);
		assertThatThrownBy(() -> this.database.jdbc().update("update countersign.clause set title = 'Else'"))
			.hasMessageContaining("never changed");
		assertThatThrownBy(() -> this.database.owner().update("delete from countersign.clause"))
			.hasMessageContaining("never changed");
		assertThatThrownBy(() -> this.catalogue.end("M97", 9, today, paula)).isInstanceOf(Refusal.class);
	}

	/** Lets days pass one by one, as clocks that end between them do. */
	private void daily(int days) {
		for (int day = 0; day < days; day++) {
			this.walk.after(Duration.ofDays(1));
		}
	}

	private static Map<String, Object> approve() {
		return Map.of("decision", "approve", "reason", "Compared with the business case.");
	}

	private String inApproval() {
		String reference = ask(request("90000.00").term("DISCOUNT", null, "4")).text("reference");
		this.walk.triage(reference, "clara", "accept");
		return reference;
	}

	private Answer ask(Request request) {
		return this.northwind.multipart(PATH, UUID.randomUUID().toString(), request.parts());
	}

	private Answer revise(String reference, Request request) {
		return this.northwind.multipart(PATH + "/" + reference + "/revisions", UUID.randomUUID().toString(),
				request.parts());
	}

	private Answer preview(Request request) {
		return post("/preview", request.tree);
	}

	private Answer answer(String reference, int question, String text) {
		return post("/" + reference + "/answers",
				JSON.createObjectNode().put("question", question).put("answer", text));
	}

	private Answer withdraw(String reference, String reason) {
		return post("/" + reference + "/withdrawal", JSON.createObjectNode().put("reason", reason));
	}

	private Answer post(String path, ObjectNode body) {
		return this.northwind.send(this.northwind.request(PATH + path)
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(body.toString())));
	}

	private JsonNode read(String reference) {
		return this.northwind.get(PATH + "/" + reference).body();
	}

	private static Part part(String json) {
		return new Part("request", "request.json", "application/json", json.getBytes(StandardCharsets.UTF_8));
	}

	private static Request request(String value) {
		return new Request(value);
	}

	/** A request with all the evidence that anything could need. */
	private static final class Request {

		private final ObjectNode tree = JSON.createObjectNode();

		private final List<Part> files = new ArrayList<>();

		private Request(String value) {
			this.tree.putObject("customer").put("legalName", "Contoso Pharma GmbH").put("country", "DE");
			this.tree.put("programme", "EA-EE").put("segment", "COMMERCIAL");
			this.tree.putObject("totalValue").put("amount", value).put("currency", "EUR");
			this.tree.putArray("terms");
			ArrayNode evidence = this.tree.putArray("evidence");
			for (String kind : List.of("DEAL_MEMO", "COMPETITOR_EVIDENCE", "CUSTOMER_PRICE", "REDLINE", "RISK_MEMO",
					"WAIVER_RECORD")) {
				evidence.addObject().put("kind", kind).put("fileName", kind + ".pdf");
				this.files.add(new Part("evidence", kind + ".pdf", "application/pdf", TestPdfs.pages(1)));
			}
		}

		private Request term(String code, String text, String percent) {
			ObjectNode term = ((ArrayNode) this.tree.path("terms")).addObject()
				.put("code", code)
				.put("justification", "A competitor offers it.");
			if (text != null) {
				term.put("text", text);
			}
			if (percent != null) {
				term.put("percent", percent);
			}
			return this;
		}

		private List<Part> parts() {
			List<Part> parts = new ArrayList<>(List.of(part(this.tree.toString())));
			if (this.tree.has("evidence")) {
				parts.addAll(this.files);
			}
			return parts;
		}

	}

}
