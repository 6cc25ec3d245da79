package io.countersign.agreement;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import io.countersign.engine.TaskAnswers;
import io.countersign.kernel.Refusal;
import io.countersign.kernel.Refusal.Kind;

/** What a lead answers in {@code decide-another-round} and {@code decide-exception}. */
final class LeadAnswers {

	private static final int LONGEST_REASON = 2000;

	private static final int LONGEST_WORDS = 900;

	private LeadAnswers() {
	}

	static void checkRound(TaskAnswers answers) {
		if (!Set.of("anotherRound", "decline").contains(answers.text("decision").orElse(""))) {
			throw new Refusal(Kind.UNACCEPTABLE, "decision-missing",
					"Choose whether to allow another round or to decline the agreement.");
		}
		expectReason(answers, LONGEST_REASON);
	}

	/**
	 * @param today the day in UTC that an exception has to reach
	 */
	static void checkException(TaskAnswers answers, LocalDate today) {
		String decision = answers.text("decision").orElse("");
		if (!Set.of("grant", "refuse").contains(decision)) {
			throw new Refusal(Kind.UNACCEPTABLE, "decision-missing",
					"Choose whether to grant the exception or to refuse it.");
		}
		expectReason(answers, LONGEST_WORDS);
		if (decision.equals("grant")) {
			ExceptionAnswer answer = exception(answers);
			if (answer.reason() == null) {
				throw new Refusal(Kind.UNACCEPTABLE, "basis-missing", "Choose on what the exception is based.");
			}
			if (answer.expiresOn() == null && answer.evidence() == null) {
				throw new Refusal(Kind.UNACCEPTABLE, "exception-undocumented",
						"Say until when the exception lasts, or where its approval is found.");
			}
			if (answer.expiresOn() != null && answer.expiresOn().isBefore(today)) {
				throw new Refusal(Kind.UNACCEPTABLE, "exception-expired",
						"The exception would have ended already. Give a day from today on.");
			}
		}
	}

	static ExceptionAnswer exception(TaskAnswers answers) {
		boolean granted = answers.required("decision").equals("grant");
		String words = answers.required("reason").strip();
		if (!granted) {
			return new ExceptionAnswer(false, null, words, null, null);
		}
		return new ExceptionAnswer(true,
				answers.text("basis").map((code) -> code.toUpperCase(Locale.ROOT)).orElse(null), words,
				answers.text("expiresOn").map(LeadAnswers::day).orElse(null),
				answers.text("evidence").map(String::strip).filter((text) -> !text.isEmpty()).orElse(null));
	}

	private static LocalDate day(String text) {
		try {
			return LocalDate.parse(text.strip());
		}
		catch (DateTimeParseException ex) {
			throw new Refusal(Kind.UNACCEPTABLE, "day-unknown",
					"The last day of the exception is no date. Write it as 2027-03-31.");
		}
	}

	private static void expectReason(TaskAnswers answers, int longest) {
		Optional<String> reason = answers.text("reason").map(String::strip);
		if (reason.isEmpty() || reason.get().length() < 3 || reason.get().length() > longest) {
			throw new Refusal(Kind.UNACCEPTABLE, "reason-missing",
					"Give a reason of 3 to %d characters.".formatted(longest));
		}
	}

}
