package io.countersign.roc;

import java.time.Clock;
import java.util.Set;
import java.util.stream.Collectors;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** What the ROC sent back or was silent about: opened once, closed by a solution. */
@Component
class RocIssues {

	private static final TimeBasedEpochGenerator IDS = Generators.timeBasedEpochGenerator();

	private final JdbcTemplate jdbc;

	private final Clock clock;

	RocIssues(JdbcTemplate jdbc, Clock clock) {
		this.jdbc = jdbc;
		this.clock = clock;
	}

	/** The kinds of issues; of one kind an agreement has at most one open. */
	enum Kind {

		/** The ROC sent the agreement back or refused to take it. */
		REJECTION,
		/** The ROC did not answer in time. */
		SILENCE,
		/** The ROC refused a cancellation. */
		CANCELLATION

	}

	/**
	 * Opens an issue.
	 * @param reasonCode may be {@code null}
	 * @return {@code false} if one of this kind is open already
	 */
	boolean open(String reference, Kind kind, String key, String reasonCode, String problem) {
		return this.jdbc
			.update("""
					insert into countersign.roc_issue (id, reference, kind, idempotency_key, reason_code, problem, opened_at)
					values (?, ?, ?, ?, ?, ?, ?) on conflict (reference, kind) where closed_at is null do nothing""",
					IDS.generate(), reference, kind.name(), key, reasonCode, RocOutbox.shortened(problem),
					RocOutbox.utc(this.clock.instant())) == 1;
	}

	/** The kinds of which an agreement has an open issue. */
	Set<Kind> open(String reference) {
		return this.jdbc
			.queryForList("select kind from countersign.roc_issue where reference = ? and closed_at is null",
					String.class, reference)
			.stream()
			.map(Kind::valueOf)
			.collect(Collectors.toSet());
	}

	/** A person solved it. */
	void solved(String reference, Kind kind, String solution, String explanation, String by) {
		this.jdbc.update(
				"update countersign.roc_issue set closed_at = ?, solution = ?, explanation = ?, solved_by = ? where reference = ? and kind = ? and closed_at is null",
				RocOutbox.utc(this.clock.instant()), solution, explanation, by, reference, kind.name());
	}

	/** The ROC answered before anybody had to decide. */
	void answered(String reference) {
		this.jdbc.update(
				"update countersign.roc_issue set closed_at = ?, solution = 'answered' where reference = ? and kind = 'SILENCE' and closed_at is null",
				RocOutbox.utc(this.clock.instant()), reference);
	}

	/** The reseller withdrew: there is nothing left to solve. */
	void withdrawn(String reference) {
		this.jdbc.update(
				"update countersign.roc_issue set closed_at = ?, solution = 'withdrawn' where reference = ? and closed_at is null",
				RocOutbox.utc(this.clock.instant()), reference);
	}

}
