package io.countersign.specialterms;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

import io.countersign.kernel.Money;

/**
 * Everything that an approver weighs about one request for special terms, in its newest
 * revision.
 *
 * @param agreement the agreement it belongs to; {@code null} until a package is linked
 * @param inEuro the value at the newest stored rate; {@code null} where none is stored
 * @param requestedBy the reseller's code or a user id
 * @param decisionReason why it was decided as it was; {@code null} while open
 * @param expiresOn last day (UTC) on which an agreement may be signed under it;
 * {@code null} unless granted
 * @param previousValue the value of the revision before; {@code null} where it is the
 * same or there is none
 */
public record ApprovalBrief(String reference, String reseller, String subsidiary, String agreement, String customer,
		String customerCountry, String programme, String segment, Money value, BigDecimal inEuro,
		SpecialTermsStatus status, int revision, String requestedBy, Instant receivedAt, String waitsFor,
		Instant waitsSince, Instant waitsUntil, String decisionReason, LocalDate expiresOn, Money previousValue,
		List<Term> terms, List<Evidence> evidence, List<Step> steps, List<Question> questions,
		List<Revision> revisions) {

	/**
	 * A term, asked against standard.
	 *
	 * @param standard the catalogue's wording; {@code null} where it is not kept
	 * @param asked the wording asked for; {@code null}: the standard text
	 * @param difference from standard to asked; empty where one of them is not there
	 * @param fallback what to offer instead; {@code null} for nothing
	 * @param percent discount points above standard; {@code null} for none
	 * @param amount an amount asked for, in the request's currency; {@code null} for none
	 * @param costs what the discount costs over the term, in the request's currency;
	 * {@code null} where no discount is asked for
	 * @param since what became of it since the revision before; {@code null} in the first
	 * @param missing kinds of mandatory evidence that did not come
	 */
	public record Term(int position, String code, String title, String termClass, String standard, String asked,
			List<Part> difference, String fallback, List<Alternative> alternatives, BigDecimal percent,
			BigDecimal amount, Money costs, String justification, Since since, List<Consequence> consequences,
			List<String> present, List<String> missing, Precedents precedents) {
	}

	/** A part of a text and what became of it: SAME, REMOVED or ADDED. */
	public record Part(String kind, String text) {
	}

	/** A wording that the catalogue offers instead. */
	public record Alternative(String title, String text) {
	}

	/**
	 * What became of a term since the newest earlier revision that somebody decided
	 * about, or else since the one just before.
	 *
	 * @param change NEW, CHANGED or SAME
	 * @param difference of the wordings, where both are there
	 * @param percentBefore {@code null} where the points did not change
	 */
	public record Since(String change, List<Part> difference, BigDecimal percentBefore) {
	}

	/**
	 * What granting a term brings with it, from decision {@code term-consequence}.
	 *
	 * @param subject what it concerns: margin, revenue or policy
	 * @param weight NONE, SOME or GRAVE
	 */
	public record Consequence(String subject, String words, String weight) {
	}

	/**
	 * How the same term was decided lately, in what the reader may see.
	 *
	 * @param months how far it looks back
	 * @param counts by segment and value band
	 * @param latest newest first, some only
	 */
	public record Precedents(int months, int granted, int conditional, int refused, List<Count> counts,
			List<Precedent> latest) {
	}

	/**
	 * Decisions about one segment in one band of values.
	 *
	 * @param above lower end of the band in euro, not itself in it; {@code null} for none
	 * @param upTo upper end of the band in euro; {@code null} for none
	 * @param same whether the request itself is of this segment and band
	 */
	public record Count(String segment, BigDecimal above, BigDecimal upTo, int granted, int conditional, int refused,
			boolean same) {
	}

	/**
	 * One earlier decision.
	 *
	 * @param outcome GRANTED, CONDITIONS or REFUSED
	 * @param reason of the decision; {@code null} where none is kept
	 */
	public record Precedent(String reference, String customer, String segment, Money value, BigDecimal percent,
			String outcome, List<String> conditions, String reason, Instant decidedAt) {
	}

	/** A file that came with a revision. */
	public record Evidence(int revision, String kind, String fileName, String sha256) {
	}

	/**
	 * A step of the route.
	 *
	 * @param terms positions of the terms it covers
	 * @param state DECIDED, OPEN, or LATER while an earlier stage is open
	 * @param decision {@code null} until there is one that counts for this content
	 * @param keptFrom the earlier revision that the decision was taken on; {@code null}
	 * where it was this one
	 * @param seal SHA-256 that binds the decision to what it was taken on
	 */
	public record Step(int step, int stage, String office, List<Integer> terms, String because, String state,
			String decision, String decidedBy, String onBehalfOf, String reason, List<String> conditions,
			Instant decidedAt, LocalDate expiresOn, Integer keptFrom, String seal) {
	}

	/** A question with its answer, which is {@code null} until it comes. */
	public record Question(int number, String askedBy, String askedOf, String question, Instant askedAt, String answer,
			String answeredBy, Instant answeredAt) {
	}

	/** A revision as it came in. */
	public record Revision(int number, String submittedBy, Instant submittedAt, String comment) {
	}

}
