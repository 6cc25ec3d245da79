package io.countersign.desk;

import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.CountersignTest;
import io.countersign.Database;
import io.countersign.agreement.AgreementPackage.DocumentType;
import io.countersign.agreement.AgreementStatus;
import io.countersign.agreement.Packages;
import io.countersign.agreement.ProcessWalk;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/** What the plugin in Tasklist sends when a reviewer judges, over HTTP. */
@CountersignTest
class JudgingTests {

	private static final String REVIEW = "userTask_reviewPackage";

	@Autowired
	private ApplicationContext application;

	@Autowired
	private Database database;

	@LocalServerPort
	private int port;

	private ProcessWalk walk;

	private DeskVisit clara;

	@BeforeEach
	void start() {
		this.walk = new ProcessWalk(this.application);
		this.clara = DeskVisit.of("clara", this.port);
	}

	@Test
	void theHolderAcceptsAWarning() {
		String task = held("clara");
		JsonNode judging = read(this.clara.json(path(task) + "/judging").body());
		assertThat(judging.path("acceptanceReasons")).extracting((reason) -> reason.path("code").asText())
			.contains("CHECKED_BY_EYE", "NOT_APPLICABLE");
		assertThat(judging.path("returnReasons")).hasSize(24);
		assertThat(judging.path("files")).isNotEmpty();
		assertThat(this.clara.change("POST", path(task) + "/acceptances", acceptance(task), csrf(judging)).statusCode())
			.isEqualTo(204);
		var twice = this.clara.change("POST", path(task) + "/acceptances", acceptance(task), csrf(judging));
		assertThat(twice.statusCode()).isEqualTo(409);
		assertThat(read(twice.body()).path("code").asText()).isEqualTo("accepted-already");
		JsonNode shown = read(this.clara.json(path(task) + "/agreement").body());
		assertThat(shown.at("/findings/0/judged/words").asText()).isEqualTo("Looked at the contract.");
		assertThat(shown.at("/findings/0/open").asBoolean()).isFalse();
	}

	@Test
	void nobodyElseDoesAndNotWithoutTheToken() {
		String task = held("clara");
		String[] token = csrf(read(this.clara.json(path(task) + "/judging").body()));
		assertThat(this.clara.change("POST", path(task) + "/acceptances", acceptance(task)).statusCode())
			.as("a forged request")
			.isEqualTo(403);
		DeskVisit carl = DeskVisit.of("carl", this.port);
		assertThat(carl.json(path(task) + "/judging").statusCode()).isEqualTo(404);
		assertThat(carl.change("POST", path(task) + "/acceptances", acceptance(task), token).statusCode())
			.as("with the token of another session")
			.isEqualTo(403);
		String own = held("carl");
		String[] carls = csrf(read(carl.json(path(own) + "/judging").body()));
		var foreign = carl.change("POST", path(task) + "/acceptances", acceptance(task), carls);
		assertThat(foreign.statusCode()).isEqualTo(403);
		assertThat(read(foreign.body()).path("code").asText()).isEqualTo("task-not-yours");
		assertThat(this.database.count("countersign.finding_acceptance")).isZero();
	}

	@Test
	void whatIsNoAnswerIsRefusedAsTheClientsMistake() {
		String task = held("clara");
		String[] token = csrf(read(this.clara.json(path(task) + "/judging").body()));
		for (String body : new String[] { "", "{", "[]", "{\"submission\": \"x\"}", "{}" }) {
			assertThat(this.clara.change("POST", path(task) + "/acceptances", body, token).statusCode()).as(body)
				.isBetween(400, 499);
			assertThat(this.clara.change("POST", path(task) + "/findings", body, token).statusCode()).as(body)
				.isBetween(400, 499);
		}
		assertThat(this.clara.change("DELETE", path(task) + "/findings/none?submission=1", "", token).statusCode())
			.isBetween(400, 499);
		assertThat(this.clara
			.change("DELETE", path(task) + "/findings/00000000-0000-0000-0000-000000000000?submission=1", "", token)
			.statusCode()).isEqualTo(404);
	}

	@Test
	void aReturnedPackageIsTakenBackFromItsPage() {
		String reference = this.walk.submit(warned().withoutDocument(DocumentType.PSF));
		String address = "/desk/agreements/" + reference;
		String page = this.clara.get(address).body();
		assertThat(page).contains("Take it back into review");
		assertThat(DeskVisit.of("mona", this.port).get(address).body()).doesNotContain("Take it back into review");
		assertThat(this.clara.post(address + "/recall", page, "reason=The+ROC+has+the+form.").statusCode())
			.isEqualTo(302);
		assertThat(this.walk.status(reference)).isEqualTo(AgreementStatus.IN_REVIEW);
		assertThat(this.clara.post(address + "/recall", page, "reason=Once+more.").statusCode()).isEqualTo(409);
		assertThat(this.clara.get(address).body()).contains("Taken back into review", "The ROC has the form.");
	}

	@Test
	void aRepeatedDefectIsMarkedOnThePage() {
		this.walk.submit(warned().withoutDocument(DocumentType.PSF));
		String again = this.walk.submit(warned().withoutDocument(DocumentType.PSF).id("AGAIN"));
		assertThat(this.clara.get("/desk/agreements/" + again).body())
			.contains("Repeated: blocked 1 other agreement of this reseller lately");
	}

	private String held(String person) {
		String reference = this.walk.submit(warned().id("OF-" + person));
		this.walk.claim(reference, REVIEW, person, "clm-DE");
		return this.walk.task(reference, REVIEW).getId();
	}

	/** Of the first warning, as its holder sees it. */
	private String acceptance(String task) {
		int position = read(this.clara.json(path(task) + "/agreement").body()).at("/findings/0/position").asInt();
		return """
				{"submission": 1, "position": %d, "reason": "CHECKED_BY_EYE", "words": "Looked at the contract."}"""
			.formatted(position);
	}

	private static String path(String task) {
		return "/desk/api/tasks/" + task;
	}

	private static String[] csrf(JsonNode judging) {
		return new String[] { judging.path("csrfHeader").asText(), judging.path("csrfToken").asText() };
	}

	private static JsonNode read(String json) {
		try {
			return new ObjectMapper().readTree(json);
		}
		catch (IOException ex) {
			throw new AssertionError(json, ex);
		}
	}

	private static Packages warned() {
		LocalDate start = LocalDate.now(ZoneOffset.UTC).plusMonths(1).withDayOfMonth(1);
		return Packages.clean().customer("Contoso GmbH", "DE").term(start, start.plusMonths(35).minusDays(1));
	}

}
