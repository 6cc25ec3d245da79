package io.countersign.identity;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

class LoginLimitTests {

	private final AtomicLong now = new AtomicLong();

	private final LoginLimit limit = new LoginLimit(3, this.now::get);

	@Test
	void refusesAfterTheLimitAndForgetsAfterAMinute() {
		fail("10.0.0.1", 2);
		assertThatNoException().isThrownBy(() -> this.limit.check("10.0.0.1"));
		fail("10.0.0.1", 1);
		assertRefused("10.0.0.1");
		assertThatNoException().isThrownBy(() -> this.limit.check("10.0.0.2"));
		this.now.addAndGet(TimeUnit.SECONDS.toNanos(60));
		assertRefused("10.0.0.1");
		this.now.incrementAndGet();
		assertThatNoException().isThrownBy(() -> this.limit.check("10.0.0.1"));
		fail("10.0.0.1", 1);
		assertThatNoException().isThrownBy(() -> this.limit.check("10.0.0.1"));
	}

	@Test
	void countsAnIpv6SubscriberOnce() {
		fail("2001:db8:1:2::1", 1);
		fail("2001:db8:1:2::2", 1);
		fail("2001:db8:1:2:aaaa:bbbb:cccc:dddd", 1);
		assertRefused("2001:db8:1:2::ffff");
		assertThatNoException().isThrownBy(() -> this.limit.check("2001:db8:1:3::1"));
	}

	@Test
	void remembersABoundedNumberOfAddresses() {
		fail("10.0.0.1", 3);
		for (int i = 0; i < 10_000; i++) {
			fail("a" + i, 1);
		}
		assertThatNoException().isThrownBy(() -> this.limit.check("10.0.0.1"));
	}

	@Test
	void takesRequestsWithoutAnAddress() {
		fail(null, 3);
		assertRefused(null);
	}

	private void fail(String address, int times) {
		for (int i = 0; i < times; i++) {
			this.limit.failed(address);
		}
	}

	private void assertRefused(String address) {
		assertThatExceptionOfType(LoginLimit.TooManyAttempts.class).isThrownBy(() -> this.limit.check(address));
	}

}
