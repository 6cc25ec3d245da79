package io.countersign.agreement;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import io.countersign.agreement.ReviewState.Acceptance;
import io.countersign.agreement.ReviewState.Exemption;
import io.countersign.agreement.ReviewState.Judgement;
import io.countersign.agreement.ReviewState.Note;
import io.countersign.agreement.ReviewState.Reason;
import io.countersign.kernel.Refusal;
import io.countersign.kernel.Refusal.Kind;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * What people decided about submissions: rows that are added once and never changed. The
 * tables refuse by themselves what is refused here with a sentence.
 */
@Component
class Judgements {

	private static final TimeBasedEpochGenerator IDS = Generators.timeBasedEpochGenerator();

	private final JdbcTemplate jdbc;

	Judgements(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * Refuses whoever prepared a submission, or sent it back to review, as its judge.
	 */
	void expectJudge(String reference, int number, String person) {
		if (!mayJudge(reference, number, person)) {
			throw new Refusal(Kind.FORBIDDEN, "prepared-it-yourself",
					"You prepared this package or sent it back to review, so somebody else has to judge it.");
		}
	}

	/** Whether a person neither prepared a submission nor sent it back to review. */
	boolean mayJudge(String reference, int number, String person) {
		return Boolean.FALSE.equals(this.jdbc.queryForObject("select countersign.prepared_or_sent_back(?, ?, ?)",
				Boolean.class, reference, number, person));
	}

	/** Everybody who judged a submission or put it together: none of them may sign it. */
	Set<String> involved(String reference, int number) {
		return Set.copyOf(this.jdbc.queryForList("""
				select reviewed_by from countersign.review where reference = ? and number = ?
				union select accepted_by from countersign.finding_acceptance where reference = ? and number = ?
				union select granted_by from countersign.finding_exception where reference = ? and number = ?
				union select s.prepared_by from countersign.submission s
					where s.reference = ? and s.number = ? and s.prepared_by <> s.received_from""", String.class,
				reference, number, reference, number, reference, number, reference, number));
	}

	/**
	 * Refuses to let a submission pass while something in it is not judged.
	 * @param today the day in UTC that exceptions have to reach
	 */
	void expectPassable(String reference, int number, List<Finding> findings, LocalDate today) {
		expectNoNotes(reference, number);
		Set<Integer> accepted = acceptances(reference, number).stream()
			.map(Acceptance::position)
			.collect(Collectors.toSet());
		List<Exemption> exemptions = exemptions(reference, number);
		List<String> open = new ArrayList<>();
		for (int position = 1; position <= findings.size(); position++) {
			Finding finding = findings.get(position - 1);
			if (finding.severity() == Finding.Severity.BLOCKER) {
				expectExempt(finding, position, exemptions, today);
			}
			else if (finding.severity() == Finding.Severity.WARNING && !accepted.contains(position)) {
				open.add(finding.code());
			}
		}
		if (!open.isEmpty()) {
			throw new Refusal(Kind.UNACCEPTABLE, "warning-not-accepted",
					"%s %s not accepted yet. Accept each warning with its own reason in the tab 'Agreement', or return the package."
						.formatted(listed(open), (open.size() == 1) ? "is" : "are"));
		}
	}

	private static void expectExempt(Finding finding, int position, List<Exemption> exemptions, LocalDate today) {
		Exemption exemption = exemptions.stream()
			.filter((granted) -> granted.position() == position)
			.findFirst()
			.orElseThrow(() -> new Refusal(Kind.UNACCEPTABLE, "blocked",
					"%s blocks this package, so it cannot be passed. Return it to the reseller, or ask the lead for an exception."
						.formatted(finding.code())));
		if (exemption.expiresOn() != null && today.isAfter(exemption.expiresOn())) {
			throw new Refusal(Kind.UNACCEPTABLE, "exception-expired",
					"The exception from %s ended on %s, so the package cannot go on with it.".formatted(finding.code(),
							exemption.expiresOn()));
		}
	}

	private static String listed(List<String> codes) {
		List<String> distinct = codes.stream().distinct().toList();
		int last = distinct.size() - 1;
		return (last == 0) ? distinct.get(0)
				: String.join(", ", distinct.subList(0, last)) + " and " + distinct.get(last);
	}

	void expectNoNotes(String reference, int number) {
		int noted = notes(reference, number).size();
		if (noted > 0) {
			throw new Refusal(Kind.UNACCEPTABLE, "finding-noted",
					(noted == 1) ? "A finding of your own is noted. Return the package with it, or remove it."
							: "%d findings of your own are noted. Return the package with them, or remove them."
								.formatted(noted));
		}
	}

	/** Positions of what blocks a submission and is not exempt. */
	List<Integer> blocking(String reference, int number, List<Finding> findings) {
		Set<Integer> exempt = exemptions(reference, number).stream()
			.map(Exemption::position)
			.collect(Collectors.toSet());
		List<Integer> positions = new ArrayList<>();
		for (int position = 1; position <= findings.size(); position++) {
			if (findings.get(position - 1).severity() == Finding.Severity.BLOCKER && !exempt.contains(position)) {
				positions.add(position);
			}
		}
		return positions;
	}

	void reviewed(Agreement agreement, String decision, String reason, String by, Instant at) {
		this.jdbc.update(
				"insert into countersign.review (id, reference, number, decision, reason, reviewed_by, reviewed_at) values (?, ?, ?, ?, ?, ?, ?)",
				IDS.generate(), agreement.reference(), agreement.submission(), decision, reason, by, utc(at));
	}

	/** The person who asked for an exception last; empty where nobody waits for one. */
	Optional<String> exceptionAskedBy(String reference, int number) {
		return this.jdbc.queryForList("""
				select r.reviewed_by from countersign.review r
				where r.reference = ? and r.number = ? and r.decision = 'escalate'
					and not exists (select from countersign.exception_decision d
						where d.reference = r.reference and d.number = r.number and d.decided_at >= r.reviewed_at)
				order by r.reviewed_at desc limit 1""", String.class, reference, number).stream().findFirst();
	}

	void exceptionDecided(Agreement agreement, ExceptionAnswer answer, String by, Instant at) {
		this.jdbc.update(
				"insert into countersign.exception_decision (id, reference, number, decision, reason, decided_by, decided_at) values (?, ?, ?, ?, ?, ?, ?)",
				IDS.generate(), agreement.reference(), agreement.submission(), answer.granted() ? "grant" : "refuse",
				answer.words(), by, utc(at));
	}

	void exempt(Agreement agreement, List<Integer> positions, ExceptionAnswer answer, String askedBy, String by,
			Instant at) {
		this.jdbc.batchUpdate("""
				insert into countersign.finding_exception
					(reference, number, position, reason, words, expires_on, evidence, asked_by, granted_by, granted_at)
				values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""", positions.stream()
			.map((position) -> new Object[] { agreement.reference(), agreement.submission(), position, answer.reason(),
					answer.words(), answer.expiresOn(), answer.evidence(), askedBy, by, utc(at) })
			.toList(),
				new int[] { Types.VARCHAR, Types.INTEGER, Types.INTEGER, Types.VARCHAR, Types.VARCHAR, Types.DATE,
						Types.VARCHAR, Types.VARCHAR, Types.VARCHAR, Types.TIMESTAMP_WITH_TIMEZONE });
	}

	void sentBack(Agreement agreement, String reason, String by, Instant at) {
		this.jdbc.update(
				"insert into countersign.sent_back (id, reference, number, reason, sent_by, sent_at) values (?, ?, ?, ?, ?, ?)",
				IDS.generate(), agreement.reference(), agreement.submission(), reason, by, utc(at));
	}

	/** The first look at a drawn package counts. */
	void lookedAgain(Agreement agreement, String outcome, String by, Instant at) {
		this.jdbc.update(
				"insert into countersign.second_look (reference, number, outcome, looked_by, looked_at) values (?, ?, ?, ?, ?) on conflict do nothing",
				agreement.reference(), agreement.submission(), outcome, by, utc(at));
	}

	boolean sampled(String reference, int number) {
		return Boolean.TRUE.equals(this.jdbc.queryForObject(
				"select coalesce(sampled, false) from countersign.submission where reference = ? and number = ?",
				Boolean.class, reference, number));
	}

	void roundDecided(Agreement agreement, String decision, String reason, String by, Instant at) {
		this.jdbc.update(
				"insert into countersign.round_decision (reference, number, decision, reason, decided_by, decided_at) values (?, ?, ?, ?, ?, ?)",
				agreement.reference(), agreement.submission(), decision, reason, by, utc(at));
	}

	boolean anotherRoundAllowed(String reference, int number) {
		return Boolean.TRUE.equals(this.jdbc.queryForObject(
				"select exists (select from countersign.round_decision where reference = ? and number = ? and decision = 'anotherRound')",
				Boolean.class, reference, number));
	}

	/**
	 * @return {@code false} if the finding is accepted already
	 */
	boolean accept(Agreement agreement, int position, String reason, String words, String by, Instant at) {
		return this.jdbc.update(
				"insert into countersign.finding_acceptance (reference, number, position, reason, words, accepted_by, accepted_at) values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing",
				agreement.reference(), agreement.submission(), position, reason, words, by, utc(at)) == 1;
	}

	void note(Agreement agreement, Note note) {
		this.jdbc.update(
				"insert into countersign.noted_finding (id, reference, number, reason_code, message, cure, document, page, noted_by, noted_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
				note.id(), agreement.reference(), agreement.submission(), note.reasonCode(), note.message(),
				note.cure(), note.document(), note.page(), note.by(), utc(note.at()));
	}

	static UUID newId() {
		return IDS.generate();
	}

	/**
	 * @return {@code false} if there is no such note
	 */
	boolean removeNote(Agreement agreement, UUID id) {
		return this.jdbc.update("delete from countersign.noted_finding where id = ? and reference = ? and number = ?",
				id, agreement.reference(), agreement.submission()) == 1;
	}

	/**
	 * Makes what was noted findings of the submission: {@code CLM-01}, {@code CLM-02}, …
	 * @return how many
	 */
	int raise(Agreement agreement) {
		int raised = this.jdbc.update("""
				insert into countersign.finding (reference, number, position, code, severity, fault_party, reason_code,
					document, page, message, cure, origin, raised_by)
				select n.reference, n.number, last.position + row_number() over (order by n.noted_at, n.id),
					'CLM-' || lpad((last.own + row_number() over (order by n.noted_at, n.id))::text, 2, '0'),
					'BLOCKER', r.fault_party, n.reason_code, n.document, n.page, n.message, n.cure, 'PERSON', n.noted_by
				from countersign.noted_finding n
					join countersign.return_reason r on r.code = n.reason_code
					cross join (select coalesce(max(position), 0) as position,
						count(*) filter (where origin = 'PERSON') as own
						from countersign.finding where reference = ? and number = ?) last
				where n.reference = ? and n.number = ?""", agreement.reference(), agreement.submission(),
				agreement.reference(), agreement.submission());
		this.jdbc.update("delete from countersign.noted_finding where reference = ? and number = ?",
				agreement.reference(), agreement.submission());
		return raised;
	}

	List<Acceptance> acceptances(String reference, int number) {
		return this.jdbc.query("""
				select a.*, r.words as meaning from countersign.finding_acceptance a
					join countersign.acceptance_reason r on r.code = a.reason
				where a.reference = ? and a.number = ? order by a.position""",
				(row, index) -> new Acceptance(row.getInt("position"), row.getString("reason"),
						row.getString("meaning"), row.getString("words"), row.getString("accepted_by"),
						instant(row, "accepted_at")),
				reference, number);
	}

	List<Exemption> exemptions(String reference, int number) {
		return this.jdbc.query("""
				select e.*, r.words as meaning from countersign.finding_exception e
					join countersign.exception_reason r on r.code = e.reason
				where e.reference = ? and e.number = ? order by e.position""",
				(row, index) -> new Exemption(row.getInt("position"), row.getString("reason"), row.getString("meaning"),
						row.getString("words"), row.getObject("expires_on", LocalDate.class), row.getString("evidence"),
						row.getString("asked_by"), row.getString("granted_by"), instant(row, "granted_at")),
				reference, number);
	}

	List<Note> notes(String reference, int number) {
		return this.jdbc.query(
				"select * from countersign.noted_finding where reference = ? and number = ? order by noted_at, id",
				(row, index) -> new Note(row.getObject("id", UUID.class), row.getString("reason_code"),
						row.getString("message"), row.getString("cure"), row.getString("document"),
						row.getObject("page", Integer.class), row.getString("noted_by"), instant(row, "noted_at")),
				reference, number);
	}

	/** Every decision of a person about every submission, oldest first. */
	List<Judgement> decisions(String reference) {
		return this.jdbc.query("""
				select number, 'review' as step, decision, reason, reviewed_by as person, reviewed_at as at
					from countersign.review where reference = ?
				union all select number, 'exception', decision, reason, decided_by, decided_at
					from countersign.exception_decision where reference = ?
				union all select number, 'round', decision, reason, decided_by, decided_at
					from countersign.round_decision where reference = ?
				union all select number, 'signing', 'sendBack', reason, sent_by, sent_at
					from countersign.sent_back where reference = ?
				order by at""",
				(row, index) -> new Judgement(row.getInt("number"), row.getString("step"), row.getString("decision"),
						row.getString("reason"), row.getString("person"), instant(row, "at")),
				reference, reference, reference, reference);
	}

	/** The reasons of a list that are in force on a day. */
	List<Reason> reasons(ReviewState.Catalogue catalogue, LocalDate on) {
		return this.jdbc.query(
				"select code, words, " + ((catalogue == ReviewState.Catalogue.RETURN) ? "cure" : "null")
						+ " as cure from countersign." + catalogue.table()
						+ " where valid_from <= ? and (valid_to is null or valid_to >= ?) order by "
						+ ((catalogue == ReviewState.Catalogue.RETURN) ? "code" : "words"),
				(row, index) -> new Reason(row.getString("code"), row.getString("words"), row.getString("cure")), on,
				on);
	}

	/**
	 * A reason of a list that is in force on a day.
	 * @throws Refusal if there is none of that code
	 */
	Reason reason(ReviewState.Catalogue catalogue, String code, LocalDate on) {
		return reasons(catalogue, on).stream()
			.filter((reason) -> reason.code().equals(code))
			.findFirst()
			.orElseThrow(() -> new Refusal(Kind.UNACCEPTABLE, "reason-code-unknown",
					"Choose one of the reasons that are offered."));
	}

	private static OffsetDateTime utc(Instant instant) {
		return instant.atOffset(ZoneOffset.UTC);
	}

	private static Instant instant(ResultSet row, String column) throws SQLException {
		return row.getObject(column, OffsetDateTime.class).toInstant();
	}

}
