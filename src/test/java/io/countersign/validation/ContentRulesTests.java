package io.countersign.validation;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;
import java.util.Optional;

import io.countersign.agreement.AgreementPackage.DocumentType;
import io.countersign.agreement.AgreementPackage.Scenario;
import io.countersign.agreement.Finding;
import io.countersign.agreement.Finding.Severity;
import io.countersign.agreement.Packages;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Do the documents say what the facts say? On both sides of each boundary. */
class ContentRulesTests {

	private static final String PSF = "signature-form.pdf";

	private static final String ENR = "enrolment.pdf";

	private static final String PSEL = "product-selection.pdf";

	private static final String CPS = "price-sheet.pdf";

	private static final String PO = "purchase-order.pdf";

	@Nested
	class Doc12 {

		@ParameterizedTest
		@CsvSource({ "Agreement number 01E12345,0", "Agreement number O1 E12345,0", "Agreement number 01 E12345,0",
				"Agreement number 01E54321,1", "Agreement number 4942672,1", "Agreement number,0",
				"Agreement number 000-anna-S-123,0" })
		void comparesTheAgreementNumber(String line, int findings) {
			assertThat(Desk.with(Desk.clean()).rewrite(PSF, "Agreement number 01E12345", line).findings())
				.hasSize(findings)
				.allSatisfy((finding) -> {
					assertThat(finding.code()).isEqualTo("DOC-12");
					assertThat(finding.severity()).isEqualTo(Severity.BLOCKER);
					assertThat(finding.expected()).isEqualTo("01E12345");
					assertThat(finding.document()).isEqualTo(PSF);
					assertThat(finding.page()).isEqualTo(1);
				});
		}

		@ParameterizedTest
		@CsvSource({ "01E12345,0", "01E54321,1" })
		void readsANumberThatStandsBeforeItsLabel(String number, int findings) {
			assertThat(Desk.with(Desk.clean())
				.rewrite(PSF, "MBA/MBSA number\nAgreement number 01E12345",
						"MBA/MBSA number\n" + number + "\nAgreement number")
				.codes()).hasSize(findings).allMatch("DOC-12 BLOCKER"::equals);
		}

		@ParameterizedTest
		@CsvSource({ "12345678,0", "1234567,1", "87654321,1" })
		void comparesTheEnrolmentNumber(String number, int findings) {
			assertThat(Desk.with(Desk.clean().with("/identifiers/enrolment", "12345678"))
				.rewrite(ENR, "Enterprise Enrollment number (Microsoft to complete)",
						"Enterprise Enrollment number (Microsoft to complete)\nFramework ID (if applicable)\n" + number)
				.codes()).hasSize(findings).allMatch("DOC-12 BLOCKER"::equals);
		}

		@Test
		void doubtsANumberThatThePackageDoesNotGive() {
			assertThat(Desk.with(Desk.clean())
				.rewrite(ENR, "Enterprise Enrollment number (Microsoft to complete)", "Enrollment number 12345678")
				.codes()).containsExactly("DOC-12 WARNING");
		}

		@Test
		void takesTheNumberOfARenewedEnrolment() {
			assertThat(Desk.with(Desk.renewal())
				.rewrite(ENR, "Enterprise Enrollment number (Microsoft to complete)", "Enrollment number 7654321")
				.codes()).isEmpty();
		}

		@ParameterizedTest
		@CsvSource({ "0804776.001_PSF,0804776.001_DTDF,0", "0804776.001_PSF,0804776.002_DTDF,1",
				"0804777.001_PSF,0804776.001_DTDF,1", "X20-12875,0804776.001_DTDF,0" })
		void comparesTheQuoteOfEveryFormMadeFromIt(String selection, String disclosure, int findings) {
			Packages packages = Desk.clean()
				.with("/documents/2/code", selection)
				.document("disclosure.pdf", DocumentType.DTDF, disclosure);
			assertThat(Desk.with(packages).codes()).hasSize(findings).allMatch("DOC-12 BLOCKER"::equals);
			assertThat(Desk.with(packages.without("/identifiers/quote")).codes()).hasSize(findings);
		}

		@ParameterizedTest
		@CsvSource({ "0804776.001,0", "0804776.002,1" })
		void comparesTheQuoteNumberOnThePaper(String number, int findings) {
			assertThat(Desk.with(Desk.clean())
				.pages(CPS, "Customer Price Sheet\nCustomer Contoso Pharma GmbH\nQuote Number: " + number + "\n")
				.codes("DOC")).hasSize(findings).allMatch("DOC-12 BLOCKER"::equals);
		}

		@ParameterizedTest
		@CsvSource({ "DE999999999,", "DE 999 999 999,", "DE999999998,WARNING", "'',INFO" })
		void comparesTheTaxId(String written, String severity) {
			List<String> codes = Desk.with(Desk.clean().with("/customer/taxId", "DE999999999"))
				.rewrite(PSF, "Tax ID", "Tax ID " + written)
				.codes();
			assertThat(codes).isEqualTo((severity != null) ? List.of("DOC-12 " + severity) : List.of());
		}

	}

	@Nested
	class Doc13 {

		@ParameterizedTest
		@CsvSource(delimiter = '|', textBlock = """
				Total EUR 562,500.00       | 0
				Total 562.500,00 €         | 0
				Gesamtbetrag 562 500,00    | 0
				Total 562'500.00           | 0
				Total 562500               | 0
				Total~562,500.00           | 0
				Subtotal 562,500.00~Total 669,375.00 | 0
				Total EUR 562,500.01       | 1
				Total 56.250,00 €          | 1
				Total pages 3 of this order, without any amount | 0
				Product Qty Price Total    | 0
				Totally different 1,000.00 | 0
				""")
		void comparesTheTotalOfThePurchaseOrder(String lines, int findings) {
			assertThat(Desk.with(Desk.clean()).rewrite(PO, "Terms Net 30", lines.replace('~', '\n')).findings())
				.hasSize(findings)
				.allSatisfy((finding) -> {
					assertThat(finding.code()).isEqualTo("DOC-13");
					assertThat(finding.severity()).isEqualTo(Severity.WARNING);
					assertThat(finding.expected()).isEqualTo("EUR 562500.00");
					assertThat(finding.value()).startsWith("Total");
				});
		}

		@ParameterizedTest
		@CsvSource(delimiter = '|', textBlock = """
				Currency EUR~Total over the term 562,500.00 | 0
				Currency EUR~Total over the term 562,400.00 | 1
				Currency USD~Total over the term 562,500.00 | 1
				Currency EUR~Unit net price 312.50          | 0
				""")
		void comparesThePriceSheet(String lines, int findings) {
			assertThat(Desk.with(Desk.clean())
				.pages(CPS, "Customer Price Sheet\nCustomer Contoso Pharma GmbH\n" + lines.replace('~', '\n'))
				.codes("DOC")).hasSize(findings).allMatch("DOC-13 BLOCKER"::equals);
		}

		@ParameterizedTest
		@CsvSource(delimiter = '|', textBlock = """
				Euro 562,500     |
				Euro 562,501     |
				Euro 562,499     | BLOCKER
				562.499,99       | BLOCKER
				US Dollar 708,209 | WARNING
				no amount        |
				""")
		void keepsTheOrderWithinTheMaximumResalePrice(String line, String severity) {
			Packages packages = Desk.clean().document("disclosure.pdf", DocumentType.DTDF, "0804776.001_DTDF");
			assertThat(Desk.with(packages)
				.pages("disclosure.pdf",
						"Discount Transparency Disclosure Form\nQuote Number: 0804776.001\nCurrency Maximum Resale Price\n"
								+ line)
				.codes()).isEqualTo((severity != null) ? List.of("DOC-13 " + severity) : List.of());
		}

		@ParameterizedTest
		@CsvSource(delimiter = '|', textBlock = """
				43,875.93    | 43875.93
				43.875,93 €  | 43875.93
				43 875,93    | 43875.93
				43'875.93    | 43875.93
				$43,875.93   | 43875.93
				708,209      | 708209
				1.377.719    | 1377719
				1,377,719.5  |
				12,50        | 12.50
				0.99         | 0.99
				100%         |
				AAD-34704    |
				0804776.001  |
				""")
		void readsAmountsAsPeopleWriteThem(String written, BigDecimal amount) {
			assertThat(Numbers.amounts(written)).isEqualTo((amount != null) ? List.of(amount) : List.of());
		}

	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			1,234        | 1.234 1234
			1.234        | 1.234 1234
			1,234.50     | 1234.50
			1'234        | 1234
			1'234.50     | 1234.50
			1.234.567    | 1234567
			1,234,56     | 1234.56
			12.50        | 12.50
			600          | 600
			""")
	void readsTheSameWritingTheSameWayInRowsAndLines(String written, String meanings) {
		List<BigDecimal> meant = Stream.of(meanings.split(" ")).map(BigDecimal::new).toList();
		assertThat(Numbers.in(written)).containsExactly(meant);
		assertThat(Numbers.amounts(written)).hasSize(1).allMatch(meant::contains);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			US Dollar 708,209      | USD
			$43,875.93             | USD
			US$ 43,875.93          | USD
			CA$ 43,875.93          | CAD
			A$ 43,875.93           |
			Europe 43,875.93       |
			Euro 562,500           | EUR
			43.875,93 €            | EUR
			EUR43,875.93           | EUR
			Euro 562,500 or USD 600,000 |
			compound 12.50         |
			£12.50                 | GBP
			Swiss Francs 12.50     | CHF
			562,500                |
			""")
	void readsOneCurrencyAsAWholeWord(String line, String code) {
		assertThat(Currencies.in(line)).isEqualTo(Optional.ofNullable(code));
	}

	@Nested
	class Doc14 {

		@ParameterizedTest
		@CsvSource(delimiter = '|', textBlock = """
				ENTERPRISE_ONLINE_SERVICES A                           | 0
				ENTERPRISE_ONLINE_SERVICES D                           | 1
				Enterprise Products and Enterprise Online Services (USLs) D | 1
				Enterprise Products and Enterprise Online Services (USLs) A | 0
				Additional Product Application Pool D                  | 0
				2,399 and below A; 15,000 and above D                  | 0
				Enterprise Online Services Plan D extra                | 0
				""")
		void comparesLevels(String line, int findings) {
			assertThat(selection(line).findings()).hasSize(findings).allSatisfy((finding) -> {
				assertThat(finding.code()).isEqualTo("DOC-14");
				assertThat(finding.severity()).isEqualTo(Severity.BLOCKER);
				assertThat(finding.expected()).isEqualTo("A");
				assertThat(finding.path()).isEqualTo("/priceLevels/0/level");
			});
		}

		@ParameterizedTest
		@CsvSource({ "Qualified Users 600,0", "Qualified Users: 601,1", "Qualified Devices 580,0",
				"Qualified Devices 1.580,1", "Qualified Devices Qualified Users,0" })
		void comparesCounts(String line, int findings) {
			assertThat(selection(line).codes()).hasSize(findings).allMatch("DOC-14 WARNING"::equals);
		}

		private Desk selection(String line) {
			return Desk.with(Desk.clean()).pages(PSEL, "Product Selection Form\n" + line + "\n");
		}

	}

	@Nested
	class Doc15 {

		@ParameterizedTest
		@CsvSource({ "Term starts 12/01/2026,0", "Term starts 01.12.2026,0", "Term starts 12/02/2026,1",
				"Term ends 30 Nov 2029,0", "'Term ends Nov 29, 2029',1", "Term ends 6/31/2029,1", "Term ends,0" })
		void comparesTheTerm(String line, int findings) {
			assertThat(Desk.with(Desk.clean()).rewrite(ENR, "Primary contact", line + "\nPrimary contact").codes())
				.hasSize(findings)
				.allMatch("DOC-15 WARNING"::equals);
		}

		@ParameterizedTest
		@CsvSource({ "11/30/2026,0,", "11/29/2026,1,another", "6/31/2026,1,misread" })
		void comparesTheEndOfTheRenewedEnrolment(String date, int findings, String word) {
			assertThat(Desk.with(Desk.renewal())
				.rewrite(ENR, "Primary contact",
						"Earliest expiring previous Enrollment end date " + date + "\nPrimary contact")
				.findings()).hasSize(findings).allSatisfy((finding) -> {
					assertThat(finding.code()).isEqualTo("DOC-15");
					assertThat(finding.message()).contains(word);
					assertThat(finding.value()).isEqualTo(date);
					assertThat(finding.expected()).isEqualTo("2026-11-30");
				});
		}

		@ParameterizedTest
		@CsvSource({ "11/30/2026,0", "10/31/2026,1" })
		void comparesTheFormOfPreviousEnrolments(String date, int findings) {
			assertThat(Desk.with(Desk.renewal().document("previous.pdf", DocumentType.PREV, "X20-12890"))
				.rewrite(PSF, "By signing", "PREV X20-12890\nBy signing")
				.pages("previous.pdf",
						"Previous Enrollment(s)/Agreement(s) Form\nEnterprise Enrollment, ends " + date + " 7654321\n")
				.codes()
				.stream()
				.filter((code) -> code.startsWith("DOC-15"))).hasSize(findings);
		}

	}

	@Nested
	class Doc16 {

		@ParameterizedTest
		@CsvSource(delimiter = '|', textBlock = """
				Order Type True-up~AAD-34704 M365 E3 600 Year 1                          | 0
				Order Type True-up~AAD-34704 Year 1~AAD-34704 Year 1                      | 0
				Order Type New products~AAD-34704 M365 E3 600 Year 2                      | 0
				Order Type True-up~AAD-34704 Year 1~AAD-34704 Year 2                      | 1
				Order Type True-up~AAD-34704 Year 1~New product AAA-11894                 | 1
				Order Type True-up and new products~AAD-34704 Year 1~AAA-11894 Year 3     | 2
				""")
		void wantsOneKindOfOrderForOneYear(String lines, int findings) {
			assertThat(order(lines).codes("DOC")).hasSize(findings).allMatch("DOC-16 BLOCKER"::equals);
		}

		@ParameterizedTest
		@CsvSource({ "Customer Name Contoso Pharma GmbH,", "Customer Name Contoso Pharma AG,ENT-01 BLOCKER",
				"End of Term date 11/30/2029,", "End of Term date 11/30/2030,DOC-15 WARNING",
				"Enrollment number 12345678,", "Enrollment number 12345679,DOC-12 BLOCKER" })
		void isAboutTheSameCustomerAndEnrolment(String line, String code) {
			assertThat(order("Order Type True-up~" + line + "~for Contoso Pharma GmbH").codes("DOC", "ENT"))
				.isEqualTo((code != null) ? List.of(code) : List.of());
		}

		private Desk order(String lines) {
			return Desk
				.with(Desk.clean()
					.scenario(Scenario.TRUE_UP)
					.with("/identifiers/enrolment", "12345678")
					.document("order-form.pdf", DocumentType.METEAOP, null))
				.pages("order-form.pdf",
						"METEAOP Manual EA True-up and EAS Annual Order Purchase\nProgram Type EA\nContoso Pharma GmbH\n"
								+ lines.replace('~', '\n'));
		}

	}

	@Nested
	class Ent01 {

		@ParameterizedTest
		@CsvSource(delimiter = '|', textBlock = """
				Contoso Pharma AG   | Contoso Pharma GmbH | 'AG' instead of 'GmbH'
				Contoso GmbH        | Contoso Pharma GmbH | without 'Pharma'
				Contoso Pharma GmbH - Water | Contoso Pharma GmbH | with '- Water'
				Fabrikam Inc.       | Contoso Pharma GmbH | 'Fabrikam Inc.' instead of 'Contoso Pharma GmbH'
				Müller Bau AG       | Mueller Bau GmbH    | 'AG' instead of 'GmbH'
				""")
		void showsTheDifference(String found, String expected, String difference) {
			assertThat(Texts.difference(found, expected)).isEqualTo(difference);
			assertThat(Desk.with(Desk.clean().with("/customer/legalName", expected))
				.rewrite(PSF, "legal entity name)* " + expected, "legal entity name)* " + found)
				.findings()).singleElement().satisfies((finding) -> {
					assertThat(finding.message()).contains(difference);
					assertThat(finding.value()).isEqualTo(found);
					assertThat(finding.expected()).isEqualTo(expected);
				});
		}

		@ParameterizedTest
		@ValueSource(strings = { CPS, PO })
		void missesTheCustomerOnOtherDocuments(String fileName) {
			assertThat(Desk.with(Desk.clean()).rewrite(fileName, "Contoso Pharma GmbH", "Fabrikam Inc.").codes())
				.containsExactly("ENT-01 WARNING");
		}

	}

	@Test
	void showsTheNumberThatTheDocumentCarries() {
		assertThat(Desk.with(Desk.clean()).rewrite(PO, "PO-4711", "PO-4712").findings()).singleElement()
			.satisfies((finding) -> {
				assertThat(finding.value()).isEqualTo("PO-4712");
				assertThat(finding.expected()).isEqualTo("PO-4711");
			});
		assertThat(Desk.with(Desk.renewal()).rewrite(ENR, "7654321", "654321").findings()).singleElement()
			.extracting(Finding::value)
			.isEqualTo("654321");
	}

}
