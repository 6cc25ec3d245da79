package io.countersign.agreement;

import java.time.Instant;
import java.util.Map;

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

	@Override
	public String type() {
		return this.happened.type;
	}

	/** What can happen to an agreement; the type is its name in the audit trail. */
	public enum Happened {

		RECEIVED("AgreementReceived"), CORRECTED("AgreementCorrected"), VALIDATED("AgreementValidated"),
		WARNING_ACCEPTED("WarningAccepted"), REVIEWED("AgreementReviewed"), EXCEPTION_DECIDED("ExceptionDecided"),
		ROUND_DECIDED("RoundDecided"), RECALLED("AgreementRecalled"), RETURNED("AgreementReturned"),
		RESELLER_REMINDED("ResellerReminded"), RESELLER_CHASED("ResellerChased"), TERMS_DECIDED("SpecialTermsDecided"),
		SIGNATURE_ASKED("SignatureAsked"), SIGNATURE_DECIDED("SignatureDecided"),
		COUNTERSIGNED("AgreementCountersigned"), SUBMITTED_TO_ROC("AgreementSubmittedToRoc"),
		ROC_PROGRESSED("RocProgressed"), ROC_HELD("RocHeld"), ROC_REJECTED("RocRejected"), ROC_SILENT("RocSilent"),
		ROC_ISSUE_SOLVED("RocIssueSolved"), BOOKED("AgreementBooked"), WITHDRAWN("AgreementWithdrawn"),
		DECLINED("AgreementDeclined"), EXPIRED("AgreementExpired");

		private final String type;

		Happened(String type) {
			this.type = type;
		}

	}

}
