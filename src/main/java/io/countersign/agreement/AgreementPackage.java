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
 * @param serverComponents what a Server and Cloud Enrollment commits to
 * @param order what kind of order a true-up is
 * @param exceptions exceptions from policy that the reseller says were granted
 * @param preflight number of the pre-flight receipt that the package was checked under
 * @param requestedSignatureMethod the method the customer asked for beforehand, where it
 * differs from the usual one
 */
public record AgreementPackage(String packageId, Programme programme, Scenario scenario, Segment segment,
		String formVersion, Customer customer, Partner partner, Identifiers identifiers, PurchaseOrder purchaseOrder,
		Money totalValue, Quote quote, Term term, Counts counts, List<PriceLevel> priceLevels, List<Line> lines,
		List<ServerComponent> serverComponents, Order order, List<PolicyException> exceptions,
		List<DocumentEntry> documents, String preflight, SignatureMethod signatureMethod,
		SignatureMethod requestedSignatureMethod, List<Signer> signers, List<Amendment> amendments) {

	public AgreementPackage {
		priceLevels = orEmpty(priceLevels);
		lines = orEmpty(lines);
		serverComponents = orEmpty(serverComponents);
		exceptions = orEmpty(exceptions);
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

	/**
	 * Whether the package asks for terms that differ from the standard forms, or claims
	 * an exception from policy.
	 */
	public boolean asksSpecialTerms() {
		return !this.amendments.isEmpty() || !this.exceptions.isEmpty();
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
	 * signature form, {@code METEAOP} the manual order form of true-ups and annual
	 * orders, {@code QUOTE} a reseller's pricing proposal.
	 */
	public enum DocumentType {

		PSF, MBSA, AGR, ENR, PSEL, CPS, AMD, PREV, SUPC, RENF, PO, USTM, SIGAUD, DTDF, CREDIT, METEAOP, QUOTE, OTHER

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

	/** What a policy exception allows. */
	public enum ExceptionKind {

		/** An effective date before the signature. */
		BACKDATE,
		/** A renewal that changes the natural start or end. */
		EARLY_RENEWAL,
		/** A renewal after the end at an undiminished discount. */
		LATE_RENEWAL,
		/** A discount above the standard one. */
		DISCOUNT

	}

	/** Parts of a Server and Cloud Enrollment that a customer commits to. */
	public enum ServerComponentKind {

		CORE_INFRASTRUCTURE, APPLICATION_PLATFORM, DEVELOPER_PLATFORM, AZURE

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
	 * @param screening the reseller's trade screening; {@code null} where none was made
	 */
	public record Customer(String legalName, String publicCustomerNumber, String country, Address address, String taxId,
			List<Contact> contacts, Screening screening) {
		public Customer {
			contacts = orEmpty(contacts);
		}
	}

	/** A screening of the customer against trade and sanctions lists. */
	public record Screening(String reference, LocalDate performedOn) {
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

	/**
	 * The offer behind the package.
	 *
	 * @param validUntil its last day
	 * @param discountReduction points by which the discount is lower than in the renewed
	 * term
	 */
	public record Quote(LocalDate validUntil, BigDecimal discountReduction) {
	}

	/** A component of a Server and Cloud Enrollment. */
	public record ServerComponent(ServerComponentKind component, Boolean fullCommitment) {
	}

	/**
	 * What kind of order this is.
	 *
	 * @param trueUpYear enrolment year that a true-up is for, counted from 1
	 * @param anniversary whether it is flagged as the order of an anniversary
	 */
	public record Order(Integer trueUpYear, Boolean anniversary) {
	}

	/**
	 * An exception from policy.
	 *
	 * @param reference under which it was granted: a request for special terms of this
	 * desk, or a number from elsewhere, which proves nothing here; {@code null} where it
	 * is asked for with this package
	 * @param expiresOn its last day; {@code null} where it has none
	 * @param percent for {@code DISCOUNT}, the discount approved
	 */
	public record PolicyException(ExceptionKind kind, String reference, LocalDate expiresOn, BigDecimal percent) {
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
	 * @param previousQuantity what was licensed before, where the order changes it
	 * @param discountPercent discount contained in the unit price
	 * @param reservedOn first day of the reservation that the line reconciles
	 * @param priceUnresolved whether the ordering tool found no price for it
	 */
	public record Line(String partNumber, String description, ProductClass productClass, Pool pool, Integer quantity,
			BigDecimal unitPrice, LocalDate usageDate, String usageCountry, Boolean enterpriseWide, Boolean priceLocked,
			Integer previousQuantity, BigDecimal discountPercent, LocalDate reservedOn, Boolean priceUnresolved) {
	}

	/**
	 * A document of the package.
	 *
	 * @param code form or document code as listed on the signature form, for instance
	 * {@code X20-12057} or {@code M97}
	 * @param version version code printed in its footer
	 * @param sha256 hash of the version that was agreed on, where the sender wants it
	 * compared
	 */
	public record DocumentEntry(String fileName, DocumentType type, String code, String version, String sha256) {
	}

	/**
	 * Somebody who signed.
	 *
	 * @param signedOn the date written beside the signature
	 * @param method how this person signed, where it differs from the package's method
	 */
	public record Signer(Party party, String name, String title, String email, LocalDate signedOn,
			SignatureMethod method) {
	}

	/**
	 * A term that differs from the standard forms.
	 *
	 * @param id amendment id such as {@code M97}, {@code W29}, {@code CTM}
	 * @param standard whether it is a catalogue amendment in its standard text
	 * @param approval the request for special terms in which it was granted; {@code null}
	 * where it is asked for with this package
	 */
	public record Amendment(String id, String title, String text, Boolean standard, String approval) {
	}

}
