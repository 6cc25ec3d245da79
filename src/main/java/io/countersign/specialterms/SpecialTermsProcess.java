package io.countersign.specialterms;

import java.util.Map;

import io.countersign.engine.Processes;

import org.springframework.stereotype.Component;

/** Tells {@code special-terms-approval} what happened to a request. */
@Component
class SpecialTermsProcess {

	private static final String KEY = "special-terms-approval";

	/** Apart from the instance that the agreement itself called. */
	private static final String AGAIN = "/again";

	private final Processes processes;

	SpecialTermsProcess(Processes processes) {
		this.processes = processes;
	}

	void termsAsked(String reference) {
		this.processes.start(KEY, reference, Map.of());
	}

	/**
	 * Asks anew about terms whose approval expired while their agreement is under way.
	 */
	void approvalExpired(String reference) {
		this.processes.start(KEY, reference + AGAIN, Map.of());
	}

	/** The agreement ended for which terms were asked anew. */
	void agreementEnded(String reference) {
		this.processes.tell("specialterms.withdrawn", reference + AGAIN, Map.of());
	}

	void questionAnswered(String reference) {
		this.processes.tellAll("specialterms.answered", reference);
		this.processes.tellAll("specialterms.answered", reference + AGAIN);
	}

	void termsRevised(String reference) {
		if (!this.processes.tell("specialterms.revised", reference, Map.of())) {
			throw new IllegalStateException("No process waits for a revision of " + reference);
		}
	}

	void termsWithdrawn(String reference) {
		if (!this.processes.tell("specialterms.withdrawn", reference, Map.of())) {
			throw new IllegalStateException("No process can take the withdrawal of " + reference);
		}
	}

}
