package io.countersign.specialterms;

/** The variables of {@code special-terms-approval.bpmn}. */
final class SpecialTermsApprovalVariables {

	/**
	 * Boolean: whether the terms are approved; set by {@code receiveTerms} and
	 * {@code grantTerms}, read by the calling process.
	 */
	static final String TERMS_APPROVED = "termsApproved";

	/**
	 * Boolean: whether somebody has to look at the revision first; set by
	 * {@code receiveTerms}.
	 */
	static final String TRIAGE_NEEDED = "triageNeeded";

	/** {@code accept}, {@code return} or {@code refuse}; set by {@code recordTriage}. */
	static final String TRIAGE_DECISION = "triageDecision";

	/**
	 * Boolean: whether somebody still has to approve; set by {@code determineRoute} and
	 * {@code closeStage}.
	 */
	static final String APPROVER_LEFT = "approverLeft";

	/**
	 * {@code approved}, {@code refused}, {@code resellerAsked}, {@code colleagueAsked} or
	 * {@code delegated}; set by {@code recordTermsDecision} for the approver's own
	 * branch.
	 */
	static final String STEP_DECISION = "stepDecision";

	/**
	 * Boolean: whether a revision of the request itself is awaited; set by
	 * {@code returnTerms}. A request of a package comes back with the package.
	 */
	static final String REVISION_AWAITED = "revisionAwaited";

	private SpecialTermsApprovalVariables() {
	}

}
