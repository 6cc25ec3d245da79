package io.countersign.roc;

/** The variables of {@code roc-issue.bpmn}. */
final class RocIssueVariables {

	/**
	 * {@code resubmit}, {@code return}, {@code cancel} or {@code keepWaiting}; set by
	 * {@code recordRocSolution}, read by the calling process.
	 */
	static final String ROC_SOLUTION = "rocSolution";

	private RocIssueVariables() {
	}

}
