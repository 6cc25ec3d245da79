package io.countersign.desk;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.countersign.Api.Part;
import io.countersign.CountersignTest;
import io.countersign.Database;
import io.countersign.agreement.ProcessWalk;
import io.countersign.document.TestPdfs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/** A customer lifecycle manager asks for special terms in the name of a reseller. */
@CountersignTest
class TermsEntryTests {

	private static final String PAGE = "/desk/special-terms/new";

	private static final String HOSTILE = "\"><script>alert(1)</script> & [[${7*7}]]";

	@Autowired
	private ApplicationContext application;

	@Autowired
	private Database database;

	@LocalServerPort
	private int port;

	private DeskVisit clara;

	private final Map<String, String> typed = new LinkedHashMap<>();

	private final List<Part> files = new ArrayList<>();

	@BeforeEach
	void start() {
		this.clara = DeskVisit.of("clara", this.port);
		this.typed.putAll(Map.of("form", "5b0b7f0e-1", "reseller", "northwind", "customer", "Contoso GmbH", "country",
				"DE", "programme", "EA-EE", "segment", "COMMERCIAL", "value", "90000.00", "currency", "EUR"));
		this.typed.putAll(Map.of("comment", "Before the\r\nquarter ends.", "code-0", "DISCOUNT", "percent-0", "4",
				"text-0", "", "amount-0", "", "justification-0", "A competitor offers four points."));
	}

	@Test
	void aRequestIsSentAndItsTriageIsAnotherPersons() {
		this.typed.putAll(Map.of("code-1", "", "text-1", " ", "percent-1", "", "amount-1", "", "justification-1", ""));
		file("DEAL_MEMO", "memo.pdf", TestPdfs.pages(1));
		file("CUSTOMER_PRICE", "price.pdf", TestPdfs.pages(2));
		file("OTHER", "", new byte[0]);
		String reference = sent(send(this.clara));
		assertThat(this.database.jdbc()
			.queryForMap(
					"select origin, reseller, subsidiary, customer, requested_by, value from countersign.special_terms_request where reference = ?",
					reference))
			.containsEntry("origin", "DESK")
			.containsEntry("reseller", "northwind")
			.containsEntry("subsidiary", "DE")
			.containsEntry("customer", "Contoso GmbH")
			.containsEntry("requested_by", "clara");
		assertThat(this.database.count("countersign.special_term")).isEqualTo(1);
		assertThat(this.clara.get("/desk/special-terms/" + reference).body()).contains("memo.pdf", "price.pdf",
				"Missing: competitor evidence", "4 points", "A competitor offers four points.",
				"Triage of the request");
		assertThat(new ProcessWalk(this.application).task(reference, "userTask_triageTerms")).isNotNull();
	}

	@Test
	void whoWouldHaveToApproveIsToldAndNothingIsStored() {
		file("DEAL_MEMO", "memo.pdf", TestPdfs.pages(1));
		HttpResponse<String> page = this.clara.post(PAGE, PAGE + "/preview", parts());
		assertThat(page.statusCode()).isEqualTo(200);
		assertThat(page.body()).contains("Stage 1", "Sales manager", "Stage 2", "Finance",
				"Evidence is missing: <span>competitor evidence, customer price</span>", "value=\"Contoso GmbH\"");
		nothingIsStored();
		assertThat(this.database.count("countersign.document")).isZero();
	}

	@Test
	void allProblemsStandBesideTheirFieldsAtOnceAndNothingTypedIsLost() {
		this.typed.putAll(Map.of("reseller", "", "customer", "", "country", "FR", "value", "a lot", "percent-0", "101",
				"justification-0", "", "code-1", "M97", "text-1", "Own words.", "percent-1", "", "amount-1", "12,5"));
		file("DEAL_MEMO", "memo.pdf", "no pdf".getBytes());
		for (String path : List.of(PAGE, PAGE + "/preview")) {
			HttpResponse<String> page = this.clara.post(PAGE, path, parts());
			assertThat(page.statusCode()).isEqualTo(path.equals(PAGE) ? 422 : 200);
			for (String field : List.of("reseller", "customer", "country", "value", "percent-0", "justification-0",
					"amount-1", "justification-1", "file-DEAL_MEMO")) {
				assertThat(page.body()).contains("id=\"" + field + "-problem\"", "href=\"#" + field + "\"")
					.containsPattern("id=\"" + field + "\"[^>]*aria-invalid=\"true\"");
			}
			assertThat(page.body()).contains("served by another desk than yours", "value=\"a lot\"", "value=\"12,5\"",
					"Own words.", "Before the\nquarter ends.", "Term 2, amount");
		}
		assertThat(send(this.clara).body()).contains("Choose your files again", "Nothing was stored");
		nothingIsStored();
	}

	@Test
	void whatNoFieldOfItsOwnSaysIsSaidToo() {
		this.typed.put("currency", "XPF");
		assertThat(send(this.clara).body()).contains("currency-problem", "No exchange rate of XPF is known");
		this.typed.putAll(Map.of("currency", "EUR", "country", "ZZ"));
		assertThat(send(this.clara).body()).contains("country-problem");
		this.typed.putAll(Map.of("country", "DE", "reseller", "nobody"));
		assertThat(send(this.clara).body()).contains("Choose the reseller whom you ask for");
		this.typed.put("reseller", "northwind");
		this.typed.keySet().removeIf((field) -> field.endsWith("-0"));
		assertThat(send(this.clara).body()).contains("Ask for one term at least");
		file("FORGED\"><b>", "memo.pdf", TestPdfs.pages(1));
		assertThat(send(this.clara).body()).doesNotContain("\"><b>");
		nothingIsStored();
	}

	@Test
	void sendingTwiceAsksOnceAndAnotherFormAsksAgain() throws Exception {
		file("DEAL_MEMO", "memo.pdf", TestPdfs.pages(1));
		Callable<String> sending = () -> sent(send(this.clara));
		ExecutorService two = Executors.newFixedThreadPool(2);
		try {
			List<Future<String>> answers = two.invokeAll(List.of(sending, sending));
			assertThat(answers.get(0).get()).isEqualTo(answers.get(1).get());
		}
		finally {
			two.shutdown();
		}
		assertThat(this.database.count("countersign.special_terms_request")).isEqualTo(1);
		this.typed.put("form", "5b0b7f0e-2");
		sent(send(this.clara));
		assertThat(this.database.count("countersign.special_terms_request")).isEqualTo(2);
	}

	@Test
	void aTermIsAddedWithoutScript() {
		String page = this.clara.post(PAGE, PAGE + "/term", parts()).body();
		assertThat(page).contains("Term 2", "id=\"code-1\"", "A competitor offers four points.")
			.doesNotContain("Term 3")
			.doesNotContain("problem\"");
		nothingIsStored();
	}

	@Test
	void whatIsTypedIsWrittenAsText() {
		this.typed.putAll(Map.of("customer", HOSTILE, "comment", HOSTILE, "text-0", HOSTILE, "justification-0", HOSTILE,
				"value", HOSTILE, "currency", "<b>", "reseller", HOSTILE, "form", HOSTILE));
		assertThat(send(this.clara).body()).contains("&lt;script&gt;alert(1)&lt;/script&gt;")
			.doesNotContain("<script>alert")
			.doesNotContain("<b>")
			.doesNotContainPattern("<[^>]+ (style|on[a-z]+)=");
	}

	@Test
	void onlyManagersOfCustomersAndTheirLeadsAsk() {
		for (String person : List.of("mona", "audra", "paula")) {
			DeskVisit other = DeskVisit.of(person, this.port);
			assertThat(other.get(PAGE).statusCode()).as(person).isEqualTo(403);
			assertThat(other.json("/desk/api/special-terms/new").statusCode()).isEqualTo(404);
			assertThat(other.get("/desk/special-terms").body()).doesNotContain(PAGE);
			for (String path : List.of(PAGE, PAGE + "/preview", PAGE + "/term")) {
				assertThat(other.post("/desk/special-terms", path, parts()).statusCode()).as(person + path)
					.isEqualTo(403);
			}
		}
		nothingIsStored();
		DeskVisit luc = DeskVisit.of("luc", this.port);
		assertThat(luc.get("/desk/special-terms").body()).contains(PAGE);
		assertThat(luc.get(PAGE).body()).contains(">France<").doesNotContain(">Germany<");
		assertThat(luc.json("/desk/api/special-terms/new").body()).contains(PAGE);
		assertThat(send(luc).body()).contains("served by another desk than yours");
	}

	@Test
	void withoutTheTokenOfThePageNothingIsTaken() {
		assertThat(this.clara.post("/assets/desk.css", PAGE, parts()).statusCode()).isEqualTo(403);
		nothingIsStored();
	}

	private void nothingIsStored() {
		assertThat(this.database.count("countersign.special_terms_request")).isZero();
	}

	private void file(String kind, String name, byte[] bytes) {
		this.files.add(new Part("file-" + kind, name, "application/pdf", bytes));
	}

	private List<Part> parts() {
		List<Part> parts = new ArrayList<>(this.files);
		this.typed.forEach((field, value) -> parts.add(Part.field(field, value)));
		return parts;
	}

	private HttpResponse<String> send(DeskVisit person) {
		return person.post(PAGE, PAGE, parts());
	}

	private static String sent(HttpResponse<String> answer) {
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
		String address = answer.headers().firstValue("Location").orElseThrow();
		assertThat(address).matches(".*/desk/special-terms/ST-\\d{4}-\\d{6}");
		return address.substring(address.lastIndexOf('/') + 1);
	}

}
