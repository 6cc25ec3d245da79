package io.countersign.postgres;

/**
 * A reason not to start that the person who started the application can remove. Shown as
 * two sentences instead of a stack trace.
 */
class StartRefused extends RuntimeException {

	private final String action;

	/**
	 * @param description what is wrong
	 * @param action what to do about it
	 */
	StartRefused(String description, String action) {
		super(description);
		this.action = action;
	}

	String action() {
		return this.action;
	}

}
