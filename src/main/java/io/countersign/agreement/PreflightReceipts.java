package io.countersign.agreement;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Receipts of pre-flights. Who issues one clears away some that are older than they are
 * kept: only issuing makes the table grow, so nothing else has to remember to.
 */
@Component
class PreflightReceipts {

	/** More than one for each that is issued, so that a lowered limit takes effect. */
	private static final int CLEARED_AT_ONCE = 20;

	private final JdbcTemplate jdbc;

	private final ObjectMapper json;

	private final Duration kept;

	/**
	 * @param kept how long a receipt is kept at least; one that a submission refers to
	 * stays
	 */
	PreflightReceipts(JdbcTemplate jdbc, ObjectMapper json, @Value("${countersign.preflight.kept}") Duration kept) {
		this.jdbc = jdbc;
		this.json = json;
		this.kept = kept;
	}

	/** A number that no other receipt has or will have; gaps are normal. */
	String nextNumber(Instant now) {
		Long next = this.jdbc.queryForObject("select nextval('countersign.preflight_number')", Long.class);
		return "PF-%d-%06d".formatted(now.atOffset(ZoneOffset.UTC).getYear(), next);
	}

	@Transactional
	void issue(String reseller, IssuedReceipt receipt) {
		this.jdbc.update(
				"""
						insert into countersign.preflight_receipt
							(number, reseller, package_id, facts_hash, documents, rules_version, tables, route, blockers, warnings, issued_at)
						values (?, ?, ?, ?, ?::jsonb, ?, ?::jsonb, ?, ?, ?, ?)""",
				receipt.number(), reseller, receipt.packageId(), receipt.factsHash(), write(receipt.documents()),
				receipt.rulesVersion(), write(receipt.tables()), receipt.route().name(), receipt.blockers(),
				receipt.warnings(), receipt.issuedAt().atOffset(ZoneOffset.UTC));
		this.jdbc.update("""
				delete from countersign.preflight_receipt where number in (
					select number from countersign.preflight_receipt p
					where issued_at < ? and not exists (
						select from countersign.submission s where s.facts ->> 'preflight' = p.number)
					order by issued_at limit ? for update skip locked)""",
				receipt.issuedAt().minus(this.kept).atOffset(ZoneOffset.UTC), CLEARED_AT_ONCE);
	}

	/** A receipt of this reseller; empty for another's as for none at all. */
	Optional<IssuedReceipt> find(String number, String reseller) {
		return this.jdbc
			.query("select * from countersign.preflight_receipt where number = ? and reseller = ?",
					(row, index) -> receipt(row), number, reseller)
			.stream()
			.findFirst();
	}

	private IssuedReceipt receipt(ResultSet row) throws SQLException {
		return new IssuedReceipt(row.getString("number"), row.getString("package_id"), row.getString("facts_hash"),
				read(row.getString("documents"), new TypeReference<Map<String, String>>() {
				}), row.getString("rules_version"),
				read(row.getString("tables"), new TypeReference<Map<String, Integer>>() {
				}), Route.valueOf(row.getString("route")), row.getInt("blockers"), row.getInt("warnings"),
				row.getObject("issued_at", OffsetDateTime.class).toInstant());
	}

	private String write(Object value) {
		try {
			return this.json.writeValueAsString(value);
		}
		catch (JsonProcessingException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private <T> T read(String text, TypeReference<T> type) {
		try {
			return this.json.readValue(text, type);
		}
		catch (JsonProcessingException ex) {
			throw new IllegalStateException("A stored receipt cannot be read", ex);
		}
	}

}
