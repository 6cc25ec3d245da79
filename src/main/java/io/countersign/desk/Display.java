package io.countersign.desk;

import java.text.NumberFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.time.format.TextStyle;
import java.time.temporal.ChronoUnit;
import java.util.Currency;
import java.util.Locale;

import io.countersign.kernel.Money;

/**
 * Writes values as the reader expects them: amounts and dates in the reader's locale,
 * times in the zone the reader works in, always with the zone's name. Texts are English.
 *
 * @param now the moment the page was asked for; relative times count from it
 */
record Display(Locale locale, ZoneId zone, Instant now) {

	private static final char NO_BREAK = '\u00a0';

	/** The currency code and the amount, with at least the currency's usual decimals. */
	String money(Money money) {
		if (money == null) {
			return "";
		}
		int usual = Math.max(Currency.getInstance(money.currency()).getDefaultFractionDigits(), 0);
		NumberFormat format = NumberFormat.getNumberInstance(this.locale);
		format.setMinimumFractionDigits(usual);
		format.setMaximumFractionDigits(Math.max(usual, money.amount().scale()));
		return money.currency() + NO_BREAK + format.format(money.amount());
	}

	String number(Number number) {
		return (number != null) ? NumberFormat.getNumberInstance(this.locale).format(number) : "";
	}

	/** A size in bytes as kB or MB, of 1000. */
	String size(long bytes) {
		NumberFormat format = NumberFormat.getNumberInstance(this.locale);
		format.setMaximumFractionDigits((bytes < 10_000_000) ? 1 : 0);
		return (bytes < 1_000_000) ? format.format(Math.max(1, Math.round(bytes / 1000.0))) + NO_BREAK + "kB"
				: format.format(bytes / 1_000_000.0) + NO_BREAK + "MB";
	}

	String date(LocalDate date) {
		return (date != null)
				? DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM).withLocale(this.locale).format(date) : "";
	}

	/** Day, time and zone, for instance {@code 24 Nov 2026, 14:05 CET}. */
	String moment(Instant instant) {
		if (instant == null) {
			return "";
		}
		ZonedDateTime local = instant.atZone(this.zone);
		return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT)
			.withLocale(this.locale)
			.format(local) + zone(local);
	}

	String day(Instant instant) {
		return date(instant.atZone(this.zone).toLocalDate());
	}

	String time(Instant instant) {
		ZonedDateTime local = instant.atZone(this.zone);
		return DateTimeFormatter.ofLocalizedTime(FormatStyle.SHORT).withLocale(this.locale).format(local) + zone(local);
	}

	private String zone(ZonedDateTime local) {
		return NO_BREAK + DateTimeFormatter.ofPattern("z", this.locale).format(local);
	}

	/** The zone's full name and id, to be said once on a page. */
	String zoneName() {
		return this.zone.getDisplayName(TextStyle.FULL, this.locale) + " (" + this.zone.getId() + ")";
	}

	/** For instance {@code in 3 hours} or {@code 2 days ago}. */
	String relative(Instant instant) {
		if (instant == null) {
			return "";
		}
		Duration distance = Duration.between(this.now, instant);
		String amount = amount(distance.abs());
		if (amount == null) {
			return "just now";
		}
		return distance.isNegative() ? amount + " ago" : "in " + amount;
	}

	private static String amount(Duration distance) {
		if (distance.compareTo(Duration.ofMinutes(1)) < 0) {
			return null;
		}
		if (distance.compareTo(Duration.ofHours(1)) < 0) {
			return count(distance.toMinutes(), "minute");
		}
		if (distance.compareTo(Duration.ofHours(48)) < 0) {
			return count(distance.toHours(), "hour");
		}
		if (distance.compareTo(Duration.ofDays(61)) < 0) {
			return count(distance.toDays(), "day");
		}
		return count(distance.toDays() / 30, "month");
	}

	private static String count(long count, String unit) {
		return count + " " + unit + ((count == 1) ? "" : "s");
	}

	/** A due time in short: {@code overdue by 2 hours}, {@code due in 3 days}. */
	String due(Instant instant) {
		if (instant == null) {
			return "";
		}
		if (!overdue(instant)) {
			String amount = amount(Duration.between(this.now, instant));
			return (amount != null) ? "due in " + amount : "due now";
		}
		String amount = amount(Duration.between(instant, this.now));
		return (amount != null) ? "overdue by " + amount : "due now";
	}

	boolean overdue(Instant instant) {
		return instant != null && instant.isBefore(this.now);
	}

	/** Whether a due time is less than a day away or past. */
	boolean urgent(Instant instant) {
		return instant != null && instant.isBefore(this.now.plus(1, ChronoUnit.DAYS));
	}

	/** The machine-readable form for {@code <time datetime>}. */
	String iso(Instant instant) {
		return (instant != null) ? instant.truncatedTo(ChronoUnit.SECONDS).toString() : "";
	}

}
