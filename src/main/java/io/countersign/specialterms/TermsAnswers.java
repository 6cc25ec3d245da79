package io.countersign.specialterms;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.countersign.agreement.AgreementPackage.DocumentType;
import io.countersign.agreement.TermsRegister.Condition;
import io.countersign.agreement.TermsRegister.ConditionKind;
import io.countersign.engine.TaskAnswers;
import io.countersign.kernel.Refusal;

/** The answers of the form {@code decide-terms}. */
final class TermsAnswers {

	private static final int LONGEST_REASON = 2000;

	private static final Set<String> DECISIONS = Set.of("approve", "approveWithConditions", "refuse", "ask",
			"delegate");

	private TermsAnswers() {
	}

	/**
	 * Checks the answers: an approval needs a reason as much as a refusal does, because
	 * either has to be defended later.
	 * @param today UTC
	 * @throws Refusal with a sentence for the person
	 */
	static void check(TaskAnswers answers, LocalDate today) {
		String decision = answers.text("decision").orElse("");
		if (!DECISIONS.contains(decision)) {
			throw unacceptable("decision-missing",
					"Choose whether to approve, to approve with conditions, to refuse, to ask or to pass it on.");
		}
		if (decision.equals("ask")) {
			if (answers.text("question").map(String::isBlank).orElse(true)) {
				throw unacceptable("question-missing", "Write what you want to know.");
			}
			return;
		}
		String reason = answers.text("reason").map(String::strip).orElse("");
		if (reason.isEmpty() || reason.length() > LONGEST_REASON) {
			throw unacceptable("reason-missing",
					"Give a reason of 1 to %d characters: an approval needs one as much as a refusal does."
						.formatted(LONGEST_REASON));
		}
		if (decision.equals("delegate") && answers.text("delegateTo").map(String::isBlank).orElse(true)) {
			throw unacceptable("colleague-unknown", "Name the colleague who decides instead of you.");
		}
		boolean conditional = decision.equals("approveWithConditions");
		if (conditional == conditions(answers).isEmpty()) {
			throw unacceptable(conditional ? "conditions-missing" : "conditions-not-asked",
					conditional ? "Name at least one condition, or approve without any."
							: "Conditions belong to an approval with conditions. Choose that, or leave them out.");
		}
		expiry(answers).filter((day) -> day.isBefore(today)).ifPresent((day) -> {
			throw unacceptable("expiry-passed", "The approval would have expired before it was given.");
		});
	}

	static Approval.Decision decision(TaskAnswers answers) {
		return switch (answers.required("decision")) {
			case "approve" -> Approval.Decision.APPROVE;
			case "approveWithConditions" -> Approval.Decision.APPROVE_WITH_CONDITIONS;
			default -> Approval.Decision.REFUSE;
		};
	}

	/** What a package has to keep; empty where nothing is demanded. */
	static List<Condition> conditions(TaskAnswers answers) {
		List<Condition> conditions = new ArrayList<>();
		number(answers, "maxValue").ifPresent((value) -> conditions
			.add(new Condition(ConditionKind.MAX_VALUE, value, "The total value is at most " + value + ".")));
		number(answers, "maxDiscount").ifPresent((value) -> conditions
			.add(new Condition(ConditionKind.MAX_DISCOUNT, value, "No line has more than " + value + " % discount.")));
		answers.text("requiredDocument").map(String::strip).ifPresent((type) -> conditions.add(document(type)));
		date(answers, "signedBy").ifPresent((day) -> conditions
			.add(new Condition(ConditionKind.SIGNED_BY, day.toString(), "The customer signs by " + day + ".")));
		answers.text("conditionNote")
			.map(String::strip)
			.ifPresent((words) -> conditions.add(new Condition(ConditionKind.NOTE, null, words)));
		return conditions;
	}

	/** The approval's last day: the approver may shorten it. */
	static LocalDate expiresOn(TaskAnswers answers, LocalDate latest) {
		return expiry(answers).filter((day) -> day.isBefore(latest)).orElse(latest);
	}

	private static Condition document(String type) {
		for (DocumentType known : DocumentType.values()) {
			if (known.name().equalsIgnoreCase(type)) {
				return new Condition(ConditionKind.DOCUMENT, known.name(),
						"The package holds a document of type " + known.name() + ".");
			}
		}
		throw unacceptable("document-type-unknown", "'%s' is no type of document.".formatted(type));
	}

	private static Optional<LocalDate> expiry(TaskAnswers answers) {
		return date(answers, "expiresOn");
	}

	private static Optional<String> number(TaskAnswers answers, String field) {
		return answers.text(field).map((text) -> new BigDecimal(text).stripTrailingZeros().toPlainString());
	}

	private static Optional<LocalDate> date(TaskAnswers answers, String field) {
		try {
			return answers.text(field).map((text) -> LocalDate.parse(text.strip()));
		}
		catch (DateTimeParseException ex) {
			throw unacceptable("date-unreadable", "Write the date as YYYY-MM-DD.");
		}
	}

	private static Refusal unacceptable(String code, String sentence) {
		return new Refusal(Refusal.Kind.UNACCEPTABLE, code, sentence);
	}

}
