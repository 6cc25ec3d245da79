package io.countersign.agreement;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A submission beside the one before it: which findings it solved, which remain, which
 * are new, and what was changed.
 *
 * @param with number of the submission before
 * @param solved as they were found then
 * @param remaining as they are found now
 * @param appeared what was not found before; {@code new} in JSON
 * @param moreChanges how many changes are left out at the end of a long list
 */
public record SubmissionComparison(int with, List<Finding> solved, List<Finding> remaining,
		@JsonProperty("new") List<Finding> appeared, List<Change> changes, int moreChanges) {

	public SubmissionComparison {
		solved = List.copyOf(solved);
		remaining = List.copyOf(remaining);
		appeared = List.copyOf(appeared);
		changes = List.copyOf(changes);
	}

	/**
	 * A fact or a document that differs.
	 *
	 * @param path JSON pointer into the facts that have it: the new ones, or the former
	 * ones where it was removed
	 * @param document its file name; {@code null} for a fact
	 * @param before the former value, or the former document's SHA-256; {@code null}
	 * where added
	 * @param after the value or SHA-256 now; {@code null} where removed
	 */
	public record Change(Kind kind, String path, String document, String before, String after) {
	}

	/** What became of a fact or a document. */
	public enum Kind {

		ADDED, REMOVED, CHANGED

	}

}
