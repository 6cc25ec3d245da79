package io.countersign.agreement;

import io.countersign.kernel.Money;

/**
 * What a task is about.
 *
 * @param reference by which people know it, for instance {@code EA-2027-000123}
 * @param subsidiary whose teams take its tasks
 * @param value at risk, by which tasks are ordered
 */
public record WorkSubject(String reference, Kind kind, String subsidiary, String customer, Money value) {

	/** Kinds of things that tasks are about. */
	public enum Kind {

		/** An agreement; its states are {@link AgreementStatus}. */
		AGREEMENT,
		/** A request for special terms, with or without a package. */
		SPECIAL_TERMS,
		/** An issue with the ROC. */
		ROC_ISSUE

	}

}
