package io.countersign.engine;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says at a failed start which model is broken, and nothing else. */
class BrokenModelAnalyzer extends AbstractFailureAnalyzer<BrokenModelException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, BrokenModelException cause) {
		return new FailureAnalysis(String.join(System.lineSeparator(), cause.problems()),
				"Mend the model named above; nothing was deployed.", cause);
	}

}
