package io.countersign.validation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import io.countersign.agreement.AgreementPackage.DocumentType;
import io.countersign.agreement.AgreementPackage.Programme;
import io.countersign.agreement.AgreementPackage.Scenario;
import io.countersign.agreement.AgreementPackage.Segment;
import io.countersign.agreement.DecisionRecord;
import io.countersign.agreement.Examination;
import io.countersign.agreement.Finding;
import io.countersign.agreement.Finding.FaultParty;
import io.countersign.agreement.Finding.Severity;
import io.countersign.agreement.IncomingSubmission;
import io.countersign.agreement.PackageHistory;
import io.countersign.agreement.PackageHistory.SameOrder;
import io.countersign.agreement.Packages;
import io.countersign.agreement.Route;
import io.countersign.engine.Decision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class ExaminationTests {

	private static final TablesOnDisk TABLES = new TablesOnDisk();

	@Test
	void aCleanStandardPackageWithinAuthorityGoesStraightThrough() {
		Examination examination = Desk.with(Desk.clean().value("60000", "EUR")).examine();
		assertThat(examination.findings()).isEmpty();
		assertThat(examination.route()).isEqualTo(Route.STRAIGHT_THROUGH);
		assertThat(examination.sampled()).isFalse();
		assertThat(examination.policyVersion()).isEqualTo(1);
	}

	@Test
	void aCleanPackageAboveAuthorityWaitsForASignature() {
		assertThat(Desk.with(Desk.clean().value("900000000", "EUR")).examine().route()).isEqualTo(Route.SIGNATURE);
	}

	@Test
	void aGovernmentPackageGoesToReview() {
		assertThat(Desk.with(Desk.clean().segment(Segment.GOV_NON_US).value("60000", "EUR")).examine().route())
			.isEqualTo(Route.REVIEW);
	}

	@Test
	void anAmendmentAsksForADecisionAboutItsTerms() {
		assertThat(Desk.with(Desk.clean().amendment("CTM", false, "Payment within 90 days.")).examine().route())
			.isEqualTo(Route.TERMS);
	}

	@Test
	void aWarningGoesToReview() {
		assertThat(Desk.with(Desk.clean().without("/signers/0/title")).examine().route()).isEqualTo(Route.REVIEW);
	}

	@Test
	void aBlockerGoesBack() {
		assertThat(Desk.with(Desk.clean().withoutDocument(DocumentType.PO)).examine().route()).isEqualTo(Route.RETURN);
	}

	@Test
	void whatIsNotStandardGoesToReview() {
		assertThat(Desk.with(Desk.clean().programme(Programme.MPSA)).examine().route()).isEqualTo(Route.REVIEW);
		assertThat(Desk.with(Desk.clean().scenario(Scenario.TRUE_UP)).examine().route()).isEqualTo(Route.REVIEW);
	}

	@Test
	void tellsEveryDefectAtOnce() {
		Desk desk = Desk
			.with(Desk.renewal()
				.withoutDocument(DocumentType.PO)
				.withoutDocument(DocumentType.SIGAUD)
				.without("/lines/0/usageCountry")
				.with("/priceLevels/0/level", "D")
				.with("/term/priorEnd", "2026-06-30")
				.with("/counts/qualifiedUsers", 10)
				.with("/counts/qualifiedDevices", 10)
				.amendment("CTM", false, null))
			.rewrite("signature-form.pdf", "CTM", "")
			.rewrite("enrolment.pdf", "Contoso", "Fabrikam");
		assertThat(desk.codes()).containsExactly("DOC-05 BLOCKER", "DOC-08 BLOCKER", "SIG-03 BLOCKER", "ENT-01 BLOCKER",
				"ELG-01 BLOCKER", "PRC-01 BLOCKER", "PRC-05 BLOCKER", "DAT-02 BLOCKER", "QTY-03 BLOCKER",
				"APR-02 BLOCKER");
		assertThat(desk.findings()).allSatisfy((finding) -> {
			assertThat(finding.message()).isNotBlank().endsWith(".");
			assertThat(finding.cure()).isNotBlank().endsWith(".");
			assertThat(finding.reasonCode()).matches("R\\d\\d");
		});
	}

	@Test
	void keepsEachDecisionOnceWithWhatItWasAsked() {
		Examination examination = Desk.with(Desk.clean().value("60000", "EUR")).examine();
		assertThat(examination.decisions()).doesNotHaveDuplicates()
			.extracting(DecisionRecord::key)
			.containsOnlyOnce(Policies.ELIGIBILITY, Policies.REQUIRED_DOCUMENTS, Policies.STANDING_AUTHORITY,
					Policies.REVIEW_ROUTE)
			.contains(Policies.PRICE_LEVEL);
		assertThat(examination.decisions()).allSatisfy((record) -> {
			Decision again = TABLES.evaluate(record.key(), StoredDecisionsTests.asked(record));
			assertThat(new DecisionRecord(again.key(), again.version(), record.on(), record.inputs(),
					Decided.deciding(again.rows()), record.internal()))
				.isEqualTo(record);
		});
	}

	@Test
	void theOrderOfTheRulesDoesNotMatter() {
		IncomingSubmission submission = Desk
			.with(Desk.renewal()
				.withoutDocument(DocumentType.PSF)
				.without("/counts")
				.without("/lines/0/usageCountry")
				.with("/term/priorEnd", "2026-06-30"))
			.pages("enrolment.pdf", "")
			.submission();
		sameInAnyOrder(submission);
		sameInAnyOrder(Desk.with(manyDefects()).submission());
	}

	private static void sameInAnyOrder(IncomingSubmission submission) {
		ValidationService service = Desk.service(Sampling.none());
		Examination expected = service.examine(submission);
		Random random = new Random(7);
		for (int i = 0; i < 50; i++) {
			List<Rule> shuffled = new ArrayList<>(Rules.ALL);
			Collections.shuffle(shuffled, random);
			Examination examination = service.examine(submission, shuffled);
			assertThat(examination.findings()).containsExactlyInAnyOrderElementsOf(expected.findings());
			assertThat(examination.decisions()).containsExactlyInAnyOrderElementsOf(expected.decisions());
			assertThat(examination.route()).isEqualTo(Route.RETURN);
		}
	}

	/** A true-up with something wrong in prices, dates, quantities and orders. */
	private static Packages manyDefects() {
		return Desk.trueUp()
			.without("/order/anniversary")
			.with("/lines/0/usageDate", "2027-03-01")
			.with("/lines/0/discountPercent", 40)
			.with("/lines/0/previousQuantity", 900)
			.with("/lines/0/reservedOn", "2026-12-20")
			.with("/lines/0/priceUnresolved", true)
			.with("/priceLevels/0/level", "C")
			.without("/lines/0/usageCountry")
			.document("order.pdf", DocumentType.METEAOP, null);
	}

	@Test
	void whicheverRuleFailsTheOthersStillLook(CapturedOutput output) {
		IncomingSubmission submission = Desk.with(manyDefects()).submission();
		ValidationService service = Desk.service(Sampling.none());
		List<Finding> expected = service.examine(submission).findings();
		assertThat(expected).extracting(Finding::code)
			.contains("PRC-04", "DAT-04", "DAT-06", "QTY-02", "QTY-03", "ORD-01", "ORD-03");
		for (Rule broken : Rules.ALL) {
			List<Rule> rules = new ArrayList<>(Rules.ALL);
			rules.replaceAll((rule) -> (rule == broken) ? broken(rule) : rule);
			List<Finding> found = service.examine(submission, rules).findings();
			assertThat(found).filteredOn((finding) -> finding.code().equals("SYS-01"))
				.singleElement()
				.satisfies((finding) -> assertThat(finding.message()).contains(broken.code()));
			assertThat(found).filteredOn((finding) -> !finding.code().equals("SYS-01"))
				.isEqualTo(expected.stream().filter((finding) -> !finding.code().equals(broken.code())).toList());
			assertThat(output).contains("ALERT: Rule " + broken.code());
		}
	}

	private static Rule broken(Rule rule) {
		return new Rule(rule.code(), rule.title(), rule.severity(), rule.faultParty(), rule.reasonCode(), rule.cure(),
				rule.basis(), (dossier, findings) -> {
					throw new IllegalStateException("broken");
				});
	}

	@ParameterizedTest
	@CsvSource({ "duplicate-orders,severity,ORD-02", "trade-screening,given,ENT-04", "backdating,severity," })
	void anEmptyCellWhereAWeightIsNeededIsAnErrorNotAFinding(String table, String output, String rule) {
		Packages packages = Desk.clean()
			.with("/customer/country", "BR")
			.with("/customer/screening", Map.of("reference", "SCR-1", "performedOn", Desk.TODAY.toString()));
		IncomingSubmission submission = Desk.with(packages)
			.knowing(new PackageHistory(SameOrder.NONE, new SameOrder(List.of("EA-2027-000007"), 1), List.of(), null,
					null, Map.of()))
			.submission();
		Examination examination = new ValidationService(new Policies((decision, inputs) -> {
			Decision answer = TABLES.evaluate(decision, inputs);
			if (!decision.equals(table)) {
				return answer;
			}
			Map<String, Object> row = new HashMap<>(answer.first());
			row.put(output, null);
			return new Decision(decision, 1, answer.inputs(), List.of(row));
		}), Sampling.none(), null, null, null, Desk.UNSIGNED).examine(submission);
		assertThat(examination.findings()).extracting(Finding::severity).doesNotContainNull();
		assertThat(examination.findings()
			.stream()
			.filter((finding) -> finding.code().equals("SYS-01"))
			.map(Finding::message)).hasSize((rule != null) ? 1 : 0).allMatch((message) -> message.contains(rule));
	}

	@Test
	void whicheverTableFailsNothingPasses() {
		Packages small = Desk.clean()
			.programme(Programme.EA_SUB250)
			.with("/counts/qualifiedUsers", 100)
			.with("/counts/qualifiedDevices", 100)
			.value("60000", "EUR")
			.amendment("W29", true, null);
		for (Packages packages : List.of(Desk.clean().value("60000", "EUR"), small)) {
			IncomingSubmission submission = Desk.with(packages).submission();
			Set<String> asked = new HashSet<>();
			Desk.service(Sampling.none()).examine(submission).decisions().forEach((record) -> asked.add(record.key()));
			assertThat(asked).contains(Policies.ELIGIBILITY, Policies.PRICE_LEVEL);
			for (String table : asked) {
				Policies policies = new Policies((decision, inputs) -> {
					if (decision.equals(table)) {
						throw new IllegalStateException(table + " is broken");
					}
					return TABLES.evaluate(decision, inputs);
				});
				Examination examination = new ValidationService(policies, Sampling.none(), null, null, null,
						Desk.UNSIGNED)
					.examine(submission);
				assertThat(examination.findings()).as(table).extracting(Finding::code).contains("SYS-01");
				assertThat(examination.route()).as(table).isIn(Route.REVIEW, Route.RETURN);
				assertThat(examination.termsAsked()).as(table).isFalse();
			}
		}
	}

	@Test
	void aRuleThatFailsIsAWarningAndHidesNoOther(CapturedOutput output) {
		List<Rule> rules = new ArrayList<>(Rules.ALL);
		rules.add(0, failing(new IllegalStateException("broken")));
		rules.add(failing(new StackOverflowError()));
		Examination examination = Desk.service(Sampling.none())
			.examine(Desk.with(Desk.clean().without("/lines/0/usageCountry")).submission(), rules);
		assertThat(examination.findings()).extracting(Finding::code).containsExactly("SYS-01", "QTY-03", "SYS-01");
		assertThat(examination.findings().get(0)).satisfies((finding) -> {
			assertThat(finding.severity()).isEqualTo(Severity.WARNING);
			assertThat(finding.faultParty()).isEqualTo(FaultParty.SYSTEM);
			assertThat(finding.message()).isEqualTo("Rule XXX-01 (Nothing) could not be applied.");
		});
		assertThat(output).contains("ALERT: Rule XXX-01 (Nothing) failed for EA-2027-000123");
	}

	@Test
	void aFailureNeverPasses() {
		List<Rule> rules = new ArrayList<>(Rules.ALL);
		rules.add(failing(new ArithmeticException()));
		assertThat(Desk.service(Sampling.none())
			.examine(Desk.with(Desk.clean().value("60000", "EUR")).submission(), rules)
			.route()).isEqualTo(Route.REVIEW);
	}

	@Test
	void aBrokenPolicyOfReviewLeavesItToAPerson() {
		Policies broken = new Policies((decision, inputs) -> {
			if (decision.equals(Policies.REVIEW_ROUTE)) {
				return new Decision(decision, 4, java.util.Map.of(), List.of());
			}
			return TABLES.evaluate(decision, inputs);
		});
		ValidationService service = new ValidationService(broken, Sampling.none(), null, null, null, Desk.UNSIGNED);
		Examination examination = service.examine(Desk.with(Desk.clean()).submission());
		assertThat(examination.route()).isEqualTo(Route.REVIEW);
		assertThat(examination.findings()).extracting(Finding::code).containsExactly("SYS-01");
		assertThat(service.examine(Desk.with(Desk.clean().withoutDocument(DocumentType.PO)).submission()).route())
			.isEqualTo(Route.RETURN);
	}

	@Test
	void noPolicySendsOnWhatTheFindingsForbid() {
		for (String chosen : List.of("STRAIGHT_THROUGH", "SIGNATURE", "TERMS")) {
			Policies careless = new Policies((decision, inputs) -> decision.equals(Policies.REVIEW_ROUTE)
					? new Decision(decision, 9, java.util.Map.of(),
							List.of(java.util.Map.of("route", chosen, "sampleOneIn", 0, "reason", "Careless.")))
					: TABLES.evaluate(decision, inputs));
			ValidationService service = new ValidationService(careless, Sampling.none(), null, null, null,
					Desk.UNSIGNED);
			assertThat(service.examine(Desk.with(Desk.clean().withoutDocument(DocumentType.PO)).submission()).route())
				.isEqualTo(Route.REVIEW);
			assertThat(service.examine(Desk.with(Desk.clean().without("/signers/0/title")).submission()).route())
				.isEqualTo(Route.REVIEW);
			assertThat(service
				.examine(Desk.with(Desk.clean().amendment("CTM", false, "Payment within 90 days.")).submission())
				.route()).isEqualTo(chosen.equals("TERMS") ? Route.TERMS : Route.REVIEW);
			Packages small = Desk.clean().programme(Programme.EA_SUB250).with("/counts/qualifiedUsers", 100);
			assertThat(service
				.examine(Desk.with(small.without("/counts/qualifiedDevices").amendment("W29", true, null)).submission())
				.route()).isEqualTo(chosen.equals("STRAIGHT_THROUGH") ? Route.REVIEW : Route.valueOf(chosen));
		}
	}

	@Test
	void aPackageThatIsDrawnGoesToReview() {
		IncomingSubmission submission = Desk.with(Desk.clean().value("60000", "EUR")).submission();
		String secret = null;
		for (int i = 0; secret == null; i++) {
			String candidate = "a secret of at least 32 characters " + i;
			secret = Sampling.by(candidate).draws(submission.reference(), 20) ? candidate : null;
		}
		Examination examination = Desk.service(Sampling.by(secret)).examine(submission);
		assertThat(examination.route()).isEqualTo(Route.REVIEW);
		assertThat(examination.sampled()).isTrue();
		assertThat(examination.reason()).startsWith("Drawn for a second look, one in 20.");
		assertThat(examination.findings()).isEmpty();
		ValidationService.Undrawn beforehand = Desk.service(Sampling.by(secret)).examineWithoutDraw(submission);
		assertThat(beforehand.examination().route()).as("told beforehand").isEqualTo(Route.STRAIGHT_THROUGH);
		assertThat(beforehand.examination().sampled()).isFalse();
		assertThat(beforehand.examination().reason()).doesNotContain("Drawn");
		assertThat(beforehand.sampleOneIn()).isEqualTo(20);
	}

	@Test
	void whatPdfsSayIsToldWithoutWhatCannotBeKept() {
		assertThat(Desk.with(Desk.clean())
			.rewrite("signature-form.pdf", "name)* Contoso Pharma GmbH",
					"name)* Fabri\u0000kam\u202E " + "x".repeat(5000))
			.findings()).filteredOn((finding) -> finding.code().equals("ENT-01"))
			.singleElement()
			.satisfies((finding) -> assertThat(finding.value()).startsWith("Fabrikam x").hasSizeLessThanOrEqualTo(200));
	}

	@Test
	void hostilePageTextsAreReadInGoodTime() {
		String[] hostile = { "Number or Code " + "1 ".repeat(500_000), "Name of Entity" + " Signature*".repeat(100_000),
				"Number or Code\n" + "X20-".repeat(200_000), "Status: ".repeat(200_000),
				"Contract " + "\n".repeat(500_000) + "Number or Code", "Amendment ID ".repeat(100_000),
				"DocuSign Envelope ID: ".repeat(50_000), "(Apr 1, 2024 ".repeat(100_000),
				"Purchase Order\nTotal " + "1,111".repeat(200_000), "Enrollment number ".repeat(60_000),
				"EA2016Enr" + "(ENG)".repeat(200_000), "Ab".repeat(500_000) + "(Nov2016)",
				"Document e-signed by ".repeat(50_000),
				"Certificate Of Completion\nSigner Events\n" + "Signed: ".repeat(120_000),
				"Agreement number\n".repeat(60_000), "Number or Code\n" + "Enterprise Enrollment\n".repeat(45_000),
				"Number or Code\n" + "a 1 ".repeat(250_000) + "Amendment", "Maximum Resale Price\n".repeat(45_000),
				"Year 1 ".repeat(140_000), "Enterprise Online Services ".repeat(36_000) + " A" };
		for (String text : hostile) {
			Desk desk = Desk
				.with(Desk.clean()
					.document("letter.pdf", DocumentType.OTHER, null)
					.document("order-form.pdf", DocumentType.METEAOP, null)
					.amendment("CTM", false, "Amendment ID ".repeat(600) + "a 1")
					.document("disclosure.pdf", DocumentType.DTDF, "0804776.001_DTDF"))
				.pages("letter.pdf", text)
				.pages("signature-form.pdf", text)
				.pages("enrolment.pdf", text)
				.pages("audit-trail.pdf", text)
				.pages("purchase-order.pdf", text)
				.pages("price-sheet.pdf", text)
				.pages("product-selection.pdf", text)
				.pages("order-form.pdf", text)
				.pages("disclosure.pdf", text)
				.pages("amendment-ctm.pdf", text);
			org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(java.time.Duration.ofSeconds(60),
					() -> assertThat(desk.examine().route()).isNotEqualTo(Route.STRAIGHT_THROUGH));
		}
	}

	private static Rule failing(Throwable failure) {
		return new Rule("XXX-01", "Nothing", Severity.BLOCKER, FaultParty.LSP, "R90", "Nothing.", "Default.",
				(dossier, findings) -> {
					if (failure instanceof Error error) {
						throw error;
					}
					throw (RuntimeException) failure;
				});
	}

}
