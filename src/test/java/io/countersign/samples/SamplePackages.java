package io.countersign.samples;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;

import io.countersign.agreement.AgreementPackage.DocumentType;
import io.countersign.agreement.AgreementPackage.Programme;
import io.countersign.agreement.AgreementPackage.Scenario;
import io.countersign.agreement.AgreementPackage.Segment;
import io.countersign.agreement.Packages;
import io.countersign.samples.SampleForms.Deviation;

/** The sample packages: invented customers, invented numbers. */
final class SamplePackages {

	private static final String TERMS = """
			Notwithstanding the payment terms of the agreement, invoices under this Enrollment are due within 90 days after \
			the invoice date. All other terms of payment remain as they are.""";

	private SamplePackages() {
	}

	static List<Sample> all() {
		return List.of(plain("clean-straight-through", "submit", "STRAIGHT_THROUGH",
				customer("NW-1001", "Contoso Pharma GmbH", "DE", "Leipzig", "Anna Berg", 600, "187500.00", "PO-4711"),
				"""
						A standard package without a defect, within the standing authority. It is validated, countersigned and \
						handed to the ROC in the same call, without a person; the answer's status is `SUBMITTED_TO_ROC`, and a few \
						seconds later it is `BOOKED`. One in twenty of such packages is drawn for a second look instead (`IN_REVIEW`)."""),
				plain("clean-needs-signature", "submit", "SIGNATURE",
						customer("NW-1002", "Fabrikam Maschinenbau AG", "DE", "Augsburg", "Jonas Weiß", 1800,
								"675000.00", "PO-88-2041"),
						"""
								Clean and standard, but worth more than the standing authority covers: it waits as `READY_TO_SIGN` for a \
								person whose authority covers it. Sign in to Tasklist as `mona`."""),
				new Sample("warnings", "northwind", "submit", "REVIEW",
						customer("NW-1003", "Adatum Logistik GmbH", "DE", "Hamburg", "Petra Lindqvist", 540,
								"151200.00", "AL-30117")
							.with("/term/end", "2029-11-30"),
						Deviation.titleMissing(), Set.of(),
						"""
								Two things to judge: the term is not 36 full months, and the signer's title is missing on the signed form. \
								A customer lifecycle manager decides: sign in to Tasklist as `clara`."""),
				new Sample("blockers", "northwind", "submit", "RETURN", blockers(), Deviation.unlisted("M97"), Set.of(),
						"""
								Five defects and one answer with all of them: no purchase order, no audit trail of the electronic signature, \
								too few users for the programme, a line without country of usage, and an amendment that the signature form \
								does not list. It is `RETURNED`; `blockers-cured` corrects it."""),
				plain("blockers-cured", "correct blockers", "SIGNATURE",
						customer("NW-1004", "Proseware Handels GmbH", "DE", "Köln", "Mehmet Aydın".replace('ı', 'i'),
								720, "302400.00", "PW-2026-118"),
						"""
								The corrected package for `blockers`, sent as its submission 2. Every defect is cured; because of its value a \
								person signs. `docs/samples/submit blockers-cured` looks for the newest returned package of `blockers`."""),
				new Sample("special-terms", "northwind", "submit", "TERMS",
						amended(customer("NW-1005", "Litware Energie SE", "DE", "Bremen", "Sofie Brandt", 900,
								"405000.00", "LE-7730"), "CTM", "Extended Payment Terms", false, TERMS),
						Deviation.NONE, Set.of(),
						"""
								Clean, but it asks for a term that differs from the standard forms (payment within 90 days). In \
								Tasklist `clara` triages the request, then the offices that its route names decide. Whoever does cannot sign."""),
				plain("roc-rejects", "submit", "STRAIGHT_THROUGH",
						customer("NW-1006", "Trey Research GmbH", "DE", "Dresden", "Ulrich Sommer", 510, "142800.00",
								"TR-5107-R07"),
						"""
								Goes straight through to the ROC, which rejects it with reason R07: the simulator rejects an order whose \
								purchase order number ends in `-R` and two digits. Status `ROC_REJECTED`; the ROC liaison solves it: sign in to \
								Tasklist as `rob`."""),
				new Sample("government", "northwind", "submit", "REVIEW",
						customer("NW-1007", "Stadtwerke Nordhafen", "DE", "Nordhafen", "Heike Voss", 420, "126000.00",
								"SN-2026-55")
							.segment(Segment.GOV_NON_US)
							.with("/formVersion", "EA2020EnrGov(WW)(ENG)(Oct2020)"),
						Deviation.NONE, Set.of(),
						"""
								A public customer outside the United States: no standard kind, so a customer lifecycle manager looks at it \
								even without a finding (`IN_REVIEW`)."""),
				plain("renewal", "submit", "STRAIGHT_THROUGH",
						renewal(customer("TS-2001", "Alpine Ski House SARL", "FR", "Grenoble", "Camille Moreau", 650,
								"227500.00", "ASH-9001")),
						"""
								A French customer renews: the new term starts the day after the old one ends. Goes straight through, on the \
								desk of France: `chloe` sees it, `clara` does not.""",
						"tailspin"),
				new Sample("unreadable-scan", "northwind", "submit", "REVIEW",
						customer("NW-1008", "Graphic Design Institut GmbH", "DE", "Kassel", "Robert Klein", 505,
								"121200.00", "GDI-311"),
						Deviation.NONE, Set.of(DocumentType.ENR),
						"""
								The enrolment is a scan without text. Nothing pretends to have read it: a warning asks a person to look \
								(`IN_REVIEW`)."""),
				plain("server-and-cloud", "submit", "SIGNATURE",
						customer("NW-1009", "Wide World Importers GmbH", "DE", "Duisburg", "Katrin Schäfer", 3100,
								"3255000.00", "WWI-0042")
							.programme(Programme.SCE)
							.with("/formVersion", "SCE2020Enr(Ind)(WW)(ENG)(Oct2020)")
							.with("/documents/1/code", "X20-12115")
							.with("/serverComponents/0/component", "CORE_INFRASTRUCTURE")
							.with("/serverComponents/0/fullCommitment", true),
						"""
								A large server and cloud enrolment: only a manager of the second tier may sign it. Sign in to Tasklist as `max`."""),
				plain("two-signers", "submit", "SIGNATURE",
						customer("NW-1015", "Consolidated Messenger GmbH", "DE", "Frankfurt am Main", "Ralf Winter",
								12000, "5400000.00", "CM-2027-01"),
						"""
								Worth more than the EUR 5,000,000.00 up to which one person signs: it waits as `READY_TO_SIGN`, and two managers \
								of the second tier sign one form. Sign in to Tasklist as `max`, then as `magda`; `max` cannot sign twice. It goes \
								to the ROC with the second signature."""),
				plain("wet-ink", "submit", "STRAIGHT_THROUGH",
						customer("NW-1010", "Lucerne Verlag AG", "CH", "Luzern", "Beat Zimmermann", 515, "133900.00",
								"LV-2026-9")
							.with("/signatureMethod", "WET_INK")
							.without("/documents/5"),
						"""
								Signed on paper and scanned with recognised text: no audit trail is needed, and it goes straight through. A \
								Swiss customer, served by the desk for Germany, Austria and Switzerland."""),
				new Sample("incomplete", "tailspin", "submit", "RETURN",
						customer("TS-2002", "Humongous Versicherung AG", "DE", "Stuttgart", "Greta Olsson", 610,
								"158600.00", "HV-1203")
							.without("/documents/3"),
						Deviation.NONE, Set.of(),
						"""
								The customer price sheet is missing. It stays `RETURNED` until a corrected package arrives; the desk reminds, \
								chases and at last lets it expire."""),
				new Sample("early-commitment", "northwind", "submit", "TERMS", amended(
						customer("NW-1011", "Margie's Reisen GmbH", "DE", "Mainz", "Tobias Ernst", 560, "212800.00",
								"MR-640"),
						"M325", "Early Commitment", true,
						"The Enrollment starts one day after the expiring Enrollment ends; its last true-up order is placed at signature."),
						Deviation.NONE, Set.of(),
						"""
								Asks for a catalogue amendment in its standard text (`AWAITING_TERMS`), which is decided on as for \
								`special-terms`."""),
				new Sample("altered-amendment", "northwind", "submit", "RETURN",
						amended(customer("NW-1013", "Relecloud Netze GmbH", "DE", "Hannover", "Ida Lorenz", 720,
								"298800.00", "RN-311"), "CTM", "Extended Payment Terms", false,
								"Invoices under this Enrollment are due within 45 days after the invoice date."),
						Deviation.altered("45 days", "120 days"), Set.of(),
						"""
								The amendment's paper says 120 days where the package asks for 45: rule APR-02 finds it on page 1, with \
								what was found and expected, and the package is `RETURNED`. Nobody is asked to approve words that nobody \
								would sign."""),
				new Sample("terms-beforehand", "northwind", "submit", "RETURN",
						amended(customer("NW-1014", "Adatum Maschinenbau AG", "AT", "Graz", "Paul Steiner", 640,
								"265600.00", "AM-952"), "M97", "Invoice for Quoted Price", true,
								"The price quoted is invoiced if the order arrives by the estimated order date.")
							.with("/amendments/0/approval", "ST-2020-000001"),
						Deviation.NONE, Set.of(),
						"""
								Names special terms that were approved beforehand. As it stands it is `RETURNED` by rule APR-01, because \
								there is no such request. To see it pass, ask for the terms first, in exactly these words:

								    curl -u northwind:northwind -H 'Idempotency-Key: terms-1' http://localhost:8080/api/v1/special-terms \\
								      -F 'request=@docs/samples/terms-beforehand/request.json;type=application/json'

								Let the desk approve it (Tasklist: `clara` triages, then the offices that the route asks), and send the package \
								with the reference that was answered: `TERMS=ST-… docs/samples/submit terms-beforehand`. It goes to a \
								signatory without another decision."""),
				plain("withdrawn", "withdraw", "SIGNATURE",
						customer("NW-1012", "City Power & Light GmbH", "DE", "Essen", "Nadine Fuchs", 980, "411600.00",
								"CPL-77"),
						"""
								A clean package whose customer thinks again: the reseller withdraws it while it waits for a signature. The \
								answer says `READY_TO_SIGN`, the end is `WITHDRAWN`."""),
				new Sample("french-review", "tailspin", "submit", "REVIEW",
						customer("TS-2003", "École Margaux SAS", "FR", "Bordeaux", "Luc Fournier", 530, "148400.00",
								"EM-208")
							.with("/term/end", "2028-12-31"),
						Deviation.NONE, Set.of(),
						"""
								A term of 24 months on the desk of France (`IN_REVIEW`). Sign in to Tasklist as `chloe`."""));
	}

	private static Sample plain(String name, String action, String route, Packages packages, String story) {
		return plain(name, action, route, packages, story, "northwind");
	}

	private static Sample plain(String name, String action, String route, Packages packages, String story,
			String reseller) {
		return new Sample(name, reseller, action, route, packages, Deviation.NONE, Set.of(), story);
	}

	static Packages customer(String id, String name, String country, String city, String signer, int users,
			String value, String order) {
		String email = signer.toLowerCase(java.util.Locale.ROOT)
			.replace("ß", "ss")
			.replace("ä", "ae")
			.replace("ö", "oe")
			.replace("ü", "ue")
			.replace(' ', '.') + "@customer.example";
		String quote = "08%05d.001".formatted(Math.abs(id.hashCode()) % 100_000);
		BigDecimal unit = new BigDecimal(value).divide(BigDecimal.valueOf(users), 4, RoundingMode.HALF_UP);
		return Packages.example()
			.id(id)
			.customer(name, country)
			.with("/customer/address/city", city)
			.with("/customer/contacts/0/name", signer)
			.with("/customer/contacts/0/email", email)
			.with("/customer/contacts/1/name", signer)
			.with("/customer/contacts/1/email", email)
			.with("/partner/name", id.startsWith("NW") ? "Northwind Licensing" : "Tailspin Software Partners")
			.with("/partner/publicCustomerNumber", id.startsWith("NW") ? "7K8L9M0N" : "7E8F9A0B")
			.with("/identifiers/quote", quote)
			.with("/documents/2/code", quote + "_PSF")
			.with("/counts/qualifiedUsers", users)
			.with("/counts/qualifiedDevices", users - 12)
			.with("/lines/0/quantity", users)
			.with("/lines/0/usageDate", "2027-01-01")
			.with("/lines/0/usageCountry", country)
			.value(value, "EUR")
			.with("/lines/0/unitPrice", unit.stripTrailingZeros().toPlainString())
			.purchaseOrder(order)
			.with("/purchaseOrder/date", "2026-11-16")
			.with("/signers/0/name", signer)
			.with("/signers/0/email", email)
			.with("/signers/0/signedOn", "2026-11-18")
			.term(LocalDate.of(2027, 1, 1), LocalDate.of(2029, 12, 31));
	}

	private static Packages blockers() {
		return amended(
				customer("NW-1004", "Proseware Handels GmbH", "DE", "Köln", "Mehmet Aydin", 120, "302400.00",
						"PW-2026-118"),
				"M97", "Invoice for Quoted Price", true,
				"The price quoted is invoiced if the order arrives by the estimated order date.")
			.withoutDocument(DocumentType.PO)
			.withoutDocument(DocumentType.SIGAUD)
			.without("/purchaseOrder")
			.without("/lines/0/usageCountry");
	}

	private static Packages amended(Packages packages, String id, String title, boolean standard, String text) {
		return packages.amendment(id, standard, text).with("/amendments/0/title", title);
	}

	private static Packages renewal(Packages packages) {
		return packages.scenario(Scenario.RENEWAL)
			.with("/identifiers/enrolment", "87654321")
			.with("/identifiers/priorEnrolments/0/number", "81234567")
			.with("/identifiers/priorEnrolments/0/endDate", "2026-12-31")
			.with("/term/priorEnd", "2026-12-31")
			.document("previous-enrolments.pdf", DocumentType.PREV, "X20-12890");
	}

}
