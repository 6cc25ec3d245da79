package io.countersign.specialterms;

import java.math.BigDecimal;

import io.countersign.agreement.AskedTerm;

/**
 * A term of a revision, with what the catalogue said of it when it was asked for.
 *
 * @param position counted from 1
 * @param clauseVersion {@code null} where the catalogue does not know the code
 * @param termClass {@code T0} to {@code T5}
 * @param text {@code null}: the catalogue's standard text
 */
public record RequestedTerm(int position, String code, Integer clauseVersion, String kind, String termClass,
		String title, String text, BigDecimal percent, BigDecimal amount, String justification, String textHash) {

	AskedTerm asked() {
		return new AskedTerm(this.code, this.text, this.percent);
	}

}
