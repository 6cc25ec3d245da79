package io.countersign.rocsim;

/**
 * How orders are treated wrongly, all of them or those that a {@link Rule} names. Times
 * are milliseconds.
 *
 * @param slowMillis how long {@code POST /orders} waits before it looks at an order
 * @param slowReplyMillis how long it waits after booking, so that callbacks come before
 * the receipt
 * @param dribbleMillis how long its answer takes from the first byte to the last
 * @param hangMillis how long a hanging call stays open
 * @param frozen whether orders take no further step
 * @param rejectWith reason code, {@code R01} to {@code R99}, of the rejection that ends
 * an order after it was acknowledged; {@code null} for none. A cancellation knows neither
 * rejection nor hold
 * @param holdWith reason code of a hold after the acknowledgement; {@code null} for none
 * @param holdMillis how long it is held; {@code -1}: as long as any step takes
 * @param release {@code false} holds until {@code POST /control/cases} releases it
 * @param repeat how often a callback is sent in one call; 1 is right, with more it comes
 * again in later calls too, at random
 * @param reorder whether callbacks are shuffled and held back at random
 * @param callbacks {@code false} keeps them until it is {@code true} again
 * @param callbackDelayMillis how long a callback is kept before it is sent
 * @param statementMissing whether the statement leaves the orders out
 * @param statementValue what it says their value is; {@code null} the truth, as in the
 * following
 * @param statementCurrency what it says their currency is
 * @param statementStatus what it says their status is
 * @param statementCaseNumber what it says their case number is
 */
record Faults(int slowMillis, int slowReplyMillis, int dribbleMillis, int hangMillis, boolean frozen, String rejectWith,
		String holdWith, int holdMillis, boolean release, int repeat, boolean reorder, boolean callbacks,
		int callbackDelayMillis, boolean statementMissing, String statementValue, String statementCurrency,
		String statementStatus, String statementCaseNumber) {

	static final Faults NONE = new Faults(0, 0, 0, 60_000, false, null, null, -1, true, 1, false, true, 0, false, null,
			null, null, null);

	Faults {
		if (slowMillis < 0 || slowReplyMillis < 0 || dribbleMillis < 0 || hangMillis < 0 || callbackDelayMillis < 0
				|| holdMillis < -1) {
			throw new IllegalArgumentException("A time cannot be negative");
		}
		if (repeat < 1 || repeat > 100) {
			throw new IllegalArgumentException("repeat is 1 to 100, not " + repeat);
		}
		checkReason(rejectWith);
		checkReason(holdWith);
	}

	private static void checkReason(String code) {
		if (code != null && !code.matches("R\\d{2}")) {
			throw new IllegalArgumentException("A reason code is R and two digits, not " + code);
		}
	}

}
