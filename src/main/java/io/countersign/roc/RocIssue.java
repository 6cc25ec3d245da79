package io.countersign.roc;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import io.countersign.identity.Role;

/**
 * Something that keeps an agreement from getting through the ROC.
 *
 * @param number for instance {@code RI-2027-000101}
 * @param reference the agreement's number; {@code null} where it is about none in
 * particular
 * @param key of the handoff it is about; {@code null} where it is about none
 * @param reasonCode from the catalogue {@code roc_reason}; may be {@code null}
 * @param ticket the ROC's case number; {@code null} where it gave none
 * @param fault code of the party at fault, as far as known
 * @param dueAt when it should be solved
 */
record RocIssue(String number, Kind kind, String reference, String subsidiary, String key, String reasonCode,
		String ticket, String problem, String fault, Owner owner, Ball ball, Instant openedAt, Instant dueAt,
		boolean open) {

	/** The kinds of issues, and how each may be solved. */
	enum Kind {

		/** The ROC sent the agreement back or refused to take it. */
		REJECTION("resubmit", "return", "override", "cancel"),
		/** The ROC interrupted its work until something is cleared. */
		HOLD("override", "keepWaiting"),
		/** The ROC did not answer in time. */
		SILENCE("resubmit", "keepWaiting"),
		/** What the ROC says it has is not what we have. */
		DIFFERENCE("resubmit", "settled"),
		/** Nothing failed, but the ROC gets slower than it should be. */
		DELAY("settled", "keepWaiting"),
		/** The ROC refused a cancellation. */
		CANCELLATION("resubmit", "cancel");

		private final Set<String> solutions;

		Kind(String... solutions) {
			this.solutions = Set.of(solutions);
		}

		/** Whether one of this kind may be solved so. */
		boolean mayBeSolvedBy(String solution) {
			return this.solutions.contains(solution);
		}

		/** Whether it is open only as long as the ROC says nothing else. */
		boolean endsWithAnAnswer() {
			return this == SILENCE || this == HOLD;
		}

	}

	/** Who has to see to it that an issue gets solved, and whose list it is in. */
	enum Owner {

		CLM(Role.CLM, Ball.DESK), RESELLER(Role.CLM, Ball.RESELLER), CREDIT(Role.CREDIT, Ball.DESK),
		FINANCE(Role.FINANCE, Ball.DESK), ROC_LIAISON(Role.ROC_LIAISON, Ball.DESK),
		/** Who answers for the sales of the subsidiary. */
		STAKEHOLDER(Role.MANAGER_1, Ball.STAKEHOLDER);

		private static final Map<String, Owner> BY_ANSWER = Map.of("clm", CLM, "reseller", RESELLER, "credit", CREDIT,
				"finance", FINANCE, "rocLiaison", ROC_LIAISON, "stakeholder", STAKEHOLDER);

		private final Role team;

		private final Ball turn;

		Owner(Role team, Ball turn) {
			this.team = team;
			this.turn = turn;
		}

		/** The owner that a form names; {@code null} where it names none. */
		static Owner answered(String value) {
			return (value != null) ? BY_ANSWER.get(value) : null;
		}

		/**
		 * The team that works on it: a reseller has no task list, so its issues are in
		 * that of the customer lifecycle managers.
		 */
		Role team() {
			return this.team;
		}

		/** Whose turn it is once it becomes theirs. */
		Ball turn() {
			return this.turn;
		}

		String words() {
			return switch (this) {
				case CLM -> "customer lifecycle management";
				case RESELLER -> "the reseller";
				case CREDIT -> "Credit & Collections";
				case FINANCE -> "Finance";
				case ROC_LIAISON -> "the ROC liaison";
				case STAKEHOLDER -> "the stakeholder of the subsidiary";
			};
		}

	}

	/** Whose turn it is. */
	enum Ball {

		DESK, RESELLER, CUSTOMER, ROC, STAKEHOLDER,
		/** The issue is closed. */
		NOBODY;

		String words() {
			return switch (this) {
				case ROC -> "the ROC";
				case NOBODY -> "nobody";
				default -> "the " + name().toLowerCase(Locale.ROOT);
			};
		}

	}

	/** What an issue is known by in the audit trail: its agreement, or itself. */
	String subject() {
		return (this.reference != null) ? this.reference : this.number;
	}

}
