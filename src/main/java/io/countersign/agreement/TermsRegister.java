package io.countersign.agreement;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

import io.countersign.kernel.Money;

/** What was asked for and granted in special terms, as packages refer to it. */
public interface TermsRegister {

	/**
	 * The terms of a request.
	 * @param reseller whose request it has to be
	 * @return empty where there is none of this reseller under that reference
	 */
	Optional<Terms> find(String reseller, String reference);

	/**
	 * Terms of a request in their newest revision.
	 *
	 * @param agreement the agreement they belong to; {@code null} until a package is
	 * linked
	 * @param value up to which they are asked for
	 * @param expiresOn last day (UTC) on which an agreement may be signed under them;
	 * {@code null} until they are granted
	 * @param decidedBy who decided last, for the record; {@code null} before
	 * @param reason what was said where it was refused or sent back; {@code null} else
	 */
	record Terms(String reference, Standing standing, String agreement, String subsidiary, String customer,
			String customerCountry, String programme, Money value, LocalDate expiresOn, List<Term> terms,
			List<Condition> conditions, String decidedBy, String reason) {
		public Terms {
			terms = List.copyOf(terms);
			conditions = List.copyOf(conditions);
		}
	}

	/** How far a request has come. */
	enum Standing {

		/** Nobody has decided yet. */
		OPEN,
		/** All who must have approved it; it may have passed its last day since. */
		GRANTED,
		/** Refused, withdrawn or expired. */
		ENDED

	}

	/**
	 * One term.
	 *
	 * @param termClass {@code T0} to {@code T5}
	 * @param standardText the catalogue's wording; {@code null} where it is not kept
	 */
	record Term(AskedTerm asked, String title, String termClass, String standardText) {
	}

	/**
	 * What an approver demands of the package.
	 *
	 * @param value an amount, a percentage, a document type or a date, by kind;
	 * {@code null} for {@code NOTE}
	 * @param words for people
	 */
	record Condition(ConditionKind kind, String value, String words) {
	}

	/** What a condition is checked by. */
	enum ConditionKind {

		/** The total value is at most this, in the request's currency. */
		MAX_VALUE,
		/** No line carries a higher discount, in percent. */
		MAX_DISCOUNT,
		/** The package holds a document of this type. */
		DOCUMENT,
		/** The customer signed on or before this day. */
		SIGNED_BY,
		/** For the reviewer to read; no program checks it. */
		NOTE

	}

}
