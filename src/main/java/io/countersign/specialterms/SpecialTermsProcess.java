package io.countersign.specialterms;

import java.util.Map;

import io.countersign.engine.Processes;

import org.springframework.stereotype.Component;

/** Tells {@code special-terms-approval} what happened to a request. */
@Component
class SpecialTermsProcess {

	private static final String KEY = "special-terms-approval";

	private final Processes processes;

	SpecialTermsProcess(Processes processes) {
		this.processes = processes;
	}

	void termsAsked(String reference) {
		this.processes.start(KEY, reference, Map.of());
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
