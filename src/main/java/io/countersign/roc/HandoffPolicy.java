package io.countersign.roc;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * What an agreement needs before it leaves the house, from table {@code handoff_policy}.
 */
@Component
class HandoffPolicy {

	private final JdbcTemplate jdbc;

	private final Clock clock;

	HandoffPolicy(JdbcTemplate jdbc, Clock clock) {
		this.jdbc = jdbc;
		this.clock = clock;
	}

	/** Whether the time of its signature has to be proven; so it is without any row. */
	boolean waitsForStamp() {
		List<Boolean> newest = this.jdbc.queryForList(
				"select waits_for_stamp from countersign.handoff_policy where valid_from <= ? order by valid_from desc limit 1",
				Boolean.class, LocalDate.ofInstant(this.clock.instant(), ZoneOffset.UTC));
		return newest.isEmpty() || newest.get(0);
	}

}
