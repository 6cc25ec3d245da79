package io.countersign.agreement;

/**
 * The variables of {@code agreement-execution.bpmn}: routing facts only, each set by the
 * step in front of the gateway that reads it. Everything else about an agreement is in
 * its record.
 */
public final class AgreementExecutionVariables {

	/** The name of a {@link Route}; set by {@code validatePackage}. */
	public static final String ROUTE = "route";

	/**
	 * {@code pass}, {@code return}, {@code escalate} or {@code decline}; set by
	 * {@code recordReview}.
	 */
	public static final String REVIEW_DECISION = "reviewDecision";

	/**
	 * Boolean: whether policy or a lead leaves the reseller another round; set by
	 * {@code returnToReseller}.
	 */
	public static final String ROUND_LEFT = "roundLeft";

	/**
	 * {@code anotherRound} or {@code decline}; set by {@code recordRoundDecision}.
	 */
	public static final String ROUND_DECISION = "roundDecision";

	/**
	 * Boolean: whether special terms have to be decided next; set by
	 * {@code recordReview}.
	 */
	public static final String TERMS_REQUESTED = "termsRequested";

	/**
	 * The reference of the request in which a package asks for its terms; set by
	 * {@code openSpecialTerms}.
	 */
	public static final String TERMS_REFERENCE = "termsReference";

	/**
	 * Boolean: whether somebody still has to decide on that request; set by
	 * {@code openSpecialTerms}.
	 */
	public static final String TERMS_TO_DECIDE = "termsToDecide";

	/**
	 * Boolean: whether all terms are granted and the package keeps to what was granted;
	 * set by {@code recordTermsOutcome}.
	 */
	public static final String TERMS_APPROVED = "termsApproved";

	/**
	 * {@code sign}, {@code sendBack} or {@code decline}; set by
	 * {@code recordSigningDecision}.
	 */
	public static final String SIGNING_DECISION = "signingDecision";

	/** Boolean: whether a second person has to sign; set by {@code addSignature}. */
	public static final String ANOTHER_SIGNER = "anotherSigner";

	/**
	 * {@code ACKNOWLEDGED}, {@code ACCEPTED}, {@code PROCESSED} or {@code INVOICED}; told
	 * with the message {@code roc.progressed}.
	 */
	public static final String ROC_MILESTONE = "rocMilestone";

	/** The number of the issue about a rejection; told with {@code roc.rejected}. */
	public static final String ROC_ISSUE_REFERENCE = "rocIssueReference";

	/**
	 * {@code resubmit}, {@code return} or {@code cancel}: the outcome of
	 * {@code roc-issue} for a rejection.
	 */
	public static final String ROC_SOLUTION = "rocSolution";

	private AgreementExecutionVariables() {
	}

}
