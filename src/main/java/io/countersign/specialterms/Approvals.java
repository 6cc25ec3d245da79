package io.countersign.specialterms;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.agreement.TermsRegister.Condition;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * What approvers decided. An approval counts for every revision whose step asks the same
 * office about the same content, until its last day: a change breaks only the approvals
 * that it touches.
 */
@Component
class Approvals {

	private static final TypeReference<List<Condition>> CONDITIONS = new TypeReference<>() {
	};

	private final JdbcTemplate jdbc;

	private final ObjectMapper json;

	Approvals(JdbcTemplate jdbc, ObjectMapper json) {
		this.jdbc = jdbc;
		this.json = json;
	}

	/** Whose place a decision is taken in. */
	record Cover(String absent, UUID absence) {
	}

	void add(Approval approval, Cover cover) {
		this.jdbc.update("""
				insert into countersign.approval (id, reference, revision, step, office, decision, reason, decided_by,
					on_behalf_of, absence, content_hash, conditions, route_version, expires_on, seal, decided_at)
				values (gen_random_uuid(), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?)""", approval.reference(),
				approval.revision(), approval.step(), approval.office(), approval.decision().name(), approval.reason(),
				approval.decidedBy(), (cover != null) ? cover.absent() : null, (cover != null) ? cover.absence() : null,
				approval.contentHash(), write(approval.conditions()), approval.routeVersion(), approval.expiresOn(),
				approval.seal(), SpecialTermsRequests.utc(approval.decidedAt()));
	}

	/**
	 * For how many days a request counts whose route leads to nobody.
	 * @param day whose policy holds, UTC
	 */
	int unaskedDays(LocalDate day) {
		return this.jdbc.queryForObject(
				"select unasked_days from countersign.approval_desk_policy where valid_from <= ? order by valid_from desc limit 1",
				Integer.class, day);
	}

	/** Everything that was decided on a request, oldest first. */
	List<Approval> of(String reference) {
		return this.jdbc.query("select * from countersign.approval where reference = ? order by decided_at, step",
				this::approval, reference);
	}

	/**
	 * The approval that counts on a day for a step of the newest revision; empty where
	 * one has to be asked for.
	 */
	Optional<Approval> counting(String reference, ApprovalStep step, LocalDate day) {
		return newest(reference, step).filter((approval) -> !approval.expiresOn().isBefore(day));
	}

	/**
	 * The approval of a step's content, also one that has expired; empty where nobody
	 * decided or the newest decision is a refusal.
	 */
	Optional<Approval> newest(String reference, ApprovalStep step) {
		return this.jdbc.query("""
				select a.* from countersign.special_terms_request r,
					countersign.counting_approval(r.reference, r.revision, ?, ?) a
				where r.reference = ?""", this::approval, step.office(), step.contentHash(), reference)
			.stream()
			.filter((approval) -> approval.decision() != Approval.Decision.REFUSE)
			.findFirst();
	}

	/** Conditions that the newest approvals of steps carry, each once. */
	List<Condition> conditions(String reference, List<ApprovalStep> steps) {
		return steps.stream()
			.flatMap((step) -> newest(reference, step).stream())
			.flatMap((approval) -> approval.conditions().stream())
			.distinct()
			.toList();
	}

	/** Whether somebody decided on a step of this very revision. */
	boolean decided(String reference, int revision, int step) {
		return Boolean.TRUE.equals(this.jdbc.queryForObject(
				"select exists (select from countersign.approval where reference = ? and revision = ? and step = ?)",
				Boolean.class, reference, revision, step));
	}

	/**
	 * What binds a decision to everything it was taken on.
	 * @return SHA-256 of canonical JSON (RFC 8785)
	 */
	static String seal(String contentHash, List<Condition> conditions, int routeVersion, LocalDate expiresOn,
			Approval.Decision decision, String approver) {
		ArrayNode kept = CanonicalJson.array();
		for (Condition condition : conditions) {
			ObjectNode tree = kept.addObject().put("kind", condition.kind().name()).put("words", condition.words());
			if (condition.value() != null) {
				tree.put("value", condition.value());
			}
		}
		ObjectNode tree = CanonicalJson.object()
			.put("contentHash", contentHash)
			.put("routeVersion", routeVersion)
			.put("expiresOn", expiresOn.toString())
			.put("decision", decision.name())
			.put("approver", approver);
		tree.set("conditions", kept);
		return CanonicalJson.hash(tree);
	}

	/** The absence during which a person stands in for somebody of an office; or none. */
	List<Cover> coveredBy(String person, Instant now) {
		return this.jdbc.query("""
				select a.id, a.person from countersign.absence a
				where countersign.identity_of(a.cover) = countersign.identity_of(?) and a.starts <= ? and a.ends > ?
				order by a.starts, a.id""",
				(row, number) -> new Cover(row.getString("person"), row.getObject("id", UUID.class)), person,
				SpecialTermsRequests.utc(now), SpecialTermsRequests.utc(now));
	}

	/** Accounts that stand in for one of these people now. */
	List<String> covers(List<String> people, Instant now) {
		return this.jdbc.queryForList("""
				select distinct a.cover from countersign.absence a
				where a.person = any (?) and a.starts <= ? and a.ends > ? order by 1""", String.class,
				people.toArray(String[]::new), SpecialTermsRequests.utc(now), SpecialTermsRequests.utc(now));
	}

	private Approval approval(ResultSet row, int number) throws SQLException {
		try {
			return new Approval(row.getString("reference"), row.getInt("revision"), row.getInt("step"),
					row.getString("office"), Approval.Decision.valueOf(row.getString("decision")),
					row.getString("reason"), row.getString("decided_by"), row.getString("on_behalf_of"),
					row.getString("content_hash"), this.json.readValue(row.getString("conditions"), CONDITIONS),
					row.getInt("route_version"), row.getObject("expires_on", LocalDate.class), row.getString("seal"),
					SpecialTermsRequests.instant(row, "decided_at"));
		}
		catch (JsonProcessingException ex) {
			throw new IllegalStateException("Stored conditions cannot be read", ex);
		}
	}

	private String write(List<Condition> conditions) {
		try {
			return this.json.writeValueAsString(conditions);
		}
		catch (JsonProcessingException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
