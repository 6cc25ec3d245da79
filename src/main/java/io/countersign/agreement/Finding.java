package io.countersign.agreement;

/**
 * A defect that a rule found in a package, with its evidence and its cure.
 *
 * @param code the rule, for instance {@code DOC-02}
 * @param reasonCode {@code R01} to {@code R90} of the return catalogue
 * @param path where in the facts, as a JSON pointer; may be {@code null}
 * @param document file name; {@code null} where the finding concerns no document
 * @param page counted from 1; {@code null} where the finding concerns no page
 * @param value what was found there; may be {@code null}
 * @param expected what should stand there; may be {@code null}
 * @param message what is wrong, one sentence
 * @param cure what to do about it, one sentence
 * @param repeats how many other agreements of this reseller the same rule blocked lately,
 * as policy counts ({@code resubmission-limits})
 * @param origin who found it
 */
public record Finding(String code, Severity severity, FaultParty faultParty, String reasonCode, String path,
		String document, Integer page, String value, String expected, String message, String cure, int repeats,
		Origin origin) {

	public Finding {
		// Answers that were kept before findings had an origin were found by rules.
		origin = (origin != null) ? origin : Origin.RULE;
	}

	/** A finding of a rule. */
	public Finding(String code, Severity severity, FaultParty faultParty, String reasonCode, String path,
			String document, Integer page, String value, String expected, String message, String cure, int repeats) {
		this(code, severity, faultParty, reasonCode, path, document, page, value, expected, message, cure, repeats,
				Origin.RULE);
	}

	/** The same finding, known to have been made in other packages too. */
	public Finding repeated(int times) {
		return new Finding(this.code, this.severity, this.faultParty, this.reasonCode, this.path, this.document,
				this.page, this.value, this.expected, this.message, this.cure, times, this.origin);
	}

	/** Who found something. */
	public enum Origin {

		/** A rule of validation. */
		RULE,
		/** A reviewer. */
		PERSON

	}

	/** How much a finding weighs. */
	public enum Severity {

		/** Goes back to the reseller. */
		BLOCKER,
		/** A person may accept it with a reason. */
		WARNING,
		/** Worth knowing. */
		INFO

	}

	/** Who is to mend it. */
	public enum FaultParty {

		LSP, CUSTOMER, MICROSOFT, ROC, SYSTEM

	}

}
