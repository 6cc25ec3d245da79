package io.countersign.validation;

import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;

import io.countersign.validation.OrderPolicies.Window;

/**
 * The arithmetic of enrolment years; days without zone. The offsets are policy and come
 * from tables true-up-window and coverage-dates.
 */
final class Coverage {

	private Coverage() {
	}

	/**
	 * Coverage starts on the first of a month: on the day itself, or the first of the
	 * next month (Confirmed).
	 */
	static LocalDate start(LocalDate day) {
		return (day.getDayOfMonth() == 1) ? day : YearMonth.from(day).plusMonths(1).atDay(1);
	}

	/**
	 * Anniversary of an enrolment. 29 February falls on the 28th in other years
	 * (Default).
	 * @param year counted from 1
	 */
	static LocalDate anniversary(LocalDate effective, int year) {
		return effective.plusYears(year);
	}

	/** First day on which a true-up is taken. */
	static LocalDate opens(LocalDate anniversary, Window window) {
		return anniversary.minusDays(window.opensDaysBefore());
	}

	/** Last day on which a true-up is taken. */
	static LocalDate closes(LocalDate anniversary, Window window) {
		return anniversary.minusDays(window.closesDaysBefore());
	}

	/**
	 * The last usage date that belongs to a year of the enrolment: later usage belongs to
	 * the next.
	 * @param year counted from 1
	 * @param monthsBack months before the anniversary of the coverage
	 */
	static LocalDate latestUsage(LocalDate effective, int year, int monthsBack) {
		return start(effective).plusYears(year).minusMonths(monthsBack);
	}

	/**
	 * The year of the enrolment that a usage date belongs to, counted from 1.
	 */
	static int yearOf(LocalDate effective, LocalDate usage, int monthsBack) {
		LocalDate counted = usage.plusMonths(monthsBack);
		int whole = (int) ChronoUnit.YEARS.between(start(effective), counted);
		return Math.max(1, start(effective).plusYears(whole).isBefore(counted) ? whole + 1 : whole);
	}

	/** Whole years of a term, at least one; a term of 36 months has three. */
	static int years(LocalDate start, LocalDate end) {
		return Math.max(1, (int) Math.round(ChronoUnit.MONTHS.between(start, end.plusDays(1)) / 12.0));
	}

}
