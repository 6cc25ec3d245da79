package io.countersign.signature;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.identity.Caller;
import io.countersign.identity.People;
import io.countersign.identity.Role;
import io.countersign.kernel.Refusal;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Who may sign for what, and how that changes: a process owner proposes, a lead who
 * neither proposed nor gains by it releases. Rates and contracting entities decide what
 * an authority covers, so they take the same way. Nothing counts backwards: what was
 * signed is judged by what held then.
 */
@Service
public class AuthorityRegister {

	private static final int LONGEST_REASON = 2000;

	private static final TypeReference<Map<String, String>> FACTS = new TypeReference<>() {
	};

	private final JdbcTemplate jdbc;

	private final People people;

	private final ObjectMapper json;

	private final ApplicationEventPublisher events;

	private final Clock clock;

	AuthorityRegister(JdbcTemplate jdbc, People people, ObjectMapper json, ApplicationEventPublisher events,
			Clock clock) {
		this.jdbc = jdbc;
		this.people = people;
		this.json = json;
		this.events = events;
		this.clock = clock;
	}

	/** What a proposal is about. */
	public enum Kind {

		/** A new authority to sign. */
		GRANT,
		/** The end of an authority. */
		END,
		/** A currency's rate from a day on. */
		RATE,
		/** The affiliate that signs for a country from a day on. */
		ENTITY

	}

	/**
	 * An authority in the register.
	 *
	 * @param scope desk, programme and affiliate in words
	 * @param validTo the first moment at which it no longer holds; {@code null}: open
	 */
	public record Authority(UUID id, String signatory, String capacity, String scope, String termClass,
			BigDecimal limit, String currency, Instant validFrom, Instant validTo, String grantedBy,
			String approvedBy) {
	}

	/**
	 * A proposal.
	 *
	 * @param facts what it would change, by name
	 * @param status {@code OPEN}, {@code RELEASED} or {@code REFUSED}
	 * @param decidedBy {@code null} while open
	 */
	public record Proposal(String reference, Kind kind, Map<String, String> facts, String beneficiary,
			String subsidiary, String reason, String proposedBy, Instant proposedAt, String status, String decidedBy,
			Instant decidedAt, String because) {
	}

	/** Who stands in for whom; {@code ends} is the first moment at which it is over. */
	public record Absence(UUID id, String person, String cover, Instant starts, Instant ends, String reason,
			String registeredBy) {
	}

	/** Units of a currency for one euro from a day (UTC) on. */
	public record Rate(String currency, LocalDate day, BigDecimal perEuro, String source) {
	}

	/** The affiliate that signs for a country; {@code validTo} is its last day. */
	public record Entity(String code, String name, String country, LocalDate validFrom, LocalDate validTo) {
	}

	/** Authorities that hold now or will, by signatory. */
	public List<Authority> authorities() {
		return this.jdbc.query("""
				select * from countersign.signing_authority where valid_to is null or valid_to > ?
				order by signatory, currency, limit_amount""", this::authority, utc(now()));
	}

	/** Proposals, open ones first, then the newest. */
	public List<Proposal> proposals(int most) {
		return this.jdbc.query(
				"select * from countersign.authority_proposal order by (status = 'OPEN') desc, proposed_at desc limit ?",
				this::proposal, most);
	}

	/** Absences that are not over. */
	public List<Absence> absences() {
		return this.jdbc.query("select * from countersign.absence where ends > ? order by starts",
				(row, number) -> new Absence(row.getObject("id", UUID.class), row.getString("person"),
						row.getString("cover"), instant(row, "starts"), instant(row, "ends"), row.getString("reason"),
						row.getString("registered_by")),
				utc(now()));
	}

	/** The rates that hold today and those of later days. */
	public List<Rate> rates() {
		return this.jdbc.query(
				"""
						select * from countersign.exchange_rate r where r.day >= coalesce((select max(n.day)
							from countersign.exchange_rate n where n.currency = r.currency and n.day <= ?), r.day)
						order by r.currency, r.day""", (row, number) -> new Rate(row.getString("currency"),
						row.getObject("day", LocalDate.class), row.getBigDecimal("per_euro"), row.getString("source")),
				today());
	}

	/** The affiliates that sign today and later, by country. */
	public List<Entity> entities() {
		return this.jdbc.query(
				"select * from countersign.contracting_entity where valid_to is null or valid_to >= ? order by country, valid_from",
				(row, number) -> new Entity(row.getString("code"), row.getString("name"), row.getString("country"),
						row.getObject("valid_from", LocalDate.class), row.getObject("valid_to", LocalDate.class)),
				today());
	}

	/** Whether a person may propose changes. */
	public boolean proposes(Caller caller) {
		return caller.has(Role.PROCESS_OWNER);
	}

	/** Whether a person may release or refuse a proposal. */
	public boolean decides(Caller caller, Proposal proposal) {
		return caller.has(Role.CLM_LEAD) && proposal.status().equals("OPEN")
				&& (proposal.subsidiary() == null || caller.subsidiaries().contains(proposal.subsidiary()))
				&& !samePerson(caller.id(), proposal.proposedBy())
				&& (proposal.beneficiary() == null || !samePerson(caller.id(), proposal.beneficiary()));
	}

	/** Whether a person may register the absence of others. */
	public boolean registers(Caller caller) {
		return caller.has(Role.PROCESS_OWNER) || caller.has(Role.CLM_LEAD);
	}

	/** A lead keeps the absences of those who work for a desk of the lead's. */
	public boolean registersFor(Caller caller, String person) {
		return caller.id().equals(person) || caller.has(Role.PROCESS_OWNER)
				|| caller.has(Role.CLM_LEAD) && caller.subsidiaries()
					.stream()
					.anyMatch((desk) -> Arrays.stream(Role.values())
						.anyMatch((role) -> this.people.holding(role, desk).contains(person)));
	}

	/**
	 * Proposes a change.
	 * @param given the fields of its kind, by name; blank ones count as absent
	 * @return the number of the proposal
	 * @throws Refusal with a sentence for the person
	 */
	@Transactional
	public String propose(Caller caller, Kind kind, Map<String, String> given, String reason) {
		if (!proposes(caller)) {
			throw forbidden("Only a process owner proposes who may sign.");
		}
		ProposedChange change = new ProposedChange(kind, given, now());
		switch (kind) {
			case GRANT -> {
				change.grant();
				expectPerson(change.text("signatory"));
				expectDesk(change.text("subsidiary"));
			}
			case END -> expectEnds(change);
			case RATE -> change.rate();
			case ENTITY -> change.entity();
		}
		String why = expectReason(reason);
		String reference = "AU-%d-%06d".formatted(today().getYear(),
				this.jdbc.queryForObject("select nextval('countersign.authority_proposal_number')", Long.class));
		this.jdbc.update(
				"""
						insert into countersign.authority_proposal (reference, kind, facts, beneficiary, subsidiary, reason, proposed_by, proposed_at)
						values (?, ?, ?::jsonb, ?, ?, ?, ?, ?)""",
				reference, kind.name(), write(change.facts()), change.facts().get("signatory"),
				change.facts().get("subsidiary"), why, caller.id(), utc(now()));
		tell("AuthorityProposed", reference, caller.id(), "Proposed: " + change.sentence(), change.facts());
		return reference;
	}

	private void expectEnds(ProposedChange change) {
		change.end();
		Authority authority = authorities().stream()
			.filter((one) -> one.id().toString().equals(change.text("authority")))
			.findFirst()
			.orElseThrow(() -> new Refusal(Refusal.Kind.UNKNOWN, "authority-unknown",
					"There is no such authority, or it has ended."));
		change.about(authority.signatory(), authority.capacity());
	}

	private void expectDesk(String code) {
		if (code != null
				&& this.jdbc.queryForList("select code from countersign.subsidiary where code = ?", code).isEmpty()) {
			throw new Refusal(Refusal.Kind.UNACCEPTABLE, "desk-unknown", "There is no desk '%s'.".formatted(code));
		}
	}

	private void expectPerson(String account) {
		if (!account.equals(SigningAuthority.STANDING)) {
			expectAccount(account);
		}
	}

	private void expectAccount(String account) {
		if (this.people.find(account).isEmpty()) {
			throw new Refusal(Refusal.Kind.UNACCEPTABLE, "person-unknown",
					"Nobody of the desk has the account '%s'.".formatted(account));
		}
	}

	/**
	 * Releases a proposal, which takes effect at once, or refuses it.
	 * @throws Refusal with a sentence for the person
	 */
	@Transactional
	public void decide(Caller caller, String reference, boolean release, String because) {
		Proposal proposal = this.jdbc
			.query("select * from countersign.authority_proposal where reference = ? for update", this::proposal,
					reference)
			.stream()
			.findFirst()
			.orElseThrow(() -> new Refusal(Refusal.Kind.UNKNOWN, "proposal-unknown", "There is no such proposal."));
		if (!proposal.status().equals("OPEN")) {
			throw new Refusal(Refusal.Kind.CONFLICT, "decided-already",
					"Proposal %s is decided already.".formatted(reference));
		}
		if (!decides(caller, proposal)) {
			throw forbidden("A lead who neither proposed %s nor gains by it decides about it; you may not."
				.formatted(reference));
		}
		String words = (release && blankToNull(because) == null) ? null : expectReason(because);
		Instant now = now();
		this.jdbc.update(
				"update countersign.authority_proposal set status = ?, decided_by = ?, decided_at = ?, because = ? where reference = ?",
				release ? "RELEASED" : "REFUSED", caller.id(), utc(now), words, reference);
		ProposedChange change = new ProposedChange(proposal.kind(), proposal.facts(), now);
		if (release) {
			apply(proposal, change, caller.id(), now);
		}
		tell(release ? "AuthorityReleased" : "AuthorityRefused", reference, caller.id(),
				(release ? "Released: " : "Refused: ") + change.sentence(), change.facts());
	}

	private void apply(Proposal proposal, ProposedChange change, String releasedBy, Instant now) {
		switch (proposal.kind()) {
			case GRANT -> grant(proposal, change, releasedBy, now);
			case END -> expectEnded(this.jdbc.update(
					"""
							update countersign.signing_authority set valid_to = greatest(?, valid_from + interval '1 millisecond')
							where id = ? and (valid_to is null or valid_to > ?)""",
					later(change.day("validTo"), now), UUID.fromString(change.text("authority")),
					later(change.day("validTo"), now)));
			case RATE -> expectNew(this.jdbc.update(
					"insert into countersign.exchange_rate values (?, ?, ?, ?, ?) on conflict do nothing",
					change.text("currency"), notBeforeTomorrow(change.day("day"), now), change.number("perEuro"),
					"%s: %s".formatted(proposal.reference(), change.text("source")), proposal.reference()));
			case ENTITY -> {
				LocalDate from = notBeforeTomorrow(change.day("validFrom"), now);
				this.jdbc.update(
						"update countersign.contracting_entity set valid_to = ? where country = ? and valid_to is null and valid_from < ?",
						from.minusDays(1), change.text("country"), from);
				expectNew(this.jdbc.update(
						"insert into countersign.contracting_entity values (?, ?, ?, ?, null, 'Default', ?) on conflict do nothing",
						change.text("code"), change.text("name"), change.text("country"), from, proposal.reference()));
			}
		}
	}

	private void grant(Proposal proposal, ProposedChange change, String releasedBy, Instant now) {
		OffsetDateTime from = later(change.day("validFrom"), now);
		OffsetDateTime to = end(change.day("validTo"));
		if (to != null && !to.isAfter(from)) {
			throw new Refusal(Refusal.Kind.CONFLICT, "ended-already",
					"The last day of this authority has passed. Refuse this proposal.");
		}
		this.jdbc.update(
				"""
						insert into countersign.signing_authority (id, signatory, capacity, team, subsidiary, programme, contracting_entity,
							term_class, currency, limit_amount, valid_from, valid_to, granted_by, approved_by, proposal)
						values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
				UUID.randomUUID(), change.text("signatory"), change.text("capacity"), change.text("team"),
				change.text("subsidiary"), change.text("programme"), change.text("contractingEntity"),
				change.text("termClass"), change.text("currency"), change.number("limit"), from, to,
				proposal.proposedBy(), releasedBy, proposal.reference());
	}

	private static void expectEnded(int rows) {
		if (rows == 0) {
			throw new Refusal(Refusal.Kind.CONFLICT, "ended-already",
					"The authority ends by then anyway. Refuse this proposal.");
		}
	}

	private static void expectNew(int rows) {
		if (rows == 0) {
			throw new Refusal(Refusal.Kind.CONFLICT, "known-already",
					"For that day the register holds another entry already. Refuse this proposal, and propose another day.");
		}
	}

	/**
	 * Authorities begin and end at the start of a day in UTC, never before this moment.
	 */
	private static OffsetDateTime later(LocalDate day, Instant now) {
		OffsetDateTime start = day.atStartOfDay().atOffset(ZoneOffset.UTC);
		return start.isAfter(utc(now)) ? start : utc(now);
	}

	private static OffsetDateTime end(LocalDate lastDay) {
		return (lastDay != null) ? lastDay.plusDays(1).atStartOfDay().atOffset(ZoneOffset.UTC) : null;
	}

	/** What was compared today stays compared so. */
	private static LocalDate notBeforeTomorrow(LocalDate day, Instant now) {
		LocalDate tomorrow = LocalDate.ofInstant(now, ZoneOffset.UTC).plusDays(1);
		return day.isBefore(tomorrow) ? tomorrow : day;
	}

	/**
	 * Registers who stands in for an absent person.
	 * @param ends the last day, UTC
	 * @throws Refusal with a sentence for the person
	 */
	@Transactional
	public void absent(Caller caller, String person, String cover, String starts, String ends, String reason) {
		if (!registersFor(caller, person)) {
			throw forbidden(
					"You register your own absence; a lead those of the lead's desk, a process owner those of everybody.");
		}
		expectAccount(person);
		expectAccount(cover);
		if (samePerson(cover, person) || samePerson(cover, caller.id())) {
			throw new Refusal(Refusal.Kind.UNACCEPTABLE, "cover-not-another",
					"Somebody else stands in: neither the absent person nor whoever registers the absence.");
		}
		LocalDate first = day(starts);
		LocalDate last = day(ends);
		if (last.isBefore(first) || last.isBefore(today())) {
			throw new Refusal(Refusal.Kind.UNACCEPTABLE, "dates-reversed",
					"An absence ends on or after its first day, and not in the past.");
		}
		UUID id = UUID.randomUUID();
		this.jdbc.update("insert into countersign.absence values (?, ?, ?, ?, ?, ?, ?, ?)", id, person, cover,
				later(first, now()), end(last), expectReason(reason), caller.id(), utc(now()));
		tell("AbsenceRegistered", number(id), caller.id(), "%s stands in for %s from %s to %s"
			.formatted(this.people.nameOf(cover), this.people.nameOf(person), first, last),
				Map.of("person", person, "cover", cover));
	}

	/** Ends an absence now. */
	@Transactional
	public void back(Caller caller, String id) {
		Absence absence = absences().stream()
			.filter((one) -> one.id().toString().equals(id))
			.filter((one) -> registersFor(caller, one.person()))
			.findFirst()
			.orElseThrow(AuthorityRegister::unknownAbsence);
		Instant now = now();
		Instant end = now.isAfter(absence.starts()) ? now : absence.starts().plusMillis(1);
		// Asked again of the row, which somebody else may have ended at the same moment.
		if (this.jdbc.update("update countersign.absence set ends = ? where id = ? and ends > ?", utc(end),
				absence.id(), utc(end)) == 0) {
			throw unknownAbsence();
		}
		tell("AbsenceEnded", number(absence.id()), caller.id(),
				"%s no longer stands in for %s".formatted(this.people.nameOf(absence.cover()),
						this.people.nameOf(absence.person())),
				Map.of("person", absence.person(), "cover", absence.cover()));
	}

	private static Refusal unknownAbsence() {
		return new Refusal(Refusal.Kind.UNKNOWN, "absence-unknown", "There is no such absence that you may end.");
	}

	private static String number(UUID absence) {
		return "AB-" + absence.toString().substring(0, 13);
	}

	private boolean samePerson(String one, String other) {
		return Boolean.TRUE.equals(this.jdbc.queryForObject(
				"select countersign.identity_of(?) = countersign.identity_of(?)", Boolean.class, one, other));
	}

	private void tell(String type, String reference, String actor, String summary, Map<String, String> facts) {
		this.events.publishEvent(new AuthorityEvent(type, reference, now(), actor,
				(summary.length() > 1000) ? summary.substring(0, 999) + "…" : summary, facts));
	}

	private static LocalDate day(String text) {
		try {
			return ProposedChange.readDay(text);
		}
		catch (DateTimeException ex) {
			throw new Refusal(Refusal.Kind.UNACCEPTABLE, "date-unreadable", "Give dates as year-month-day.");
		}
	}

	private static String expectReason(String reason) {
		String words = blankToNull(reason);
		if (words == null || words.length() > LONGEST_REASON || words.indexOf('\0') >= 0) {
			throw new Refusal(Refusal.Kind.UNACCEPTABLE, "reason-missing",
					"Give a reason of 1 to %d characters of plain text.".formatted(LONGEST_REASON));
		}
		return words;
	}

	private static String blankToNull(String text) {
		return (text == null || text.isBlank()) ? null : text.strip();
	}

	private static Refusal forbidden(String sentence) {
		return new Refusal(Refusal.Kind.FORBIDDEN, "not-yours-to-do", sentence);
	}

	private Authority authority(ResultSet row, int number) throws SQLException {
		String desk = (row.getString("subsidiary") != null) ? "desk " + row.getString("subsidiary") : "every desk";
		String programme = (row.getString("programme") != null) ? ", " + row.getString("programme") : "";
		String entity = (row.getString("contracting_entity") != null) ? ", for " + row.getString("contracting_entity")
				: "";
		return new Authority(row.getObject("id", UUID.class), row.getString("signatory"), row.getString("capacity"),
				desk + programme + entity, row.getString("term_class"), row.getBigDecimal("limit_amount"),
				row.getString("currency"), instant(row, "valid_from"), instant(row, "valid_to"),
				row.getString("granted_by"), row.getString("approved_by"));
	}

	private Proposal proposal(ResultSet row, int number) throws SQLException {
		return new Proposal(row.getString("reference"), Kind.valueOf(row.getString("kind")),
				read(row.getString("facts")), row.getString("beneficiary"), row.getString("subsidiary"),
				row.getString("reason"), row.getString("proposed_by"), instant(row, "proposed_at"),
				row.getString("status"), row.getString("decided_by"), instant(row, "decided_at"),
				row.getString("because"));
	}

	/** What a proposal would change, in one sentence. */
	public static String sentence(Proposal proposal) {
		return new ProposedChange(proposal.kind(), proposal.facts(), proposal.proposedAt()).sentence();
	}

	private Map<String, String> read(String facts) {
		try {
			return this.json.readValue(facts, FACTS);
		}
		catch (JsonProcessingException ex) {
			throw new IllegalStateException("A stored proposal cannot be read", ex);
		}
	}

	private String write(Map<String, String> facts) {
		try {
			return this.json.writeValueAsString(facts);
		}
		catch (JsonProcessingException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Instant instant(ResultSet row, String column) throws SQLException {
		OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
		return (value != null) ? value.toInstant() : null;
	}

	private Instant now() {
		return this.clock.instant().truncatedTo(ChronoUnit.MICROS);
	}

	private LocalDate today() {
		return LocalDate.ofInstant(now(), ZoneOffset.UTC);
	}

	private static OffsetDateTime utc(Instant instant) {
		return instant.atOffset(ZoneOffset.UTC);
	}

}
