package io.countersign.specialterms;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.identity.Caller;
import io.countersign.identity.Role;
import io.countersign.kernel.Refusal;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * The catalogue of clauses and amendments. Kept by the process owner: a new version is
 * added, an old one gets its last day, nothing is changed.
 */
@Service
public class ClauseCatalogue {

	private static final Pattern CODE = Pattern.compile("[A-Z][A-Z0-9_-]{0,23}");

	private static final TypeReference<List<Clause.Alternative>> ALTERNATIVES = new TypeReference<>() {
	};

	private final JdbcTemplate jdbc;

	private final ObjectMapper json;

	private final ApplicationEventPublisher events;

	private final Clock clock;

	ClauseCatalogue(JdbcTemplate jdbc, ObjectMapper json, ApplicationEventPublisher events, Clock clock) {
		this.jdbc = jdbc;
		this.json = json;
		this.events = events;
		this.clock = clock;
	}

	/** The version of a clause in force on a day; the newest, where there are several. */
	@Transactional(readOnly = true)
	public Optional<Clause> find(String code, LocalDate day) {
		return this.jdbc.query(
				"select * from countersign.clause where code = ? and valid_from <= ? and (valid_to is null or valid_to >= ?) order by version desc limit 1",
				this::clause, code, day, day)
			.stream()
			.findFirst();
	}

	/** Every version of every clause, by code, newest first. */
	@Transactional(readOnly = true)
	public List<Clause> all() {
		return this.jdbc.query("select * from countersign.clause order by code, version desc", this::clause);
	}

	/**
	 * Adds a version; the one before ends on the day before it begins.
	 * @param clause its version is given here
	 * @return as it was stored
	 * @throws Refusal if the caller keeps no catalogue, or the clause cannot be stored
	 */
	@Transactional
	public Clause add(Clause clause, Caller caller) {
		refuseUnlessKeeper(caller);
		check(clause);
		this.jdbc.query("select pg_advisory_xact_lock(hashtext('clause ' || ?))", (row) -> {
		}, clause.code());
		List<Clause> versions = this.jdbc.query("select * from countersign.clause where code = ? order by version desc",
				this::clause, clause.code());
		for (Clause former : versions) {
			if (former.validTo() == null) {
				if (!former.validFrom().isBefore(clause.validFrom())) {
					throw new Refusal(Refusal.Kind.CONFLICT, "clause-overlaps",
							"Version %d of %s holds from %s on. Let the new one begin later."
								.formatted(former.version(), former.code(), former.validFrom()));
				}
				end(former, clause.validFrom().minusDays(1));
			}
			else if (!former.validTo().isBefore(clause.validFrom())) {
				throw new Refusal(Refusal.Kind.CONFLICT, "clause-overlaps", "Version %d of %s holds until %s."
					.formatted(former.version(), former.code(), former.validTo()));
			}
		}
		int version = versions.isEmpty() ? 1 : versions.get(0).version() + 1;
		insert(clause, version, caller.id());
		tell("ClauseAdded", clause.code(), caller,
				"Clause %s, version %d: %s, from %s on".formatted(clause.code(), version, clause.title(),
						clause.validFrom()),
				Map.of("code", clause.code(), "version", Integer.toString(version), "class", clause.termClass()));
		return find(clause.code(), version);
	}

	/**
	 * Ends a version.
	 * @param lastDay today or later, UTC
	 * @throws Refusal if the caller keeps no catalogue or there is nothing to end
	 */
	@Transactional
	public Clause end(String code, int version, LocalDate lastDay, Caller caller) {
		refuseUnlessKeeper(caller);
		Clause clause = find(code, version);
		if (clause.validTo() != null) {
			throw new Refusal(Refusal.Kind.CONFLICT, "clause-ended",
					"Version %d of %s ends on %s already.".formatted(version, code, clause.validTo()));
		}
		if (lastDay.isBefore(today()) || lastDay.isBefore(clause.validFrom())) {
			throw new Refusal(Refusal.Kind.UNACCEPTABLE, "last-day-passed",
					"The last day is today or later, and not before the first.");
		}
		end(clause, lastDay);
		tell("ClauseEnded", code, caller, "Clause %s, version %d ends on %s".formatted(code, version, lastDay),
				Map.of("code", code, "version", Integer.toString(version), "lastDay", lastDay.toString()));
		return find(code, version);
	}

	/** Kinds of evidence that clauses in force on a day demand and that are not there. */
	Set<String> missingEvidence(List<String> codes, List<String> present, LocalDate day) {
		Set<String> missing = new TreeSet<>();
		codes.forEach((code) -> find(code, day).ifPresent((clause) -> missing.addAll(clause.evidence())));
		present.forEach(missing::remove);
		return missing;
	}

	/** A version of a clause, in force or not. */
	Optional<Clause> version(String code, int version) {
		return this.jdbc
			.query("select * from countersign.clause where code = ? and version = ?", this::clause, code, version)
			.stream()
			.findFirst();
	}

	private Clause find(String code, int version) {
		return version(code, version)
			.orElseThrow(() -> new Refusal(Refusal.Kind.UNKNOWN, "clause-unknown", "There is no such clause."));
	}

	private void end(Clause clause, LocalDate lastDay) {
		this.jdbc.update("update countersign.clause set valid_to = ? where code = ? and version = ?", lastDay,
				clause.code(), clause.version());
	}

	private void insert(Clause clause, int version, String by) {
		this.jdbc.update("""
				insert into countersign.clause (code, version, title, term_class, kind, text, text_version, fallback,
					alternatives, evidence, free_for, own_wording_class, trust, source, valid_from, valid_to,
					entered_by, entered_at)
				values (?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?, ?, ?, ?, ?, ?)""", (statement) -> {
			statement.setString(1, clause.code());
			statement.setInt(2, version);
			statement.setString(3, clause.title());
			statement.setString(4, clause.termClass());
			statement.setString(5, clause.kind());
			statement.setString(6, clause.text());
			statement.setString(7, clause.textVersion());
			statement.setString(8, clause.fallback());
			statement.setString(9, write(clause.alternatives()));
			statement.setArray(10, array(statement.getConnection(), clause.evidence()));
			statement.setArray(11, array(statement.getConnection(), clause.freeFor()));
			statement.setString(12, clause.ownWordingClass());
			statement.setString(13, clause.trust());
			statement.setString(14, clause.source());
			statement.setObject(15, clause.validFrom());
			statement.setObject(16, clause.validTo());
			statement.setString(17, by);
			statement.setObject(18, this.clock.instant().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC));
		});
	}

	private static Array array(java.sql.Connection connection, Set<String> values) throws SQLException {
		return connection.createArrayOf("varchar", values.stream().sorted().toArray());
	}

	private static void refuseUnlessKeeper(Caller caller) {
		if (!caller.has(Role.PROCESS_OWNER)) {
			throw new Refusal(Refusal.Kind.FORBIDDEN, "process-owners-only",
					"The catalogue of clauses is kept by the process owner.");
		}
	}

	private void check(Clause clause) {
		boolean known = Set.of("T0", "T1", "T2", "T3", "T4", "T5")
			.containsAll(List.of(clause.termClass(), clause.ownWordingClass()))
				&& Set.of("AMENDMENT", "EXCEPTION", "CUSTOM").contains(clause.kind())
				&& Set.of("Confirmed", "Secondary", "Recalled", "Default").contains(clause.trust());
		if (!known || !CODE.matcher(clause.code()).matches() || clause.title().isBlank() || clause.source().isBlank()) {
			throw new Refusal(Refusal.Kind.UNACCEPTABLE, "clause-incomplete",
					"A clause needs a code of capital letters and digits, a title, a class T0 to T5, a kind, its trust and its source.");
		}
		if (clause.validFrom().isBefore(today())) {
			throw new Refusal(Refusal.Kind.UNACCEPTABLE, "first-day-passed",
					"A version begins today or later: what was decided stays decided on what held then.");
		}
	}

	private LocalDate today() {
		return LocalDate.ofInstant(this.clock.instant(), ZoneOffset.UTC);
	}

	private void tell(String type, String code, Caller caller, String summary, Map<String, String> facts) {
		this.events.publishEvent(new SpecialTermsEvent(type, "CLAUSE-" + code,
				this.clock.instant().truncatedTo(ChronoUnit.MICROS), caller.id(), summary, facts));
	}

	private Clause clause(ResultSet row, int number) throws SQLException {
		try {
			return new Clause(row.getString("code"), row.getInt("version"), row.getString("title"),
					row.getString("term_class"), row.getString("kind"), row.getString("text"),
					row.getString("text_version"), row.getString("fallback"),
					this.json.readValue(row.getString("alternatives"), ALTERNATIVES),
					Set.of((String[]) row.getArray("evidence").getArray()),
					Set.of((String[]) row.getArray("free_for").getArray()), row.getString("own_wording_class"),
					row.getString("trust"), row.getString("source"), row.getObject("valid_from", LocalDate.class),
					row.getObject("valid_to", LocalDate.class));
		}
		catch (JsonProcessingException ex) {
			throw new IllegalStateException("A stored clause cannot be read", ex);
		}
	}

	private String write(Object value) {
		try {
			return this.json.writeValueAsString(value);
		}
		catch (JsonProcessingException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
