package io.countersign.desk;

import java.time.Duration;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
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

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

/** Signing in a real browser: in Tasklist with the proof, and many on the desk. */
@CountersignTest
class SigningBrowserTests {

	private static final String SIGN = "userTask_signAgreement";

	@LocalServerPort
	private int port;

	@Autowired
	private ApplicationContext application;

	@Autowired
	private TestClock clock;

	private BrowserSession browser;

	private ProcessWalk walk;

	private Page page;

	@BeforeEach
	void open() {
		this.walk = new ProcessWalk(this.application);
		this.browser = BrowserSession.open(this.port);
		this.page = this.browser.page();
	}

	@AfterEach
	void close() {
		this.clock.reset();
		if (this.browser != null) {
			this.browser.close();
		}
	}

	private String submitted(String customer, String value) {
		return this.walk.submit(Packages.clean()
			.id("SIGN-" + customer)
			.purchaseOrder("PO-" + customer)
			.customer(customer + " GmbH", "DE")
			.value(value, "EUR"));
	}

	private void sign() {
		this.page.getByLabel("Sign", new Page.GetByLabelOptions().setExact(true)).check();
		this.page.getByLabel("I have read the agreement and I am authorised to sign it.").check();
		this.page.getByText("Complete", new Page.GetByTextOptions().setExact(true)).click();
	}

	@Test
	void aSignatoryReadsTheProofBesideTheDocumentAndSigns() {
		String reference = submitted("Contoso", "900000.00");
		this.browser.login("max");
		this.browser.tasklist("#/?task=" + this.walk.task(reference, SIGN).getId());
		this.page.locator(".claim").click();
		assertThat(this.page.locator(".unclaim")).isVisible();
		assertThat(this.page.locator(".cs-band")).containsText("You may sign: all 7 points are proved.");
		this.page.locator(".cs-more").click();
		assertThat(this.page.locator(".cs-proof > li")).hasCount(7);
		assertThat(this.page.locator(".cs-proof")).containsText("Manager, tier 2: up to EUR 10,000,000.00");
		assertThat(this.page.locator(".cs-beside .cs-viewer")).containsText(".pdf");
		this.browser.expectAccessible(".cs-panel");
		this.page.locator(".task-card .nav-tabs a", new Page.LocatorOptions().setHasText("Form")).click();
		sign();
		assertThat(this.page.locator(".no-task")).isVisible();
		org.assertj.core.api.Assertions.assertThat(this.walk.status(reference))
			.isEqualTo(AgreementStatus.SUBMITTED_TO_ROC);
		this.browser.expectNoComplaints();
	}

	@Test
	void anOldLoginIsRenewedAndLeadsBackToTheTask() {
		String reference = submitted("Contoso", "900000.00");
		this.clock.travel(Duration.ZERO);
		this.browser.login("max");
		this.browser.tasklist("#/?task=" + this.walk.task(reference, SIGN).getId());
		this.page.locator(".claim").click();
		assertThat(this.page.locator(".unclaim")).isVisible();
		assertThat(this.page.locator(".cs-band")).containsText("You may sign");
		this.clock.travel(Duration.ofMinutes(16));
		sign();
		assertThat(this.page.locator(".page-notifications")).containsText("at most 15 minutes old");
		this.page.locator(".cs-again a").click();
		this.page.waitForURL("**/login?again=task&task=*");
		assertThat(this.page.locator("#username")).hasValue("max");
		this.page.locator("#password").fill("max");
		this.page.locator("#password").press("Enter");
		this.page.waitForURL("**/tasklist/default/#/?task=*");
		this.browser.tasklist("#/?task=" + this.walk.task(reference, SIGN).getId());
		assertThat(this.page.locator(".unclaim")).isVisible();
		sign();
		assertThat(this.page.locator(".no-task")).isVisible();
		org.assertj.core.api.Assertions.assertThat(this.walk.status(reference))
			.isEqualTo(AgreementStatus.SUBMITTED_TO_ROC);
	}

	@Test
	void manyAreSignedWithOneConfirmationByKeyboardToo() {
		String first = submitted("Contoso", "900000.00");
		String taken = submitted("Fabrikam", "800000.00");
		String left = submitted("Tailspin", "700000.00");
		this.browser.login("max");
		this.browser.go("/desk/sign?sort=-value");
		this.browser.expectAccessible();
		this.page.locator("h1").click();
		this.page.keyboard().press("j");
		this.page.keyboard().press("x");
		this.page.keyboard().press("j");
		this.page.keyboard().press("x");
		assertThat(this.page.locator("#sign-selected")).containsText("2 selected, worth EUR 1,700,000.00");
		this.walk.claim(taken, SIGN, "magda", "manager-2-DE");
		this.page.locator("[name=confirmed]").check();
		this.page.locator("#sign-button").click();
		assertThat(this.page.locator("#sign-count")).containsText("1 of 2 signed; the others say why not.");
		Locator rows = this.page.locator(".sign-queue tbody tr");
		assertThat(rows.nth(0)).containsText("Signed");
		assertThat(rows.nth(1)).containsText("no longer waits for your signature");
		org.assertj.core.api.Assertions.assertThat(this.walk.status(first)).isEqualTo(AgreementStatus.SUBMITTED_TO_ROC);
		org.assertj.core.api.Assertions.assertThat(this.walk.status(left)).isEqualTo(AgreementStatus.READY_TO_SIGN);
		this.page.setViewportSize(420, 900);
		this.browser.go("/desk/sign");
		org.assertj.core.api.Assertions.assertThat((Integer) this.page.evaluate("document.documentElement.scrollWidth"))
			.isLessThanOrEqualTo(420);
		this.browser.go("/desk/sign/" + this.walk.task(left, SIGN).getId() + "/paper");
		this.browser.expectAccessible();
		this.browser.expectNoComplaints();
	}

}
