package io.countersign.document;

/**
 * What became of one digital signature that a received PDF carries.
 *
 * @param signer name in the certificate; {@code null} where it cannot be read
 * @param sentence the outcome for a reader who is no specialist
 */
public record DocumentSignature(Outcome outcome, String signer, String sentence) {

	/** From good to bad. */
	public enum Outcome {

		/** Intact, and its certificate leads to an issuer we trust. */
		VALID,
		/** Intact, but nobody we trust issued its certificate. */
		UNTRUSTED,
		/** Not accepted for another reason, for instance an expired certificate. */
		UNCLEAR,
		/** Intact, but something was added to the file after the last signature. */
		ADDED_TO,
		/** Its certificate, or that of its issuer, was revoked. */
		REVOKED,
		/** It does not verify with the key of its certificate; why is not known. */
		DAMAGED,
		/** What was signed was changed afterwards. */
		ALTERED,
		/** It is there, but cannot be judged. */
		UNREADABLE

	}

}
