package io.countersign.validation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.countersign.agreement.AgreementPackage.DocumentType;
import io.countersign.agreement.AgreementPackage.Level;
import io.countersign.agreement.AgreementPackage.Pool;
import io.countersign.agreement.AgreementPackage.Programme;
import io.countersign.agreement.AgreementPackage.Scenario;
import io.countersign.agreement.AgreementPackage.Segment;
import io.countersign.agreement.Packages;
import io.countersign.agreement.Route;
import io.countersign.engine.Decision;
import io.countersign.validation.Policies.Eligibility;
import io.countersign.validation.Policies.RequiredDocument;
import org.camunda.bpm.model.dmn.Dmn;
import org.camunda.bpm.model.dmn.DmnModelInstance;
import org.camunda.bpm.model.dmn.HitPolicy;
import org.camunda.bpm.model.dmn.instance.DecisionTable;
import org.camunda.bpm.model.dmn.instance.Rule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The decision tables of validation by cases. */
class DecisionTablesTests {

	private static final TablesOnDisk TABLES = new TablesOnDisk();

	private final Policies policies = new Policies(TABLES);

	static Stream<Path> tables() throws IOException {
		try (Stream<Path> files = Files.list(Path.of("processes/validation"))) {
			return files.filter((file) -> file.toString().endsWith(".dmn")).toList().stream();
		}
	}

	@ParameterizedTest
	@MethodSource("tables")
	void stateTheTrustOfEveryRowAndAskLittle(Path file) {
		DmnModelInstance model = Dmn.readModelFromFile(file.toFile());
		DecisionTable table = model.getModelElementsByType(DecisionTable.class).iterator().next();
		assertThat(table.getInputs()).hasSizeLessThanOrEqualTo(8);
		assertThat(model.getModelElementsByType(Rule.class)).isNotEmpty().allSatisfy((rule) -> {
			assertThat(rule.getDescription()).as(rule.getId()).isNotNull();
			assertThat(rule.getDescription().getTextContent()).matches("(?s)(Confirmed|Secondary|Recalled|Default).*");
		});
	}

	/**
	 * A table of which the first row counts ends with one for whatever is left; of others
	 * each row adds something, and none may add nothing.
	 */
	@ParameterizedTest
	@MethodSource("tables")
	void haveARowForWhateverIsLeft(Path file) {
		DmnModelInstance model = Dmn.readModelFromFile(file.toFile());
		DecisionTable table = model.getModelElementsByType(DecisionTable.class).iterator().next();
		if (table.getHitPolicy() != HitPolicy.FIRST) {
			assertThat(table.getHitPolicy()).isEqualTo(HitPolicy.COLLECT);
			return;
		}
		List<Rule> rules = List.copyOf(table.getRules());
		assertThat(rules.get(rules.size() - 1).getInputEntries()).allMatch((entry) -> entry.getTextContent().isBlank());
	}

	@ParameterizedTest
	@MethodSource("tables")
	void mayHoldARowFromADayOn(Path file) {
		DmnModelInstance model = Dmn.readModelFromFile(file.toFile());
		DecisionTable table = model.getModelElementsByType(DecisionTable.class).iterator().next();
		assertThat(table.getInputs()).hasSizeLessThanOrEqualTo(8)
			.anyMatch((input) -> input.getInputExpression().getTypeRef().equals("date"));
	}

	@ParameterizedTest
	@MethodSource("tables")
	void sayWhichDayMattersAndWhoReadsThem(Path file) {
		DmnModelInstance model = Dmn.readModelFromFile(file.toFile());
		String description = model.getModelElementsByType(org.camunda.bpm.model.dmn.instance.Decision.class)
			.iterator()
			.next()
			.getDescription()
			.getTextContent();
		assertThat(description).containsIgnoringCase("matter");
	}

	@ParameterizedTest
	@CsvSource({
			// programme, scenario, segment, blockers, warnings, terms, within; route, one
			// in
			"EA-EE,NEW,COMMERCIAL,0,0,false,true,STRAIGHT_THROUGH,20",
			"EAS,RENEWAL,COMMERCIAL,0,0,false,true,STRAIGHT_THROUGH,20",
			"SCE,NEW,COMMERCIAL,0,0,false,true,STRAIGHT_THROUGH,20",
			"EA-SUB250,NEW,COMMERCIAL,0,0,false,true,STRAIGHT_THROUGH,20",
			"EA-EE,NEW,COMMERCIAL,0,0,false,false,SIGNATURE,0", "EA-EE,NEW,COMMERCIAL,0,0,true,true,TERMS,0",
			"EA-EE,NEW,COMMERCIAL,0,0,true,false,TERMS,0", "EA-EE,NEW,COMMERCIAL,0,1,false,true,REVIEW,0",
			"EA-EE,NEW,COMMERCIAL,0,1,true,false,REVIEW,0", "EA-EE,NEW,COMMERCIAL,1,0,false,true,RETURN,0",
			"EA-EE,NEW,COMMERCIAL,1,1,true,false,RETURN,0", "MPSA,NEW,COMMERCIAL,1,0,false,true,RETURN,0",
			"MPSA,NEW,COMMERCIAL,0,0,false,true,REVIEW,0", "EES,NEW,EDU,0,0,false,true,REVIEW,0",
			"EA-EE,AMENDMENT,COMMERCIAL,0,0,true,true,REVIEW,0", "EA-EE,TRUE_UP,COMMERCIAL,0,0,false,true,REVIEW,0",
			"EA-EE,UPDATE_STATEMENT,COMMERCIAL,0,0,false,true,REVIEW,0", "EA-EE,NEW,GOV_US,0,0,false,true,REVIEW,0",
			"EA-EE,NEW,GOV_NON_US,0,0,true,true,REVIEW,0", "EA-EE,NEW,EDU,0,0,false,false,REVIEW,0" })
	void chooseTheRoute(String programme, String scenario, String segment, int blockers, int warnings, boolean terms,
			boolean within, Route route, int oneIn) {
		Map<String, Object> inputs = new HashMap<>(
				Map.of("programme", programme, "scenario", scenario, "segment", segment, "blockers", blockers,
						"warnings", warnings, "specialTerms", terms, "withinStandingAuthority", within));
		inputs.put(Policies.AS_OF, Desk.TODAY);
		Decision decision = TABLES.evaluate(Policies.REVIEW_ROUTE, inputs);
		assertThat(decision.text("route")).isEqualTo(route.name());
		assertThat(decision.text("sampleOneIn")).isEqualTo(Integer.toString(oneIn));
		assertThat(decision.text("reason")).endsWith(".");
	}

	@Test
	void chooseARouteForEveryPackageThereCanBe() {
		for (Programme programme : Programme.values()) {
			for (Scenario scenario : Scenario.values()) {
				for (Segment segment : Segment.values()) {
					Packages packages = Desk.clean().programme(programme).scenario(scenario).segment(segment);
					assertThat(this.policies.route(packages.facts(), 0, 0, false).route()).isIn(Route.STRAIGHT_THROUGH,
							Route.SIGNATURE, Route.REVIEW);
					assertThat(this.policies.route(packages.facts(), 1, 0, false).route()).isEqualTo(Route.RETURN);
					assertThat(this.policies.eligibility(packages.facts(), Desk.TODAY, Desk.TODAY, "").termMonths())
						.allSatisfy((months) -> assertThat(months).isPositive());
					for (Pool pool : Pool.values()) {
						assertThat(this.policies.acceptedLevels(packages.facts(), pool, "MIXED", 0, Desk.TODAY, false)
							.source()).isNotBlank();
					}
				}
			}
		}
	}

	@ParameterizedTest
	@CsvSource({ "EA-SUB250,W29,SIZE", "EA-EE,W29,SIZE", "EAS,M507,SIZE", "EA-EE,M325,START_DATE", "EA-EE,M97,NONE" })
	void knowWhatAnAmendmentChanges(String programme, String amendment, String changes) {
		Decision decision = TABLES.evaluate(OrderPolicies.CATALOGUE_AMENDMENTS, Map.of("programme", programme,
				"segment", "COMMERCIAL", "amendment", amendment, Policies.AS_OF, Desk.TODAY));
		assertThat(decision.first()).containsEntry("changes", changes);
	}

	@ParameterizedTest
	@CsvSource({ "2021-12-31,true", "2022-01-01,false" })
	void closeOpenLicenseAtTheEndOf2021(LocalDate receivedOn, boolean open) {
		assertThat(eligibility(Programme.OL, Scenario.NEW, Segment.COMMERCIAL, receivedOn, receivedOn).open())
			.isEqualTo(open);
	}

	@ParameterizedTest
	@CsvSource({ "NEW,2014-06-30,true", "NEW,2014-07-01,false", "RENEWAL,2016-06-30,true", "RENEWAL,2016-07-01,false" })
	void closeSelectPlusForCommercialCustomers(Scenario scenario, LocalDate receivedOn, boolean open) {
		assertThat(eligibility(Programme.SP, scenario, Segment.COMMERCIAL, receivedOn, receivedOn).open())
			.isEqualTo(open);
		assertThat(eligibility(Programme.SP, scenario, Segment.EDU, receivedOn, receivedOn).open()).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "EA_EE,COMMERCIAL,2016-06-30,250", "EA_EE,COMMERCIAL,2016-07-01,500", "EAS,COMMERCIAL,2020-10-01,500",
			"EA_EE,GOV_US,2020-10-01,250", "EA_EE,GOV_NON_US,2020-10-01,250", "EA_EE,EDU,2020-10-01,250",
			"SCE,COMMERCIAL,2020-10-01,", "EES,EDU,2020-10-01,1000", "MPSA,COMMERCIAL,2020-10-01,250",
			"OV,COMMERCIAL,2020-10-01,5", "OVS,COMMERCIAL,2020-10-01,5" })
	void knowTheMinimum(Programme programme, Segment segment, LocalDate formDate, Integer minimum) {
		assertThat(eligibility(programme, Scenario.NEW, segment, formDate, Desk.TODAY).minimum()).isEqualTo(minimum);
	}

	@Test
	void knowTheLengthOfTheTerm() {
		assertThat(eligibility(Programme.EA_EE, Scenario.NEW, Segment.COMMERCIAL, Desk.TODAY, Desk.TODAY).termMonths())
			.containsExactly(36);
		assertThat(eligibility(Programme.EES, Scenario.NEW, Segment.EDU, Desk.TODAY, Desk.TODAY).termMonths())
			.containsExactly(12, 36);
		assertThat(eligibility(Programme.MPSA, Scenario.NEW, Segment.COMMERCIAL, Desk.TODAY, Desk.TODAY).termMonths())
			.isEmpty();
	}

	@ParameterizedTest
	@EnumSource(names = { "EA_EE", "EA_SUB250", "EAS", "SCE" })
	void requireTheWholePackageOfANewEnrolment(Programme programme) {
		assertThat(required(programme, Scenario.NEW, true, false, 0)).containsExactly("PSF", "ENR", "PSEL", "CPS",
				"AGR|MBSA", "PO", "SIGAUD");
		assertThat(required(programme, Scenario.NEW, false, true, 0)).containsExactly("PSF", "ENR", "PSEL", "CPS",
				"PO");
		assertThat(required(programme, Scenario.RENEWAL, false, true, 1)).containsExactly("PSF", "ENR|RENF", "PSEL",
				"CPS", "PO");
		assertThat(required(programme, Scenario.RENEWAL, false, true, 2)).contains("PREV");
	}

	@Test
	void requireLittleLater() {
		assertThat(required(Programme.EA_EE, Scenario.AMENDMENT, true, true, 0)).containsExactly("PSF", "AMD",
				"SIGAUD");
		assertThat(required(Programme.EA_EE, Scenario.TRUE_UP, true, true, 0)).containsExactly("PO");
		assertThat(required(Programme.EA_EE, Scenario.UPDATE_STATEMENT, true, true, 0)).containsExactly("USTM",
				"SIGAUD");
		assertThat(required(Programme.MPSA, Scenario.NEW, false, false, 0)).containsExactly("PSF", "PO");
	}

	@ParameterizedTest
	@CsvSource({
			// programme, scenario, segment, pool, count, effective, locked; levels,
			// source
			"EA_EE,NEW,COMMERCIAL,ENTERPRISE_PRODUCTS,2399,2026-12-01,false,A,FORM",
			"EA_EE,NEW,COMMERCIAL,ENTERPRISE_PRODUCTS,2400,2026-12-01,false,B,FORM",
			"EA_EE,NEW,COMMERCIAL,ENTERPRISE_PRODUCTS,5999,2026-12-01,false,B,FORM",
			"EA_EE,NEW,COMMERCIAL,ENTERPRISE_PRODUCTS,6000,2026-12-01,false,C,FORM",
			"EA_EE,NEW,COMMERCIAL,ENTERPRISE_PRODUCTS,14999,2026-12-01,false,C,FORM",
			"EA_EE,NEW,COMMERCIAL,ENTERPRISE_PRODUCTS,15000,2026-12-01,false,D,FORM",
			"EA_EE,NEW,COMMERCIAL,ENTERPRISE_ONLINE_SERVICES,15000,2025-10-31,false,D,FORM",
			"EA_EE,NEW,COMMERCIAL,ENTERPRISE_ONLINE_SERVICES,15000,2025-11-01,false,A,FLATTENED",
			"EA_EE,RENEWAL,COMMERCIAL,ENTERPRISE_ONLINE_SERVICES,15000,2025-11-01,true,A,FLATTENED",
			"MPSA,NEW,GOV_NON_US,ENTERPRISE_ONLINE_SERVICES,15000,2025-11-01,false,A,FLATTENED",
			"EA_EE,NEW,EDU,ENTERPRISE_ONLINE_SERVICES,15000,2025-11-01,false,D,FORM",
			"EA_EE,NEW,GOV_US,ENTERPRISE_ONLINE_SERVICES,425,2025-11-01,false,D,GOVERNMENT",
			"EA_EE,NEW,GOV_US,SYSTEMS,425,2014-03-01,false,D,GOVERNMENT",
			"EA_EE,NEW,GOV_US,ENTERPRISE_PRODUCTS,2266,2008-03-01,false,D,GOVERNMENT",
			"EA_EE,TRUE_UP,COMMERCIAL,ENTERPRISE_ONLINE_SERVICES,15000,2025-11-01,true,A|B|C|D,PRICE_SHEET",
			"EA_EE,TRUE_UP,COMMERCIAL,ENTERPRISE_ONLINE_SERVICES,15000,2025-11-01,false,A,FLATTENED",
			"EA_EE,NEW,COMMERCIAL,SERVER,6000,2026-12-01,false,A|C,FORM",
			"EES,NEW,EDU,ENTERPRISE_PRODUCTS,6000,2026-12-01,false,,NOT_DECIDED",
			"EA_EE,UPDATE_STATEMENT,COMMERCIAL,ENTERPRISE_PRODUCTS,6000,2026-12-01,false,,NOT_DECIDED" })
	void giveThePriceLevel(Programme programme, Scenario scenario, Segment segment, Pool pool, int count,
			LocalDate effective, boolean locked, String levels, String source) {
		Policies.AcceptedLevels accepted = this.policies.acceptedLevels(
				Desk.clean().programme(programme).scenario(scenario).segment(segment).facts(), pool,
				(pool == Pool.ENTERPRISE_ONLINE_SERVICES) ? "ONLINE_SERVICE" : "ON_PREMISES", count, effective, locked);
		assertThat(String.join("|", accepted.levels().stream().map(Level::name).toList()))
			.isEqualTo((levels != null) ? levels : "");
		assertThat(accepted.source()).isEqualTo(source);
	}

	@ParameterizedTest
	@CsvSource({ "SERVER,ONLINE_SERVICE,2025-10-31,A|C,FORM", "SERVER,ONLINE_SERVICE,2025-11-01,A,FLATTENED",
			"SERVER,ONLINE_SERVICE,2025-11-02,A,FLATTENED", "SERVER,ON_PREMISES,2025-11-01,A|C,FORM",
			"SERVER,MIXED,2025-11-01,A|C,FORM", "ENTERPRISE_PRODUCTS,ON_PREMISES,2025-11-01,C,FORM",
			"ENTERPRISE_PRODUCTS,ONLINE_SERVICE,2025-11-01,A,FLATTENED" })
	void theChangeOfNovember2025IsAboutOnlineServicesInAnyPool(Pool pool, String productClass, LocalDate effective,
			String levels, String source) {
		Policies.AcceptedLevels accepted = this.policies.acceptedLevels(Desk.clean().programme(Programme.EA_EE).facts(),
				pool, productClass, 6000, effective, false);
		assertThat(String.join("|", accepted.levels().stream().map(Level::name).toList())).isEqualTo(levels);
		assertThat(accepted.source()).isEqualTo(source);
	}

	@Test
	void theRulesAndTheTableOfRequiredDocumentsNameEachOther() {
		DmnModelInstance model = Dmn.readModelFromFile(Path.of("processes/validation/required-documents.dmn").toFile());
		assertThat(model.getModelElementsByType(Rule.class))
			.extracting((rule) -> rule.getOutputEntries()
				.stream()
				.skip(1)
				.findFirst()
				.orElseThrow()
				.getTextContent()
				.replace("\"", "")
				.strip())
			.isSubsetOf(Rules.ALL.stream().map(io.countersign.validation.Rule::code).toList());
	}

	private Eligibility eligibility(Programme programme, Scenario scenario, Segment segment, LocalDate formDate,
			LocalDate receivedOn) {
		return this.policies.eligibility(Desk.clean().programme(programme).scenario(scenario).segment(segment).facts(),
				formDate, receivedOn, "");
	}

	private List<String> required(Programme programme, Scenario scenario, boolean electronic, boolean agreementGiven,
			int priorEnrolments) {
		return this.policies
			.requiredDocuments(Desk.clean().programme(programme).scenario(scenario).facts(), electronic, agreementGiven,
					priorEnrolments)
			.stream()
			.map(RequiredDocument::anyOf)
			.map((types) -> String.join("|", types.stream().map(DocumentType::name).toList()))
			.toList();
	}

}
