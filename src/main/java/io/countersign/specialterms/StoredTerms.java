package io.countersign.specialterms;

import java.util.List;
import java.util.Optional;

import io.countersign.agreement.TermsRegister;

import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** {@link TermsRegister} over the requests that are kept here. */
@Component
class StoredTerms implements TermsRegister {

	private final SpecialTermsRequests requests;

	private final Approvals approvals;

	private final ClauseCatalogue catalogue;

	StoredTerms(SpecialTermsRequests requests, Approvals approvals, ClauseCatalogue catalogue) {
		this.requests = requests;
		this.approvals = approvals;
		this.catalogue = catalogue;
	}

	@Override
	@Transactional(readOnly = true)
	public Optional<Terms> find(String reseller, String reference) {
		return this.requests.find(reference).filter((request) -> request.reseller().equals(reseller)).map(this::terms);
	}

	private Terms terms(SpecialTermsRequest request) {
		List<Term> terms = this.requests.terms(request.reference(), request.revision())
			.stream()
			.map((term) -> new Term(term.asked(), term.title(), term.termClass(), standardText(term)))
			.toList();
		Optional<SpecialTermsRequests.Triage> triage = (request.status() == SpecialTermsStatus.RETURNED)
				? this.requests.triage(request.reference(), request.revision()) : Optional.empty();
		return new Terms(request.reference(), standing(request.status()), request.agreement(), request.subsidiary(),
				request.customer(), request.customerCountry(), request.programme(), request.value(),
				request.expiresOn(), terms,
				request.status().granted() ? this.approvals.conditions(request.reference(),
						this.requests.steps(request.reference(), request.revision())) : List.of(),
				triage.map(SpecialTermsRequests.Triage::by).orElse(request.decidedBy()),
				triage.map(SpecialTermsRequests.Triage::reason).orElse(request.decisionReason()));
	}

	private String standardText(RequestedTerm term) {
		return (term.clauseVersion() != null)
				? this.catalogue.version(term.code(), term.clauseVersion()).map(Clause::text).orElse(null) : null;
	}

	private static Standing standing(SpecialTermsStatus status) {
		if (status.granted()) {
			return Standing.GRANTED;
		}
		return status.closed() ? Standing.ENDED : Standing.OPEN;
	}

}
