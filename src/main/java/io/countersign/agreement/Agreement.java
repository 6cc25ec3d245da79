package io.countersign.agreement;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

import io.countersign.agreement.AgreementPackage.Programme;
import io.countersign.agreement.AgreementPackage.Scenario;
import io.countersign.agreement.AgreementPackage.Segment;
import io.countersign.kernel.Money;
import io.countersign.kernel.Refusal;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;

/**
 * An agreement on its way from package to booking. Guards its own status: every change
 * goes through {@link #moveTo}, which knows the allowed ones.
 */
@Entity
@Table(name = "agreement")
public class Agreement {

	private static final Map<AgreementStatus, Set<AgreementStatus>> ALLOWED = new EnumMap<>(AgreementStatus.class);

	static {
		allow(AgreementStatus.RECEIVED, AgreementStatus.IN_REVIEW, AgreementStatus.RETURNED,
				AgreementStatus.AWAITING_TERMS, AgreementStatus.ON_CREDIT_HOLD, AgreementStatus.READY_TO_SIGN,
				AgreementStatus.COUNTERSIGNED, AgreementStatus.WITHDRAWN);
		allow(AgreementStatus.IN_REVIEW, AgreementStatus.RETURNED, AgreementStatus.AWAITING_TERMS,
				AgreementStatus.READY_TO_SIGN, AgreementStatus.DECLINED, AgreementStatus.WITHDRAWN);
		allow(AgreementStatus.RETURNED, AgreementStatus.RECEIVED, AgreementStatus.IN_REVIEW, AgreementStatus.DECLINED,
				AgreementStatus.EXPIRED, AgreementStatus.WITHDRAWN);
		allow(AgreementStatus.AWAITING_TERMS, AgreementStatus.READY_TO_SIGN, AgreementStatus.RETURNED,
				AgreementStatus.WITHDRAWN);
		allow(AgreementStatus.ON_CREDIT_HOLD, AgreementStatus.READY_TO_SIGN, AgreementStatus.DECLINED,
				AgreementStatus.WITHDRAWN);
		allow(AgreementStatus.READY_TO_SIGN, AgreementStatus.COUNTERSIGNED, AgreementStatus.IN_REVIEW,
				AgreementStatus.DECLINED, AgreementStatus.WITHDRAWN);
		allow(AgreementStatus.COUNTERSIGNED, AgreementStatus.SUBMITTED_TO_ROC, AgreementStatus.WITHDRAWN);
		allow(AgreementStatus.SUBMITTED_TO_ROC, AgreementStatus.ROC_ON_HOLD, AgreementStatus.ROC_REJECTED,
				AgreementStatus.ROC_ACCEPTED, AgreementStatus.PROCESSED, AgreementStatus.INVOICED,
				AgreementStatus.WITHDRAWN);
		allow(AgreementStatus.ROC_ON_HOLD, AgreementStatus.SUBMITTED_TO_ROC, AgreementStatus.ROC_REJECTED,
				AgreementStatus.ROC_ACCEPTED, AgreementStatus.PROCESSED, AgreementStatus.INVOICED,
				AgreementStatus.WITHDRAWN);
		allow(AgreementStatus.ROC_REJECTED, AgreementStatus.SUBMITTED_TO_ROC, AgreementStatus.RETURNED,
				AgreementStatus.DECLINED, AgreementStatus.WITHDRAWN);
		allow(AgreementStatus.ROC_ACCEPTED, AgreementStatus.ROC_ON_HOLD, AgreementStatus.ROC_REJECTED,
				AgreementStatus.PROCESSED, AgreementStatus.INVOICED, AgreementStatus.WITHDRAWN);
		allow(AgreementStatus.PROCESSED, AgreementStatus.ROC_ON_HOLD, AgreementStatus.ROC_REJECTED,
				AgreementStatus.INVOICED, AgreementStatus.WITHDRAWN);
		allow(AgreementStatus.INVOICED, AgreementStatus.BOOKED);
	}

	@Id
	private String reference;

	private String reseller;

	private String subsidiary;

	private String packageId;

	private String programme;

	@Enumerated(EnumType.STRING)
	@Column(columnDefinition = "varchar")
	private Scenario scenario;

	@Enumerated(EnumType.STRING)
	@Column(columnDefinition = "varchar")
	private Segment segment;

	private String customer;

	@Column(columnDefinition = "bpchar")
	private String customerCountry;

	@Column(columnDefinition = "bpchar")
	private String currency;

	private BigDecimal totalValue;

	private LocalDate termStart;

	private LocalDate termEnd;

	@Enumerated(EnumType.STRING)
	@Column(columnDefinition = "varchar")
	private AgreementStatus status;

	@Enumerated(EnumType.STRING)
	@Column(columnDefinition = "varchar")
	private Route route;

	private String waitsFor;

	private Instant waitsSince;

	private Instant waitsUntil;

	private boolean roundsUsedUp;

	private int submission;

	@Column(columnDefinition = "bpchar")
	private String contentHash;

	private String rocCase;

	private String invoice;

	private String decidedBy;

	private String decisionReason;

	private Instant receivedAt;

	private Instant changedAt;

	private Instant closedAt;

	@Version
	private Integer version;

	protected Agreement() {
	}

	Agreement(IncomingSubmission incoming) {
		this.reference = incoming.reference();
		this.reseller = incoming.reseller();
		this.subsidiary = incoming.subsidiary();
		this.receivedAt = incoming.receivedAt();
		this.status = AgreementStatus.RECEIVED;
		take(incoming);
	}

	private static void allow(AgreementStatus from, AgreementStatus... to) {
		ALLOWED.put(from, EnumSet.of(to[0], to));
	}

	/** Whether an agreement may go from one status to another. */
	static boolean allows(AgreementStatus from, AgreementStatus to) {
		return ALLOWED.getOrDefault(from, Set.of()).contains(to);
	}

	/**
	 * The facts of a corrected package replace the former ones; the former submission
	 * keeps its own.
	 */
	void corrected(IncomingSubmission incoming) {
		moveTo(AgreementStatus.RECEIVED, incoming.receivedAt());
		take(incoming);
	}

	private void take(IncomingSubmission incoming) {
		AgreementPackage facts = incoming.facts();
		this.packageId = facts.packageId();
		this.programme = facts.programme().code();
		this.scenario = facts.scenario();
		this.segment = facts.segment();
		this.customer = facts.customer().legalName();
		this.customerCountry = facts.customer().country();
		this.currency = facts.totalValue().currency();
		this.totalValue = facts.totalValue().amount();
		this.termStart = (facts.term() != null) ? facts.term().start() : null;
		this.termEnd = (facts.term() != null) ? facts.term().end() : null;
		this.submission = incoming.number();
		this.contentHash = incoming.contentHash();
		this.changedAt = incoming.receivedAt();
		this.route = null;
	}

	/**
	 * Changes the status.
	 * @throws Refusal if the present status does not allow it
	 */
	void moveTo(AgreementStatus next, Instant at) {
		if (!allows(this.status, next)) {
			throw new Refusal(Refusal.Kind.CONFLICT, "status-does-not-allow",
					"Agreement %s is %s; it cannot become %s.".formatted(this.reference, this.status, next));
		}
		this.status = next;
		this.changedAt = at;
		waitsFor(null, null, null);
		this.roundsUsedUp = false;
		if (next.closed()) {
			this.closedAt = at;
		}
	}

	String waitsFor() {
		return this.waitsFor;
	}

	void waitsFor(String what, Instant since, Instant until) {
		this.waitsFor = what;
		this.waitsSince = since;
		this.waitsUntil = until;
	}

	/** Whether a lead decides before its reseller may correct it once more. */
	boolean roundsUsedUp() {
		return this.roundsUsedUp;
	}

	void roundsUsedUp(boolean usedUp) {
		this.roundsUsedUp = usedUp;
	}

	void takes(Route way) {
		this.route = way;
		decided(null, null);
	}

	/**
	 * The last decision a person took since validation: who is named where it sends the
	 * agreement back or ends it.
	 */
	void decided(String by, String reason) {
		this.decidedBy = by;
		this.decisionReason = reason;
	}

	String decidedBy() {
		return this.decidedBy;
	}

	String decisionReason() {
		return this.decisionReason;
	}

	void knownToRocAs(String caseNumber) {
		if (caseNumber != null) {
			this.rocCase = caseNumber;
		}
	}

	void invoicedAs(String invoiceNumber) {
		if (invoiceNumber != null) {
			this.invoice = invoiceNumber;
		}
	}

	/** Its number, the business key of its process. */
	public String reference() {
		return this.reference;
	}

	/** The reseller's code. */
	public String reseller() {
		return this.reseller;
	}

	/** The code of the desk that serves the customer's country. */
	public String subsidiary() {
		return this.subsidiary;
	}

	/** The programme of the newest submission. */
	public Programme programme() {
		for (Programme candidate : Programme.values()) {
			if (candidate.code().equals(this.programme)) {
				return candidate;
			}
		}
		throw new IllegalStateException("Unknown programme " + this.programme);
	}

	/** The scenario of the newest submission. */
	public Scenario scenario() {
		return this.scenario;
	}

	/** The customer's segment by the newest submission. */
	public Segment segment() {
		return this.segment;
	}

	/** The customer's legal name. */
	public String customer() {
		return this.customer;
	}

	/** The customer's country, ISO 3166 alpha-2. */
	public String country() {
		return this.customerCountry;
	}

	/** The value over the whole term. */
	public Money value() {
		return new Money(this.totalValue, this.currency);
	}

	/** Where it stands. */
	public AgreementStatus status() {
		return this.status;
	}

	/** The way policy chose; {@code null} until the newest submission is validated. */
	public Route route() {
		return this.route;
	}

	/** Number of the newest submission. */
	public int submission() {
		return this.submission;
	}

	/**
	 * SHA-256 over the newest submission's facts and documents: what approvals and
	 * signatures bind.
	 */
	public String contentHash() {
		return this.contentHash;
	}

	/** The ROC's case number; {@code null} until it acknowledged. */
	public String rocCase() {
		return this.rocCase;
	}

	/** When its first package was received, UTC. */
	public Instant receivedAt() {
		return this.receivedAt;
	}

}
