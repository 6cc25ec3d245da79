package io.countersign.faults;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.Nodes;

/** A ROC that answers badly, late or not at all. */
final class Handoffs {

	/** What is wrong with its answers to what it booked. */
	private static final List<String> BAD_ANSWERS = List.of("lostReplies", "failuresAfterBooking", "garbledReplies",
			"malformedReplies", "cutReplies");

	private static final int WAITING = Integer.getInteger("waiting", 2000);

	private static final Duration DRAINED_WITHIN = Duration.ofMinutes(15);

	private static final int MOST_AT_ONCE = 8;

	private static final long TASKLIST_MILLIS = 1000;

	private Handoffs() {
	}

	/** F7: every answer is bad until all is booked; then the ROC is well again. */
	static void badAnswers(World world, int handoffs, Random random, Findings findings) throws Exception {
		for (String bad : BAD_ANSWERS) {
			world.roc().control("{\"%s\": -1}".formatted(bad));
			List<String> references = world.reseller()
				.submit("f7-" + bad + "-" + random.nextInt(1_000_000), handoffs, 4, false);
			Nodes.await("Not everything arrived at the ROC", () -> ordered(world).containsAll(references));
			long unclear = world
				.number("select count(*) from countersign.roc_outbox where ambiguous and state = 'PENDING'");
			world.roc().behave();
			long begin = System.nanoTime();
			world.comeToRest(Duration.ofMinutes(3)).forEach((left) -> findings.wrong("I8: after %s %s", bad, left));
			findings.figure("%s: %d unclear, at rest after %.1f s", bad, unclear, (System.nanoTime() - begin) / 1e9);
		}
	}

	static Set<String> ordered(World world) {
		Set<String> references = new HashSet<>();
		for (JsonNode order : world.roc().ledger("order")) {
			references.add(order.path("reference").asText());
		}
		return references;
	}

	/** F5: the ROC is away until very many handoffs wait; then they are to drain. */
	static void drain(World world, int repetitions, Random random, Findings findings) throws Exception {
		for (int repetition = 0; repetition < repetitions; repetition++) {
			String run = "f5-" + random.nextInt(1_000_000);
			List<String> openTasks = world.reseller().submit(run + "-tasks", 24, 4, true);
			world.comeToRest(Duration.ofMinutes(1));
			try (TasklistUser user = new TasklistUser(world.node(0))) {
				List<Long> quiet = user.waitsFor(Duration.ofSeconds(10));
				world.roc().control("{\"down\": true}");
				long begin = System.nanoTime();
				world.reseller().tookMillis();
				List<String> waiting = world.reseller().submit(run, WAITING, 6, false);
				double submitting = seconds(begin);
				findings.figure("%d handed over while the ROC was away, in %.0f s, answers p95 %d ms", waiting.size(),
						submitting, Findings.percentile(world.reseller().tookMillis(), 0.95));
				long due = world.number("select count(*) from countersign.roc_outbox where state = 'PENDING'");
				findings.expect(due >= WAITING, "only %d handoffs wait", due);
				world.roc().countAnew();
				user.tookMillis();
				begin = System.nanoTime();
				world.roc().behave();
				Nodes.await("The handoffs do not drain", DRAINED_WITHIN,
						() -> world.number("select count(*) from countersign.roc_outbox where state = 'PENDING'") == 0);
				double drained = seconds(begin);
				Nodes.await("Not all are booked", DRAINED_WITHIN, () -> world.number(
						"select count(*) from countersign.agreement where status not in ('BOOKED', 'RETURNED', 'ROC_REJECTED', 'AWAITING_TERMS')") == 0);
				double booked = seconds(begin);
				List<Long> during = user.tookMillis();
				int atOnce = atOnce(world);
				findings.figure(
						"drained in %.1f s, all booked after %.1f s, %d calls at once at the most, Tasklist p95 %d ms (before %d ms) of %d",
						drained, booked, atOnce, Findings.percentile(during, 0.95), Findings.percentile(quiet, 0.95),
						during.size());
				findings.expect(atOnce <= MOST_AT_ONCE, "%d calls at once at the ROC", atOnce);
				findings.expect(Findings.percentile(during, 0.95) < TASKLIST_MILLIS, "Tasklist p95 %d ms",
						Findings.percentile(during, 0.95));
				findings.expect(ordered(world).containsAll(waiting), "I2: not all of them are at the ROC");
				findings.expect(!openTasks.isEmpty(), "nobody had a task");
			}
		}
	}

	private static int atOnce(World world) {
		JsonNode figures = world.roc().figures();
		return figures.findValues("greatestAtOnce").stream().mapToInt(JsonNode::asInt).max().orElse(0);
	}

	/** F6: the ROC answers slowly; nobody else may wait for it. */
	static void slowly(World world, int repetitions, Random random, Findings findings) throws Exception {
		List<String> manners = List.of("{\"slowMillis\": 6000}", "{\"slowMillis\": 18000}", "",
				"{\"dribbleMillis\": 12000}");
		for (int repetition = 0; repetition < repetitions; repetition++) {
			for (String manner : manners) {
				if (manner.isEmpty()) {
					world.roc()
						.sow("{\"seed\": %d, \"rate\": 1, \"kinds\": [\"SLOW\"], \"slowMillis\": 400}"
							.formatted(random.nextInt(1000)));
				}
				else {
					world.roc().control(manner);
				}
				world.reseller().tookMillis();
				world.reseller().submit("f6-" + random.nextInt(1_000_000), 16, 2, false);
				long waiting = Findings.percentile(world.reseller().tookMillis(), 0.95);
				LockSupport.parkNanos(Duration.ofSeconds(8).toNanos());
				long overdue = world.number(
						"select count(*) from public.act_ru_job where retries_ > 0 and duedate_ < now() - interval '10 seconds'");
				long open = world.number(
						"select count(*) from pg_stat_activity where usename = 'countersign_app' and state like 'idle in transaction%' and now() - xact_start > interval '3 seconds'");
				findings.expect(overdue == 0, "%d jobs wait for a slow ROC", overdue);
				findings.expect(open == 0, "%d transactions wait for a slow ROC", open);
				String name = manner.isEmpty() ? "lognormal 0.4 s" : manner;
				findings.figure("%s: intake p95 %d ms", name, waiting);
				world.roc().behave();
				world.comeToRest(Duration.ofMinutes(2))
					.forEach((left) -> findings.wrong("I8: after %s %s", name, left));
			}
		}
	}

	private static double seconds(long sinceNanos) {
		return (System.nanoTime() - sinceNanos) / 1e9;
	}

}
