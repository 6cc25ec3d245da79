package io.countersign.signature;

/**
 * What became of our signature in a PDF.
 *
 * @param sentence the outcome for a reader who is no specialist
 * @param signatures number of signatures in the file, ours and others
 */
record SignatureVerdict(Outcome outcome, String sentence, int signatures) {

	enum Outcome {

		/** Intact, by our key, over the whole file. */
		VALID,
		/** Not a PDF that can be read. */
		UNREADABLE,
		/** No signature in it. */
		UNSIGNED,
		/** Bytes under the signature were changed. */
		ALTERED,
		/** Something was added after the signature. */
		ADDED_TO,
		/** Intact, but not by our key. */
		NOT_OURS,
		/** Intact, but not accepted for another reason. */
		UNCLEAR

	}

	boolean valid() {
		return this.outcome == Outcome.VALID;
	}

}
