package io.countersign.agreement;

import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import io.countersign.kernel.BusinessEvent;

/**
 * Something that happened to an agreement, as the audit trail and the timeline know it.
 *
 * @param happened what
 * @param summary one sentence for the timeline
 */
public record AgreementEvent(Happened happened, String reference, Instant occurredAt, String actor, String summary,
		Map<String, String> facts) implements BusinessEvent {

	/** Actor of what policy did without a person. */
	public static final String SYSTEM = "system";

	/** Actor of what the Regional Operations Center said. */
	public static final String ROC = "roc";

	/** The fact of every event: where the agreement stood then. */
	static final String STATUS = "status";

	@Override
	public String type() {
		return this.happened.type;
	}

	/**
	 * The facts of an event that its agreement's reseller may read: where the agreement
	 * stood then, and what is listed with the kind of event. Everything else stays
	 * inside, also every fact of a kind that is not known here.
	 * @param type as in the audit trail
	 */
	static Map<String, String> open(String type, Map<String, String> facts) {
		Set<String> open = Arrays.stream(Happened.values())
			.filter((happened) -> happened.type.equals(type))
			.map((happened) -> happened.open)
			.findFirst()
			.orElse(Set.of());
		Map<String, String> shown = new LinkedHashMap<>(facts);
		shown.keySet().removeIf((fact) -> !fact.equals(STATUS) && !open.contains(fact));
		return shown;
	}

	/**
	 * What can happen to an agreement; the type is its name in the audit trail. Behind it
	 * the facts that resellers may read.
	 */
	public enum Happened {

		RECEIVED("AgreementReceived", "submission", "contentHash"),
		CORRECTED("AgreementCorrected", "submission", "contentHash"), VALIDATED("AgreementValidated", "route"),
		WARNING_ACCEPTED("WarningAccepted", "finding"), REVIEWED("AgreementReviewed", "decision", "ownFindings"),
		EXCEPTION_DECIDED("ExceptionDecided"), ROUND_DECIDED("RoundDecided", "decision"),
		RECALLED("AgreementRecalled", "submission"), RETURNED("AgreementReturned", "submission", "roundLeft"),
		RESELLER_REMINDED("ResellerReminded", "reseller"), RESELLER_CHASED("ResellerChased", "outcome"),
		TERMS_DECIDED("SpecialTermsDecided", "approved", "contentHash"), SIGNATURE_ASKED("SignatureAsked"),
		SIGNATURE_DECIDED("SignatureDecided", "decision"), SIGNED_BY_FIRST("AgreementSignedByFirst", "contentHash"),
		COUNTERSIGNED("AgreementCountersigned", "sha256", "contentHash"),
		SIGNATURE_RAISED("SignatureRaised", "sha256", "level", "provenAt"), STAMP_PENDING("SignatureStampPending"),
		SUBMITTED_TO_ROC("AgreementSubmittedToRoc"),
		ROC_PROGRESSED("RocProgressed", "milestone", "rocTime", "case", "invoice"),
		ROC_HELD("RocHeld", "reasonCode", "rocTime"), ROC_REJECTED("RocRejected", "reasonCode", "rocTime"),
		ROC_SILENT("RocSilent"), ROC_ISSUE_SOLVED("RocIssueSolved", "solution"), BOOKED("AgreementBooked", "value"),
		WITHDRAWN("AgreementWithdrawn"), DECLINED("AgreementDeclined"), EXPIRED("AgreementExpired");

		private final String type;

		private final Set<String> open;

		Happened(String type, String... open) {
			this.type = type;
			this.open = Set.of(open);
		}

	}

}
