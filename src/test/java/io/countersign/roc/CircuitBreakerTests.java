package io.countersign.roc;

import java.time.Duration;

import io.countersign.TestClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CircuitBreakerTests {

	private final TestClock clock = new TestClock();

	private final CircuitBreaker breaker = new CircuitBreaker(3, Duration.ofSeconds(30), this.clock);

	@AfterEach
	void backToTheRealTime() {
		this.clock.reset();
	}

	@Test
	void opensAfterThreeFailuresInARow() {
		this.breaker.failed();
		this.breaker.failed();
		assertThat(this.breaker.allows(100)).isEqualTo(100);
		this.breaker.failed();
		assertThat(this.breaker.allows(100)).isZero();
	}

	@Test
	void aSuccessInBetweenStartsTheCountAnew() {
		this.breaker.failed();
		this.breaker.failed();
		assertThat(this.breaker.succeeded()).isTrue();
		this.breaker.failed();
		this.breaker.failed();
		assertThat(this.breaker.allows(100)).isEqualTo(100);
	}

	@Test
	void triesWithOneAfterAWhile() {
		for (int failure = 0; failure < 3; failure++) {
			this.breaker.failed();
		}
		this.clock.travel(Duration.ofSeconds(31));
		assertThat(this.breaker.allows(100)).isEqualTo(1);
		this.breaker.failed();
		assertThat(this.breaker.allows(100)).as("left alone again").isZero();
		this.clock.travel(Duration.ofSeconds(31));
		assertThat(this.breaker.succeeded()).isTrue();
		assertThat(this.breaker.allows(100)).isEqualTo(100);
	}

}
