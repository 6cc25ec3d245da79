package io.countersign.agreement;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import io.countersign.agreement.AgreementPackage.Amendment;
import io.countersign.agreement.AgreementPackage.PolicyException;
import io.countersign.agreement.ClauseRegister.Clause;
import io.countersign.agreement.TermsRegister.Terms;

/**
 * What is known of the terms that a package asks for.
 *
 * @param requests requests for special terms of its reseller that it names, by reference;
 * those of others are absent
 * @param clauses of the catalogue on the day of receipt, by code
 * @param own reference of the request that the package opened for what it asks without
 * naming a request; {@code null} where there is none, or where it may be revised yet
 */
public record KnownTerms(Map<String, Terms> requests, Map<String, Clause> clauses, String own) {

	/** Nothing is asked for, or nothing of it is known. */
	public static final KnownTerms NONE = new KnownTerms(Map.of(), Map.of(), null);

	private static final Pattern REQUEST = Pattern.compile("ST-\\d{4}-\\d{6}");

	public KnownTerms {
		requests = Map.copyOf(requests);
		clauses = Map.copyOf(clauses);
	}

	/** A request that the package names; empty where the reseller has none of it. */
	public Optional<Terms> request(String reference) {
		return Optional.ofNullable((reference != null) ? this.requests.get(reference) : null);
	}

	/** A clause by its code; empty where the catalogue does not know it. */
	public Optional<Clause> clause(String code) {
		return Optional.ofNullable(this.clauses.get(code));
	}

	/** Whether a text has the form in which this desk numbers its requests. */
	public static boolean isRequest(String reference) {
		return reference != null && REQUEST.matcher(reference).matches();
	}

	/** The requests that a package names. */
	static Set<String> named(AgreementPackage facts) {
		Set<String> named = new TreeSet<>();
		facts.amendments().stream().map(Amendment::approval).filter(KnownTerms::isRequest).forEach(named::add);
		facts.exceptions().stream().map(PolicyException::reference).filter(KnownTerms::isRequest).forEach(named::add);
		return named;
	}

	/** The codes of what a package asks for. */
	static Set<String> codes(AgreementPackage facts) {
		Set<String> codes = new TreeSet<>();
		facts.amendments().forEach((amendment) -> codes.add(amendment.id()));
		facts.exceptions().forEach((exception) -> codes.add(exception.kind().name()));
		return codes;
	}

}
