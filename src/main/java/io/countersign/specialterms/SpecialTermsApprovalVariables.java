package io.countersign.specialterms;

/** The variables of {@code special-terms-approval.bpmn}. */
final class SpecialTermsApprovalVariables {

	/**
	 * Boolean: whether the terms were approved; set by {@code recordTermsDecision}, read
	 * by the calling process.
	 */
	static final String TERMS_APPROVED = "termsApproved";

	private SpecialTermsApprovalVariables() {
	}

}
