package io.countersign.faults;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

import io.countersign.Nodes;
import io.countersign.faults.FaultProxy.Weather;
import io.countersign.faults.Reseller.Traffic;

/** Networks that fail while both ends are well. */
final class Networks {

	/** For five minutes of the product's times. */
	private static final Duration AWAY = Duration.ofSeconds(25);

	private Networks() {
	}

	/** F4: PostgreSQL cannot be reached, and then only in one direction. */
	static void withoutDatabase(World world, int repetitions, Random random, Findings findings) throws Exception {
		Traffic traffic = world.reseller().traffic("f4-" + random.nextInt(1_000_000), 3, Duration.ofMillis(300));
		for (int repetition = 0; repetition < repetitions; repetition++) {
			for (Weather weather : List.of(Weather.BLACK_HOLE, Weather.HALF_OPEN, Weather.RESET)) {
				int taken = traffic.accepted();
				Nodes.await("Nothing is taken any more", () -> traffic.accepted() > taken);
				world.toDatabase().weather(weather);
				LockSupport.parkNanos(AWAY.toNanos());
				world.toDatabase().weather(Weather.FAIR);
				int then = traffic.accepted();
				long begin = System.nanoTime();
				Nodes.await("Nothing is taken after " + weather, () -> traffic.accepted() > then + 3);
				findings.figure("%s: takes again after %.1f s", weather, (System.nanoTime() - begin) / 1e9);
			}
		}
		traffic.stop();
	}

}
