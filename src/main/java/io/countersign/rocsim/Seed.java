package io.countersign.rocsim;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Random faults that can be had again: what an order meets depends on the seed and on its
 * agreement's number, submission and operation, and on nothing else, neither on time nor
 * on the order of arrival.
 *
 * @param seed any number
 * @param rate share of orders, 0 to 1, that meet a fault, for each kind on its own
 * @param kinds which kinds of faults; all where none is named
 * @param slowMillis median of the waiting times, which are spread log-normally by 0.8
 */
record Seed(long seed, double rate, Set<Kind> kinds, int slowMillis) {

	private static final List<CallFault> PLACE = List.of(CallFault.FAILURES, CallFault.LOST_CALLS,
			CallFault.FAILURES_AFTER_BOOKING, CallFault.LOST_REPLIES, CallFault.GARBLED_REPLIES,
			CallFault.MALFORMED_REPLIES, CallFault.CUT_REPLIES);

	private static final double SPREAD = 0.8;

	private static final int LONGEST_MILLIS = 90_000;

	private static final int REASONS = 23;

	/** A kind of faults. */
	enum Kind {

		/**
		 * Calls fail, before or after booking, once or twice; some questions fail too.
		 */
		CALLS,
		/** Answers take their time. */
		SLOW,
		/** Callbacks come up to five times, shuffled, later. */
		CALLBACKS,
		/** Orders are rejected or held. */
		LIFE,
		/** The statement differs. */
		STATEMENT

	}

	Seed {
		if (!(rate >= 0 && rate <= 1)) {
			throw new IllegalArgumentException("rate is 0 to 1, not " + rate);
		}
		kinds = (kinds == null || kinds.isEmpty()) ? Set.of(Kind.values()) : Set.copyOf(kinds);
		slowMillis = (slowMillis > 0) ? slowMillis : 200;
	}

	Wish wish(Subject order) {
		ObjectNode treatment = JsonNodeFactory.instance.objectNode();
		Map<CallFault, Integer> calls = new EnumMap<>(CallFault.class);
		for (Kind kind : Kind.values()) {
			SplittableRandom random = random(order, kind);
			if (this.kinds.contains(kind) && random.nextDouble() < this.rate) {
				add(kind, random, treatment, calls);
			}
		}
		return new Wish(treatment, calls);
	}

	/** Each kind has dice of its own: leaving one out does not change the others. */
	private SplittableRandom random(Subject order, Kind kind) {
		long mixed = this.seed;
		for (Object part : List.of(order.reference(), order.submission(), order.operation(), kind.name())) {
			mixed = mixed * 0x5DEECE66DL + part.hashCode();
		}
		return new SplittableRandom(mixed);
	}

	private void add(Kind kind, SplittableRandom random, ObjectNode treatment, Map<CallFault, Integer> calls) {
		switch (kind) {
			case CALLS -> {
				calls.put(PLACE.get(random.nextInt(PLACE.size())), 1 + random.nextInt(2));
				if (random.nextInt(4) == 0) {
					calls.put(random.nextBoolean() ? CallFault.ASK_FAILURES : CallFault.LOST_ASKS, 1);
				}
			}
			case SLOW -> treatment.put(List.of("slowMillis", "slowReplyMillis", "dribbleMillis").get(random.nextInt(3)),
					(int) Math.min(LONGEST_MILLIS, this.slowMillis * Math.exp(SPREAD * random.nextGaussian())));
			case CALLBACKS -> treatment.put("repeat", 1 + random.nextInt(5))
				.put("reorder", random.nextBoolean())
				.put("callbackDelayMillis", random.nextInt(2 * this.slowMillis));
			case LIFE -> {
				String reason = "R%02d".formatted(1 + random.nextInt(REASONS));
				if (random.nextBoolean()) {
					treatment.put("rejectWith", reason);
				}
				else {
					treatment.put("holdWith", reason).put("holdMillis", random.nextInt(10 * this.slowMillis));
				}
			}
			case STATEMENT -> {
				switch (random.nextInt(4)) {
					case 0 -> treatment.put("statementMissing", true);
					case 1 -> treatment.put("statementValue", "%d.01".formatted(1 + random.nextInt(1000)));
					case 2 -> treatment.put("statementCurrency", "XTS");
					default -> treatment.put("statementCaseNumber", "ROC-99%06d".formatted(random.nextInt(1_000_000)));
				}
			}
		}
	}

}
