package io.countersign.agreement;

/**
 * The way a validated package takes. The names are the values of the process variable
 * {@code route}.
 */
public enum Route {

	/** Countersigned under the standing authority, without a person. */
	STRAIGHT_THROUGH,
	/** Clean and standard, but a person has to sign. */
	SIGNATURE,
	/** Special terms are asked for and nothing else is open. */
	TERMS,
	/** A customer lifecycle manager looks at it. */
	REVIEW,
	/** Back to the reseller. */
	RETURN

}
