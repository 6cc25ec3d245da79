package io.countersign.race;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Rounds of {@link RacedAgreements}. System properties: {@code rounds}, 10 by default and
 * 500 in the profile {@code race}; {@code seed} of the first round.
 */
class RaceIT {

	private static final int ROUNDS = Integer.getInteger("rounds", 10);

	private static final long SEED = Long.getLong("seed", 1);

	@TempDir(cleanup = CleanupMode.ON_SUCCESS)
	private Path folder;

	@Test
	void nothingIsSignedThatMustNotBe() throws Exception {
		List<String> wrong = new ArrayList<>();
		int played = 0;
		int failed = 0;
		long begun = System.nanoTime();
		try (RacedAgreements race = new RacedAgreements(this.folder)) {
			long ready = System.nanoTime();
			for (; played < ROUNDS; played++) {
				List<String> found = race.play(SEED + played);
				failed += found.isEmpty() ? 0 : 1;
				wrong.addAll(found);
				// Kept up to date, so that a long run shows how far it is.
				Files.writeString(Path.of("target", "race.csv"), csv(race, wrong));
			}
			long signed = race.jdbc()
				.queryForObject("select count(distinct reference) from countersign.signature", Long.class);
			System.out.printf(Locale.ROOT,
					"RESULT node-race passed=%d failed=%d notrun=0 seed=%d acts=%d signed=%d start=%ds rounds=%ds%n",
					played - failed, failed, SEED, race.outcomes().values().stream().mapToInt(Integer::intValue).sum(),
					signed, TimeUnit.NANOSECONDS.toSeconds(ready - begun),
					TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - ready));
			assertThat(signed).as("agreements that somebody could sign").isPositive();
		}
		assertThat(wrong).isEmpty();
	}

	private static String csv(RacedAgreements race, List<String> wrong) {
		StringBuilder csv = new StringBuilder("what,kind,status,code,count\n");
		race.outcomes()
			.forEach((outcome, count) -> csv
				.append("act,%s,%d,%s,%d\n".formatted(outcome.act(), outcome.status(), outcome.code(), count)));
		race.endings()
			.forEach((ending, count) -> csv
				.append("round,%s,%s,,%d\n".formatted(ending.beginning(), ending.status(), count)));
		wrong.forEach((what) -> csv.append("violation,\"").append(what.replace("\"", "\"\"")).append("\",,,1\n"));
		return csv.toString();
	}

}
