package io.countersign.postgres;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ConnectionPoolCheckTests {

	@Test
	void takesAPoolThatServesEveryThread() {
		assertThatCode(() -> ConnectionPoolCheck.check(36, 24, 6)).doesNotThrowAnyException();
	}

	@Test
	void refusesAPoolThatThreadsCouldExhaust() {
		assertThatExceptionOfType(StartRefused.class).isThrownBy(() -> ConnectionPoolCheck.check(35, 24, 6))
			.withMessageContaining("35 database connections are too few")
			.satisfies((refused) -> assertThat(refused.action()).contains("36"));
	}

}
