package io.countersign.specialterms;

import java.time.LocalDate;
import java.util.List;
import java.util.Set;

/**
 * A version of a clause in the catalogue.
 *
 * @param termClass {@code T0} to {@code T5}
 * @param kind {@code AMENDMENT}, {@code EXCEPTION} or {@code CUSTOM}
 * @param text the standard wording; {@code null} where it is not public
 * @param textVersion which edition of the wording; {@code null} where it has none
 * @param fallback what to offer instead; {@code null} where nothing is
 * @param evidence kinds of evidence that a request has to bring
 * @param freeFor programmes that ask for it themselves
 * @param ownWordingClass class of the term in any other wording, where that is graver
 * @param trust {@code Confirmed}, {@code Secondary}, {@code Recalled} or {@code Default}
 * @param validTo its last day; {@code null}: open-ended
 */
public record Clause(String code, int version, String title, String termClass, String kind, String text,
		String textVersion, String fallback, List<Alternative> alternatives, Set<String> evidence, Set<String> freeFor,
		String ownWordingClass, String trust, String source, LocalDate validFrom, LocalDate validTo) {

	/** A standard alternative to the wording. */
	public record Alternative(String title, String text) {
	}

	/** Whether it is in force on a day. */
	boolean holds(LocalDate day) {
		return !day.isBefore(this.validFrom) && (this.validTo == null || !day.isAfter(this.validTo));
	}

}
