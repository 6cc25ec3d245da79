package io.countersign.roc;

import io.countersign.kernel.Sha256;

/**
 * What is asked of the ROC, and by its value the idempotency key: derived, never random,
 * so that the same decision always has the same key, on every node and after every crash.
 *
 * @param round 1, and one more after each order of the same submission that the ROC
 * rejected
 */
record OperationKey(String reference, int submission, Operation operation, int round) {

	enum Operation {

		ORDER, CANCEL

	}

	static OperationKey first(String reference, int submission, Operation operation) {
		return new OperationKey(reference, submission, operation, 1);
	}

	/** The key of the next attempt, after the ROC rejected this one. */
	OperationKey next() {
		return new OperationKey(this.reference, this.submission, this.operation, this.round + 1);
	}

	/**
	 * SHA-256 of {@code reference|submission|operation}; from the second round on the
	 * operation is followed by a slash and the round.
	 */
	String value() {
		String name = (this.round == 1) ? this.operation.name() : this.operation.name() + "/" + this.round;
		return Sha256.of(this.reference + "|" + this.submission + "|" + name);
	}

}
