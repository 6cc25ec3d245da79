package io.countersign.specialterms;

import java.math.BigDecimal;
import java.util.List;

import io.countersign.agreement.AskedTerm;
import io.countersign.kernel.Money;

/**
 * What a revision of a request asks for; its schema is
 * {@code special-terms-request.schema.json}.
 *
 * @param programme code of the programme, for instance {@code EA-EE}
 * @param totalValue the most that a package may have under these terms
 * @param comment {@code null} where there is none
 */
public record TermsAsked(Customer customer, String programme, String segment, Money totalValue, String comment,
		List<Term> terms, List<Evidence> evidence) {

	public TermsAsked {
		terms = List.copyOf(terms);
		evidence = (evidence != null) ? List.copyOf(evidence) : List.of();
	}

	/**
	 * The customer that the terms are for.
	 *
	 * @param country ISO 3166 alpha-2
	 */
	public record Customer(String legalName, String country) {
	}

	/**
	 * One term.
	 *
	 * @param title {@code null}: the catalogue's
	 * @param text the wording; {@code null}: the catalogue's standard text
	 * @param percent discount points above standard; {@code null} where none are asked
	 * for
	 * @param amount in the request's currency; {@code null} where the term has none
	 */
	public record Term(String code, String title, String text, BigDecimal percent, BigDecimal amount,
			String justification) {

		AskedTerm asked() {
			return new AskedTerm(this.code, this.text, this.percent);
		}

	}

	/**
	 * A file that comes with it.
	 *
	 * @param kind as the catalogue demands it, for instance {@code DEAL_MEMO}
	 */
	public record Evidence(String kind, String fileName) {
	}

}
