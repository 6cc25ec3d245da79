package io.countersign.imports;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.Api;
import io.countersign.Api.Answer;
import io.countersign.Api.Part;
import io.countersign.CountersignTest;
import io.countersign.Database;
import io.countersign.TestClock;
import io.countersign.agreement.AgreementPackage.DocumentType;
import io.countersign.agreement.PackageIntake;
import io.countersign.agreement.Packages;
import io.countersign.identity.Browser;
import io.countersign.imports.Imports.Claimed;
import org.apache.poi.ss.usermodel.DataFormatter;
import org.apache.poi.xssf.usermodel.XSSFSheet;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.dhatim.fastexcel.reader.CellType;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.Row;
import org.dhatim.fastexcel.reader.Sheet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/** Files sent over the API, worked off by hand. */
@CountersignTest
class ImportTests {

	@Autowired
	private ImportWork work;

	@Autowired
	private Imports imports;

	@Autowired
	private RowTakers takers;

	@Autowired
	private ImportProperties properties;

	@Autowired
	private PackageIntake packages;

	@Autowired
	private Database database;

	@Autowired
	private TestClock clock;

	@LocalServerPort
	private int port;

	private Api northwind;

	@BeforeEach
	void start() {
		this.northwind = new Api(this.port, "northwind");
	}

	@ParameterizedTest
	@ValueSource(strings = { ",", ";", "\t" })
	void everyRowOfACsvFileBecomesAnAgreement(String separator) {
		Rows rows = Rows.of(Rows.clean("ONE"), Rows.clean("TWO").withoutDocument(DocumentType.PSF));
		Answer accepted = send(this.northwind, "a", rows.csv(separator), rows.zip());
		assertThat(accepted.status()).isEqualTo(202);
		assertThat(accepted.raw().headers().firstValue("Location")).contains("/api/v1/imports/" + accepted.text("id"));
		assertThat(accepted.text("state")).isEqualTo("RUNNING");
		workOff();
		JsonNode done = read(accepted);
		assertThat(done.path("state").asText()).isEqualTo("FINISHED");
		assertThat(done.path("rows").asInt()).isEqualTo(2);
		assertThat(done.path("done").asInt()).isEqualTo(2);
		assertThat(done.path("returned").asInt()).isEqualTo(1);
		JsonNode one = row(done, 0);
		assertThat(one.path("row").asInt()).isEqualTo(2);
		assertThat(one.path("identity").asText()).isEqualTo("ONE");
		assertThat(one.path("status").asText()).isEqualTo("SUBMITTED_TO_ROC");
		JsonNode two = row(done, 1);
		assertThat(two.path("status").asText()).isEqualTo("RETURNED");
		assertThat(two.path("blockers").asInt()).isPositive();
		assertThat(two.at("/problems/0/code").asText()).startsWith("DOC-");
		assertThat(this.northwind.read(one.path("reference").asText()).text("customer")).isEqualTo("Contoso GmbH");
		assertThat(events(accepted.text("id"))).containsExactly("ImportReceived", "ImportFinished");
	}

	@Test
	void goodRowsGoThroughAndBadOnesTellWhyAndWhere() {
		Rows rows = Rows.of(Rows.clean("GOOD"), Rows.clean("BAD"))
			.with(1, "lines[1].quantity", "many")
			.with(1, "term.end", "01/02/2030")
			.with(1, "totalValue.amount", "412.500")
			.with(1, "customer.country", "XX");
		Answer accepted = send(this.northwind, "a", rows.csv(), Rows.of(Rows.clean("GOOD")).zip());
		assertThat(accepted.status()).isEqualTo(202);
		workOff();
		JsonNode done = read(accepted);
		assertThat(done.path("done").asInt()).isEqualTo(1);
		assertThat(done.path("failed").asInt()).isEqualTo(1);
		assertThat(row(done, 1).path("state").asText()).isEqualTo("FAILED");
		List<String> problems = new ArrayList<>();
		row(done, 1).path("problems")
			.forEach((problem) -> problems.add(problem.path("column").asText() + " " + problem.path("code").asText()));
		assertThat(problems).containsExactlyInAnyOrder("term.end ambiguous-date", "totalValue.amount ambiguous-number",
				"lines[1].quantity wrong-type", "customer.country unknown-value");
		assertThat(this.database.count("countersign.agreement")).isEqualTo(1);
	}

	@Test
	void theSameFileTwiceDoesNothingTwice() {
		Rows rows = Rows.of(Rows.clean("ONE"), Rows.clean("TWO"));
		Answer first = send(this.northwind, "a", rows.csv(), rows.zip());
		workOff();
		Answer again = send(this.northwind, "a", rows.csv(), rows.zip());
		assertThat(again.text("id")).isEqualTo(first.text("id"));
		assertThat(again.raw().headers().firstValue("Idempotent-Replay")).contains("true");
		Answer other = send(this.northwind, "b", rows.csv(";"), rows.zip());
		assertThat(other.text("id")).isNotEqualTo(first.text("id"));
		workOff();
		JsonNode repeated = read(other);
		assertThat(repeated.path("done").asInt()).isEqualTo(2);
		assertThat(repeated.path("repeated").asInt()).isEqualTo(2);
		assertThat(row(repeated, 0).path("reference")).isEqualTo(row(read(first), 0).path("reference"));
		assertThat(this.database.count("countersign.agreement")).isEqualTo(2);
		assertThat(send(this.northwind, "a", Rows.of(Rows.clean("ONE")).csv(), null).text("code"))
			.isEqualTo("idempotency-key-reused");
	}

	@Test
	void theOrderOfTheColumnsMakesNoNewRow() {
		Rows rows = Rows.of(Rows.clean("ONE"), Rows.clean("TWO").withoutDocument(DocumentType.PSF));
		Answer first = send(this.northwind, "a", rows.csv(), rows.zip());
		workOff();
		Rows turned = rows.turned();
		assertThat(turned.header()).isNotEqualTo(rows.header());
		Answer again = send(this.northwind, "b", turned.csv(), turned.zip());
		workOff();
		JsonNode repeated = read(again);
		assertThat(repeated.path("repeated").asInt()).isEqualTo(2);
		for (int i = 0; i < 2; i++) {
			assertThat(row(repeated, i).path("repeated").asBoolean()).isTrue();
			assertThat(row(repeated, i).path("reference")).isEqualTo(row(read(first), i).path("reference"));
		}
		String reference = row(repeated, 1).path("reference").asText();
		Rows mended = Rows.of(Rows.clean("TWO")).with(0, "corrects", reference);
		send(this.northwind, "c", mended.csv(), mended.zip());
		workOff();
		Answer mendedAgain = send(this.northwind, "d", mended.turned().csv(), mended.zip());
		workOff();
		assertThat(row(read(mendedAgain), 0).path("repeated").asBoolean()).isTrue();
		assertThat(row(read(mendedAgain), 0).path("submission").asInt()).isEqualTo(2);
		assertThat(this.database.count("countersign.agreement")).isEqualTo(2);
		assertThat(this.database.count("countersign.submission")).isEqualTo(3);
	}

	@Test
	void anAgreementThatNobodyKnowsIsNamedShortAndPlain() {
		Rows rows = Rows.of(Rows.clean("ONE")).with(0, "corrects", "EA-\u202e" + "9".repeat(300));
		Answer accepted = send(this.northwind, "a", rows.csv(), rows.zip());
		workOff();
		JsonNode problem = row(read(accepted), 0).at("/problems/0");
		assertThat(problem.path("code").asText()).isEqualTo("agreement-unknown");
		assertThat(problem.path("message").asText()).contains("EA-\uFFFD999").hasSizeLessThan(200);
	}

	@Test
	void aStoppedImportWaitsAndGoesOnWhereItStood() {
		Rows rows = Rows.of(Rows.clean("ONE"), Rows.clean("TWO"));
		Answer accepted = send(this.northwind, "a", rows.csv(), rows.zip());
		String id = accepted.text("id");
		assertThat(post(this.northwind, id, "stop").status()).isEqualTo(204);
		assertThat(this.work.processDue()).isZero();
		assertThat(read(accepted).path("state").asText()).isEqualTo("STOPPED");
		assertThat(post(this.northwind, id, "stop").text("code")).isEqualTo("import-state");
		assertThat(post(this.northwind, id, "resume").status()).isEqualTo(204);
		workOff();
		assertThat(read(accepted).path("done").asInt()).isEqualTo(2);
		assertThat(post(this.northwind, id, "resume").status()).isEqualTo(409);
		assertThat(events(id)).containsExactly("ImportReceived", "ImportStopped", "ImportResumed", "ImportFinished");
	}

	@Test
	void rowsClaimedBeforeTheStopAreGivenBack() {
		Rows rows = Rows.of(Rows.clean("ONE"));
		Answer accepted = send(this.northwind, "a", rows.csv(), rows.zip());
		List<Claimed> claimed = this.work.claim();
		assertThat(claimed).hasSize(1);
		post(this.northwind, accepted.text("id"), "stop");
		this.work.work(claimed);
		assertThat(read(accepted).path("done").asInt()).isZero();
		post(this.northwind, accepted.text("id"), "resume");
		workOff();
		assertThat(read(accepted).path("done").asInt()).isEqualTo(1);
	}

	@Test
	void aNodeThatDiesBetweenClaimAndResultLosesAndDoublesNothing() {
		Rows rows = Rows.of(Rows.clean("CLAIMED"), Rows.clean("TAKEN"), Rows.clean("NEITHER"));
		Answer accepted = send(this.northwind, "a", rows.csv(), rows.zip());
		List<Claimed> claimed = this.work.claim();
		assertThat(claimed).hasSize(3);
		// This one was taken, but the node died before it could store so.
		RowOutcome taken = this.work.take(this.imports.find(accepted.text("id")).orElseThrow(), claimed.get(1));
		assertThat(taken.taken()).isTrue();
		assertThat(this.work.processDue()).as("while the claim holds").isZero();
		this.clock.travel(this.properties.lease().plusSeconds(1));
		workOff();
		JsonNode done = read(accepted);
		assertThat(done.path("state").asText()).isEqualTo("FINISHED");
		assertThat(done.path("done").asInt()).isEqualTo(3);
		assertThat(row(done, 1).path("reference").asText()).isEqualTo(taken.reference());
		assertThat(row(done, 1).path("repeated").asBoolean()).isTrue();
		assertThat(this.database.count("countersign.agreement")).isEqualTo(3);
		// The dead node comes back and wants to store: its claim is old.
		assertThat(this.imports.store(claimed.get(0), taken)).isFalse();
		assertThat(events(accepted.text("id"))).containsExactly("ImportReceived", "ImportFinished");
	}

	@Test
	void aRowThatKeepsFailingOnOurSideIsGivenUp() {
		Rows rows = Rows.of(Rows.clean("ONE"));
		Answer accepted = send(this.northwind, "a", rows.csv(), rows.zip());
		for (int attempt = 1; attempt <= this.properties.attempts(); attempt++) {
			assertThat(this.work.claim()).hasSize(1);
			this.clock.travel(this.properties.lease().plusSeconds(1));
		}
		workOff();
		JsonNode done = read(accepted);
		assertThat(row(done, 0).at("/problems/0/code").asText()).isEqualTo("row-given-up");
		assertThat(done.path("state").asText()).isEqualTo("FINISHED");
	}

	@Test
	void aRowMayCorrectAReturnedAgreement() {
		Rows wrong = Rows.of(Rows.clean("ONE").withoutDocument(DocumentType.PSF));
		Answer first = send(this.northwind, "a", wrong.csv(), wrong.zip());
		workOff();
		String reference = row(read(first), 0).path("reference").asText();
		Rows mended = Rows.of(Rows.clean("ONE")).with(0, "corrects", reference);
		Answer second = send(this.northwind, "b", mended.csv(), mended.zip());
		workOff();
		JsonNode row = row(read(second), 0);
		assertThat(row.path("reference").asText()).isEqualTo(reference);
		assertThat(row.path("submission").asInt()).isEqualTo(2);
		assertThat(row.path("status").asText()).isEqualTo("SUBMITTED_TO_ROC");
	}

	@Test
	void foreignAndUnknownImportsAreTheSame404() {
		Rows rows = Rows.of(Rows.clean("ONE"));
		String id = send(this.northwind, "a", rows.csv(), rows.zip()).text("id");
		Api tailspin = this.northwind.as("tailspin");
		for (String path : List.of("", "?page=0&size=10")) {
			Answer foreign = tailspin.get("/api/v1/imports/" + id + path);
			Answer unknown = tailspin.get("/api/v1/imports/IM-1999-000001" + path);
			assertThat(foreign.status()).isEqualTo(404);
			assertThat(foreign.text("detail")).isEqualTo(unknown.text("detail"));
		}
		assertThat(post(tailspin, id, "stop").status()).isEqualTo(404);
		assertThat(tailspin.get("/api/v1/imports").body().path("total").asInt()).isZero();
		assertThat(this.northwind.get("/api/v1/imports").body().path("total").asInt()).isEqualTo(1);
		assertThat(this.northwind.as("clara").get("/api/v1/imports/" + id).status()).as("nothing is taken yet")
			.isEqualTo(404);
		assertThat(this.northwind.as("audra").get("/api/v1/imports/" + id).status()).isEqualTo(200);
		assertThat(post(this.northwind.as("audra"), id, "stop").status()).isEqualTo(403);
	}

	@Test
	void theDeskSeesOfAResellersImportTheRowsThatBecameItsAgreements() throws IOException {
		Rows rows = Rows
			.of(Rows.clean("GERMAN"), Rows.clean("FRENCH").customer("Contoso SA", "FR"),
					Rows.clean("RETURNED").withoutDocument(DocumentType.PSF),
					Rows.clean("RETURNED-FR").customer("Litware SA", "FR").withoutDocument(DocumentType.PSF),
					Rows.clean("BAD"))
			.with(4, "lines[1].quantity", "many");
		Answer accepted = send(this.northwind, "a", rows.csv(), rows.zip());
		String id = accepted.text("id");
		workOff();
		JsonNode whole = read(accepted);
		assertThat(identities(whole)).containsExactly("GERMAN", "FRENCH", "RETURNED", "RETURNED-FR", "BAD");
		assertThat(whole.path("partial").asBoolean()).isFalse();
		assertThat(whole.path("readOnly").asBoolean()).isFalse();
		expectSeen("clara", id, "GERMAN", "RETURNED");
		expectSeen("chloe", id, "FRENCH", "RETURNED-FR");
		assertThat(this.northwind.as("mona").get("/api/v1/imports/" + id).status()).as("no manager of agreements")
			.isEqualTo(404);
		assertThat(this.northwind.as("tailspin").get("/api/v1/imports/" + id).status()).isEqualTo(404);
		JsonNode audited = this.northwind.as("audra").get("/api/v1/imports/" + id).body();
		assertThat(identities(audited)).hasSize(5);
		assertThat(audited.path("partial").asBoolean()).isFalse();
	}

	private void expectSeen(String person, String id, String clean, String returned) throws IOException {
		Api desk = this.northwind.as(person);
		JsonNode seen = desk.get("/api/v1/imports/" + id).body();
		assertThat(identities(seen)).as(person).containsExactly(clean, returned);
		assertThat(seen.at("/results/total").asInt()).isEqualTo(2);
		assertThat(seen.path("partial").asBoolean()).isTrue();
		assertThat(seen.path("readOnly").asBoolean()).isTrue();
		assertThat(seen.path("rows").asInt()).isEqualTo(2);
		assertThat(seen.path("done").asInt()).isEqualTo(2);
		assertThat(seen.path("returned").asInt()).isEqualTo(1);
		assertThat(seen.path("failed").asInt()).isZero();
		assertThat(desk.get("/api/v1/imports/" + id + "?state=FAILED").body().at("/results/total").asInt()).isZero();
		assertThat(desk.get("/api/v1/imports").body().at("/items/0/rows").asInt()).isEqualTo(2);
		for (String action : List.of("stop", "resume")) {
			Answer refused = post(desk, id, action);
			assertThat(refused.status()).isEqualTo(403);
			assertThat(refused.text("code")).isEqualTo("import-of-reseller");
		}
		try (ReadableWorkbook workbook = new ReadableWorkbook(
				new ByteArrayInputStream(desk.get("/api/v1/imports/" + id + "/errors.xlsx").bytes()))) {
			assertThat(workbook.getFirstSheet().read()).as("the header and one row").hasSize(2);
		}
	}

	@Test
	void aResellersImportWithoutAnAgreementOfTheDeskIsLikeNone() {
		Rows rows = Rows.of(Rows.clean("FRENCH").customer("Contoso SA", "FR"), Rows.clean("BAD"))
			.with(1, "lines[1].quantity", "many");
		String id = send(this.northwind, "a", rows.csv(), rows.zip()).text("id");
		workOff();
		Api clara = this.northwind.as("clara");
		for (String path : List.of("", "/errors.xlsx")) {
			Answer foreign = clara.get("/api/v1/imports/" + id + path);
			Answer unknown = clara.get("/api/v1/imports/IM-1999-000001" + path);
			assertThat(foreign.status()).isEqualTo(404);
			assertThat(foreign.text("detail")).isEqualTo(unknown.text("detail"));
		}
		assertThat(post(clara, id, "stop").status()).isEqualTo(404);
		assertThat(clara.get("/api/v1/imports").body().path("total").asInt()).isZero();
		assertThat(this.northwind.as("chloe").get("/api/v1/imports").body().path("total").asInt()).isEqualTo(1);
	}

	private static List<String> identities(JsonNode done) {
		List<String> identities = new ArrayList<>();
		done.at("/results/items").forEach((row) -> identities.add(row.path("identity").asText()));
		return identities;
	}

	@Test
	void theDeskImportsForANamedReseller() {
		Rows rows = Rows.of(Rows.clean("GERMAN"), Rows.clean("FRENCH").customer("Contoso SA", "FR"));
		Api clara = this.northwind.as("clara");
		assertThat(send(clara, "a", rows.csv(), rows.zip()).text("code")).isEqualTo("reseller-missing");
		Answer accepted = send(clara, "a", rows.csv(), rows.zip(), Map.of("reseller", "northwind"));
		assertThat(accepted.status()).isEqualTo(202);
		workOff();
		JsonNode done = clara.get("/api/v1/imports/" + accepted.text("id")).body();
		assertThat(row(done, 0).path("state").asText()).isEqualTo("DONE");
		assertThat(row(done, 1).at("/problems/0/code").asText()).isEqualTo("country-of-another-desk");
		String reference = row(done, 0).path("reference").asText();
		assertThat(this.database.jdbc()
			.queryForMap("select received_from, prepared_by from countersign.submission where reference = ?",
					reference))
			.containsEntry("received_from", "northwind")
			.containsEntry("prepared_by", "clara");
		assertThat(clara.read(reference).body().at("/timeline/0/actor").asText()).isEqualTo("clara");
		assertThat(this.northwind.read(reference).body().at("/timeline/0/actor").asText()).isEqualTo("desk");
		JsonNode forReseller = read(accepted);
		assertThat(forReseller.path("sender").asText()).isEqualTo("desk");
		assertThat(this.northwind.as("carl").get("/api/v1/imports/" + accepted.text("id")).status()).isEqualTo(200);
		assertThat(this.northwind.as("chloe").get("/api/v1/imports/" + accepted.text("id")).status()).isEqualTo(404);
		assertThat(send(this.northwind.as("mona"), "a", rows.csv(), null, Map.of("reseller", "northwind")).text("code"))
			.isEqualTo("imports-not-yours");
		assertThat(send(this.northwind, "b", rows.csv(), null, Map.of("reseller", "tailspin")).text("code"))
			.isEqualTo("reseller-is-another");
	}

	@Test
	void whoImportedAPackageDoesNotReviewIt() {
		Packages clean = Rows.clean("DOUBTFUL");
		Rows rows = Rows.of(clean.with("/term/end", clean.facts().term().start().plusMonths(24).minusDays(1)));
		Answer accepted = send(this.northwind.as("clara"), "a", rows.csv(), rows.zip(),
				Map.of("reseller", "northwind"));
		workOff();
		String reference = row(read(accepted), 0).path("reference").asText();
		assertThat(this.northwind.read(reference).text("status")).isEqualTo("IN_REVIEW");
		assertThat(this.database.jdbc()
			.queryForList(
					"select actor from countersign.audit_event where reference = ? and type = 'AgreementReceived'",
					String.class, reference))
			.containsExactly("clara");
		String claim = "/task/" + this.database.jdbc()
			.queryForObject("select task_id from countersign.work_item where reference = ?", String.class, reference)
				+ "/claim";
		HttpResponse<String> clara = new Browser(this.port).login("clara")
			.camunda("POST", claim, "{\"userId\":\"clara\"}");
		assertThat(clara.statusCode()).isEqualTo(403);
		assertThat(clara.body()).contains("somebody else has to judge it");
		assertThat(new Browser(this.port).login("carl").camunda("POST", claim, "{\"userId\":\"carl\"}").statusCode())
			.isEqualTo(204);
	}

	@Test
	void aPersonOfNoDeskImportsForNone() {
		Rows rows = Rows.of(Rows.clean("GERMAN"));
		Answer accepted = send(this.northwind.as("clara"), "a", rows.csv(), rows.zip(),
				Map.of("reseller", "northwind"));
		this.database.jdbc().update("update countersign.bulk_import set subsidiaries = '{}'");
		workOff();
		assertThat(row(read(accepted), 0).at("/problems/0/code").asText()).isEqualTo("country-of-another-desk");
	}

	@Test
	void twoImportsAtOnceAndNoMore() {
		for (int i = 0; i < this.properties.atOnce(); i++) {
			Rows rows = Rows.of(Rows.clean("P" + i));
			assertThat(send(this.northwind, "k" + i, rows.csv(), rows.zip()).status()).isEqualTo(202);
		}
		Rows rows = Rows.of(Rows.clean("LAST"));
		Answer refused = send(this.northwind, "last", rows.csv(), rows.zip());
		assertThat(refused.status()).isEqualTo(429);
		assertThat(refused.text("code")).isEqualTo("imports-under-way");
		assertThat(refused.raw().headers().firstValue("Retry-After")).isPresent();
		workOff();
		assertThat(send(this.northwind, "last", rows.csv(), rows.zip()).status()).isEqualTo(202);
	}

	@Test
	void aPackageStandsInAFileOnce() {
		Rows rows = Rows.of(Rows.clean("ONE"), Rows.clean("ONE").value("1000.00", "EUR"));
		Answer accepted = send(this.northwind, "a", rows.csv(), rows.zip());
		workOff();
		JsonNode done = read(accepted);
		assertThat(row(done, 1).at("/problems/0/code").asText()).isEqualTo("row-twice");
		assertThat(done.path("done").asInt()).isEqualTo(1);
		assertThat(done.path("state").asText()).isEqualTo("FINISHED");
	}

	@Test
	void aHeadingThatIsNotKnownNamesTheNearest() {
		Answer refused = send(this.northwind, "a",
				"packageId,Customer . legal name,customer.contry\nA,B,DE".getBytes(StandardCharsets.UTF_8), null);
		assertThat(refused.status()).isEqualTo(422);
		assertThat(refused.text("code")).isEqualTo("header-unusable");
		assertThat(refused.body().path("errors")).hasSize(1);
		assertThat(refused.text("detail")).contains("'customer.contry'", "'customer.country'");
		assertThat(this.database.count("countersign.bulk_import")).isZero();
	}

	@Test
	void everyRowOfAWorkbookBecomesAnAgreement() {
		Rows rows = Rows.of(Rows.clean("ONE"), Rows.clean("TWO"));
		Answer accepted = send(this.northwind, "a", rows.xlsx(), rows.zip());
		workOff();
		assertThat(read(accepted).path("done").asInt()).isEqualTo(2);
		assertThat(row(read(accepted), 0).path("status").asText()).isEqualTo("SUBMITTED_TO_ROC");
	}

	@Test
	void theWorkbookOfErrorsSaysWhatToMendAndCanBeSentAgain() throws IOException {
		Rows rows = Rows
			.of(Rows.clean("GOOD"), Rows.clean("RETURNED").withoutDocument(DocumentType.PSF),
					Rows.clean("BAD").with("/signers/0/title", "=1+1"))
			.with(2, "lines[1].quantity", "many")
			.with(2, "customer.contacts[1].phone", "+49 341 5550100");
		Answer accepted = send(this.northwind, "a", rows.csv(), rows.zip());
		workOff();
		String reference = row(read(accepted), 1).path("reference").asText();
		Answer file = this.northwind.get("/api/v1/imports/" + accepted.text("id") + "/errors.xlsx");
		assertThat(file.status()).isEqualTo(200);
		assertThat(file.raw().headers().firstValue("Content-Disposition").orElseThrow()).startsWith("attachment");
		try (ReadableWorkbook workbook = new ReadableWorkbook(new ByteArrayInputStream(file.bytes()))) {
			List<Row> mend = workbook.getFirstSheet().read();
			assertThat(mend).hasSize(3);
			assertThat(mend.get(0).getCellText(2)).isEqualTo("# what to mend");
			assertThat(mend.get(1).getCellText(1)).isEqualTo("RETURNED " + reference);
			assertThat(mend.get(1).getCellText(3)).isEqualTo(reference);
			assertThat(mend.get(2).getCellText(2)).contains("lines[1].quantity: This must be a whole number");
			List<String> texts = new ArrayList<>();
			for (Sheet sheet : workbook.getSheets().toList()) {
				for (Row line : sheet.read()) {
					line.forEach((cell) -> {
						assertThat((cell != null) ? cell.getType() : null).isNotEqualTo(CellType.FORMULA);
						texts.add((cell != null) ? cell.getText() : "");
					});
				}
			}
			assertThat(texts).contains("'=1+1", "'+49 341 5550100").doesNotContain("=1+1");
		}
		Table again = new TableReader(this.properties).read(file.bytes());
		List<Columns.Column> columns = this.takers.columns(ImportKind.PACKAGES).of(again.header());
		RowReader.Row bad = RowReader.read(columns, again.lines().get(1).cells());
		assertThat(bad.tree().at("/signers/0/title").asText()).isEqualTo("=1+1");
		assertThat(bad.tree().at("/customer/contacts/0/phone").asText()).isEqualTo("+49 341 5550100");
		assertThat(RowReader.read(columns, again.lines().get(0).cells()).corrects()).isEqualTo(reference);
		assertThat(
				this.northwind.as("tailspin").get("/api/v1/imports/" + accepted.text("id") + "/errors.xlsx").status())
			.isEqualTo(404);
	}

	@Test
	void aRowTellsWhatWasFoundAndExpectedAsItsAgreementDoes() throws IOException {
		Rows rows = Rows.of(Rows.clean("ONE").withoutDocument(DocumentType.PSF))
			.with(0, "purchaseOrder.number", "PO-OTHER")
			.with(0, "totalValue.amount", "61000.00");
		Answer accepted = send(this.northwind, "a", rows.csv(), rows.zip());
		workOff();
		JsonNode row = row(read(accepted), 0);
		List<String> told = told(row.path("problems"));
		assertThat(told).isEqualTo(told(this.northwind.read(row.path("reference").asText()).body().path("findings")));
		assertThat(told).anySatisfy((line) -> assertThat(line).containsPattern("\\S+ \\S.* \\S"));
		Answer file = this.northwind.get("/api/v1/imports/" + accepted.text("id") + "/errors.xlsx");
		try (ReadableWorkbook workbook = new ReadableWorkbook(new ByteArrayInputStream(file.bytes()))) {
			List<Row> findings = workbook.findSheet("Findings").orElseThrow().read();
			assertThat(findings.get(0).getCellText(5)).isEqualTo("Found");
			assertThat(findings.get(0).getCellText(6)).isEqualTo("Expected");
			assertThat(findings.stream()
				.skip(1)
				.map((line) -> line.getCellText(2) + " " + line.getCellText(5) + " " + line.getCellText(6)))
				.isEqualTo(told);
			assertThat(workbook.getFirstSheet().read().get(1).getCellText(2)).contains("Expected: PO-OTHER.");
		}
	}

	@Test
	void sheetsStandOnPagesThatCanBeRead() throws IOException {
		Rows rows = Rows.of(Rows.clean("ONE").withoutDocument(DocumentType.PSF))
			.with(0, "totalValue.amount", "61000.00");
		Answer accepted = send(this.northwind, "a", rows.csv(), rows.zip());
		workOff();
		printed(this.northwind.get("/api/v1/imports/" + accepted.text("id") + "/errors.xlsx").bytes(), "To mend",
				"Findings");
		printed(this.northwind.get("/api/v1/imports/templates/packages.xlsx").bytes(), "Rows", "Notes");
	}

	/**
	 * The header stays in sight and stands on every page; the sheet that people read is
	 * as wide as a page. The file stays in {@code target/workbooks} to be looked at.
	 */
	private static void printed(byte[] file, String wide, String read) throws IOException {
		Path kept = Files.createDirectories(Path.of("target", "workbooks")).resolve(read + ".xlsx");
		Files.write(kept, file);
		try (XSSFWorkbook workbook = new XSSFWorkbook(new ByteArrayInputStream(file))) {
			for (String name : List.of(wide, read)) {
				XSSFSheet sheet = workbook.getSheet(name);
				assertThat(sheet.getPrintSetup().getLandscape()).as(name).isTrue();
				assertThat(sheet.getPaneInformation().isFreezePane()).as(name).isTrue();
				assertThat(sheet.getPaneInformation().getHorizontalSplitPosition()).as(name).isEqualTo((short) 1);
				assertThat(sheet.getRepeatingRows().formatAsString()).as(name).isEqualTo("1:1");
				assertThat(sheet.getFitToPage()).as(name).isEqualTo(name.equals(read));
			}
			assertThat(workbook.getSheet(wide).getRepeatingColumns().formatAsString()).isEqualTo("A:A");
			assertThat(workbook.getSheet(read).getPrintSetup().getFitWidth()).isEqualTo((short) 1);
			assertThat(workbook.getSheet(read).getPrintSetup().getFitHeight()).as("as many as it takes")
				.isEqualTo((short) 0);
			tallEnough(workbook.getSheet(read));
		}
	}

	/** The longest text of a sheet has the lines it takes. */
	private static void tallEnough(XSSFSheet sheet) {
		int tallest = 1;
		for (org.apache.poi.ss.usermodel.Row row : sheet) {
			for (org.apache.poi.ss.usermodel.Cell cell : row) {
				int letters = sheet.getColumnWidth(cell.getColumnIndex()) / 256;
				int lines = (int) Math.ceil((double) new DataFormatter().formatCellValue(cell).length() / letters);
				assertThat(row.getHeightInPoints() / sheet.getDefaultRowHeightInPoints()).as(cell.toString())
					.isGreaterThanOrEqualTo(lines);
				tallest = Math.max(tallest, lines);
			}
		}
		assertThat(tallest).isGreaterThan(1);
	}

	private static List<String> told(JsonNode findings) {
		List<String> told = new ArrayList<>();
		findings.forEach((finding) -> told.add("%s %s %s".formatted(finding.path("code").asText(),
				finding.path("value").asText(""), finding.path("expected").asText(""))));
		return told;
	}

	@ParameterizedTest
	@ValueSource(strings = { "xlsx", "csv" })
	void aTemplateIsReadAgainAsTheExampleOfTheSchema(String format) {
		Answer template = this.northwind.get("/api/v1/imports/templates/packages." + format);
		assertThat(template.status()).isEqualTo(200);
		Table table = new TableReader(this.properties).read(template.bytes());
		RowReader.Row row = RowReader.read(this.takers.columns(ImportKind.PACKAGES).of(table.header()),
				table.lines().get(0).cells());
		assertThat(row.problems()).isEmpty();
		assertThat(this.packages.problems(row.facts())).isEmpty();
		assertThat(Packages.of(row.facts()).facts()).isEqualTo(Packages.example().facts());
		assertThat(this.northwind.get("/api/v1/imports/templates/other.xlsx").status()).isEqualTo(404);
	}

	@ParameterizedTest
	@CsvSource({ "file,packages.csv,kind,other,kind-unknown", "file,packages.csv,surprise,x,part-unknown",
			"data,packages.csv,kind,packages,part-unknown" })
	void partsAndFieldsThatMeanNothingAreRefused(String part, String name, String field, String value, String code) {
		Answer refused = this.northwind.multipart("/api/v1/imports", "a",
				List.of(new Part(part, name, "text/csv", Rows.of(Rows.clean("ONE")).csv()),
						new Part(field, null, null, value.getBytes(StandardCharsets.UTF_8))));
		assertThat(refused.status()).isEqualTo(400);
		assertThat(refused.text("code")).isEqualTo(code);
	}

	@ParameterizedTest
	@CsvSource({ "kind,1", "reseller,1", "kind,2", "reseller,2" })
	void aFieldThatComesAsAFileIsRefused(String field, int times) {
		List<Part> parts = new ArrayList<>();
		parts.add(new Part("file", "packages.csv", "text/csv", Rows.of(Rows.clean("ONE")).csv()));
		for (int i = 0; i < times; i++) {
			parts.add(new Part(field, "field.txt", "text/plain", "packages".getBytes(StandardCharsets.UTF_8)));
		}
		Answer refused = this.northwind.multipart("/api/v1/imports", "a", parts);
		assertThat(refused.status()).isEqualTo(400);
		assertThat(refused.raw().headers().firstValue("Content-Type")).contains("application/problem+json");
		assertThat(refused.text("code")).isEqualTo("part-unusable");
		assertThat(refused.text("detail")).contains("'" + field + "'");
	}

	@Test
	void aFileIsWhatItsBytesAre() {
		Rows rows = Rows.of(Rows.clean("ONE"));
		byte[] zip = rows.zip();
		assertThat(send(this.northwind, "a", zip, null).text("code")).isEqualTo("file-no-workbook");
		assertThat(send(this.northwind, "b", rows.csv(), rows.csv()).text("code")).isEqualTo("zip-unreadable");
		assertThat(send(this.northwind, "c", rows.documents().values().iterator().next(), null).status())
			.isEqualTo(415);
		assertThat(send(this.northwind, null, rows.csv(), zip).text("code")).isEqualTo("idempotency-key-missing");
		assertThat(this.database.count("countersign.bulk_import")).isZero();
	}

	@Test
	void documentsAreFoundByFolderByNameOrSharedAndNoneIsLeftOver() {
		Rows one = Rows.of(Rows.clean("ONE"));
		Map<String, byte[]> flat = new LinkedHashMap<>();
		one.documents().forEach((path, pdf) -> flat.put(path.replace("ONE/", ""), pdf));
		assertThat(send(this.northwind, "flat", one.csv(), Rows.zip(flat)).status()).isEqualTo(202);
		Rows two = Rows.of(Rows.clean("TWO"), Rows.clean("THREE"));
		assertThat(send(this.northwind, "ambiguous", two.csv(), Rows.zip(flat)).text("code"))
			.isEqualTo("document-ambiguous");
		Map<String, byte[]> shared = new LinkedHashMap<>();
		flat.forEach((name, pdf) -> shared.put("_shared/" + name, pdf));
		assertThat(send(this.northwind, "shared", two.csv(), Rows.zip(shared)).status()).isEqualTo(202);
		workOff();
		flat.put("left-over.pdf", new byte[] { 1 });
		Answer refused = send(this.northwind, "left", one.csv(), Rows.zip(flat));
		assertThat(refused.text("code")).isEqualTo("document-not-listed");
		assertThat(refused.text("detail")).contains("left-over.pdf");
		flat.remove("left-over.pdf");
		flat.put("ONE/unlisted.pdf", new byte[] { 1 });
		assertThat(send(this.northwind, "unlisted", one.csv(), Rows.zip(flat)).text("code"))
			.isEqualTo("document-not-listed");
		flat.remove("ONE/unlisted.pdf");
		flat.put("DONE-BEFORE/signature-form.pdf", new byte[] { 1 });
		assertThat(send(this.northwind, "mended", one.csv(), Rows.zip(flat)).status())
			.as("packages that are not in the table are left alone")
			.isEqualTo(202);
		assertThat(this.database.count("countersign.agreement")).isEqualTo(3);
	}

	@Test
	void whatIsKeptForASenderIsBounded() {
		Rows rows = Rows.of(Rows.clean("ONE"));
		send(this.northwind, "a", rows.csv(), rows.zip());
		workOff();
		this.database.jdbc()
			.update("update countersign.bulk_import set size = ?", this.properties.storedPerSender().toBytes());
		Answer refused = send(this.northwind, "b", rows.csv(), rows.zip());
		assertThat(refused.status()).isEqualTo(409);
		assertThat(refused.text("code")).isEqualTo("imports-kept-too-large");
		assertThat(refused.raw().headers().firstValue("Retry-After")).as("it takes days").isEmpty();
	}

	@Test
	void whatCameFromOutsideIsTakenAwayWhenItsTimeIsOver() {
		Rows rows = Rows.of(Rows.clean("ONE"));
		Answer accepted = send(this.northwind, "a", rows.csv(), rows.zip());
		Answer stopped = send(this.northwind, "b", Rows.of(Rows.clean("TWO")).csv(), null);
		post(this.northwind, stopped.text("id"), "stop");
		workOff();
		assertThat(this.work.cleanDue()).isZero();
		this.clock.travel(this.properties.keep().plusSeconds(1));
		assertThat(this.work.cleanDue()).isEqualTo(2);
		assertThat(this.database.count("countersign.bulk_import_content")).isZero();
		JsonNode kept = read(accepted);
		assertThat(kept.path("cleaned").asBoolean()).isTrue();
		assertThat(row(kept, 0).path("reference").asText()).startsWith("EA-");
		JsonNode expired = read(stopped);
		assertThat(expired.path("state").asText()).isEqualTo("FINISHED");
		assertThat(row(expired, 0).at("/problems/0/code").asText()).isEqualTo("import-expired");
		assertThat(this.work.cleanDue()).isZero();
		assertThat(events(accepted.text("id"))).containsExactly("ImportReceived", "ImportFinished", "ImportCleaned");
		assertThat(events(stopped.text("id"))).containsExactly("ImportReceived", "ImportStopped", "ImportExpired",
				"ImportCleaned");
	}

	private void workOff() {
		while (this.work.processDue() > 0) {
			assertThat(this.properties.worker()).as("worked off by hand").isFalse();
		}
	}

	private JsonNode read(Answer accepted) {
		return this.northwind.get("/api/v1/imports/" + accepted.text("id")).body();
	}

	private static JsonNode row(JsonNode answer, int index) {
		return answer.path("results").path("items").path(index);
	}

	private static Answer send(Api api, String key, byte[] file, byte[] documents) {
		return send(api, key, file, documents, Map.of());
	}

	static Answer send(Api api, String key, byte[] file, byte[] documents, Map<String, String> fields) {
		List<Part> parts = new ArrayList<>();
		parts.add(new Part("file", "packages.csv", "text/csv", file));
		if (documents != null) {
			parts.add(new Part("documents", "documents.zip", "application/zip", documents));
		}
		fields.forEach((name, value) -> parts.add(new Part(name, null, null, value.getBytes(StandardCharsets.UTF_8))));
		return api.multipart("/api/v1/imports", key, parts);
	}

	private static Answer post(Api api, String id, String action) {
		return api.multipart("/api/v1/imports/" + id + "/" + action, null, List.of());
	}

	private List<String> events(String id) {
		return this.database.jdbc()
			.queryForList("select type from countersign.audit_event where reference = ? order by sequence",
					String.class, id);
	}

}
