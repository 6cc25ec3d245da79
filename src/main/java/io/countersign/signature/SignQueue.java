package io.countersign.signature;

import java.math.RoundingMode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.countersign.engine.OwnTasks;
import io.countersign.identity.Caller;
import io.countersign.kernel.Money;
import io.countersign.kernel.Refusal;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;

/**
 * The agreements that wait for one person's signature, and signing them from the list.
 * Each is signed by completing its own task, with everything that is checked there.
 */
@Service
public class SignQueue {

	/** More than anybody signs in one sitting; what is due first is shown first. */
	public static final int LONGEST = 200;

	private static final String OFFERED = """
			 w.task_key = ? and (w.assignee = ? or w.assignee is null
			and (w.groups && ?::varchar[] or w.candidates && array[?]::varchar[]))""";

	private static final String TASK = "userTask_signAgreement";

	private final JdbcTemplate jdbc;

	private final OwnTasks tasks;

	private final FreshLogin logins;

	private final Clock clock;

	SignQueue(JdbcTemplate jdbc, OwnTasks tasks, FreshLogin logins, Clock clock) {
		this.jdbc = jdbc;
		this.tasks = tasks;
		this.logins = logins;
		this.clock = clock;
	}

	/**
	 * An agreement to sign.
	 *
	 * @param euro its value at the rate of today, for comparing; {@code null} where no
	 * rate is known
	 * @param cutoff when it has to be signed
	 * @param position 1, or 2 where somebody has signed already
	 * @param needed how many people sign it
	 * @param obstacles what keeps this person from signing it; empty where nothing does
	 */
	public record Waiting(String taskId, String reference, String customer, String reseller, String programme,
			Money value, Money euro, Instant cutoff, int position, int needed, List<String> obstacles) {
	}

	/**
	 * What a person may find to sign: tasks that the person holds, and free ones that are
	 * offered to the person or to the person's groups; those due first come first.
	 */
	public List<Waiting> of(Caller caller) {
		Instant now = this.clock.instant();
		OffsetDateTime at = now.atOffset(ZoneOffset.UTC);
		return this.jdbc.query(
				"""
						select w.task_id, g.reference, g.customer, coalesce(r.name, g.reseller) as reseller, g.programme,
							g.total_value, g.currency, countersign.in_euro(g.total_value, g.currency, ?) as euro, w.due_at,
							1 + (select count(*) from countersign.standing_signature s
								where s.reference = g.reference and s.submission = g.submission) as position,
							countersign.signers_needed(g.total_value, g.currency, ?) as needed,
							array(select o.sentence from countersign.signing_obstacles(g.reference, g.submission, ?, ?) o) as obstacles
						from countersign.work_item w
						join countersign.agreement g on g.reference = w.reference
						left join countersign.reseller r on r.code = g.reseller
						where"""
						+ OFFERED + """
								order by w.due_at nulls last, g.total_value desc limit ?""",
				(row, index) -> waiting(row, caller), at.toLocalDate(), at.toLocalDate(), caller.id(), at, TASK,
				caller.id(), caller.groups().toArray(String[]::new), caller.id(), LONGEST);
	}

	private static Waiting waiting(ResultSet row, Caller caller) throws SQLException {
		OffsetDateTime due = row.getObject("due_at", OffsetDateTime.class);
		return new Waiting(row.getString("task_id"), row.getString("reference"), row.getString("customer"),
				row.getString("reseller"), row.getString("programme"),
				new Money(row.getBigDecimal("total_value"), row.getString("currency")),
				(row.getBigDecimal("euro") != null)
						? new Money(row.getBigDecimal("euro").setScale(2, RoundingMode.HALF_UP), "EUR") : null,
				(due != null) ? due.toInstant() : null, row.getInt("position"), row.getInt("needed"),
				Stream.of((String[]) row.getArray("obstacles").getArray())
					.map((sentence) -> Signatures.named(sentence, caller.id(), caller.name()))
					.toList());
	}

	/** Whether the login behind the present request is recent enough to sign. */
	public boolean freshLogin() {
		return this.logins.age().map(FreshLogin.Age::fresh).orElse(true);
	}

	/**
	 * Signs one agreement for the person who is logged in.
	 * @param confirmed whether the person said to have read what is signed and to be
	 * authorised
	 * @throws Refusal with a sentence for the person; the agreement stays unsigned
	 */
	public void sign(String taskId, Caller caller, boolean confirmed) {
		expectWaits(taskId, null, caller);
		this.tasks.answer(taskId, Map.of("decision", "sign", "confirmed", confirmed));
	}

	/**
	 * Refuses a task that does not wait for this person's signature.
	 * @param reference of the agreement; {@code null} means any
	 */
	void expectWaits(String taskId, String reference, Caller caller) {
		boolean waits = Boolean.TRUE.equals(this.jdbc.queryForObject(
				"select exists (select from countersign.work_item w where w.task_id = ? and w.reference = coalesce(?, w.reference) and"
						+ OFFERED + ")",
				Boolean.class, taskId, reference, TASK, caller.id(), caller.groups().toArray(String[]::new),
				caller.id()));
		if (!waits) {
			throw new Refusal(Refusal.Kind.UNKNOWN, "task-unknown",
					"This agreement no longer waits for your signature: it was signed, taken by somebody else, or withdrawn.");
		}
	}

}
