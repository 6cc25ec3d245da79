package io.countersign.specialterms;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

import io.countersign.identity.Caller;
import io.countersign.kernel.Money;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The requests for special terms that a person of the desk may see. */
@Component
public class RequestList {

	private final JdbcTemplate jdbc;

	RequestList(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * A request in the list.
	 *
	 * @param agreement {@code null} until a package is linked
	 * @param codes of its terms, in order
	 * @param gravest class of its terms; {@code null} where it has none
	 * @param waitsFor {@code null} once closed
	 */
	public record Row(String reference, String agreement, String reseller, String subsidiary, String customer,
			String programme, Money value, List<String> codes, String gravest, SpecialTermsStatus status,
			String waitsFor, Instant waitsUntil, Instant receivedAt) {
	}

	/** A page of the list with the number of all that fit. */
	public record Page(List<Row> rows, long total) {
	}

	/**
	 * Requests, open ones first, newest first.
	 * @param status any where {@code null}
	 * @param q text looked for in reference, customer, reseller and codes of terms;
	 * {@code null} for none
	 * @param page counted from 0
	 */
	@Transactional(readOnly = true)
	public Page search(SpecialTermsStatus status, String q, int page, int size, Caller caller) {
		List<Object> arguments = new ArrayList<>(
				List.of(caller.readsEverything(), caller.subsidiaries().toArray(String[]::new)));
		String where = " where (? or r.subsidiary = any (?))";
		if (status != null) {
			where += " and r.status = ?";
			arguments.add(status.name());
		}
		if (q != null) {
			where += """
					and (r.reference ilike ? or r.customer ilike ? or r.reseller ilike ? or exists (
					select from countersign.special_term t where t.reference = r.reference and t.revision = r.revision and t.code ilike ?))""";
			String pattern = "%" + q.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
			arguments.addAll(List.of(pattern, pattern, pattern, pattern));
		}
		long total = this.jdbc.queryForObject("select count(*) from countersign.special_terms_request r" + where,
				Long.class, arguments.toArray());
		arguments.addAll(List.of(size, (long) page * size));
		return new Page(this.jdbc.query(
				"""
						select r.*, t.codes, t.gravest from countersign.special_terms_request r
						cross join lateral (select coalesce(array_agg(code order by position), '{}') as codes, max(term_class) as gravest
							from countersign.special_term where reference = r.reference and revision = r.revision) t"""
						+ where
						+ " order by (r.closed_at is not null), r.received_at desc, r.reference desc limit ? offset ?",
				RequestList::read, arguments.toArray()), total);
	}

	private static Row read(ResultSet row, int number) throws SQLException {
		OffsetDateTime until = row.getObject("waits_until", OffsetDateTime.class);
		return new Row(row.getString("reference"), row.getString("agreement"), row.getString("reseller"),
				row.getString("subsidiary"), row.getString("customer"), row.getString("programme"),
				new Money(row.getBigDecimal("value"), row.getString("currency")),
				List.of((String[]) row.getArray("codes").getArray()), row.getString("gravest"),
				SpecialTermsStatus.valueOf(row.getString("status")), row.getString("waits_for"),
				(until != null) ? until.toInstant() : null,
				row.getObject("received_at", OffsetDateTime.class).toInstant());
	}

}
