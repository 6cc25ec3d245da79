package io.countersign.desk;

import java.util.List;

import io.countersign.desk.Shown.Badge;
import io.countersign.desk.Shown.Due;
import io.countersign.desk.Shown.Fact;
import io.countersign.desk.Shown.When;

/**
 * A request for special terms as its page, and the tab inside Tasklist, show it.
 *
 * @param link its page
 * @param agreement the agreement it belongs to; {@code null} until a package is linked
 * @param agreementLink its page; {@code null} likewise
 * @param valueBefore that and from what the value changed; {@code null} where it did not
 * @param missing what mandatory evidence is missing, in words; {@code null} for nothing
 * @param waiting who has to decide next, in words; {@code null} for nobody
 */
record TermsShown(String reference, String link, String customer, String value, Badge status, String agreement,
		String agreementLink, int revision, String waitsFor, Due due, String valueBefore, String missing,
		String waiting, List<Fact> facts, List<Term> terms, List<File> files, List<Stage> stages,
		List<Question> questions, List<Revision> revisions) {

	/**
	 * A term.
	 *
	 * @param since what became of it since the revision before; {@code null} in the first
	 * @param sinceParts how its wording changed since then; empty for not
	 * @param pointsBefore discount points of the revision before, in words; {@code null}
	 * where they did not change
	 */
	record Term(int position, String code, String title, String termClass, String standard, String asked,
			List<Part> difference, String fallback, List<Fact> alternatives, List<Fact> facts, String justification,
			Badge since, List<Part> sinceParts, String pointsBefore, List<Consequence> consequences,
			List<Badge> evidence, Precedents precedents) {
	}

	/** A part of a text: {@code same}, {@code removed} or {@code added}. */
	record Part(String kind, String text) {
	}

	record Consequence(String subject, Badge weight, String words) {
	}

	/**
	 * How the term was decided before.
	 *
	 * @param summary in one sentence
	 */
	record Precedents(String summary, List<Band> bands, List<Precedent> latest) {
	}

	record Band(String segment, String values, int granted, int conditional, int refused, boolean same) {
	}

	record Precedent(String reference, String link, String customer, String what, Badge outcome, String words,
			When when) {
	}

	/**
	 * A file of evidence.
	 *
	 * @param link address of the PDF, sent as an attachment
	 * @param pictures addresses of its pages as pictures
	 */
	record File(String kind, String name, int revision, String link, List<String> pictures) {
	}

	/** Steps that are asked at the same time. */
	record Stage(int number, List<Step> steps) {
	}

	/**
	 * A step.
	 *
	 * @param covers the terms, in words
	 * @param mine whether the task at hand is this step
	 * @param decided who decided and why; {@code null} before
	 */
	record Step(String office, Badge state, String covers, String because, boolean mine, Decided decided) {
	}

	/**
	 * A decision.
	 *
	 * @param kept that it was taken on an earlier revision and stands, in words;
	 * {@code null} where it was this one
	 * @param seal what it is bound to
	 */
	record Decided(String who, When when, String reason, List<String> conditions, String until, String kept,
			String seal) {
	}

	/**
	 * A question.
	 *
	 * @param answer {@code null} until it comes
	 */
	record Question(String who, String whom, String question, When when, String answer, String answeredBy) {
	}

	record Revision(int number, String who, When when, String comment) {
	}

}
