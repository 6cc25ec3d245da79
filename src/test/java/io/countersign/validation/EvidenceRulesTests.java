package io.countersign.validation;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

import io.countersign.agreement.AgreementPackage.Programme;
import io.countersign.agreement.AgreementPackage.Scenario;
import io.countersign.agreement.AgreementPackage.Segment;
import io.countersign.agreement.Finding;
import io.countersign.agreement.PackageHistory;
import io.countersign.agreement.PackageHistory.PreflightReceipt;
import io.countersign.agreement.PackageHistory.SameOrder;
import io.countersign.agreement.Packages;
import io.countersign.agreement.RunningAgreement;
import io.countersign.kernel.Money;
import io.countersign.kernel.Sha256;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Rules about contacts, partners, screening and methods, on both sides of each boundary.
 */
class EvidenceRulesTests {

	private static final String PSF = "signature-form.pdf";

	@Nested
	class Doc09 {

		@ParameterizedTest
		@CsvSource({ "0,PRIMARY", "1,NOTICES" })
		void missesAContact(int index, String role) {
			assertThat(Desk.with(Desk.clean().without("/customer/contacts/" + index)).findings()).singleElement()
				.satisfies((finding) -> {
					assertThat(finding.code()).isEqualTo("DOC-09");
					assertThat(finding.severity()).isEqualTo(Finding.Severity.WARNING);
					assertThat(finding.expected()).isEqualTo(role);
					assertThat(finding.reasonCode()).isEqualTo("R21");
				});
		}

		@Test
		void asksForNoContactsInATrueUp() {
			assertThat(Desk.with(Desk.trueUp().without("/customer/contacts")).codes()).isEmpty();
		}

		@Test
		void missesTheMailAddressOfAContact() {
			assertThat(Desk.with(Desk.clean().without("/customer/contacts/1/email")).findings()).singleElement()
				.satisfies((finding) -> assertThat(finding.path()).isEqualTo("/customer/contacts/1/email"));
		}

		@Test
		void missesTheAddress() {
			assertThat(Desk.with(Desk.clean().without("/customer/address")).codes()).containsExactly("DOC-09 WARNING",
					"DOC-09 WARNING");
		}

		@ParameterizedTest
		@CsvSource({ "1,legal@hotmail.com,1", "1,legal@HOTMAIL.COM,1", "1,legal@mail.gmx.de,1", "0,anna@gmail.com,0",
				"1,legal@contoso.example,0", "1,legal@nothotmail.com,0" })
		void refusesFreeMailForNoticesOnly(int contact, String address, int findings) {
			assertThat(Desk.with(Desk.clean().with("/customer/contacts/" + contact + "/email", address)).codes())
				.hasSize(findings)
				.allMatch("DOC-09 WARNING"::equals);
		}

		@ParameterizedTest
		@CsvSource({ "Postfach 1234,DE,1", "P.O. Box 7,GB,1", "PO-Box 7,DE,1", "Boîte postale 12,FR,1", "BP 12,FR,1",
				"BP-Straße 12,DE,0", "Lindenallee 12,DE,0", "Postfachweg 1,DE,0", "Poboxstraße 3,DE,0" })
		void refusesPostBoxes(String street, String country, int findings) {
			Packages packages = Desk.clean()
				.with("/customer/address/street", street)
				.with("/customer/country", country)
				.with("/lines/0/usageCountry", country);
			assertThat(Desk.with(packages).codes()).hasSize(findings).allMatch("DOC-09 WARNING"::equals);
		}

	}

	@Nested
	class Sig06 {

		@Test
		void comparesTheMethodWithTheOneAskedFor() {
			assertThat(Desk.with(Desk.clean().with("/requestedSignatureMethod", "ADOBE_SIGN")).codes()).isEmpty();
			assertThat(Desk.with(Desk.clean().with("/requestedSignatureMethod", "WET_INK")).findings()).singleElement()
				.satisfies((finding) -> {
					assertThat(finding.code()).isEqualTo("SIG-06");
					assertThat(finding.severity()).isEqualTo(Finding.Severity.WARNING);
					assertThat(finding.value()).isEqualTo("ADOBE_SIGN");
					assertThat(finding.expected()).isEqualTo("WET_INK");
				});
		}

	}

	@Nested
	class Sig07 {

		private static final String PO = "purchase-order.pdf";

		@Test
		void comparesTheHashThatThePackageGives() {
			String right = hash(PO);
			assertThat(Desk.with(Desk.clean().with("/documents/4/sha256", right)).codes()).isEmpty();
			assertThat(Desk.with(Desk.clean().with("/documents/4/sha256", Sha256.of(new byte[1]))).findings())
				.singleElement()
				.satisfies((finding) -> {
					assertThat(finding.code()).isEqualTo("SIG-07");
					assertThat(finding.severity()).isEqualTo(Finding.Severity.BLOCKER);
					assertThat(finding.document()).isEqualTo(PO);
					assertThat(finding.value()).isEqualTo(right);
				});
		}

		@Test
		void comparesWithThePreflightReceipt() {
			Packages packages = Desk.clean().with("/preflight", "PF-2026-000007");
			assertThat(checked(packages, Map.of(PO, hash(PO))).codes()).isEmpty();
			assertThat(checked(packages, Map.of(PO, hash("other"))).codes()).containsExactly("SIG-07 BLOCKER");
		}

		@ParameterizedTest
		@ValueSource(strings = { PSF, "audit-trail.pdf", "not-sent-before.pdf" })
		void expectsTheSignedFormAndItsTrailToChange(String fileName) {
			assertThat(
					checked(Desk.clean().with("/preflight", "PF-2026-000007"), Map.of(fileName, hash("other"))).codes())
				.isEmpty();
		}

		private Desk checked(Packages packages, Map<String, String> documents) {
			return Desk.with(packages)
				.knowing(new PackageHistory(SameOrder.NONE, SameOrder.NONE, List.of(), null,
						new PreflightReceipt("PF-2026-000007", "NW-2026-0815", documents, Instant.EPOCH, true),
						Map.of()));
		}

		/** The desk of tests takes a document's name for its bytes. */
		private String hash(String fileName) {
			return Sha256.of(fileName.getBytes(StandardCharsets.UTF_8));
		}

	}

	@Nested
	class Ent02 {

		@ParameterizedTest
		@CsvSource({ "7K8L9M0N,", "7k8l9m0n,", "5A2B3C4D,ENT-02 BLOCKER" })
		void comparesThePartnerWithTheRegister(String registered, String code) {
			assertThat(Desk.with(Desk.clean()).knowing(registered(registered)).codes())
				.isEqualTo((code != null) ? List.of(code) : List.of());
		}

		@Test
		void asksForTheNumber() {
			Packages unnumbered = Desk.clean().without("/partner/publicCustomerNumber");
			assertThat(Desk.with(unnumbered).codes()).isEmpty();
			assertThat(Desk.with(unnumbered).knowing(registered("7K8L9M0N")).codes()).containsExactly("ENT-02 WARNING");
		}

		@Test
		void comparesThePartnerOfRecord() {
			assertThat(renewal("7K8L9M0N", null, null).codes()).isEmpty();
			assertThat(renewal("5A2B3C4D", null, null).findings()).singleElement().satisfies((finding) -> {
				assertThat(finding.code()).isEqualTo("ENT-02");
				assertThat(finding.severity()).isEqualTo(Finding.Severity.BLOCKER);
				assertThat(finding.value()).isEqualTo("7K8L9M0N");
				assertThat(finding.expected()).isEqualTo("5A2B3C4D");
			});
		}

		/** The renewal takes effect on 1 December 2026. */
		@ParameterizedTest
		@CsvSource({ "5A2B3C4D,7K8L9M0N,2026-12-01,ENT-02 WARNING", "5A2B3C4D,7K8L9M0N,2026-12-02,ENT-02 BLOCKER",
				"7K8L9M0N,5A2B3C4D,2026-12-01,ENT-02 BLOCKER", "7K8L9M0N,5A2B3C4D,2026-12-02,ENT-02 WARNING" })
		void looksAtAPendingChangeOnTheEffectiveDate(String partner, String next, LocalDate from, String code) {
			assertThat(renewal(partner, next, from).codes()).containsExactly(code);
		}

		private Desk renewal(String partner, String next, LocalDate nextFrom) {
			RunningAgreement running = new RunningAgreement("7654321", "01E12345", "EA-EE", Segment.COMMERCIAL, null,
					"Contoso Pharma GmbH", "DE", "DE", partner, next, nextFrom, Money.of("1", "EUR"),
					LocalDate.of(2023, 12, 1), LocalDate.of(2026, 11, 30), Map.of(), "LEGACY", null, "clara",
					Instant.EPOCH);
			return Desk.with(Desk.renewal())
				.knowing(new PackageHistory(SameOrder.NONE, SameOrder.NONE, List.of(running), null, null, Map.of()));
		}

		private PackageHistory registered(String number) {
			return new PackageHistory(SameOrder.NONE, SameOrder.NONE, List.of(), number, null, Map.of());
		}

	}

	@Nested
	class Ent04 {

		@ParameterizedTest
		@CsvSource({ "DE,0", "CH,0", "BR,1", "KP,1" })
		void asksForAScreeningByCountry(String country, int findings) {
			assertThat(Desk.with(at(country)).codes()).hasSize(findings).allMatch("ENT-04 BLOCKER"::equals);
		}

		@ParameterizedTest
		@CsvSource({ "BR,2026-08-18,WARNING", "BR,2026-08-17,BLOCKER", "KP,2026-11-09,WARNING", "KP,2026-11-08,BLOCKER",
				"BR,2026-11-17,WARNING", "BR,2026-11-18,BLOCKER", "DE,2020-01-01," })
		void wantsAFreshOneAndAPersonToLookItUp(String country, LocalDate performedOn, String severity) {
			Packages screened = at(country).with("/customer/screening",
					Map.of("reference", "SCR-1", "performedOn", performedOn.toString()));
			assertThat(Desk.with(screened).codes())
				.isEqualTo((severity != null) ? List.of("ENT-04 " + severity) : List.of());
		}

		@ParameterizedTest
		@ValueSource(strings = { "2026-08-18", "2026-08-17" })
		void saysThatThePolicyIsOurs(LocalDate performedOn) {
			Packages packages = at("BR");
			assertThat(Desk.with(packages).findings()).singleElement()
				.satisfies((finding) -> assertThat(finding.message())
					.contains("which policy asks for where the country is BR"));
			assertThat(Desk
				.with(packages.with("/customer/screening",
						Map.of("reference", "SCR-1", "performedOn", performedOn.toString())))
				.findings()).singleElement()
				.satisfies((finding) -> assertThat(finding.message()).contains("policy")
					.contains("where the country is BR"));
		}

		@Test
		void looksAtCountriesOfUsage() {
			Packages used = Desk.clean().with("/lines/0/usageCountry", "BR");
			assertThat(Desk.with(used).findings()).singleElement()
				.satisfies((finding) -> assertThat(finding.path()).isEqualTo("/lines/0/usageCountry"));
			assertThat(Desk
				.with(used.with("/customer/screening", Map.of("reference", "SCR-1", "performedOn", "2026-05-20")))
				.codes()).containsExactly("ENT-04 WARNING");
			assertThat(Desk
				.with(used.with("/customer/screening", Map.of("reference", "SCR-1", "performedOn", "2026-05-19")))
				.codes()).containsExactly("ENT-04 BLOCKER");
		}

		private Packages at(String country) {
			return Desk.clean()
				.programme(Programme.EA_EE)
				.with("/customer/country", country)
				.with("/lines/0/usageCountry", country);
		}

	}

}
