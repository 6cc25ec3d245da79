package io.countersign.specialterms;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.countersign.CountersignTest;
import io.countersign.engine.UserTaskObserver.UserTask;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/** Who is told of a task about special terms, when, and of what. */
@CountersignTest
class ApproverMailTests {

	@Autowired
	private JdbcTemplate jdbc;

	@Autowired
	private ApproverMails mails;

	@Autowired
	private TransactionTemplate transaction;

	@Test
	void everybodyOfTheOfficeIsToldOnceWithALinkIntoTheTask() {
		request();
		opened(task(Set.of("manager-2-DE"), Set.of(), null));
		changed(task(Set.of("manager-2-DE"), Set.of(), null));
		assertThat(told()).containsExactly("magda", "max");
		Map<String, Object> mail = this.jdbc.queryForMap("select * from countersign.mail where recipient = 'max'");
		assertThat(mail.get("path")).isEqualTo("/camunda/app/tasklist/default/#/?task=task-1");
		assertThat(mail.get("subject")).isEqualTo("Decide special terms: ST-2026-900001, Contoso AG");
		assertThat(mail.get("body").toString()).contains("EUR 250,000.00", "- CTM Term CTM",
				"- DISCOUNT Term DISCOUNT, 3.5 points", "Friday 27 November 2026, 17:00 CET", "Northwind");
	}

	@Test
	void whoIsOfferedItLaterIsToldThen() {
		request();
		opened(task(Set.of("manager-1-DE"), Set.of(), null));
		assertThat(told()).containsExactly("mona");
		changed(task(Set.of("manager-1-DE", "manager-2-DE"), Set.of("carl"), null));
		assertThat(told()).containsExactly("carl", "magda", "max", "mona");
	}

	@Test
	void aClaimedTaskTellsNobody() {
		request();
		changed(task(Set.of("manager-1-DE"), Set.of(), "max"));
		assertThat(told()).isEmpty();
	}

	@Test
	void whoHoldsALateStepIsRemindedOnce() {
		request();
		this.jdbc
			.update("""
					insert into countersign.work_item (task_id, task_key, name, reference, subsidiary, groups, assignee, priority, created_at, due_at)
					values ('task-1', 'userTask_decideTerms', 'Decide special terms', 'ST-2026-900001', 'DE', '{manager-2-DE}', 'max', 50, now(), now()),
						('task-2', 'userTask_decideTerms', 'Decide special terms', 'ST-2026-900001', 'DE', '{legal-DE}', null, 50, now(), now())""");
		for (int time = 0; time < 2; time++) {
			this.transaction.executeWithoutResult((status) -> this.mails
				.happened(new SpecialTermsEvent("SpecialTermsApproverReminded", "ST-2026-900001", Instant.now(),
						"system", "Reminded manager-2", Map.of("office", "manager-2"))));
		}
		assertThat(told()).containsExactly("max");
	}

	private void request() {
		TermsRows.request(this.jdbc, "ST-2026-900001", "DE", "250000.00")
			.term("CTM", "T3", "Own words.", null)
			.term("DISCOUNT", "T2", null, "3.5");
	}

	private void opened(UserTask task) {
		this.transaction.executeWithoutResult((status) -> this.mails.opened(task));
	}

	private void changed(UserTask task) {
		this.transaction.executeWithoutResult((status) -> this.mails.changed(task));
	}

	private List<String> told() {
		return this.jdbc.queryForList("select recipient from countersign.mail order by recipient", String.class);
	}

	private static UserTask task(Set<String> groups, Set<String> candidates, String assignee) {
		return new UserTask("task-1", "userTask_decideTerms", "Decide special terms", "special-terms-approval",
				"ST-2026-900001", groups, candidates, assignee, 50, Instant.parse("2026-11-24T10:00:00Z"),
				Instant.parse("2026-11-27T16:00:00Z"));
	}

}
