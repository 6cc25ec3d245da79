package io.countersign.signature;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

import io.countersign.identity.Logins;
import io.countersign.kernel.Refusal;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Whoever signs has proved a short while ago who they are: a session left open on a desk
 * signs nothing. How short is a default of this installation, in table
 * {@code signing_policy}.
 */
@Component
class FreshLogin {

	static final String TOO_OLD = "login-too-old";

	private final Logins logins;

	private final JdbcTemplate jdbc;

	private final Clock clock;

	FreshLogin(Logins logins, JdbcTemplate jdbc, Clock clock) {
		this.logins = logins;
		this.jdbc = jdbc;
		this.clock = clock;
	}

	/**
	 * The login behind the present request.
	 *
	 * @param age {@code null} where nobody knows
	 * @param limit the oldest login that signs
	 */
	record Age(Duration age, Duration limit) {

		boolean fresh() {
			return this.age != null && this.age.compareTo(this.limit) <= 0;
		}

	}

	/** Empty where no person asks: what the system does by itself has no login. */
	Optional<Age> age() {
		Instant now = this.clock.instant();
		return this.logins.provedAt()
			.map((at) -> new Age(at.equals(Instant.EPOCH) ? null : Duration.between(at, now), limit(now)));
	}

	private Duration limit(Instant now) {
		return Duration.ofMinutes(this.jdbc.queryForObject(
				"select login_minutes from countersign.signing_policy where valid_from <= ? order by valid_from desc limit 1",
				Integer.class, LocalDate.ofInstant(now, ZoneOffset.UTC)));
	}

	/**
	 * Refuses to sign with a login that is too old or of unknown age.
	 * @throws Refusal with the code {@value #TOO_OLD}
	 */
	void expect() {
		age().filter((age) -> !age.fresh()).ifPresent((age) -> {
			throw new Refusal(Refusal.Kind.FORBIDDEN, TOO_OLD,
					"Log in again to sign: a signature needs a login that is at most %d minutes old. What you were about to sign waits for you."
						.formatted(age.limit().toMinutes()));
		});
	}

}
