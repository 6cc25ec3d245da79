package io.countersign.roc;

/** The variables of {@code roc-issue.bpmn}. */
final class RocIssueVariables {

	/**
	 * How the issue was solved, or {@code handOver}; set by {@code recordRocSolution},
	 * read by the next gateway and by the calling process, to which {@code override} is
	 * {@code resubmit}.
	 */
	static final String ROC_SOLUTION = "rocSolution";

	private RocIssueVariables() {
	}

}
