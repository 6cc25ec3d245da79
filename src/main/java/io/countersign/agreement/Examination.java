package io.countersign.agreement;

import java.util.List;

/**
 * The outcome of validating one submission.
 *
 * @param route the way it takes by policy
 * @param reason why that way, one sentence
 * @param sampled whether a clean package was drawn for a second look
 * @param policyVersion version of the route policy that decided
 * @param decisions what the decision tables answered on the way, in the order they were
 * asked
 * @param terms what somebody has to approve before it is signed
 */
public record Examination(List<Finding> findings, Route route, String reason, boolean sampled, int policyVersion,
		List<DecisionRecord> decisions, List<PackageTerm> terms) {

	public Examination {
		findings = List.copyOf(findings);
		decisions = List.copyOf(decisions);
		terms = List.copyOf(terms);
	}

	/** Whether somebody has to approve terms before it is signed. */
	public boolean termsAsked() {
		return !this.terms.isEmpty();
	}

	/** The same, drawn for a second look. */
	public Examination drawn(String reason) {
		return new Examination(this.findings, Route.REVIEW, reason, true, this.policyVersion, this.decisions,
				this.terms);
	}

	/** The same on another way, for another reason. */
	public Examination sentTo(Route route, String reason) {
		return new Examination(this.findings, route, reason, this.sampled, this.policyVersion, this.decisions,
				this.terms);
	}

}
