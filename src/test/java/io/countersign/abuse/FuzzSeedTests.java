package io.countersign.abuse;

import java.time.Duration;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

/** The inputs that fuzzing begins with, as plain tests; see {@link FuzzProgramme}. */
class FuzzSeedTests {

	@ParameterizedTest
	@EnumSource
	void everySeedIsTakenOrRefusedInGoodTime(FuzzTarget target) {
		assertThat(target.seeds()).hasSizeGreaterThan(20).allSatisfy((name, seed) -> {
			long start = System.nanoTime();
			assertThatCode(() -> target.take(seed)).as(name).doesNotThrowAnyException();
			assertThat(Duration.ofNanos(System.nanoTime() - start)).as(name).isLessThan(Endurance.PATIENCE);
		});
	}

}
