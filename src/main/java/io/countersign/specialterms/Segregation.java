package io.countersign.specialterms;

import java.util.ArrayList;
import java.util.List;

import io.countersign.agreement.AgreementService;
import io.countersign.kernel.Refusal;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Who may not decide about a request: whoever asked for it, triaged it, or judged or put
 * together the package it belongs to. People are compared, not accounts, whatever team
 * they are in now.
 */
@Component
class Segregation {

	private final JdbcTemplate jdbc;

	private final SpecialTermsRequests requests;

	private final AgreementService agreements;

	Segregation(JdbcTemplate jdbc, SpecialTermsRequests requests, AgreementService agreements) {
		this.jdbc = jdbc;
		this.requests = requests;
		this.agreements = agreements;
	}

	/**
	 * Checks whether a person may approve a request or refuse it.
	 * @throws Refusal with a sentence for the person
	 */
	void checkApprover(SpecialTermsRequest request, String person) {
		if (isAmong(person, askers(request))) {
			throw refusal("You asked for these terms, so somebody else has to decide about them.");
		}
		if (isAmong(person, this.requests.triagers(request.reference()))) {
			throw refusal("You triaged this request, so somebody else has to decide about it.");
		}
		if (request.agreement() != null
				&& isAmong(person, List.copyOf(this.agreements.reviewers(request.agreement())))) {
			throw refusal("You reviewed this package, so somebody else has to decide about its special terms.");
		}
	}

	/**
	 * Checks whether a person may triage a request.
	 * @throws Refusal with a sentence for the person
	 */
	void checkTriager(SpecialTermsRequest request, String person) {
		if (isAmong(person, askers(request))) {
			throw refusal("You asked for these terms, so somebody else has to triage the request.");
		}
		if (isAmong(person, approvers(request.reference()))) {
			throw refusal("You decided about this request, so somebody else has to triage it.");
		}
	}

	/** Everybody who entered a revision, with the present requester. */
	private List<String> askers(SpecialTermsRequest request) {
		List<String> askers = new ArrayList<>(this.jdbc.queryForList(
				"select distinct submitted_by from countersign.special_terms_revision where reference = ?",
				String.class, request.reference()));
		askers.add(request.requestedBy());
		return askers;
	}

	private List<String> approvers(String reference) {
		return this.jdbc.queryForList("select decided_by from countersign.approval where reference = ?", String.class,
				reference);
	}

	/** Whether one of the accounts belongs to the person behind this one. */
	boolean isAmong(String person, List<String> accounts) {
		return !accounts.isEmpty() && Boolean.TRUE.equals(this.jdbc.queryForObject("""
				select exists (select from unnest(?::varchar[]) account
					where countersign.identity_of(account) = countersign.identity_of(?))""", Boolean.class,
				accounts.toArray(String[]::new), person));
	}

	private static Refusal refusal(String sentence) {
		return new Refusal(Refusal.Kind.FORBIDDEN, "segregation-of-duties", sentence);
	}

}
