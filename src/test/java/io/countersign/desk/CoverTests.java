package io.countersign.desk;

import java.net.http.HttpResponse;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

import io.countersign.Api;
import io.countersign.CountersignTest;
import io.countersign.Database;
import io.countersign.agreement.AgreementStatus;
import io.countersign.agreement.Packages;
import io.countersign.agreement.ProcessWalk;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/** Whoever stands in for somebody of another desk finds, reads and does that work. */
@CountersignTest
class CoverTests {

	private static final String SIGN = "userTask_signAgreement";

	@LocalServerPort
	private int port;

	@Autowired
	private ApplicationContext application;

	@Autowired
	private Database database;

	private ProcessWalk walk;

	@BeforeEach
	void start() {
		this.walk = new ProcessWalk(this.application);
	}

	private void absent(String person, String cover) {
		OffsetDateTime now = this.walk.clock().instant().atOffset(ZoneOffset.UTC);
		this.database.jdbc()
			.update("insert into countersign.absence values (gen_random_uuid(), ?, ?, ?, ?, 'Holiday.', 'lea', ?)",
					person, cover, now.minusDays(1), now.plusDays(7), now);
	}

	@Test
	void aCoverOfAnotherDeskSignsFromTheQueueInTheNameOfWhoIsAway() {
		absent("mona", "chloe");
		String reference = this.walk.submit(Packages.clean().value("900000.00", "EUR"));
		String other = this.walk.submit(Packages.clean().id("L").purchaseOrder("L").value("2000000.00", "EUR"));
		DeskVisit chloe = DeskVisit.of("chloe", this.port);
		assertThat(chloe.get("/desk/sign").body()).contains(reference).doesNotContain(other);
		assertThat(chloe.get("/desk").body()).contains(reference).doesNotContain(other);
		assertThat(chloe.get("/desk/agreements/" + reference).statusCode()).isEqualTo(200);
		assertThat(chloe.get("/desk/agreements/" + other).statusCode()).isEqualTo(404);
		assertThat(DeskVisit.of("luc", this.port).get("/desk/agreements/" + reference).statusCode()).isEqualTo(404);
		String task = this.walk.task(reference, SIGN).getId();
		assertThat(chloe.json("/desk/api/tasks/" + task + "/agreement").statusCode()).isEqualTo(200);
		assertThat(chloe.json("/desk/api/tasks/" + task + "/proof").body())
			.contains("Manager, tier 1 standing in for Mona Keller", "\"holds\":true");
		HttpResponse<String> signed = chloe.post("/desk/sign", "/desk/sign",
				List.of(Api.Part.field("task", task), Api.Part.field("confirmed", "true")));
		assertThat(signed.body()).containsSubsequence("What became of them", reference, "Signed");
		assertThat(this.walk.status(reference)).isEqualTo(AgreementStatus.SUBMITTED_TO_ROC);
		assertThat(this.database.jdbc()
			.queryForMap("select signatory, on_behalf_of, capacity from countersign.signature where reference = ?",
					reference))
			.isEqualTo(Map.of("signatory", "chloe", "on_behalf_of", "mona", "capacity", "Manager, tier 1"));
		assertThat(chloe.get("/desk/agreements/" + reference).statusCode()).as("what she signed").isEqualTo(200);
	}

	@Test
	void aScriptWithoutTheTokenIsToldSoInAProblemDocument() {
		String reference = this.walk.submit(Packages.clean().value("900000.00", "EUR"));
		String task = this.walk.task(reference, SIGN).getId();
		HttpResponse<String> answer = DeskVisit.of("max", this.port)
			.change("POST", "/desk/api/tasks/" + task + "/signature", "{\"confirmed\":true}");
		assertThat(answer.statusCode()).isEqualTo(403);
		assertThat(answer.body()).contains("\"code\":\"csrf-token-invalid\"");
		assertThat(this.walk.status(reference)).isEqualTo(AgreementStatus.READY_TO_SIGN);
	}

	@Test
	void ofATaskOfAnotherKindThereIsNothingToProve() {
		String agreement = this.walk.submit(Packages.clean().amendment("C-17", false, "Payment within 90 days."));
		String triage = this.walk.task(this.walk.terms(agreement), "userTask_triageTerms").getId();
		assertThat(DeskVisit.of("carl", this.port).json("/desk/api/tasks/" + triage + "/proof").statusCode())
			.isEqualTo(204);
		assertThat(DeskVisit.of("chloe", this.port).json("/desk/api/tasks/" + triage + "/proof").statusCode())
			.isEqualTo(404);
	}

	@Test
	void aCoverOfAnotherDeskReadsTheRequestThatWaitsForTheDecision() {
		absent("lars", "chloe");
		String agreement = this.walk.submit(Packages.clean().amendment("C-17", false, "Payment within 90 days."));
		String terms = this.walk.terms(agreement);
		DeskVisit chloe = DeskVisit.of("chloe", this.port);
		assertThat(chloe.get("/desk/special-terms/" + terms).statusCode()).as("in triage").isEqualTo(404);
		this.walk.triage(terms, "carl", "accept");
		assertThat(chloe.get("/desk").body()).contains(terms);
		assertThat(chloe.get("/desk/special-terms/" + terms).body()).contains("Payment within 90 days.");
		assertThat(chloe.get("/desk/agreements/" + agreement).statusCode()).isEqualTo(200);
		String task = this.database.jdbc()
			.queryForObject("select task_id from countersign.work_item where 'chloe' = any (candidates)", String.class);
		assertThat(chloe.json("/desk/api/tasks/" + task + "/terms").body()).contains(agreement);
		assertThat(new Api(this.port, "chloe").get("/api/v1/special-terms/" + terms).status()).isEqualTo(200);
		this.walk.decideTerms(terms, "legal", "chloe", Map.of("decision", "approve", "reason", "As last year."));
		assertThat(chloe.get("/desk/special-terms/" + terms).body()).contains("Chloé Martin", "Lars Petersen");
	}

}
