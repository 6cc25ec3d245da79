package io.countersign.faults;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;

import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Faults on a running system, one after the other, each followed by a judgement of
 * everything there is. Run by {@code -Pfaults}.
 * <p>
 * System properties: {@code fault} names some of them ({@code F2,F7}), {@code size} is
 * {@code change} or {@code night}, {@code times} another number of repetitions,
 * {@code seed} repeats what was drawn, {@code prove} switches protections off, one or
 * {@code all}: each has to be caught then.
 */
class FaultProgramme {

	private static final String ONLY = System.getProperty("fault", "");

	private static final boolean NIGHT = "night".equals(System.getProperty("size"));

	private static final long SEED = Long.getLong("seed", 1);

	private static final String PROVE = System.getProperty("prove", "");

	private static final Path FOLDER = Path.of("target", "faults");

	private static final Duration PATIENCE = Duration.ofMinutes(4);

	/** Without a protection there may be no rest at all. */
	private static final Duration IMPATIENCE = Duration.ofSeconds(30);

	/** What became of a fault. */
	private record Outcome(Fault fault, int repetitions, String result, List<String> wrong, List<String> figures,
			long seconds) {
	}

	@Test
	void nothingIsLostOrBookedTwice() throws Exception {
		FileSystemUtils.deleteRecursively(FOLDER);
		List<Outcome> outcomes = PROVE.isEmpty() ? faults() : proofs();
		write(outcomes);
		System.out.printf("RESULT faults passed=%d failed=%d notrun=%d seed=%d%n", count(outcomes, "passed"),
				count(outcomes, "failed"), count(outcomes, "notrun"), SEED);
		assertThat(outcomes).filteredOn((outcome) -> outcome.result().equals("failed"))
			.extracting((outcome) -> outcome.fault().id() + ": " + outcome.wrong())
			.isEmpty();
	}

	private static List<Outcome> faults() throws Exception {
		List<Outcome> outcomes = new ArrayList<>();
		try (World world = new World(FOLDER)) {
			for (Fault fault : Catalogue.FAULTS) {
				outcomes.add(told(asked(fault) ? play(world, fault) : notRun(fault, "not asked for")));
			}
		}
		Catalogue.NOT_YET.forEach((fault, why) -> outcomes.add(told(notRun(fault, why))));
		return outcomes;
	}

	private static boolean asked(Fault fault) {
		return ONLY.isEmpty() || List.of(ONLY.split(",")).contains(fault.id());
	}

	private static Outcome play(World world, Fault fault) {
		long begin = System.nanoTime();
		int repetitions = Integer.getInteger("times", NIGHT ? fault.night() : fault.change());
		Findings findings = new Findings();
		try {
			fault.play().run(world, repetitions, new Random(SEED * 1000 + fault.id().hashCode()), findings);
		}
		catch (Exception | AssertionError ex) {
			findings.wrong("ended with %s", ex);
		}
		judge(world, findings, PATIENCE);
		return new Outcome(fault, repetitions, findings.wrong().isEmpty() ? "passed" : "failed", findings.wrong(),
				findings.figures(), (System.nanoTime() - begin) / 1_000_000_000);
	}

	private static void judge(World world, Findings findings, Duration patience) {
		try {
			world.roc().behave();
			long begin = System.nanoTime();
			world.comeToRest(patience).forEach((left) -> findings.wrong("I8: %s", left));
			findings.figure("at rest after %.1f s", (System.nanoTime() - begin) / 1e9);
			world.violations()
				.forEach((invariant, wrong) -> wrong.forEach((what) -> findings.wrong("%s: %s", invariant, what)));
		}
		catch (Exception ex) {
			findings.wrong("could not be judged: %s", ex);
		}
	}

	private static List<Outcome> proofs() throws Exception {
		List<Outcome> outcomes = new ArrayList<>();
		for (Protection protection : Protection.values()) {
			Fault proof = new Fault("prove " + protection.label(), protection.title(), 1, 1, protection.caughtBy(),
					null);
			if (!PROVE.equals("all") && !PROVE.equals(protection.label())) {
				outcomes.add(told(notRun(proof, "not asked for")));
				continue;
			}
			long begin = System.nanoTime();
			Findings findings = new Findings();
			try (World world = protection.world(FOLDER.resolve(protection.label()))) {
				protection.switchOff(world);
				protection.endanger(world, new Random(SEED));
				judge(world, findings, IMPATIENCE);
			}
			boolean caught = findings.wrong().stream().anyMatch((what) -> what.startsWith(protection.caughtBy() + ":"));
			outcomes.add(told(new Outcome(proof, 1, caught ? "passed" : "failed",
					caught ? List.of() : List.of("not caught by " + protection.caughtBy() + ": " + findings.wrong()),
					findings.wrong(), (System.nanoTime() - begin) / 1_000_000_000)));
		}
		return outcomes;
	}

	private static Outcome notRun(Fault fault, String why) {
		return new Outcome(fault, 0, "notrun", List.of(), List.of(why), 0);
	}

	private static Outcome told(Outcome outcome) {
		System.out.printf("%-8s %-7s %4d x %s, %d s; %s%n", outcome.fault().id(), outcome.result(),
				outcome.repetitions(), outcome.fault().title(), outcome.seconds(),
				String.join("; ", outcome.figures()));
		outcome.wrong().forEach((what) -> System.out.println("         " + what));
		return outcome;
	}

	private static long count(List<Outcome> outcomes, String result) {
		return outcomes.stream().filter((outcome) -> outcome.result().equals(result)).count();
	}

	private static void write(List<Outcome> outcomes) throws Exception {
		try (PrintWriter csv = new PrintWriter(Files.newBufferedWriter(Path.of("target", "faults.csv")))) {
			csv.println("fault,title,repetitions,invariants,result,seconds,figures,wrong");
			for (Outcome outcome : outcomes) {
				csv.printf("%s,%s,%d,%s,%s,%d,%s,%s%n", outcome.fault().id(), cell(outcome.fault().title()),
						outcome.repetitions(), cell(outcome.fault().invariants()), outcome.result(), outcome.seconds(),
						cell(String.join("; ", outcome.figures())), cell(String.join("; ", outcome.wrong())));
			}
		}
	}

	private static String cell(String text) {
		return "\"" + text.replace("\"", "\"\"") + "\"";
	}

}
