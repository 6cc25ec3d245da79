package io.countersign.validation;

import java.time.LocalDate;
import java.util.List;
import java.util.function.Predicate;

import io.countersign.agreement.AgreementPackage.ExceptionKind;
import io.countersign.agreement.AgreementPackage.PolicyException;
import io.countersign.agreement.Finding.Severity;
import io.countersign.validation.Rule.Draft;

/**
 * Exceptions from policy that a reseller claims. A claim passes nothing by itself: what
 * would block goes to a person, who checks the reference.
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
		claimed.stream().filter((exception) -> inForce(dossier, exception)).findFirst().ifPresentOrElse((exception) -> {
			draft.weighing(Severity.WARNING)
				.saying("The reseller names exception %s for it.".formatted(exception.reference()))
				.cured("Check that exception %s was granted and covers this package.".formatted(exception.reference()));
		}, () -> claimed.stream()
			.findFirst()
			.ifPresent((exception) -> draft.saying("Exception %s expired on %s, before signature or receipt."
				.formatted(exception.reference(), exception.expiresOn()))));
	}

	private static boolean inForce(Dossier dossier, PolicyException exception) {
		LocalDate expires = exception.expiresOn();
		return expires == null || (!dossier.receivedOn().isAfter(expires)
				&& dossier.signedOn().filter((signed) -> signed.isAfter(expires)).isEmpty());
	}

}
