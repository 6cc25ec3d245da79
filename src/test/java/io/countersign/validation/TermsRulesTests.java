package io.countersign.validation;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

import io.countersign.agreement.AskedTerm;
import io.countersign.agreement.Examination;
import io.countersign.agreement.Finding;
import io.countersign.agreement.Finding.Severity;
import io.countersign.agreement.PackageTerm;
import io.countersign.agreement.Packages;
import io.countersign.agreement.Route;
import io.countersign.agreement.TermsRegister.Condition;
import io.countersign.agreement.TermsRegister.ConditionKind;
import io.countersign.agreement.TermsRegister.Standing;
import io.countersign.agreement.TermsRegister.Term;
import io.countersign.agreement.TermsRegister.Terms;
import io.countersign.kernel.Money;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Packages under terms that were approved beforehand, and under terms they ask for. */
class TermsRulesTests {

	private static final String REQUEST = "ST-2026-000101";

	private static final String WORDS = "Invoices are due within 60 days of their date.";

	private static final String PAPER = "amendment-ctm.pdf";

	private static final BigDecimal VALUE = new BigDecimal("60000.00");

	@Test
	void aTermThatWasGrantedInTheseWordsIsNothingToFind() {
		Examination examination = granted(request()).examine();
		assertThat(examination.findings()).isEmpty();
		assertThat(examination.terms()).singleElement().satisfies((term) -> {
			assertThat(term.request()).isEqualTo(REQUEST);
			assertThat(term.asked()).isEqualTo(new AskedTerm("CTM", WORDS, null));
			assertThat(term.path()).isEqualTo("/amendments/0");
		});
		assertThat(examination.route()).isEqualTo(Route.TERMS);
	}

	@Test
	void aReferenceThatIsNotTheResellersIsUnknown() {
		assertThat(granted().codes("APR")).containsExactly("APR-01 BLOCKER");
		assertThat(Desk.with(asking().with("/amendments/0/approval", "BD-2026-0417")).findings()).singleElement()
			.satisfies((finding) -> {
				assertThat(finding.code()).isEqualTo("APR-01");
				assertThat(finding.path()).isEqualTo("/amendments/0/approval");
				assertThat(finding.reasonCode()).isEqualTo("R14");
				assertThat(finding.value()).isEqualTo("BD-2026-0417");
			});
	}

	@ParameterizedTest
	@CsvSource({ "OPEN,not decided yet", "ENDED,'refused, withdrawn or has expired'" })
	void nothingCountsThatWasNotGranted(Standing standing, String words) {
		assertThat(granted(standing(standing, null)).findings()).singleElement().satisfies((finding) -> {
			assertThat(finding.code()).isEqualTo("APR-01");
			assertThat(finding.severity()).isEqualTo(Severity.BLOCKER);
			assertThat(finding.message()).contains(words);
		});
	}

	@ParameterizedTest
	@CsvSource({ "OPEN", "ENDED" })
	void thePackagesOwnRequestIsAskedAnew(Standing standing) {
		assertThat(granted(standing(standing, Desk.REFERENCE)).examine()).satisfies((examination) -> {
			assertThat(examination.findings()).isEmpty();
			assertThat(examination.route()).isEqualTo(Route.TERMS);
		});
	}

	@Test
	void aRequestOfAnotherPackageDoesNotCount() {
		assertThat(granted(standing(Standing.GRANTED, "EA-2027-000999")).findings()).singleElement()
			.satisfies((finding) -> assertThat(finding.message()).contains("another package"));
		assertThat(granted(standing(Standing.GRANTED, Desk.REFERENCE)).findings()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "-1,1", "0,0", "1,0" })
	void whatWasGrantedCountsUntilItsLastDay(int daysAfterReceipt, int findings) {
		Terms request = request(VALUE, Desk.TODAY.plusDays(daysAfterReceipt), List.of(), term(WORDS));
		assertThat(granted(request).codes("APR-01")).hasSize(findings);
	}

	@ParameterizedTest
	@CsvSource({ "59999.99,1", "60000.00,0", "60000.01,0" })
	void whatWasGrantedCountsUpToItsValue(BigDecimal limit, int findings) {
		assertThat(granted(request(limit, Desk.TODAY, List.of(), term(WORDS))).findings())
			.filteredOn((finding) -> finding.code().equals("APR-01"))
			.hasSize(findings)
			.allSatisfy((finding) -> assertThat(finding.path()).isEqualTo("/totalValue/amount"));
	}

	@ParameterizedTest
	@CsvSource({ "/customer/legalName,Fabrikam AG", "/customer/country,AT", "/programme,EAS",
			"/totalValue/currency,CHF" })
	void anotherScopeIsNotWhatWasGranted(String path, String other) {
		Terms of = request();
		boolean customer = path.equals("/customer/legalName");
		Terms request = new Terms(REQUEST, of.standing(), null, "DE", customer ? other : of.customer(),
				path.equals("/customer/country") ? other : of.customerCountry(),
				path.equals("/programme") ? other : of.programme(),
				path.equals("/totalValue/currency") ? new Money(VALUE, other) : of.value(), of.expiresOn(), of.terms(),
				List.of(), null, null);
		assertThat(granted(request).findings()).singleElement().satisfies((finding) -> {
			assertThat(finding.code()).isEqualTo("APR-01");
			assertThat(finding.path()).isEqualTo(path);
			assertThat(finding.expected()).isEqualTo(other);
		});
	}

	@Test
	void aTermOutsideOfTheRequestIsNotGranted() {
		assertThat(granted(request(VALUE, Desk.TODAY, List.of(),
				new Term(new AskedTerm("M97", null, null), "Invoice for quoted price", "T1", null)))
			.findings()).singleElement().satisfies((finding) -> {
				assertThat(finding.message()).contains("grants nothing under CTM");
				assertThat(finding.expected()).isEqualTo("M97");
			});
	}

	@Nested
	class Conditions {

		@ParameterizedTest
		@CsvSource({ "MAX_VALUE,59999.99,1", "MAX_VALUE,60000.00,0", "MAX_VALUE,60000.01,0", "MAX_DISCOUNT,4.99,1",
				"MAX_DISCOUNT,5,0", "MAX_DISCOUNT,5.01,0", "DOCUMENT,CREDIT,1", "DOCUMENT,PO,0",
				"SIGNED_BY,2026-11-14,1", "SIGNED_BY,2026-11-15,0", "SIGNED_BY,2026-11-16,0" })
		void areCheckedOnThePackage(ConditionKind kind, String value, int findings) {
			Terms request = request(VALUE, Desk.TODAY, List.of(new Condition(kind, value, "As agreed.")), term(WORDS));
			Desk desk = Desk.with(asking().with("/amendments/0/approval", REQUEST).with("/lines/0/discountPercent", 5))
				.granted(request);
			assertThat(desk.findings()).filteredOn((finding) -> finding.code().equals("APR-01"))
				.hasSize(findings)
				.allSatisfy((finding) -> {
					assertThat(finding.severity()).isEqualTo(Severity.BLOCKER);
					assertThat(finding.message()).contains("is not kept: As agreed.");
				});
		}

		@Test
		void aNoteIsForAPersonToCheck() {
			Terms request = request(VALUE, Desk.TODAY,
					List.of(new Condition(ConditionKind.NOTE, null, "The parent company agrees.")), term(WORDS));
			assertThat(granted(request).examine()).satisfies((examination) -> {
				assertThat(examination.findings()).extracting(Finding::severity).containsExactly(Severity.WARNING);
				assertThat(examination.route()).isEqualTo(Route.REVIEW);
			});
		}

	}

	@Nested
	class Words {

		@Test
		void otherWordsInTheFactsAreNotTheOnesGranted() {
			assertThat(Desk
				.with(packages("Invoices are due within 90 days of their date.").with("/amendments/0/approval",
						REQUEST))
				.granted(request())
				.findings()).first().satisfies((finding) -> {
					assertThat(finding.code()).isEqualTo("APR-02");
					assertThat(finding.path()).isEqualTo("/amendments/0/text");
					assertThat(finding.message()).contains("'90' stands where '60' should");
				});
		}

		@Test
		void otherWordsOnPaperAreNotTheOnesGranted() {
			assertThat(granted(request()).rewrite(PAPER, "60 days", "90 days").findings()).singleElement()
				.satisfies((finding) -> {
					assertThat(finding.code()).isEqualTo("APR-02");
					assertThat(finding.severity()).isEqualTo(Severity.BLOCKER);
					assertThat(finding.document()).isEqualTo(PAPER);
					assertThat(finding.page()).isEqualTo(1);
					assertThat(finding.value()).contains("within 90 days");
					assertThat(finding.expected()).contains("within 60 days");
				});
		}

		@Test
		void theWordsAreComparedWithoutAnyRequestToo() {
			assertThat(Desk.with(asking()).codes("APR")).isEmpty();
			assertThat(Desk.with(asking()).rewrite(PAPER, "60 days", "90 days").codes("APR"))
				.containsExactly("APR-02 BLOCKER");
		}

		@ParameterizedTest
		@CsvSource(delimiter = '|', value = { "INVOICES are due within~60 days of their date|0",
				"Invoices are due with-~in 60 days of their date|0", "Invoices are due within 6,0 days of their date|1",
				"Invoices are due within 60 of their date|1", "Invoices are not due within 60 days of their date|1" })
		void linesCaseAndHyphensDoNotCount(String paper, int findings) {
			assertThat(Desk.with(asking()).rewrite(PAPER, WORDS, paper.replace('~', '\n')).codes("APR"))
				.hasSize(findings);
		}

		@Test
		void whatElseAnAmendmentSaysIsForAPersonToRead() {
			assertThat(Desk.with(asking())
				.rewrite(PAPER, "This amendment must", "All fees are waived for 2027. This amendment must")
				.findings()).singleElement().satisfies((finding) -> {
					assertThat(finding.code()).isEqualTo("APR-02");
					assertThat(finding.severity()).isEqualTo(Severity.WARNING);
					assertThat(finding.value()).isEqualTo("all fees are waived for 2027");
					assertThat(finding.page()).isEqualTo(1);
				});
		}

		@Test
		void aWordingGoesOnOverPages() {
			String head = "Microsoft Volume Licensing\nAmendment to Contract Documents\nAmendment ID CTM\n";
			assertThat(Desk.with(asking())
				.pages(PAPER, head + "Invoices are due\nEnterprise Amendment 1\n",
						head + "within 60 days of their date.\nEnterprise Amendment 2\n")
				.codes("APR")).isEmpty();
			assertThat(Desk.with(asking())
				.pages(PAPER, head + "Invoices are due\nEnterprise Amendment 1\n",
						head + "within 61 days of their date.\nEnterprise Amendment 2\n")
				.findings()).singleElement().satisfies((finding) -> assertThat(finding.page()).isEqualTo(2));
		}

		@Test
		void aTermWithoutWordsCannotBeApproved() {
			assertThat(Desk.with(packages(null)).findings()).singleElement().satisfies((finding) -> {
				assertThat(finding.code()).isEqualTo("APR-02");
				assertThat(finding.message()).contains("does not give its words");
			});
		}

		@Test
		void standardWordsThatAreNotKeptAreNotCompared() {
			Packages packages = Desk.clean().value("60000", "EUR").amendment("M507", true, null);
			assertThat(Desk.with(packages).examine()).satisfies((examination) -> {
				assertThat(examination.findings()).extracting(Finding::severity).containsExactly(Severity.INFO);
				assertThat(examination.findings().get(0).message()).contains("not kept here");
				assertThat(examination.route()).isEqualTo(Route.TERMS);
			});
		}

		@Test
		void standardWordsThatAreKeptAreCompared() {
			Packages packages = Desk.clean().value("60000", "EUR").amendment("M97", true, null);
			assertThat(Desk.with(packages).findings()).isEmpty();
			assertThat(Desk.with(packages).rewrite("amendment-m97.pdf", "quoted price", "price list").codes())
				.containsExactly("APR-02 BLOCKER");
		}

		@Test
		void whatWasGrantedInTheCataloguesWordsIsNotSpelledOut() {
			Terms request = request(VALUE, Desk.TODAY, List.of(),
					new Term(new AskedTerm("M97", null, null), "Invoice for quoted price", "T1", Desk.STANDARD));
			assertThat(Desk.with(standard(null)).granted(request).findings()).isEmpty();
			assertThat(Desk.with(standard(Desk.STANDARD)).granted(request).findings()).singleElement()
				.satisfies((finding) -> assertThat(finding.message()).contains("spells them out"));
		}

		private static Packages standard(String words) {
			return Desk.clean()
				.value("60000", "EUR")
				.amendment("M97", true, words)
				.with("/amendments/0/approval", REQUEST);
		}

	}

	@Nested
	class Exceptions {

		@Test
		void oneThatWasGrantedSatisfiesItsRule() {
			assertThat(discount(REQUEST).granted(discountOf(15)).codes()).containsExactly("PRC-04 INFO");
		}

		@Test
		void oneThatIsAskedForIsDecidedOnBeforeSigning() {
			Examination examination = discount(null).examine();
			assertThat(examination.findings()).extracting(Finding::severity).containsExactly(Severity.INFO);
			assertThat(examination.terms()).extracting(PackageTerm::path, (term) -> term.asked().code())
				.containsExactly(org.assertj.core.groups.Tuple.tuple("/exceptions/0", "DISCOUNT"));
			assertThat(examination.route()).isEqualTo(Route.TERMS);
		}

		@Test
		void oneFromElsewhereIsCheckedByAPersonAndDecidedOnAllTheSame() {
			Examination examination = discount("BD-2026-0417").examine();
			assertThat(examination.findings()).extracting(Finding::severity).containsExactly(Severity.WARNING);
			assertThat(examination.route()).isEqualTo(Route.REVIEW);
			assertThat(examination.termsAsked()).isTrue();
		}

		@Test
		void oneThatWasNotGrantedBlocks() {
			assertThat(discount(REQUEST).codes()).contains("PRC-04 BLOCKER", "APR-01 BLOCKER");
			assertThat(discount(REQUEST).granted(discountOf(14)).codes()).contains("PRC-04 BLOCKER", "APR-02 BLOCKER");
		}

		private static Desk discount(String reference) {
			Packages packages = Desk.clean()
				.value("60000", "EUR")
				.with("/lines/0/discountPercent", 15)
				.with("/exceptions/0", Map.of("kind", "DISCOUNT", "percent", 15));
			return Desk.with((reference != null) ? packages.with("/exceptions/0/reference", reference) : packages);
		}

		private static Terms discountOf(int percent) {
			return request(VALUE, Desk.TODAY, List.of(),
					new Term(new AskedTerm("DISCOUNT", null, BigDecimal.valueOf(percent)), "Discount", "T2", null));
		}

	}

	private static Packages asking() {
		return packages(WORDS);
	}

	private static Packages packages(String words) {
		return Desk.clean().value("60000", "EUR").amendment("CTM", false, words);
	}

	private static Desk granted(Terms... requests) {
		return Desk.with(asking().with("/amendments/0/approval", REQUEST)).granted(requests);
	}

	private static Terms request() {
		return request(VALUE, Desk.TODAY.plusDays(30), List.of(), term(WORDS));
	}

	private static Terms request(BigDecimal value, LocalDate expires, List<Condition> conditions, Term term) {
		return new Terms(REQUEST, Standing.GRANTED, null, "DE", Desk.clean().facts().customer().legalName(), "DE",
				"EA-EE", new Money(value, "EUR"), expires, List.of(term), conditions, null, null);
	}

	private static Terms standing(Standing standing, String agreement) {
		Terms of = request();
		return new Terms(REQUEST, standing, agreement, "DE", of.customer(), of.customerCountry(), of.programme(),
				of.value(), (standing == Standing.GRANTED) ? of.expiresOn() : null, of.terms(), List.of(), null, null);
	}

	private static Term term(String words) {
		return new Term(new AskedTerm("CTM", words, null), "Payment terms", "T2", null);
	}

}
