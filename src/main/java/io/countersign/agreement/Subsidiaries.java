package io.countersign.agreement;

import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import io.countersign.kernel.BusinessCalendar;
import io.countersign.kernel.PublicHolidays;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * The desks: who serves a country, and when each works. Reference data, read once a
 * minute at most.
 */
@Component
class Subsidiaries {

	private static final long FRESH_FOR_MILLIS = 60_000;

	private record Served(String country, String subsidiary, LocalDate from, LocalDate to) {
	}

	private record Known(List<Served> served, Map<String, BusinessCalendar> calendars, long readAt) {
	}

	private final JdbcTemplate jdbc;

	private volatile Known known;

	Subsidiaries(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	/** The desk that serves customers of a country on a date. */
	Optional<String> serving(String country, LocalDate on) {
		return known().served()
			.stream()
			.filter((served) -> served.country().equals(country) && !on.isBefore(served.from())
					&& (served.to() == null || !on.isAfter(served.to())))
			.map(Served::subsidiary)
			.findFirst();
	}

	/** Every country that is served on a date, in alphabetical order. */
	List<String> countries(LocalDate on) {
		return known().served()
			.stream()
			.map(Served::country)
			.distinct()
			.filter((country) -> serving(country, on).isPresent())
			.sorted()
			.toList();
	}

	BusinessCalendar calendar(String subsidiary) {
		BusinessCalendar calendar = known().calendars().get(subsidiary);
		if (calendar == null) {
			throw new IllegalStateException("No desk '" + subsidiary + "'");
		}
		return calendar;
	}

	private Known known() {
		Known current = this.known;
		long now = System.nanoTime() / 1_000_000;
		if (current == null || now - current.readAt() > FRESH_FOR_MILLIS) {
			current = read(now);
			this.known = current;
		}
		return current;
	}

	private Known read(long now) {
		List<Served> served = this.jdbc.query(
				"select country, subsidiary, valid_from, valid_to from countersign.served_country order by valid_from desc",
				(row, number) -> new Served(row.getString("country"), row.getString("subsidiary"),
						row.getObject("valid_from", LocalDate.class), row.getObject("valid_to", LocalDate.class)));
		Map<String, BusinessCalendar> calendars = new ConcurrentHashMap<>();
		this.jdbc.query("select code, zone, country, opens, closes from countersign.subsidiary", (row) -> {
			calendars.put(row.getString("code"),
					new BusinessCalendar(ZoneId.of(row.getString("zone")), row.getObject("opens", LocalTime.class),
							row.getObject("closes", LocalTime.class), PublicHolidays.of(row.getString("country"))));
		});
		return new Known(served, calendars, now);
	}

}
