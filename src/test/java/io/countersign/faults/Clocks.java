package io.countersign.faults;

import java.time.Duration;
import java.util.List;
import java.util.Random;

import io.countersign.Nodes;
import io.countersign.faults.Reseller.Kind;

/** Nodes whose clock is wrong, and deadlines that all pass at once. */
final class Clocks {

	private static final List<Duration> WRONG_BY = List.of(Duration.ofSeconds(10), Duration.ofSeconds(-10),
			Duration.ofMinutes(10), Duration.ofHours(-1));

	private Clocks() {
	}

	/** F11: the clock of one node is wrong; the other one is asked for everything. */
	static void wrong(World world, int clocks, Random random, Findings findings) throws Exception {
		String agent = FaultAgent.option(world.folder());
		for (int i = 0; i < clocks; i++) {
			Duration by = WRONG_BY.get(i % WRONG_BY.size());
			world.stop(1);
			long seen = world.number("select coalesce(max(id), 0) from faults.journal");
			world.launch(1, List.of(agent, "-D" + FaultAgent.CLOCK + "=" + by.toMillis()), List.of());
			world.awaitAnswer(1);
			world.roc().control("{\"lostReplies\": 2}");
			world.reseller().submit("f11-" + random.nextInt(1_000_000), 24, 4, true);
			world.comeToRest(Duration.ofMinutes(2)).forEach((left) -> findings.wrong("I8: %s: %s", by, left));
			world.roc().behave();
			long claims = world
				.number("select count(*) from faults.journal where claim and node = 'other' and id > " + seen);
			findings.expect(claims == 0, "a node whose clock is wrong by %s claimed %d handoffs", by, claims);
			findings.figure("%s: %d claims", by, claims);
		}
		world.restart(1, List.of(), List.of());
	}

	/** F17: very many deadlines have passed when the nodes begin to look at them. */
	static void flood(World world, int timers, Random random, Findings findings) throws Exception {
		int agreements = timers / 2;
		world.reseller().submitAll("f17-" + random.nextInt(1_000_000), agreements, 6, (index) -> Kind.RETURNED);
		long due = world.changed(
				"""
						update public.act_ru_job j set duedate_ = now() - interval '3 days' from public.act_ru_jobdef d
						where d.id_ = j.job_def_id_ and d.act_id_ in ('event_reminderDue', 'event_escalationDue') and j.duedate_ > now()""");
		long begin = System.nanoTime();
		world.reseller().tookMillis();
		List<String> fresh = world.reseller().submit("f17-new-" + random.nextInt(1_000_000), 20, 2, false);
		Nodes.await("New handoffs wait behind deadlines", Duration.ofSeconds(60),
				() -> Handoffs.ordered(world).containsAll(fresh));
		double handedOver = (System.nanoTime() - begin) / 1e9;
		world.comeToRest(Duration.ofMinutes(10)).forEach((left) -> findings.wrong("I8: %s", left));
		findings.figure(
				"%d deadlines passed at once, worked off in %.0f s; 20 new agreements were at the ROC after %.1f s",
				due, (System.nanoTime() - begin) / 1e9, handedOver);
	}

}
