package io.countersign.samples;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

import io.countersign.agreement.AgreementPackage;
import io.countersign.agreement.AgreementPackage.Amendment;
import io.countersign.agreement.AgreementPackage.Customer;
import io.countersign.agreement.AgreementPackage.DocumentEntry;
import io.countersign.agreement.AgreementPackage.DocumentType;
import io.countersign.agreement.AgreementPackage.Line;
import io.countersign.agreement.AgreementPackage.PriorEnrolment;
import io.countersign.agreement.AgreementPackage.SignatureMethod;
import io.countersign.agreement.AgreementPackage.Signer;

/**
 * The papers of a sample package, filled from its facts. Labels and footers follow filed
 * forms; the running texts are our own and promise nothing.
 */
final class SampleForms {

	private static final DateTimeFormatter US = DateTimeFormatter.ofPattern("MM/dd/uuuu", Locale.US);

	private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("MMM d, uuuu", Locale.US);

	private static final float[] TWO = { 0.62f, 0.38f };

	private final AgreementPackage facts;

	private final Signer signer;

	SampleForms(AgreementPackage facts) {
		this.facts = facts;
		this.signer = facts.signers().get(0);
	}

	/**
	 * How papers deviate from clean ones.
	 *
	 * @param altered words of an amendment, and what its paper has in their place;
	 * {@code null} where it is as in the facts
	 */
	record Deviation(List<String> unlistedCodes, boolean titleBlank, boolean unsigned, List<String> altered) {

		static final Deviation NONE = new Deviation(List.of(), false, false, null);

		static Deviation titleMissing() {
			return new Deviation(List.of(), true, false, null);
		}

		static Deviation unlisted(String... codes) {
			return new Deviation(List.of(codes), false, false, null);
		}

		static Deviation altered(String words, String instead) {
			return new Deviation(List.of(), false, false, List.of(words, instead));
		}

		private String on(String text) {
			return (this.altered != null) ? text.replace(this.altered.get(0), this.altered.get(1)) : text;
		}

	}

	byte[] draw(DocumentEntry entry, Deviation deviation) {
		return switch (entry.type()) {
			case PSF -> signatureForm(deviation);
			case ENR -> enrolment();
			case PSEL -> productSelection(entry);
			case CPS -> priceSheet();
			case PO -> purchaseOrder();
			case SIGAUD -> auditReport();
			case AMD -> amendment(entry, deviation);
			case PREV -> previousEnrolments();
			default -> throw new IllegalArgumentException("No sample of " + entry.type());
		};
	}

	private byte[] signatureForm(Deviation deviation) {
		SamplePaper paper = new SamplePaper("Microsoft | Volume Licensing      5-0000000" + Math.abs(id()) % 1_000_000,
				"ProgramSignForm(MSSign)(EMEA)(ENG)(May2020)", "X20-12883")
			.title("Program Signature Form")
			.field("MBA/MBSA number", this.facts.identifiers().masterAgreement())
			.field("Agreement number", this.facts.identifiers().agreement())
			.gap(8)
			.text("Note: Enter the applicable active numbers associated with the documents below, or list them below as new.")
			.row(true, TWO, "Contract Document", "Number or Code");
		for (DocumentEntry entry : this.facts.documents()) {
			if (entry.code() != null && entry.type() != DocumentType.PSF
					&& !deviation.unlistedCodes().contains(entry.code())) {
				paper.row(false, TWO, named(entry),
						entry.code() + ((entry.type() == DocumentType.AMD) ? " (new)" : ""));
			}
		}
		paper.row(false, TWO, "<Choose Agreement>", "")
			.row(false, TWO, "<Choose Enrollment/Registration>", "")
			.gap(8)
			.text("By signing below, the parties agree to the documents listed above. Sample text of this desk, not a contract.")
			.heading("Customer")
			.field("Name of Entity (must be legal entity name)*", this.facts.customer().legalName());
		if (deviation.unsigned()) {
			paper.field("Signature*", "")
				.field("Printed First and Last Name*", "")
				.field("Printed Title", "")
				.field("Signature Date*", "");
		}
		else {
			boolean electronic = this.facts.signatureMethod() == SignatureMethod.ADOBE_SIGN;
			String day = STAMP.format(this.signer.signedOn());
			paper
				.written("Signature*",
						electronic ? "%s (%s 14:44 GMT)".formatted(this.signer.name(), day) : this.signer.name())
				.field("Printed First and Last Name*", this.signer.name())
				.field("Printed Title", deviation.titleBlank() ? "" : this.signer.title())
				.field("Signature Date*", electronic ? day : US.format(this.signer.signedOn()));
		}
		return paper.field("Tax ID", this.facts.customer().taxId())
			.text("* indicates required field")
			.page()
			.heading("Microsoft Affiliate")
			.text("Microsoft Ireland Operations Limited")
			.space("Signature", 84)
			.field("Printed First and Last Name", "")
			.field("Printed Title", "")
			.field("Signature Date", "")
			.text("(date Microsoft Affiliate countersigns)")
			.field("Agreement Effective Date", "")
			.text("(may be different than Microsoft's signature date)")
			.heading("Optional 2nd Customer signature or Outsourcer signature (if applicable)")
			.field("Name of Entity (must be legal entity name)*", "")
			.field("Signature*", "")
			.field("Printed First and Last Name*", "")
			.field("Printed Title", "")
			.field("Signature Date*", "")
			.gap(8)
			.text("If Customer requires physical media, additional contacts, or is reporting multiple previous Enrollments, include the appropriate form(s) with this signature form.")
			.field("Prepared By:", this.facts.partner().name())
			.bytes();
	}

	private byte[] enrolment() {
		Customer customer = this.facts.customer();
		List<PriorEnrolment> prior = this.facts.identifiers().priorEnrolments();
		return new SamplePaper("Microsoft | Volume Licensing", this.facts.formVersion(), code(DocumentType.ENR))
			.title(named(new DocumentEntry("", DocumentType.ENR, "", null, null)))
			.field("Enterprise Enrollment number (Microsoft to complete)", this.facts.identifiers().enrolment())
			.field("Framework ID (if applicable)", "")
			.field("Previous Enrollment number (Reseller to complete)", prior.isEmpty() ? "" : prior.get(0).number())
			.gap(6)
			.text("This Enrollment must be attached to a signature form to be valid.")
			.heading("Enrollment Details")
			.text("1. Enrolled Affiliate's Enterprise. All affiliates are included; future affiliates are included.")
			.heading("2. Contact information")
			.text("a. Primary contact")
			.field("Name of entity (must be legal entity name)*", customer.legalName())
			.field("Contact name* First Last", customer.contacts().get(0).name())
			.field("Contact email address*", customer.contacts().get(0).email())
			.field("Street address*", customer.address().street())
			.field("City*", customer.address().city())
			.field("Postal code*", customer.address().postalCode())
			.field("Country*", customer.country())
			.page()
			.text("b. Notices contact and Online Administrator")
			.field("Contact name* First Last", customer.contacts().get(1).name())
			.field("Contact email address*", customer.contacts().get(1).email())
			.text("d. Reseller information")
			.field("Reseller company name*", this.facts.partner().name())
			.heading("Terms and Conditions")
			.text("2. Order requirements. The minimum applies to qualified users or qualified devices. 3. Pricing. 4. Payment terms. 5. End of Enrollment term and termination.")
			.field("Term starts", US.format(this.facts.term().start()))
			.field("Term ends", US.format(this.facts.term().end()))
			.heading("3. Financing elections")
			.field("Financed through MS Financing?", "No")
			.bytes();
	}

	private byte[] productSelection(DocumentEntry entry) {
		float[] shares = { 0.2f, 0.5f, 0.3f };
		SamplePaper paper = new SamplePaper("Microsoft | Volume Licensing", entry.code(), "")
			.title("Product Selection Form")
			.field("Proposal ID", this.facts.identifiers().quote())
			.field("Enrollment Number", this.facts.identifiers().enrolment())
			.field("Qualified Users", number(this.facts.counts().qualifiedUsers()))
			.field("Qualified Devices", number(this.facts.counts().qualifiedDevices()))
			.gap(8)
			.row(true, shares, "Part number", "Products", "Enterprise Quantity");
		for (Line line : this.facts.lines()) {
			paper.row(false, shares, line.partNumber(), line.description(), number(line.quantity()));
		}
		paper.gap(8).text("Enrolled Affiliate's Price Level:").row(true, TWO, "Product Offering / Pool", "Price Level");
		this.facts.priceLevels().forEach((level) -> paper.row(false, TWO, level.pool().name(), level.level().name()));
		return paper.gap(8)
			.text("Quantity of Licenses and Software Assurance to price level: 2,399 and below A; 2,400 to 5,999 B; 6,000 to 14,999 C; 15,000 and above D.")
			.bytes();
	}

	private byte[] priceSheet() {
		float[] shares = { 0.16f, 0.36f, 0.12f, 0.16f, 0.2f };
		SamplePaper paper = new SamplePaper("Microsoft | Volume Licensing", "Customer Price Sheet", "")
			.title("Customer Price Sheet")
			.field("Customer", this.facts.customer().legalName())
			.field("Program", this.facts.programme().code())
			.field("Quote number", this.facts.identifiers().quote())
			.field("Country", this.facts.customer().country())
			.field("Currency", this.facts.totalValue().currency())
			.gap(8)
			.row(true, shares, "Part Number", "Item Name", "Qty", "Unit net price", "Extended amount");
		for (Line line : this.facts.lines()) {
			paper.row(false, shares, line.partNumber(), line.description(), number(line.quantity()),
					money(line.unitPrice()), money(line.unitPrice().multiply(BigDecimal.valueOf(line.quantity()))));
		}
		return paper.gap(8)
			.field("Total over the term", money(this.facts.totalValue().amount()))
			.text("Future Pricing Table: none.")
			.bytes();
	}

	private byte[] purchaseOrder() {
		float[] shares = { 0.08f, 0.16f, 0.36f, 0.1f, 0.14f, 0.16f };
		SamplePaper paper = new SamplePaper(this.facts.customer().legalName(), "Purchase order", "")
			.title("Purchase Order")
			.field("PO number", this.facts.purchaseOrder().number())
			.field("Date", this.facts.purchaseOrder().date().toString())
			.field("Buyer", this.facts.customer().legalName())
			.field("Vendor", this.facts.partner().name())
			.field("Terms", "Net 30")
			.gap(8)
			.row(true, shares, "No", "Part no", "Description", "Qty", "Unit price", "Extended");
		int number = 1;
		for (Line line : this.facts.lines()) {
			paper.row(false, shares, Integer.toString(number++), line.partNumber(), line.description(),
					number(line.quantity()), money(line.unitPrice()),
					money(line.unitPrice().multiply(BigDecimal.valueOf(line.quantity()))));
		}
		return paper.gap(8)
			.field("Total " + this.facts.totalValue().currency(), money(this.facts.totalValue().amount()))
			.written("Authorised signature", this.signer.name())
			.bytes();
	}

	private byte[] auditReport() {
		String name = this.signer.name();
		String email = this.signer.email();
		LocalDate day = this.signer.signedOn();
		return new SamplePaper("Adobe Acrobat Sign", "Final Audit Report", "").title("Program Signature Form")
			.text("Final Audit Report          " + day)
			.field("Created:", day.minusDays(1).toString())
			.field("By:", "%s (licensing@%s)".formatted(this.facts.partner().name(), "reseller.example"))
			.field("Status:", "Signed")
			.field("Transaction ID:", "CBJCHBCAABAA" + transaction())
			.heading("\"Program Signature Form\" History")
			.text("Document created by %s - %s - 8:02:11 AM GMT".formatted(this.facts.partner().name(),
					day.minusDays(1)))
			.text("Document emailed to %s (%s) for signature - %s - 8:02:40 AM GMT".formatted(name, email,
					day.minusDays(1)))
			.text("Email viewed by %s (%s) - %s - 2:31:05 PM GMT".formatted(name, email, day))
			.text("Document e-signed by %s (%s)".formatted(name, email))
			.text("Signature Date: %s - 2:44:02 PM GMT - Time Source: server".formatted(day))
			.text("Agreement completed. %s - 2:44:02 PM GMT".formatted(day))
			.bytes();
	}

	private byte[] amendment(DocumentEntry entry, Deviation deviation) {
		Amendment amendment = this.facts.amendments()
			.stream()
			.filter((candidate) -> candidate.id().equals(entry.code()))
			.findFirst()
			.orElseThrow();
		return new SamplePaper("Volume Licensing", "AmendmentApp v4.0   " + amendment.id(), "")
			.title("Amendment to Contract Documents")
			.field("Enrollment Number", this.facts.identifiers().enrolment())
			.text("(Microsoft to complete for initial term / Partner to complete for renewal)")
			.text("This amendment is entered into between the parties identified on the attached program signature form. It amends the Enterprise Enrollment (Indirect) identified above.")
			.heading(amendment.title())
			.field("Amendment ID", amendment.id())
			.gap(6)
			.text(deviation.on(amendment.text()))
			.text("Except for changes made by this amendment, the documents identified above remain unchanged. This amendment must be attached to a signature form to be valid.")
			.heading("Microsoft Internal Use Only:")
			.row(false, TWO, "(%s)EnrAmend(Ind)(WW)(ENG)".formatted(amendment.id()), "B")
			.bytes();
	}

	private byte[] previousEnrolments() {
		SamplePaper paper = new SamplePaper("Microsoft | Volume Licensing", "PrevEnr&AgrForm(WW)(ENG)(Oct2021)",
				code(DocumentType.PREV))
			.title("Previous Enrollment(s)/Agreement(s) Form")
			.field("Entity Name", this.facts.customer().legalName())
			.field("Contract that this form is attached to", "Enterprise Enrollment")
			.gap(8)
			.row(true, TWO, "Enrollment/Agreement Description", "Number or Public Customer Number");
		this.facts.identifiers()
			.priorEnrolments()
			.forEach((prior) -> paper.row(false, TWO, "Enterprise Enrollment, ends " + US.format(prior.endDate()),
					prior.number()));
		return paper.bytes();
	}

	private String named(DocumentEntry entry) {
		return switch (entry.type()) {
			case ENR -> switch (this.facts.programme()) {
				case SCE -> "Server and Cloud Enrollment";
				case EAS -> "Enterprise Subscription Enrollment";
				default -> "Enterprise Enrollment (Indirect)";
			};
			case PSEL -> "Product Selection Form";
			case AMD -> "Enterprise Amendment";
			case PREV -> "Previous Enrollment(s)/Agreement(s) Form";
			case AGR -> "Enterprise Agreement";
			default -> entry.type().name();
		};
	}

	private String code(DocumentType type) {
		return this.facts.documents(type)
			.stream()
			.map(DocumentEntry::code)
			.filter((code) -> code != null)
			.findFirst()
			.orElse("");
	}

	private int id() {
		return this.facts.packageId().hashCode();
	}

	private String transaction() {
		return "%032d".formatted(Math.abs((long) id()) * 7_919L);
	}

	private static String number(Integer number) {
		return (number != null) ? String.format(Locale.US, "%,d", number) : "";
	}

	private static String money(BigDecimal amount) {
		return String.format(Locale.US, "%,.2f", amount);
	}

}
