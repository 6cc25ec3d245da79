package io.countersign.kernel;

import java.time.LocalDate;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

import de.focus_shift.jollyday.core.HolidayCalendar;
import de.focus_shift.jollyday.core.HolidayManager;
import de.focus_shift.jollyday.core.ManagerParameters;

/** Public holidays of countries, those that hold in the whole country. */
public final class PublicHolidays {

	private static final Map<String, HolidayManager> KNOWN = new ConcurrentHashMap<>();

	private PublicHolidays() {
	}

	/**
	 * Tells whether a date is a holiday of a country.
	 * @param country ISO 3166 code of two letters
	 * @throws IllegalStateException if no holidays are known for it
	 */
	public static Predicate<LocalDate> of(String country) {
		HolidayManager holidays = KNOWN.computeIfAbsent(country, (code) -> HolidayManager
			.getInstance(ManagerParameters.create(HolidayCalendar.valueOf(calendarOf(code)))));
		return holidays::isHoliday;
	}

	private static String calendarOf(String country) {
		for (HolidayCalendar calendar : HolidayCalendar.values()) {
			if (calendar.getId().equalsIgnoreCase(country)) {
				return calendar.name();
			}
		}
		throw new IllegalStateException("No public holidays are known for country " + country);
	}

}
