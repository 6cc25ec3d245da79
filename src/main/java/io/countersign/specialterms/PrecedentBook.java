package io.countersign.specialterms;

import java.math.BigDecimal;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.countersign.identity.Caller;
import io.countersign.kernel.Money;
import io.countersign.specialterms.ApprovalBrief.Count;
import io.countersign.specialterms.ApprovalBrief.Precedent;
import io.countersign.specialterms.ApprovalBrief.Precedents;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * How a term was decided lately: granted, granted with conditions, refused. Only what the
 * reader may see counts. How far back it looks and the bands of values are data, table
 * {@code approval_desk_policy}.
 */
@Component
class PrecedentBook {

	private static final int LATEST = 5;

	private final JdbcTemplate jdbc;

	private final Clock clock;

	PrecedentBook(JdbcTemplate jdbc, Clock clock) {
		this.jdbc = jdbc;
		this.clock = clock;
	}

	private record Policy(int months, List<BigDecimal> bands) {
	}

	private record Decided(Precedent precedent, BigDecimal inEuro) {
	}

	/**
	 * Precedents of a term.
	 * @param reference the request itself, which is no precedent
	 * @param segment of the request
	 * @param inEuro the request's value; {@code null} where no rate is known
	 */
	Precedents of(String code, String reference, String segment, BigDecimal inEuro, Caller caller) {
		OffsetDateTime now = this.clock.instant().atOffset(ZoneOffset.UTC);
		Policy policy = policy(now.toLocalDate());
		List<Decided> decided = decided(code, reference, now.minusMonths(policy.months()), caller);
		Map<List<Object>, int[]> counts = new LinkedHashMap<>();
		int[] all = new int[3];
		int own = band(policy, inEuro);
		for (Decided one : decided) {
			int outcome = List.of("GRANTED", "CONDITIONS", "REFUSED").indexOf(one.precedent().outcome());
			all[outcome]++;
			counts.computeIfAbsent(List.of(one.precedent().segment(), band(policy, one.inEuro())),
					(key) -> new int[3])[outcome]++;
		}
		List<Count> rows = new ArrayList<>();
		counts.forEach((key, count) -> {
			int band = (int) key.get(1);
			rows.add(new Count((String) key.get(0), (band > 0) ? policy.bands().get(band - 1) : null,
					(band < policy.bands().size()) ? policy.bands().get(band) : null, count[0], count[1], count[2],
					key.get(0).equals(segment) && inEuro != null && band == own));
		});
		rows.sort((one, other) -> Boolean.compare(other.same(), one.same()));
		return new Precedents(policy.months(), all[0], all[1], all[2], rows,
				decided.stream().limit(LATEST).map(Decided::precedent).toList());
	}

	/** The band's number from 0; a value on a limit belongs to the band below it. */
	private static int band(Policy policy, BigDecimal inEuro) {
		int band = 0;
		while (inEuro != null && band < policy.bands().size() && inEuro.compareTo(policy.bands().get(band)) > 0) {
			band++;
		}
		return band;
	}

	private Policy policy(LocalDate day) {
		return this.jdbc.queryForObject(
				"select precedent_months, value_bands from countersign.approval_desk_policy where valid_from <= ? order by valid_from desc limit 1",
				(row, number) -> new Policy(row.getInt("precedent_months"),
						Arrays.asList((BigDecimal[]) row.getArray("value_bands").getArray())),
				day);
	}

	private List<Decided> decided(String code, String reference, OffsetDateTime since, Caller caller) {
		return this.jdbc.query(
				"""
						select r.reference, r.customer, r.segment, r.value, r.currency, r.status, r.decision_reason, t.percent,
							d.decided_at, d.conditions, countersign.in_euro(r.value, r.currency, d.decided_at::date) as euro
						from countersign.special_term t
						join countersign.special_terms_request r on r.reference = t.reference and r.revision = t.revision
						cross join lateral (
							select coalesce(max(a.decided_at), r.closed_at) as decided_at,
								array(select c ->> 'words' from countersign.approval g, jsonb_array_elements(g.conditions) c
									where g.reference = r.reference and c ->> 'words' is not null order by g.decided_at) as conditions
							from countersign.approval a where a.reference = r.reference) d
						where t.code = ? and r.reference <> ? and d.decided_at >= ?
						  and (r.status in ('APPROVED', 'APPROVED_WITH_CONDITIONS', 'REFUSED') or (r.status = 'EXPIRED' and r.expires_on is not null))
						  and (? or r.subsidiary = any (?))
						order by d.decided_at desc, r.reference""",
				PrecedentBook::read, code, reference, since, caller.readsEverything(),
				caller.subsidiaries().toArray(String[]::new));
	}

	private static Decided read(ResultSet row, int number) throws SQLException {
		Array conditions = row.getArray("conditions");
		List<String> words = List.of((String[]) conditions.getArray());
		SpecialTermsStatus status = SpecialTermsStatus.valueOf(row.getString("status"));
		String outcome = (status == SpecialTermsStatus.REFUSED) ? "REFUSED"
				: words.isEmpty() ? "GRANTED" : "CONDITIONS";
		Instant at = row.getObject("decided_at", OffsetDateTime.class).toInstant();
		return new Decided(new Precedent(row.getString("reference"), row.getString("customer"),
				row.getString("segment"), new Money(row.getBigDecimal("value"), row.getString("currency")),
				row.getBigDecimal("percent"), outcome, words, row.getString("decision_reason"), at),
				row.getBigDecimal("euro"));
	}

}
