package io.countersign.agreement;

import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

import io.countersign.engine.CoverOffers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Offers tasks that wait to those who stand in since they were opened, and takes them
 * back from those who no longer do; on every node, whoever is first does it. What a task
 * is offered for at its beginning is its model's business.
 */
@Component
class Absences {

	private static final Logger log = LoggerFactory.getLogger(Absences.class);

	private final JdbcTemplate jdbc;

	private final CoverOffers offers;

	private final Clock clock;

	Absences(JdbcTemplate jdbc, CoverOffers offers, Clock clock) {
		this.jdbc = jdbc;
		this.offers = offers;
		this.clock = clock;
	}

	/**
	 * Renews what is offered; nothing is looked at while nobody is absent and nobody is
	 * offered a task by name.
	 */
	void run() {
		OffsetDateTime now = this.clock.instant().atOffset(ZoneOffset.UTC);
		this.jdbc
			.query("""
					select w.task_id, w.reference from countersign.work_item w
					where w.assignee is null and (w.candidates <> '{}'
						or exists (select from countersign.absence a where a.starts <= ? and a.ends > ?))""",
					(row, number) -> new Waiting(row.getString("task_id"), row.getString("reference")), now, now)
			.forEach(this::renew);
	}

	private void renew(Waiting task) {
		try {
			this.offers.renew(task.id(), task.reference());
		}
		catch (RuntimeException ex) {
			log.warn("Task {} could not be offered anew; tried again later", task.id(), ex);
		}
	}

	private record Waiting(String id, String reference) {
	}

}
