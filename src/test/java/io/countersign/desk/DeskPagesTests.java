package io.countersign.desk;

import java.net.http.HttpResponse;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.CountersignTest;
import io.countersign.agreement.AgreementPackage.DocumentType;
import io.countersign.agreement.Packages;
import io.countersign.agreement.ProcessWalk;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/** The desk over HTTP, on agreements that were really sent in. */
@CountersignTest
class DeskPagesTests {

	private static final String HOSTILE = "<img src=x onerror=alert(1)> \"'>&{{7*7}} [[${7*7}]] GmbH";

	private static final ObjectMapper JSON = new ObjectMapper();

	@Autowired
	private ApplicationContext application;

	@Autowired
	private JdbcTemplate jdbc;

	@LocalServerPort
	private int port;

	private ProcessWalk walk;

	private DeskVisit clara;

	@BeforeEach
	void start() {
		this.walk = new ProcessWalk(this.application);
		this.clara = DeskVisit.of("clara", this.port);
	}

	@Test
	void homeShowsWhatWaitsWithALinkIntoTheTask() {
		String reference = this.walk.submit(warned());
		String task = this.walk.task(reference, "userTask_reviewPackage").getId();
		HttpResponse<String> page = this.clara.get("/desk");
		assertThat(page.statusCode()).isEqualTo(200);
		assertThat(page.body()).contains("/camunda/app/tasklist/default/#/?task=" + task, reference, "In review",
				"Northwind");
		assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow()).contains("default-src 'self'")
			.doesNotContain("unsafe");
		assertThat(page.body()).doesNotContainPattern("<[^>]+ (style|on[a-z]+)=").doesNotContain("<script>");
	}

	@Test
	void anOpenHomePageIsAnsweredOnlyWhenThereIsNews() {
		String seal = seal(this.clara.get("/desk").body());
		assertThat(this.clara.get("/desk/now?seen=" + seal).statusCode()).isEqualTo(204);
		String reference = this.walk.submit(warned());
		HttpResponse<String> news = this.clara.get("/desk/now?seen=" + seal);
		assertThat(news.statusCode()).isEqualTo(200);
		assertThat(news.body()).contains(reference).doesNotContain("<html");
	}

	@Test
	void theAgreementPageShowsFactsFindingsDocumentsAndTimeline() {
		String reference = this.walk.submit(warned());
		String page = this.clara.get("/desk/agreements/" + reference).body();
		assertThat(page).contains(reference, "Warning", "DAT-01", "Cure", "Program signature form", "Submission 1",
				"Timeline", "Waits for", "CET");
		Matcher picture = Pattern.compile("src=\"(/desk/documents/[^\"]+/pages/1\\.png)\"").matcher(page);
		assertThat(picture.find()).isTrue();
		HttpResponse<String> png = this.clara.get(picture.group(1));
		assertThat(png.statusCode()).isEqualTo(200);
		assertThat(png.headers().firstValue("Content-Type")).contains("image/png");
		HttpResponse<String> pdf = this.clara.get(picture.group(1).replace("/pages/1.png", ""));
		assertThat(pdf.headers().firstValue("Content-Disposition").orElseThrow()).startsWith("attachment;");
		assertThat(pdf.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
		assertThat(pdf.body()).startsWith("%PDF-");
		assertThat(this.clara.get(picture.group(1).replace("/1.png", "/99.png")).statusCode()).isEqualTo(404);
	}

	@Test
	void submissionsStandSideBySideWithWhatWasCured() {
		String reference = this.walk.submit(clean().withoutDocument(DocumentType.PSF));
		this.walk.correct(reference, warned());
		String page = this.clara.get("/desk/agreements/" + reference).body();
		assertThat(page)
			.contains("Submission 1", "Submission 2", "Solved (", "Remaining (", "New (", "What changed", "/term/end")
			.containsPattern("<del[^>]*>[^<]*signature form");
	}

	@Test
	void theAgreementPageTellsWhichTablesDecided() {
		String page = this.clara.get("/desk/agreements/" + this.walk.submit(warned())).body();
		assertThat(page).contains("Decided by", "review-route", "Programme: EA-EE", "Route: REVIEW")
			.containsPattern("version \\d+, as of \\d");
	}

	@Test
	void foreignAndUnknownAgreementsAreTheSame404() {
		String german = this.walk.submit(warned());
		DeskVisit chloe = DeskVisit.of("chloe", this.port);
		HttpResponse<String> foreign = chloe.get("/desk/agreements/" + german);
		HttpResponse<String> unknown = chloe.get("/desk/agreements/EA-2027-999999");
		assertThat(foreign.statusCode()).isEqualTo(404);
		assertThat(unknown.statusCode()).isEqualTo(404);
		assertThat(withoutTokens(foreign.body())).isEqualTo(withoutTokens(unknown.body()));
		assertThat(chloe.get("/desk/agreements").body()).doesNotContain(german);
		assertThat(chloe.get("/desk/agreements.csv").body()).doesNotContain(german);
		assertThat(chloe.get("/desk").body()).doesNotContain(german);
		String sha256 = document(german);
		assertThat(chloe.get("/desk/documents/" + german + "/" + sha256).statusCode()).isEqualTo(404);
		assertThat(chloe.get("/desk/documents/" + german + "/" + sha256 + "/pages/1.png").statusCode()).isEqualTo(404);
	}

	@Test
	void documentsAreOnlyReachedThroughTheirOwnAgreement() {
		String one = this.walk.submit(warned());
		String other = this.walk.submit(warned().id("OTHER").customer("Litware GmbH", "DE"));
		assertThat(this.clara.get("/desk/documents/" + one + "/" + document(one)).statusCode()).isEqualTo(200);
		assertThat(this.clara.get("/desk/documents/" + one + "/" + document(other)).statusCode()).isEqualTo(404);
	}

	@Test
	void namesFromOutsideAreTextEverywhere() {
		String reference = this.walk.submit(warned().with("/customer/legalName", HOSTILE));
		this.jdbc.update("update countersign.submission_document set file_name = ? where reference = ?",
				"\"><svg onload=alert(2)>.pdf", reference);
		for (String path : List.of("/desk", "/desk/now", "/desk/agreements", "/desk/agreements?q=%3Cimg",
				"/desk/agreements/" + reference)) {
			HttpResponse<String> page = this.clara.get(path);
			assertThat(page.statusCode()).as(path).isEqualTo(200);
			assertThat(page.body()).as(path).contains("&lt;img").doesNotContain("<img src=x", "<svg onload", " 49 ");
		}
		String task = this.walk.task(reference, "userTask_reviewPackage").getId();
		HttpResponse<String> json = this.clara.json("/desk/api/tasks/" + task + "/agreement");
		assertThat(json.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/json");
		assertThat(json.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
	}

	@Test
	void theSearchItselfIsTextToo() {
		assertThat(this.clara.get("/desk/agreements?q=%22%3E%3Csvg%20onload%3Dalert(1)%3E").body())
			.contains("No agreement fits")
			.doesNotContain("<svg onload");
	}

	@Test
	void theListFiltersSortsAndTurnsPages() {
		String small = this.walk.submit(warned().id("SMALL").value("10000.00", "EUR").customer("Alpha GmbH", "DE"));
		String large = this.walk.submit(warned().id("LARGE").value("900000.00", "EUR").customer("Zeta GmbH", "DE"));
		String upwards = this.clara.get("/desk/agreements?sort=value").body();
		assertThat(upwards).containsSubsequence(small, large).contains("aria-sort=\"ascending\"");
		assertThat(this.clara.get("/desk/agreements?sort=-value").body()).containsSubsequence(large, small)
			.contains("aria-sort=\"descending\"");
		String found = this.clara.get("/desk/agreements?q=zeta").body();
		assertThat(found).contains(large, "1 agreement").doesNotContain(small);
		assertThat(this.clara.get("/desk/agreements?status=BOOKED").body()).contains("No agreement fits");
		assertThat(this.clara.get("/desk/agreements?stage=REVIEW&status=IN_REVIEW&reseller=northwind").body())
			.contains(small, large);
		assertThat(this.clara.get("/desk/agreements?page=7").body()).contains("This page of the list is empty");
	}

	@ParameterizedTest
	@ValueSource(strings = { "status=NOPE", "stage=x", "sort=password", "page=-1", "page=x", "page=99999999999",
			"q=%00", "reseller=a%0Ab" })
	void anAddressThatMeansNothingIsRefusedInWords(String query) {
		HttpResponse<String> page = this.clara.get("/desk/agreements?" + query);
		assertThat(page.statusCode()).isEqualTo(400);
		assertThat(page.body()).doesNotContain("Exception", "at io.countersign");
	}

	@Test
	void theFileHoldsTheFilteredListAndNoFormulas() {
		this.walk.submit(warned().id("A").customer("=HYPERLINK(\"http://x\",\"y\") GmbH", "DE"));
		this.walk.submit(warned().id("B").customer("@SUM(1) AG", "DE"));
		this.walk.submit(warned().id("C").customer("Müller, \"Söhne\" & Co", "DE"));
		HttpResponse<String> file = this.clara.get("/desk/agreements.csv?sort=customer", "Accept", "text/csv");
		assertThat(file.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/csv");
		assertThat(file.headers().firstValue("Content-Disposition"))
			.contains("attachment; filename=\"agreements.csv\"");
		assertThat(file.body()).startsWith("\uFEFFReference,Customer,")
			.contains("\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\") GmbH\"", "'@SUM(1) AG",
					"\"Müller, \"\"Söhne\"\" & Co\"");
		assertThat(file.body().lines()).hasSize(4);
		assertThat(this.clara.get("/desk/agreements.csv?q=ller", "Accept", "text/csv").body().lines()).hasSize(2);
	}

	@Test
	void thePluginReadsOnlyTasksThatThePersonMaySee() throws Exception {
		String reference = this.walk.submit(warned());
		String task = this.walk.task(reference, "userTask_reviewPackage").getId();
		JsonNode card = JSON.readTree(this.clara.json("/desk/api/tasks/" + task).body());
		assertThat(card.path("reference").asText()).isEqualTo(reference);
		assertThat(card.path("value").asText()).contains("EUR");
		assertThat(card.path("due").path("text").asText()).startsWith("due in");
		JsonNode cards = JSON.readTree(this.clara.json("/desk/api/cards?task=" + task + "&task=unknown").body());
		assertThat(cards.path("cards")).hasSize(1);
		JsonNode agreement = JSON.readTree(this.clara.json("/desk/api/tasks/" + task + "/agreement").body());
		assertThat(agreement.path("findings").get(0).path("code").asText()).isEqualTo("DAT-01");
		assertThat(agreement.path("documents").get(0).path("pictures").get(0).asText()).endsWith("/pages/1.png");
		DeskVisit chloe = DeskVisit.of("chloe", this.port);
		assertThat(chloe.json("/desk/api/tasks/" + task).statusCode()).isEqualTo(404);
		assertThat(chloe.json("/desk/api/tasks/" + task + "/agreement").statusCode()).isEqualTo(404);
		assertThat(JSON.readTree(chloe.json("/desk/api/cards?task=" + task).body()).path("cards")).isEmpty();
	}

	@Test
	void nobodyWithoutALoginGetsAnything() {
		String reference = this.walk.submit(warned());
		DeskVisit nobody = DeskVisit.ofNobody(this.port);
		for (String path : List.of("/desk", "/desk/now", "/desk/agreements", "/desk/agreements.csv",
				"/desk/agreements/" + reference, "/desk/documents/" + reference + "/" + document(reference),
				"/desk/api/cards?task=x")) {
			HttpResponse<String> answer = nobody.get(path);
			assertThat(answer.statusCode()).as(path).isIn(302, 401);
			assertThat(answer.body()).as(path).doesNotContain(reference);
		}
		HttpResponse<String> polled = nobody.get("/desk/now", "HX-Request", "true");
		assertThat(polled.statusCode()).isEqualTo(401);
		assertThat(polled.headers().firstValue("HX-Redirect").orElseThrow()).startsWith("/login");
	}

	@Test
	void unknownPagesLookLikeTheRest() {
		HttpResponse<String> page = this.clara.get("/desk/no-such-page");
		assertThat(page.statusCode()).isEqualTo(404);
		assertThat(page.body()).contains("Not found", "/assets/desk").doesNotContain("Exception");
	}

	@Test
	void ownFilesAreNamedByTheirContent() {
		Matcher style = Pattern.compile("href=\"(/assets/desk-[0-9a-f]{32}\\.css)\"")
			.matcher(this.clara.get("/desk").body());
		assertThat(style.find()).isTrue();
		HttpResponse<String> file = DeskVisit.ofNobody(this.port).get(style.group(1));
		assertThat(file.statusCode()).isEqualTo(200);
		assertThat(file.headers().firstValue("Cache-Control").orElseThrow()).contains("max-age=31536000");
		assertThat(DeskVisit.ofNobody(this.port)
			.get("/assets/camunda/tasklist.js")
			.headers()
			.firstValue("Cache-Control")
			.orElseThrow()).contains("no-cache");
	}

	private String document(String reference) {
		return this.jdbc.queryForObject(
				"select min(sha256) from countersign.submission_document where reference = ? and type = 'PSF'",
				String.class, reference);
	}

	private static Packages clean() {
		return Packages.clean().customer("Contoso GmbH", "DE");
	}

	/** A package with one warning: its term is a month short. */
	private static Packages warned() {
		LocalDate start = LocalDate.now(ZoneOffset.UTC).plusMonths(1).withDayOfMonth(1);
		return clean().term(start, start.plusMonths(35).minusDays(1));
	}

	private static String seal(String page) {
		Matcher seal = Pattern.compile("name=\"seen\" value=\"([0-9a-f]{64})\"").matcher(page);
		assertThat(seal.find()).isTrue();
		return seal.group(1);
	}

	private static String withoutTokens(String page) {
		return page.replaceAll("name=\"_csrf\" value=\"[^\"]*\"", "").replaceAll("EA-2027-\\d+", "");
	}

}
