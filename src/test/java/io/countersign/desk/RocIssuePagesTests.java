package io.countersign.desk;

import java.util.Map;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.CountersignTest;
import io.countersign.agreement.Packages;
import io.countersign.agreement.ProcessWalk;
import io.countersign.roc.RocVoice;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/** The pages of issues with the ROC over HTTP. */
@CountersignTest
class RocIssuePagesTests {

	@Autowired
	private ApplicationContext application;

	@LocalServerPort
	private int port;

	private ProcessWalk walk;

	private RocVoice roc;

	@BeforeEach
	void start() {
		this.walk = new ProcessWalk(this.application);
		this.roc = new RocVoice(this.application);
	}

	@Test
	void anAgreementAndItsIssuesTellOneStory() {
		String reference = submitted();
		this.roc.says(reference, "acknowledged", "held", "rejected");
		String hold = this.roc.issues(reference).get(0);
		String rejection = this.roc.issue(reference);
		assertThat(rejection).isNotEqualTo(hold);
		this.walk.answer(rejection, "userTask_solveRocIssue", "clara", "clm-DE",
				Map.of("solution", "handOver", "handOverTo", "rocLiaison", "explanation", "<b>The record is old.</b>"));

		DeskVisit clara = DeskVisit.of("clara", this.port);
		String page = clara.get("/desk/agreements/" + reference).body();
		assertThat(page)
			.contains("Issues with the ROC", hold, rejection, "R07 Legal entity", "The address differs.",
					"<span>Handed over</span><span>: &lt;b&gt;The record is old.&lt;/b&gt;</span>",
					"Issue %s opened".formatted(rejection))
			.doesNotContain("<b>The record");
		assertThat(clara.get("/desk/roc/issues").body()).contains(hold, rejection, reference);
		assertThat(clara.get("/desk/roc/issues/" + hold).body()).contains("Closed", "Time with");
		assertThat(DeskVisit.of("audra", this.port).get("/desk/roc/issues/" + hold).statusCode()).isEqualTo(200);
	}

	@Test
	void issuesOfOtherDesksAreLikeUnknownOnes() {
		String reference = submitted();
		this.roc.says(reference, "rejected");
		this.application.getBean(JdbcTemplate.class)
			.update("update countersign.roc_issue set subsidiary = 'FR' where reference = ?", reference);
		DeskVisit clara = DeskVisit.of("clara", this.port);
		assertThat(clara.get("/desk/roc/issues/" + this.roc.issue(reference)).statusCode()).isEqualTo(404);
		assertThat(clara.get("/desk/roc/issues/RI-2027-999999").statusCode()).isEqualTo(404);
		assertThat(clara.get("/desk/roc/issues").body()).contains("There are none");
		assertThat(clara.get("/desk/agreements/" + reference).body()).doesNotContain(this.roc.issue(reference) + "\">");
	}

	@Test
	void besideTheTaskOfAnIssueStandsItsAgreement() throws Exception {
		String reference = submitted();
		this.roc.says(reference, "rejected");
		String task = this.walk.task(this.roc.issue(reference), "userTask_solveRocIssue").getId();
		DeskVisit clara = DeskVisit.of("clara", this.port);
		String agreement = clara.get("/desk/api/tasks/" + task + "/agreement", "Accept", "application/json").body();
		assertThat(new ObjectMapper().readTree(agreement).path("row").path("reference").asText()).isEqualTo(reference);
	}

	private String submitted() {
		return this.walk.submitUndrawn(Packages.clean().value("180000.00", "EUR"));
	}

}
