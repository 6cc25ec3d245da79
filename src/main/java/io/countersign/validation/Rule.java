package io.countersign.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.countersign.agreement.Finding;
import io.countersign.agreement.Finding.FaultParty;
import io.countersign.agreement.Finding.Severity;

/**
 * One rule of validation: what it is called, how much it weighs, who is to mend what it
 * finds, and the function that looks.
 *
 * @param code stable, for instance {@code DOC-02}
 * @param title what holds where nothing is found
 * @param severity of its findings, where the function does not say otherwise
 * @param reasonCode of the return catalogue, {@code R01} to {@code R90}
 * @param cure what to do about a finding, where the function does not say otherwise
 * @param basis how far the rule can be trusted, and why
 */
record Rule(String code, String title, Severity severity, FaultParty faultParty, String reasonCode, String cure,
		String basis, Check check) {

	/** More findings of one rule than a person would read one by one. */
	static final int MAX_FINDINGS = 25;

	/** The function that looks; tells what it finds and answers nothing. */
	@FunctionalInterface
	interface Check {

		void look(Dossier dossier, Findings findings);

	}

	/**
	 * What the rule finds in a dossier.
	 * @throws RuntimeException if the rule itself fails
	 */
	List<Finding> apply(Dossier dossier) {
		Findings findings = new Findings(this);
		this.check.look(dossier, findings);
		return findings.all();
	}

	/** Collects what one rule finds. */
	static final class Findings {

		private final Rule rule;

		private final List<Draft> drafts = new ArrayList<>();

		private Findings(Rule rule) {
			this.rule = rule;
		}

		String code() {
			return this.rule.code;
		}

		/**
		 * Adds a finding; its evidence is added to what is answered.
		 * @param message what is wrong, one sentence
		 */
		Draft add(String message) {
			Draft draft = new Draft(this.rule, message);
			this.drafts.add(draft);
			return draft;
		}

		private List<Finding> all() {
			int listed = (this.drafts.size() > MAX_FINDINGS) ? MAX_FINDINGS - 1 : this.drafts.size();
			List<Finding> all = new ArrayList<>();
			this.drafts.subList(0, listed).forEach((draft) -> all.add(draft.finding()));
			List<Draft> more = this.drafts.subList(listed, this.drafts.size());
			if (!more.isEmpty()) {
				Severity worst = more.stream().map((draft) -> draft.severity).min(Severity::compareTo).orElseThrow();
				all.add(new Draft(this.rule, "The same is wrong in %d more places.".formatted(more.size()))
					.weighing(worst)
					.finding());
			}
			return all;
		}

	}

	/** A finding on its way to its evidence. */
	static final class Draft {

		private static final int MAX_VALUE = 200;

		private final Rule rule;

		private String message;

		private Severity severity;

		private String cure;

		private String path;

		private String document;

		private Integer page;

		private String value;

		private String expected;

		private Draft(Rule rule, String message) {
			this.rule = rule;
			this.message = message;
			this.severity = rule.severity;
			this.cure = rule.cure;
		}

		/**
		 * Weighs it otherwise than its rule does.
		 * @param severity from policy; a table that does not say it is an error
		 */
		Draft weighing(Severity severity) {
			this.severity = Objects.requireNonNull(severity, "policy names no severity");
			return this;
		}

		/** Adds a sentence to the message. */
		Draft saying(String more) {
			this.message = this.message + " " + more;
			return this;
		}

		Draft cured(String cure) {
			this.cure = cure;
			return this;
		}

		/** Where in the facts, as a JSON pointer. */
		Draft at(String path) {
			this.path = path;
			return this;
		}

		/**
		 * Where in the documents.
		 * @param page counted from 1; 0 for the document as a whole
		 */
		Draft in(Paper paper, int page) {
			this.document = paper.fileName();
			this.page = (page > 0) ? page : null;
			return this;
		}

		/** What was found there. */
		Draft found(Object value) {
			this.value = (value != null) ? value.toString() : null;
			return this;
		}

		/** What should stand there. */
		Draft expected(Object expected) {
			this.expected = (expected != null) ? expected.toString() : null;
			return this;
		}

		private static String plain(String value) {
			return (value != null) ? Texts.plain(value, MAX_VALUE) : null;
		}

		private Finding finding() {
			return new Finding(this.rule.code, this.severity, this.rule.faultParty, this.rule.reasonCode, this.path,
					this.document, this.page, plain(this.value), plain(this.expected), Texts.plain(this.message, 900),
					this.cure, 0);
		}

	}

}
