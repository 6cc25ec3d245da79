package io.countersign.specialterms;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.LocalDate;
import org.camunda.bpm.engine.TaskService;
import java.util.List;
import java.util.Map;

import io.countersign.CountersignTest;
import io.countersign.Database;
import io.countersign.agreement.AgreementPackage;
import io.countersign.agreement.AgreementPackage.DocumentType;
import io.countersign.agreement.AgreementService;
import io.countersign.agreement.AgreementStatus;
import io.countersign.agreement.Finding;
import io.countersign.agreement.PackageTerm;
import io.countersign.agreement.Packages;
import io.countersign.agreement.ProcessWalk;
import io.countersign.document.DocumentStore;
import io.countersign.kernel.Money;
import io.countersign.kernel.Sha256;
import io.countersign.specialterms.SpecialTermsRequest.Origin;
import io.countersign.signature.ProofChecker;
import io.countersign.signature.SigningProofs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Packages and their special terms, from what they ask for to the signature. */
@CountersignTest
class PackageTermsTests {

	private static final String WORDS = "Payment within 60 days.";

	private static final List<String> BEFOREHAND = List.of("startEvent_received", "serviceTask_validatePackage",
			"gateway_route", "serviceTask_openSpecialTerms", "gateway_termsOpen", "serviceTask_recordTermsOutcome",
			"gateway_termsApproved", "serviceTask_determineSignatory", "userTask_signAgreement");

	@Autowired
	private ApplicationContext application;

	@Autowired
	private SpecialTermsService specialTerms;

	@Autowired
	private SpecialTermsProcess process;

	@Autowired
	private AgreementService agreements;

	@Autowired
	private DocumentStore documents;

	@Autowired
	private TransactionTemplate transaction;

	@Autowired
	private Database database;

	@Autowired
	private ApprovalExpiry expiry;

	@Autowired
	private TaskService tasks;

	private ProcessWalk walk;

	@BeforeEach
	void start() {
		this.walk = new ProcessWalk(this.application);
	}

	@Test
	void termsThatWereApprovedBeforehandPassWithoutATask() {
		String request = granted(WORDS);
		String reference = this.walk.submit(naming(request, WORDS));
		assertThat(this.walk.way(reference)).isEqualTo(BEFOREHAND);
		assertThat(this.specialTerms.load(request).agreement()).isEqualTo(reference);
		assertThat(events(request)).contains("SpecialTermsLinked");
		assertThat(events(reference)).containsOnlyOnce("SpecialTermsDecided");
		sign(reference, "sign");
		assertThat(this.walk.status(reference)).isEqualTo(AgreementStatus.SUBMITTED_TO_ROC);
	}

	@Test
	void otherWordsThanTheApprovedOnesComeBack() {
		String reference = this.walk.submit(naming(granted(WORDS), "Payment within 90 days."));
		assertThat(this.walk.status(reference)).isEqualTo(AgreementStatus.RETURNED);
		assertThat(this.agreements.findings(reference)).extracting(Finding::code).containsOnly("APR-02");
	}

	@Test
	void aRequestServesOnePackage() {
		String request = granted(WORDS);
		String waiting = this.walk.submit(naming(request, WORDS).id("NW-OTHER")
			.purchaseOrder("PO-OTHER")
			.document("second-form.pdf", DocumentType.PSF, "X20-12883"));
		String first = this.walk.submit(naming(request, WORDS));
		assertThat(this.walk.waitsAt(first)).containsExactly("userTask_signAgreement");
		String second = this.walk.submit(naming(request, WORDS).id("NW-THIRD").purchaseOrder("PO-THIRD"));
		assertThat(this.walk.status(second)).isEqualTo(AgreementStatus.RETURNED);
		assertThat(this.agreements.findings(second)).extracting(Finding::message)
			.anyMatch((message) -> message.contains("belongs to another package"));
		this.walk.pass(waiting, "clara", "clm-DE", "Only the second form.");
		assertThat(this.walk.status(waiting)).as("linked with another while it was reviewed")
			.isEqualTo(AgreementStatus.RETURNED);
		assertThat(this.agreements.findings(waiting)).extracting(Finding::code).contains("APR-01");
	}

	@Test
	void onlyWhatWasNotGrantedIsAsked() {
		String request = granted(WORDS);
		String reference = this.walk
			.submit(naming(request, WORDS).amendment("LIABILITY", false, "No limit of liability."));
		String own = own(reference);
		assertThat(codes(own)).containsExactly("LIABILITY");
		assertThat(this.agreements.terms(reference)).extracting(PackageTerm::request).containsExactly(request, own);
		approve(own);
		assertThat(this.walk.waitsAt(reference)).containsExactly("userTask_signAgreement");
		sign(reference, "sign");
		assertThat(this.walk.status(reference)).isEqualTo(AgreementStatus.SUBMITTED_TO_ROC);
	}

	@Test
	void aCorrectedPackageRevisesItsOwnRequest() {
		String reference = this.walk.submit(asking("Payment within 180 days."));
		String own = own(reference);
		this.walk.triage(own, "carl", "accept");
		this.walk.decideTerms(own, "legal", "refuse");
		assertThat(this.walk.status(reference)).isEqualTo(AgreementStatus.RETURNED);
		assertThat(reason(reference)).contains(own, "Compared with the business case.");
		this.walk.correct(reference, asking(WORDS));
		assertThat(own(reference)).isEqualTo(own);
		assertThat(this.specialTerms.load(own).revision()).isEqualTo(2);
		approve(own);
		sign(reference, "sign");
		assertThat(this.walk.status(reference)).isEqualTo(AgreementStatus.SUBMITTED_TO_ROC);
	}

	@Test
	void whatTheTriageSendsBackComesWithItsReason() {
		String reference = this.walk.submit(asking(WORDS));
		this.walk.triage(own(reference), "carl", "return");
		assertThat(this.walk.status(reference)).isEqualTo(AgreementStatus.RETURNED);
		assertThat(reason(reference)).contains("sent back: Looked through it.");
	}

	@Test
	void whatWasApprovedOnceIsNotAskedAgain() {
		String reference = this.walk.submit(asking(WORDS));
		String own = own(reference);
		approve(own);
		sign(reference, "sendBack");
		this.walk.pass(reference, "clara", "clm-DE", "Looked again.");
		assertThat(this.walk.way(reference)).endsWith("gateway_termsRequested", "serviceTask_openSpecialTerms",
				"gateway_termsOpen", "serviceTask_recordTermsOutcome", "gateway_termsApproved",
				"serviceTask_determineSignatory", "userTask_signAgreement");
		assertThat(this.walk.instances("special-terms-approval", own)).isOne();
		assertThat(this.specialTerms.load(own).revision()).isOne();
	}

	@Test
	void aConditionBecomesACheckOfThePackage() {
		String reference = this.walk.submit(asking(WORDS));
		String own = own(reference);
		this.walk.triage(own, "carl", "accept");
		this.walk.decideTerms(own, "legal", "lars",
				Map.of("decision", "approveWithConditions", "reason", "Up to half a million.", "maxValue", 500000));
		while (!this.walk.officesAsked(own).isEmpty()) {
			this.walk.decideTerms(own, this.walk.officesAsked(own).get(0), "approve");
		}
		assertThat(this.walk.status(reference)).isEqualTo(AgreementStatus.RETURNED);
		assertThat(this.agreements.findings(reference)).singleElement().satisfies((finding) -> {
			assertThat(finding.code()).isEqualTo("APR-01");
			assertThat(finding.path()).isEqualTo("/totalValue/amount");
			assertThat(finding.value()).isEqualTo("562500.00");
		});
		this.walk.correct(reference, clean().value("500000.00", "EUR").amendment("CTM", false, WORDS));
		assertThat(this.walk.waitsAt(reference)).containsExactly("userTask_signAgreement");
		assertThat(this.walk.instances("special-terms-approval", own)).isOne();
		sign(reference, "sign");
		assertThat(this.walk.status(reference)).isEqualTo(AgreementStatus.SUBMITTED_TO_ROC);
	}

	@Test
	void anExceptionThatIsClaimedIsAskedAsATerm() {
		String reference = this.walk
			.submit(large().with("/exceptions/0", Map.of("kind", "DISCOUNT", "percent", new BigDecimal("12.5"))));
		String own = own(reference);
		assertThat(codes(own)).containsExactly("DISCOUNT");
		assertThat(this.database.jdbc()
			.queryForObject("select percent from countersign.special_term where reference = ?", BigDecimal.class, own))
			.isEqualByComparingTo("12.5");
		approve(own);
		sign(reference, "sign");
		assertThat(this.walk.status(reference)).isEqualTo(AgreementStatus.SUBMITTED_TO_ROC);
	}

	@Test
	void aTermThatNobodyHasToApproveIsSignedBecauseTheRouteSaysSo() {
		letterhead();
		try {
			String reference = this.walk.submit(large().amendment("LETTERHEAD", false, "On letterhead."));
			String own = own(reference);
			this.walk.triage(own, "carl", "accept");
			assertThat(this.walk.way("special-terms-approval", own)).doesNotContain("userTask_decideTerms")
				.endsWith("endEvent_termsApproved");
			assertThat(this.walk.waitsAt(reference)).containsExactly("userTask_signAgreement");
			assertThat(proof(reference))
				.anyMatch((sentence) -> sentence.startsWith("Nobody has to approve LETTERHEAD: version "));
			sign(reference, "sign");
			assertThat(this.walk.status(reference)).isEqualTo(AgreementStatus.SUBMITTED_TO_ROC);
			assertThat(this.database.jdbc()
				.queryForMap("select terms::text, route_version, expires_on::text from countersign.unasked_terms"))
				.containsEntry("terms", "{1}")
				.containsEntry("route_version", routeVersion())
				.containsEntry("expires_on", this.specialTerms.load(own).expiresOn().toString());
			assertThat(this.database.count("countersign.approval")).isZero();
			assertThat(ProofChecker.violations(this.database.jdbc())).isEmpty();
		}
		finally {
			forgetLetterhead();
		}
	}

	@Test
	void besideATermThatIsApprovedOneThatNobodyIsAskedAboutIsSigned() {
		letterhead();
		try {
			String reference = this.walk.submit(asking(WORDS).amendment("LETTERHEAD", false, "On letterhead."));
			approve(own(reference));
			assertThat(proof(reference)).anyMatch((sentence) -> sentence.startsWith("Nobody has to approve LETTERHEAD"))
				.anyMatch((sentence) -> sentence.startsWith("Approved by Lars Petersen"));
			sign(reference, "sign");
			assertThat(this.walk.status(reference)).isEqualTo(AgreementStatus.SUBMITTED_TO_ROC);
			assertThat(ProofChecker.violations(this.database.jdbc())).isEmpty();
		}
		finally {
			forgetLetterhead();
		}
	}

	private void letterhead() {
		this.database
			.force("""
					insert into countersign.clause (code, version, title, term_class, own_wording_class, kind, trust, source,
						valid_from, entered_by, entered_at)
					values ('LETTERHEAD', 1, 'On letterhead', 'T0', 'T0', 'CUSTOM', 'Default', 'Test', '2000-01-01', 'test', now())""");
	}

	private void forgetLetterhead() {
		this.database.clean();
		this.database.force("delete from countersign.clause where code = 'LETTERHEAD'");
	}

	private List<String> proof(String reference) {
		return this.application.getBean(SigningProofs.class)
			.of(reference, "max")
			.lines()
			.stream()
			.flatMap((line) -> line.sentences().stream())
			.toList();
	}

	private int routeVersion() {
		return this.database.jdbc()
			.queryForObject("select max(version_) from public.act_re_decision_def where key_ = 'approval-route'",
					Integer.class);
	}

	@Test
	void whatHasExpiredBeforeTheSignatureIsAskedAnewAndThenSigned() {
		String reference = waitingWithAnExpiredApproval();
		String own = own(reference);
		assertThat(this.specialTerms.load(own).status()).isEqualTo(SpecialTermsStatus.RECEIVED);
		assertThat(this.specialTerms.load(own).revision()).isEqualTo(2);
		assertThat(events(own)).contains("SpecialTermsExpired", "SpecialTermsRevised");
		assertThatThrownBy(() -> sign(reference, "sign")).isInstanceOf(RuntimeException.class);
		this.walk.triage(own, "carl", "accept");
		decideAnew(own, "manager-1", "mona");
		decideAnew(own, "legal", "lars");
		decideAnew(own, "manager-2", "magda");
		assertThat(this.specialTerms.load(own).status()).isEqualTo(SpecialTermsStatus.APPROVED);
		sign(reference, "sign");
		assertThat(this.walk.status(reference)).isEqualTo(AgreementStatus.SUBMITTED_TO_ROC);
		assertThat(ProofChecker.violations(this.database.jdbc())).isEmpty();
	}

	@Test
	void whatIsAskedAnewIsClosedWhenTheAgreementEnds() {
		String reference = waitingWithAnExpiredApproval();
		String own = own(reference);
		this.walk.triage(own, "carl", "accept");
		this.walk.withdraw(reference);
		assertThat(this.specialTerms.load(own).status()).isEqualTo(SpecialTermsStatus.WITHDRAWN);
		assertThat(this.walk.way("special-terms-approval", own + "/again")).endsWith("endEvent_withdrawn");
		assertThat(this.database.count("countersign.work_item")).isZero();
		assertThat(events(own)).containsOnlyOnce("SpecialTermsWithdrawn");
	}

	/** Approved, ready to sign, and then its approval's last day passes. */
	private String waitingWithAnExpiredApproval() {
		String reference = this.walk.submit(asking(WORDS));
		String own = own(reference);
		approve(own);
		assertThat(this.walk.waitsAt(reference)).containsExactly("userTask_signAgreement");
		LocalDate yesterday = LocalDate.now(ZoneOffset.UTC).minusDays(1);
		this.database.force("update countersign.approval set expires_on = ? where reference = ?", yesterday, own);
		this.database.force("update countersign.special_terms_request set expires_on = ? where reference = ?",
				yesterday, own);
		this.expiry.run();
		return reference;
	}

	private void decideAnew(String request, String office, String person) {
		String task = this.database.jdbc()
			.queryForObject(
					"select task_id from countersign.work_item where reference = ? and task_key = 'userTask_decideTerms' and ? = any (groups)",
					String.class, request, office + "-DE");
		this.tasks.claim(task, person);
		this.tasks.complete(task, Map.of("decision", "approve", "reason", "As before."));
	}

	@Test
	void aWithdrawalEndsTheRequestOfThePackage() {
		String reference = this.walk.submit(asking(WORDS));
		String own = own(reference);
		this.walk.triage(own, "carl", "accept");
		this.walk.withdraw(reference);
		assertThat(this.specialTerms.load(own).status()).isEqualTo(SpecialTermsStatus.WITHDRAWN);
		assertThat(this.walk.instance("special-terms-approval", own).getEndTime()).isNotNull();
		assertThat(this.database.count("countersign.work_item")).isZero();
		assertThat(events(own)).contains("SpecialTermsWithdrawn");
	}

	@Test
	void packagesWithoutTermsLeaveNoTrace() {
		this.walk.submit(large());
		assertThat(this.database.count("countersign.submission_term")).isZero();
		assertThat(this.database.count("countersign.special_terms_request")).isZero();
	}

	/** A request of northwind that everybody approved. */
	private String granted(String words) {
		AgreementPackage facts = large().facts();
		TermsAsked asked = new TermsAsked(
				new TermsAsked.Customer(facts.customer().legalName(), facts.customer().country()),
				facts.programme().code(), facts.segment().name(), new Money(new BigDecimal("600000.00"), "EUR"), null,
				List.of(new TermsAsked.Term("CTM", null, words, null, null, "The customer asks for it.")), List.of());
		String request = this.transaction.execute((status) -> {
			String opened = this.specialTerms.open(Origin.RESELLER, "northwind", "DE", "northwind", null, asked,
					evidence());
			this.process.termsAsked(opened);
			return opened;
		});
		approve(request);
		return request;
	}

	private List<SpecialTermsService.EvidenceFile> evidence() {
		byte[] bytes = "evidence".getBytes(StandardCharsets.UTF_8);
		String sha256 = Sha256.of(bytes);
		this.documents.store(List.of(new DocumentStore.Content(sha256, bytes, 1)));
		return List.of(new SpecialTermsService.EvidenceFile("REDLINE", "redline.pdf", sha256),
				new SpecialTermsService.EvidenceFile("RISK_MEMO", "risk-memo.pdf", sha256));
	}

	private void approve(String request) {
		this.walk.triage(request, "carl", "accept");
		while (!this.walk.officesAsked(request).isEmpty()) {
			this.walk.decideTerms(request, this.walk.officesAsked(request).get(0), "approve");
		}
	}

	private void sign(String reference, String decision) {
		this.walk.answer(reference, "userTask_signAgreement", "max", "manager-2-DE",
				decision.equals("sign") ? Map.of("decision", "sign", "confirmed", true)
						: Map.of("decision", decision, "reason", "The term looks odd."));
	}

	private String own(String agreement) {
		return this.database.jdbc()
			.queryForObject(
					"select reference from countersign.special_terms_request where agreement = ? and origin = 'PACKAGE'",
					String.class, agreement);
	}

	private List<String> codes(String request) {
		return this.database.jdbc()
			.queryForList("select code from countersign.special_term where reference = ? order by revision, position",
					String.class, request);
	}

	private String reason(String agreement) {
		return this.database.jdbc()
			.queryForObject("select decision_reason from countersign.agreement where reference = ?", String.class,
					agreement);
	}

	private List<String> events(String reference) {
		return this.database.jdbc()
			.queryForList("select type from countersign.audit_event where reference = ?", String.class, reference);
	}

	private Packages clean() {
		return Packages.clean(this.walk.clock().instant().atZone(ZoneOffset.UTC).toLocalDate());
	}

	private Packages large() {
		return clean().value("562500.00", "EUR");
	}

	private Packages asking(String words) {
		return large().amendment("CTM", false, words);
	}

	private Packages naming(String request, String words) {
		return asking(words).with("/amendments/0/approval", request);
	}

}
