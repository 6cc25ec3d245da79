package io.countersign.desk;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.countersign.CountersignTest;
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

/** A customer lifecycle manager's work in Tasklist, in a real browser. */
@CountersignTest
class TasklistBrowserTests {

	private static final String HOSTILE = "<img src=x onerror=alert(1)> GmbH";

	@Autowired
	private ApplicationContext application;

	@LocalServerPort
	private int port;

	private ProcessWalk walk;

	private BrowserSession browser;

	private Page page;

	@BeforeEach
	void open() {
		this.browser = BrowserSession.open(this.port);
		this.page = this.browser.page();
		this.walk = new ProcessWalk(this.application);
	}

	@AfterEach
	void close() {
		if (this.browser != null) {
			this.browser.close();
		}
	}

	@Test
	void aManagerClaimsLooksDecidesAndCompletes() {
		String reference = this.walk.submit(warned().with("/customer/legalName", HOSTILE));
		String task = this.walk.task(reference, "userTask_reviewPackage").getId();
		this.browser.login("clara");
		this.browser.tasklist("#/?task=" + task);
		assertThat(this.page).hasTitle("Countersign Tasklist");

		Locator brief = this.page.locator(".cs-band");
		assertThat(brief).containsText(reference);
		assertThat(brief).containsText(HOSTILE);
		assertThat(brief).containsText("DAT-01");

		this.page.locator(".claim").click();
		assertThat(this.page.locator(".unclaim")).isVisible();

		tab("Agreement").click();
		Locator panel = this.page.locator(".cs-panel");
		assertThat(panel).containsText("The term is not");
		assertThat(panel).containsText("Program signature form");
		assertThat(panel).containsText("Timeline");
		assertThat(this.page.locator(".cs-page img").first()).not().hasJSProperty("naturalWidth", 0);

		tab("Form").click();
		decide("Pass: the package is good", "The shorter term was agreed with the customer.");
		assertThat(this.page.locator(".page-notifications")).containsText("DAT-01 is not accepted yet");
		this.page.locator(".page-notifications [ng-click^=removeNotification]").first().click();

		tab("Agreement").click();
		this.page.getByText("Accept this warning (DAT-01)").click();
		this.page.getByLabel("Reason", new Page.GetByLabelOptions().setExact(true))
			.selectOption("CONFIRMED_BY_CUSTOMER");
		this.page.getByLabel("In your own words").fill("Mail of the customer, 12 November.");
		this.page.locator(".cs-judge button").first().click();
		assertThat(this.page.locator(".cs-finding").first()).containsText("Accepted");
		assertThat(this.page.locator(".cs-finding").first()).containsText("Mail of the customer");

		tab("Form").click();
		decide("Pass: the package is good", "The shorter term was agreed with the customer.");
		assertThat(this.page.locator(".no-task")).isVisible();
		expect(this.walk.status(reference)).isNotEqualTo(AgreementStatus.IN_REVIEW);
		this.browser.expectNoComplaints();
	}

	@Test
	void aManagerReturnsAPackageWithFindingsOfHerOwn() {
		String reference = this.walk
			.submit(warned().withoutDocument(io.countersign.agreement.AgreementPackage.DocumentType.PSF));
		this.walk.correct(reference, warned().purchaseOrder("PO-CORRECTED"));
		String task = this.walk.task(reference, "userTask_reviewPackage").getId();
		this.browser.login("clara");
		this.browser.tasklist("#/?task=" + task);
		this.page.locator(".claim").click();
		assertThat(this.page.locator(".unclaim")).isVisible();
		tab("Agreement").click();
		assertThat(this.page.locator(".cs-compared-solved")).containsText("DOC-01");
		assertThat(this.page.locator(".cs-compared-solved del").first()).isVisible();
		assertThat(this.page.locator(".cs-compared-new, .cs-compared-remaining").first()).isVisible();
		assertThat(this.page.locator(".cs-panel")).containsText("/purchaseOrder/number");

		this.page.getByText("Add a finding of your own").click();
		this.page.getByLabel("Return reason").selectOption("R07");
		this.page.getByLabel("What is wrong").fill("The stamp is of <b>another</b> company.");
		this.browser.expectAccessible(".cs-panel");
		this.page.locator(".cs-noting button").click();
		assertThat(this.page.locator(".cs-panel")).containsText("The stamp is of <b>another</b> company.");

		tab("Form").click();
		decide("Return to the reseller for correction", "See the stamp.");
		assertThat(this.page.locator(".no-task")).isVisible();
		expect(this.walk.status(reference)).isEqualTo(AgreementStatus.RETURNED);
		this.browser.go("/desk/agreements/" + reference);
		assertThat(this.page.locator("#findings")).containsText("CLM-01");
		this.browser.expectNoComplaints();
	}

	@Test
	void aLeadGrantsAnExceptionWithItsBasisAndEvidence() {
		String reference = this.walk
			.submit(warned().withoutDocument(io.countersign.agreement.AgreementPackage.DocumentType.PSF));
		this.browser.login("clara");
		this.browser.go("/desk/agreements/" + reference);
		this.page.locator(".recall summary").click();
		this.page.locator("#recall-reason").fill("The ROC has the form.");
		this.page.getByText("Take it back", new Page.GetByTextOptions().setExact(true)).click();
		assertThat(this.page.locator(".head-facts")).containsText("In review");
		this.walk.answer(reference, "userTask_reviewPackage", "clara", "clm-DE",
				Map.of("decision", "escalate", "reason", "The ROC has the form."));
		this.page.context().clearCookies();
		this.browser.login("lea");
		this.browser.tasklist("#/?task=" + this.walk.task(reference, "userTask_decideException").getId());
		this.page.locator(".claim").click();
		assertThat(this.page.getByLabel("The ROC agreed to take it as it is")).not().isVisible();
		this.page.getByLabel("Grant the exception").check();
		this.page.getByLabel("The ROC agreed to take it as it is").check();
		this.page.getByLabel("Approval is found under").fill("ROC case 4711");
		decide("Grant the exception", "The ROC has the form on file.");
		assertThat(this.page.locator(".no-task")).isVisible();
		this.walk.task(reference, "userTask_reviewPackage");
		this.browser.go("/desk/agreements/" + reference);
		assertThat(this.page.locator("#findings")).containsText("Exception granted");
		assertThat(this.page.locator("#findings")).containsText("found under ROC case 4711");
		assertThat(this.page.locator("#review")).containsText("Asked the lead for an exception");
		this.browser.expectNoComplaints();
	}

	@Test
	void aRefusedCompletionSaysWhyAndTheTaskStays() {
		String reference = this.walk.submit(large());
		if (this.walk.status(reference) == AgreementStatus.IN_REVIEW) {
			this.walk.answer(reference, "userTask_reviewPackage", "clara", "clm-DE",
					Map.of("decision", "pass", "reason", "Drawn for a second look, and good."));
		}
		String task = this.walk.task(reference, "userTask_signAgreement").getId();
		this.browser.login("max");
		this.browser.tasklist("#/?task=" + task);
		this.page.locator(".claim").click();
		this.page.getByLabel("Sign", new Page.GetByLabelOptions().setExact(true)).check();
		this.page.getByText("Complete", new Page.GetByTextOptions().setExact(true)).click();
		Locator refusal = this.page.locator(".page-notifications");
		assertThat(refusal).containsText("To sign, confirm that you have read the agreement");
		assertThat(refusal).not().containsText("ENGINE-");
		assertThat(refusal).not().containsText("Exception");
		assertThat(this.page.locator(".unclaim")).isVisible();
		expect(this.walk.task(reference, "userTask_signAgreement").getId()).isEqualTo(task);
		expect(this.walk.status(reference)).isEqualTo(AgreementStatus.READY_TO_SIGN);
	}

	@Test
	void cardsTellTheAgreementAndWhatNobodyMayDoIsNotOffered() {
		String reference = this.walk.submit(warned());
		this.browser.login("clara");
		this.browser.tasklist("");
		this.page.locator(".task-filters").getByText("Team: to review").click();
		Locator card = this.page.locator(".cs-card").first();
		assertThat(card).containsText(reference);
		assertThat(card).containsText("EUR");
		assertThat(card).containsText("due in");
		for (String hidden : new String[] { ".create-task-action", ".start-process-action", ".ce-eol-banner" }) {
			assertThat(this.page.locator(hidden)).not().isVisible();
		}
		this.browser.expectNoComplaints();
	}

	@Test
	void aManagerSeesTheTermThatIsAskedAboveTheForm() {
		String reference = this.walk.submit(Packages.clean()
			.customer("Contoso GmbH", "DE")
			.amendment("CTM", false, "Invoices are due within 90 days."));
		String task = this.walk.task(this.walk.terms(reference), "userTask_triageTerms").getId();
		this.browser.login("clara");
		this.browser.tasklist("#/?task=" + task);
		Locator brief = this.page.locator(".cs-band");
		assertThat(brief).containsText("CTM");
		assertThat(brief).containsText("Invoices are due within 90 days.");
		assertThat(brief).containsText("Nobody decided about this term");
	}

	@Test
	void whatIsWorthMostStandsFirst() {
		String small = this.walk.submit(warned().value("60000.00", "EUR"));
		String large = this.walk.submit(warned().value("240000.00", "EUR"));
		String medium = this.walk.submit(warned().value("120000.00", "EUR"));
		this.browser.login("clara");
		this.browser.tasklist("");
		this.page.locator(".task-filters").getByText("Team: to review").click();
		Locator cards = this.page.locator(".cs-card");
		assertThat(cards).hasCount(3);
		assertThat(cards.nth(0)).containsText(large);
		assertThat(cards.nth(1)).containsText(medium);
		assertThat(cards.nth(2)).containsText(small);
	}

	@Test
	void loggingOutOfTasklistIsLoggingOut() {
		this.browser.login("clara");
		this.browser.tasklist("");
		this.page.locator(".account .dropdown-toggle").click();
		this.page.locator(".logout a").click();
		this.page.waitForURL("**/login?logout");
		this.browser.go("/desk");
		this.page.waitForURL("**/login");
	}

	private void decide(String decision, String reason) {
		this.page.getByLabel(decision).check();
		this.page.locator(".task-card textarea").first().fill(reason);
		this.page.getByText("Complete", new Page.GetByTextOptions().setExact(true)).click();
	}

	private static <T> org.assertj.core.api.ObjectAssert<T> expect(T actual) {
		return org.assertj.core.api.Assertions.assertThatObject(actual);
	}

	private Locator tab(String name) {
		return this.page.locator(".task-card .nav-tabs a", new Page.LocatorOptions().setHasText(name));
	}

	/** A clean package beyond the standing authority: a person has to sign it. */
	private static Packages large() {
		return Packages.clean().customer("Contoso GmbH", "DE").value("900000.00", "EUR");
	}

	/** A package with one warning: its term is a month short. */
	private static Packages warned() {
		LocalDate start = LocalDate.now(ZoneOffset.UTC).plusMonths(1).withDayOfMonth(1);
		return Packages.clean().customer("Contoso GmbH", "DE").term(start, start.plusMonths(35).minusDays(1));
	}

}
