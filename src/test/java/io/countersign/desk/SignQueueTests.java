package io.countersign.desk;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.countersign.Api;
import io.countersign.CountersignTest;
import io.countersign.TestClock;
import io.countersign.agreement.AgreementStatus;
import io.countersign.agreement.Packages;
import io.countersign.agreement.ProcessWalk;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/** Many signatures with one confirmation, each on its own. */
@CountersignTest
class SignQueueTests {

	private static final String SIGN = "userTask_signAgreement";

	@LocalServerPort
	private int port;

	@Autowired
	private ApplicationContext application;

	@Autowired
	private TestClock clock;

	private ProcessWalk walk;

	@BeforeEach
	void start() {
		this.walk = new ProcessWalk(this.application);
	}

	@AfterEach
	void presentTime() {
		this.clock.reset();
	}

	private String submitted(String customer, String value) {
		return this.walk.submit(Packages.clean()
			.id("QUEUE-" + customer)
			.purchaseOrder("PO-" + customer)
			.customer(customer + " GmbH", "DE")
			.value(value, "EUR"));
	}

	private Api.Part selected(String reference) {
		return Api.Part.field("task", this.walk.task(reference, SIGN).getId());
	}

	private static Api.Part confirmed() {
		return Api.Part.field("confirmed", "true");
	}

	@Test
	void showsWhatWaitsAndWhyNot() {
		String large = submitted("Contoso", "2000000.00");
		String small = submitted("Fabrikam", "900000.00");
		String mona = DeskVisit.of("mona", this.port).get("/desk/sign").body();
		assertThat(mona).contains(small).doesNotContain(large);
		String max = DeskVisit.of("max", this.port).get("/desk/sign?sort=-value").body();
		assertThat(max).contains("2 agreements wait", "EUR\u00a02,900,000.00");
		assertThat(max.indexOf(large)).isLessThan(max.indexOf(small));
		assertThat(DeskVisit.of("max", this.port).get("/desk/sign?q=fabrikam").body()).contains(small)
			.doesNotContain(large);
		assertThat(DeskVisit.of("audra", this.port).get("/desk/sign").body()).contains("Nothing waits");
	}

	@Test
	void eachIsSignedOrSaysWhyNotOnItsOwn() {
		String first = submitted("Contoso", "900000.00");
		String taken = submitted("Fabrikam", "900000.00");
		String second = submitted("Tailspin", "5000000.01");
		DeskVisit max = DeskVisit.of("max", this.port);
		List<Api.Part> parts = List.of(selected(first), selected(taken), selected(second), confirmed());
		this.walk.claim(taken, SIGN, "magda", "manager-2-DE");
		HttpResponse<String> answer = max.post("/desk/sign", "/desk/sign", parts);
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(answer.body()).containsSubsequence("What became of them", first, "Signed",
				"no longer waits for your signature", second, "Signed");
		assertThat(this.walk.status(first)).isEqualTo(AgreementStatus.SUBMITTED_TO_ROC);
		assertThat(this.walk.status(taken)).isEqualTo(AgreementStatus.READY_TO_SIGN);
		assertThat(this.walk.status(second)).isEqualTo(AgreementStatus.READY_TO_SIGN);
		assertThat(answer.body()).contains("Max Lindner has signed already, so somebody else signs beside.");
		assertThat(DeskVisit.of("magda", this.port).get("/desk/sign").body()).contains("second of two");
	}

	@Test
	void nothingIsSignedUnconfirmedOrWithAnOldLogin() {
		String reference = submitted("Contoso", "900000.00");
		this.clock.travel(Duration.ZERO);
		DeskVisit max = DeskVisit.of("max", this.port);
		assertThat(max.post("/desk/sign", "/desk/sign", List.of(selected(reference))).body())
			.contains("To sign, confirm that you have read the agreement");
		this.clock.travel(Duration.ofMinutes(16));
		HttpResponse<String> old = max.post("/desk/sign", "/desk/sign", List.of(selected(reference), confirmed()));
		assertThat(old.body()).contains("at most 15 minutes old", "/login?again=queue");
		assertThat(this.walk.task(reference, SIGN).getAssignee()).isNull();
		assertThat(this.walk.status(reference)).isEqualTo(AgreementStatus.READY_TO_SIGN);
	}

	@Test
	void aTaskOfAnotherKindOrOfOthersIsNotSignedFromHere() {
		String large = submitted("Contoso", "2000000.00");
		String reviewed = this.walk.submit(Packages.clean()
			.id("QUEUE-REVIEW")
			.value("900000.00", "EUR")
			.document("second-form.pdf", io.countersign.agreement.AgreementPackage.DocumentType.PSF, "X20-12883"));
		String review = this.walk.task(reviewed, "userTask_reviewPackage").getId();
		HttpResponse<String> answer = DeskVisit.of("mona", this.port)
			.post("/desk/sign", "/desk/sign", List.of(selected(large), Api.Part.field("task", review),
					Api.Part.field("task", "x' or 1=1"), confirmed()));
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(answer.body()).contains("no longer waits for your signature").doesNotContain("Signed</span>");
		assertThat(this.walk.status(large)).isEqualTo(AgreementStatus.READY_TO_SIGN);
		assertThat(this.walk.status(reviewed)).isEqualTo(AgreementStatus.IN_REVIEW);
	}

	@Test
	void whoReviewedReadsWhyAndCannotSelect() {
		String reference = this.walk.submit(Packages.clean()
			.value("200000.00", "EUR")
			.document("second-form.pdf", io.countersign.agreement.AgreementPackage.DocumentType.PSF, "X20-12883"));
		this.walk.pass(reference, "lea", "clm-lead-DE", "Looked at both.");
		String queue = DeskVisit.of("lea", this.port).get("/desk/sign").body();
		assertThat(queue).contains("reviewed this package, so somebody else has to sign it.")
			.contains("disabled=\"disabled\"");
		assertThat(DeskVisit.of("lea", this.port).get("/desk/sign?show=mine").body()).doesNotContain(reference);
		this.walk.answer(reference, SIGN, "mona", "manager-1-DE", Map.of("decision", "sign", "confirmed", true));
	}

}
