package io.countersign.desk;

import java.util.List;

import io.countersign.desk.Shown.Badge;
import io.countersign.document.SignatureReports;

/**
 * The signatures of a document, a sentence each.
 *
 * @param report address of the full report; {@code null} where there is none
 */
record SignaturesShown(List<SignatureShown> signatures, String report) {

	/**
	 * @param level what it proves by itself, in words; {@code null} where it says nothing
	 * @param details what the library criticised, in its own words
	 */
	record SignatureShown(Badge verdict, String sentence, String level, List<String> details) {
	}

	static SignaturesShown of(SignatureReports.Report report, String address) {
		return new SignaturesShown(report.signatures().stream().map(SignaturesShown::shown).toList(),
				(report.xml() != null) ? address : null);
	}

	private static SignatureShown shown(SignatureReports.Verdict verdict) {
		Badge badge = switch (verdict.outcome()) {
			case VALID -> new Badge(verdict.ours() ? "Our signature" : "Signature", "good", "check");
			case UNTRUSTED, UNCLEAR -> new Badge("Not proven", "waiting", "warning");
			default -> new Badge("Not valid", "trouble", "blocker");
		};
		return new SignatureShown(badge, verdict.sentence(), (verdict.level() != null) ? switch (verdict.level()) {
			case "T" -> "Level T: with a time stamp";
			case "LT" -> "Level LT: with a time stamp, certificates and revocation lists";
			case "LTA" -> "Level LTA: with all that proves it for years";
			default -> "Level B: no time stamp";
		} : null, verdict.details());
	}

}
