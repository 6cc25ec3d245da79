package io.countersign.roc;

/**
 * A handoff that this node has claimed.
 *
 * @param center the center it goes to
 * @param fence the number of the claim: only its holder may store an outcome
 * @param attempts how often it was claimed, this time included
 * @param ambiguous whether an earlier attempt may have arrived
 * @param payload the order as JSON, sent as it is
 */
record Handoff(String key, String center, OperationKey.Operation operation, long fence, int attempts, boolean ambiguous,
		String payload) {

	/** The same, once it is known that no earlier attempt arrived. */
	Handoff asNew() {
		return new Handoff(this.key, this.center, this.operation, this.fence, this.attempts, false, this.payload);
	}

	/**
	 * What became of an attempt.
	 *
	 * @param caseNumber the ROC's number, where it received the order
	 * @param problem what went wrong; {@code null} where it received the order
	 */
	record Outcome(Handoff handoff, Result result, String caseNumber, String problem) {

		static Outcome received(Handoff handoff, String caseNumber) {
			return new Outcome(handoff, Result.RECEIVED, caseNumber, null);
		}

		static Outcome refused(Handoff handoff, String problem) {
			return new Outcome(handoff, Result.REFUSED, null, problem);
		}

		/** It did not arrive. */
		static Outcome failed(Handoff handoff, String problem) {
			return new Outcome(handoff, handoff.ambiguous() ? Result.UNCLEAR : Result.FAILED, null, problem);
		}

		/** Nobody knows whether it arrived. */
		static Outcome unclear(Handoff handoff, String problem) {
			return new Outcome(handoff, Result.UNCLEAR, null, problem);
		}

	}

	enum Result {

		RECEIVED, REFUSED, FAILED, UNCLEAR

	}

}
