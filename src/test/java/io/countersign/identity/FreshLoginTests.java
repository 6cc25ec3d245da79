package io.countersign.identity;

import java.net.http.HttpResponse;
import java.time.Duration;

import io.countersign.CountersignTest;
import io.countersign.TestClock;
import io.countersign.agreement.AgreementStatus;
import io.countersign.agreement.Packages;
import io.countersign.agreement.ProcessWalk;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/** Who signs has proved a short while ago who they are. */
@CountersignTest
class FreshLoginTests {

	private static final String SIGN = """
			{"variables":{"decision":{"value":"sign","type":"String"},"confirmed":{"value":true,"type":"Boolean"}}}""";

	private static final String DECLINE = """
			{"variables":{"decision":{"value":"decline","type":"String"},"reason":{"value":"No.","type":"String"}}}""";

	@LocalServerPort
	private int port;

	@Autowired
	private ApplicationContext application;

	@Autowired
	private TestClock clock;

	private ProcessWalk walk;

	private String reference;

	private String task;

	@BeforeEach
	void anAgreementToSign() {
		this.walk = new ProcessWalk(this.application);
		this.reference = this.walk.submit(Packages.clean().value("900000.00", "EUR"));
		this.walk.claim(this.reference, "userTask_signAgreement", "max", "manager-2-DE");
		this.task = this.walk.task(this.reference, "userTask_signAgreement").getId();
	}

	@AfterEach
	void presentTime() {
		this.clock.reset();
	}

	private HttpResponse<String> complete(Browser browser, String answers) {
		return browser.camunda("POST", "/task/" + this.task + "/submit-form", answers);
	}

	@Test
	void aLoginSignsUpToItsFifteenthMinute() {
		this.clock.travel(Duration.ZERO);
		Browser max = new Browser(this.port).login("max");
		this.clock.travel(Duration.ofMinutes(15));
		assertThat(complete(max, SIGN).statusCode()).isEqualTo(204);
		assertThat(this.walk.status(this.reference)).isEqualTo(AgreementStatus.SUBMITTED_TO_ROC);
	}

	@Test
	void anOlderLoginDoesNotSignUntilItIsRenewed() {
		this.clock.travel(Duration.ZERO);
		Browser max = new Browser(this.port).login("max");
		this.clock.travel(Duration.ofMinutes(15).plusMillis(1));
		HttpResponse<String> refused = complete(max, SIGN);
		assertThat(refused.statusCode()).isEqualTo(403);
		assertThat(refused.headers().firstValue("Countersign-Refusal")).hasValue("login-too-old");
		assertThat(refused.body()).contains("at most 15 minutes old");
		assertThat(this.walk.status(this.reference)).isEqualTo(AgreementStatus.READY_TO_SIGN);

		HttpResponse<String> page = max.get("/login?again=task&task=" + this.task);
		assertThat(page.body()).contains("log in once more").contains("value=\"max\"");
		assertThat(max.submitLogin("max", "max").headers().firstValue("Location").orElseThrow())
			.isEqualTo("http://127.0.0.1:%d/camunda/app/tasklist/default/#/?task=%s", this.port, this.task);
		max.get("/camunda/app/tasklist/default/");
		assertThat(complete(max, SIGN).statusCode()).isEqualTo(204);
		assertThat(this.walk.status(this.reference)).isEqualTo(AgreementStatus.SUBMITTED_TO_ROC);
	}

	@Test
	void decliningNeedsNoFreshLogin() {
		Browser max = new Browser(this.port).login("max");
		this.clock.travel(Duration.ofHours(2));
		assertThat(complete(max, DECLINE).statusCode()).isEqualTo(204);
		assertThat(this.walk.status(this.reference)).isEqualTo(AgreementStatus.DECLINED);
	}

	@Test
	void aWrongPasswordDoesNotRenewALogin() {
		this.clock.travel(Duration.ZERO);
		Browser max = new Browser(this.port).login("max");
		this.clock.travel(Duration.ofMinutes(16));
		max.get("/login?again=task&task=" + this.task);
		max.submitLogin("max", "wrong");
		assertThat(complete(max, SIGN).statusCode()).isEqualTo(403);
	}

	@ParameterizedTest
	@ValueSource(strings = { "again=task&task=//evil.example", "again=task&task=x%0d%0aLocation:%20//evil.example",
			"again=https://evil.example", "again=task" })
	void theWayBackLeadsNowhereElse(String query) {
		Browser max = new Browser(this.port).login("max");
		max.get("/login?" + query);
		assertThat(max.submitLogin("max", "max").headers().firstValue("Location").orElseThrow()).endsWith("/desk");
	}

}
