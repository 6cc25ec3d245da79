package io.countersign.desk;

import java.time.LocalDate;
import java.time.ZoneOffset;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.WaitForSelectorState;
import io.countersign.CountersignTest;
import io.countersign.agreement.AgreementPackage.DocumentType;
import io.countersign.agreement.Packages;
import io.countersign.agreement.ProcessWalk;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

/** The desk in a real browser. */
@CountersignTest
class DeskBrowserTests {

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
	void thePagesAreAccessibleInBothColourSchemesAndBreakNoPolicy() {
		String reference = this.walk.submit(warned());
		String corrected = this.walk.submit(warned().withoutDocument(DocumentType.PSF));
		this.walk.correct(corrected, warned().purchaseOrder("PO-CORRECTED"));
		String returned = this.walk.submit(warned().withoutDocument(DocumentType.PSF).id("RETURNED"));
		this.browser.login("clara");
		for (ColorScheme scheme : new ColorScheme[] { ColorScheme.LIGHT, ColorScheme.DARK }) {
			this.browser.colours(scheme);
			for (String path : new String[] { "/desk", "/desk/agreements", "/desk/agreements?q=nothing",
					"/desk/agreements/" + reference, "/desk/agreements/" + corrected, "/desk/agreements/" + returned,
					"/desk/agreements/EA-1999-000001" }) {
				this.browser.go(path);
				this.browser.expectAccessible();
			}
		}
		this.browser.expectNoComplaints();
	}

	@Test
	void theListIsFilteredWithoutLeavingItAndTheAddressFollows() {
		String one = this.walk.submit(warned().id("ONE").customer("Alpha GmbH", "DE"));
		String other = this.walk.submit(warned().id("OTHER").customer("Zeta GmbH", "DE"));
		this.browser.login("clara");
		this.browser.go("/desk/agreements");
		this.page.keyboard().press("/");
		assertThat(this.page.locator("#filter-q")).isFocused();
		this.page.keyboard().type("zeta");
		assertThat(this.page.locator("#results")).not().containsText(one);
		assertThat(this.page.locator("#results")).containsText(other);
		assertThat(this.page.locator("#summary")).containsText("1 agreement");
		this.page.waitForURL("**/desk/agreements?q=zeta**");
		this.page.reload();
		assertThat(this.page.locator("#filter-q")).hasValue("zeta");
		assertThat(this.page.locator("#csv")).hasAttribute("href", "/desk/agreements.csv?q=zeta");
		this.browser.expectNoComplaints();
	}

	@Test
	void anAgreementIsReachedByKeyboardAlone() {
		String reference = this.walk.submit(warned().with("/customer/legalName", HOSTILE));
		this.browser.login("clara");
		this.page.keyboard().press("Tab");
		assertThat(this.page.locator(".skip-link")).isFocused();
		this.browser.go("/desk/agreements");
		this.page.keyboard().press("j");
		assertThat(this.page.locator(".row-link").first()).isFocused();
		this.page.keyboard().press("Enter");
		this.page.waitForURL("**/desk/agreements/" + reference);
		assertThat(this.page.locator("h1")).containsText(HOSTILE);
		assertThat(this.page.locator("#documents img").first()).isVisible();
		assertThat(this.page.locator("#documents img").first()).not().hasJSProperty("naturalWidth", 0);
		this.browser.expectNoComplaints();
	}

	@Test
	void coloursStayAsChosen() {
		this.browser.login("clara");
		Locator toggle = this.page.locator("#theme-toggle");
		assertThat(this.page.locator("html")).hasAttribute("data-bs-theme", "light");
		toggle.click();
		assertThat(this.page.locator("html")).hasAttribute("data-bs-theme", "dark");
		this.page.reload();
		assertThat(this.page.locator("html")).hasAttribute("data-bs-theme", "dark");
		assertThat(toggle).hasAttribute("aria-pressed", "true");
	}

	@Test
	void newWorkAppearsByItself() {
		this.browser.login("clara");
		assertThat(this.page.locator("#now")).containsText("Nothing waits for you");
		String reference = this.walk.submit(warned());
		this.page.evaluate("htmx.trigger(document.body, 'desk:poll')");
		assertThat(this.page.locator("#now")).containsText(reference);
		assertThat(this.page.locator("#announcement")).containsText("One task waits for you");
		this.browser.expectNoComplaints();
	}

	@Test
	void anEndedSessionLeadsToTheLogin() {
		this.browser.login("clara");
		this.page.context().clearCookies();
		this.page.evaluate("htmx.trigger(document.body, 'desk:poll')");
		this.page.waitForURL("**/login**");
		this.page.locator("#username").waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.VISIBLE));
	}

	@Test
	void loggingOutEndsTheSession() {
		this.browser.login("clara");
		this.page.getByText("Log out").click();
		this.page.waitForURL("**/login?logout");
		this.browser.go("/desk");
		this.page.waitForURL("**/login");
	}

	@Test
	void narrowPagesDoNotScrollSideways() {
		String reference = this.walk.submit(warned());
		this.browser.login("clara");
		this.page.setViewportSize(320, 700);
		for (String path : new String[] { "/desk", "/desk/agreements", "/desk/agreements/" + reference, "/desk/imports",
				"/desk/running-agreements", "/desk/authorities" }) {
			this.browser.go(path);
			org.assertj.core.api.Assertions
				.assertThat(this.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
				.as(path)
				.isEqualTo(true);
		}
	}

	/** A package with one warning: its term is a month short. */
	private static Packages warned() {
		LocalDate start = LocalDate.now(ZoneOffset.UTC).plusMonths(1).withDayOfMonth(1);
		return Packages.clean().customer("Contoso GmbH", "DE").term(start, start.plusMonths(35).minusDays(1));
	}

}
