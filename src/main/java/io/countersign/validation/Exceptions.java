package io.countersign.validation;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

import io.countersign.agreement.AgreementPackage.ExceptionKind;
import io.countersign.agreement.AgreementPackage.PolicyException;
import io.countersign.agreement.Finding.Severity;
import io.countersign.agreement.PackageTerm;
import io.countersign.validation.Rule.Draft;

/**
 * Exceptions from policy that a reseller claims. One that was granted in a request for
 * special terms satisfies the rule; one that is asked for with the package is decided on
 * before anyone signs; a number from elsewhere proves nothing, so a person checks it and
 * it is decided on all the same.
 */
final class Exceptions {

	private Exceptions() {
	}

	static void consider(Dossier dossier, ExceptionKind kind, Draft draft) {
		consider(dossier, kind, (exception) -> true, draft);
	}

	/**
	 * Weighs a finding less where an exception covers it that was in force at signature
	 * and receipt.
	 */
	static void consider(Dossier dossier, ExceptionKind kind, Predicate<PolicyException> covers, Draft draft) {
		List<PolicyException> claimed = dossier.exceptions(kind).stream().filter(covers).toList();
		Optional<PolicyException> inForce = claimed.stream()
			.filter((exception) -> inForce(dossier, exception))
			.findFirst();
		if (inForce.isPresent()) {
			weigh(dossier, inForce.get(), draft);
		}
		else {
			claimed.stream()
				.findFirst()
				.ifPresent((exception) -> draft.saying("The exception%s expired on %s, before signature or receipt."
					.formatted(named(exception), exception.expiresOn())));
		}
	}

	private static void weigh(Dossier dossier, PolicyException exception, Draft draft) {
		Optional<PackageTerm> asked = dossier.term(exception);
		Optional<String> request = asked.map(PackageTerm::request);
		if (asked.isEmpty()) {
			draft.weighing(Severity.INFO)
				.saying("The catalogue leaves this exception free.")
				.cured("Nothing: nobody has to approve it.");
		}
		else if (request.isPresent() && dossier.grants().granted(asked.get())) {
			draft.weighing(Severity.INFO)
				.saying("Request %s allows it.".formatted(request.get()))
				.cured("Nothing: it was approved.");
		}
		else if (request.isPresent() && !dossier.grants().ownRequest(asked.get())) {
			draft.saying("Request %s does not allow it; see APR-01 and APR-02.".formatted(request.get()));
		}
		else if (request.isPresent() || exception.reference() == null) {
			draft.weighing(Severity.INFO)
				.saying("The package asks for an exception.")
				.cured("Nothing here: the exception is decided on before anyone signs.");
		}
		else {
			draft.weighing(Severity.WARNING)
				.saying("The reseller names exception %s for it.".formatted(exception.reference()))
				.cured("Check what exception %s says. It was not granted here, so it is decided on before anyone signs."
					.formatted(exception.reference()));
		}
	}

	private static String named(PolicyException exception) {
		return (exception.reference() != null) ? " " + exception.reference() : "";
	}

	private static boolean inForce(Dossier dossier, PolicyException exception) {
		LocalDate expires = exception.expiresOn();
		return expires == null || (!dossier.receivedOn().isAfter(expires)
				&& dossier.signedOn().filter((signed) -> signed.isAfter(expires)).isEmpty());
	}

}
