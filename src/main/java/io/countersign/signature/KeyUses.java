package io.countersign.signature;

import java.util.function.Supplier;

import eu.europa.esig.dss.model.SignatureValue;

/** Notes every use of the signing key, before and after. */
@FunctionalInterface
interface KeyUses {

	/**
	 * What the key is used for.
	 *
	 * @param digest SHA-256 of what it signs
	 * @param certificate serial number, hexadecimal
	 */
	record Intent(String reference, String signatory, String digest, String certificate) {
	}

	/**
	 * Uses the key once the intent is kept, and keeps what came of it: a value, or a
	 * failure that is thrown on.
	 */
	SignatureValue around(Intent intent, Supplier<SignatureValue> use);

}
