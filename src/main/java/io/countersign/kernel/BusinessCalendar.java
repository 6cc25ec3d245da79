package io.countersign.kernel;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.function.Predicate;

/**
 * Office hours of one desk: Monday to Friday between two times of its zone, public
 * holidays off. Counts business hours and business days in it.
 *
 * @param zone the desk's time zone
 * @param opens start of the office day, local
 * @param closes end of the office day, local, later than {@code opens}
 * @param holiday public holidays of the desk
 */
public record BusinessCalendar(ZoneId zone, LocalTime opens, LocalTime closes, Predicate<LocalDate> holiday) {

	/** Whether the desk works on a date. */
	public boolean isBusinessDay(LocalDate date) {
		return date.getDayOfWeek() != DayOfWeek.SATURDAY && date.getDayOfWeek() != DayOfWeek.SUNDAY
				&& !this.holiday.test(date);
	}

	/**
	 * The moment by which an amount of office time has passed. Outside office hours the
	 * clock stands still: work that arrives on a Friday evening starts to age on Monday
	 * morning.
	 * @param time office time, not negative
	 */
	public Instant plusBusinessTime(Instant from, Duration time) {
		ZonedDateTime now = from.atZone(this.zone);
		Duration left = time;
		while (true) {
			ZonedDateTime start = at(now.toLocalDate(), this.opens);
			ZonedDateTime end = at(now.toLocalDate(), this.closes);
			if (isBusinessDay(now.toLocalDate()) && now.isBefore(end)) {
				ZonedDateTime begin = now.isBefore(start) ? start : now;
				Duration today = Duration.between(begin, end);
				if (left.compareTo(today) <= 0) {
					return begin.plus(left).toInstant();
				}
				left = left.minus(today);
			}
			now = at(now.toLocalDate().plusDays(1), this.opens);
		}
	}

	/**
	 * The office time between two moments; zero where the second is not later.
	 */
	public Duration businessTimeBetween(Instant from, Instant to) {
		Duration sum = Duration.ZERO;
		for (LocalDate date = from.atZone(this.zone).toLocalDate(); at(date, LocalTime.MIN).toInstant()
			.isBefore(to); date = date.plusDays(1)) {
			Instant start = later(at(date, this.opens).toInstant(), from);
			Instant end = at(date, this.closes).toInstant();
			end = end.isAfter(to) ? to : end;
			if (isBusinessDay(date) && start.isBefore(end)) {
				sum = sum.plus(Duration.between(start, end));
			}
		}
		return sum;
	}

	private static Instant later(Instant one, Instant other) {
		return one.isAfter(other) ? one : other;
	}

	/** The close of business a number of business days later. */
	public Instant plusBusinessDays(Instant from, int days) {
		LocalDate date = from.atZone(this.zone).toLocalDate();
		int left = days;
		while (left > 0 || !isBusinessDay(date)) {
			date = date.plusDays(1);
			if (isBusinessDay(date)) {
				left--;
			}
		}
		return at(date, this.closes).toInstant();
	}

	private ZonedDateTime at(LocalDate date, LocalTime time) {
		return ZonedDateTime.of(date, time, this.zone);
	}

}
