package io.countersign.specialterms;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.countersign.agreement.AgreementViews;
import io.countersign.engine.OwnTasks;
import io.countersign.identity.Caller;
import io.countersign.kernel.Money;
import io.countersign.kernel.Refusal;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Small requests that ask for the same, for one approver to decide together. How small,
 * how many at once and up to which class is data, table {@code approval_desk_policy}.
 */
@Service
public class EqualRequests {

	private static final String TASK = "userTask_decideTerms";

	/** More open tasks than one person has. */
	private static final int TASKS = 500;

	private final AgreementViews agreements;

	private final OwnTasks tasks;

	private final JdbcTemplate jdbc;

	private final Clock clock;

	EqualRequests(AgreementViews agreements, OwnTasks tasks, JdbcTemplate jdbc, Clock clock) {
		this.agreements = agreements;
		this.tasks = tasks;
		this.jdbc = jdbc;
		this.clock = clock;
	}

	/**
	 * What may be decided together.
	 *
	 * @param value largest value of a request, in euro
	 * @param requests most requests in one decision
	 * @param termClass gravest class of a term
	 */
	public record Limit(BigDecimal value, int requests, String termClass) {
	}

	/** Requests that ask the same office for the same terms. */
	public record Group(List<String> groups, List<Asked> requests) {
	}

	/**
	 * A request of a group.
	 *
	 * @param contentHash what the decision is about: another one is refused
	 */
	public record Asked(String taskId, String reference, String contentHash, String customer, Money value,
			Instant dueAt) {
	}

	private record Candidate(AgreementViews.WorkItem task, String contentHash, String terms, String gravest,
			BigDecimal inEuro, boolean complete) {
	}

	/** The limit that holds today. */
	@Transactional(readOnly = true)
	public Limit limit() {
		return this.jdbc.queryForObject(
				"select bulk_value, bulk_requests, bulk_class from countersign.approval_desk_policy where valid_from <= ? order by valid_from desc limit 1",
				(row, number) -> new Limit(row.getBigDecimal("bulk_value"), row.getInt("bulk_requests"),
						row.getString("bulk_class")),
				today());
	}

	/** What the caller may decide together now, largest groups first. */
	@Transactional(readOnly = true)
	public List<Group> of(Caller caller) {
		Limit limit = limit();
		Map<List<Object>, List<Candidate>> equal = new LinkedHashMap<>();
		for (AgreementViews.WorkItem task : this.agreements.work(caller, TASKS)) {
			if (task.taskKey().equals(TASK)) {
				Candidate candidate = candidate(task);
				if (small(candidate, limit)) {
					equal
						.computeIfAbsent(List.of(task.candidateGroups(), candidate.terms()), (key) -> new ArrayList<>())
						.add(candidate);
				}
			}
		}
		return equal.values()
			.stream()
			.filter((group) -> group.size() > 1)
			.sorted((one, other) -> Integer.compare(other.size(), one.size()))
			.map((group) -> new Group(group.get(0).task().candidateGroups(),
					group.stream().map(EqualRequests::asked).toList()))
			.toList();
	}

	/**
	 * Decides one request of a group, in a transaction of its own, by the rules of its
	 * task.
	 * @param contentHash what the caller was shown
	 * @param decision {@code approve} or {@code refuse}
	 * @throws Refusal with a sentence for the person
	 */
	@Transactional
	public void decide(Caller caller, String taskId, String contentHash, String decision, String reason) {
		if (!decision.equals("approve") && !decision.equals("refuse")) {
			throw new Refusal(Refusal.Kind.UNACCEPTABLE, "decision-missing",
					"Together, requests are approved or refused. For conditions decide one by one.");
		}
		AgreementViews.WorkItem task = this.agreements.task(taskId, caller)
			.filter((item) -> item.taskKey().equals(TASK))
			.orElseThrow(() -> new Refusal(Refusal.Kind.UNKNOWN, "task-unknown", "There is no such task."));
		this.jdbc.query("select 1 from countersign.special_terms_request where reference = ? for no key update",
				(row) -> {
				}, task.reference());
		Candidate candidate = candidate(task);
		if (!candidate.contentHash().equals(contentHash)) {
			throw new Refusal(Refusal.Kind.CONFLICT, "request-changed",
					"It was changed since you looked at it. Look at it again.");
		}
		if (!small(candidate, limit())) {
			throw new Refusal(Refusal.Kind.UNACCEPTABLE, "not-for-together",
					"It is beyond what may be decided together. Decide it in its own task.");
		}
		this.tasks.answer(taskId, Map.of("decision", decision, "reason", reason));
	}

	private static boolean small(Candidate candidate, Limit limit) {
		return limit.requests() > 1 && candidate.complete() && candidate.inEuro() != null
				&& candidate.inEuro().compareTo(limit.value()) <= 0
				&& candidate.gravest().compareTo(limit.termClass()) <= 0;
	}

	private static Asked asked(Candidate candidate) {
		AgreementViews.WorkItem task = candidate.task();
		return new Asked(task.taskId(), task.reference(), candidate.contentHash(), task.customer(), task.value(),
				task.dueAt());
	}

	/** What counts as the same: wording and percent of every term, in whatever order. */
	private Candidate candidate(AgreementViews.WorkItem task) {
		List<String> hashes = this.jdbc.queryForList("""
				select t.text_hash || coalesce(' ' || trim_scale(t.amount), '') from countersign.special_term t
				join countersign.special_terms_request r on r.reference = t.reference and r.revision = t.revision
				where t.reference = ? order by 1""", String.class, task.reference());
		return this.jdbc.queryForObject(
				"""
						select r.content_hash, countersign.in_euro(r.value, r.currency, ?) as euro,
							(select coalesce(max(t.term_class), 'T5') from countersign.special_term t
								where t.reference = r.reference and t.revision = r.revision) as gravest,
							not exists (select from countersign.special_term t
								join countersign.clause c on c.code = t.code and c.version = t.clause_version
								cross join unnest(c.evidence) as needed
								where t.reference = r.reference and t.revision = r.revision and not exists (
									select from countersign.special_terms_evidence e where e.reference = r.reference and e.kind = needed)) as complete
						from countersign.special_terms_request r where r.reference = ?""",
				(row, number) -> candidate(row, task, hashes.stream().collect(Collectors.joining(","))), today(),
				task.reference());
	}

	private static Candidate candidate(ResultSet row, AgreementViews.WorkItem task, String terms) throws SQLException {
		return new Candidate(task, row.getString("content_hash"), terms, row.getString("gravest"),
				row.getBigDecimal("euro"), row.getBoolean("complete"));
	}

	private LocalDate today() {
		return LocalDate.ofInstant(this.clock.instant(), ZoneOffset.UTC);
	}

}
