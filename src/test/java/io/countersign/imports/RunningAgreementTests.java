package io.countersign.imports;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.Api;
import io.countersign.Api.Answer;
import io.countersign.CountersignTest;
import io.countersign.Database;
import io.countersign.agreement.PackageIntake;
import io.countersign.agreement.RunningAgreements;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/** Agreements that run already, imported without executing them. */
@CountersignTest
class RunningAgreementTests {

	private static final String NORTHWIND = "7K8L9M0N";

	@Autowired
	private ImportWork work;

	@Autowired
	private RunningAgreements agreements;

	@Autowired
	private PackageIntake packages;

	@Autowired
	private Database database;

	@LocalServerPort
	private int port;

	private Api clara;

	private int sent;

	@BeforeEach
	void start() {
		this.clara = new Api(this.port, "clara");
	}

	@Test
	void areRecordedSearchedAndShownToTheirPartner() {
		JsonNode done = imported(row("11111111", "Fabrikam AG", NORTHWIND),
				row("22222222", "Litware GmbH", "ZZZZ9999"));
		assertThat(done.path("done").asInt()).isEqualTo(2);
		assertThat(status(done, 0)).isEqualTo("ADDED");
		assertThat(this.database.count("countersign.agreement")).isZero();
		assertThat(events("11111111")).containsExactly("RunningAgreementRecorded");
		JsonNode all = this.clara.get("/api/v1/running-agreements").body();
		assertThat(all.path("total").asInt()).isEqualTo(2);
		assertThat(all.at("/items/0/totalValue/amount").decimalValue()).isEqualByComparingTo("840000");
		assertThat(all.path("items").path(0).fieldNames()).toIterable()
			.contains("origin", "priceLevels")
			.doesNotContain("recordedBy", "recordedAt", "subsidiary");
		assertThat(found("clara", "litware")).containsExactly("22222222");
		assertThat(found("clara", "100%")).isEmpty();
		assertThat(found("northwind", "")).containsExactly("11111111");
		assertThat(found("tailspin", "")).isEmpty();
		assertThat(found("chloe", "")).isEmpty();
		assertThat(found("audra", "")).hasSize(2);
	}

	@Test
	void aChangeOfPartnerShowsThemToTheNextOneToo() {
		Map<String, String> row = row("11111111", "Fabrikam AG", "ZZZZ9999");
		row.put("partner.next.publicCustomerNumber", NORTHWIND);
		row.put("partner.next.from", "01.01.2099");
		imported(row);
		assertThat(found("northwind", "")).containsExactly("11111111");
		row.put("partner.publicCustomerNumber", NORTHWIND);
		row.put("partner.next.publicCustomerNumber", "ZZZZ9999");
		row.put("partner.next.from", "01.01.2020");
		imported(row);
		assertThat(found("northwind", "")).isEmpty();
	}

	@Test
	void theSameFactsAgainDoNothingAndOthersReplaceThem() {
		imported(row("11111111", "Fabrikam AG", NORTHWIND));
		JsonNode again = imported(row("11111111", "Fabrikam AG", NORTHWIND));
		assertThat(status(again, 0)).isEqualTo("UNCHANGED");
		assertThat(again.path("repeated").asInt()).isEqualTo(1);
		assertThat(events("11111111")).hasSize(1);
		assertThat(status(imported(row("11111111", "Fabrikam SE", NORTHWIND)), 0)).isEqualTo("CHANGED");
		assertThat(events("11111111")).hasSize(2);
		assertThat(found("clara", "Fabrikam SE")).containsExactly("11111111");
	}

	@Test
	void whatWasBookedHereIsNeverOverwritten() {
		imported(row("11111111", "Fabrikam AG", NORTHWIND));
		// Its agreement is of no interest here.
		this.database.force("update countersign.running_agreement set origin = 'BOOKED', reference = 'EA-2027-000101'");
		JsonNode refused = imported(row("11111111", "Fabrikam SE", NORTHWIND));
		assertThat(refused.at("/results/items/0/problems/0/code").asText()).isEqualTo("booked-here");
		assertThat(found("clara", "Fabrikam AG")).hasSize(1);
	}

	@ParameterizedTest
	@CsvSource({ "customer.country,FR,customer.country,country-of-another-desk",
			"customer.country,US,customer.country,country-not-served",
			"term.end,2020-01-01,term.end,ends-before-it-starts", "programme,XX,programme,unknown-value",
			"enrolment,12 34,enrolment,malformed-value", "enrolment,123456,enrolment,enrolment-number-form",
			"enrolment,123456789,enrolment,enrolment-number-form", "enrolment,1234567A,enrolment,enrolment-number-form",
			"totalValue.amount,-1,totalValue.amount,malformed-value",
			"customer.legalName,'',customer.legalName,missing" })
	void aRowThatCannotBeSaysWhyAndWhere(String column, String value, String place, String code) {
		Map<String, String> row = row("11111111", "Fabrikam AG", NORTHWIND);
		row.put(column.equals("enrolment") ? "Enrolment" : column, value);
		JsonNode problem = imported(row).at("/results/items/0/problems/0");
		assertThat(problem.path("column").asText()).isEqualTo(place);
		assertThat(problem.path("code").asText()).isEqualTo(code);
		assertThat(this.database.count("countersign.running_agreement")).isZero();
	}

	@ParameterizedTest
	@CsvSource({ "12345678,ea-ee", "1234567,SCE", "OL-4711-AB,OL" })
	void aNumberHasAFormOfItsProgramme(String enrolment, String programme) {
		Map<String, String> row = row(enrolment, "Fabrikam AG", NORTHWIND);
		row.put("programme", programme);
		assertThat(status(imported(row), 0)).isEqualTo("ADDED");
	}

	@Test
	void anOddNumberIsToldWithTheFormsThatAreTaken() {
		Map<String, String> row = row("12-34", "Fabrikam AG", NORTHWIND);
		row.put("term.end", "2020-01-01");
		JsonNode problems = imported(row).at("/results/items/0/problems");
		assertThat(problems).as("beside everything else").hasSize(2);
		assertThat(problems.path(1).path("message").asText()).contains("'12-34'", "EA-EE",
				"eight digits or seven digits");
	}

	@Test
	void areRecordedByTheDeskOnly() {
		Rows rows = Rows.ofCells(List.of(row("11111111", "Fabrikam AG", NORTHWIND)));
		for (String caller : List.of("northwind", "mona", "audra")) {
			assertThat(
					ImportTests.send(this.clara.as(caller), "x", rows.csv(), null, Map.of("kind", "running")).status())
				.as(caller)
				.isEqualTo(403);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "page=-1", "size=0", "size=201", "q=%00" })
	void aSearchThatMeansNothingIsRefused(String query) {
		assertThat(this.clara.get("/api/v1/running-agreements?" + query).status()).isEqualTo(400);
	}

	@Test
	void theWordsOfItsSchemaAreThoseOfPackages() {
		for (String pointer : List.of("/properties/programme/enum", "/properties/segment/enum",
				"/properties/priceLevels/items/properties/level/enum")) {
			assertThat(this.agreements.schema().at(pointer)).isNotEmpty().isEqualTo(this.packages.schema().at(pointer));
		}
	}

	@Test
	void itsTemplateHoldsAnExampleThatCanBeTaken() {
		byte[] template = this.clara.get("/api/v1/imports/templates/running.xlsx").bytes();
		Answer accepted = ImportTests.send(this.clara, "t", template, null, Map.of("kind", "running"));
		assertThat(accepted.status()).as(accepted.body().toString()).isEqualTo(202);
		assertThat(this.work.processDue()).isEqualTo(1);
		assertThat(found("clara", "87654321")).hasSize(1);
	}

	@SafeVarargs
	private JsonNode imported(Map<String, String>... rows) {
		Answer accepted = ImportTests.send(this.clara, "k" + this.sent++, Rows.ofCells(List.of(rows)).csv(), null,
				Map.of("kind", "running"));
		assertThat(accepted.status()).as(accepted.body().toString()).isEqualTo(202);
		assertThat(this.work.processDue()).isEqualTo(rows.length);
		return this.clara.get("/api/v1/imports/" + accepted.text("id")).body();
	}

	private static Map<String, String> row(String enrolment, String customer, String partner) {
		Map<String, String> row = new LinkedHashMap<>();
		row.put("Enrolment", enrolment);
		row.put("programme", "ea-ee");
		row.put("segment", "COMMERCIAL");
		row.put("customer.legalName", customer);
		row.put("customer.country", "DE");
		row.put("partner.publicCustomerNumber", partner);
		row.put("totalValue.amount", "840.000,00");
		row.put("totalValue.currency", "EUR");
		row.put("term.start", "01.01.2024");
		row.put("term.end", "2026-12-31");
		row.put("priceLevels[1].pool", "ENTERPRISE_ONLINE_SERVICES");
		row.put("priceLevels[1].level", "A");
		return row;
	}

	private List<String> found(String caller, String q) {
		List<String> found = new ArrayList<>();
		this.clara.as(caller)
			.get("/api/v1/running-agreements?q=" + q.replace(" ", "%20").replace("100%", "100%25"))
			.body()
			.path("items")
			.forEach((item) -> found.add(item.path("enrolment").asText()));
		return found;
	}

	private static String status(JsonNode done, int row) {
		return done.at("/results/items/" + row + "/status").asText();
	}

	private List<String> events(String enrolment) {
		return this.database.jdbc()
			.queryForList("select type from countersign.audit_event where reference = ?", String.class, enrolment);
	}

}
