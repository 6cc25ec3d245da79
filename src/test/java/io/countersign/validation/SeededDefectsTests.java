package io.countersign.validation;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.countersign.agreement.AgreementPackage.DocumentType;
import io.countersign.agreement.AgreementPackage.Scenario;
import io.countersign.agreement.Finding;
import io.countersign.agreement.Packages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * One defect sown at a time into a complete renewal with an amendment, a disclosure form
 * and two signers: exactly the findings that it deserves come up, and no rule fails.
 */
class SeededDefectsTests {

	private static final String PSF = "signature-form.pdf";

	private static final String ENR = "enrolment.pdf";

	private static final String TRAIL = "audit-trail.pdf";

	private static final String DTDF = "disclosure.pdf";

	private static final String ENVELOPE = "0A1B2C3D-4E5F-6071-8293-A4B5C6D7E8F9";

	/** A defect in the facts, in the papers, or in both. */
	private record Defect(UnaryOperator<Packages> facts, UnaryOperator<Desk> papers) {

		static Defect inFacts(UnaryOperator<Packages> facts) {
			return new Defect(facts, UnaryOperator.identity());
		}

		static Defect inPapers(UnaryOperator<Desk> papers) {
			return new Defect(UnaryOperator.identity(), papers);
		}

		static Defect in(String document, String from, String to) {
			return inPapers((desk) -> desk.rewrite(document, from, to));
		}

	}

	static Stream<Arguments> defects() {
		return Stream
			.of(arguments("missing amendment row", Defect.in(PSF, "AMD document M97 (new)\n", ""), "DOC-05 BLOCKER"),
					arguments("form version not current", Defect.in(PSF, "(May2020)", "(Apr2020)"), "DOC-03 BLOCKER"),
					arguments("code not the one in the footer",
							Defect.in(ENR, "Document X20-12057", "Document X20-12058"), "DOC-02 BLOCKER"),
					arguments("entity name differs by suffix",
							Defect.in(PSF, "name)* Contoso Pharma GmbH", "name)* Contoso Pharma AG"), "ENT-01 BLOCKER"),
					arguments("tax id blank", Defect.in(PSF, "Tax ID DE999999999", "Tax ID"), "DOC-12 INFO"),
					arguments("Microsoft date earlier than the customer's",
							Defect.in(PSF, "Signature Date (date Microsoft",
									"Signature Date 11/10/2026 (date Microsoft"),
							"SIG-09 WARNING"),
					arguments("quote prefix differs between selection and disclosure form",
							new Defect((facts) -> facts.with("/documents/6/code", "0804777.001_DTDF"),
									UnaryOperator.identity()),
							"DOC-12 BLOCKER"),
					arguments("order above the maximum resale price", Defect.in(DTDF, "708,209", "562,499"),
							"DOC-13 BLOCKER"),
					arguments("level not by the map",
							Defect.inFacts((facts) -> facts.with("/priceLevels/0/level", "D")), "PRC-01 BLOCKER"),
					arguments("level of the form not the package's",
							Defect.inPapers((desk) -> desk.pages("product-selection.pdf",
									"Product Selection Form\nEnterprise Products and Enterprise Online Services D\n")),
							"DOC-14 BLOCKER"),
					arguments("PO-box address",
							Defect.inFacts((facts) -> facts.with("/customer/address/street", "PO Box 1234")),
							"DOC-09 WARNING"),
					arguments("free mail for notices",
							Defect.inFacts((facts) -> facts.with("/customer/contacts/1/email", "contoso@hotmail.com")),
							"DOC-09 WARNING"),
					arguments("previous number of six digits",
							Defect.inFacts((facts) -> facts.with("/identifiers/priorEnrolments/0/number", "654321")),
							"DOC-06 WARNING"),
					arguments("impossible date",
							Defect.in(ENR, "previous Enrollment end date 11/30/2026",
									"previous Enrollment end date 6/31/2026"),
							"DOC-15 WARNING"),
					arguments("audit trail without one signer", Defect.in(TRAIL, "by Otto Kurz", "by Olga Lang"),
							"SIG-03 BLOCKER"),
					arguments("interim audit report", Defect.in(TRAIL, "Final Audit Report",
							"Interim Audit Report"), "SIG-03 BLOCKER"),
					arguments("envelope of another signing",
							new Defect(
									(facts) -> facts.with("/signatureMethod", "DOCUSIGN"), (
											desk) -> desk
												.rewrite(PSF, "Microsoft Volume Licensing",
														"Docusign Envelope ID: " + ENVELOPE
																+ "\nMicrosoft Volume Licensing")
												.rewrite(PSF, "Anna Berg (Nov 15, 2026 14:44 CDT)",
														"DocuSigned by: Anna Berg")
												.pages(TRAIL, Desk.CERTIFICATE)
												.rewrite(TRAIL, "Envelope Id:",
														"Envelope Id: FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF")
												.rewrite(TRAIL, "In Person Signer",
														"Otto Kurz Signed: 11/15/2026 3:01:00 PM\nIn Person Signer")),
							"SIG-03 BLOCKER"),
					arguments("a quote in place of the order",
							Defect.inPapers((desk) -> desk.pages("purchase-order.pdf",
									"Pricing Proposal\nQuotation #: 1234567\nValid Until: 11/30/2026\n")),
							"DOC-11 BLOCKER"),
					arguments("a scan", Defect.inPapers((desk) -> desk.pages(DTDF, "")), "DOC-10 WARNING"));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("defects")
	void areFoundAndNothingElse(String name, Defect defect, String code) {
		assertThat(desk(defect).codes()).containsExactly(code);
	}

	@Test
	void areNotThereWithoutSowing() {
		assertThat(desk(Defect.inPapers(UnaryOperator.identity())).codes()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "AAD-34704 Year 1\nAAD-34704 Year 2\n", "AAD-34704 Year 1\nNew product AAA-11894\n" })
	void manualOrdersThatMixYearsOrKinds(String lines) {
		Desk order = Desk
			.with(Desk.clean().scenario(Scenario.TRUE_UP).document("order-form.pdf", DocumentType.METEAOP, null))
			.pages("order-form.pdf", "METEAOP\nOrder Type True-up\nCustomer Name Contoso Pharma GmbH\n" + lines);
		assertThat(order.codes()).filteredOn((code) -> code.startsWith("DOC")).containsExactly("DOC-16 BLOCKER");
		assertThat(order.codes()).doesNotContain("SYS-01 WARNING");
	}

	@Test
	void allTogetherNoneHidesAnother() {
		Packages facts = complete();
		List<Arguments> sown = defects()
			.filter((
					arguments) -> !List
						.of("envelope of another signing", "a scan", "a quote in place of the order",
								"level of the form not the package's")
						.contains(arguments.get()[0]))
			.toList();
		for (Arguments arguments : sown) {
			facts = ((Defect) arguments.get()[1]).facts().apply(facts);
		}
		Desk desk = papers(Desk.with(facts));
		for (Arguments arguments : sown) {
			desk = ((Defect) arguments.get()[1]).papers().apply(desk);
		}
		List<Finding> findings = desk.findings();
		assertThat(findings.stream().map(Finding::code).collect(Collectors.toSet()))
			.containsAll(sown.stream().map((arguments) -> ((String) arguments.get()[2]).substring(0, 6)).toList())
			.doesNotContain("SYS-01");
	}

	private static Desk desk(Defect defect) {
		return defect.papers().apply(papers(Desk.with(defect.facts().apply(complete()))));
	}

	private static Packages complete() {
		return Desk.renewal()
			.document(DTDF, DocumentType.DTDF, "0804776.001_DTDF")
			.amendment("M97", true, "The price quoted is invoiced.")
			.with("/customer/taxId", "DE999999999")
			.with("/signers/-",
					Map.of("party", "OUTSOURCER", "name", "Otto Kurz", "title", "Partner", "signedOn", "2026-11-15"));
	}

	private static Desk papers(Desk desk) {
		return desk.rewrite(PSF, "Tax ID", "Tax ID DE999999999")
			.rewrite(ENR, "Primary contact",
					"Earliest expiring previous Enrollment end date 11/30/2026\nPrimary contact")
			.rewrite(TRAIL, "Status: Signed",
					"Status: Signed\nBy: Northwind Licensing (licensing@northwind.example)\nDocument e-signed by Otto Kurz (otto@outsourcer.example)")
			.pages(DTDF, "Discount Transparency Disclosure Form\nQuote Number: 0804776.001\n"
					+ "Partner Name: Northwind Licensing\nCurrency Maximum Resale Price\n708,209\n");
	}

}
