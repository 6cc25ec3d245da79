package io.countersign.validation;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;

import io.countersign.agreement.AgreementPackage.DocumentType;
import io.countersign.agreement.AgreementPackage.Segment;
import io.countersign.agreement.Finding;
import io.countersign.agreement.Finding.Severity;
import io.countersign.agreement.Packages;
import io.countersign.document.DocumentSignature;
import io.countersign.document.DocumentSignature.Outcome;
import io.countersign.document.PageLayout;
import io.countersign.document.PageLayout.Box;
import io.countersign.document.PageLayout.Word;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What documents are by their own text, which version, and who signed by their trails.
 */
class ReadingTests {

	private static final String PSF = "signature-form.pdf";

	private static final String ENR = "enrolment.pdf";

	private static final String PSEL = "product-selection.pdf";

	private static final String TRAIL = "audit-trail.pdf";

	private static final String STAMP = "Anna Berg (Nov 15, 2026 14:44 CDT)";

	@Nested
	class RecognitionOfTypes {

		@ParameterizedTest
		@CsvSource(delimiter = '|',
				textBlock = """
						PSF     | Microsoft Volume Licensing~Program Signature Form~Contract Document Number or Code~
						PSF     | Microsoft I Volume Licensing Program Signature Form~MBA/MBSA number~By signing below~
						PSF     | A form without a title~By signing below, all agree~ProgramSignForm(MSSign)(NA,LatAm)ExBRA,MLI(ENG)(Aug2014)~
						ENR     | Enterprise Enrollment State and Local~Enterprise Enrollment number~must be attached to a Program Signature Form~
						ENR     | Server and Cloud Enrollment~Enrollment number~
						ENR     | Terms and conditions of this paper~Page 4 of 10~EA2016EnrGov (US) SLG (ENG) (Nov2016)~
						PSEL    | Enterprise Enrollment Product Selection Form~Proposal ID Enrollment Number~
						PSEL    | Enterprise and Enterprise Subscription Enrollment Product Selection Form - State and Local~
						AMD     | Volume Licensing~Amendment to Contract Documents~Enterprise Enrollment (Indirect)~Amendment ID M97~
						AMD     | Enterprise Enrollment (Indirect)~Enrollment Number~Sub 250 Program~Amendment ID W29~
						DTDF    | Discount Transparency Disclosure Form~Quote Number: 0804776.000~
						CPS     | Customer Price Sheet~Currency EUR and more words~
						PO      | Contoso Pharma GmbH~Purchase Order~PO number 4711 Terms Net 30~
						QUOTE   | Pricing Proposal~Quotation #: 1234567~Valid Until: 11/30/2026~
						SIGAUD  | Program Signature Form~Final Audit Report 2026-11-15~By signing below~Contract Document~
						SIGAUD  | Certificate Of Completion~Envelope Id: 0A1B2C3D~
						METEAOP | METEAOP~Program Type EA Enrollment number 12345678~
						USTM    | Enterprise Update Statement~Enrollment number 12345678~
						PREV    | Previous Enrollment(s)/Agreement(s) Form~Entity Name of the customer~
						SUPC    | Supplemental Contact Information Form~Name of entity and more~
						RENF    | Enterprise Renewal Form~Agreement number, enrollment number~
						AGR     | Enterprise Agreement~1. Definitions. More text follows here~
						""")
		void tellsThemByTitleAndFooter(DocumentType type, String text) {
			assertThat(recognised(text)).contains(type);
		}

		@ParameterizedTest
		@ValueSource(
				strings = { "A letter to the customer~about the Program Signature Form and the Enterprise Enrollment~",
						"Notes about the new Product Selection Form of this year~",
						"Contract Document Number or Code~Product Selection Form 0804776.001_PSF~",
						"Enterprise Enrollment~without the words that go with the form itself~",
						"Program Signature Form~By signing below~EA2016EnrGov(US)SLG(ENG)(Nov2016)~",
						"Enterprise Agreement~a covering letter with many words in it~",
						"Purchase Order terms and conditions of sale~", "x~" })
		void saysNothingWhereTheTextDoesNotTell(String text) {
			assertThat(recognised(text)).isEmpty();
		}

		private java.util.Optional<DocumentType> recognised(String text) {
			Packages packages = Desk.clean().document("paper.pdf", DocumentType.OTHER, null);
			Dossier dossier = new Dossier(Desk.with(packages).pages("paper.pdf", text.replace('~', '\n')).submission(),
					Desk.POLICIES, Desk.UNSIGNED);
			return dossier.papers(DocumentType.OTHER).get(0).recognition().map(Recognition::type);
		}

	}

	@Nested
	class Doc11 {

		@Test
		void refusesADocumentOfAnotherType() {
			assertThat(Desk.with(Desk.clean())
				.pages(PSEL, "Pricing Proposal\nQuotation #: 1234567\nValid Until: 11/30/2026\n")
				.findings()).singleElement().satisfies((finding) -> {
					assertThat(finding.code()).isEqualTo("DOC-11");
					assertThat(finding.severity()).isEqualTo(Severity.BLOCKER);
					assertThat(finding.document()).isEqualTo(PSEL);
					assertThat(finding.page()).isEqualTo(1);
					assertThat(finding.path()).isEqualTo("/documents/2/type");
					assertThat(finding.value()).isEqualTo("Pricing Proposal");
					assertThat(finding.expected()).isEqualTo("PSEL");
				});
		}

		@Test
		void tellsAnEnrolmentInAnotherPlace() {
			String enrolment = "Enterprise Enrollment\nEnterprise Enrollment number\nattached to a signature form\n";
			assertThat(Desk.with(Desk.clean().document("more.pdf", DocumentType.OTHER, null))
				.pages("more.pdf", enrolment)
				.codes()).containsExactly("DOC-11 WARNING");
			assertThat(Desk.with(Desk.clean()).pages(PSF, enrolment).codes()).containsExactly("DOC-11 BLOCKER");
		}

		@Test
		void guessesNothingAboutAScan() {
			assertThat(Desk.with(Desk.clean()).pages(PSEL, "").codes()).containsExactly("DOC-10 WARNING");
		}

	}

	@Nested
	class Doc02 {

		private static final String ROWS = "ENR document X20-12057 (new)\nPSEL document 0804776.001_PSF (new)\n";

		@ParameterizedTest
		@CsvSource({ "X20-12057,X20-1205 7", "X20-12057,X2O-I2O57", "X20-12057,X20 12057",
				"0804776.001_PSF,0804776.001 PSF", "0804776.001_PSF,080 .4776. 001 _ PSF",
				"0804776.001_PSF,O804776.00l_PSF", "(new),(NEW)", " (new),new", "(new),(88123456)" })
		void toleratesFaultsOfOpticalRecognition(String code, String read) {
			assertThat(Desk.with(Desk.clean()).rewrite(PSF, code, read).codes()).isEmpty();
		}

		@ParameterizedTest
		@CsvSource({ "X20-12057,X20-12051", "0804776.001_PSF,0804776.002_PSF", "0804776.001_PSF,0804776.001_DTDF" })
		void stillTellsAnotherCode(String code, String read) {
			assertThat(Desk.with(Desk.clean()).rewrite(PSF, code, read).codes()).containsExactly("DOC-02 BLOCKER",
					"DOC-02 BLOCKER");
		}

		@Test
		void pairsColumnsInTheirOrder() {
			assertThat(columns("Enterprise Enrollment\nProduct Selection Form\nX20-12057\n0804776.001_PSF\n"))
				.isEmpty();
			assertThat(columns("Product Selection Form\nEnterprise Enrollment\nX20-12057\n0804776.001_PSF\n"))
				.containsExactly("DOC-02 WARNING", "DOC-02 WARNING");
			assertThat(columns(
					"Enterprise Enrollment\nEnterprise Amendment\nProduct Selection Form\nX20-12057\n0804776.001_PSF\n"))
				.containsExactly("DOC-02 WARNING");
		}

		@ParameterizedTest
		@ValueSource(strings = { "<Choose Agreement>", "<Choose Enrollment/Registration>", "Choose Agreement" })
		void passesOverRowsThatNobodyChose(String row) {
			assertThat(columns(ROWS + (row + "\n").repeat(5))).isEmpty();
		}

		@Test
		void readsEveryCodeOfALine() {
			Packages amended = Desk.clean().amendment("M97", true, null).amendment("M507", true, null);
			assertThat(Desk.with(amended).rewrite(PSF, ROWS, ROWS + "Amendment M97, M507\n").codes("SYS", "DOC-02"))
				.isEmpty();
			assertThat(columns("X20-12057 0804776.001_PSF\n")).isEmpty();
			assertThat(columns("Enterprise Enrollment\nProduct Selection Form\nX20-12057 0804776.001_PSF\n")).isEmpty();
			assertThat(columns(ROWS + "X20-10635 X20-12890 X20-10636\n")).containsExactly("DOC-02 BLOCKER",
					"DOC-02 BLOCKER", "DOC-02 BLOCKER");
		}

		@Test
		void tellsARowWithoutACode() {
			assertThat(columns(ROWS + "Enterprise Amendment\n")).containsExactly("DOC-02 WARNING");
		}

		@Test
		void comparesTheVersionOfAForm() {
			String version = "EA2020Enr(Ind)(WW)(ENG)(Oct2020)";
			assertThat(Desk.with(Desk.clean().with("/documents/1/version", version)).codes()).isEmpty();
			assertThat(Desk.with(Desk.clean()).rewrite(ENR, version, "EA2020Enr (Ind) (WW) (ENG) (Oct 2020)").codes())
				.isEmpty();
			assertThat(
					Desk.with(Desk.clean().with("/documents/1/version", "EA2020Enr(Ind)(WW)(ENG)(Oct2021)")).findings())
				.singleElement()
				.satisfies((finding) -> {
					assertThat(finding.code()).isEqualTo("DOC-02");
					assertThat(finding.value()).isEqualTo(version);
					assertThat(finding.expected()).isEqualTo("EA2020Enr(Ind)(WW)(ENG)(Oct2021)");
					assertThat(finding.path()).isEqualTo("/documents/1/version");
				});
			assertThat(Desk.with(Desk.clean()).rewrite(ENR, "(Oct2020)", "(Oct2019)").findings()).singleElement()
				.satisfies((finding) -> assertThat(finding.path()).isEqualTo("/formVersion"));
		}

		@Test
		void comparesTheCodeInTheFooter() {
			assertThat(Desk.with(Desk.clean()).rewrite(ENR, "Document X20-12057", "Document X20-1205 7").codes())
				.isEmpty();
			assertThat(Desk.with(Desk.clean()).rewrite(ENR, "Document X20-12057", "Document X20-10636").codes())
				.containsExactly("DOC-02 BLOCKER");
		}

		private List<String> columns(String rows) {
			return Desk.with(Desk.clean()).rewrite(PSF, ROWS, rows).codes();
		}

	}

	@Nested
	class Doc03 {

		@ParameterizedTest
		@CsvSource({ "May2020,2026-11-15,", "Apr2020,2020-12-31,", "Apr2020,2021-01-01,DOC-03 BLOCKER",
				"Aug2014,2020-12-31,", "Jul2014,2020-12-31,DOC-03 BLOCKER", "Aug2027,2026-11-15,DOC-03 WARNING" })
		void knowsVersionsOfTheSignatureFormByTheDayOfSignature(String month, LocalDate signedOn, String code) {
			List<String> codes = Desk.with(Desk.clean().with("/signers/0/signedOn", signedOn))
				.rewrite(PSF, "(May2020)", "(" + month + ")")
				.codes();
			assertThat(codes.stream().filter((found) -> found.startsWith("DOC-03")).toList())
				.isEqualTo((code != null) ? List.of(code) : List.of());
		}

		@ParameterizedTest
		@CsvSource({ "COMMERCIAL,Jan2016,0", "COMMERCIAL,Dec2015,1", "GOV_US,Jan2014,0", "GOV_US,Dec2013,1" })
		void knowsVersionsOfTheEnrolmentBySegment(Segment segment, String month, int findings) {
			Packages packages = Desk.clean()
				.segment(segment)
				.with("/formVersion", "EA2016Enr(Ind)(WW)(ENG)(" + month + ")");
			assertThat(Desk.with(packages).codes().stream().filter("DOC-03 BLOCKER"::equals)).hasSize(findings);
		}

		@ParameterizedTest
		@CsvSource({ "PREV,2012-12-01,SUPERSEDED", "PREV,2013-01-01,ACCEPTED", "SUPC,2012-12-01,SUPERSEDED",
				"SUPC,2013-10-01,ACCEPTED", "PREV,,ACCEPTED" })
		void acceptsSupplementsSince2013AndThoseWithoutADate(DocumentType type, LocalDate formDate,
				Policies.FormStanding standing) {
			assertThat(Desk.POLICIES.formVersion(Desk.clean().facts(), type, "WW", "", formDate, Desk.TODAY).standing())
				.isEqualTo(standing);
		}

		@Test
		void asksAPersonWhereNoVersionIsToBeRead() {
			assertThat(Desk.with(Desk.clean())
				.rewrite(PSF, "ProgramSignForm(MSSign)(EMEA)(ENG)(May2020) Page 1 of 2 Document X20-12883", "")
				.codes()).containsExactly("DOC-03 WARNING");
		}

		@Test
		void takesAKnownCodeForAMissingVersion() {
			Packages packages = Desk.clean().without("/formVersion");
			assertThat(Desk.with(packages).codes()).isEmpty();
			assertThat(Desk.with(packages.with("/documents/1/code", "X20-10632")).codes())
				.containsExactly("DOC-03 BLOCKER");
			assertThat(Desk.with(packages.with("/documents/1/code", "X20-99999")).codes())
				.containsExactly("DOC-03 WARNING");
		}

	}

	@Nested
	class Sig02 {

		/** The customer's block stands between 300 and 420 points from the top. */
		@ParameterizedTest
		@CsvSource({ "200,330,120,30,1", "200,200,120,30,0", "200,430,120,30,0", "200,330,8,8,0", "0,0,612,792,0",
				"0,320,612,60,0" })
		void refusesAPictureInTheCustomersBlock(float x, float y, float width, float height, int findings) {
			assertThat(ink(new Box(x, y, width, height)).codes()).hasSize(findings).allMatch("SIG-02 BLOCKER"::equals);
		}

		@Test
		void takesAPictureForPartOfAScan() {
			assertThat(ink(new Box(0, 0, 612, 792), new Box(200, 330, 120, 30)).codes()).isEmpty();
			assertThat(ink(new Box(0, 0, 612, 400), new Box(0, 400, 612, 392), new Box(200, 330, 120, 30)).codes())
				.isEmpty();
		}

		@Test
		void takesADigitalSignatureOrAMarkForProof() {
			assertThat(ink(new Box(200, 330, 120, 30)).digitallySigned(PSF).codes()).isEmpty();
			assertThat(pictured(Desk.with(Desk.clean()), new Box(200, 330, 120, 30)).codes()).isEmpty();
		}

		@Test
		void missesTrailAndProofOfAPastedSignature() {
			assertThat(pictured(Desk.with(Desk.clean().withoutDocument(DocumentType.SIGAUD))
				.rewrite(PSF, "Signature* " + STAMP, "Signature*"), new Box(200, 330, 120, 30)).codes())
				.containsExactly("SIG-01 WARNING", "SIG-02 BLOCKER", "SIG-03 BLOCKER");
		}

		private Desk ink(Box... pictures) {
			return pictured(
					Desk.with(Desk.clean().with("/signatureMethod", "WET_INK").withoutDocument(DocumentType.SIGAUD)),
					pictures);
		}

		private Desk pictured(Desk desk, Box... pictures) {
			return desk.layout(PSF, new PageLayout(612, 792, true,
					List.of(line("Customer", 280), line("Name of Entity (must be legal entity name)*", 300),
							line("Signature*", 330), line("* indicates required field", 420), line("Page 1 of 2", 760)),
					List.of(), List.of(pictures)));
		}

		private List<Word> line(String text, float y) {
			return List.of(new Word(text, new Box(54, y, 100, 12)));
		}

	}

	@Nested
	class Sig08 {

		@ParameterizedTest
		@CsvSource({ "VALID,", "UNTRUSTED,WARNING", "UNCLEAR,WARNING", "ADDED_TO,WARNING", "UNREADABLE,WARNING",
				"ALTERED,BLOCKER", "DAMAGED,BLOCKER", "REVOKED,BLOCKER" })
		void weighsWhatBecameOfASignature(Outcome outcome, String severity) {
			assertThat(Desk.with(Desk.clean())
				.digitallySigned(PSF)
				.judged(new DocumentSignature(outcome, "Anna Berg", "What became of it."))
				.codes()).isEqualTo((severity != null) ? List.of("SIG-08 " + severity) : List.of());
		}

		@Test
		void looksAtEverySignatureOfEveryDocument() {
			Desk desk = Desk.with(Desk.clean())
				.digitallySigned(PSF)
				.digitallySigned(ENR)
				.judged(new DocumentSignature(Outcome.VALID, "Anna Berg", "Fine."),
						new DocumentSignature(Outcome.ALTERED, "Otto Kurz", "Changed."));
			assertThat(desk.findings()).extracting(Finding::document).containsExactly(PSF, ENR);
			assertThat(desk.findings()).extracting(Finding::value).containsOnly("Otto Kurz");
		}

	}

	@Nested
	class Sig09 {

		@ParameterizedTest
		@CsvSource({ "11/15/2026,0", "11/16/2026,0", "11/14/2026,1", "6/31/2026,0", "'',0" })
		void doubtsThatMicrosoftSignedFirst(String date, int findings) {
			assertThat(Desk.with(Desk.clean())
				.rewrite(PSF, "Signature Date (date Microsoft Affiliate countersigns)",
						"Signature Date " + date + "\n(date Microsoft Affiliate countersigns)")
				.codes()).hasSize(findings).allMatch("SIG-09 WARNING"::equals);
		}

	}

	@Nested
	class Sig03 {

		@ParameterizedTest
		@CsvSource({ "2026-11-14,0", "2026-11-16,0", "2026-11-13,1", "2026-11-17,1" })
		void comparesTheDayOfSigningWithTheForm(String day, int findings) {
			assertThat(Desk.with(Desk.clean())
				.rewrite(TRAIL, "Document e-signed by Anna Berg (anna.berg@contoso.example)",
						"Document e-signed by Anna Berg (anna.berg@contoso.example)\nSignature Date: " + day
								+ " - 2:44:02 PM GMT - Time Source: server")
				.codes()).hasSize(findings).allMatch("SIG-03 WARNING"::equals);
		}

		@Test
		void takesTheSenderForNoSigner() {
			assertThat(Desk.with(Desk.clean())
				.rewrite(TRAIL, "Document e-signed by Anna Berg (anna.berg@contoso.example)",
						"By: Anna Berg (anna.berg@contoso.example)\nDocument emailed to Anna Berg (anna.berg@contoso.example) for signature")
				.codes()).containsExactly("SIG-03 BLOCKER");
			assertThat(docusign(Desk.CERTIFICATE.replace("Northwind Licensing", "Anna Berg")
				.replace("licensing@northwind.example", "anna.berg@contoso.example")
				.replace("Anna Berg Sent", "Otto Kurz Sent")
				.replace("anna.berg@contoso.example Viewed", "otto.kurz@contoso.example Viewed")).codes())
				.containsExactly("SIG-03 BLOCKER");
		}

		@Test
		void wantsASigningOfEverySignerOfTheForm() {
			Packages two = Desk.clean()
				.with("/signers/-", Map.of("party", "OUTSOURCER", "name", "Otto Kurz", "signedOn", "2026-11-15"));
			assertThat(Desk.with(two).findings()).singleElement().satisfies((finding) -> {
				assertThat(finding.code()).isEqualTo("SIG-03");
				assertThat(finding.path()).isEqualTo("/signers/1");
			});
			assertThat(Desk.with(two)
				.rewrite(TRAIL, "Status: Signed",
						"Status: Signed\nDocument e-signed by Otto Kurz (otto@outsourcer.example)")
				.codes()).isEmpty();
		}

		@Test
		void readsTheEventsOfEachSignerOfDocuSign() {
			assertThat(docusign(Desk.CERTIFICATE).codes()).isEmpty();
			assertThat(docusign(Desk.CERTIFICATE.replace("Signed: 11/15/2026 2:44:02 PM", "")).codes())
				.containsExactly("SIG-03 BLOCKER");
			assertThat(docusign(Desk.CERTIFICATE.replace("Signed: 11/15/2026", "Signed: 11/17/2026")).codes())
				.containsExactly("SIG-03 WARNING");
		}

		@Test
		void wantsTheTrailOfTheServiceWhoseMarkTheFormCarries() {
			assertThat(Desk.with(Desk.clean().with("/signatureMethod", "DOCUSIGN"))
				.rewrite(PSF, STAMP, "DocuSigned by: Anna Berg")
				.codes()).containsExactly("SIG-03 BLOCKER");
		}

		private Desk docusign(String certificate) {
			return Desk.with(Desk.clean().with("/signatureMethod", "DOCUSIGN"))
				.rewrite(PSF, STAMP, "DocuSigned by: Anna Berg")
				.pages(TRAIL, certificate);
		}

	}

	@Nested
	class Sig04 {

		@Test
		void takesMixedMethodsWithEveryTrail() {
			assertThat(mixed("RESELLER", "WET_INK").codes()).isEmpty();
		}

		@ParameterizedTest
		@ValueSource(strings = { "DOCUSIGN", "OTHER_ELECTRONIC" })
		void missesTheTrailOfAnotherMethod(String method) {
			List<Finding> findings = mixed("RESELLER", method).findings();
			assertThat(findings).extracting(Finding::code)
				.isEqualTo(method.equals("DOCUSIGN") ? List.of("SIG-04") : List.of());
			assertThat(findings).allSatisfy((finding) -> {
				assertThat(finding.severity()).isEqualTo(Severity.BLOCKER);
				assertThat(finding.path()).isEqualTo("/signers/1");
			});
		}

		@Test
		void missesAnyTrailWhereOnlyOneSignedElectronically() {
			Packages ink = Desk.clean()
				.with("/signatureMethod", "WET_INK")
				.withoutDocument(DocumentType.SIGAUD)
				.with("/signers/-", Map.of("party", "RESELLER", "name", "Otto Kurz", "method", "DOCUSIGN"));
			assertThat(Desk.with(ink).codes()).containsExactly("SIG-04 BLOCKER");
		}

		private Desk mixed(String party, String method) {
			return Desk
				.with(Desk.clean().with("/signers/-", Map.of("party", party, "name", "Otto Kurz", "method", method)));
		}

	}

	@Test
	void theMarkOnTheFormIsComparedWithTheMethodOfThePackage() {
		assertThat(Desk.with(Desk.clean())
			.rewrite(PSF, STAMP, "DocuSigned by: Anna Berg")
			.pages(TRAIL, Desk.CERTIFICATE)
			.codes()).containsExactly("SIG-06 WARNING");
	}

}
