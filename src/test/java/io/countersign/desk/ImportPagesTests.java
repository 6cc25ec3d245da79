package io.countersign.desk;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import io.countersign.Api;
import io.countersign.Api.Part;
import io.countersign.CountersignTest;
import io.countersign.agreement.AgreementPackage.DocumentType;
import io.countersign.imports.ImportWork;
import io.countersign.imports.Rows;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/** Imports on the desk: over HTTP, and in a real browser. */
@CountersignTest
class ImportPagesTests {

	private static final String RUNNING = """
			enrolment;programme;segment;customer.legalName;customer.country;partner.publicCustomerNumber;totalValue.amount;totalValue.currency;term.start;term.end
			11111111;EA-EE;COMMERCIAL;<b>Fabrikam</b> AG;DE;7K8L9M0N;840000;EUR;01.01.2024;31.12.2026
			22222222;EA-EE;COMMERCIAL;Contoso SA;FR;7K8L9M0N;840000;EUR;01.01.2024;31.12.2026
			""";

	@Autowired
	private ImportWork work;

	@LocalServerPort
	private int port;

	private DeskVisit clara;

	@BeforeEach
	void start() {
		this.clara = DeskVisit.of("clara", this.port);
	}

	@Test
	void aFileIsSentFollowedStoppedAndResumed() {
		Rows rows = Rows.of(Rows.clean("ONE"), Rows.clean("TWO").withoutDocument(DocumentType.PSF));
		String page = sent(form("packages", "northwind", rows.csv(), rows.zip()));
		HttpResponse<String> shown = this.clara.get(page);
		assertThat(shown.body()).contains("Under way", "0 of 2 rows", "role=\"progressbar\"", "Stop");
		assertThat(shown.body()).doesNotContainPattern("<[^>]+ (style|on[a-z]+)=").doesNotContain("<script>");
		String seal = seal(shown.body());
		assertThat(this.clara.get(page + "/now?seen=" + seal).statusCode()).isEqualTo(204);
		assertThat(this.clara.post(page, page + "/stop", List.of()).statusCode()).isEqualTo(302);
		assertThat(this.clara.get(page).body()).contains("Stopped", "Resume");
		this.clara.post(page, page + "/resume", List.of());
		this.work.processDue();
		HttpResponse<String> news = this.clara.get(page + "/now?seen=" + seal);
		assertThat(news.statusCode()).as("tells the page to stop asking").isEqualTo(286);
		assertThat(news.body()).doesNotContain("<html")
			.contains("2 of 2 rows", "2 taken, 1 of them returned, 0 not taken", "/desk/agreements/EA-", "DOC-",
					page + "/errors.xlsx");
		assertThat(this.clara.get(page + "/errors.xlsx").headers().firstValue("Content-Disposition").orElseThrow())
			.startsWith("attachment");
		assertThat(this.clara.get("/desk/imports").body()).contains("Finished, rows to mend", "Northwind", "by Clara");
	}

	@Test
	void aFileThatIsUnfitIsRefusedOnThePageItself() {
		HttpResponse<String> refused = this.clara.post("/desk/imports", "/desk/imports",
				form("packages", "northwind", "packageId,<b>x</b>\nA,B".getBytes(StandardCharsets.UTF_8), null));
		assertThat(refused.statusCode()).isEqualTo(422);
		assertThat(refused.body()).contains("Nothing was imported.", "&lt;b&gt;x&lt;/b&gt;").doesNotContain("<b>x</b>");
	}

	@ParameterizedTest
	@ValueSource(strings = { "kind", "reseller", "key" })
	void aFieldThatComesAsAFileIsRefusedOnAPage(String field) {
		List<Part> form = form("packages", "northwind", Rows.of(Rows.clean("ONE")).csv(), null);
		form.replaceAll(
				(part) -> part.name().equals(field) ? new Part(field, "field.txt", "text/plain", part.bytes()) : part);
		HttpResponse<String> refused = this.clara.post("/desk/imports", "/desk/imports", form);
		assertThat(refused.statusCode()).isEqualTo(400);
		assertThat(refused.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
		assertThat(refused.body()).contains("That is not possible", field);
	}

	@Test
	void aFormWithoutTheTokenDoesNothing() {
		assertThat(this.clara.post("/assets/mark.svg", "/desk/imports", form("running", "", RUNNING.getBytes(), null))
			.statusCode()).isEqualTo(403);
		assertThat(this.clara.get("/desk/imports").body()).contains("Nothing has been imported yet.");
	}

	@Test
	void runningAgreementsAreImportedAndFound() {
		String page = sent(form("running", "northwind", RUNNING.getBytes(StandardCharsets.UTF_8), null));
		this.work.processDue();
		assertThat(this.clara.get(page).body()).contains("1 taken, 1 not taken", "country-of-another-desk",
				"customer.country");
		String list = this.clara.get("/desk/running-agreements?q=fabrikam").body();
		assertThat(list).contains("11111111", "&lt;b&gt;Fabrikam", "1 running agreement").doesNotContain("<b>Fabrikam");
		assertThat(this.clara.get("/desk/running-agreements?q=nobody").body()).contains("No running agreement fits");
		assertThat(this.clara.get("/desk/running-agreements?page=-1").statusCode()).isEqualTo(400);
		assertThat(DeskVisit.of("chloe", this.port).get("/desk/running-agreements").body()).doesNotContain("11111111");
	}

	@Test
	void foreignAndUnknownImportsAreTheSame404AndOthersSendNothing() {
		String page = sent(form("running", "", RUNNING.getBytes(StandardCharsets.UTF_8), null));
		DeskVisit chloe = DeskVisit.of("chloe", this.port);
		assertThat(chloe.get(page).statusCode()).isEqualTo(404);
		assertThat(chloe.get("/desk/imports/IM-1999-000001").statusCode()).isEqualTo(404);
		assertThat(chloe.get(page + "/errors.xlsx").statusCode()).isEqualTo(404);
		assertThat(chloe.get("/desk/imports").body()).doesNotContain(page);
		DeskVisit mona = DeskVisit.of("mona", this.port);
		assertThat(mona.get("/desk/imports").body()).doesNotContain("Send a file");
		assertThat(
				mona.post("/desk/imports", "/desk/imports", form("running", "", RUNNING.getBytes(), null)).statusCode())
			.isIn(403, 422);
		assertThat(DeskVisit.ofNobody(this.port).get("/desk/imports").statusCode()).isIn(302, 401);
	}

	@Test
	void whatAResellerSentItselfIsReadOnTheDesk() {
		Rows rows = Rows
			.of(Rows.clean("ONE").withoutDocument(DocumentType.PSF), Rows.clean("FRENCH").customer("Contoso SA", "FR"))
			.with(0, "totalValue.amount", "61000.00");
		Api northwind = new Api(this.port, "northwind");
		String id = northwind
			.multipart("/api/v1/imports", "mine", List.of(new Part("file", "rows.csv", "text/csv", rows.csv()),
					new Part("documents", "documents.zip", "application/zip", rows.zip())))
			.text("id");
		String page = "/desk/imports/" + id;
		assertThat(this.clara.get(page).statusCode()).as("none of its rows is taken yet").isEqualTo(404);
		this.work.processDue();
		assertThat(this.clara.get(page).body())
			.contains("1 of 1 row", "The reseller sent this file itself", "ONE", "DOC-01",
					"Found: <span>60000.00</span>", "Expected: <span>61000</span>", page + "/errors.xlsx")
			.doesNotContain("FRENCH", "id=\"stop\"", "id=\"resume\"");
		assertThat(this.clara.get("/desk/imports").body()).contains(page);
		assertThat(this.clara.post("/desk/imports", page + "/stop", List.of()).statusCode()).isEqualTo(403);
	}

	@Test
	void inABrowserAFileIsChosenSentAndFollowedToItsEnd() {
		BrowserSession browser = BrowserSession.open(this.port);
		try {
			Page page = browser.page();
			browser.login("clara");
			browser.go("/desk/imports");
			Rows rows = Rows.of(Rows.clean("ONE"), Rows.clean("TWO").withoutDocument(DocumentType.PSF));
			page.locator("#import-reseller").selectOption("northwind");
			page.locator("#import-file").setInputFiles(new FilePayload("packages.xlsx", "", rows.xlsx()));
			page.locator("#import-documents").setInputFiles(new FilePayload("documents.zip", "", rows.zip()));
			page.locator("form.upload button").click();
			page.waitForURL("**/desk/imports/IM-*");
			assertThat(page.locator("[role=progressbar]")).hasAttribute("aria-valuenow", "0");
			this.work.processDue();
			page.evaluate("htmx.trigger(document.body, 'desk:poll')");
			assertThat(page.locator("[role=progressbar]")).hasAttribute("aria-valuenow", "100");
			assertThat(page.locator("#announcement")).containsText("2 taken, 1 of them returned");
			String address = page.url();
			for (ColorScheme scheme : ColorScheme.values()) {
				if (scheme == ColorScheme.NO_PREFERENCE) {
					continue;
				}
				browser.colours(scheme);
				for (String path : List.of("/desk/imports", address.replaceAll("https?://[^/]+", ""),
						"/desk/running-agreements")) {
					browser.go(path);
					browser.expectAccessible();
				}
			}
			browser.expectNoComplaints();
		}
		finally {
			browser.close();
		}
	}

	private String sent(List<Part> form) {
		HttpResponse<String> answer = this.clara.post("/desk/imports", "/desk/imports", form);
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
		return answer.headers().firstValue("Location").orElseThrow().replaceAll("https?://[^/]+", "");
	}

	private static List<Part> form(String kind, String reseller, byte[] file, byte[] documents) {
		List<Part> form = new ArrayList<>(List.of(Part.field("kind", kind), Part.field("reseller", reseller),
				Part.field("key", "form-" + System.nanoTime()), new Part("file", "rows.csv", "text/csv", file)));
		form.add(new Part("documents", (documents != null) ? "documents.zip" : "", "application/zip",
				(documents != null) ? documents : new byte[0]));
		return form;
	}

	private static String seal(String page) {
		Matcher seal = Pattern.compile("name=\"seen\" value=\"([0-9a-f]{64})\"").matcher(page);
		assertThat(seal.find()).isTrue();
		return seal.group(1);
	}

}
