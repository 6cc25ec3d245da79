package io.countersign.specialterms;

import java.util.List;

/**
 * An office that must approve a revision.
 *
 * @param step counted from 1 through all stages
 * @param stage counted from 1; the steps of one stage are independent of each other
 * @param office group of a role, for instance {@code finance}
 * @param terms positions of the terms it decides on
 * @param because why the route asks it, in words
 * @param contentHash of what it decides on: an approval counts for no other content
 * @param routeVersion version of the decision table that asked for it
 * @param validDays how long its approval lasts
 */
public record ApprovalStep(int step, int stage, String office, List<Integer> terms, String because, String contentHash,
		int routeVersion, int validDays) {
}
