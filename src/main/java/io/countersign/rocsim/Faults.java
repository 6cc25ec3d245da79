package io.countersign.rocsim;

/**
 * What the simulated ROC does wrong, as asked for by {@code POST /control}. Numbers count
 * the calls that are still to go wrong; {@code -1} means all of them.
 *
 * @param slowMillis how long {@code POST /orders} waits before it looks at an order
 * @param failures calls of {@code POST /orders} answered 503 with nothing booked
 * @param failuresAfterBooking calls booked and then answered 500
 * @param lostReplies calls booked, whose connection then breaks without an answer
 * @param garbledReplies calls booked and answered 200 with something that is no receipt
 * @param down whether every connection breaks, except to {@code /control}
 * @param frozen whether no order takes its next step
 * @param repeat how often each callback is sent at most; 1 is right
 * @param reorder whether callbacks are shuffled and held back at random
 * @param callbacks {@code false} keeps them until it is {@code true} again
 * @param callbackUrl where callbacks go; {@code null} nowhere yet
 */
record Faults(int slowMillis, int failures, int failuresAfterBooking, int lostReplies, int garbledReplies, boolean down,
		boolean frozen, int repeat, boolean reorder, boolean callbacks, String callbackUrl) {

	static Faults none(String callbackUrl) {
		return new Faults(0, 0, 0, 0, 0, false, false, 1, false, true, callbackUrl);
	}

	/** One call fewer of what goes wrong next; the order is that of the components. */
	Faults afterOneCall() {
		if (this.failures != 0) {
			return left(fewer(this.failures), this.failuresAfterBooking, this.lostReplies, this.garbledReplies);
		}
		if (this.failuresAfterBooking != 0) {
			return left(0, fewer(this.failuresAfterBooking), this.lostReplies, this.garbledReplies);
		}
		if (this.lostReplies != 0) {
			return left(0, 0, fewer(this.lostReplies), this.garbledReplies);
		}
		return left(0, 0, 0, fewer(this.garbledReplies));
	}

	private Faults left(int ofFailures, int ofFailuresAfterBooking, int ofLostReplies, int ofGarbledReplies) {
		return new Faults(this.slowMillis, ofFailures, ofFailuresAfterBooking, ofLostReplies, ofGarbledReplies,
				this.down, this.frozen, this.repeat, this.reorder, this.callbacks, this.callbackUrl);
	}

	private static int fewer(int count) {
		return (count > 0) ? count - 1 : count;
	}

}
