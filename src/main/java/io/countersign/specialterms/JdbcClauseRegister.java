package io.countersign.specialterms;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import io.countersign.agreement.ClauseRegister;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Reads the catalogue of clauses for packages. */
@Component
class JdbcClauseRegister implements ClauseRegister {

	private final JdbcTemplate jdbc;

	JdbcClauseRegister(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	@Override
	public Map<String, Clause> inForce(Set<String> codes, LocalDate day) {
		Map<String, Clause> clauses = new HashMap<>();
		this.jdbc.query("""
				select distinct on (code) code, version, title, kind, term_class, text, free_for
				from countersign.clause
				where code = any (?) and valid_from <= ? and (valid_to is null or valid_to >= ?)
				order by code, version desc""", (row) -> {
			clauses.put(row.getString("code"), clause(row));
		}, codes.toArray(String[]::new), day, day);
		return clauses;
	}

	private static Clause clause(ResultSet row) throws SQLException {
		return new Clause(row.getString("code"), row.getInt("version"), row.getString("title"), row.getString("kind"),
				row.getString("term_class"), row.getString("text"),
				Set.of((String[]) row.getArray("free_for").getArray()));
	}

}
