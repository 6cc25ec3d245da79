package io.countersign.validation;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.countersign.agreement.AgreementPackage.SignatureMethod;
import io.countersign.agreement.AgreementPackage.Signer;
import io.countersign.validation.Paper.Hit;

/**
 * The record of an electronic signature as read from its text: the audit report of Adobe
 * Acrobat Sign or the certificate of completion of DocuSign. Who sent the document for
 * signature is in it too and signed nothing by that.
 */
final class AuditTrail {

	private static final Pattern ADOBE_FINAL = Pattern.compile("(?i)Final Audit Report");

	private static final Pattern ADOBE_INTERIM = Pattern.compile("(?i)Interim (?:Audit )?Report");

	private static final Pattern DOCUSIGN = Pattern.compile("(?i)Certificate Of Completion");

	private static final Pattern STATUS = Pattern.compile("(?i)\\bStatus: ?(\\p{L}+)");

	private static final Pattern DONE = Pattern.compile("(?i)Signed|Approved|Completed");

	private static final Pattern ENVELOPE = Pattern
		.compile("(?i)Envelope ?[Il]d: ?([0-9A-F]{8}-?[0-9A-F]{4}-?[0-9A-F]{4}-?[0-9A-F]{4}-?[0-9A-F]{12})");

	/** Adobe's line of a signing: whom, and the rest of the line. */
	private static final Pattern ADOBE_SIGNED = Pattern
		.compile("(?im)^.{0,40}?Document (?:e-signed|signed|approved) by ([^\\n]{1,300})");

	/** Adobe writes days like this in its report. */
	private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}|\\d{1,2}/\\d{1,2}/\\d{4}");

	private static final Pattern SIGNER_EVENTS = Pattern.compile("(?i)Signer Events");

	/** What follows the events of signers. */
	private static final Pattern OTHER_EVENTS = Pattern.compile(
			"(?i)(?:In Person Signer|Editor Delivery|Agent Delivery|Carbon Copy|Witness|Notary|Envelope Summary) Events");

	private static final Pattern DOCUSIGN_SIGNED = Pattern.compile("(?i)\\bSigned: ?(\\d{1,2}/\\d{1,2}/\\d{4})?");

	private final Paper paper;

	private final SignatureMethod method;

	private final boolean interim;

	private final List<Event> signings;

	private AuditTrail(Paper paper) {
		this.paper = paper;
		this.interim = paper.has(ADOBE_INTERIM) && !paper.has(ADOBE_FINAL);
		this.method = (this.interim || paper.has(ADOBE_FINAL)) ? SignatureMethod.ADOBE_SIGN
				: paper.has(DOCUSIGN) ? SignatureMethod.DOCUSIGN : null;
		this.signings = (this.method == SignatureMethod.DOCUSIGN) ? docusign(paper) : adobe(paper);
	}

	/**
	 * A signing.
	 *
	 * @param who name and e-mail address as the trail prints them
	 * @param on the day, in whatever zone the trail uses; empty where it was not read
	 */
	record Event(String who, List<LocalDate> on, int page) {

		boolean isBy(Signer signer) {
			return (signer.name() != null && Texts.mentions(this.who, signer.name())) || (signer.email() != null
					&& this.who.toLowerCase(Locale.ROOT).contains(signer.email().toLowerCase(Locale.ROOT)));
		}

	}

	static AuditTrail of(Paper paper) {
		return new AuditTrail(paper);
	}

	Paper paper() {
		return this.paper;
	}

	/** The service it is of; empty where that is not known. */
	Optional<SignatureMethod> method() {
		return Optional.ofNullable(this.method);
	}

	/** Whether it was downloaded before everybody had signed. */
	boolean interim() {
		return this.interim;
	}

	/** A status that is none of completion. */
	Optional<Hit> unfinished() {
		return this.paper.find(STATUS).filter((status) -> !DONE.matcher(status.text()).matches());
	}

	Optional<Hit> envelope() {
		return this.paper.find(ENVELOPE);
	}

	/** What this signer signed by, if anything. */
	Optional<Event> signing(Signer signer) {
		return this.signings.stream().filter((event) -> event.isBy(signer)).findFirst();
	}

	private static List<Event> adobe(Paper paper) {
		List<Event> events = new ArrayList<>();
		for (int page = 1; page <= paper.pages().size(); page++) {
			List<String> lines = paper.lines(page);
			for (int i = 0; i < lines.size(); i++) {
				Matcher signed = ADOBE_SIGNED.matcher(lines.get(i));
				if (signed.find()) {
					// The time stands on the same line or on the next.
					Matcher day = DAY.matcher(signed.group(1) + " " + ((i + 1 < lines.size()) ? lines.get(i + 1) : ""));
					events.add(new Event(signed.group(1), day.find() ? Dates.meant(day.group()) : List.of(), page));
				}
			}
		}
		return events;
	}

	/**
	 * Each signer's block: name, address and title, then Sent, Viewed and Signed. The
	 * blocks follow each other, so what is before one Signed is of that signer.
	 */
	private static List<Event> docusign(Paper paper) {
		List<Event> events = new ArrayList<>();
		boolean inside = false;
		StringBuilder block = new StringBuilder();
		for (int page = 1; page <= paper.pages().size(); page++) {
			for (String line : paper.lines(page)) {
				if (!inside) {
					Matcher start = SIGNER_EVENTS.matcher(line);
					inside = start.find();
					block.setLength(0);
					block.append(inside ? line.substring(start.end()) : "");
				}
				else if (OTHER_EVENTS.matcher(line).find()) {
					return events;
				}
				else {
					block.append(' ').append(line);
				}
				Matcher signed = DOCUSIGN_SIGNED.matcher(line);
				if (inside && signed.find()) {
					events.add(new Event(block.toString(),
							(signed.group(1) != null) ? Dates.meant(signed.group(1)) : List.of(), page));
					block.setLength(0);
				}
			}
		}
		return events;
	}

}
