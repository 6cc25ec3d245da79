package io.countersign.validation;

import java.time.LocalDate;
import java.time.Month;
import java.time.YearMonth;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The code of a form's version as its footer prints it, after the grammar of filed forms:
 * programme, year and kind of form, then groups in brackets for the way of buying,
 * region, language and month, for instance {@code EA2016EnrGov(US)SLG(ENG)(Nov2016)}.
 *
 * @param text as printed
 * @param form its first part, for instance {@code EA2016EnrGov}
 * @param region as printed; empty where it names none that is known
 * @param date first day of its month
 */
record FormCode(String text, String form, String region, LocalDate date) {

	/** Bounded everywhere: footers are read from foreign text. */
	private static final Pattern CODE = Pattern.compile("(?<![A-Za-z0-9&-])([A-Z][A-Za-z0-9&-]{3,40})"
			+ "(?: ?(?:\\([A-Za-z0-9,& ]{1,40}\\)|Ex[A-Z]{3}|,[A-Z]{3}|SLG)){0,12}"
			+ " ?\\((Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6} ?(\\d{4})\\)");

	private static final Pattern REGION = Pattern
		.compile("\\((WW|EMEA|APAC|APJ|AP|US|CAN|NA|LatAm|NA, ?LatAm|EU|UK|JPN|BRA)\\)");

	/** The first code in a text. */
	static Optional<FormCode> in(String text) {
		Matcher code = CODE.matcher(text);
		if (!code.find()) {
			return Optional.empty();
		}
		Matcher region = REGION.matcher(code.group());
		Month month = Month.of("JanFebMarAprMayJunJulAugSepOctNovDec".indexOf(code.group(2)) / 3 + 1);
		return Optional.of(new FormCode(code.group(), code.group(1), region.find() ? region.group(1) : "",
				YearMonth.of(Integer.parseInt(code.group(3)), month).atDay(1)));
	}

	/** Whether another print means the same version, however it is spaced. */
	boolean sameAs(String other) {
		return Texts.code(this.text).equals(Texts.code(other));
	}

	/** Whether the first part holds a word, whatever its case. */
	boolean names(String word) {
		return this.form.toLowerCase(Locale.ROOT).contains(word);
	}

}
