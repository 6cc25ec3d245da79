package io.countersign.signature;

import java.time.Instant;
import java.util.Optional;

import io.countersign.agreement.SignatureLevel;

/**
 * What became of our signature in a PDF.
 *
 * @param sentence the outcome for a reader who is no specialist
 * @param signatures number of signatures in the file, ours and others
 * @param proof who else states the time; {@code null} where nobody does
 */
record SignatureVerdict(Outcome outcome, String sentence, int signatures, Proof proof) {

	/**
	 * The earliest time stamp on our signature that holds.
	 *
	 * @param at UTC
	 * @param by the name in the authority's certificate
	 * @param level how much the signature proves by itself
	 */
	record Proof(Instant at, String by, SignatureLevel level) {
	}

	enum Outcome {

		/** Intact, by our key, and nothing was changed since but by us. */
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

	/** The time stamp that holds. */
	Optional<Proof> proven() {
		return Optional.ofNullable(this.proof);
	}

}
