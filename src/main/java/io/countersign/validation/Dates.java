package io.countersign.validation;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Dates as people and forms write them, in America and in Europe. */
final class Dates {

	/** What looks like a date, whether the calendar has it or not. */
	static final Pattern WRITTEN = Pattern.compile(
			"\\d{1,4}[./-]\\d{1,2}[./-]\\d{1,4}|\\p{L}{3,9}\\.? \\d{1,2},? \\d{4}|\\d{1,2}\\.? \\p{L}{3,9}\\.? \\d{4}");

	/** A dot after a short month or a day, as in {@code 15. Nov. 2026}. */
	private static final Pattern DOT = Pattern.compile("(?<=\\p{L})\\.|(?<=\\d)\\.(?= )");

	private static final List<DateTimeFormatter> FORMATS = List.of(format("uuuu-MM-dd", Locale.US),
			format("M/d/uuuu", Locale.US), format("M/d/uu", Locale.US), format("d/M/uuuu", Locale.US),
			format("d.M.uuuu", Locale.US), format("MMM d, uuuu", Locale.US), format("MMMM d, uuuu", Locale.US),
			format("d MMM uuuu", Locale.US), format("d MMMM uuuu", Locale.US), format("MMM d uuuu", Locale.US),
			format("d MMMM uuuu", Locale.GERMANY));

	private Dates() {
	}

	/**
	 * What the first date in a text may mean. American and European order are both
	 * possible.
	 * @return empty where it is no date of the calendar
	 */
	static List<LocalDate> meant(String text) {
		Matcher written = WRITTEN.matcher(text);
		if (!written.find()) {
			return List.of();
		}
		String date = titleCase(DOT.matcher(written.group()).replaceAll(""));
		List<LocalDate> dates = new ArrayList<>();
		for (DateTimeFormatter format : FORMATS) {
			try {
				LocalDate meant = LocalDate.parse(date, format);
				if (!dates.contains(meant)) {
					dates.add(meant);
				}
			}
			catch (DateTimeParseException ex) {
				// Written another way; the next format may fit.
			}
		}
		return dates;
	}

	/** Whether one of the meanings is within a day: somewhere it is already tomorrow. */
	static boolean near(List<LocalDate> meant, LocalDate day) {
		return meant.stream().anyMatch((date) -> !date.isBefore(day.minusDays(1)) && !date.isAfter(day.plusDays(1)));
	}

	/** {@code JUL 19 2015} to {@code Jul 19 2015}: months are read in one spelling. */
	private static String titleCase(String text) {
		StringBuilder title = new StringBuilder();
		boolean within = false;
		for (char c : text.toCharArray()) {
			title.append(within ? Character.toLowerCase(c) : Character.toUpperCase(c));
			within = Character.isLetter(c);
		}
		return title.toString();
	}

	private static DateTimeFormatter format(String pattern, Locale locale) {
		return DateTimeFormatter.ofPattern(pattern, locale).withResolverStyle(ResolverStyle.STRICT);
	}

}
