package io.countersign.agreement;

import java.time.LocalDate;

/**
 * What a lead answered when asked for an exception from what blocks a package.
 *
 * @param reason code of the catalogue of exceptions; {@code null} where refused
 * @param words why; internal
 * @param expiresOn last day of the exception; {@code null} where it does not end or was
 * refused
 * @param evidence where the approval is found; {@code null} where not given
 */
record ExceptionAnswer(boolean granted, String reason, String words, LocalDate expiresOn, String evidence) {
}
