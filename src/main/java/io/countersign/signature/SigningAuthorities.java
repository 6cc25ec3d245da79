package io.countersign.signature;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import io.countersign.kernel.Money;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** The register of signing authorities. */
@Repository
class SigningAuthorities {

	/**
	 * How long what is prepared before a transaction may rely on an older reading. The
	 * database checks the authority again when the signature is stored.
	 */
	private static final Duration MEMORY = Duration.ofSeconds(5);

	private final JdbcTemplate jdbc;

	private volatile Reading latest = new Reading(List.of(), Long.MIN_VALUE);

	SigningAuthorities(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	/** Everybody's authorities, at most a few seconds old; smallest limits first. */
	List<SigningAuthority> recent() {
		Reading reading = this.latest;
		if (reading.until == Long.MIN_VALUE || System.nanoTime() - reading.until > 0) {
			reading = new Reading(all(), System.nanoTime() + MEMORY.toNanos());
			this.latest = reading;
		}
		return reading.authorities;
	}

	/** Everybody's authorities as they are now; smallest limits first. */
	List<SigningAuthority> all() {
		return this.jdbc.query(
				"""
						select id, signatory, capacity, team, subsidiary, programme, limit_amount, currency, valid_from, valid_to
						from countersign.signing_authority order by limit_amount, id""",
				(row, number) -> read(row));
	}

	/** The smallest authority of a signatory that covers an agreement at a moment. */
	Optional<SigningAuthority> covering(List<SigningAuthority> authorities, String signatory, String subsidiary,
			String programme, Money value, Instant at) {
		return authorities.stream()
			.filter((authority) -> authority.signatory().equals(signatory))
			.filter((authority) -> authority.covers(subsidiary, programme, value, at))
			.findFirst();
	}

	private static SigningAuthority read(ResultSet row) throws SQLException {
		OffsetDateTime validTo = row.getObject("valid_to", OffsetDateTime.class);
		return new SigningAuthority(row.getObject("id", UUID.class), row.getString("signatory"),
				row.getString("capacity"), row.getString("team"), row.getString("subsidiary"),
				row.getString("programme"), new Money(row.getBigDecimal("limit_amount"), row.getString("currency")),
				row.getObject("valid_from", OffsetDateTime.class).toInstant(),
				(validTo != null) ? validTo.toInstant() : null);
	}

	/**
	 * @param until by the clock of {@code System.nanoTime()}
	 */
	private record Reading(List<SigningAuthority> authorities, long until) {
	}

}
