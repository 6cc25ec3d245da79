package io.countersign.agreement;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.Api;
import io.countersign.Api.Answer;
import io.countersign.Api.Part;
import io.countersign.CountersignTest;
import io.countersign.Database;
import io.countersign.TestClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/** What a reseller learns before submitting, and what is kept of it. */
@CountersignTest
class PreflightTests {

	private static final String PREFLIGHT = "/api/v1/agreements/preflight";

	@LocalServerPort
	private int port;

	@Autowired
	private Database database;

	@Autowired
	private TestClock clock;

	private Api northwind;

	@BeforeEach
	void signIn() {
		this.northwind = new Api(this.port, "northwind");
	}

	@Test
	void tellsTheFindingsThatASubmissionWouldHave() {
		for (String sample : List.of("blockers", "warnings", "special-terms", "clean-straight-through")) {
			JsonNode before = check(Api.sample(sample)).body().path("findings");
			assertThat(before).as(sample).isEqualTo(submit(sample, Api.sample(sample)).body().path("findings"));
		}
	}

	@Test
	void keepsAReceiptAndNothingElse() {
		Map<String, Long> before = rows();
		Answer answer = check(Api.sample("clean-straight-through"));
		Map<String, Long> after = rows();
		assertThat(after.remove("countersign.preflight_receipt")).isEqualTo(1);
		before.remove("countersign.preflight_receipt");
		assertThat(after).isEqualTo(before).hasSizeGreaterThan(40);
		JsonNode receipt = answer.body().path("receipt");
		assertThat(receipt.path("number").asText()).matches("PF-\\d{4}-\\d{6}");
		assertThat(receipt.path("factsHash").asText()).matches("[0-9a-f]{64}");
		assertThat(receipt.path("documents").properties()).hasSize(Api.sample("clean-straight-through").size() - 1)
			.allMatch((document) -> document.getValue().asText().matches("[0-9a-f]{64}"));
		assertThat(receipt.path("rulesVersion").asText()).matches("[0-9A-Za-z.-]+\\+[0-9a-f]{16}");
		assertThat(receipt.path("tables").properties()).allMatch((table) -> table.getValue().asInt() > 0)
			.extracting(Map.Entry::getKey)
			.contains("required-documents", "price-level", "review-route", "standing-authority");
	}

	@Test
	void keepsNothingOfWhatIsRefused() {
		Map<String, Long> before = rows();
		List<Part> parts = new ArrayList<>(Api.sample("clean-straight-through"));
		parts.remove(parts.size() - 1);
		problem(check(parts), 422, "document-missing");
		problem(check(List.of(Part.facts("{".getBytes()))), 400, "package-invalid");
		problem(this.northwind.as("clara").multipart(PREFLIGHT, null, Api.sample("warnings")), 403, "resellers-only");
		assertThat(rows()).isEqualTo(before);
	}

	@Test
	void needsNoKeyAndGivesEachItsOwnReceipt() {
		List<Part> parts = Api.sample("warnings");
		assertThat(number(check(parts))).isNotEqualTo(number(check(parts)));
	}

	@Test
	void saysThatNobodyHasToActButTheRoc() {
		JsonNode route = check(Api.sample("clean-straight-through")).body();
		assertThat(route.path("route").asText()).isEqualTo("STRAIGHT_THROUGH");
		steps(route, "SIGN: nobody: the standing authority signs, at once",
				"ACCEPT: the Regional Operations Center, 72 hours");
		assertThat(route.path("secondLook").asText()).startsWith("One in 20 such packages");
	}

	@Test
	void saysWhoWouldHaveToReviewAndSign() {
		JsonNode route = check(Api.sample("warnings")).body();
		assertThat(route.path("route").asText()).isEqualTo("REVIEW");
		steps(route, "REVIEW: a customer lifecycle manager (DE), 1 business day",
				"SIGN: CLM lead or Manager, tier 1 or Manager, tier 2 (DE), 1 business day",
				"ACCEPT: the Regional Operations Center, 72 hours");
		assertThat(route.hasNonNull("secondLook")).isFalse();
	}

	@Test
	void saysThatTermsHaveToBeDecidedBeforeTheSignature() {
		JsonNode route = check(Api.sample("special-terms")).body();
		assertThat(route.path("steps")).extracting((step) -> step.path("step").asText())
			.containsExactly("DECIDE_TERMS", "DECIDE_TERMS", "DECIDE_TERMS", "SIGN", "ACCEPT");
		assertThat(route.path("steps").get(0).path("who").asText()).startsWith("a customer lifecycle manager");
		assertThat(route.path("steps").get(1).path("who").asText()).contains("the legal department");
		assertThat(route.path("steps").get(0).path("within").asText()).isEqualTo("2 business days");
	}

	@Test
	void saysWhatWouldComeBack() {
		Answer answer = check(Api.sample("blockers"));
		long blockers = answer.body().path("receipt").path("blockers").asLong();
		steps(answer.body(),
				"CORRECT: you: the package with %d blockers would come back to you, 30 days".formatted(blockers));
	}

	/** The preview says in words what the models say in expressions. */
	@Test
	void namesTheOfficesAndClocksOfTheModels() throws IOException {
		assertThat(task("agreement/agreement-execution.bpmn", "userTask_reviewPackage"))
			.contains("${teams.clm(execution)}", "deadlines.at('review'");
		assertThat(task("agreement/agreement-execution.bpmn", "userTask_signAgreement"))
			.contains("${signatories.groups(execution)}", "deadlines.at('signing'");
		assertThat(task("specialterms/special-terms-approval.bpmn", "userTask_decideTerms"))
			.contains("${approvers.groups(execution)}", "deadlines.at('terms'");
	}

	@Test
	void aReceiptIsReadByItsOwnerOnly() {
		Answer issued = check(Api.sample("warnings"));
		String address = PREFLIGHT + "/" + number(issued);
		assertThat(this.northwind.get(address).body()).isEqualTo(issued.body().path("receipt"));
		Answer foreign = this.northwind.as("tailspin").get(address);
		Answer unknown = this.northwind.as("tailspin").get(PREFLIGHT + "/PF-2026-999999");
		problem(foreign, 404, "preflight-unknown");
		assertThat(foreign.text("detail")).isEqualTo(unknown.text("detail"));
		problem(this.northwind.as("clara").get(address), 404, "preflight-unknown");
		assertThat(this.northwind.as(null).get(address).status()).isEqualTo(401);
	}

	@Test
	void aSubmissionThatRefersToItIsShownWithIt() {
		List<Part> parts = Api.sample("clean-straight-through");
		JsonNode receipt = check(parts).body().path("receipt");
		Answer submitted = submit("k", changed(parts, "/preflight", receipt.path("number").asText()));
		assertThat(submitted.body().path("findings")).isEmpty();
		JsonNode shown = this.northwind.read(submitted.text("reference")).body().path("preflight");
		assertThat(shown.path("number")).isEqualTo(receipt.path("number"));
		assertThat(shown.path("issuedAt")).isEqualTo(receipt.path("issuedAt"));
		assertThat(
				new String(this.northwind.as("clara").get("/api/v1/agreements/" + submitted.text("reference")).bytes()))
			.contains(receipt.path("number").asText());
	}

	@Test
	void changedFactsAreTold() {
		List<Part> parts = Api.sample("clean-straight-through");
		String number = number(check(parts));
		List<Part> changed = changed(changed(parts, "/preflight", number), "/packageId", "ANOTHER-1");
		assertThat(findings(submit("k", changed))).containsExactly("PRE-02 INFO");
	}

	@Test
	void anUnknownReceiptAndAForeignOneAreToldAlike() {
		List<Part> parts = Api.sample("clean-straight-through");
		String foreign = number(this.northwind.as("tailspin").multipart(PREFLIGHT, null, parts));
		for (String number : List.of(foreign, "PF-2026-999999")) {
			Answer submitted = submit("k-" + number, changed(parts, "/preflight", number));
			assertThat(findings(submitted)).contains("PRE-01 INFO");
			assertThat(this.northwind.read(submitted.text("reference")).body().hasNonNull("preflight")).isFalse();
		}
	}

	@Test
	void receiptsAreClearedWhenTheyAreOldUnlessASubmissionRefersToThem() {
		List<Part> parts = Api.sample("clean-straight-through");
		String forgotten = number(check(parts));
		String used = number(check(parts));
		submit("k", changed(parts, "/preflight", used));
		this.clock.travel(Duration.ofDays(89));
		check(parts);
		assertThat(numbers()).contains(forgotten, used);
		this.clock.travel(Duration.ofDays(2));
		check(parts);
		assertThat(numbers()).contains(used).doesNotContain(forgotten).hasSize(3);
	}

	@Test
	void aCorrectionIsExaminedAsTheNextSubmissionOfItsAgreement() {
		String reference = submit("k", Api.sample("blockers")).text("reference");
		Answer answer = this.northwind.multipart(PREFLIGHT + "?reference=" + reference, null,
				Api.sample("blockers-cured"));
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.body().path("route").asText()).isEqualTo("SIGNATURE");
		assertThat(this.northwind.read(reference).text("status")).isEqualTo("RETURNED");
		problem(this.northwind.as("tailspin")
			.multipart(PREFLIGHT + "?reference=" + reference, null, Api.sample("blockers-cured")), 404,
				"agreement-unknown");
		assertThat(this.northwind.correct(reference, "k2", Api.sample("blockers-cured")).body().path("findings"))
			.isEqualTo(answer.body().path("findings"));
		problem(this.northwind.multipart(PREFLIGHT + "?reference=" + reference, null, Api.sample("blockers-cured")),
				409, "not-returned");
	}

	@Test
	void anAgreementThatNobodyKnowsIsNamedShort() {
		Answer answer = this.northwind.multipart(PREFLIGHT + "?reference=" + "9".repeat(6000), null,
				Api.sample("blockers-cured"));
		problem(answer, 404, "agreement-unknown");
		assertThat(answer.text("detail")).contains("999…").hasSizeLessThan(200);
	}

	private Answer check(List<Part> parts) {
		return this.northwind.multipart(PREFLIGHT, null, parts);
	}

	private Answer submit(String key, List<Part> parts) {
		Answer answer = this.northwind.submit(key, parts);
		assertThat(answer.status()).as("%s", answer.body()).isEqualTo(201);
		return answer;
	}

	private static List<Part> changed(List<Part> parts, String pointer, Object value) {
		List<Part> changed = new ArrayList<>(parts);
		changed.replaceAll((part) -> part.name().equals("package")
				? Part.facts(Packages.of(part.bytes()).with(pointer, value).json()) : part);
		return changed;
	}

	private static String number(Answer answer) {
		assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
		return answer.body().path("receipt").path("number").asText();
	}

	private static List<String> findings(Answer answer) {
		List<String> findings = new ArrayList<>();
		answer.body()
			.path("findings")
			.forEach(
					(finding) -> findings.add(finding.path("code").asText() + " " + finding.path("severity").asText()));
		return findings;
	}

	private static void steps(JsonNode route, String... expected) {
		assertThat(route.path("steps"))
			.extracting((step) -> "%s: %s, %s".formatted(step.path("step").asText(), step.path("who").asText(),
					step.path("within").asText()))
			.containsExactly(expected);
	}

	private List<String> numbers() {
		return this.database.jdbc().queryForList("select number from countersign.preflight_receipt", String.class);
	}

	/** Rows of every table of the domain and of the engine. */
	private Map<String, Long> rows() {
		Map<String, Long> rows = new TreeMap<>();
		this.database.jdbc()
			.queryForList("""
					select schemaname || '.' || tablename from pg_tables
					where schemaname = 'countersign' or (schemaname = 'public' and tablename like 'act_%')""",
					String.class)
			.forEach((table) -> rows.put(table, this.database.count(table)));
		return rows;
	}

	private static String task(String model, String id) throws IOException {
		return Files.readString(Path.of("processes", model))
			.lines()
			.filter((line) -> line.contains("id=\"" + id + "\""))
			.findFirst()
			.orElseThrow();
	}

	private static void problem(Answer answer, int status, String code) {
		assertThat(answer.text("code")).as("%s %s", answer.status(), answer.body()).isEqualTo(code);
		assertThat(answer.status()).isEqualTo(status);
	}

}
