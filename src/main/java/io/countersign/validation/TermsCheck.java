package io.countersign.validation;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import io.countersign.agreement.AgreementPackage;
import io.countersign.agreement.AgreementPackage.Line;
import io.countersign.agreement.AskedTerm;
import io.countersign.agreement.PackageTerm;
import io.countersign.agreement.TermsRegister.Condition;
import io.countersign.agreement.TermsRegister.Standing;
import io.countersign.agreement.TermsRegister.Term;
import io.countersign.agreement.TermsRegister.Terms;
import io.countersign.kernel.Money;

/**
 * Whether a request for special terms that a package names covers this package. Each
 * check answers what is wrong, or nothing.
 */
final class TermsCheck {

	private final Dossier dossier;

	private final AgreementPackage facts;

	TermsCheck(Dossier dossier) {
		this.dossier = dossier;
		this.facts = dossier.facts();
	}

	/**
	 * Something that does not fit.
	 *
	 * @param path where in the facts
	 * @param found there; {@code null} where nothing is
	 * @param expected what was granted; {@code null} where that is no value
	 * @param cure what to do; {@code null} for the rule's own
	 */
	record Misfit(String message, String path, Object found, Object expected, String cure) {
	}

	/**
	 * Whether a term was granted in a request that covers this package as it is, in these
	 * words.
	 */
	boolean granted(PackageTerm term) {
		return this.dossier.known()
			.request(term.request())
			.filter((request) -> standing(request, term).isEmpty() && scope(request).isEmpty()
					&& conditions(request).isEmpty() && sameWords(request, term.asked()).isPresent())
			.isPresent();
	}

	/** Whether a term names the request that was opened for this very package. */
	boolean ownRequest(PackageTerm term) {
		return this.dossier.known()
			.request(term.request())
			.filter((request) -> this.dossier.reference().equals(request.agreement()))
			.isPresent();
	}

	/** Whether the request was granted, and still counts, for a term that it holds. */
	Optional<Misfit> standing(Terms request, PackageTerm term) {
		String path = term.requestPath();
		if (ownRequest(term) && request.standing() != Standing.GRANTED) {
			// The package's own request: what it asks for now becomes its next revision.
			return Optional.empty();
		}
		if (request.agreement() != null && !request.agreement().equals(this.dossier.reference())) {
			return Optional.of(new Misfit("Request %s belongs to another package.".formatted(request.reference()), path,
					request.reference(), null, "Ask for the terms with this package: leave the reference out."));
		}
		if (request.standing() == Standing.ENDED) {
			return Optional.of(new Misfit(
					"Request %s was refused, withdrawn or has expired; nothing is granted in it."
						.formatted(request.reference()),
					path, request.reference(), null,
					"Ask for the terms anew, or leave the reference out to ask for them with this package."));
		}
		if (request.standing() == Standing.OPEN) {
			return Optional.of(new Misfit("Request %s is not decided yet.".formatted(request.reference()), path,
					request.reference(), null,
					"Send the package once the request is granted, or leave the reference out to ask for the terms with this package."));
		}
		if (request.expiresOn() != null && request.expiresOn().isBefore(this.dossier.receivedOn())) {
			return Optional.of(new Misfit(
					"What request %s granted could be used until %s.".formatted(request.reference(),
							request.expiresOn()),
					path, request.reference(), "signed by " + request.expiresOn(), "Ask for the terms anew."));
		}
		if (held(request, term.asked()).isEmpty()) {
			return Optional.of(new Misfit(
					"Request %s grants nothing under %s.".formatted(request.reference(), term.asked().code()),
					term.path(), term.asked().code(),
					String.join(", ", request.terms().stream().map((each) -> each.asked().code()).toList()),
					"Name the request in which it was granted, or leave the reference out."));
		}
		return Optional.empty();
	}

	/** What of the package lies beyond what was granted. */
	List<Misfit> scope(Terms request) {
		List<Misfit> misfits = new ArrayList<>();
		String reference = request.reference();
		String name = this.facts.customer().legalName();
		if (Texts.compareNames(name, request.customer()) != Texts.Likeness.SAME) {
			misfits.add(new Misfit("Request %s was granted for another customer.".formatted(reference),
					"/customer/legalName", name, request.customer(), null));
		}
		misfit(misfits, "Request %s was granted for a customer in another country.".formatted(reference),
				"/customer/country", this.facts.customer().country(), request.customerCountry());
		misfit(misfits, "Request %s was granted for another programme.".formatted(reference), "/programme",
				this.facts.programme().code(), request.programme());
		Money value = this.facts.totalValue();
		if (!value.currency().equals(request.value().currency())) {
			misfits.add(new Misfit("Request %s was granted in another currency.".formatted(reference),
					"/totalValue/currency", value.currency(), request.value().currency(), null));
		}
		else if (value.amount().compareTo(request.value().amount()) > 0) {
			misfits.add(new Misfit("The package is worth more than request %s was granted for.".formatted(reference),
					"/totalValue/amount", value.amount().toPlainString(),
					"at most " + request.value().amount().stripTrailingZeros().toPlainString(), null));
		}
		return misfits;
	}

	private static void misfit(List<Misfit> misfits, String message, String path, String found, String granted) {
		if (!Objects.equals(found, granted)) {
			misfits.add(new Misfit(message, path, found, granted, null));
		}
	}

	/** Conditions of the approvals that the package does not keep. */
	List<Misfit> conditions(Terms request) {
		List<Misfit> misfits = new ArrayList<>();
		for (Condition condition : request.conditions()) {
			broken(condition).ifPresent(
					(place) -> misfits.add(new Misfit(
							"A condition of request %s is not kept: %s".formatted(request.reference(),
									condition.words()),
							place.path(), place.found(), place.expected(),
							"Change the package so that it keeps the condition, or ask for the terms anew.")));
		}
		return misfits;
	}

	/** Where a condition is broken. */
	private record Place(String path, Object found, Object expected) {
	}

	private Optional<Place> broken(Condition condition) {
		return switch (condition.kind()) {
			case MAX_VALUE -> Optional.of(this.facts.totalValue().amount())
				.filter((value) -> value.compareTo(new BigDecimal(condition.value())) > 0)
				.map((value) -> new Place("/totalValue/amount", value.toPlainString(), "at most " + condition.value()));
			case MAX_DISCOUNT -> tooHighDiscount(new BigDecimal(condition.value()))
				.map((index) -> new Place("/lines/" + index + "/discountPercent",
						this.facts.lines().get(index).discountPercent().toPlainString(),
						"at most " + condition.value()));
			case DOCUMENT ->
				this.facts.documents().stream().noneMatch((entry) -> entry.type().name().equals(condition.value()))
						? Optional.of(new Place("/documents", null, condition.value())) : Optional.empty();
			case SIGNED_BY -> signedLater(LocalDate.parse(condition.value()));
			case NOTE -> Optional.empty();
		};
	}

	private Optional<Integer> tooHighDiscount(BigDecimal limit) {
		List<Line> lines = this.facts.lines();
		for (int i = 0; i < lines.size(); i++) {
			BigDecimal discount = lines.get(i).discountPercent();
			if (discount != null && discount.compareTo(limit) > 0) {
				return Optional.of(i);
			}
		}
		return Optional.empty();
	}

	/** A package that does not say when the customer signed keeps no such condition. */
	private Optional<Place> signedLater(LocalDate limit) {
		LocalDate signed = this.dossier.signedOn().orElse(null);
		return (signed == null || signed.isAfter(limit))
				? Optional.of(new Place("/signers", signed, "on or before " + limit)) : Optional.empty();
	}

	/** A term of the request under the same code, the one in the same words first. */
	static Optional<Term> held(Terms request, AskedTerm asked) {
		return sameWords(request, asked)
			.or(() -> request.terms().stream().filter((term) -> term.asked().code().equals(asked.code())).findFirst());
	}

	private static Optional<Term> sameWords(Terms request, AskedTerm asked) {
		return request.terms().stream().filter((term) -> term.asked().textHash().equals(asked.textHash())).findFirst();
	}

}
