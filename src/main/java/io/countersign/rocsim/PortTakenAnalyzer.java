package io.countersign.rocsim;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says in a sentence, instead of a stack trace, that the port is taken. */
class PortTakenAnalyzer extends AbstractFailureAnalyzer<PortTakenException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, PortTakenException cause) {
		return new FailureAnalysis("The simulated ROC could not start.", cause.getMessage(), cause);
	}

}
