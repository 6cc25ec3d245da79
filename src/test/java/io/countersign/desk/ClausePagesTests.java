package io.countersign.desk;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;

import io.countersign.CountersignTest;
import io.countersign.Database;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/** The catalogue of clauses over HTTP. */
@CountersignTest
class ClausePagesTests {

	private static final String CODE = "PAGE_TEST";

	@Autowired
	private Database database;

	@LocalServerPort
	private int port;

	private DeskVisit paula;

	@BeforeEach
	void start() {
		this.paula = DeskVisit.of("paula", this.port);
	}

	/** The catalogue is reference data, which the next test finds again. */
	@AfterEach
	void removeTheClause() {
		this.database.force("delete from countersign.clause where code = ?", CODE);
	}

	@Test
	void aNewVersionEndsTheOneBeforeAndIsAudited() {
		LocalDate tomorrow = LocalDate.now(ZoneOffset.UTC).plusDays(1);
		assertThat(add(CODE, tomorrow, "First text.", "Thirty: In 30 days.").statusCode()).isEqualTo(302);
		assertThat(add(CODE, tomorrow.plusDays(10), "Second text.", "").statusCode()).isEqualTo(302);
		assertThat(this.database.jdbc()
			.queryForList("select valid_to from countersign.clause where code = ? order by version", LocalDate.class,
					CODE))
			.containsExactly(tomorrow.plusDays(9), null);
		assertThat(this.paula.get("/desk/clauses").body()).contains("First text.", "Second text.", "Begins later",
				"Thirty: In 30 days.");
		assertThat(this.database.jdbc()
			.queryForObject("select count(*) from countersign.audit_event where type = 'ClauseAdded' and reference = ?",
					Long.class, "CLAUSE-" + CODE))
			.isEqualTo(2);
	}

	@Test
	void aVersionIsEndedByItsLastDay() {
		LocalDate tomorrow = LocalDate.now(ZoneOffset.UTC).plusDays(1);
		add(CODE, tomorrow, "Text.", "");
		String page = this.paula.get("/desk/clauses").body();
		String end = "/desk/clauses/" + CODE + "/1/end";
		assertThat(this.paula.post(end, page, "lastDay=soon").statusCode()).isEqualTo(422);
		assertThat(this.paula.post(end, page, "lastDay=" + tomorrow.plusDays(3)).statusCode()).isEqualTo(302);
		assertThat(this.paula.post(end, page, "lastDay=" + tomorrow.plusDays(5)).statusCode()).isEqualTo(409);
	}

	@Test
	void whatCannotBeKeptIsSaidAboveTheFormWithWhatWasEntered() {
		LocalDate tomorrow = LocalDate.now(ZoneOffset.UTC).plusDays(1);
		HttpResponse<String> yesterday = add(CODE, tomorrow.minusDays(2), "Text <b>kept</b>.", "");
		assertThat(yesterday.statusCode()).isEqualTo(422);
		assertThat(yesterday.body()).contains("begins today or later", "Text &lt;b&gt;kept&lt;/b&gt;.");
		assertThat(add(CODE, tomorrow, "Text.", "without a colon").body()).contains("a colon and its text");
		assertThat(add("no code!", tomorrow, "Text.", "").statusCode()).isEqualTo(422);
		assertThat(add(CODE, tomorrow, "x".repeat(20_001), "").statusCode()).isEqualTo(422);
	}

	@Test
	void othersReadItAndChangeNothing() {
		DeskVisit mona = DeskVisit.of("mona", this.port);
		HttpResponse<String> page = mona.get("/desk/clauses");
		assertThat(page.statusCode()).isEqualTo(200);
		assertThat(page.body()).contains("M97", "Invoice for quoted price").doesNotContain("Add the version");
		assertThat(mona.post("/desk/clauses", page.body(), form(CODE, LocalDate.now(ZoneOffset.UTC), "T", ""))
			.statusCode()).isEqualTo(403);
		assertThat(mona.post("/desk/clauses/M97/1/end", page.body(), "lastDay=2099-01-01").statusCode()).isEqualTo(403);
	}

	private HttpResponse<String> add(String code, LocalDate from, String text, String alternatives) {
		return this.paula.post("/desk/clauses", this.paula.get("/desk/clauses").body(),
				form(code, from, text, alternatives));
	}

	private static String form(String code, LocalDate from, String text, String alternatives) {
		return "title=A+clause&termClass=T2&kind=CUSTOM&ownWordingClass=T3&trust=Default&source=test&evidence=DEAL_MEMO&validFrom="
				+ from + "&code=" + encoded(code) + "&text=" + encoded(text) + "&alternatives=" + encoded(alternatives);
	}

	private static String encoded(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8);
	}

}
