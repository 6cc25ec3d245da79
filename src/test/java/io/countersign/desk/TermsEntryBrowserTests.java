package io.countersign.desk;

import java.nio.file.Path;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import com.microsoft.playwright.options.ScreenshotCaret;
import io.countersign.CountersignTest;
import io.countersign.Database;
import io.countersign.document.TestPdfs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

/** Asking for special terms in a real browser, from Tasklist on. */
@CountersignTest
class TermsEntryBrowserTests {

	private static final String PAGE = "/desk/special-terms/new";

	@Autowired
	private Database database;

	@LocalServerPort
	private int port;

	private BrowserSession browser;

	private Page page;

	@BeforeEach
	void open() {
		this.browser = BrowserSession.open(this.port);
		this.page = this.browser.page();
	}

	@AfterEach
	void close() {
		if (this.browser != null) {
			this.browser.close();
		}
	}

	@Test
	void aManagerOfCustomersAsksFromTasklistOn() {
		this.browser.login("clara");
		this.browser.tasklist("");
		picture("tasklist");
		this.page.getByText("Ask for special terms").click();
		this.page.waitForURL("**" + PAGE);
		refusedAndAccessible();
		picture("refused-wide");
		this.browser.colours(ColorScheme.DARK);
		this.browser.go(PAGE);
		refusedAndAccessible();
		this.page.setViewportSize(320, 700);
		expectNoScrollingSideways();
		picture("refused-narrow");
		this.page.setViewportSize(1440, 1000);
		this.browser.colours(ColorScheme.LIGHT);
		this.page.getByLabel("Reseller", new Page.GetByLabelOptions().setExact(true)).selectOption("northwind");
		this.page.getByLabel("Customer, by").fill("Contoso GmbH");
		this.page.getByLabel("Country of the customer").selectOption("DE");
		this.page.getByLabel("Programme").selectOption("EA-EE");
		this.page.getByLabel("Whole value").fill("90000.00");
		this.page.locator("#file-DEAL_MEMO")
			.setInputFiles(new FilePayload("memo.pdf", "application/pdf", TestPdfs.pages(1)));
		assertThat(this.page.locator("#customer-problem")).hasCount(0);
		this.page.locator("#code-0").selectOption("DISCOUNT");
		this.page.locator("#percent-0").fill("4");
		this.page.locator("#justification-0").fill("A competitor offers four points.");
		button("Add a term").press("Enter");
		assertThat(this.page.locator("#code-1")).isFocused();
		this.page.locator("#code-1").selectOption("M97");
		this.page.locator("#justification-1").fill("The customer asks for it.");
		button("Who would have to approve?").press("Enter");
		Locator approvers = this.page.locator("#approvers");
		assertThat(approvers).containsText("Sales manager");
		assertThat(approvers).containsText("competitor evidence, customer price");
		assertThat(approvers).not().containsText("deal memo");
		this.browser.expectAccessible();
		picture("foreseen-wide");
		this.page.setViewportSize(320, 700);
		expectNoScrollingSideways();
		picture("foreseen-narrow");
		org.assertj.core.api.Assertions.assertThat(this.database.count("countersign.special_terms_request")).isZero();

		button("Send").press("Enter");
		this.page.waitForURL("**/desk/special-terms/ST-*");
		assertThat(this.page.locator("#terms")).containsText("A competitor offers four points.");
		assertThat(this.page.locator("#terms")).containsText("The customer asks for it.");
		assertThat(this.page.locator("#evidence")).containsText("memo.pdf");
		this.browser.expectNoComplaints();
	}

	@Test
	void whoMayNotAskIsNotOfferedIt() {
		this.browser.login("mona");
		this.page.waitForResponse((answer) -> answer.url().endsWith("/desk/api/special-terms/new"),
				() -> this.browser.tasklist(""));
		assertThat(this.page.getByText("Ask for special terms")).hasCount(0);
	}

	private void refusedAndAccessible() {
		button("Send").click();
		Locator refusal = this.page.locator(".refusal-note[role=alert]");
		assertThat(refusal).containsText("Nothing was stored");
		assertThat(refusal).isFocused();
		assertThat(refusal.locator("li").first()).containsText("Reseller: Choose the reseller");
		this.browser.expectAccessible();
	}

	private Locator button(String name) {
		return this.page.locator("main button", new Page.LocatorOptions().setHasText(name));
	}

	private void expectNoScrollingSideways() {
		org.assertj.core.api.Assertions
			.assertThat(this.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
			.isEqualTo(true);
	}

	/** Keeps a picture where {@code -Dcountersign.pictures} names a folder for them. */
	private void picture(String name) {
		String folder = System.getProperty("countersign.pictures");
		if (folder != null) {
			// Hiding the caret would need a style that the security policy forbids.
			this.page.screenshot(new Page.ScreenshotOptions().setFullPage(true)
				.setCaret(ScreenshotCaret.INITIAL)
				.setPath(Path.of(folder, "special-terms-new-" + name + ".png")));
		}
	}

}
