package io.countersign.validation;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;

import io.countersign.agreement.AgreementPackage.DocumentType;
import io.countersign.agreement.AgreementPackage.Programme;
import io.countersign.agreement.AgreementPackage.Scenario;
import io.countersign.agreement.AgreementPackage.Segment;
import io.countersign.agreement.Finding;
import io.countersign.agreement.Packages;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Every rule on both sides of its boundary. */
class RulesTests {

	private static final String PSF = "signature-form.pdf";

	private static final String ENR = "enrolment.pdf";

	private static final String PO = "purchase-order.pdf";

	private static final String TRAIL = "audit-trail.pdf";

	@Test
	void findNothingInACleanPackage() {
		assertThat(Desk.with(Desk.clean()).findings()).isEmpty();
	}

	@Test
	void findNothingInACleanRenewal() {
		assertThat(Desk.with(Desk.renewal()).findings()).isEmpty();
	}

	@Nested
	class Doc01 {

		@Test
		void missesTheSignatureForm() {
			assertThat(Desk.with(Desk.clean().withoutDocument(DocumentType.PSF)).codes())
				.containsExactly("DOC-01 BLOCKER");
		}

		@Test
		void missesTheSignedUpdateStatement() {
			Packages statement = Desk.trueUp().scenario(Scenario.UPDATE_STATEMENT).withoutDocument(DocumentType.PSF);
			assertThat(Desk.with(statement).codes()).contains("DOC-01 BLOCKER");
			assertThat(Desk.with(statement.document("statement.pdf", DocumentType.USTM, null)).codes()).isEmpty();
		}

		@Test
		void needsNoSignatureFormForATrueUp() {
			assertThat(Desk.with(Desk.trueUp().withoutDocument(DocumentType.PSF)).codes()).isEmpty();
		}

		@Test
		void doubtsASecondSignatureForm() {
			assertThat(Desk.with(Desk.clean().document("second.pdf", DocumentType.PSF, "X20-12883")).codes())
				.containsExactly("DOC-01 WARNING");
		}

		@Test
		void refusesSomethingElseUnderItsName() {
			assertThat(
					Desk.with(Desk.clean()).rewrite(PSF, "Program Signature Form", "Quarterly Newsletter").findings())
				.singleElement()
				.satisfies((finding) -> {
					assertThat(finding.code()).isEqualTo("DOC-01");
					assertThat(finding.document()).isEqualTo(PSF);
					assertThat(finding.page()).isEqualTo(1);
					assertThat(finding.path()).isEqualTo("/documents/0");
				});
		}

	}

	@Nested
	class Doc02 {

		@Test
		void missesADocumentOnTheSignatureForm() {
			assertThat(Desk.with(Desk.clean()).rewrite(PSF, "X20-12057", "").findings()).singleElement()
				.satisfies((finding) -> {
					assertThat(finding.code()).isEqualTo("DOC-02");
					assertThat(finding.value()).isEqualTo("X20-12057");
					assertThat(finding.path()).isEqualTo("/documents/1/code");
					assertThat(finding.document()).isEqualTo(PSF);
					assertThat(finding.reasonCode()).isEqualTo("R06");
				});
		}

		@Test
		void missesADocumentThatTheSignatureFormLists() {
			assertThat(Desk.with(Desk.clean())
				.rewrite(PSF, "(new)\n<Choose", "(new)\nAmendment M97 (new)\n<Choose")
				.findings()).singleElement().satisfies((finding) -> {
					assertThat(finding.code()).isEqualTo("DOC-02");
					assertThat(finding.value()).isEqualTo("M97");
					assertThat(finding.page()).isEqualTo(1);
				});
		}

		@Test
		void tellsAnotherVersionOfTheFormBothWays() {
			assertThat(Desk.with(Desk.clean()).rewrite(PSF, "X20-12057", "X20-12058").findings())
				.extracting(Finding::code, Finding::value)
				.containsExactlyInAnyOrder(org.assertj.core.groups.Tuple.tuple("DOC-02", "X20-12057"),
						org.assertj.core.groups.Tuple.tuple("DOC-02", "X20-12058"));
		}

		@ParameterizedTest
		@CsvSource({ "X20-12057,X20-1205 7", "X20-12057,X20 - 12057", "0804776.001_PSF,0804776.001 PSF",
				"0804776.001_PSF,080 4776. 001 _ PSF" })
		void toleratesTheBlanksOfOpticalRecognition(String code, String read) {
			assertThat(Desk.with(Desk.clean()).rewrite(PSF, code, read).codes()).isEmpty();
		}

		@Test
		void readsAListInColumns() {
			assertThat(Desk.with(Desk.clean())
				.rewrite(PSF, "ENR document X20-12057 (new)\nPSEL document 0804776.001_PSF (new)\n",
						"Enterprise Enrollment\nProduct Selection Form\nX20-12057\n0804776.001_PSF\n")
				.codes()).isEmpty();
		}

		@Test
		void asksForACode() {
			assertThat(Desk.with(Desk.clean().without("/documents/1/code")).codes()).containsExactly("DOC-02 BLOCKER");
		}

		@Test
		void doubtsASignatureFormWithoutAList() {
			assertThat(Desk.with(Desk.clean()).rewrite(PSF, "Number or Code", "").codes())
				.containsExactly("DOC-02 WARNING");
		}

		@Test
		void acceptsAListedCodeOfAnUnknownForm() {
			Packages packages = Desk.clean().with("/documents/1/code", "ENR/2031-A");
			assertThat(Desk.with(packages).codes()).isEmpty();
			assertThat(Desk.with(packages).rewrite(PSF, "ENR/2031-A", "ENR/2031-B").codes())
				.containsExactly("DOC-02 BLOCKER");
		}

	}

	@Nested
	class Doc04 {

		@ParameterizedTest
		@EnumSource(names = { "ENR", "PSEL", "CPS" })
		void missesAPartOfTheEnrolment(DocumentType type) {
			assertThat(Desk.with(Desk.clean().withoutDocument(type)).codes()).containsExactly("DOC-04 BLOCKER");
		}

		@Test
		void refusesASecondPriceSheet() {
			assertThat(Desk.with(Desk.clean().document("second.pdf", DocumentType.CPS, null)).codes())
				.containsExactly("DOC-04 BLOCKER");
		}

		@Test
		void takesARenewalFormInsteadOfAnEnrolment() {
			assertThat(Desk.with(Desk.renewal().with("/documents/1/type", "RENF")).codes()).isEmpty();
			assertThat(Desk.with(Desk.clean().with("/documents/1/type", "RENF")).codes())
				.containsExactly("DOC-04 BLOCKER");
		}

	}

	@Nested
	class Doc05 {

		@Test
		void acceptsAnAttachedAmendment() {
			assertThat(Desk.with(Desk.clean().amendment("M97", true, null)).codes()).isEmpty();
		}

		@Test
		void missesTheAmendmentOnTheSignatureForm() {
			assertThat(Desk.with(Desk.clean().amendment("M97", true, null)).rewrite(PSF, "M97", "").codes())
				.containsExactly("DOC-05 BLOCKER");
		}

		@Test
		void missesTheSignatureFormItself() {
			assertThat(Desk.with(Desk.clean().amendment("M97", true, null).withoutDocument(DocumentType.PSF)).codes())
				.containsExactly("DOC-01 BLOCKER", "DOC-05 BLOCKER");
		}

		@Test
		void missesTheAmendmentsDocument() {
			assertThat(Desk.with(Desk.clean().with("/amendments/-", Map.of("id", "M97", "standard", true))).codes())
				.containsExactly("DOC-05 BLOCKER");
		}

		@Test
		void refusesAnAmendmentThatThePackageDoesNotName() {
			assertThat(Desk.with(Desk.clean().document("quiet.pdf", DocumentType.AMD, "CTM")).codes())
				.containsExactly("DOC-05 BLOCKER");
		}

		@Test
		void refusesAnAmendmentInDisguise() {
			assertThat(Desk.with(Desk.clean().document("letter.pdf", DocumentType.OTHER, null))
				.pages("letter.pdf", "A letter to the customer\nAmendment ID CTM\nPayment within 90 days.")
				.codes()).containsExactly("DOC-05 BLOCKER");
		}

		@Test
		void doubtsADocumentOfAnotherAmendment() {
			assertThat(Desk.with(Desk.clean().amendment("M97", true, null))
				.rewrite("amendment-m97.pdf", "ID M97", "ID M325")
				.findings()).singleElement().satisfies((finding) -> {
					assertThat(finding.severity()).isEqualTo(Finding.Severity.WARNING);
					assertThat(finding.value()).isEqualTo("M325");
				});
		}

	}

	@Nested
	class Doc06 {

		@Test
		void missesThePriorEnrolment() {
			assertThat(Desk.with(Desk.renewal().without("/identifiers/priorEnrolments")).codes())
				.containsExactly("DOC-06 BLOCKER");
		}

		@ParameterizedTest
		@CsvSource({ "654321,1", "7654321,0", "87654321,0", "987654321,1" })
		void knowsHowLongAnEnrolmentNumberIs(String number, int findings) {
			assertThat(Desk.with(Desk.renewal().with("/identifiers/priorEnrolments/0/number", number)).codes())
				.hasSize(findings)
				.allMatch("DOC-06 WARNING"::equals);
		}

		@Test
		void doubtsANumberThatNoFormMentions() {
			assertThat(Desk.with(Desk.renewal()).rewrite(ENR, "7654321", "7654322").codes())
				.containsExactly("DOC-06 WARNING");
		}

		@Test
		void asksForTheFormOfPreviousEnrolmentsWhenThereAreSeveral() {
			Packages several = Desk.renewal().with("/identifiers/priorEnrolments/-", Map.of("number", "7654399"));
			assertThat(Desk.with(several).codes()).containsExactly("DOC-06 WARNING");
			assertThat(Desk.with(several.document("previous.pdf", DocumentType.PREV, "X20-77777")).codes()).isEmpty();
		}

		@Test
		void asksForNothingInANewAgreement() {
			assertThat(Desk.with(Desk.clean().without("/identifiers/quote")).codes()).isEmpty();
		}

	}

	@Nested
	class Doc07 {

		@Test
		void needsTheAgreementOrItsNumber() {
			Packages unnumbered = Desk.clean().without("/identifiers/agreement");
			assertThat(Desk.with(unnumbered).codes()).containsExactly("DOC-07 BLOCKER");
			assertThat(Desk.with(unnumbered.document("agreement.pdf", DocumentType.AGR, "X20-12056")).codes())
				.isEmpty();
			assertThat(Desk.with(unnumbered.with("/identifiers/masterAgreement", "U1234567")).codes()).isEmpty();
		}

	}

	@Nested
	class Doc08 {

		@Test
		void missesThePurchaseOrder() {
			assertThat(Desk.with(Desk.clean().withoutDocument(DocumentType.PO)).codes())
				.containsExactly("DOC-08 BLOCKER");
			assertThat(Desk.with(Desk.clean().without("/purchaseOrder")).codes()).containsExactly("DOC-08 BLOCKER");
		}

		@Test
		void needsNoneForAnAmendment() {
			assertThat(Desk.with(Desk.clean().scenario(Scenario.AMENDMENT).withoutDocument(DocumentType.PO))
				.codes("DOC-08")).isEmpty();
		}

		@Test
		void doubtsAnotherNumber() {
			assertThat(Desk.with(Desk.clean()).rewrite(PO, "PO-4711", "PO-4712").codes())
				.containsExactly("DOC-08 WARNING");
			assertThat(Desk.with(Desk.clean()).rewrite(PO, "PO-4711", "PO 4711").codes()).isEmpty();
		}

	}

	@Nested
	class Doc10 {

		@Test
		void saysThatAScanWasNotRead() {
			List<Finding> findings = Desk.with(Desk.clean()).pages(PSF, "", " \n ").findings();
			assertThat(findings).singleElement().satisfies((finding) -> {
				assertThat(finding.code()).isEqualTo("DOC-10");
				assertThat(finding.severity()).isEqualTo(Finding.Severity.WARNING);
				assertThat(finding.message()).contains("could not be read");
			});
		}

		@ParameterizedTest
		@ValueSource(strings = { PSF, ENR, PO, TRAIL, "price-sheet.pdf", "product-selection.pdf" })
		void neverLetsAScanPass(String scan) {
			assertThat(Desk.with(Desk.clean()).pages(scan, "").examine().route())
				.isEqualTo(io.countersign.agreement.Route.REVIEW);
		}

		@Test
		void saysWhichPageWasNotRead() {
			assertThat(
					Desk.with(Desk.clean()).pages(PO, "Purchase Order PO-4711\nContoso Pharma GmbH\n", "").findings())
				.singleElement()
				.satisfies((finding) -> assertThat(finding.page()).isEqualTo(2));
		}

		@Test
		void minds19ButNot20LettersOnAPage() {
			Packages packages = Desk.clean().document("letter.pdf", DocumentType.OTHER, null);
			assertThat(Desk.with(packages).pages("letter.pdf", "x".repeat(19)).codes())
				.containsExactly("DOC-10 WARNING");
			assertThat(Desk.with(packages).pages("letter.pdf", "x".repeat(20)).codes()).isEmpty();
		}

	}

	@Nested
	class Sig01 {

		@Test
		void missesTheSignature() {
			String date = "Nov 15, 2026";
			Desk unsigned = Desk.with(Desk.clean())
				.rewrite(PSF, "Signature* Anna Berg (" + date + " 14:44 CDT)", "Signature*")
				.rewrite(PSF, "Printed First and Last Name* Anna Berg", "Printed First and Last Name*")
				.rewrite(PSF, "Printed Title Head of Procurement", "Printed Title")
				.rewrite(PSF, "Signature Date* " + date, "Signature Date*");
			assertThat(unsigned.findings()).singleElement().satisfies((finding) -> {
				assertThat(finding.code()).isEqualTo("SIG-01");
				assertThat(finding.faultParty()).isEqualTo(Finding.FaultParty.CUSTOMER);
				assertThat(finding.document()).isEqualTo(PSF);
				assertThat(finding.page()).isEqualTo(1);
			});
		}

		@Test
		void takesRuledLinesForEmptyOnes() {
			assertThat(Desk.with(Desk.clean())
				.rewrite(PSF, "Signature* Anna Berg (Nov 15, 2026 14:44 CDT)", "Signature* ____________")
				.rewrite(PSF, "Printed First and Last Name* Anna Berg", "Printed First and Last Name* ________")
				.rewrite(PSF, "Signature Date* Nov 15, 2026", "Signature Date* ............")
				.codes()).containsExactly("SIG-01 BLOCKER");
		}

		@Test
		void seesPrintedNameAndDateBesideInk() {
			Packages ink = Desk.clean().with("/signatureMethod", "WET_INK").withoutDocument(DocumentType.SIGAUD);
			assertThat(Desk.with(ink).codes()).isEmpty();
		}

		@Test
		void doubtsAnElectronicSignatureWithoutAMark() {
			assertThat(Desk.with(Desk.clean()).rewrite(PSF, "Anna Berg (Nov 15, 2026 14:44 CDT)", "A. Berg").codes())
				.containsExactly("SIG-01 WARNING");
		}

		@ParameterizedTest
		@ValueSource(strings = { "Anna Berg (Apr 1, 2024 14:44 CDT)", "Anna Berg (Nov 15, 2026 14:44 GMT+1)" })
		void seesTheStampOfAdobeSign(String mark) {
			assertThat(Desk.with(Desk.clean()).rewrite(PSF, "Anna Berg (Nov 15, 2026 14:44 CDT)", mark).codes())
				.isEmpty();
		}

		@ParameterizedTest
		@ValueSource(strings = { "DocuSigned by: Anna Berg 1A2B3C4D5E6F708", "Signed by: Anna Berg" })
		void seesTheFrameOfDocuSign(String mark) {
			assertThat(Desk.with(Desk.clean().with("/signatureMethod", "DOCUSIGN"))
				.rewrite(PSF, "Anna Berg (Nov 15, 2026 14:44 CDT)", mark)
				.pages(TRAIL, Desk.CERTIFICATE)
				.codes()).isEmpty();
		}

		@Test
		void seesADigitalSignature() {
			assertThat(Desk.with(Desk.clean())
				.rewrite(PSF, "Anna Berg (Nov 15, 2026 14:44 CDT)", "")
				.digitallySigned(PSF)
				.codes()).isEmpty();
		}

		@Test
		void readsFilledFormFields() {
			assertThat(Desk.with(Desk.clean())
				.rewrite(PSF, "Printed First and Last Name* Anna Berg", "Printed First and Last Name*")
				.field(PSF, "Customer.PrintedName.PrintedFirst", "Anna Berg")
				.codes()).isEmpty();
		}

		@Test
		void doubtsAFormWithoutABlock() {
			assertThat(Desk.with(Desk.clean()).rewrite(PSF, "Name of Entity", "Owner").codes())
				.contains("SIG-01 WARNING");
		}

	}

	@Nested
	class Sig03 {

		@Test
		void missesTheAuditTrail() {
			assertThat(Desk.with(Desk.clean().withoutDocument(DocumentType.SIGAUD)).codes())
				.containsExactly("SIG-03 BLOCKER");
		}

		@Test
		void isNotFooledByCallingItInk() {
			Packages ink = Desk.clean().withoutDocument(DocumentType.SIGAUD).with("/signatureMethod", "WET_INK");
			Desk desk = Desk.with(ink).rewrite(PSF, "Signature* \n", "Signature* Anna Berg (Nov 15, 2026 14:44 CDT)\n");
			assertThat(desk.codes()).containsExactly("SIG-03 BLOCKER");
		}

		@ParameterizedTest
		@CsvSource({ "Signed,0", "Approved,0", "Completed,0", "Canceled,1", "Expired,1", "Declined,1", "Sent,1" })
		void wantsACompletedTrail(String status, int findings) {
			assertThat(Desk.with(Desk.clean()).rewrite(TRAIL, "Status: Signed", "Status: " + status).codes())
				.hasSize(findings)
				.allMatch("SIG-03 BLOCKER"::equals);
		}

		@Test
		void refusesAnInterimReportAndDoubtsAnUnknownOne() {
			assertThat(Desk.with(Desk.clean()).rewrite(TRAIL, "Final Audit Report", "Interim Audit Report").codes())
				.containsExactly("SIG-03 BLOCKER");
			assertThat(Desk.with(Desk.clean()).rewrite(TRAIL, "Final Audit Report", "Signing History").codes())
				.containsExactly("SIG-03 WARNING");
		}

		@Test
		void wantsTheSignerInTheTrail() {
			assertThat(Desk.with(Desk.clean()).rewrite(TRAIL, "Anna Berg", "Otto Kurz").codes()).isEmpty();
			assertThat(Desk.with(Desk.clean())
				.rewrite(TRAIL, "Anna Berg", "Otto Kurz")
				.rewrite(TRAIL, "anna.berg@", "otto.kurz@")
				.codes()).containsExactly("SIG-03 BLOCKER");
		}

		@ParameterizedTest
		@CsvSource({ "0a1b2c3d4e5f60718293a4b5c6d7e8f9,0", "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF,1" })
		void comparesTheEnvelope(String envelope, int findings) {
			assertThat(Desk.with(Desk.clean().with("/signatureMethod", "DOCUSIGN"))
				.rewrite(PSF, "Microsoft Volume Licensing",
						"Docusign Envelope ID: 0A1B2C3D-4E5F-6071-8293-A4B5C6D7E8F9\nMicrosoft Volume Licensing")
				.rewrite(PSF, "Anna Berg (Nov 15, 2026 14:44 CDT)", "DocuSigned by: Anna Berg")
				.pages(TRAIL, Desk.CERTIFICATE)
				.rewrite(TRAIL, "Envelope Id:", "Envelope Id: " + envelope)
				.codes()).hasSize(findings).allMatch("SIG-03 BLOCKER"::equals);
		}

	}

	@Nested
	class Sig05 {

		@ParameterizedTest
		@CsvSource({ "name,SIG-05 BLOCKER", "title,SIG-05 WARNING", "signedOn,SIG-05 BLOCKER" })
		void missesAPartOfTheSigner(String part, String code) {
			Desk desk = Desk.with(Desk.clean().without("/signers/0/" + part));
			assertThat(desk.codes()).contains(code);
		}

		@Test
		void missesTheSigner() {
			assertThat(Desk.with(Desk.clean().without("/signers")).codes()).containsExactly("SIG-05 BLOCKER");
			assertThat(Desk.with(Desk.clean().with("/signers/0/party", "RESELLER")).codes())
				.containsExactly("SIG-05 BLOCKER");
		}

		@ParameterizedTest
		@CsvSource({ "2026-11-16,0", "2026-11-17,0", "2026-11-18,1" })
		void tellsOfTheFutureWithoutJudging(LocalDate signedOn, int findings) {
			assertThat(Desk.with(Desk.clean().with("/signers/0/signedOn", signedOn)).codes()).hasSize(findings)
				.allMatch("SIG-05 INFO"::equals);
		}

		@ParameterizedTest
		@CsvSource({ "'Nov 14, 2026',0", "'Nov 16, 2026',0", "'Nov 17, 2026',1", "11/15/2026,0", "15.11.2026,0",
				"NOV 15 2026,0", "15 Nov 2026,0", "2026-11-15,0", "11/15/26,0", "6/31/2015,1", "soon,1" })
		void comparesTheDateOnTheForm(String written, int findings) {
			assertThat(Desk.with(Desk.clean())
				.rewrite(PSF, "Signature Date* Nov 15, 2026", "Signature Date* " + written)
				.codes()).hasSize(findings).allMatch("SIG-05 WARNING"::equals);
		}

		@Test
		void missesTheDateOnASignedForm() {
			assertThat(Desk.with(Desk.clean()).rewrite(PSF, "Signature Date* Nov 15, 2026", "Signature Date*").codes())
				.containsExactly("SIG-05 BLOCKER");
		}

		@Test
		void missesThePrintedNameOnASignedForm() {
			assertThat(Desk.with(Desk.clean())
				.rewrite(PSF, "Printed First and Last Name* Anna Berg", "Printed First and Last Name*")
				.codes()).containsExactly("SIG-05 BLOCKER");
		}

		@Test
		void missesThePrintedTitleOnASignedForm() {
			assertThat(
					Desk.with(Desk.clean()).rewrite(PSF, "Printed Title Head of Procurement", "Printed Title").codes())
				.containsExactly("SIG-05 WARNING");
		}

		@Test
		void comparesTheNameOnTheForm() {
			assertThat(Desk.with(Desk.clean())
				.rewrite(PSF, "Printed First and Last Name* Anna Berg", "Printed First and Last Name* Otto Kurz")
				.codes()).containsExactly("SIG-05 WARNING");
		}

	}

	@Nested
	class Ent01 {

		@ParameterizedTest
		@CsvSource({ "Contoso Pharma GmbH,", "CONTOSO PHARMA GMBH,", "'Contoso-Pharma, G.m.b.H.',",
				"Contoso Pharma,WARNING", "Contoso Pharma GmbH - Water Department,WARNING", "Contoso Pharma AG,BLOCKER",
				"Fabrikam Inc.,BLOCKER", "Contoso,WARNING" })
		void comparesTheNameOnTheSignatureForm(String written, String severity) {
			List<Finding> findings = Desk.with(Desk.clean())
				.rewrite(PSF, "legal entity name)* Contoso Pharma GmbH", "legal entity name)* " + written)
				.findings();
			assertThat(findings).hasSize((severity != null) ? 1 : 0).allSatisfy((finding) -> {
				assertThat(finding.code()).isEqualTo("ENT-01");
				assertThat(finding.severity().name()).isEqualTo(severity);
				assertThat(finding.value()).isEqualTo(written);
				assertThat(finding.reasonCode()).isEqualTo("R07");
			});
		}

		@Test
		void comparesTheEnrolment() {
			assertThat(Desk.with(Desk.clean()).rewrite(ENR, "Contoso Pharma GmbH", "Fabrikam Inc.").codes())
				.containsExactly("ENT-01 BLOCKER");
			assertThat(Desk.with(Desk.clean()).rewrite(ENR, "name)* Contoso Pharma GmbH", "name)*").codes())
				.containsExactly("ENT-01 WARNING");
		}

		@Test
		void comparesThePurchaseOrder() {
			assertThat(Desk.with(Desk.clean()).rewrite(PO, "Contoso Pharma GmbH", "Fabrikam Inc.").codes())
				.containsExactly("ENT-01 WARNING");
		}

		@Test
		void missesTheNameOnTheSignatureForm() {
			assertThat(Desk.with(Desk.clean()).rewrite(PSF, "name)* Contoso Pharma GmbH", "name)*").codes())
				.containsExactly("ENT-01 BLOCKER");
		}

		@ParameterizedTest
		@CsvSource({ "Müller & Söhne GmbH,Mueller und Soehne GmbH", "Müller & Söhne GmbH,Muller and Sohne GmbH",
				"Société Générale S.A.,SOCIETE GENERALE SA", "Contoso Limited,Contoso Ltd.",
				"Contoso Company Incorporated,'Contoso Co., Inc.'", "Straße AG,Strasse Aktiengesellschaft" })
		void knowsTheSameNameInAnotherSpelling(String one, String other) {
			assertThat(Texts.compareNames(one, other)).isEqualTo(Texts.Likeness.SAME);
			assertThat(Texts.mentions("To: " + other + ", Leipzig", one)).isTrue();
		}

	}

	@Nested
	class Ent03 {

		@ParameterizedTest
		@CsvSource({ "COMMERCIAL,M365 G3 GCC per user,1", "GOV_US,M365 G3 GCC per user,0",
				"GOV_NON_US,Windows Gov Upgrade,0", "EDU,Windows Gov Upgrade,1", "COMMERCIAL,M365 A3 Faculty,1",
				"EDU,M365 A3 Faculty,0", "COMMERCIAL,Governance Suite,0", "COMMERCIAL,Project Educator,0" })
		void comparesProductsWithTheSegment(Segment segment, String description, int findings) {
			Packages packages = Desk.clean().with("/lines/0/description", description).segment(segment);
			assertThat(Desk.with(packages).codes().stream().filter((code) -> code.startsWith("ENT-03")))
				.hasSize(findings);
		}

		@Test
		void comparesTheFormWithTheSegment() {
			Packages packages = Desk.clean().with("/formVersion", "EA2016EnrGov(US)SLG(ENG)(Nov2016)");
			assertThat(Desk.with(packages).codes()).containsExactly("ENT-03 BLOCKER");
			assertThat(Desk.with(packages.segment(Segment.GOV_US).with("/priceLevels/0/level", "D")).codes("ENT"))
				.isEmpty();
		}

	}

	@Nested
	class Elg01 {

		@ParameterizedTest
		@CsvSource({ "499,1", "500,0", "501,0" })
		void asks500OfCommercialCustomers(int count, int findings) {
			assertThat(Desk.with(sized(count)).codes()).hasSize(findings).allMatch("ELG-01 BLOCKER"::equals);
		}

		@ParameterizedTest
		@CsvSource({ "249,1", "250,0" })
		void asks250OfThePublicSectorAndOnOldForms(int count, int findings) {
			assertThat(Desk.with(sized(count).segment(Segment.GOV_NON_US)).codes()).hasSize(findings);
			assertThat(Desk.with(sized(count).with("/formVersion", "EA2016Enr(Ind)(WW)(ENG)(Jun2016)")).codes())
				.hasSize(findings);
			assertThat(Desk.with(sized(count).with("/formVersion", "EA2016Enr(Ind)(WW)(ENG)(Jul2016)")).codes())
				.hasSize(1);
		}

		@Test
		void readsTheMonthOfTheFormAsFootersDo() {
			for (String month : List.of("Jun2016", "June 2016")) {
				Packages old = Desk.clean()
					.with("/formVersion", "EA2016Enr(Ind)(WW)(ENG)(" + month + ")")
					.with("/counts/qualifiedUsers", 300)
					.with("/counts/qualifiedDevices", 300);
				assertThat(Desk.with(old).codes("ELG")).isEmpty();
			}
		}

		@ParameterizedTest
		@CsvSource({ "24,1", "25,0", "249,0", "250,1" })
		void asks25To249WithAmendmentW29(int count, int findings) {
			assertThat(Desk.with(sized(count).amendment("W29", true, null)).codes()).hasSize(findings)
				.allMatch("ELG-01 BLOCKER"::equals);
		}

		@Test
		void countsUsersOrDevicesWhicheverIsMore() {
			assertThat(Desk.with(sized(499).with("/counts/qualifiedDevices", 500)).codes()).isEmpty();
			assertThat(Desk.with(sized(499).with("/counts/qualifiedUsers", 500)).codes()).isEmpty();
		}

		@Test
		void asksForTheCount() {
			assertThat(Desk.with(Desk.clean().without("/counts")).codes()).containsExactly("ELG-01 BLOCKER");
		}

		@ParameterizedTest
		@CsvSource({ "999,1", "1000,0" })
		void doubtsASmallSchool(int count, int findings) {
			Packages school = Desk.clean()
				.programme(Programme.EES)
				.segment(Segment.EDU)
				.with("/counts/educationQualifiedUsers", count);
			assertThat(Desk.with(school).codes()).hasSize(findings).allMatch("ELG-01 WARNING"::equals);
		}

		@Test
		void asksNothingOfServersAndOfLaterEvents() {
			assertThat(Desk.with(sized(1).programme(Programme.SCE)).codes("ELG-01")).isEmpty();
			assertThat(Desk.with(Desk.trueUp().with("/counts/qualifiedUsers", 1).with("/counts/qualifiedDevices", 1))
				.codes()).isEmpty();
		}

		private Packages sized(int count) {
			return Desk.clean().with("/counts/qualifiedUsers", count).with("/counts/qualifiedDevices", count);
		}

	}

	@Nested
	class Elg02 {

		@ParameterizedTest
		@CsvSource({ "OL,NEW,COMMERCIAL,1", "OL,RENEWAL,EDU,1", "SP,NEW,COMMERCIAL,1", "SP,RENEWAL,COMMERCIAL,1",
				"SP,NEW,EDU,0", "SP,AMENDMENT,COMMERCIAL,0", "MPSA,NEW,COMMERCIAL,0" })
		void knowsClosedProgrammes(Programme programme, Scenario scenario, Segment segment, int findings) {
			assertThat(Desk.with(Desk.clean().programme(programme).scenario(scenario).segment(segment))
				.codes()
				.stream()
				.filter("ELG-02 BLOCKER"::equals)).hasSize(findings);
		}

	}

	@Nested
	class Prc01 {

		@ParameterizedTest
		@CsvSource({ "2399,A,0", "2399,B,1", "2400,B,0", "2400,A,1", "5999,B,0", "6000,C,0", "6000,B,1", "14999,C,0",
				"15000,D,0", "15000,C,1" })
		void comparesTheLevelOfSoftwareWithTheCount(int count, String level, int findings) {
			Packages packages = software(count, level);
			assertThat(Desk.with(packages).codes("PRC-01")).hasSize(findings).allMatch("PRC-01 BLOCKER"::equals);
		}

		@ParameterizedTest
		@CsvSource({ "2025-10-01,D,0", "2025-10-01,A,1", "2025-11-01,A,0", "2025-11-01,D,1" })
		void flattensOnlineServicesSinceNovember2025(LocalDate start, String level, int findings) {
			Packages packages = Desk.clean()
				.with("/counts/qualifiedUsers", 15000)
				.with("/priceLevels/0/level", level)
				.term(start, start.plusMonths(36).minusDays(1));
			assertThat(Desk.with(packages).codes("PRC-01")).hasSize(findings).allMatch("PRC-01 BLOCKER"::equals);
		}

		@Test
		void exemptsEducationAndUsGovernmentFromFlattening() {
			Packages large = Desk.clean().with("/counts/qualifiedUsers", 15000).with("/priceLevels/0/level", "D");
			assertThat(Desk.with(large.segment(Segment.EDU)).codes("PRC-01")).isEmpty();
			assertThat(Desk.with(large.segment(Segment.GOV_US)).codes("PRC-01")).isEmpty();
			assertThat(Desk.with(large.segment(Segment.GOV_NON_US)).codes("PRC-01")).containsExactly("PRC-01 BLOCKER");
		}

		@Test
		void givesUsGovernmentLevelDAtAnyCount() {
			assertThat(Desk.with(software(425, "D").segment(Segment.GOV_US)).codes("PRC-01")).isEmpty();
			assertThat(Desk.with(software(425, "A").segment(Segment.GOV_US)).codes("PRC-01"))
				.containsExactly("PRC-01 BLOCKER");
		}

		@Test
		void leavesALockedPriceSheetAlone() {
			Packages trueUp = Desk.trueUp().with("/priceLevels/0/level", "D");
			assertThat(Desk.with(trueUp).codes("PRC-01")).isEmpty();
			assertThat(Desk.with(trueUp.with("/lines/0/priceLocked", false)).codes("PRC-01"))
				.containsExactly("PRC-01 BLOCKER");
		}

		@Test
		void doubtsAnOrderedPoolWithoutALevel() {
			assertThat(Desk.with(Desk.clean().without("/priceLevels")).codes("PRC-01"))
				.containsExactly("PRC-01 WARNING");
		}

		@ParameterizedTest
		@CsvSource({ "2399,A,0", "2399,B,1", "6000,A,0", "6000,C,0", "6000,B,1" })
		void takesTheDefaultLevelForAdditionalPools(int count, String level, int findings) {
			Packages packages = Desk.clean()
				.with("/counts/qualifiedUsers", count)
				.with("/priceLevels/1", Map.of("pool", "SERVER", "level", level));
			assertThat(Desk.with(packages).codes("PRC-01")).hasSize(findings).allMatch("PRC-01 BLOCKER"::equals);
		}

		private Packages software(int count, String level) {
			return Desk.clean()
				.with("/counts/qualifiedUsers", count)
				.with("/lines/0/pool", "ENTERPRISE_PRODUCTS")
				.with("/lines/0/productClass", "ON_PREMISES")
				.with("/priceLevels/0/pool", "ENTERPRISE_PRODUCTS")
				.with("/priceLevels/0/level", level);
		}

	}

	@Nested
	class Dat01 {

		@ParameterizedTest
		@CsvSource({ "2026-12-01,2029-11-30,0", "2026-12-01,2029-11-29,1", "2026-12-01,2029-12-01,1",
				"2026-12-01,2028-11-30,1", "2026-12-15,2029-12-14,0", "2026-12-15,2029-12-31,0",
				"2026-12-15,2029-11-30,1", "2028-02-29,2031-02-27,0", "2026-12-01,2026-12-01,1" })
		void wants36FullMonths(LocalDate start, LocalDate end, int findings) {
			assertThat(Desk.with(Desk.clean().term(start, end)).codes("DAT-01")).hasSize(findings)
				.allMatch("DAT-01 WARNING"::equals);
		}

		@Test
		void refusesATermThatEndsBeforeItStarts() {
			assertThat(
					Desk.with(Desk.clean().term(LocalDate.of(2026, 12, 1), LocalDate.of(2026, 11, 30))).codes("DAT-01"))
				.containsExactly("DAT-01 BLOCKER");
		}

		@Test
		void takesAYearFromASchool() {
			Packages school = Desk.clean()
				.programme(Programme.EES)
				.segment(Segment.EDU)
				.with("/counts/educationQualifiedUsers", 5000)
				.term(LocalDate.of(2026, 12, 1), LocalDate.of(2027, 11, 30));
			assertThat(Desk.with(school).codes("DAT-01")).isEmpty();
		}

		@Test
		void leavesATrueUpAlone() {
			assertThat(Desk.with(Desk.trueUp().term(LocalDate.of(2026, 12, 1), LocalDate.of(2027, 11, 30)))
				.codes("DAT-01")).isEmpty();
		}

	}

	@Nested
	class Dat02 {

		@ParameterizedTest
		@CsvSource({ "2026-11-29,1", "2026-11-30,0", "2026-12-01,1" })
		void wantsTheDayAfterTheRenewedTerm(LocalDate priorEnd, int findings) {
			assertThat(Desk.with(Desk.renewal().with("/term/priorEnd", priorEnd)).codes()).hasSize(findings)
				.allMatch("DAT-02 BLOCKER"::equals);
		}

		@Test
		void takesAnotherDayWithAmendmentM325() {
			assertThat(Desk
				.with(Desk.renewal().with("/term/priorEnd", LocalDate.of(2027, 6, 30)).amendment("M325", true, null))
				.codes()).isEmpty();
		}

		@Test
		void readsTheEndFromTheEarliestPriorEnrolment() {
			Packages renewal = Desk.renewal().without("/term/priorEnd");
			assertThat(Desk.with(renewal).codes()).isEmpty();
			assertThat(Desk.with(renewal.without("/identifiers/priorEnrolments/0/endDate")).codes())
				.containsExactly("DAT-02 BLOCKER");
		}

	}

	@Nested
	class Qty03 {

		@Test
		void missesTheCountryOfUsage() {
			assertThat(Desk.with(Desk.clean().without("/lines/0/usageCountry")).findings()).singleElement()
				.satisfies((finding) -> {
					assertThat(finding.code()).isEqualTo("QTY-03");
					assertThat(finding.path()).isEqualTo("/lines/0/usageCountry");
					assertThat(finding.value()).isEqualTo("AAD-34704");
				});
		}

		@Test
		void needsNoneForAnAmendment() {
			assertThat(Desk.with(Desk.clean().scenario(Scenario.AMENDMENT).without("/lines/0/usageCountry"))
				.codes("QTY-03")).isEmpty();
		}

		@ParameterizedTest
		@CsvSource({ "25,25", "26,25", "1000,25" })
		void listsNoMoreThan25OfAKind(int lines, int findings) {
			Packages packages = Desk.clean().without("/lines/0/usageCountry");
			com.fasterxml.jackson.databind.node.ArrayNode many = new com.fasterxml.jackson.databind.ObjectMapper()
				.createArrayNode();
			com.fasterxml.jackson.databind.JsonNode line;
			try {
				line = new com.fasterxml.jackson.databind.ObjectMapper().readTree(packages.json()).at("/lines/0");
			}
			catch (java.io.IOException ex) {
				throw new java.io.UncheckedIOException(ex);
			}
			for (int i = 0; i < lines; i++) {
				many.add(line);
			}
			List<Finding> found = Desk.with(packages.with("/lines", many))
				.findings()
				.stream()
				.filter((finding) -> finding.code().equals("QTY-03"))
				.toList();
			assertThat(found).hasSize(findings);
			if (lines > findings) {
				assertThat(found.get(24).message())
					.isEqualTo("The same is wrong in %d more places.".formatted(lines - 24));
				assertThat(found.get(24).severity()).isEqualTo(Finding.Severity.BLOCKER);
			}
		}

	}

}
