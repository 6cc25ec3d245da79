package io.countersign.roc;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.countersign.engine.Decisions;
import io.countersign.kernel.BusinessCalendar;
import io.countersign.kernel.PublicHolidays;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * The Regional Operations Centers: who serves a country (decision {@code roc-center}),
 * when each works, what it promises, until when an order counts for a period. Reference
 * data with the day from which it holds (UTC), read once a minute at most.
 */
@Component
class RocCenters {

	private static final long FRESH_FOR_MILLIS = 60_000;

	private final JdbcTemplate jdbc;

	private final Decisions decisions;

	private final Clock clock;

	private volatile Known known;

	RocCenters(JdbcTemplate jdbc, Decisions decisions, Clock clock) {
		this.jdbc = jdbc;
		this.decisions = decisions;
		this.clock = clock;
	}

	/** Kinds of work that a center promises to be done within a time. */
	enum Work {

		ACKNOWLEDGEMENT, QUERY, TRANSACTION, INVOICE

	}

	/** How a center is reached. */
	enum Channel {

		API, FOLDER

	}

	/**
	 * What holds for a center from a day on.
	 *
	 * @param country of its public holidays
	 * @param closedDays other days off
	 */
	record Profile(String center, LocalDate from, ZoneId zone, String country, LocalTime opens, LocalTime closes,
			Channel channel, String because, List<LocalDate> closedDays) {

		BusinessCalendar calendar() {
			return new BusinessCalendar(this.zone, this.opens, this.closes,
					PublicHolidays.of(this.country).or(this.closedDays::contains));
		}

	}

	/**
	 * How long a kind of work takes at most, from a day on.
	 *
	 * @param officeHours whether only the center's office hours count; else every hour
	 * @param pausesWhileHeld whether the time stands still while the center holds an
	 * order
	 * @param trust of the number of hours
	 */
	record Promise(String center, Work work, LocalDate from, int hours, boolean officeHours, boolean pausesWhileHeld,
			String trust, String because) {

		Duration time() {
			return Duration.ofHours(this.hours);
		}

	}

	/**
	 * Until when an order counts for a period.
	 *
	 * @param period the fiscal month, by its first day
	 * @param local by the clock on the center's wall
	 */
	record Cutoff(String center, LocalDate period, LocalDate knownFrom, LocalDateTime local, String trust,
			String because) {
	}

	private record Known(Map<String, String> names, List<Profile> profiles, List<Promise> promises,
			List<Cutoff> cutoffs, long readAt) {
	}

	/**
	 * The center that serves customers of a country now.
	 * @throws IllegalStateException if the decision names none, or one that is unknown
	 */
	String serving(String country) {
		String center = this.decisions.evaluate("roc-center", Map.of("country", country, "asOf", today()))
			.text("center");
		if (!known().names().containsKey(center)) {
			throw new IllegalStateException(
					"Decision roc-center names center '%s', which is not in table roc_center".formatted(center));
		}
		return center;
	}

	/** Names of all centers, by code, in alphabetical order of the names. */
	Map<String, String> names() {
		return known().names();
	}

	Profile profile(String center, Instant at) {
		return known().profiles()
			.stream()
			.filter((profile) -> profile.center().equals(center) && !profile.from().isAfter(day(at)))
			.findFirst()
			.orElseThrow(
					() -> new IllegalStateException("Nothing is known of center '%s' at %s".formatted(center, at)));
	}

	/** What a center promised for work that began at a moment. */
	Promise promise(String center, Work work, Instant began) {
		return known().promises()
			.stream()
			.filter((promise) -> promise.center().equals(center) && promise.work() == work
					&& !promise.from().isAfter(day(began)))
			.findFirst()
			.orElseThrow(() -> new IllegalStateException(
					"Center '%s' promised nothing for %s at %s".formatted(center, work, began)));
	}

	/** The cutoff of a period as it is known at a moment; empty where none is known. */
	Optional<Cutoff> cutoff(String center, LocalDate period, Instant at) {
		return known().cutoffs()
			.stream()
			.filter((cutoff) -> cutoff.center().equals(center) && cutoff.period().equals(period)
					&& !cutoff.knownFrom().isAfter(day(at)))
			.findFirst();
	}

	/** The next cutoff after a moment, as it is known then; empty where none is known. */
	Optional<Instant> nextCutoff(String center, Instant at) {
		ZoneId zone = profile(center, at).zone();
		return known().cutoffs()
			.stream()
			.filter((cutoff) -> cutoff.center().equals(center))
			.map(Cutoff::period)
			.distinct()
			.flatMap((period) -> cutoff(center, period, at).stream())
			.map((cutoff) -> cutoff.local().atZone(zone).toInstant())
			.filter((cutoff) -> cutoff.isAfter(at))
			.min(Instant::compareTo);
	}

	private LocalDate today() {
		return day(this.clock.instant());
	}

	private static LocalDate day(Instant at) {
		return LocalDate.ofInstant(at, ZoneOffset.UTC);
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
		Map<String, String> names = new LinkedHashMap<>();
		this.jdbc.query("select code, name from countersign.roc_center order by name", (row) -> {
			names.put(row.getString("code"), row.getString("name"));
		});
		Map<String, List<LocalDate>> closed = new HashMap<>();
		this.jdbc.query("select center, day from countersign.roc_closed_day", (row) -> {
			closed.computeIfAbsent(row.getString("center"), (center) -> new ArrayList<>())
				.add(row.getObject("day", LocalDate.class));
		});
		return new Known(names, this.jdbc.query(
				"select center, valid_from, zone, country, opens, closes, channel, because from countersign.roc_center_profile order by valid_from desc",
				(row, index) -> new Profile(row.getString("center"), row.getObject("valid_from", LocalDate.class),
						ZoneId.of(row.getString("zone")), row.getString("country"),
						row.getObject("opens", LocalTime.class), row.getObject("closes", LocalTime.class),
						Channel.valueOf(row.getString("channel")), row.getString("because"),
						List.copyOf(closed.getOrDefault(row.getString("center"), List.of())))),
				this.jdbc.query(
						"select center, work, valid_from, hours, counts, pauses_while_held, trust, because from countersign.roc_sla order by valid_from desc",
						(row, index) -> new Promise(row.getString("center"), Work.valueOf(row.getString("work")),
								row.getObject("valid_from", LocalDate.class), row.getInt("hours"),
								row.getString("counts").equals("BUSINESS"), row.getBoolean("pauses_while_held"),
								row.getString("trust"), row.getString("because"))),
				this.jdbc.query(
						"select center, period, known_from, cutoff, trust, because from countersign.roc_cutoff order by known_from desc",
						(row, index) -> new Cutoff(row.getString("center"), row.getObject("period", LocalDate.class),
								row.getObject("known_from", LocalDate.class),
								row.getObject("cutoff", LocalDateTime.class), row.getString("trust"),
								row.getString("because"))),
				now);
	}

}
