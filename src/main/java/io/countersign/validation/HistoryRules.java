package io.countersign.validation;

import io.countersign.agreement.PackageHistory.PreflightReceipt;
import io.countersign.validation.Rule.Findings;

/** What a package says about its own past here. */
final class HistoryRules {

	private HistoryRules() {
	}

	/** A receipt of another reseller is as unknown as none at all. */
	static void receiptKnown(Dossier dossier, Findings findings) {
		String number = dossier.facts().preflight();
		if (number != null && dossier.history().preflight() == null) {
			findings.add("There is no pre-flight receipt '%s' of yours; it may be too old.".formatted(number))
				.at("/preflight")
				.found(number);
		}
	}

	static void factsAsPreflighted(Dossier dossier, Findings findings) {
		PreflightReceipt receipt = dossier.history().preflight();
		if (receipt != null && !receipt.factsUnchanged()) {
			findings.add("The facts changed since pre-flight %s.".formatted(receipt.number()))
				.at("/preflight")
				.found(receipt.number());
		}
	}

}
