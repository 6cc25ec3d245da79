package io.countersign.roc;

import java.util.Map;

import io.countersign.agreement.AgreementExecutionVariables;
import io.countersign.agreement.RocMilestone;
import io.countersign.engine.Processes;

import org.springframework.stereotype.Component;

/** Tells the processes what the ROC did. */
@Component
class RocProcess {

	/** End of the business key of an issue, by what it is about. */
	static final String SILENCE = "/roc-silence";

	static final String CANCELLATION = "/roc-cancellation";

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
	 * @return {@code false} if the agreement's process does not wait for it
	 */
	boolean rejected(String reference) {
		return this.processes.tell("roc.rejected", reference, Map.of());
	}

	/** The ROC's silence is over; an issue about it ends. */
	void answered(String reference) {
		this.processes.tell("roc.answered", reference + SILENCE, Map.of());
	}

	/** The ROC is silent; a person takes it up. */
	void silent(String reference) {
		this.processes.start(ISSUE, reference + SILENCE, Map.of());
	}

	/** The ROC refuses to cancel; a person takes it up. */
	void cancellationRefused(String reference) {
		this.processes.start(ISSUE, reference + CANCELLATION, Map.of());
	}

}
