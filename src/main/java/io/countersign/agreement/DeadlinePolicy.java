package io.countersign.agreement;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import io.countersign.engine.Decision;
import io.countersign.engine.Decisions;
import io.countersign.kernel.BusinessCalendar;

import org.springframework.stereotype.Component;

/**
 * When something is due. How long each clock runs, and whether in office or elapsed time,
 * is policy: decision {@code desk-deadlines}.
 */
@Component
public class DeadlinePolicy {

	private final Decisions decisions;

	private final Subsidiaries subsidiaries;

	DeadlinePolicy(Decisions decisions, Subsidiaries subsidiaries) {
		this.decisions = decisions;
		this.subsidiaries = subsidiaries;
	}

	/**
	 * The end of a clock that starts now.
	 * @param clock a clock named in the decision table, for instance {@code review}
	 * @param subsidiary whose office hours count
	 */
	public Instant after(String clock, String subsidiary, Instant from) {
		Decision policy = policy(clock);
		int amount = amount(policy);
		BusinessCalendar calendar = this.subsidiaries.calendar(subsidiary);
		return switch (policy.text("unit")) {
			case "business hours" -> calendar.plusBusinessTime(from, Duration.ofHours(amount));
			case "business days" -> calendar.plusBusinessDays(from, amount);
			case "hours" -> from.plus(Duration.ofHours(amount));
			case "days" -> from.plus(Duration.ofDays(amount));
			default -> throw new IllegalStateException(
					"desk-deadlines: unit '%s' of clock '%s' is none of business hours, business days, hours, days"
						.formatted(policy.text("unit"), clock));
		};
	}

	/** How long a clock runs, in words: {@code 1 business day}. */
	String allowed(String clock) {
		Decision policy = policy(clock);
		int amount = amount(policy);
		String unit = policy.text("unit");
		return amount + " " + ((amount == 1) ? unit.substring(0, unit.length() - 1) : unit);
	}

	private Decision policy(String clock) {
		return this.decisions.evaluate("desk-deadlines", Map.of("clock", clock));
	}

	private static int amount(Decision policy) {
		return ((Number) policy.first().get("amount")).intValue();
	}

}
