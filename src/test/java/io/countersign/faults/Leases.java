package io.countersign.faults;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

import io.countersign.Nodes;

/** Work that takes longer than its claim. */
final class Leases {

	private Leases() {
	}

	/**
	 * F10: a node stands still in the middle of a call until another one has taken its
	 * handoffs over; then it goes on with what it knew.
	 */
	static void outlived(World world, int repetitions, Random random, Findings findings) throws Exception {
		for (int repetition = 0; repetition < repetitions; repetition++) {
			world.roc().control("{\"frozen\": true, \"slowReplyMillis\": 1500, \"askFailures\": -1}");
			long seen = world.number("select coalesce(max(id), 0) from faults.journal");
			List<String> references = world.reseller().submit("f10-" + random.nextInt(1_000_000), 1, 1, false);
			Nodes.await("Nobody claims it", Duration.ofSeconds(20),
					() -> world.number("select count(*) from faults.journal where claim and id > " + seen) > 0);
			int holder = world.text("select node from faults.journal where claim and id > " + seen).equals("one") ? 0
					: 1;
			LockSupport.parkNanos(Duration.ofMillis(400).toNanos());
			world.pause(holder);
			try {
				world.door().leadsTo(world.node(1 - holder));
				Nodes.await("Nobody takes it over", Duration.ofSeconds(60),
						() -> world
							.number("select count(*) from faults.journal where outcome and id > %d and node = '%s'"
								.formatted(seen, (holder == 0) ? "other" : "one")) > 0);
			}
			finally {
				world.resume(holder);
			}
			LockSupport.parkNanos(Duration.ofSeconds(3).toNanos());
			world.door().leadsTo(world.node(0), world.node(1));
			world.roc().behave();
			findings.expect(Handoffs.ordered(world).containsAll(references), "I2: it is not at the ROC");
			world.comeToRest(Duration.ofMinutes(1));
		}
		findings.figure("%d claims outlived", repetitions);
	}

}
