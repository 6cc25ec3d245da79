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
 * @param repeats how often the same rule blocked other packages of this reseller lately
 */
public record Finding(String code, Severity severity, FaultParty faultParty, String reasonCode, String path,
		String document, Integer page, String value, String expected, String message, String cure, int repeats) {

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
