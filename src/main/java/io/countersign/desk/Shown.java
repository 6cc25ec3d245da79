package io.countersign.desk;

import java.util.List;

/**
 * What pages, and the Agreement tab as JSON, show: plain text, ready to be written where
 * it stands. Absent texts are {@code null}.
 */
final class Shown {

	private Shown() {
	}

	/**
	 * A point in time.
	 *
	 * @param iso for programs, UTC
	 * @param text in the reader's zone and locale, with the zone
	 * @param day the day alone
	 * @param time the time of day with the zone
	 * @param relative from now, for instance {@code in 3 hours}
	 */
	record When(String iso, String text, String day, String time, String relative) {
	}

	/** A due time. {@code text} says how long is left. */
	record Due(When when, String text, boolean overdue, boolean urgent) {
	}

	/** A word with its meaning as a tone (style class) and a sign (icon id). */
	record Badge(String text, String tone, String icon) {
	}

	record Fact(String label, String value) {
	}

	record FactGroup(String title, List<Fact> facts) {
	}

	record Line(String partNumber, String description, String pool, String quantity, String unitPrice, String usage) {
	}

	/**
	 * @param where the place in document or facts, in words
	 */
	record FindingShown(String code, Badge severity, String message, String value, String where, String cure,
			String reasonCode, String mendedBy) {
	}

	/**
	 * A document.
	 *
	 * @param download address of the PDF, sent as an attachment
	 * @param pictures addresses of its pages as pictures, in order
	 */
	record DocumentShown(String title, String code, String fileName, String role, boolean countersigned, int submission,
			int pages, String size, String sha256, String download, List<String> pictures) {
	}

	record SubmissionShown(int number, When received, String receivedFrom, String route, String reason,
			String contentHash, long blockers, long warnings, long notes) {
	}

	/**
	 * One defect across all submissions.
	 *
	 * @param marks one for each submission in order; {@code null} where the submission
	 * did not have it
	 */
	record Lineage(String code, String message, List<Badge> marks, boolean cured) {
	}

	record Happened(String reference, String customer, When when, String who, String what, String event,
			List<Fact> facts) {
	}

	/**
	 * An open task.
	 *
	 * @param link into Tasklist
	 * @param holder name of the person who took it; {@code null} while it is free
	 * @param mine whether the reader holds it
	 */
	record Work(String taskId, String link, String name, String reference, String customer, String value, Badge status,
			String holder, boolean mine, String groups, int priority, When since, Due due) {
	}

	record Row(String reference, String customer, String reseller, String subsidiary, String kind, String value,
			Badge status, String stage, String waitsFor, When waitsSince, Due due, When received, int submission) {
	}

	/** A bar of the picture of all agreements; {@code width} of 100. */
	record Bar(Badge status, String count, double width, String link) {
	}

	/**
	 * Bars of one scale: the closed agreements grow for ever and must not flatten the
	 * open ones.
	 */
	record Bars(String title, List<Bar> bars) {
	}

	/** An agreement with everything about it. */
	record AgreementShown(Row row, String link, List<FactGroup> facts, List<Line> lines, List<FindingShown> findings,
			String findingsSummary, List<DocumentShown> documents, List<SubmissionShown> submissions,
			List<Lineage> lineage, List<Happened> timeline, List<Work> tasks) {
	}

}
