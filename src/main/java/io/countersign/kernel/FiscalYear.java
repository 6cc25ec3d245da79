package io.countersign.kernel;

import java.time.LocalDate;
import java.time.Month;

/**
 * A fiscal year, named after the calendar year it ends in: fiscal year 2027 runs from 1
 * July 2026 to 30 June 2027. Basis: publicly documented fiscal calendar (certain).
 */
public record FiscalYear(int value) {

	/** The fiscal year a date falls into. */
	public static FiscalYear of(LocalDate date) {
		return new FiscalYear((date.getMonthValue() >= Month.JULY.getValue()) ? date.getYear() + 1 : date.getYear());
	}

	@Override
	public String toString() {
		return "FY" + this.value;
	}

}
