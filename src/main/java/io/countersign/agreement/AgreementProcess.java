package io.countersign.agreement;

import java.util.Map;

import io.countersign.engine.Processes;
import io.countersign.kernel.Refusal;

import org.springframework.stereotype.Component;

/** Tells {@code agreement-execution} what happened to an agreement. */
@Component
class AgreementProcess {

	private static final String KEY = "agreement-execution";

	private final Processes processes;

	AgreementProcess(Processes processes) {
		this.processes = processes;
	}

	void packageReceived(String reference) {
		this.processes.start(KEY, reference, Map.of());
	}

	void packageCorrected(String reference) {
		if (!this.processes.tell("agreement.resubmitted", reference, Map.of())) {
			throw new IllegalStateException("No process waits for a corrected package of " + reference);
		}
	}

	void recalled(String reference) {
		if (!this.processes.tell("agreement.recalled", reference, Map.of())) {
			throw new Refusal(Refusal.Kind.CONFLICT, "cannot-be-taken-back",
					"Agreement %s began before packages could be taken back into review. It waits for its corrected package."
						.formatted(reference));
		}
	}

	void withdrawn(String reference) {
		if (!this.processes.tell("agreement.withdrawn", reference, Map.of())) {
			throw new IllegalStateException("No process can take the withdrawal of " + reference);
		}
	}

}
