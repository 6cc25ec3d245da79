package io.countersign.specialterms;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.countersign.agreement.Agreement;
import io.countersign.agreement.AgreementEvent;
import io.countersign.agreement.AgreementPackage;
import io.countersign.agreement.AgreementPackage.Amendment;
import io.countersign.agreement.AgreementService;
import io.countersign.agreement.PackageTerm;
import io.countersign.agreement.PackageTerm.Source;
import io.countersign.agreement.StoredSubmission;
import io.countersign.specialterms.SpecialTermsRequest.Origin;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Requests for special terms as packages need them: those that a package names are linked
 * with it; what it asks for without naming one is asked in a request of its own, opened
 * by the first package and revised by a corrected one.
 */
@Service
class PackageTerms {

	private static final Set<AgreementEvent.Happened> ENDS = Set.of(AgreementEvent.Happened.WITHDRAWN,
			AgreementEvent.Happened.DECLINED, AgreementEvent.Happened.EXPIRED);

	private final SpecialTermsService specialTerms;

	private final SpecialTermsRequests requests;

	private final AgreementService agreements;

	private final ApplicationEventPublisher events;

	private final Clock clock;

	PackageTerms(SpecialTermsService specialTerms, SpecialTermsRequests requests, AgreementService agreements,
			ApplicationEventPublisher events, Clock clock) {
		this.specialTerms = specialTerms;
		this.requests = requests;
		this.agreements = agreements;
		this.events = events;
		this.clock = clock;
	}

	/**
	 * What is left to decide.
	 *
	 * @param request the package's own request; {@code null} where it has none
	 * @param toDecide whether somebody has to decide on it, or may have to
	 */
	record Opened(String request, boolean toDecide) {
	}

	/**
	 * Links the newest submission of an agreement with the requests that it names, and
	 * opens or revises its own for what is left. What its own granted before, within the
	 * same scope and in the same words, is left as it is.
	 */
	@Transactional
	Opened open(String reference) {
		StoredSubmission newest = this.agreements.latestSubmission(reference);
		List<PackageTerm> terms = this.agreements.terms(reference);
		Optional<SpecialTermsRequest> own = own(reference);
		String ownReference = own.map(SpecialTermsRequest::reference).orElse(null);
		terms.stream()
			.map(PackageTerm::request)
			.filter((request) -> request != null && !request.equals(ownReference))
			.distinct()
			.sorted()
			.forEach((request) -> link(request, reference));
		List<PackageTerm> left = terms.stream()
			.filter((term) -> term.request() == null || term.request().equals(ownReference))
			.toList();
		if (left.isEmpty()) {
			return new Opened(null, false);
		}
		if (own.isPresent() && covers(own.get(), newest.facts(), left)) {
			this.agreements.termsAskedIn(reference, ownReference);
			return new Opened(ownReference, false);
		}
		TermsAsked asked = asked(newest.facts(), left);
		String request = own.map((former) -> {
			this.specialTerms.revise(former, newest.preparedBy(), asked, List.of());
			return former.reference();
		}).orElseGet(() -> {
			Agreement agreement = this.agreements.load(reference);
			return this.specialTerms.open(Origin.PACKAGE, agreement.reseller(), agreement.subsidiary(),
					newest.preparedBy(), reference, asked, List.of());
		});
		this.agreements.termsAskedIn(reference, request);
		return new Opened(request, true);
	}

	private Optional<SpecialTermsRequest> own(String reference) {
		return this.requests.ofAgreement(reference)
			.stream()
			.filter((request) -> request.origin() == Origin.PACKAGE)
			.findFirst()
			.flatMap((request) -> this.requests.findForChange(request.reference()));
	}

	/**
	 * A request belongs to one package; the first that needs it has it. What became of
	 * one that belongs to another is told with the outcome.
	 */
	private void link(String request, String reference) {
		SpecialTermsRequest named = this.requests.findForChange(request)
			.orElseThrow(() -> SpecialTermsService.unknown(request));
		if (named.agreement() == null) {
			this.requests.link(request, reference, this.clock.instant().truncatedTo(ChronoUnit.MICROS));
			tell("SpecialTermsLinked", request, AgreementEvent.SYSTEM,
					"Belongs to package %s from now on".formatted(reference), reference);
		}
	}

	private boolean covers(SpecialTermsRequest own, AgreementPackage facts, List<PackageTerm> left) {
		Set<String> granted = this.requests.terms(own.reference(), own.revision())
			.stream()
			.map(RequestedTerm::textHash)
			.collect(Collectors.toSet());
		return own.status().granted() && !own.expiresOn().isBefore(today())
				&& own.customer().equals(facts.customer().legalName())
				&& own.customerCountry().equals(facts.customer().country())
				&& own.programme().equals(facts.programme().code())
				&& own.value().currency().equals(facts.totalValue().currency())
				&& own.value().amount().compareTo(facts.totalValue().amount()) >= 0
				&& left.stream().allMatch((term) -> granted.contains(term.asked().textHash()));
	}

	/** What a package asks for, as a request of its own. */
	static TermsAsked asked(AgreementPackage facts, List<PackageTerm> left) {
		List<TermsAsked.Term> terms = left.stream().map((term) -> {
			Amendment amendment = (term.source() == Source.AMENDMENT) ? facts.amendments().get(term.index()) : null;
			return new TermsAsked.Term(term.asked().code(), (amendment != null) ? amendment.title() : null,
					term.asked().text(), term.asked().percent(), null, justification(facts, term));
		}).toList();
		return new TermsAsked(new TermsAsked.Customer(facts.customer().legalName(), facts.customer().country()),
				facts.programme().code(), facts.segment().name(), facts.totalValue(), null, terms, List.of());
	}

	/** A number from elsewhere grants nothing here, but the approvers see it. */
	private static String justification(AgreementPackage facts, PackageTerm term) {
		String elsewhere = (term.source() == Source.EXCEPTION && term.request() == null)
				? facts.exceptions().get(term.index()).reference() : null;
		return (elsewhere != null) ? "The reseller names " + elsewhere : null;
	}

	/**
	 * The request of a package that ends before anybody decided is withdrawn with it. One
	 * that was granted stays with the package that had it: what it was used for stays
	 * provable.
	 */
	@EventListener
	void ended(AgreementEvent event) {
		if (!ENDS.contains(event.happened())) {
			return;
		}
		own(event.reference()).filter((request) -> !request.status().closed()).ifPresent((request) -> {
			this.requests.closed(request.reference(), SpecialTermsStatus.WITHDRAWN, event.actor(),
					"Package %s ended.".formatted(event.reference()), null, event.occurredAt());
			tell("SpecialTermsWithdrawn", request.reference(), event.actor(),
					"Withdrawn with package " + event.reference(), event.reference());
		});
	}

	private void tell(String type, String request, String actor, String summary, String agreement) {
		this.events.publishEvent(new SpecialTermsEvent(type, request,
				this.clock.instant().truncatedTo(ChronoUnit.MICROS), actor, summary, Map.of("agreement", agreement)));
	}

	private LocalDate today() {
		return LocalDate.ofInstant(this.clock.instant(), ZoneOffset.UTC);
	}

}
