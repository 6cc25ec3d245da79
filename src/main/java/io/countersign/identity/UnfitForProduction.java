package io.countersign.identity;

import java.util.List;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** What keeps this installation from starting with profile {@code production}. */
class UnfitForProduction extends RuntimeException {

	private final List<String> sentences;

	/**
	 * @param sentences what is wrong and what to do, one for each finding
	 */
	UnfitForProduction(List<String> sentences) {
		super(String.join(" ", sentences));
		this.sentences = List.copyOf(sentences);
	}

	/** Prints the findings instead of a stack trace. */
	static class Analyzer extends AbstractFailureAnalyzer<UnfitForProduction> {

		@Override
		protected FailureAnalysis analyze(Throwable rootFailure, UnfitForProduction cause) {
			return new FailureAnalysis("This installation is not fit for production.",
					"- " + String.join("\n- ", cause.sentences), cause);
		}

	}

}
