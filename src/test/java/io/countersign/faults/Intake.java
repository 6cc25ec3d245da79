package io.countersign.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.countersign.Api;
import io.countersign.Api.Answer;
import io.countersign.Api.Part;
import io.countersign.agreement.Packages;
import io.countersign.faults.Reseller.Kind;
import io.countersign.race.RacedAgreements;

/** The same thing sent many times at once. */
final class Intake {

	private static final int AT_ONCE = 16;

	private Intake() {
	}

	/**
	 * F14: one key and one body; one key and two bodies; one package under many keys. The
	 * last means it is meant once more (table duplicate-orders); each but one is told of
	 * the others then.
	 * @param submissions how many requests in all
	 */
	static void doubled(World world, int submissions, Random random, Findings findings) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
		Map<String, Integer> answers = new TreeMap<>();
		try {
			for (int round = 0; round * AT_ONCE < submissions; round++) {
				int how = round % 3;
				String id = "f14-%d-%d".formatted(random.nextInt(1_000_000), round);
				List<Part> parts = Reseller.parts(id, Kind.BOOKED);
				List<Part> others = new ArrayList<>(parts);
				others.set(0,
						Part.facts(Packages.of(parts.get(0).bytes()).with("/customer/legalName", "Other GmbH").json()));
				CountDownLatch latch = new CountDownLatch(1);
				List<Future<Answer>> running = new ArrayList<>();
				for (int i = 0; i < AT_ONCE; i++) {
					String key = (how == 2) ? id + "-" + i : id;
					List<Part> sent = (how == 1 && i % 2 == 1) ? others : parts;
					Api api = new Api(world.node(i % 2).port(), Reseller.NAME);
					running.add(threads.submit(() -> {
						latch.await();
						return api.submit(key, sent);
					}));
				}
				latch.countDown();
				Set<String> references = new TreeSet<>();
				for (Future<Answer> each : running) {
					Answer answer = each.get();
					String told = (answer.status() == 201) ? "201 " + answer.text("status")
							: answer.status() + " " + answer.text("code");
					answers.merge("abc".charAt(how) + " " + told, 1, Integer::sum);
					if (answer.status() == 201 && references.add(answer.text("reference"))) {
						world.reseller().acknowledged(id, answer.text("reference"), Kind.BOOKED);
					}
					findings.expect(answer.status() < 500, "answered %d: %s", answer.status(), answer.body());
				}
				findings.expect(how == 2 || references.size() == 1, "I1: %s became %s", id, references);
				findings.expect(!references.isEmpty(), "I1: %s was not taken at all", id);
				long unaware = world.number("""
						select count(*) from countersign.agreement a where a.package_id = '%s' and not exists (
							select from countersign.finding f where f.reference = a.reference and f.code = 'ORD-02')"""
					.formatted(id));
				findings.expect(unaware <= 1, "%d agreements of %s know nothing of the others", unaware, id);
			}
		}
		finally {
			threads.shutdownNow();
		}
		findings.figure("answers (a: one key and body, b: one key and two bodies, c: one package and many keys) %s",
				answers);
	}

	/** F13: the programme of races, on nodes of its own. */
	static void raced(World world, int rounds, Random random, Findings findings) throws Exception {
		try (RacedAgreements race = new RacedAgreements(world.folder().resolve("race"))) {
			for (int round = 0; round < rounds; round++) {
				race.play(random.nextInt(1_000_000)).forEach((wrong) -> findings.wrong("I3: %s", wrong));
			}
			findings.figure("%d rounds, %d signatures", rounds,
					race.jdbc().queryForObject("select count(*) from countersign.signature", Long.class));
		}
	}

}
