package io.countersign.agreement;

import java.time.LocalDate;
import java.util.Map;
import java.util.Set;

/** The catalogue of clauses, as packages are judged by it. */
public interface ClauseRegister {

	/**
	 * Clauses in force.
	 * @param codes in capitals
	 * @param day UTC
	 * @return by code; what the catalogue does not know on that day is absent
	 */
	Map<String, Clause> inForce(Set<String> codes, LocalDate day);

	/**
	 * A clause.
	 *
	 * @param kind {@code AMENDMENT}, {@code EXCEPTION} or {@code CUSTOM}
	 * @param termClass {@code T0} to {@code T5}
	 * @param text the standard wording; {@code null} where it is not kept
	 * @param freeFor codes of the programmes in which its standard wording needs nobody's
	 * approval
	 */
	record Clause(String code, int version, String title, String kind, String termClass, String text,
			Set<String> freeFor) {

		public Clause {
			freeFor = Set.copyOf(freeFor);
		}

	}

}
