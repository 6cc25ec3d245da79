package io.countersign.race;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
		int failed = 0;
		try (RacedAgreements race = new RacedAgreements(this.folder)) {
			for (int round = 0; round < ROUNDS; round++) {
				List<String> found = race.play(SEED + round);
				failed += found.isEmpty() ? 0 : 1;
				wrong.addAll(found);
			}
			long signatures = race.jdbc().queryForObject("select count(*) from countersign.signature", Long.class);
			Files.writeString(Path.of("target", "race.csv"), csv(race, wrong));
			System.out.printf("RESULT node-race passed=%d failed=%d notrun=0 seed=%d signatures=%d%n", ROUNDS - failed,
					failed, SEED, signatures);
			assertThat(signatures).as("rounds in which somebody could sign").isPositive();
		}
		assertThat(wrong).isEmpty();
	}

	private static String csv(RacedAgreements race, List<String> wrong) {
		StringBuilder csv = new StringBuilder("act,status,answers\n");
		race.answers().forEach((answer, count) -> {
			int split = answer.lastIndexOf(' ');
			csv.append(answer, 0, split)
				.append(',')
				.append(answer.substring(split + 1))
				.append(',')
				.append(count)
				.append('\n');
		});
		wrong.forEach((what) -> csv.append("violation,,\"").append(what.replace("\"", "\"\"")).append("\"\n"));
		return csv.toString();
	}

}
