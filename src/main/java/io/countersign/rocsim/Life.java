package io.countersign.rocsim;

import java.util.List;
import java.util.Set;

/**
 * What becomes of an order, kept in the ledger so that a restart changes nothing.
 *
 * @param steps types of the events to come
 * @param rejectionReason reason code of a rejection
 * @param holdReason reason code of a hold
 * @param holdMillis how long it is held; {@code -1}: as long as any step takes
 * @param release {@code false}: held until it is released by name
 */
record Life(List<String> steps, String rejectionReason, String holdReason, int holdMillis, boolean release) {

	private static final Set<String> TYPES = Set.of("acknowledged", "held", "released", "accepted", "processed",
			"invoiced", "rejected", "cancelled");

	static final Life REGULAR = of(Faults.NONE);

	static final Life CANCELLATION = new Life(List.of("cancelled"), "R90", "R90", -1, true);

	Life {
		for (String step : steps) {
			if (!TYPES.contains(step)) {
				throw new IllegalArgumentException("A step is one of " + TYPES + ", not " + step);
			}
		}
	}

	static Life of(Faults faults) {
		List<String> steps = (faults.rejectWith() != null) ? List.of("acknowledged", "rejected")
				: (faults.holdWith() != null)
						? List.of("acknowledged", "held", "released", "accepted", "processed", "invoiced")
						: List.of("acknowledged", "accepted", "processed", "invoiced");
		return new Life(steps, or90(faults.rejectWith()), or90(faults.holdWith()), faults.holdMillis(),
				faults.release());
	}

	private static String or90(String reason) {
		return (reason != null) ? reason : "R90";
	}

	/** The steps left, without waiting for a release any longer. */
	Life released(List<String> left) {
		return new Life(left, this.rejectionReason, this.holdReason, 0, true);
	}

}
