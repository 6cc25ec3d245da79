package io.countersign.faults;

import java.util.Random;

/**
 * A kind of fault and how it is brought about.
 *
 * @param id its number in the table of faults
 * @param title what happens
 * @param change repetitions at the size of a change
 * @param night repetitions at the size of a night
 * @param invariants those that it endangers most; all are judged every time
 */
record Fault(String id, String title, int change, int night, String invariants, Play play) {

	/** Brings it about and heals it. */
	@FunctionalInterface
	interface Play {

		void run(World world, int repetitions, Random random, Findings findings) throws Exception;

	}

}
