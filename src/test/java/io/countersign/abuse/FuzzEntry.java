package io.countersign.abuse;

import java.util.Iterator;

/** Where Jazzer comes in; its methods are found by name. */
public final class FuzzEntry {

	/** Enough to load what a target needs, so that no input is blamed for it. */
	private static final int WARMUP = 15;

	private static FuzzTarget target;

	private FuzzEntry() {
	}

	/**
	 * @param arguments the name of the target
	 */
	public static void fuzzerInitialize(String[] arguments) {
		target = FuzzTarget.valueOf(arguments[0]);
		Iterator<byte[]> seeds = target.seeds().values().iterator();
		for (int i = 0; i < WARMUP && seeds.hasNext(); i++) {
			warmUp(seeds.next());
		}
	}

	/** Not judged: it pays for loading and instrumenting, and comes again as a seed. */
	private static void warmUp(byte[] seed) {
		try {
			target.take(seed);
		}
		catch (AssertionError ex) {
			System.err.println("While warming up: " + ex.getMessage());
		}
	}

	public static void fuzzerTestOneInput(byte[] input) {
		target.take(input);
	}

}
