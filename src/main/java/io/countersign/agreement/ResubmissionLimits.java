package io.countersign.agreement;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;

import io.countersign.agreement.AgreementPackage.Segment;
import io.countersign.engine.Decision;
import io.countersign.engine.Decisions;

import org.springframework.stereotype.Component;

/**
 * How often and how long a package may be corrected, and when a defect counts as
 * repeated: decision {@code resubmission-limits}.
 */
@Component
class ResubmissionLimits {

	/**
	 * What policy says.
	 *
	 * @param rounds packages that may come back before a lead decides
	 * @param daysPerRound how long a reseller has to correct one package
	 * @param daysAtLeast what a round lasts even where the days overall have passed
	 * @param daysOverall from the first package on
	 * @param repeatDays how far back a defect is looked for in other agreements
	 * @param repeatMinimum in how many of them it has to be found
	 */
	record Limits(int rounds, int daysPerRound, int daysAtLeast, int daysOverall, int repeatDays, int repeatMinimum) {

		/** When a round that begins now ends. */
		Instant end(Instant firstReceived, Instant now) {
			Instant round = now.plus(this.daysPerRound, ChronoUnit.DAYS);
			Instant overall = firstReceived.plus(this.daysOverall, ChronoUnit.DAYS);
			Instant least = now.plus(this.daysAtLeast, ChronoUnit.DAYS);
			Instant end = round.isBefore(overall) ? round : overall;
			return end.isBefore(least) ? least : end;
		}

	}

	private final Decisions decisions;

	ResubmissionLimits(Decisions decisions) {
		this.decisions = decisions;
	}

	/** The limits of an agreement, by the day on which its first package came (UTC). */
	Limits of(Agreement agreement) {
		return of(agreement.programme().code(), agreement.segment(), agreement.receivedAt());
	}

	/**
	 * The limits in force at a moment (day in UTC).
	 * @param programme its code
	 */
	Limits of(String programme, Segment segment, Instant at) {
		Decision policy = this.decisions.evaluate("resubmission-limits", Map.of("programme", programme, "segment",
				segment.name(), "receivedOn", LocalDate.ofInstant(at, ZoneOffset.UTC)));
		return new Limits(number(policy, "rounds"), number(policy, "daysPerRound"), number(policy, "daysAtLeast"),
				number(policy, "daysOverall"), number(policy, "repeatDays"), number(policy, "repeatMinimum"));
	}

	private static int number(Decision policy, String output) {
		return ((Number) policy.first().get(output)).intValue();
	}

}
