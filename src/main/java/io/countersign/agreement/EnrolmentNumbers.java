package io.countersign.agreement;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import io.countersign.engine.Decision;
import io.countersign.engine.Decisions;
import io.countersign.kernel.Foreign;

import org.springframework.stereotype.Component;

/** What numbers of enrolments look like: decision {@code enrolment-number}. */
@Component
class EnrolmentNumbers {

	private final Decisions decisions;

	private final Clock clock;

	EnrolmentNumbers(Decisions decisions, Clock clock) {
		this.decisions = decisions;
		this.clock = clock;
	}

	/**
	 * What is wrong with the form of a number today (UTC), in a sentence; empty where it
	 * has one of the forms of its programme.
	 * @param programme its code
	 */
	Optional<String> complaint(String number, String programme) {
		Decision forms = this.decisions.evaluate("enrolment-number",
				Map.of("programme", programme, "asOf", LocalDate.ofInstant(this.clock.instant(), ZoneOffset.UTC)));
		if (forms.rows().isEmpty()
				|| forms.rows().stream().anyMatch((row) -> number.matches((String) row.get("form")))) {
			return Optional.empty();
		}
		String words = forms.rows()
			.stream()
			.map((row) -> (String) row.get("words"))
			.collect(Collectors.joining(" or "));
		return Optional.of("'%s' is not what an enrolment number of programme %s looks like: %s."
			.formatted(Foreign.shortened(number), programme, words));
	}

}
