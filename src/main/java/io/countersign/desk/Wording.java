package io.countersign.desk;

import java.util.Locale;
import java.util.Map;

import io.countersign.agreement.AgreementPackage.DocumentType;
import io.countersign.agreement.AgreementPackage.SignatureMethod;
import io.countersign.agreement.AgreementStatus;
import io.countersign.agreement.Finding;
import io.countersign.agreement.Route;
import io.countersign.specialterms.SpecialTermsStatus;

/** The words and signs that people read in place of codes. */
final class Wording {

	/**
	 * How a status or severity is meant. Pages show it as colour and sign, always beside
	 * the word.
	 */
	enum Tone {

		/** Something runs by itself. */
		MOVING("moving", "arrow"),
		/** A person has to act. */
		WAITING("waiting", "clock"),
		/** Something is wrong. */
		TROUBLE("trouble", "blocker"),
		/** Finished as wished. */
		GOOD("good", "check"),
		/** Finished, or of no concern. */
		QUIET("quiet", "dot");

		private final String css;

		private final String icon;

		Tone(String css, String icon) {
			this.css = css;
			this.icon = icon;
		}

		String css() {
			return this.css;
		}

		String icon() {
			return this.icon;
		}

	}

	private static final Map<String, String> DOCUMENTS = Map.ofEntries(Map.entry("PSF", "Program signature form"),
			Map.entry("MBSA", "Master agreement"), Map.entry("AGR", "Agreement"), Map.entry("ENR", "Enrolment"),
			Map.entry("PSEL", "Product selection form"), Map.entry("CPS", "Customer price sheet"),
			Map.entry("AMD", "Amendment"), Map.entry("PREV", "Previous enrolments form"),
			Map.entry("SUPC", "Supplemental contacts form"), Map.entry("RENF", "Renewal form"),
			Map.entry("PO", "Purchase order"), Map.entry("USTM", "Update statement"),
			Map.entry("SIGAUD", "Signature audit trail"), Map.entry("DTDF", "Discount transparency disclosure form"),
			Map.entry("CREDIT", "Credit document"), Map.entry("METEAOP", "Manual order form"),
			Map.entry("QUOTE", "Reseller quote"), Map.entry("OTHER", "Other document"));

	private Wording() {
	}

	static String status(AgreementStatus status) {
		return switch (status) {
			case RECEIVED -> "Received";
			case IN_REVIEW -> "In review";
			case RETURNED -> "Returned to reseller";
			case AWAITING_TERMS -> "Awaiting special terms";
			case ON_CREDIT_HOLD -> "On credit hold";
			case READY_TO_SIGN -> "Ready to sign";
			case COUNTERSIGNED -> "Countersigned";
			case SUBMITTED_TO_ROC -> "Submitted to ROC";
			case ROC_ON_HOLD -> "On hold at ROC";
			case ROC_REJECTED -> "Rejected by ROC";
			case ROC_ACCEPTED -> "Accepted by ROC";
			case PROCESSED -> "Processed by ROC";
			case INVOICED -> "Invoiced";
			case BOOKED -> "Booked";
			case WITHDRAWN -> "Withdrawn";
			case DECLINED -> "Declined";
			case EXPIRED -> "Expired";
		};
	}

	static Tone tone(AgreementStatus status) {
		return switch (status) {
			case RECEIVED, COUNTERSIGNED, SUBMITTED_TO_ROC, ROC_ACCEPTED, PROCESSED, INVOICED -> Tone.MOVING;
			case IN_REVIEW, RETURNED, AWAITING_TERMS, READY_TO_SIGN -> Tone.WAITING;
			case ON_CREDIT_HOLD, ROC_ON_HOLD, ROC_REJECTED -> Tone.TROUBLE;
			case BOOKED -> Tone.GOOD;
			case WITHDRAWN, DECLINED, EXPIRED -> Tone.QUIET;
		};
	}

	static Shown.Badge status(SpecialTermsStatus status) {
		String text = switch (status) {
			case RECEIVED -> "To be triaged";
			case RETURNED -> "Returned to who asked";
			case IN_APPROVAL -> "In approval";
			case INFORMATION_ASKED -> "Information asked for";
			case APPROVED -> "Approved";
			case APPROVED_WITH_CONDITIONS -> "Approved with conditions";
			case REFUSED -> "Refused";
			case WITHDRAWN -> "Withdrawn";
			case EXPIRED -> "Expired";
		};
		Tone tone = switch (status) {
			case RECEIVED, RETURNED, IN_APPROVAL, INFORMATION_ASKED -> Tone.WAITING;
			case APPROVED, APPROVED_WITH_CONDITIONS -> Tone.GOOD;
			case REFUSED -> Tone.TROUBLE;
			case WITHDRAWN, EXPIRED -> Tone.QUIET;
		};
		return new Shown.Badge(text, tone.css(), tone.icon());
	}

	/** A length of time as people say it, to two parts. */
	static String minutes(long minutes) {
		long hours = minutes / 60;
		if (hours >= 24) {
			return hours / 24 + " d " + hours % 24 + " h";
		}
		return (hours > 0) ? hours + " h " + minutes % 60 + " min" : minutes + " min";
	}

	/** Whether an issue with the ROC is open. */
	static Shown.Badge issueStatus(boolean open) {
		Tone tone = open ? Tone.TROUBLE : Tone.GOOD;
		return new Shown.Badge(open ? "Open with the ROC" : "Closed", tone.css(), tone.icon());
	}

	/** An office that decides about special terms, as people call it. */
	static String office(String office) {
		return switch (office) {
			case "clm-lead" -> "CLM lead";
			case "manager-1" -> "Sales manager";
			case "manager-2" -> "Area lead";
			case "business-desk" -> "Business Desk";
			case "cfo-delegate" -> "CFO's delegate";
			default -> plain(office.replace('-', ' '));
		};
	}

	/** What a class of terms means. */
	static String termClass(String termClass) {
		return termClass + switch (termClass) {
			case "T0" -> " programmatic";
			case "T1" -> " catalogue amendment";
			case "T2" -> " commercial";
			case "T3" -> " legal risk";
			case "T4" -> " revenue";
			case "T5" -> " exception to policy";
			default -> "";
		};
	}

	static String stage(AgreementStatus.Stage stage) {
		return switch (stage) {
			case INTAKE -> "Intake";
			case REVIEW -> "Review";
			case RESELLER -> "With the reseller";
			case TERMS -> "Special terms";
			case CREDIT -> "Credit";
			case SIGNATURE -> "Signature";
			case ROC -> "At the ROC";
			case DONE -> "Closed";
		};
	}

	static String severity(Finding.Severity severity) {
		return switch (severity) {
			case BLOCKER -> "Blocker";
			case WARNING -> "Warning";
			case INFO -> "Note";
		};
	}

	/** What a person decided, see {@code ReviewState.Judgement}. */
	static Shown.Badge verdict(String step, String decision) {
		return switch (decision) {
			case "pass" -> new Shown.Badge("Review passed", "good", "check");
			case "return" -> new Shown.Badge("Returned to the reseller", "waiting", "clock");
			case "escalate" -> new Shown.Badge("Asked the lead for an exception", "waiting", "clock");
			case "grant" -> new Shown.Badge("Exception granted", "good", "seal");
			case "refuse" -> new Shown.Badge("Exception refused", "trouble", "blocker");
			case "anotherRound" -> new Shown.Badge("Another round allowed", "good", "check");
			case "sendBack" -> new Shown.Badge("Sent back instead of signing", "waiting", "clock");
			case "decline" -> new Shown.Badge(step.equals("round") ? "No other round" : "Declined", "quiet", "dot");
			default -> new Shown.Badge(plain(decision), "quiet", "dot");
		};
	}

	static String fault(Finding.FaultParty party) {
		return switch (party) {
			case LSP -> "the reseller";
			case CUSTOMER -> "the customer";
			case MICROSOFT -> "Microsoft";
			case ROC -> "the ROC";
			case SYSTEM -> "this system";
		};
	}

	/** The way a submission took; an unknown route is shown as it is. */
	static String route(String route) {
		if (route == null) {
			return null;
		}
		for (Route known : Route.values()) {
			if (known.name().equals(route)) {
				return switch (known) {
					case STRAIGHT_THROUGH -> "Straight through, without a person";
					case SIGNATURE -> "To a person for signature";
					case TERMS -> "To special terms";
					case REVIEW -> "To review";
					case RETURN -> "Back to the reseller";
				};
			}
		}
		return route;
	}

	/** A document type by its code, see {@link DocumentType}. */
	static String document(String type) {
		return DOCUMENTS.getOrDefault(type, type);
	}

	/** {@code NON_STANDARD} as {@code Non standard}. */
	static String plain(String code) {
		if (code == null || code.isEmpty()) {
			return code;
		}
		String words = code.replace('_', ' ').toLowerCase(Locale.ROOT);
		return Character.toUpperCase(words.charAt(0)) + words.substring(1);
	}

	static String plain(Enum<?> constant) {
		return (constant != null) ? plain(constant.name()) : null;
	}

	static String signatureMethod(SignatureMethod method) {
		if (method == null) {
			return null;
		}
		return switch (method) {
			case WET_INK -> "Pen on paper";
			case ADOBE_SIGN -> "Adobe Sign";
			case DOCUSIGN -> "DocuSign";
			case OTHER_ELECTRONIC -> "Another electronic signature";
		};
	}

	static String scenario(String scenario) {
		return "TRUE_UP".equals(scenario) ? "True-up" : plain(scenario);
	}

	static String segment(String segment) {
		if (segment == null) {
			return null;
		}
		return switch (segment) {
			case "GOV_US" -> "Government (US)";
			case "GOV_NON_US" -> "Government (outside the US)";
			case "EDU" -> "Education";
			default -> plain(segment);
		};
	}

	/** {@code AgreementReturned} as {@code Agreement returned}. */
	static String event(String type) {
		return plain(type.replaceAll("(?<=[a-z])(?=[A-Z])", "_"));
	}

}
