package io.countersign.specialterms;

/** The offices that decide on special terms, in words that outsiders understand too. */
public final class OfficeNames {

	private OfficeNames() {
	}

	public static String words(String office) {
		return switch (office) {
			case "clm-lead" -> "the lead of the customer lifecycle managers";
			case "manager-1" -> "the sales manager";
			case "manager-2" -> "the area lead";
			case "business-desk" -> "the Business Desk";
			case "legal" -> "the legal department";
			case "finance" -> "finance";
			case "cfo-delegate" -> "the delegate of the chief financial officer";
			default -> office.replace('-', ' ');
		};
	}

}
