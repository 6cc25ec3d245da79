package io.countersign.signature;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.countersign.identity.Role;
import io.countersign.kernel.Refusal;
import io.countersign.signature.AuthorityRegister.Kind;

/** The fields of a proposal, checked one by one before anybody is asked to release it. */
final class ProposedChange {

	private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");

	private static final Pattern COUNTRY = Pattern.compile("[A-Z]{2}");

	private static final Pattern CODE = Pattern.compile("[A-Z][A-Z0-9-]{1,15}");

	private static final Pattern DESK = Pattern.compile("[A-Z][A-Z0-9]{1,7}");

	private static final Pattern TERM_CLASS = Pattern.compile("T[0-5]");

	private static final BigDecimal MOST_LIMIT = new BigDecimal("1000000000000");

	private static final BigDecimal MOST_PER_EURO = new BigDecimal("1000000000");

	private final Kind kind;

	private final Map<String, String> facts = new LinkedHashMap<>();

	private final LocalDate today;

	ProposedChange(Kind kind, Map<String, String> given, Instant now) {
		this.kind = kind;
		this.today = LocalDate.ofInstant(now, ZoneOffset.UTC);
		given.forEach((name, value) -> {
			if (value != null && !value.isBlank()) {
				this.facts.put(name, value.strip());
			}
		});
	}

	Map<String, String> facts() {
		return this.facts;
	}

	String text(String name) {
		return this.facts.get(name);
	}

	BigDecimal number(String name) {
		return new BigDecimal(this.facts.get(name));
	}

	/** {@code null} where it is absent. */
	LocalDate day(String name) {
		return (text(name) != null) ? LocalDate.parse(text(name)) : null;
	}

	/** Names whom the end of an authority is about. */
	void about(String signatory, String capacity) {
		this.facts.put("signatory", signatory);
		this.facts.put("capacity", capacity);
	}

	void grant() {
		keepOnly("signatory", "capacity", "team", "subsidiary", "programme", "contractingEntity", "termClass",
				"currency", "limit", "validFrom", "validTo");
		required("signatory", 64);
		required("capacity", 80);
		currency();
		expect("termClass", TERM_CLASS, "a class from T0 to T5");
		amount("limit", 4, MOST_LIMIT);
		date("validFrom");
		optional("subsidiary", DESK, "the code of a desk");
		optional("programme", CODE, "the code of a programme");
		optional("contractingEntity", CODE, "the code of an affiliate");
		boolean standing = text("signatory").equals(SigningAuthority.STANDING);
		if (standing) {
			this.facts.remove("team");
		}
		else if (Arrays.stream(Role.values()).noneMatch((role) -> role.group().equals(text("team")))) {
			throw unusable("team", "the role whose task list offers what it covers");
		}
		if (standing && !text("termClass").equals("T0")) {
			throw unusable("termClass", "T0: without a person only standard terms are signed");
		}
		if (text("validTo") != null
				&& (date("validTo").isBefore(day("validFrom")) || day("validTo").isBefore(this.today))) {
			throw unusable("validTo", "today or later, and not before the first day");
		}
	}

	void end() {
		keepOnly("authority", "validTo");
		required("authority", 36);
		date("validTo");
	}

	void rate() {
		keepOnly("currency", "perEuro", "day", "source");
		currency();
		if (text("currency").equals("EUR")) {
			throw unusable("currency", "another currency than the euro itself");
		}
		amount("perEuro", 8, MOST_PER_EURO);
		future("day");
		required("source", 150);
	}

	void entity() {
		keepOnly("code", "name", "country", "validFrom");
		expect("code", CODE, "a code of capitals and digits");
		required("name", 200);
		expect("country", COUNTRY, "a country of two capitals");
		future("validFrom");
	}

	/** What it would change, in one sentence. */
	String sentence() {
		return switch (this.kind) {
			case GRANT -> "%s may sign as %s up to %s %s, terms up to class %s, from %s%s%s".formatted(
					text("signatory"), text("capacity"), text("currency"), text("limit"), text("termClass"),
					text("validFrom"), (text("validTo") != null) ? " to " + text("validTo") : "", scope());
			case END ->
				"The authority of %s as %s ends on %s".formatted(text("signatory"), text("capacity"), text("validTo"));
			case RATE -> "%s %s for one euro from %s on (%s)".formatted(text("perEuro"), text("currency"), text("day"),
					text("source"));
			case ENTITY -> "%s (%s) signs for customers of %s from %s on".formatted(text("name"), text("code"),
					text("country"), text("validFrom"));
		};
	}

	private String scope() {
		List<String> words = Stream.of("subsidiary", "programme", "contractingEntity")
			.map(this::text)
			.filter((word) -> word != null)
			.toList();
		return words.isEmpty() ? "" : ", only " + String.join(", ", words);
	}

	private void keepOnly(String... names) {
		this.facts.keySet().retainAll(List.of(names));
		this.facts.forEach((name, value) -> {
			if (value.chars().anyMatch(Character::isISOControl)) {
				throw unusable(name, "one line of plain text");
			}
		});
	}

	private void required(String name, int longest) {
		if (text(name) == null || text(name).length() > longest) {
			throw unusable(name, "1 to %d characters".formatted(longest));
		}
	}

	private void expect(String name, Pattern pattern, String what) {
		if (text(name) == null || !pattern.matcher(text(name)).matches()) {
			throw unusable(name, what);
		}
	}

	private void optional(String name, Pattern pattern, String what) {
		if (text(name) != null) {
			expect(name, pattern, what);
		}
	}

	private void currency() {
		expect("currency", CURRENCY, "a currency of three capitals");
		if (Currency.getAvailableCurrencies()
			.stream()
			.noneMatch((one) -> one.getCurrencyCode().equals(text("currency")))) {
			throw unusable("currency", "a currency of ISO 4217");
		}
	}

	private void amount(String name, int decimals, BigDecimal most) {
		String given = text(name);
		if (given == null || !given.matches("[0-9]{1,13}([.][0-9]{1,%d})?".formatted(decimals))
				|| new BigDecimal(given).signum() == 0 || new BigDecimal(given).compareTo(most) > 0) {
			throw unusable(name,
					"a positive number with a point and at most %d decimals, up to %s".formatted(decimals, most));
		}
	}

	private LocalDate date(String name) {
		try {
			return readDay((text(name) != null) ? text(name) : "");
		}
		catch (DateTimeException ex) {
			throw unusable(name, "a date as year-month-day");
		}
	}

	/**
	 * Reads a day with a year of four digits: the database keeps no later ones.
	 * @throws DateTimeException if it is none
	 */
	static LocalDate readDay(String text) {
		LocalDate day = LocalDate.parse(text);
		if (day.getYear() < 1 || day.getYear() > 9999) {
			throw new DateTimeException("A year of four digits is expected");
		}
		return day;
	}

	private void future(String name) {
		if (!date(name).isAfter(this.today)) {
			throw unusable(name, "a day after today, so that nothing signed so far is judged differently");
		}
	}

	private static Refusal unusable(String name, String what) {
		return new Refusal(Refusal.Kind.UNACCEPTABLE, "field-unusable",
				"The field '%s' has to be %s.".formatted(name, what));
	}

}
