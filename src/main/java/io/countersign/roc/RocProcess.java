package io.countersign.roc;

import java.util.Map;

import io.countersign.agreement.AgreementExecutionVariables;
import io.countersign.agreement.RocMilestone;
import io.countersign.engine.Processes;

import org.springframework.stereotype.Component;

/** Tells the processes what the ROC did. */
@Component
class RocProcess {

	/**
	 * End of the business key of an issue about silence that began before issues had
	 * numbers.
	 */
	private static final String SILENCE = "/roc-silence";

	private static final String ISSUE = "roc-issue";

	private final Processes processes;

	RocProcess(Processes processes) {
		this.processes = processes;
	}

	/**
	 * The ROC got further.
	 * @return {@code false} if the agreement's process does not wait for it
	 */
	boolean progressed(String reference, RocMilestone milestone) {
		return this.processes.tell("roc.progressed", reference,
				Map.of(AgreementExecutionVariables.ROC_MILESTONE, milestone.name()));
	}

	/**
	 * The ROC sent the agreement back.
	 * @param issue number of the issue about it
	 * @return {@code false} if the agreement's process does not wait for it
	 */
	boolean rejected(String reference, String issue) {
		return this.processes.tell("roc.rejected", reference,
				Map.of(AgreementExecutionVariables.ROC_ISSUE_REFERENCE, issue));
	}

	/** Somebody has to take an issue up. */
	void issueOpened(String issue) {
		this.processes.start(ISSUE, issue, Map.of());
	}

	/** What an issue was about is over. */
	void answered(RocIssue issue) {
		if (!this.processes.tell("roc.answered", issue.number(), Map.of()) && issue.kind() == RocIssue.Kind.SILENCE) {
			this.processes.tell("roc.answered", issue.reference() + SILENCE, Map.of());
		}
	}

}
