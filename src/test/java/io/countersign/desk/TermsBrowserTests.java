package io.countersign.desk;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.countersign.CountersignTest;
import io.countersign.agreement.Packages;
import io.countersign.agreement.ProcessWalk;
import io.countersign.specialterms.SpecialTermsStatus;
import io.countersign.specialterms.TermsRows;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

/** The pages of special terms, mails and clauses in a real browser. */
@CountersignTest
class TermsBrowserTests {

	private static final String REFERENCE = "ST-2026-900001";

	private static final String[] PAGES = { "/desk/special-terms", "/desk/special-terms?q=nothing",
			"/desk/special-terms/" + REFERENCE, "/desk/special-terms/together", "/desk/clauses", "/desk/mails" };

	@Autowired
	private ApplicationContext application;

	@Autowired
	private JdbcTemplate jdbc;

	@LocalServerPort
	private int port;

	private BrowserSession browser;

	private Page page;

	@BeforeEach
	void open() {
		this.browser = BrowserSession.open(this.port);
		this.page = this.browser.page();
		rows();
		this.browser.login("mona");
	}

	@AfterEach
	void close() {
		if (this.browser != null) {
			this.browser.close();
		}
	}

	@Test
	void thePagesAreAccessibleInBothColourSchemesAndBreakNoPolicy() {
		for (ColorScheme scheme : new ColorScheme[] { ColorScheme.LIGHT, ColorScheme.DARK }) {
			this.browser.colours(scheme);
			for (String path : PAGES) {
				this.browser.go(path);
				this.page.locator("details").all().forEach((one) -> one.locator("summary").first().click());
				this.browser.expectAccessible();
				picture(path, "wide-" + scheme.name().toLowerCase(Locale.ROOT));
			}
		}
		this.browser.expectNoComplaints();
	}

	@Test
	void narrowPagesDoNotScrollSideways() {
		this.page.setViewportSize(320, 700);
		for (String path : PAGES) {
			this.browser.go(path);
			picture(path, "narrow");
			org.assertj.core.api.Assertions
				.assertThat(this.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
				.as(path)
				.isEqualTo(true);
		}
	}

	@Test
	void theDifferenceToTheStandardIsMarkedInWordsAndNotByColourAlone() {
		this.browser.go("/desk/special-terms/" + REFERENCE);
		assertThat(this.page.locator("#terms .wording del").first()).containsText("30");
		assertThat(this.page.locator("#terms .wording ins").first()).containsText("90");
		assertThat(this.page.locator("#route")).containsText("Decides now");
		assertThat(this.page.locator("#terms")).containsText("1 granted");
	}

	@Test
	void aLeadDecidesInTasklistWithEverythingInView() {
		ProcessWalk walk = new ProcessWalk(this.application);
		this.jdbc
			.update("""
					insert into countersign.clause (code, version, title, term_class, kind, text, own_wording_class, trust, source,
						valid_from, entered_by, entered_at)
					values ('M9902', 1, 'Payment terms of the customer', 'T1', 'AMENDMENT', 'Payment within 30 days of the invoice.', 'T1',
						'Default', 'test', '2020-01-01', 'paula', now())
					on conflict do nothing""");
		String agreement = walk.submit(Packages.clean()
			.customer("Contoso GmbH", "DE")
			.amendment("M9902", false, "Payment within 90 days of the invoice."));
		String terms = walk.terms(agreement);
		walk.triage(terms, "carl", "accept");
		String task = this.jdbc.queryForObject(
				"select task_id from countersign.work_item where reference = ? and 'clm-lead-DE' = any (groups)",
				String.class, terms);
		this.page.context().clearCookies();
		this.browser.login("lea");
		this.browser.go("/desk/mails");
		this.page.locator(".mail summary").first().click();
		assertThat(this.page.locator(".mail .btn").first()).hasAttribute("href", Showing.tasklist(task));
		this.browser.tasklist("#/?task=" + task);
		Locator band = this.page.locator(".cs-band");
		assertThat(band).containsText(terms);
		assertThat(band.locator("del")).containsText("30");
		assertThat(band.locator("ins")).containsText("90");
		assertThat(band).containsText("Nobody decided about this term");
		this.page.locator(".claim").click();
		assertThat(this.page.locator(".unclaim")).isVisible();
		picture("/tasklist", "form");
		this.page.locator(".cs-more").click();
		Locator panel = this.page.locator(".cs-panel");
		assertThat(panel).containsText("Who decides");
		assertThat(panel).containsText("This task");
		assertThat(this.page.locator(".task-card .nav-tabs")).containsText("Special terms");
		this.browser.expectAccessible(".cs-panel");
		picture("/tasklist", "tab");
		this.page.locator(".task-card .nav-tabs a", new Page.LocatorOptions().setHasText("Form")).click();
		this.page.getByLabel("Approve", new Page.GetByLabelOptions().setExact(true)).check();
		this.page.locator(".task-card textarea").first().fill("Usual for a customer of this size.");
		this.page.getByText("Complete", new Page.GetByTextOptions().setExact(true)).click();
		this.page.locator(".no-task").waitFor();
		this.browser.go("/desk/special-terms/" + terms);
		assertThat(this.page.locator("#route")).containsText("Approved");
		assertThat(this.page.locator("#route")).containsText("Lea Hoffmann");
		this.browser.expectNoComplaints();
	}

	/** Keeps a picture where {@code -Dcountersign.pictures} names a folder for them. */
	private void picture(String path, String name) {
		String folder = System.getProperty("countersign.pictures");
		if (folder != null) {
			this.page.screenshot(new Page.ScreenshotOptions().setFullPage(true)
				.setPath(Path.of(folder, path.replaceAll("[^A-Za-z0-9]+", "-").substring(1) + "-" + name + ".png")));
		}
	}

	private void rows() {
		this.jdbc
			.update("""
					insert into countersign.clause (code, version, title, term_class, kind, text, evidence, trust, source, valid_from,
						entered_by, entered_at, fallback, alternatives)
					values ('TEST_TERM', 1, 'A term', 'T2', 'CUSTOM', 'Payment within 30 days of the invoice.', '{DEAL_MEMO}', 'Default', 'test', '2020-01-01', 'paula', now(),
						'Offer 45 days.', '[{"title": "Forty-five", "text": "Payment within 45 days."}]')
					on conflict do nothing""");
		Instant before = Instant.now().minus(Duration.ofDays(40));
		TermsRows.request(this.jdbc, "ST-2026-900010", "DE", "90000.00")
			.term("TEST_TERM", "T2", null, "2")
			.step(1, 1, "manager-1", 1)
			.decided(1, "APPROVE", "mona", before, null)
			.closed(SpecialTermsStatus.APPROVED, before);
		TermsRows.request(this.jdbc, "ST-2026-900011", "DE", "600000.00")
			.term("TEST_TERM", "T2", null, "8")
			.closed(SpecialTermsStatus.REFUSED, before);
		TermsRows.request(this.jdbc, REFERENCE, "DE", "250000.00")
			.term("TEST_TERM", "T2", "Payment within 60 days of the invoice.", "5")
			.term("CTM", "T3", "The customer may audit the fees once a year at its own cost.", null)
			.step(1, 1, "manager-1", 2)
			.decided(1, "APPROVE_WITH_CONDITIONS", "mona", Instant.now(), "At most 90 days")
			.revision("250000.00")
			.term("TEST_TERM", "T2", "Payment within 90 days of the correct invoice.", "7.5")
			.term("CTM", "T3", "The customer may audit the fees once a year at its own cost.", null)
			.step(1, 1, "manager-1", 2)
			.step(2, 1, "legal", 2)
			.step(3, 2, "finance", 1);
		this.jdbc
			.update("""
					insert into countersign.mail (occasion, reference, recipient, address, subject, body, path, state, next_attempt_at, written_at)
					values ('task 1:mona', ?, 'mona', 'mona@countersign.example', 'Decide special terms: ST-2026-900001, Contoso AG',
						'Contoso AG (DE), EA-EE, through Northwind Licensing' || chr(10) || 'Value: EUR 250,000.00', '/desk/special-terms/ST-2026-900001', 'KEPT', now(), now())""",
					REFERENCE);
	}

}
