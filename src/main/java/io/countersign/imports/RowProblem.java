package io.countersign.imports;

/**
 * Something wrong in a row: what could not be read, or what a rule found.
 *
 * @param column name of the column; {@code null} where it concerns none
 * @param code stable name of the problem, or the rule, for instance {@code DOC-02}
 * @param severity {@code BLOCKER}, {@code WARNING} or {@code INFO}; a row with a problem
 * that is no finding was not taken, which is {@code BLOCKER} too
 * @param cure what to do about it; {@code null} where the message says so
 */
public record RowProblem(String column, String code, String severity, String message, String cure) {
}
