package io.countersign.kernel;

import java.math.BigDecimal;
import java.util.Currency;
import java.util.Objects;

/**
 * An amount with its currency, shown with at least the currency's own decimals and
 * without further zeros, wherever it comes from.
 *
 * @param amount the amount in the currency's main unit, never {@code null}
 * @param currency an ISO 4217 code that is in use, never {@code null}
 */
public record Money(BigDecimal amount, String currency) implements Comparable<Money> {

	public Money {
		Objects.requireNonNull(amount, "amount");
		int decimals = Math.max(0, Currency.getInstance(currency).getDefaultFractionDigits());
		amount = amount.setScale(Math.max(decimals, amount.stripTrailingZeros().scale()));
	}

	/**
	 * Reads an amount.
	 * @param amount decimal text in the currency's main unit
	 * @throws IllegalArgumentException if either is none
	 */
	public static Money of(String amount, String currency) {
		return new Money(new BigDecimal(amount), currency);
	}

	/**
	 * Compares amounts of one currency.
	 * @throws IllegalArgumentException if the currencies differ
	 */
	@Override
	public int compareTo(Money other) {
		if (!this.currency.equals(other.currency)) {
			throw new IllegalArgumentException("Cannot compare " + this + " with " + other);
		}
		return this.amount.compareTo(other.amount);
	}

	@Override
	public String toString() {
		return this.currency + " " + this.amount.toPlainString();
	}

}
