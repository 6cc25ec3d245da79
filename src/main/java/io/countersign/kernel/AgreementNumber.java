package io.countersign.kernel;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The number an agreement is known by everywhere: in the API, as the business key of its
 * processes, in the file handed to the ROC. Form {@code EA-2027-000123}: programme
 * family, fiscal year of receipt, running number. Never reused; gaps are normal.
 */
public record AgreementNumber(String value) {

	private static final Pattern FORM = Pattern.compile("([A-Z]{2,5})-(\\d{4})-(\\d{6,12})");

	public AgreementNumber {
		Objects.requireNonNull(value, "value");
		if (!FORM.matcher(value).matches()) {
			throw new IllegalArgumentException("Not an agreement number (for example EA-2027-000123): " + value);
		}
	}

	/**
	 * Puts a number together.
	 * @param family two to five capital letters
	 * @param year the fiscal year of receipt
	 * @param sequence the running number, positive
	 */
	public static AgreementNumber of(String family, FiscalYear year, long sequence) {
		return new AgreementNumber("%s-%04d-%06d".formatted(family, year.value(), sequence));
	}

	/**
	 * Reads a number somebody typed or sent.
	 * @return empty where the text is no agreement number
	 */
	public static Optional<AgreementNumber> parse(String text) {
		if (text == null) {
			return Optional.empty();
		}
		Matcher matcher = FORM.matcher(text);
		return matcher.matches() ? Optional.of(new AgreementNumber(text)) : Optional.empty();
	}

	@Override
	public String toString() {
		return this.value;
	}

}
