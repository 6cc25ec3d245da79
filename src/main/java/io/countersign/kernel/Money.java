package io.countersign.kernel;

import java.math.BigDecimal;
import java.util.Currency;
import java.util.Objects;

/**
 * An amount with its currency. The scale sent is kept; equality ignores trailing zeros.
 *
 * @param amount the amount in the currency's main unit, never {@code null}
 * @param currency an ISO 4217 code that is in use, never {@code null}
 */
public record Money(BigDecimal amount, String currency) implements Comparable<Money> {

	public Money {
		Objects.requireNonNull(amount, "amount");
		Currency.getInstance(currency);
	}

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
	public boolean equals(Object other) {
		return other instanceof Money money && this.currency.equals(money.currency)
				&& this.amount.compareTo(money.amount) == 0;
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.amount.stripTrailingZeros(), this.currency);
	}

	@Override
	public String toString() {
		return this.currency + " " + this.amount.toPlainString();
	}

}
