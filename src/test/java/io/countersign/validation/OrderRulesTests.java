package io.countersign.validation;

import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.countersign.agreement.AgreementPackage.DocumentType;
import io.countersign.agreement.AgreementPackage.Programme;
import io.countersign.agreement.AgreementPackage.Scenario;
import io.countersign.agreement.AgreementPackage.Segment;
import io.countersign.agreement.Finding;
import io.countersign.agreement.Finding.Severity;
import io.countersign.agreement.PackageHistory;
import io.countersign.agreement.PackageHistory.SameOrder;
import io.countersign.agreement.Packages;
import io.countersign.agreement.Route;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

/**
 * Rules about prices, dates, quantities and orders, on both sides of their boundaries.
 */
class OrderRulesTests {

	private static final String CPS = "price-sheet.pdf";

	@Test
	void findNothingInACleanTrueUp() {
		assertThat(Desk.with(Desk.trueUp()).findings()).isEmpty();
	}

	@Nested
	class Elg {

		@ParameterizedTest
		@CsvSource({ "EA_EE,COMMERCIAL,2020,499,1", "EA_EE,COMMERCIAL,2020,500,0", "EA_EE,GOV_NON_US,2020,249,1",
				"EA_EE,GOV_NON_US,2020,250,0", "EA_EE,COMMERCIAL,2014,249,1", "EA_EE,COMMERCIAL,2014,250,0",
				"MPSA,COMMERCIAL,2020,249,1", "MPSA,COMMERCIAL,2020,250,0" })
		void minimumByFormAndSegment(Programme programme, Segment segment, int year, int count, int findings) {
			Packages packages = sized(count).programme(programme)
				.segment(segment)
				.with("/formVersion", "EA%dEnr(Ind)(WW)(ENG)(Oct%d)".formatted(year, year));
			assertThat(Desk.with(packages).codes("ELG-01")).hasSize(findings);
		}

		@ParameterizedTest
		@CsvSource({ "999,1", "1000,0" })
		void aThousandUsersOfASchool(int count, int findings) {
			assertThat(Desk
				.with(Desk.clean()
					.programme(Programme.EES)
					.segment(Segment.EDU)
					.with("/counts/educationQualifiedUsers", count))
				.codes("ELG-01")).hasSize(findings);
		}

		@ParameterizedTest
		@CsvSource({ "24,1", "25,0", "249,0", "250,1" })
		void amendmentW29TakesTwentyFiveTo249(int count, int findings) {
			assertThat(
					Desk.with(sized(count).programme(Programme.EA_SUB250).amendment("W29", true, null)).codes("ELG-01"))
				.hasSize(findings);
		}

		@Test
		void aServerEnrolmentCommitsToAComponent() {
			Packages server = Desk.clean().programme(Programme.SCE);
			assertThat(Desk.with(server).codes("ELG-03")).containsExactly("ELG-03 BLOCKER");
			assertThat(Desk.with(server.with("/serverComponents/0", component(false))).codes("ELG-03"))
				.containsExactly("ELG-03 BLOCKER");
			assertThat(Desk
				.with(server.with("/serverComponents/0", component(false)).with("/serverComponents/1", component(true)))
				.codes("ELG-03")).isEmpty();
			assertThat(Desk.with(Desk.clean()).codes("ELG-03")).isEmpty();
		}

		private Map<String, Object> component(boolean full) {
			return Map.of("component", full ? "CORE_INFRASTRUCTURE" : "AZURE", "fullCommitment", full);
		}

		private Packages sized(int count) {
			return Desk.clean().with("/counts/qualifiedUsers", count).with("/counts/qualifiedDevices", count);
		}

	}

	@Nested
	class Prc02 {

		@ParameterizedTest
		@CsvSource(delimiter = '|', textBlock = """
				AAD-34704 M365 E3 per user 600 312.50 187,500.00           |
				AAD -34704 M365 E3 per user 600 312,50 187.500,00          |
				AAD-34704 M365 E3 per user 600 312.51 187,506.00           | PRC-02 BLOCKER
				AAD-34704 M365 E3 per user 601 312.50 187,812.50           | PRC-02 BLOCKER
				AAD-34704 M365 E3 per user 312.50 each, 600 users          |
				AAD-34704 M365 E3 per user 312.50 each, 700 users          | PRC-02 WARNING
				AAD-34705 M365 E5 per user 600 312.50 187,500.00           | PRC-02 BLOCKER,PRC-02 WARNING
				Products and prices follow                                 | PRC-02 WARNING
				""")
		void comparesProductQuantityAndPrice(String row, String codes) {
			assertThat(String.join(",", Desk.with(Desk.clean()).pages(CPS, sheet(row)).codes("PRC-02")))
				.isEqualTo((codes != null) ? codes : "");
		}

		@Test
		void showsWhatTheSheetSays() {
			assertThat(Desk.with(Desk.clean())
				.pages(CPS, sheet("AAD-34704 M365 E3 per user 600 300.00 180,000.00"))
				.findings()).filteredOn((finding) -> finding.code().equals("PRC-02"))
				.singleElement()
				.satisfies((finding) -> {
					assertThat(finding.path()).isEqualTo("/lines/0/unitPrice");
					assertThat(finding.document()).isEqualTo(CPS);
					assertThat(finding.page()).isEqualTo(1);
					assertThat(finding.value()).isEqualTo("312.50");
					assertThat(finding.expected()).isEqualTo("300.00");
				});
		}

		@Test
		void aHostileSheetIsReadInGoodTime() {
			List<Map<String, Object>> many = new ArrayList<>();
			for (int i = 0; i < 1000; i++) {
				many.add(Map.of("partNumber", "AAD-34704", "description", "M365 E3", "productClass", "ONLINE_SERVICE",
						"pool", "ENTERPRISE_ONLINE_SERVICES", "quantity", i + 1, "unitPrice", "1.00"));
			}
			Packages packages = Desk.clean().with("/lines", many);
			for (String text : List.of("AAD-34704 M365 5 5 5 5 5 5\n".repeat(40_000),
					"AAD-34704 " + "1 ".repeat(400_000), "AAD-3470".repeat(100_000),
					"AAD-34704 " + "1,234.".repeat(100_000))) {
				Desk desk = Desk.with(packages).pages(CPS, "Customer Price Sheet\n" + text);
				assertTimeoutPreemptively(Duration.ofSeconds(20), () -> assertThat(desk.codes("PRC-02")).isNotEmpty());
			}
		}

		@Test
		void comparesTheLevelWhereThereIsAColumn() {
			String row = "AAD-34704 M365 E3 per user %s 600 312.50 187,500.00";
			assertThat(Desk.with(Desk.clean()).pages(CPS, "Level\n" + sheet(row.formatted("A"))).codes("PRC-02"))
				.isEmpty();
			assertThat(Desk.with(Desk.clean()).pages(CPS, "Level\n" + sheet(row.formatted("B"))).codes("PRC-02"))
				.containsExactly("PRC-02 BLOCKER");
			assertThat(Desk.with(Desk.clean()).pages(CPS, sheet(row.formatted("B"))).codes("PRC-02")).isEmpty();
		}

		@Test
		void leavesTheFuturePricesAlone() {
			assertThat(Desk.with(Desk.clean())
				.pages(CPS,
						sheet("AAD-34704 M365 E3 per user 600 312.50 187,500.00")
								+ "\nFuture Pricing Table\nAAD-34705 M365 E5 400.00")
				.codes("PRC-02")).isEmpty();
		}

		@ParameterizedTest
		@CsvSource({ "2026-11-14,1", "2026-11-15,0", "2026-11-16,0" })
		void theQuoteIsOpenAtTheSignature(LocalDate validUntil, int findings) {
			assertThat(Desk.with(Desk.clean().with("/quote/validUntil", validUntil)).codes("PRC-02")).hasSize(findings);
		}

		private String sheet(String row) {
			return "Customer Price Sheet\nCustomer Contoso Pharma GmbH\nCurrency EUR\n" + row
					+ "\nDocument X20-12057\n";
		}

	}

	@Nested
	class Prc03 {

		@Test
		void anEnterpriseProductNeedsAPrice() {
			Packages unpriced = Desk.trueUp().with("/lines/0/priceLocked", false).withoutDocument(DocumentType.CPS);
			assertThat(Desk.with(unpriced).codes("PRC-03")).containsExactly("PRC-03 BLOCKER");
			assertThat(Desk.with(unpriced.with("/lines/0/priceLocked", true)).codes("PRC-03")).isEmpty();
			assertThat(Desk.with(unpriced.with("/lines/0/previousQuantity", 500)).codes("PRC-03")).isEmpty();
			assertThat(Desk.with(unpriced.with("/lines/0/previousQuantity", 0)).codes("PRC-03"))
				.containsExactly("PRC-03 BLOCKER");
			assertThat(Desk.with(unpriced.with("/lines/0/reservedOn", "2026-10-01")).codes("PRC-03")).isEmpty();
			assertThat(Desk.with(unpriced.with("/lines/0/pool", "SERVER")).codes("PRC-03")).isEmpty();
			assertThat(Desk.with(unpriced.document(CPS, DocumentType.CPS, null)).codes("PRC-03")).isEmpty();
			assertThat(Desk.with(unpriced.document(CPS, DocumentType.CPS, null))
				.pages(CPS, "Customer Price Sheet")
				.codes("PRC-03")).containsExactly("PRC-03 BLOCKER");
		}

		@Test
		void aServerEnrolmentNeedsItForEverything() {
			Packages server = Desk.trueUp()
				.programme(Programme.SCE)
				.with("/lines/0/pool", "SERVER")
				.with("/lines/0/previousQuantity", 5)
				.withoutDocument(DocumentType.CPS);
			assertThat(Desk.with(server).codes("PRC-03")).isEmpty();
			assertThat(Desk.with(server.with("/lines/0/priceLocked", false)).codes("PRC-03"))
				.containsExactly("PRC-03 BLOCKER");
		}

		@Test
		void aNewEnrolmentBringsItsOwn() {
			assertThat(Desk.with(Desk.clean()).codes("PRC-03")).isEmpty();
		}

	}

	@Nested
	class Prc04 {

		@ParameterizedTest
		@CsvSource({ "EA_EE,COMMERCIAL,5,0", "EA_EE,COMMERCIAL,5.01,1", "SCE,COMMERCIAL,15,0", "SCE,COMMERCIAL,15.01,1",
				"EA_EE,GOV_US,0,0", "EA_EE,GOV_US,0.01,1" })
		void aDiscountHasALimit(Programme programme, Segment segment, double discount, int findings) {
			assertThat(Desk
				.with(Desk.clean().programme(programme).segment(segment).with("/lines/0/discountPercent", discount))
				.codes("PRC-04")).hasSize(findings).allMatch("PRC-04 BLOCKER"::equals);
		}

		@ParameterizedTest
		@CsvSource({ "15,2026-11-16,WARNING", "14.99,2026-11-16,BLOCKER", "20,,WARNING", "15,2026-11-15,BLOCKER" })
		void anApprovalCoversItUntilItExpires(double percent, LocalDate expires, String severity) {
			Packages packages = Desk.clean()
				.with("/lines/0/discountPercent", 15)
				.with("/exceptions/0", Map.of("kind", "DISCOUNT", "reference", "BD-1", "percent", percent));
			packages = (expires != null) ? packages.with("/exceptions/0/expiresOn", expires) : packages;
			assertThat(Desk.with(packages).findings()).filteredOn((finding) -> finding.code().equals("PRC-04"))
				.singleElement()
				.satisfies((finding) -> {
					assertThat(finding.severity()).hasToString(severity);
					assertThat(finding.message().contains("BD-1")).isEqualTo(percent >= 15);
				});
		}

		@Test
		void anApprovalOfAnotherKindDoesNotCount() {
			assertThat(Desk
				.with(Desk.clean()
					.with("/lines/0/discountPercent", 15)
					.with("/exceptions/0", Map.of("kind", "BACKDATE", "reference", "BD-1", "percent", 20)))
				.codes("PRC-04")).containsExactly("PRC-04 BLOCKER");
		}

	}

	@Nested
	class Prc05 {

		@ParameterizedTest
		@CsvSource({ "2026-11-16,0,0", "2026-11-15,0,1", "2026-11-15,2.99,1", "2026-11-15,3,0" })
		void aLateRenewalGivesUpThreePoints(LocalDate priorEnd, double reduction, int findings) {
			Packages renewal = Desk.renewal()
				.with("/term/priorEnd", priorEnd)
				.with("/quote/discountReduction", reduction);
			assertThat(Desk.with(renewal).codes("PRC-05")).hasSize(findings).allMatch("PRC-05 BLOCKER"::equals);
		}

		@Test
		void anExceptionGoesToAPerson() {
			Packages late = Desk.renewal().with("/term/priorEnd", "2026-11-15");
			assertThat(Desk.with(late).codes("PRC-05")).containsExactly("PRC-05 BLOCKER");
			assertThat(Desk.with(late.with("/exceptions/0", Map.of("kind", "LATE_RENEWAL", "reference", "BD-7")))
				.codes("PRC-05")).containsExactly("PRC-05 WARNING");
		}

	}

	@Nested
	class Prc06 {

		@ParameterizedTest
		@CsvSource({
				// 600 at 312.50 are 187,500; three years are 562,500; 36 months 6,750,000
				"187500.00,", "562500.00,", "6750000.00,", "187312.50,", "187300.00,WARNING", "187700.00,INFO",
				"400000.00,INFO", "100000.00,WARNING" })
		void comparesTheTotalWithItsLines(String total, String severity) {
			Packages packages = Desk.clean()
				.with("/totalValue/amount", total)
				.with("/purchaseOrder/total/amount", total);
			assertThat(Desk.with(packages).codes("PRC-06"))
				.isEqualTo((severity != null) ? List.of("PRC-06 " + severity) : List.of());
		}

		@ParameterizedTest
		@CsvSource({ "562500.00,EUR,", "187500.00,EUR,", "600000.00,EUR,WARNING", "400000.00,EUR,WARNING",
				"562500.00,USD,WARNING" })
		void comparesTheTotalWithThePurchaseOrder(String ordered, String currency, String severity) {
			Packages packages = Desk.clean()
				.with("/purchaseOrder/total/amount", ordered)
				.with("/purchaseOrder/total/currency", currency);
			assertThat(Desk.with(packages).codes("PRC-06"))
				.isEqualTo((severity != null) ? List.of("PRC-06 " + severity) : List.of());
		}

		@Test
		void waitsForPricesThatAreNotResolved() {
			assertThat(Desk.with(Desk.clean().with("/lines/0/priceUnresolved", true).with("/lines/0/unitPrice", "999"))
				.codes("PRC-06")).isEmpty();
		}

	}

	@Nested
	class Dat03 {

		@ParameterizedTest
		@CsvSource({ "2026-12-15,1", "2026-12-16,0", "2027-01-15,0", "2027-01-16,1" })
		void aTrueUpComesWithinItsWindow(LocalDate anniversary, int findings) {
			// Received on 16 November 2026: 60 days before 15 January, 30 before 16
			// December.
			LocalDate start = anniversary.minusYears(1);
			Packages packages = Desk.trueUp().term(start, start.plusYears(3).minusDays(1));
			assertThat(Desk.with(packages).codes("DAT-03")).hasSize(findings).allMatch("DAT-03 WARNING"::equals);
			assertThat(Desk.with(packages.without("/order/trueUpYear")).codes("DAT-03")).hasSize(findings);
		}

		@ParameterizedTest
		@CsvSource({ "2026-11-15,1", "2026-11-16,0", "2026-12-16,0", "2026-12-17,1" })
		void theLastOneComesInTheLast30Days(LocalDate end, int findings) {
			Packages packages = Desk.trueUp()
				.term(end.plusDays(1).minusYears(3), end)
				.with("/order/trueUpYear", 3)
				.with("/lines/0/usageDate", "2026-10-01");
			assertThat(Desk.with(packages).codes("DAT-03")).hasSize(findings);
		}

		@Test
		void anUpdateStatementHasTheSameWindow() {
			Packages early = Desk.trueUp()
				.scenario(Scenario.UPDATE_STATEMENT)
				.term(LocalDate.of(2026, 3, 1), LocalDate.of(2029, 2, 28));
			assertThat(Desk.with(early).findings()).filteredOn((finding) -> finding.code().equals("DAT-03"))
				.singleElement()
				.satisfies((finding) -> {
					assertThat(finding.expected()).isEqualTo("2026-12-31 to 2027-01-30");
					assertThat(finding.message()).startsWith("An update statement for year 1 is accepted from");
				});
		}

		@ParameterizedTest
		@CsvSource({ "2026-11-30,WARNING", "2026-12-01,", "2026-12-02,INFO", "2029-11-30,INFO", "2029-12-01,WARNING" })
		void usageLiesWithinTheTerm(LocalDate usage, String severity) {
			assertThat(Desk.with(Desk.clean().with("/lines/0/usageDate", usage)).codes("DAT-03"))
				.isEqualTo((severity != null) ? List.of("DAT-03 " + severity) : List.of());
		}

		@ParameterizedTest
		@CsvSource({ "2026-12-01,0", "2027-01-01,1" })
		void theFirstUsageOfASchoolIsItsCoverage(LocalDate usage, int findings) {
			Packages school = Desk.clean()
				.programme(Programme.EES)
				.segment(Segment.EDU)
				.with("/counts/educationQualifiedUsers", 5000)
				.with("/lines/0/usageDate", usage);
			assertThat(Desk.with(school).codes("DAT-03")).hasSize(findings);
		}

	}

	@Nested
	class Dat04 {

		@ParameterizedTest
		@CsvSource({ "2026-12-01,1,", "2026-12-02,1,BLOCKER", "2026-12-02,2,", "2026-12-01,2,BLOCKER", "2027-12-01,2,",
				"2027-12-02,2,BLOCKER", "2026-12-01,4,BLOCKER" })
		void usageBelongsToItsYear(LocalDate usage, int year, String severity) {
			Packages packages = Desk.trueUp().with("/lines/0/usageDate", usage).with("/order/trueUpYear", year);
			assertThat(Desk.with(packages).codes("DAT-04"))
				.isEqualTo((severity != null) ? List.of("DAT-04 " + severity) : List.of());
		}

		@Test
		void theYearHasToBeGiven() {
			assertThat(Desk.with(Desk.trueUp().without("/order/trueUpYear")).codes("DAT-04"))
				.containsExactly("DAT-04 WARNING");
		}

	}

	@Nested
	class Dat05 {

		@ParameterizedTest
		@CsvSource({ "2026-11-15,ONLINE_SERVICE,", "2026-11-14,ONLINE_SERVICE,BLOCKER",
				"2026-11-14,ON_PREMISES,WARNING" })
		void nothingTakesEffectBeforeTheSignature(LocalDate effective, String productClass, String severity) {
			Packages packages = Desk.clean()
				.with("/term/requestedEffectiveDate", effective)
				.with("/lines/0/productClass", productClass);
			assertThat(Desk.with(packages).codes("DAT-05"))
				.isEqualTo((severity != null) ? List.of("DAT-05 " + severity) : List.of());
		}

		@ParameterizedTest
		@CsvSource({ "2026-11-15,BLOCKER", "2026-11-16,WARNING" })
		void anExceptionGoesToAPersonWhileItHolds(LocalDate expires, String severity) {
			Packages packages = Desk.clean()
				.with("/term/requestedEffectiveDate", "2026-11-01")
				.with("/exceptions/0",
						Map.of("kind", "BACKDATE", "reference", "BD-9", "expiresOn", expires.toString()));
			assertThat(Desk.with(packages).codes("DAT-05")).containsExactly("DAT-05 " + severity);
		}

		@Test
		void aRenewalThatFollowsOnIsNotBackdated() {
			Packages renewal = Desk.renewal().term(LocalDate.of(2026, 11, 1), LocalDate.of(2029, 10, 31));
			assertThat(Desk.with(renewal.with("/term/priorEnd", "2026-10-31")).codes("DAT-05")).isEmpty();
			assertThat(Desk.with(renewal.with("/term/priorEnd", "2026-09-30")).codes("DAT-05"))
				.containsExactly("DAT-05 BLOCKER");
		}

	}

	@Nested
	class Dat06 {

		@ParameterizedTest
		@CsvSource({ "2026-12-01,0", "2026-12-02,1", "2026-12-31,1", "2027-01-01,0", "2027-05-16,0", "2027-05-17,1",
				"2025-12-31,1" })
		void nothingIsReservedInTheLast30Days(LocalDate reserved, int findings) {
			assertThat(Desk.with(Desk.trueUp().with("/lines/0/reservedOn", reserved)).codes("DAT-06")).hasSize(findings)
				.allMatch("DAT-06 BLOCKER"::equals);
		}

		@Test
		void onlyOnlineServicesOfAnEnterpriseEnrolment() {
			Packages reserved = Desk.trueUp().with("/lines/0/reservedOn", "2026-10-01");
			assertThat(Desk.with(reserved).codes("DAT-06")).isEmpty();
			assertThat(Desk.with(reserved.with("/lines/0/productClass", "ON_PREMISES")).codes("DAT-06"))
				.containsExactly("DAT-06 BLOCKER");
			assertThat(Desk.with(reserved.programme(Programme.OV)).codes("DAT-06")).containsExactly("DAT-06 BLOCKER");
			assertThat(Desk.with(reserved.programme(Programme.OV)).findings())
				.filteredOn((finding) -> finding.code().equals("DAT-06"))
				.extracting(Finding::message)
				.containsExactly("This cannot be reserved: only online services of an enterprise enrolment can be.");
		}

		@Test
		void theLastDaysOfTheTermAreClosedToo() {
			Packages last = Desk.trueUp()
				.term(LocalDate.of(2024, 1, 1), LocalDate.of(2026, 12, 31))
				.with("/order/trueUpYear", 3);
			assertThat(Desk.with(last.with("/lines/0/reservedOn", "2026-11-30")).codes("DAT-06")).isEmpty();
			assertThat(Desk.with(last.with("/lines/0/reservedOn", "2026-12-01")).codes("DAT-06")).hasSize(1);
			assertThat(Desk.with(last.with("/lines/0/reservedOn", "2027-01-01")).codes("DAT-06")).hasSize(1);
		}

	}

	@Nested
	class Qty {

		@Test
		void enterpriseProductsAreEqual() {
			Packages two = Desk.clean()
				.with("/lines/0/pool", "ENTERPRISE_PRODUCTS")
				.with("/lines/1",
						Map.of("partNumber", "AAA-11894", "description", "Windows", "productClass", "ON_PREMISES",
								"pool", "ENTERPRISE_PRODUCTS", "quantity", 600, "unitPrice", "10.00", "usageCountry",
								"DE", "enterpriseWide", true));
			assertThat(Desk.with(two).codes("QTY-01")).isEmpty();
			assertThat(Desk.with(two.with("/lines/1/quantity", 599)).codes("QTY-01")).containsExactly("QTY-01 WARNING");
			assertThat(Desk.with(two.with("/lines/1/quantity", 599).with("/lines/1/enterpriseWide", false))
				.codes("QTY-01")).isEmpty();
			Packages online = two.with("/lines/0/pool", "ENTERPRISE_ONLINE_SERVICES")
				.with("/lines/1/pool", "ENTERPRISE_ONLINE_SERVICES");
			assertThat(Desk.with(online.with("/lines/1/quantity", 599)).codes("QTY-01")).containsExactly("QTY-01 INFO");
		}

		@ParameterizedTest
		@CsvSource({ "600,0", "599,1" })
		void enterpriseWideServicesGoDownToTheQualifiedCount(int quantity, int findings) {
			assertThat(Desk.with(reduced(quantity)).codes("QTY-02")).hasSize(findings)
				.allMatch("QTY-02 BLOCKER"::equals);
		}

		@ParameterizedTest
		@CsvSource({ "500,0", "499,1" })
		void otherServicesWhileTheInitialMinimumIsHeld(int quantity, int findings) {
			assertThat(Desk.with(reduced(quantity).with("/lines/0/enterpriseWide", false)).codes("QTY-02"))
				.hasSize(findings);
		}

		@Test
		void additionalServicesToZeroAndLicencesNotAtAll() {
			Packages additional = reduced(0).with("/lines/0/enterpriseWide", false)
				.with("/lines/0/pool", "APPLICATION");
			assertThat(Desk.with(additional).codes("QTY-02")).isEmpty();
			assertThat(Desk.with(additional.with("/lines/0/productClass", "ON_PREMISES")).codes("QTY-02"))
				.containsExactly("QTY-02 BLOCKER");
			assertThat(Desk.with(additional.with("/lines/0/productClass", "ON_PREMISES").programme(Programme.EAS))
				.codes("QTY-02")).isEmpty();
		}

		@Test
		void nothingGoesDownBetweenAnniversaries() {
			assertThat(Desk.with(reduced(600).without("/order/anniversary")).codes("QTY-02"))
				.containsExactly("QTY-02 BLOCKER");
			assertThat(Desk.with(reduced(620).without("/order/anniversary")).codes("QTY-02")).isEmpty();
		}

		@Test
		void anUnknownFloorIsForAPerson() {
			assertThat(Desk.with(reduced(600).without("/counts")).codes("QTY-02")).containsExactly("QTY-02 WARNING");
		}

		@Test
		void anAgreementOrdersSomething() {
			Packages empty = Desk.clean().without("/lines");
			assertThat(Desk.with(empty).codes("QTY-04")).containsExactly("QTY-04 BLOCKER");
			assertThat(Desk.with(empty.programme(Programme.MPSA)).codes("QTY-04")).containsExactly("QTY-04 INFO");
			assertThat(Desk.with(empty.scenario(Scenario.AMENDMENT)).codes("QTY-04")).isEmpty();
			assertThat(Desk.with(Desk.clean()).codes("QTY-04")).isEmpty();
		}

		private Packages reduced(int quantity) {
			return Desk.trueUp().with("/lines/0/previousQuantity", 620).with("/lines/0/quantity", quantity);
		}

	}

	@Nested
	class Ord {

		@Test
		void anAnniversaryIsFlagged() {
			Packages unflagged = Desk.trueUp().without("/order/anniversary");
			assertThat(Desk.with(unflagged).codes("ORD-01")).containsExactly("ORD-01 WARNING");
			assertThat(Desk.with(unflagged.programme(Programme.MPSA)).codes("ORD-01")).isEmpty();
			assertThat(Desk.with(Desk.trueUp()).codes("ORD-01")).isEmpty();
		}

		@ParameterizedTest
		@CsvSource({ "NW-OTHER,WARNING", "NW-2026-0815,INFO" })
		void aPurchaseOrderStandsInOnePackage(String packageId, String severity) {
			assertThat(Desk.with(Desk.clean()).knowing(knowing(packageId)).findings()).singleElement()
				.satisfies((finding) -> {
					assertThat(finding.code()).isEqualTo("ORD-02");
					assertThat(finding.severity()).hasToString(severity);
					assertThat(finding.message()).contains("EA-2027-000007");
				});
		}

		@Test
		void allThatStandThereAreCountedWhereAFewAreNamed() {
			List<String> newest = List.of("EA-9", "EA-8", "EA-7", "EA-6", "EA-5", "EA-4");
			PackageHistory many = new PackageHistory(SameOrder.NONE, new SameOrder(newest, 23), List.of(), null, null,
					Map.of());
			assertThat(Desk.with(Desk.clean()).knowing(many).findings()).singleElement()
				.satisfies((finding) -> assertThat(finding.message())
					.contains("stands in EA-9, EA-8, EA-7, EA-6, EA-5 and 18 more as well"));
		}

		@Test
		void aLineStandsInItOnce() {
			Packages twice = Desk.clean()
				.with("/lines/1",
						Map.of("partNumber", "AAD-34704", "description", "M365 E3", "productClass", "ONLINE_SERVICE",
								"pool", "ENTERPRISE_ONLINE_SERVICES", "quantity", 5, "unitPrice", "312.50", "usageDate",
								"2026-12-01", "usageCountry", "DE"));
			assertThat(Desk.with(twice).codes("ORD-02")).containsExactly("ORD-02 WARNING");
			assertThat(Desk.with(twice.with("/lines/1/usageCountry", "AT")).codes("ORD-02")).isEmpty();
			assertThat(Desk.with(twice.with("/lines/1/usageDate", "2027-12-01")).codes("ORD-02")).isEmpty();
		}

		@Test
		void anUnresolvedPriceAsksForTheOpportunity() {
			Packages unresolved = Desk.clean().with("/lines/0/priceUnresolved", true);
			assertThat(found(unresolved).cure()).contains("identifiers.opportunity");
			assertThat(found(unresolved.with("/identifiers/opportunity", "6-ABCD1234")).message())
				.contains("6-ABCD1234");
			assertThat(Desk.with(Desk.clean().with("/lines/0/priceUnresolved", false)).codes("ORD-03")).isEmpty();
		}

		@Test
		void aManualFormIsForOneYearAndNothingNew() {
			Packages form = Desk.trueUp()
				.document("order.pdf", DocumentType.METEAOP, null)
				.with("/lines/0/previousQuantity", 500)
				.with("/lines/1",
						Map.of("partNumber", "AAA-11894", "description", "Visio", "productClass", "ONLINE_SERVICE",
								"pool", "APPLICATION", "quantity", 5, "unitPrice", "10.00", "usageDate", "2026-11-01",
								"usageCountry", "DE", "previousQuantity", 3));
			assertThat(Desk.with(form).codes("ORD")).isEmpty();
			assertThat(Desk.with(form.with("/lines/1/usageDate", "2026-12-02")).codes("ORD"))
				.containsExactly("ORD-04 BLOCKER");
			assertThat(Desk.with(form.with("/lines/1/previousQuantity", 0)).codes("ORD"))
				.containsExactly("ORD-05 BLOCKER");
			assertThat(Desk.with(form.with("/lines/1/previousQuantity", 0).withoutDocument(DocumentType.METEAOP))
				.codes("ORD")).isEmpty();
		}

		private Finding found(Packages packages) {
			List<Finding> found = new ArrayList<>(Desk.with(packages).findings());
			found.removeIf((finding) -> !finding.code().equals("ORD-03"));
			assertThat(found).singleElement()
				.satisfies((finding) -> assertThat(finding.severity()).isEqualTo(Finding.Severity.INFO));
			return found.get(0);
		}

		private PackageHistory knowing(String packageId) {
			SameOrder other = new SameOrder(List.of("EA-2027-000007"), 1);
			boolean same = packageId.equals(Desk.clean().facts().packageId());
			return new PackageHistory(same ? other : SameOrder.NONE, same ? SameOrder.NONE : other, List.of(), null,
					null, Map.of());
		}

	}

	@Nested
	class Amendments {

		@Test
		void theAmendmentOfItsProgrammeNeedsNoDecisionButAPerson() {
			Packages small = Desk.clean()
				.programme(Programme.EA_SUB250)
				.with("/counts/qualifiedUsers", 100)
				.with("/counts/qualifiedDevices", 100)
				.value("60000", "EUR");
			assertThat(Desk.with(small.amendment("W29", true, null)).examine()).satisfies((examination) -> {
				assertThat(examination.findings()).isEmpty();
				assertThat(examination.route()).isEqualTo(Route.SIGNATURE);
				assertThat(examination.termsAsked()).isFalse();
			});
			assertThat(Desk.with(small.amendment("W29", false, "From 20 users on.")).examine().route())
				.isEqualTo(Route.TERMS);
			assertThat(Desk.with(small.amendment("W29", true, "And payment in 90 days.")).examine().route())
				.isEqualTo(Route.TERMS);
			assertThat(Desk.with(small.amendment("W29", true, null).amendment("CTM", true, "Payment in 90 days."))
				.examine()).satisfies((examination) -> {
					assertThat(examination.route()).isEqualTo(Route.TERMS);
					assertThat(examination.termsAsked()).isTrue();
				});
		}

		@Test
		void elsewhereItIsDecidedOn() {
			assertThat(Desk.with(Desk.clean().amendment("M97", true, null)).examine().route()).isEqualTo(Route.TERMS);
		}

	}

}
