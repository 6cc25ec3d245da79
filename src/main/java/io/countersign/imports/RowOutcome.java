package io.countersign.imports;

import java.util.List;

import io.countersign.agreement.Finding.Severity;

/**
 * What became of a row.
 *
 * @param reference the agreement's number; {@code null} where the row was not taken
 * @param subsidiary of the desk that the agreement belongs to; {@code null} where the row
 * became none
 * @param submission number of the submission; 0 where there is none
 * @param status the agreement's status just then; {@code null} where the row was not
 * taken
 * @param repeated whether it had been taken before and nothing was done now
 */
record RowOutcome(String reference, String subsidiary, int submission, String status, boolean repeated,
		List<RowProblem> problems) {

	RowOutcome {
		problems = List.copyOf(problems);
	}

	static RowOutcome failed(List<RowProblem> problems) {
		return new RowOutcome(null, null, 0, null, false, problems);
	}

	static RowOutcome failed(String code, String message) {
		return failed(List.of(RowProblem.blocker(null, code, message)));
	}

	boolean taken() {
		return this.reference != null;
	}

	int count(Severity severity) {
		return (int) this.problems.stream().filter((problem) -> problem.severity() == severity).count();
	}

}
