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
	 * A finding.
	 *
	 * @param position in its submission, counted from 1
	 * @param where the place in document or facts, in words
	 * @param page address of the page as a picture; {@code null} where it concerns none
	 * @param repeated that the reseller made it before, in words
	 * @param judged how a person decided about it; {@code null} while nobody did
	 * @param open whether it is a warning that a reviewer has to accept or return
	 */
	record FindingShown(int position, String code, Badge severity, String message, String value, String expected,
			String where, String page, String cure, String reasonCode, String mendedBy, String repeated, Judged judged,
			boolean open) {
	}

	/**
	 * How a person decided about a finding, for the desk only.
	 *
	 * @param because the reason from the catalogue, with its end or evidence
	 */
	record Judged(Badge badge, String because, String words, String who, When when) {
	}

	/** A decision of a person about a submission. */
	record Verdict(int submission, Badge badge, String words, String who, When when) {
	}

	/** A finding that a reviewer noted and that goes to the reseller with the return. */
	record NoteShown(String id, String reasonCode, String message, String cure, String where, String who) {
	}

	/** A fact or document that differs between two submissions. */
	record ChangeShown(Badge kind, String what, String before, String after) {
	}

	/**
	 * A submission beside the one before it.
	 *
	 * @param more how many changes are left out, in words; {@code null} for none
	 */
	record ComparisonShown(int number, int before, List<FindingShown> solved, List<FindingShown> remaining,
			List<FindingShown> appeared, List<ChangeShown> changes, String more, boolean newest) {
	}

	/**
	 * How far the newest submission is judged.
	 *
	 * @param drawn that it was drawn for a second look, in words; {@code null} where not
	 */
	record ReviewShown(String drawn, List<NoteShown> notes, List<Verdict> verdicts) {
	}

	/**
	 * A document.
	 *
	 * @param download address of the PDF, sent as an attachment
	 * @param pictures addresses of its pages as pictures, in order
	 */
	record DocumentShown(String title, String code, String fileName, String role, boolean countersigned, int submission,
			int pages, String size, String sha256, String download, List<String> pictures, boolean mayBeSigned,
			boolean stampPending) {
	}

	record SubmissionShown(int number, When received, String receivedFrom, String route, String reason,
			String contentHash, long blockers, long warnings, long notes) {
	}

	record Happened(String reference, String page, String customer, When when, String who, String what, String event,
			List<Fact> facts) {
	}

	/**
	 * An open task.
	 *
	 * @param link into Tasklist
	 * @param holder name of the person who took it; {@code null} while it is free
	 * @param mine whether the reader holds it
	 */
	record Work(String taskId, String link, String name, String reference, String page, String customer, String value,
			Badge status, String holder, boolean mine, String groups, int priority, When since, Due due) {
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
			List<ComparisonShown> comparisons, ReviewShown review, List<Happened> timeline, List<Work> tasks) {
	}

}
