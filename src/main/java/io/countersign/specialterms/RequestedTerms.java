package io.countersign.specialterms;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.countersign.agreement.AskedTerm;

import org.springframework.stereotype.Component;

/**
 * What a request asks for, in the light of the catalogue: which class each term has and
 * which evidence it demands.
 */
@Component
class RequestedTerms {

	private final ClauseCatalogue catalogue;

	private final SpecialTermsRequests requests;

	private final RequestChanges changes;

	RequestedTerms(ClauseCatalogue catalogue, SpecialTermsRequests requests, RequestChanges changes) {
		this.catalogue = catalogue;
		this.requests = requests;
		this.changes = changes;
	}

	/** The terms of a request with the clauses in force today. */
	List<RequestedTerm> of(TermsAsked asked) {
		List<RequestedTerm> terms = new ArrayList<>();
		for (TermsAsked.Term term : asked.terms()) {
			AskedTerm plain = term.asked();
			Optional<Clause> clause = this.catalogue.find(plain.code(), this.changes.today());
			String title = (term.title() != null) ? term.title() : clause.map(Clause::title).orElse(plain.code());
			terms.add(new RequestedTerm(terms.size() + 1, plain.code(), clause.map(Clause::version).orElse(null),
					clause.map(Clause::kind).orElse("CUSTOM"),
					clause.map((known) -> termClass(known, plain)).orElse("T3"), title, plain.text(), plain.percent(),
					term.amount(), term.justification(), plain.textHash()));
		}
		return terms;
	}

	/** Whoever asks for their own words asks for more than the standard text. */
	private static String termClass(Clause clause, AskedTerm asked) {
		boolean ownWording = asked.text() != null
				&& !asked.text().equals(new AskedTerm(clause.code(), clause.text(), null).text());
		return (ownWording && clause.ownWordingClass().compareTo(clause.termClass()) > 0) ? clause.ownWordingClass()
				: clause.termClass();
	}

	/** Kinds of evidence that the catalogue demands and the newest revision lacks. */
	Set<String> missingEvidence(SpecialTermsRequest request) {
		return this.catalogue.missingEvidence(
				this.requests.terms(request.reference(), request.revision()).stream().map(RequestedTerm::code).toList(),
				this.requests.evidence(request.reference(), request.revision())
					.stream()
					.map(SpecialTermsRequests.StoredEvidence::kind)
					.toList(),
				this.changes.today());
	}

	/** Kinds of evidence that the catalogue demands and that are not listed. */
	Set<String> missingEvidence(TermsAsked asked) {
		return this.catalogue.missingEvidence(asked.terms().stream().map((term) -> term.asked().code()).toList(),
				asked.evidence().stream().map(TermsAsked.Evidence::kind).toList(), this.changes.today());
	}

}
