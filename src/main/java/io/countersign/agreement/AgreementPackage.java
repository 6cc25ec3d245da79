package io.countersign.agreement;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.countersign.kernel.Money;

/**
 * The facts of a package as a reseller sends them: part {@code package} of a submission.
 * Its schema, with examples, is {@code agreement-package.schema.json}; where the schema
 * does not require a part it may be {@code null}, lists are never {@code null}.
 *
 * @param packageId the reseller's own id of the package
 * @param formVersion version code printed in the enrolment form's footer, for instance
 * {@code EA2020Enr(Ind)(WW)(ENG)(Oct2020)}
 * @param totalValue the value over the whole term
 */
public record AgreementPackage(String packageId, Programme programme, Scenario scenario, Segment segment,
		String formVersion, Customer customer, Partner partner, Identifiers identifiers, PurchaseOrder purchaseOrder,
		Money totalValue, Term term, Counts counts, List<PriceLevel> priceLevels, List<Line> lines,
		List<DocumentEntry> documents, SignatureMethod signatureMethod, List<Signer> signers,
		List<Amendment> amendments) {

	public AgreementPackage {
		priceLevels = orEmpty(priceLevels);
		lines = orEmpty(lines);
		documents = orEmpty(documents);
		signers = orEmpty(signers);
		amendments = orEmpty(amendments);
	}

	private static <T> List<T> orEmpty(List<T> list) {
		return (list != null) ? List.copyOf(list) : List.of();
	}

	/** Entries of one document type. */
	public List<DocumentEntry> documents(DocumentType type) {
		return this.documents.stream().filter((entry) -> entry.type() == type).toList();
	}

	/** Whether the package asks for terms that differ from the standard forms. */
	public boolean asksSpecialTerms() {
		return !this.amendments.isEmpty();
	}

	/**
	 * Programme codes of the desk; the codes are ours, the programmes are Microsoft's.
	 */
	public enum Programme {

		@JsonProperty("EA-EE")
		EA_EE("EA-EE", "EA"), @JsonProperty("EA-SUB250")
		EA_SUB250("EA-SUB250", "EA"), @JsonProperty("EAS")
		EAS("EAS", "EAS"), @JsonProperty("SCE")
		SCE("SCE", "SCE"), @JsonProperty("EES")
		EES("EES", "EES"), @JsonProperty("MPSA")
		MPSA("MPSA", "MPSA"), @JsonProperty("SP")
		SP("SP", "SP"), @JsonProperty("OV")
		OV("OV", "OV"), @JsonProperty("OVS")
		OVS("OVS", "OVS"), @JsonProperty("OL")
		OL("OL", "OL");

		private final String code;

		private final String family;

		Programme(String code, String family) {
			this.code = code;
			this.family = family;
		}

		/** The code used in JSON, tables and decision tables. */
		public String code() {
			return this.code;
		}

		/** The first part of the agreement number. */
		public String family() {
			return this.family;
		}

	}

	/** What the package is for. */
	public enum Scenario {

		NEW, RENEWAL, AMENDMENT, TRUE_UP, UPDATE_STATEMENT

	}

	/** The customer's segment; governments inside and outside of the US differ. */
	public enum Segment {

		COMMERCIAL, GOV_US, GOV_NON_US, EDU

	}

	/** How a product is delivered. */
	public enum ProductClass {

		ONLINE_SERVICE, ON_PREMISES

	}

	/** How the customer signed. */
	public enum SignatureMethod {

		WET_INK, ADOBE_SIGN, DOCUSIGN, OTHER_ELECTRONIC;

		/** Whether a signing service was used, which leaves an audit trail. */
		public boolean electronic() {
			return this != WET_INK;
		}

	}

	/**
	 * Document types after the anatomy of filed packages; {@code PSF} is the program
	 * signature form.
	 */
	public enum DocumentType {

		PSF, MBSA, AGR, ENR, PSEL, CPS, AMD, PREV, SUPC, RENF, PO, USTM, SIGAUD, DTDF, CREDIT, OTHER

	}

	/**
	 * Product pools that carry a price level, after the rows of the product selection
	 * form. That enterprise online services are a row of their own is a default of this
	 * desk: since November 2025 their level follows another rule than software.
	 */
	public enum Pool {

		ENTERPRISE_PRODUCTS, ENTERPRISE_ONLINE_SERVICES, APPLICATION, SERVER, SYSTEMS

	}

	/** Price levels; {@code D} is the one with the most seats. */
	public enum Level {

		A, B, C, D

	}

	/** Roles of a customer's contacts, as the forms name them. */
	public enum ContactRole {

		PRIMARY, NOTICES, ONLINE_ADMINISTRATOR, SOFTWARE_ASSURANCE, ONLINE_SERVICES, SUBSCRIPTIONS, CUSTOMER_SUPPORT

	}

	/** On whose behalf somebody signs. */
	public enum Party {

		CUSTOMER, RESELLER, OUTSOURCER

	}

	/**
	 * The customer.
	 *
	 * @param publicCustomerNumber the PCN
	 * @param country ISO 3166 alpha-2; decides which desk serves the agreement
	 */
	public record Customer(String legalName, String publicCustomerNumber, String country, Address address, String taxId,
			List<Contact> contacts) {
		public Customer {
			contacts = orEmpty(contacts);
		}
	}

	/** The partner of record. */
	public record Partner(String name, String publicCustomerNumber) {
	}

	/** A postal address; the country stands with the customer. */
	public record Address(String street, String city, String state, String postalCode) {
	}

	/** A person to turn to. */
	public record Contact(ContactRole role, String name, String email, String phone) {
	}

	/** Numbers of the contracts and of the offer that the package belongs to. */
	public record Identifiers(String masterAgreement, String agreement, String enrolment,
			List<PriorEnrolment> priorEnrolments, String opportunity, String proposal, String quote) {
		public Identifiers {
			priorEnrolments = orEmpty(priorEnrolments);
		}
	}

	/**
	 * An enrolment that is renewed.
	 *
	 * @param endDate its last day
	 */
	public record PriorEnrolment(String number, LocalDate endDate) {
	}

	/** The purchase order or purchase commitment. */
	public record PurchaseOrder(String number, LocalDate date, Money total) {
	}

	/**
	 * The term asked for.
	 *
	 * @param priorEnd last day of the agreement or enrolment that is renewed
	 * @param requestedEffectiveDate where it differs from the start
	 */
	public record Term(LocalDate start, LocalDate end, LocalDate priorEnd, LocalDate requestedEffectiveDate) {
	}

	/** What the size of an enrolment is measured by. */
	public record Counts(Integer qualifiedUsers, Integer qualifiedDevices, Integer educationQualifiedUsers) {
	}

	/** The price level of one product pool. */
	public record PriceLevel(Pool pool, Level level) {
	}

	/**
	 * An ordered product.
	 *
	 * @param unitPrice net price of one unit in the package's currency
	 * @param usageCountry ISO 3166 alpha-2
	 */
	public record Line(String partNumber, String description, ProductClass productClass, Pool pool, Integer quantity,
			BigDecimal unitPrice, LocalDate usageDate, String usageCountry, Boolean enterpriseWide,
			Boolean priceLocked) {
	}

	/**
	 * A document of the package.
	 *
	 * @param code form or document code as listed on the signature form, for instance
	 * {@code X20-12057} or {@code M97}
	 */
	public record DocumentEntry(String fileName, DocumentType type, String code) {
	}

	/**
	 * Somebody who signed.
	 *
	 * @param signedOn the date written beside the signature
	 */
	public record Signer(Party party, String name, String title, String email, LocalDate signedOn) {
	}

	/**
	 * A term that differs from the standard forms.
	 *
	 * @param id amendment id such as {@code M97}, {@code W29}, {@code CTM}
	 * @param standard whether it is a catalogue amendment in its standard text
	 */
	public record Amendment(String id, String title, String text, Boolean standard) {
	}

}
