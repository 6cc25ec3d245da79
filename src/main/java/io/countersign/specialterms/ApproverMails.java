package io.countersign.specialterms;

import java.math.BigDecimal;
import java.text.NumberFormat;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import io.countersign.engine.UserTaskObserver;
import io.countersign.identity.People;
import io.countersign.identity.Role;
import io.countersign.mail.Letter;
import io.countersign.mail.MailService;

import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Tells people by mail that a request for special terms waits for them, with a link into
 * the task. Who gets a task offered later, as a cover or by escalation, gets the mail
 * then; nobody gets it twice.
 */
@Component
class ApproverMails implements UserTaskObserver {

	private static final String PROCESS = "special-terms-approval";

	private static final DateTimeFormatter DUE = DateTimeFormatter.ofPattern("EEEE d MMMM yyyy, HH:mm z",
			Locale.ENGLISH);

	private final JdbcTemplate jdbc;

	private final People people;

	private final MailService mails;

	ApproverMails(JdbcTemplate jdbc, People people, MailService mails) {
		this.jdbc = jdbc;
		this.people = people;
		this.mails = mails;
	}

	private record Request(String subsidiary, String customer, String country, String programme, String reseller,
			BigDecimal value, String currency, int revision, List<String> terms) {
	}

	@Override
	public void opened(UserTask task) {
		tell(task);
	}

	@Override
	public void changed(UserTask task) {
		tell(task);
	}

	@Override
	public void closed(String taskId) {
		// The mail stays: its link says that the task is done.
	}

	private void tell(UserTask task) {
		if (task.process().equals(PROCESS) && task.assignee() == null) {
			request(task.reference()).ifPresent((request) -> tell(task, request));
		}
	}

	private void tell(UserTask task, Request request) {
		for (String recipient : offeredTo(task, request.subsidiary())) {
			this.mails.write(new Letter("task " + task.id(), task.reference(), recipient,
					"%s: %s, %s".formatted(task.name(), task.reference(), request.customer()),
					body(task.dueAt(), request, zone(recipient)),
					"/camunda/app/tasklist/default/#/?task=" + task.id()));
		}
	}

	/**
	 * Whoever holds the step that is not decided in time, or may take it, is reminded
	 * once.
	 */
	@EventListener
	void happened(SpecialTermsEvent event) {
		if (event.type().equals("SpecialTermsApproverReminded")) {
			request(event.reference()).ifPresent((request) -> remind(event, request));
		}
	}

	private void remind(SpecialTermsEvent event, Request request) {
		String group = event.facts().get("office") + "-" + request.subsidiary();
		this.jdbc.query("""
				select task_id, name, assignee, due_at from countersign.work_item
				where reference = ? and task_key = 'userTask_decideTerms' and ? = any (groups)""", (row) -> {
			String task = row.getString("task_id");
			String holder = row.getString("assignee");
			Instant due = row.getObject("due_at", OffsetDateTime.class).toInstant();
			Set<String> recipients = (holder != null) ? Set.of(holder) : members(Set.of(group), request.subsidiary());
			recipients.forEach((recipient) -> this.mails.write(new Letter("reminder " + task, event.reference(),
					recipient, "Reminder: %s, %s".formatted(event.reference(), request.customer()),
					body(due, request, zone(recipient)), "/camunda/app/tasklist/default/#/?task=" + task)));
		}, event.reference(), group);
	}

	private Set<String> offeredTo(UserTask task, String subsidiary) {
		Set<String> people = new LinkedHashSet<>(task.candidates());
		people.addAll(members(task.candidateGroups(), subsidiary));
		return people;
	}

	private Set<String> members(Set<String> groups, String subsidiary) {
		Set<String> people = new LinkedHashSet<>();
		for (Role role : Role.values()) {
			if (groups.contains(role.group(subsidiary))) {
				people.addAll(this.people.holding(role, subsidiary));
			}
		}
		return people;
	}

	private ZoneId zone(String person) {
		return this.people.find(person).map(People.Person::zone).orElse(ZoneOffset.UTC);
	}

	private String body(Instant dueAt, Request request, ZoneId zone) {
		NumberFormat amount = NumberFormat.getNumberInstance(Locale.ENGLISH);
		amount.setMinimumFractionDigits(2);
		return """
				%s (%s), %s, through %s
				Value: %s %s
				Revision %d asks for:
				%s
				%s
				Precedents, evidence and who else decides stand beside the task:""".formatted(request.customer(),
				request.country(), request.programme(), this.people.nameOf(request.reseller()), request.currency(),
				amount.format(request.value()), request.revision(),
				request.terms().isEmpty() ? "- nothing" : "- " + String.join("\n- ", request.terms()),
				due(dueAt, zone));
	}

	private static String due(Instant dueAt, ZoneId zone) {
		return (dueAt != null) ? "Due: " + DUE.format(dueAt.atZone(zone)) + "\n" : "";
	}

	private Optional<Request> request(String reference) {
		List<String> terms = this.jdbc.queryForList("""
				select t.code || ' ' || t.title || coalesce(', ' || trim_scale(t.percent) || ' points', '')
				from countersign.special_term t join countersign.special_terms_request r
					on r.reference = t.reference and r.revision = t.revision
				where t.reference = ? order by t.position""", String.class, reference);
		return this.jdbc
			.query("select * from countersign.special_terms_request where reference = ?",
					(row, number) -> new Request(row.getString("subsidiary"), row.getString("customer"),
							row.getString("customer_country"), row.getString("programme"), row.getString("reseller"),
							row.getBigDecimal("value"), row.getString("currency"), row.getInt("revision"), terms),
					reference)
			.stream()
			.findFirst();
	}

}
