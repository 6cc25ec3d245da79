package io.countersign.agreement;

/**
 * What a digital signature proves by itself: the baseline levels of PAdES (ETSI EN 319
 * 142-1), each with all of the ones before.
 */
public enum SignatureLevel {

	/** Who signed what. */
	B,
	/** That it existed at a time, by a time stamp. */
	T,
	/** That the certificates were good, without asking anybody. */
	LT,
	/** For longer than the certificates and algorithms of today are trusted. */
	LTA;

	/** Whether somebody else than the signer states the time. */
	public boolean stamped() {
		return this != B;
	}

}
