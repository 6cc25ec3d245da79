package io.countersign.validation;

import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.countersign.agreement.Agreement;
import io.countersign.agreement.AgreementService;
import io.countersign.agreement.Finding;
import io.countersign.agreement.Finding.Severity;
import io.countersign.agreement.IncomingSubmission;
import io.countersign.agreement.KnownTerms;
import io.countersign.agreement.PackageHistory;
import io.countersign.agreement.PackageTerm;
import io.countersign.agreement.StoredSubmission;
import io.countersign.agreement.TermsRegister;
import io.countersign.agreement.TermsRegister.Standing;
import io.countersign.agreement.TermsRegister.Terms;
import io.countersign.document.DocumentSignatures;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * What became of the terms that a package asked for: read from the requests themselves,
 * with the conditions of their approvals checked on the package.
 */
@Service
class TermsOutcome {

	/** The actor where no person decided. */
	private static final String SYSTEM = "system";

	private final AgreementService agreements;

	private final TermsRegister register;

	private final Policies policies;

	private final DocumentSignatures signatures;

	private final Clock clock;

	TermsOutcome(AgreementService agreements, TermsRegister register, Policies policies, DocumentSignatures signatures,
			Clock clock) {
		this.agreements = agreements;
		this.register = register;
		this.policies = policies;
		this.signatures = signatures;
		this.clock = clock;
	}

	/**
	 * Tells the agreement what became of the terms of its newest submission.
	 * @return whether all are granted and the package keeps to what was granted
	 */
	@Transactional
	boolean record(String reference) {
		Agreement agreement = this.agreements.load(reference);
		List<PackageTerm> asked = this.agreements.terms(reference);
		Map<String, Terms> requests = new LinkedHashMap<>();
		asked.stream()
			.map(PackageTerm::request)
			.filter(Objects::nonNull)
			.distinct()
			.forEach((request) -> this.register.find(agreement.reseller(), request)
				.ifPresent((found) -> requests.put(request, found)));
		Optional<PackageTerm> notGranted = asked.stream()
			.filter((term) -> !requests.containsKey(term.request())
					|| requests.get(term.request()).standing() != Standing.GRANTED)
			.findFirst();
		Optional<String> lacking = notGranted.map((term) -> ended(term, requests.get(term.request())));
		List<Finding> misfits = lacking.isPresent() ? List.of() : misfits(agreement, asked, requests);
		boolean approved = lacking.isEmpty() && misfits.isEmpty();
		String references = String.join(", ", new TreeSet<>(requests.keySet()));
		String reason = approved ? "Granted in " + references
				: lacking.orElseGet(() -> misfits.stream().map(Finding::message).collect(Collectors.joining(" ")));
		String by = notGranted.map((term) -> requests.get(term.request()))
			.or(() -> requests.values().stream().reduce((first, second) -> second))
			.map(Terms::decidedBy)
			.orElse(SYSTEM);
		this.agreements.termsDecided(reference, approved, reason, by, misfits);
		return approved;
	}

	private static String ended(PackageTerm term, Terms request) {
		if (request == null) {
			return "Nobody was asked to approve %s.".formatted(term.asked().code());
		}
		String why = (request.reason() != null) ? ": " + request.reason() : "";
		return ((request.standing() == Standing.OPEN) ? "Request %s for special terms was sent back%s"
				: "Request %s for special terms was not granted%s")
			.formatted(request.reference(), why);
	}

	/** What the package breaks by now of what was granted. */
	private List<Finding> misfits(Agreement agreement, List<PackageTerm> asked, Map<String, Terms> requests) {
		StoredSubmission stored = this.agreements.latestSubmission(agreement.reference());
		Instant now = this.clock.instant();
		PackageHistory history = this.agreements.history(agreement.reference());
		String own = asked.stream()
			.map(PackageTerm::request)
			.filter((request) -> !history.terms().requests().containsKey(request))
			.findFirst()
			.orElse(null);
		Dossier dossier = new Dossier(
				new IncomingSubmission(agreement.reference(), stored.number(), agreement.reseller(),
						agreement.subsidiary(), stored.facts(), List.of(), stored.contentHash(), now,
						history.knowing(new KnownTerms(requests, history.terms().clauses(), own)), stored.preparedBy()),
				this.policies, this.signatures);
		return Rules.ALL.stream()
			.filter((rule) -> rule.code().startsWith("APR-"))
			.flatMap((rule) -> rule.apply(dossier).stream())
			.filter((finding) -> finding.severity() == Severity.BLOCKER)
			.toList();
	}

}
