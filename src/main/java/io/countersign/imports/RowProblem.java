package io.countersign.imports;

import io.countersign.agreement.Finding;

/**
 * Something wrong in a row: what could not be read, or what a rule found.
 *
 * @param column name of the column; {@code null} where it concerns none
 * @param code stable name of the problem, or the rule, for instance {@code DOC-02}
 * @param severity that of the finding; what is no finding kept the row from being taken
 * and is a blocker too
 * @param value what a rule found there; {@code null} where it found nothing, and where
 * this is no finding
 * @param expected what should stand there; may be {@code null}
 * @param cure what to do about it; {@code null} where the message says so
 */
public record RowProblem(String column, String code, Finding.Severity severity, String message, String value,
		String expected, String cure) {

	/**
	 * What keeps a row from being taken and is no finding.
	 * @param column {@code null} where it concerns none
	 */
	static RowProblem blocker(String column, String code, String message) {
		return new RowProblem(column, code, Finding.Severity.BLOCKER, message, null, null, null);
	}

}
