package io.countersign.validation;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.countersign.agreement.Finding.FaultParty;
import io.countersign.agreement.Finding.Severity;
import io.countersign.kernel.Sha256;
import io.countersign.validation.Rule.Check;

/**
 * The rules of validation in the order in which their findings are told. The order means
 * nothing else: each rule looks for itself.
 */
final class Rules {

	/** Stands in for a rule that failed; found by {@link ValidationService}. */
	static final Rule FAILED = warning("SYS-01", "Every rule could be applied", FaultParty.SYSTEM, "R23",
			"Check by eye what the rule looks for; the failure was reported to the operators.",
			"Default: a rule that fails is never a pass.", (dossier, findings) -> {
			});

	static final List<Rule> ALL = List.of(
			blocker("DOC-01", "A signature form is in the package", FaultParty.LSP, "R01",
					"Send the signature form of this signature event.",
					"Secondary; the on-time renewal page names a completed signature form (Confirmed).",
					DocumentRules::signatureFormPresent),
			blocker("DOC-02", "Documents and signature form list each other", FaultParty.LSP, "R06",
					"Send the missing document, or a signature form that lists exactly the documents sent, with code and version.",
					"Secondary.", DocumentRules::listedBothWays),
			blocker("DOC-03", "Every form is a version that counted when it was signed", FaultParty.LSP, "R02",
					"Have the current version of the form signed, and send it.",
					"Secondary that versions matter; Default for which, in accepted-form-versions.",
					DocumentRules::versionsAccepted),
			blocker("DOC-04", "The enrolment is complete: form, product selection, exactly one base price sheet",
					FaultParty.LSP, "R01", "Complete the enrolment's documents.", "Secondary.",
					DocumentRules::enrolmentComplete),
			blocker("DOC-05", "Every amendment is named, sent and attached to the signature form", FaultParty.LSP,
					"R06", "List the amendment on the signature form and send both again.",
					"Confirmed: an amendment must be attached to a signature form to be valid.",
					DocumentRules::amendmentsAttached),
			blocker("DOC-06", "A renewal says what it renews", FaultParty.LSP, "R08",
					"Give the number of the enrolment that is renewed.", "Confirmed.",
					DocumentRules::priorEnrolmentGiven),
			blocker("DOC-07", "The agreement is in the package, or its number is given", FaultParty.LSP, "R08",
					"Give the number of the agreement, or send it.", "Secondary.", DocumentRules::agreementKnown),
			blocker("DOC-08", "A purchase order or commitment is in the package and is the one named", FaultParty.LSP,
					"R15", "Send the purchase order or purchase commitment.",
					"Confirmed; a differing number alone is no reason to dispute (Confirmed).",
					DocumentRules::purchaseOrderPresent),
			warning("DOC-09", "The customer's contacts are complete and can be reached", FaultParty.LSP, "R21",
					"Complete the contact.",
					"Confirmed for the roles; Secondary and Default for what is asked of them, in contact-requirements and contact-address.",
					ContactRules::contactsComplete),
			warning("DOC-10", "Every document can be read", FaultParty.LSP, "R90",
					"Read the document by eye, or ask for one with text instead of a scan.",
					"Default: what was not read was not checked.", DocumentRules::readable),
			blocker("DOC-11", "Every document is what the package says it is", FaultParty.LSP, "R01",
					"Send the right file, or list this one under its own type.",
					"Default; titles and footers by which documents are told are Confirmed.",
					DocumentRules::isWhatItSays),
			blocker("DOC-12", "Numbers on the documents are those of the package: agreement, enrolment, quote, tax id",
					FaultParty.LSP, "R08", "Correct the package or the document so that both carry the same number.",
					"Default; the labels are Confirmed.", ContentRules::numbersAgree),
			blocker("DOC-13",
					"Totals and currency on the documents are those of the package, within the maximum resale price",
					FaultParty.LSP, "R09", "Correct the package or the document so that both give the same amount.",
					"Default; the maximum resale price is Confirmed.", ContentRules::amountsAgree),
			blocker("DOC-14", "Price levels and counts on the product selection form are those of the package",
					FaultParty.LSP, "R09", "Correct the package or the form so that both give the same.",
					"Default; the rows are Confirmed.", ContentRules::selectionAgrees),
			warning("DOC-15", "Dates on the documents are those of the package", FaultParty.LSP, "R10",
					"Correct the package or the document so that both give the same day.",
					"Default; the labels are Confirmed and Recalled.", ContentRules::datesAgree),
			blocker("DOC-16", "A manual order form holds one kind of order for one year", FaultParty.LSP, "R10",
					"Send one form for each kind of order and for each year.", "Confirmed.",
					ContentRules::oneKindOfOrder),
			blocker("SIG-01", "The customer signed", FaultParty.CUSTOMER, "R03",
					"Have an authorised representative of the customer sign the form.", "Secondary.",
					SignatureRules::customerSigned),
			blocker("SIG-02", "The customer's signature is no picture put onto the page", FaultParty.CUSTOMER, "R04",
					"Have the customer sign in ink, or with a signing service and send its audit trail.",
					"Confirmed: pasted images and drawn signatures are rejected; Default for how they are told.",
					SignatureRules::signatureVerifiable),
			blocker("SIG-03", "An electronic signature comes with its completed audit trail", FaultParty.LSP, "R04",
					"Send the audit trail downloaded from the signing service after everybody signed.", "Confirmed.",
					SignatureRules::auditTrailPresent),
			blocker("SIG-04", "Where ways of signing are mixed, every electronic signature has its audit trail",
					FaultParty.LSP, "R05",
					"Send the audit trail of each electronic signature, or have all sign one way.", "Confirmed.",
					SignatureRules::methodsCovered),
			blocker("SIG-05", "The signer is known by name, title and date, on the form as in the package",
					FaultParty.CUSTOMER, "R03", "Complete name, title and date of the customer's signer.",
					"Default; name and date carry the required mark on filed forms (Confirmed), the title does not.",
					SignatureRules::signerComplete),
			warning("SIG-06", "The customer signed by the method it asked for", FaultParty.LSP, "R05",
					"Confirm with the customer that the other method was meant.", "Confirmed.",
					SignatureRules::methodAsRequested),
			blocker("SIG-07", "Documents are the versions that were agreed on and checked before", FaultParty.LSP,
					"R04", "Send the version that was agreed on, or have the changed one checked and signed anew.",
					"Default.", SignatureRules::sameAsChecked),
			blocker("SIG-08", "Digital signatures in documents are intact and of trusted issuers", FaultParty.LSP,
					"R04", "Send the document as it was signed.", "Default; checked as ETSI EN 319 102-1 describes.",
					SignatureRules::digitalSignaturesIntact),
			warning("SIG-09", "The customer signs before Microsoft", FaultParty.LSP, "R03",
					"Find out when the form was signed.",
					"Default; a filed form shows the other order (Confirmed), so it is no blocker.",
					SignatureRules::customerSignsFirst),
			blocker("ENT-01", "Every document is about the same legal entity", FaultParty.LSP, "R07",
					"Correct the package or the document so that both carry the customer's legal name.", "Default.",
					EntityRules::oneLegalName),
			blocker("ENT-02", "The partner is the registered one and the partner of record on the effective date",
					FaultParty.LSP, "R17", "Give the number that the reseller is registered under.",
					"Confirmed that the partner of record counts; the register is this desk's own.",
					EntityRules::partnerOfRecord),
			blocker("ENT-03", "Products and forms are of the customer's segment", FaultParty.LSP, "R19",
					"Order the edition of the customer's segment, or correct the segment.",
					"Confirmed for government editions; the words by which they are told are a default.",
					EntityRules::segmentFits),
			blocker("ENT-04", "The customer is screened against trade and sanctions lists where policy asks for it",
					FaultParty.LSP, "R90", "Have the customer screened, and give reference and day of the screening.",
					"Default; countries and ages in trade-screening.", EntityRules::tradeScreened),
			blocker("ELG-01", "The customer is large enough for the programme", FaultParty.LSP, "R12",
					"Correct the counts, or choose a programme for the customer's size.",
					"Confirmed; numbers by form version and segment in programme-eligibility.",
					PolicyRules::largeEnough),
			blocker("ELG-02", "The programme is open", FaultParty.LSP, "R12",
					"Choose a programme that is open for new business.", "Secondary; days in programme-eligibility.",
					PolicyRules::programmeOpen),
			blocker("ELG-03", "A Server and Cloud Enrollment commits to a component in full", FaultParty.LSP, "R12",
					"Name in serverComponents what is committed with full Software Assurance.",
					"Confirmed: at least one component, for the whole installed base.", OrderRules::committed),
			blocker("PRC-01", "Each price level is the one that policy gives", FaultParty.LSP, "R09",
					"Correct the price level, or the counts it follows from.",
					"Confirmed for levels by count; Secondary for the change of November 2025; table price-level.",
					PolicyRules::priceLevelRight),
			blocker("PRC-02", "Products, quantities and prices are those of the price sheet, and the quote was open",
					FaultParty.LSP, "R09",
					"Correct the package or have the price sheet issued again, so that both say the same.",
					"Default; part numbers and columns as on filed quotes (Confirmed) and price sheets (Recalled).",
					PriceRules::asOffered),
			blocker("PRC-03", "An enrolment that exists orders what its prices are fixed for", FaultParty.LSP, "R13",
					"Send the supplemental price sheet that prices it, or mark the line as price locked.",
					"Confirmed; table price-lock.", PriceRules::priceLocked),
			blocker("PRC-04", "No discount goes beyond what was approved", FaultParty.LSP, "R14",
					"Name an approval (exception DISCOUNT) that covers the discount and was in force at signature and receipt, or lower it.",
					"Confirmed as the lesson of a published case of 2019; limits by default in discount-limits.",
					PriceRules::discountApproved),
			blocker("PRC-05", "A late renewal gives up discount", FaultParty.LSP, "R16",
					"Lower the discount and say so in quote.discountReduction, or name the exception LATE_RENEWAL.",
					"Confirmed: at least three points; table late-renewal.", PriceRules::lateRenewalPaidFor),
			warning("PRC-06", "The total value is what lines and purchase order come to", FaultParty.LSP, "R09",
					"Correct the total, the lines or the purchase order, so that they say the same.",
					"Default; readings and tolerance in stated-totals.", PriceRules::totalsAgree),
			warning("DAT-01", "The term has full length", FaultParty.LSP, "R10",
					"Correct the term, or confirm that its length was agreed on.", "Secondary.",
					PolicyRules::termLength),
			blocker("DAT-02", "A renewal starts the day after the renewed term", FaultParty.LSP, "R16",
					"Correct the first day, or attach an amendment that allows it or the approval of the Business Desk.",
					"Confirmed; amendments: table catalogue-amendments.", PolicyRules::renewalFollows),
			warning("DAT-03", "Orders come, and usage begins, within their days", FaultParty.LSP, "R10",
					"Correct the date, or say why it differs.",
					"Confirmed, by form version and year; tables true-up-window and coverage-dates.",
					DateRules::withinItsDays),
			blocker("DAT-04", "A true-up is for the year in which its usage began", FaultParty.LSP, "R10",
					"Correct the year, or move the line to the true-up of its year.",
					"Confirmed; table coverage-dates.", DateRules::rightYear),
			blocker("DAT-05", "Nothing takes effect before the customer signed", FaultParty.LSP, "R16",
					"Ask for a later effective date, or name the exception BACKDATE.",
					"Confirmed: backdating is allowed in very few situations; table backdating.",
					DateRules::notBackdated),
			blocker("DAT-06", "Reservations are made by whom and when they may be", FaultParty.LSP, "R10",
					"Take the reservation off the order, or correct its date.", "Confirmed; table reservations.",
					DateRules::reservedInTime),
			warning("QTY-01", "What is ordered enterprise-wide is ordered in equal quantities", FaultParty.LSP, "R09",
					"Correct the quantities, or say why they differ.", "Secondary; told for enterprise products.",
					OrderRules::enterpriseWideEqual),
			blocker("QTY-02", "No quantity goes below its floor", FaultParty.LSP, "R12",
					"Order at least the quantity that has to remain.",
					"Confirmed for subscriptions; table quantity-floor.", OrderRules::notBelowTheFloor),
			blocker("QTY-03", "Every ordered line names its country of usage", FaultParty.LSP, "R10",
					"Give the country of usage of each line.", "Confirmed.", PolicyRules::usageCountryGiven),
			blocker("QTY-04", "An agreement orders something", FaultParty.LSP, "R01",
					"Name the ordered products with quantity and price.", "Default; table order-rules.",
					OrderRules::somethingOrdered),
			warning("ORD-01", "An anniversary's order is flagged as one", FaultParty.LSP, "R11",
					"Set order.anniversary; without it the order is processed as an additional one.",
					"Confirmed for Open Value; table order-rules.", OrderRules::anniversaryFlagged),
			warning("ORD-02", "Nothing is ordered twice", FaultParty.LSP, "R20",
					"Withdraw one of the two, or give each its own purchase order.", "Default.",
					OrderRules::orderedOnce),
			info("ORD-03", "Every price can be resolved", FaultParty.LSP, "R13",
					"Give the opportunity id: the ROC asks for it when it reviews a price.",
					"Confirmed: the opportunity is cited when a special price is asked for.",
					OrderRules::pricesResolved),
			blocker("ORD-04", "A manual true-up order is for one year", FaultParty.LSP, "R10",
					"Send one form for each year of the enrolment.", "Confirmed.", OrderRules::oneYearOnAForm),
			blocker("ORD-05", "A manual true-up order holds nothing new", FaultParty.LSP, "R09",
					"Send new products on a form of their own.", "Confirmed.", OrderRules::nothingNewOnATrueUp),
			blocker("APR-01",
					"Terms that were approved beforehand are granted, still count, and cover this package with its conditions",
					FaultParty.LSP, "R14",
					"Correct the package so that it stays within what was granted, or ask for the terms anew.",
					"Default; that an approval ends and covers no more than was asked is Confirmed as the lesson of a published case of 2019.",
					TermsRules::approved),
			blocker("APR-02", "The words of each amendment are those that were approved, in the facts and on paper",
					FaultParty.LSP, "R14",
					"Send the amendment in the words that were approved, or ask for an approval of the new ones.",
					"Default.", TermsRules::asApproved),
			info("PRE-01", "A pre-flight receipt that is named is one of the reseller's", FaultParty.LSP, "R90",
					"Nothing has to be done; the package was examined anew. Name a receipt of yours, or none.",
					"Default.", HistoryRules::receiptKnown),
			info("PRE-02", "The facts are those of the pre-flight", FaultParty.LSP, "R90",
					"Nothing has to be done where the change was meant; the package was examined anew.", "Default.",
					HistoryRules::factsAsPreflighted));

	private Rules() {
	}

	/**
	 * Stable for the same rules: changes with any code, title, severity, cure or basis.
	 * It does not cover what the functions look at, which the release says, nor the
	 * decision tables, whose versions are kept with each answer.
	 */
	static String version() {
		return Sha256
			.of(Stream.concat(ALL.stream(), Stream.of(FAILED))
				.map((rule) -> String.join("\t", rule.code(), rule.title(), rule.severity().name(), rule.cure(),
						rule.basis()))
				.sorted()
				.collect(Collectors.joining("\n")))
			.substring(0, 16);
	}

	private static Rule blocker(String code, String title, FaultParty faultParty, String reasonCode, String cure,
			String basis, Check check) {
		return new Rule(code, title, Severity.BLOCKER, faultParty, reasonCode, cure, basis, check);
	}

	private static Rule warning(String code, String title, FaultParty faultParty, String reasonCode, String cure,
			String basis, Check check) {
		return new Rule(code, title, Severity.WARNING, faultParty, reasonCode, cure, basis, check);
	}

	private static Rule info(String code, String title, FaultParty faultParty, String reasonCode, String cure,
			String basis, Check check) {
		return new Rule(code, title, Severity.INFO, faultParty, reasonCode, cure, basis, check);
	}

}
