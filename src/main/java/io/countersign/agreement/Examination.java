package io.countersign.agreement;

import java.util.List;

/**
 * The outcome of validating one submission.
 *
 * @param route the way it takes by policy
 * @param reason why that way, one sentence
 * @param sampled whether a clean package was drawn for a second look
 * @param policyVersion version of the route policy that decided
 */
public record Examination(List<Finding> findings, Route route, String reason, boolean sampled, int policyVersion) {

	public Examination {
		findings = List.copyOf(findings);
	}

}
