package io.countersign.conformance;

/**
 * Something the contract demands.
 *
 * @param clause the demand in a sentence
 * @param work looks whether it is met
 */
record ConformanceCheck(String name, String clause, Runnable work) {

	/** It cannot be looked at here; the message says why. */
	static final class NotRunException extends RuntimeException {

		NotRunException(String message) {
			super(message);
		}

	}

}
