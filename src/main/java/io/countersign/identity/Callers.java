package io.countersign.identity;

/** Finds out who is calling. */
public interface Callers {

	/**
	 * The authenticated caller of the current request.
	 * @throws IllegalStateException outside an authenticated request
	 */
	Caller current();

}
