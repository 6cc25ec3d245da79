package io.countersign.signature;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import jakarta.annotation.PostConstruct;

import org.springframework.context.annotation.Profile;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * The authorities of the demo people, and a standing one. A production installation
 * starts with none: somebody grants them, somebody else approves them.
 */
@Component
@Profile({ "local", "test" })
class DemoAuthorities {

	private static final OffsetDateTime SINCE = OffsetDateTime.of(2020, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

	private static final List<String> CURRENCIES = List.of("EUR", "USD");

	private final JdbcTemplate jdbc;

	DemoAuthorities(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	@PostConstruct
	void grant() {
		List<Object[]> rows = new ArrayList<>();
		for (String currency : CURRENCIES) {
			rows.add(row(SigningAuthority.STANDING, "for standard agreements", null, null, "T0", currency, "1000000"));
			rows.add(row("lea", "CLM lead", "clm-lead", "DE", "T1", currency, "250000"));
			rows.add(row("mona", "Manager, tier 1", "manager-1", "DE", "T3", currency, "1000000"));
			rows.add(row("max", "Manager, tier 2", "manager-2", null, "T5", currency, "10000000"));
			rows.add(row("magda", "Manager, tier 2", "manager-2", null, "T5", currency, "10000000"));
		}
		this.jdbc.batchUpdate(
				"""
						insert into countersign.signing_authority
							(id, signatory, capacity, team, subsidiary, term_class, currency, limit_amount, valid_from, granted_by, approved_by)
						values (?, ?, ?, ?, ?, ?, ?, ?, ?, 'paula', 'fiona') on conflict do nothing""",
				rows);
	}

	private static Object[] row(String signatory, String capacity, String team, String subsidiary, String termClass,
			String currency, String limit) {
		UUID id = UUID.nameUUIDFromBytes(("demo/" + signatory + "/" + currency).getBytes(StandardCharsets.UTF_8));
		return new Object[] { id, signatory, capacity, team, subsidiary, termClass, currency, new BigDecimal(limit),
				SINCE };
	}

}
