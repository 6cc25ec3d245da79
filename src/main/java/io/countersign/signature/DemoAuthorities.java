package io.countersign.signature;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.annotation.PostConstruct;

import org.springframework.context.annotation.Profile;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * The authorities of the demo people, and a standing one, proposed and released like all
 * others. A production installation starts with none.
 */
@Component
@Profile({ "local", "test" })
class DemoAuthorities {

	private static final LocalDate SINCE = LocalDate.of(2020, 1, 1);

	private static final List<String> CURRENCIES = List.of("EUR", "USD");

	private final JdbcTemplate jdbc;

	private final ObjectMapper json;

	DemoAuthorities(JdbcTemplate jdbc, ObjectMapper json) {
		this.jdbc = jdbc;
		this.json = json;
	}

	/**
	 * An authority.
	 *
	 * @param subsidiary {@code null} means any
	 */
	private record Granted(String signatory, String capacity, String team, String subsidiary, String termClass,
			String limit) {

		String releasedBy() {
			return this.signatory.equals("lea") ? "luise" : "lea";
		}

		Map<String, String> facts(String currency) {
			Map<String, String> facts = new LinkedHashMap<>();
			facts.put("signatory", this.signatory);
			facts.put("capacity", this.capacity);
			facts.put("team", this.team);
			facts.put("subsidiary", this.subsidiary);
			facts.put("termClass", this.termClass);
			facts.put("currency", currency);
			facts.put("limit", this.limit);
			facts.put("validFrom", SINCE.toString());
			facts.values().removeIf(Objects::isNull);
			return facts;
		}

	}

	private static final List<Granted> GRANTED = List.of(
			new Granted(SigningAuthority.STANDING, "for standard agreements", null, null, "T0", "1000000"),
			new Granted("lea", "CLM lead", "clm-lead", "DE", "T1", "250000"),
			new Granted("mona", "Manager, tier 1", "manager-1", "DE", "T3", "1000000"),
			new Granted("max", "Manager, tier 2", "manager-2", null, "T5", "10000000"),
			new Granted("magda", "Manager, tier 2", "manager-2", null, "T5", "10000000"));

	/**
	 * The numbers of these proposals lie below those that the register gives. What is
	 * there already stays, also where several nodes start at once.
	 */
	@PostConstruct
	void grant() {
		int number = 0;
		for (Granted granted : GRANTED) {
			for (String currency : CURRENCIES) {
				number++;
				grant("AU-2020-%06d".formatted(number), granted, currency);
			}
		}
	}

	private void grant(String reference, Granted granted, String currency) {
		UUID id = UUID
			.nameUUIDFromBytes(("demo/" + granted.signatory() + "/" + currency).getBytes(StandardCharsets.UTF_8));
		OffsetDateTime since = SINCE.atStartOfDay().atOffset(ZoneOffset.UTC);
		// An installation of an earlier version has the authority without a proposal.
		this.jdbc.update("""
				insert into countersign.authority_proposal (reference, kind, facts, beneficiary, subsidiary, reason,
					proposed_by, proposed_at)
				select ?, 'GRANT', ?::jsonb, ?, ?, 'To try the product with', 'paula', ?
				where not exists (select from countersign.signing_authority where id = ?) on conflict do nothing""",
				reference, write(granted.facts(currency)), granted.signatory(), granted.subsidiary(), since, id);
		this.jdbc.update("""
				update countersign.authority_proposal set status = 'RELEASED', decided_by = ?, decided_at = ?
				where reference = ? and status = 'OPEN'""", granted.releasedBy(), since, reference);
		this.jdbc.update("""
				insert into countersign.signing_authority (id, signatory, capacity, team, subsidiary, term_class,
					currency, limit_amount, valid_from, granted_by, approved_by, proposal)
				values (?, ?, ?, ?, ?, ?, ?, ?, ?, 'paula', ?, ?) on conflict do nothing""", id, granted.signatory(),
				granted.capacity(), granted.team(), granted.subsidiary(), granted.termClass(), currency,
				new BigDecimal(granted.limit()), since, granted.releasedBy(), reference);
	}

	private String write(Map<String, String> facts) {
		try {
			return this.json.writeValueAsString(facts);
		}
		catch (JsonProcessingException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
