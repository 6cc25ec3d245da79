package io.countersign.desk;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.countersign.agreement.AgreementPackage;
import io.countersign.agreement.AgreementPackage.DocumentType;
import io.countersign.agreement.SignatureLevel;
import io.countersign.agreement.AgreementStatus;
import io.countersign.agreement.AgreementViews;
import io.countersign.agreement.Finding;
import io.countersign.agreement.ReviewState;
import io.countersign.agreement.SubmissionComparison;
import io.countersign.audit.AuditTrail;
import io.countersign.desk.Shown.AgreementShown;
import io.countersign.desk.Shown.Badge;
import io.countersign.desk.Shown.ChangeShown;
import io.countersign.desk.Shown.ComparisonShown;
import io.countersign.desk.Shown.DocumentShown;
import io.countersign.desk.Shown.Due;
import io.countersign.desk.Shown.Fact;
import io.countersign.desk.Shown.FactGroup;
import io.countersign.desk.Shown.FindingShown;
import io.countersign.desk.Shown.Happened;
import io.countersign.desk.Shown.Judged;
import io.countersign.desk.Shown.Line;
import io.countersign.desk.Shown.NoteShown;
import io.countersign.desk.Shown.ReviewShown;
import io.countersign.desk.Shown.Row;
import io.countersign.desk.Shown.SubmissionShown;
import io.countersign.desk.Shown.Verdict;
import io.countersign.desk.Shown.When;
import io.countersign.desk.Shown.Work;
import io.countersign.identity.People;
import io.countersign.kernel.Money;
import io.countersign.specialterms.SpecialTermsStatus;

import org.springframework.web.util.UriComponentsBuilder;

/** Turns what the record answers into what one reader is shown. */
final class Showing {

	private static final Comparator<Finding> GRAVEST_FIRST = Comparator.comparing(Finding::severity)
		.thenComparing(Finding::code);

	private final Display display;

	private final People people;

	private final String reader;

	/**
	 * A view for one reader.
	 * @param reader the reader's user id
	 */
	Showing(Display display, People people, String reader) {
		this.display = display;
		this.people = people;
		this.reader = reader;
	}

	Display display() {
		return this.display;
	}

	When when(Instant instant) {
		return (instant != null) ? new When(this.display.iso(instant), this.display.moment(instant),
				this.display.day(instant), this.display.time(instant), this.display.relative(instant)) : null;
	}

	Due due(Instant instant) {
		return (instant != null) ? new Due(when(instant), this.display.due(instant), this.display.overdue(instant),
				this.display.urgent(instant)) : null;
	}

	Badge status(AgreementStatus status) {
		Wording.Tone tone = Wording.tone(status);
		return new Badge(Wording.status(status), tone.css(), tone.icon());
	}

	Row row(AgreementViews.Row row) {
		return new Row(row.reference(), row.customer(), row.reseller(), row.subsidiary(),
				row.programme() + ", " + Wording.scenario(row.scenario()).toLowerCase(this.display.locale()),
				this.display.money(row.value()), status(row.status()), Wording.stage(row.status().stage()),
				row.waitsFor(), when(row.waitsSince()), due(row.waitsUntil()), when(row.receivedAt()),
				row.submission());
	}

	Work work(AgreementViews.WorkItem item) {
		String holder = (item.assignee() != null) ? this.people.nameOf(item.assignee()) : null;
		return new Work(item.taskId(), tasklist(item.taskId()), item.name(), item.reference(), page(item.reference()),
				item.customer(), this.display.money(item.value()), status(item), holder,
				this.reader.equals(item.assignee()), String.join(", ", item.candidateGroups()), item.priority(),
				when(item.createdAt()), due(item.dueAt()));
	}

	private Badge status(AgreementViews.WorkItem item) {
		return switch (item.kind()) {
			case AGREEMENT -> status(AgreementStatus.valueOf(item.status()));
			case SPECIAL_TERMS -> Wording.status(SpecialTermsStatus.valueOf(item.status()));
			case ROC_ISSUE -> Wording.issueStatus(item.status().equals("OPEN"));
		};
	}

	/** The address of a task in Tasklist. */
	static String tasklist(String taskId) {
		return "/camunda/app/tasklist/default/#/?task="
				+ UriComponentsBuilder.fromPath(taskId).build().encode().toUriString();
	}

	/** The address of the page of what has a number. */
	static String page(String reference) {
		return UriComponentsBuilder.fromPath(switch (reference.substring(0, Math.min(3, reference.length()))) {
			case "ST-" -> "/desk/special-terms";
			case "RI-" -> "/desk/roc/issues";
			default -> "/desk/agreements";
		}).pathSegment(reference).build().encode().toUriString();
	}

	Happened happened(AuditTrail.Entry entry, String customer) {
		return new Happened(entry.reference(), page(entry.reference()), customer, when(entry.occurredAt()),
				who(entry.actor()), entry.summary(), Wording.event(entry.type()),
				entry.facts()
					.entrySet()
					.stream()
					.sorted(Map.Entry.comparingByKey())
					.map((fact) -> new Fact(Wording.event(fact.getKey()), fact.getValue()))
					.toList());
	}

	private String who(String actor) {
		return switch (actor) {
			case "system" -> "Countersign";
			case "roc" -> "ROC";
			default -> this.people.nameOf(actor);
		};
	}

	AgreementShown agreement(AgreementViews.Detail detail) {
		AgreementViews.Row row = detail.row();
		List<Finding> findings = detail.findings().stream().sorted(GRAVEST_FIRST).toList();
		return new AgreementShown(row(row), page(row.reference()), facts(detail),
				detail.facts().lines().stream().map((line) -> line(line, row.value())).toList(), findings(detail),
				summary(findings),
				detail.documents()
					.stream()
					.map((document) -> document(row.reference(), document))
					.sorted(Comparator.comparing((DocumentShown document) -> !document.countersigned())
						.thenComparing(Comparator.comparingInt(DocumentShown::submission).reversed()))
					.toList(),
				detail.submissions().stream().map(this::submission).toList(), comparisons(detail),
				review(detail.review()),
				detail.timeline().stream().map((entry) -> happened(entry, row.customer())).toList(),
				detail.openTasks().stream().map(this::work).toList());
	}

	/** Those of the newest submission, gravest first. */
	private List<FindingShown> findings(AgreementViews.Detail detail) {
		Map<Integer, Judged> judged = judged(detail.review());
		List<FindingShown> shown = new ArrayList<>();
		for (int position = 1; position <= detail.findings().size(); position++) {
			shown.add(finding(detail, detail.row().submission(), position, detail.findings().get(position - 1),
					judged.get(position)));
		}
		shown.sort(Comparator
			.comparingInt((FindingShown one) -> detail.findings().get(one.position() - 1).severity().ordinal())
			.thenComparing(FindingShown::code)
			.thenComparingInt(FindingShown::position));
		return shown;
	}

	private FindingShown finding(AgreementViews.Detail detail, int submission, int position, Finding finding,
			Judged judged) {
		String where = Stream
			.of(finding.document(), (finding.page() != null) ? "page " + finding.page() : null,
					(finding.document() == null) ? finding.path() : null)
			.filter(Objects::nonNull)
			.collect(Collectors.joining(", "));
		return new FindingShown(position, finding.code(), severity(finding.severity()), finding.message(),
				finding.value(), finding.expected(), where.isEmpty() ? null : where, page(detail, submission, finding),
				finding.cure(), finding.reasonCode(), Wording.fault(finding.faultParty()), repeated(finding), judged,
				finding.severity() == Finding.Severity.WARNING && judged == null);
	}

	private String repeated(Finding finding) {
		return (finding.repeats() > 0)
				? "Repeated: blocked %s other %s of this reseller lately".formatted(
						this.display.number(finding.repeats()), (finding.repeats() == 1) ? "agreement" : "agreements")
				: null;
	}

	private static String page(AgreementViews.Detail detail, int submission, Finding finding) {
		return detail.documents()
			.stream()
			.filter((document) -> document.fileName().equals(finding.document()) && document.submission() == submission
					&& document.role().equals("RECEIVED"))
			.findFirst()
			.map((document) -> UriComponentsBuilder.fromPath("/desk/documents")
				.pathSegment(detail.row().reference(), document.sha256(), "pages",
						Math.min(Math.max(1, (finding.page() != null) ? finding.page() : 1), document.pages()) + ".png")
				.build()
				.encode()
				.toUriString())
			.orElse(null);
	}

	private Map<Integer, Judged> judged(ReviewState review) {
		Map<Integer, Judged> judged = new LinkedHashMap<>();
		review.acceptances()
			.forEach((accepted) -> judged.put(accepted.position(), new Judged(new Badge("Accepted", "good", "check"),
					accepted.meaning(), accepted.words(), who(accepted.by()), when(accepted.at()))));
		review.exemptions()
			.forEach((exempt) -> judged
				.put(exempt.position(), new Judged(new Badge("Exception granted", "good", "seal"),
						joined(Stream.of(exempt.meaning(),
								(exempt.expiresOn() != null) ? "until " + this.display.date(exempt.expiresOn()) : null,
								(exempt.evidence() != null) ? "found under " + exempt.evidence() : null)),
						exempt.words(), who(exempt.by()) + ", asked by " + who(exempt.askedBy()), when(exempt.at()))));
		return judged;
	}

	private ReviewShown review(ReviewState review) {
		return new ReviewShown(
				review.sampled() ? "Clean by every rule, and drawn for a second look: say what the rules missed" : null,
				review.notes()
					.stream()
					.map((note) -> new NoteShown(note.id().toString(), note.reasonCode(), note.message(), note.cure(),
							joined(Stream.of(note.document(), (note.page() != null) ? "page " + note.page() : null)),
							who(note.by())))
					.toList(),
				review.decisions()
					.stream()
					.map((decision) -> new Verdict(decision.submission(),
							Wording.verdict(decision.step(), decision.decision()), decision.reason(),
							who(decision.by()), when(decision.at())))
					.toList());
	}

	private List<ComparisonShown> comparisons(AgreementViews.Detail detail) {
		List<ComparisonShown> comparisons = new ArrayList<>();
		for (AgreementViews.SubmissionView submission : detail.submissions()) {
			SubmissionComparison comparison = submission.comparison();
			if (comparison != null) {
				int number = submission.number();
				comparisons.add(0, new ComparisonShown(number, comparison.with(),
						compared(detail, comparison.with(), comparison.solved()),
						compared(detail, number, comparison.remaining()),
						compared(detail, number, comparison.appeared()),
						comparison.changes().stream().map(Showing::change).toList(),
						(comparison.moreChanges() > 0)
								? "and %s more changes".formatted(this.display.number(comparison.moreChanges())) : null,
						number == detail.row().submission()));
			}
		}
		return comparisons;
	}

	private List<FindingShown> compared(AgreementViews.Detail detail, int submission, List<Finding> findings) {
		return findings.stream().map((finding) -> finding(detail, submission, 0, finding, null)).toList();
	}

	private static ChangeShown change(SubmissionComparison.Change change) {
		boolean document = change.document() != null;
		return new ChangeShown(switch (change.kind()) {
			case ADDED -> new Badge("Added", "good", "check");
			case REMOVED -> new Badge("Removed", "quiet", "dot");
			case CHANGED -> new Badge(document ? "Replaced" : "Changed", "moving", "arrow");
		}, document ? change.document() : change.path(), document ? seal(change.before()) : change.before(),
				document ? seal(change.after()) : change.after());
	}

	/** The first signs of a SHA-256 are enough to see that it differs. */
	private static String seal(String sha256) {
		return (sha256 != null) ? "SHA-256 " + sha256.substring(0, Math.min(12, sha256.length())) + "…" : null;
	}

	private static Badge severity(Finding.Severity severity) {
		return switch (severity) {
			case BLOCKER -> new Badge(Wording.severity(severity), "trouble", "blocker");
			case WARNING -> new Badge(Wording.severity(severity), "waiting", "warning");
			case INFO -> new Badge(Wording.severity(severity), "quiet", "info");
		};
	}

	private String summary(List<Finding> findings) {
		if (findings.isEmpty()) {
			return "No findings";
		}
		return Stream.of(Finding.Severity.values())
			.map((severity) -> count(findings, severity, Wording.severity(severity).toLowerCase(Locale.ROOT)))
			.filter(Objects::nonNull)
			.collect(Collectors.joining(", "));
	}

	private String count(List<Finding> findings, Finding.Severity severity, String word) {
		long count = count(findings, severity);
		return (count > 0) ? this.display.number(count) + " " + word + ((count == 1) ? "" : "s") : null;
	}

	private static long count(List<Finding> findings, Finding.Severity severity) {
		return findings.stream().filter((finding) -> finding.severity() == severity).count();
	}

	private DocumentShown document(String reference, AgreementViews.DocumentView document) {
		String address = UriComponentsBuilder.fromPath("/desk/documents")
			.pathSegment(reference, document.sha256())
			.build()
			.encode()
			.toUriString();
		boolean countersigned = "COUNTERSIGNED".equals(document.role());
		return new DocumentShown(Wording.document(document.type()), document.code(), document.fileName(),
				countersigned ? "Countersigned" : "Received", countersigned, document.submission(), document.pages(),
				this.display.size(document.size()), document.sha256(), address,
				IntStream.rangeClosed(1, document.pages())
					.mapToObj((page) -> address + "/pages/" + page + ".png")
					.toList(),
				countersigned || document.type().equals(DocumentType.PSF.name()), document.level() == SignatureLevel.B);
	}

	private SubmissionShown submission(AgreementViews.SubmissionView submission) {
		return new SubmissionShown(submission.number(), when(submission.receivedAt()),
				this.people.nameOf(submission.receivedFrom()), Wording.route(submission.route()), submission.reason(),
				submission.contentHash(), count(submission.findings(), Finding.Severity.BLOCKER),
				count(submission.findings(), Finding.Severity.WARNING),
				count(submission.findings(), Finding.Severity.INFO));
	}

	private Line line(AgreementPackage.Line line, Money total) {
		return new Line(line.partNumber(), line.description(), Wording.plain(line.pool()),
				this.display.number(line.quantity()), price(line.unitPrice(), total.currency()),
				Stream
					.of(this.display.date(line.usageDate()), line.usageCountry(),
							Boolean.TRUE.equals(line.enterpriseWide()) ? "enterprise-wide" : null,
							Boolean.TRUE.equals(line.priceLocked()) ? "price locked" : null)
					.filter((text) -> text != null && !text.isEmpty())
					.collect(Collectors.joining(", ")));
	}

	private String price(BigDecimal amount, String currency) {
		return (amount != null) ? this.display.money(new Money(amount, currency)) : "";
	}

	private List<FactGroup> facts(AgreementViews.Detail detail) {
		AgreementPackage facts = detail.facts();
		AgreementViews.Row row = detail.row();
		List<FactGroup> groups = new ArrayList<>();
		groups.add(new Facts("Agreement").add("Programme", row.programme())
			.add("Scenario", Wording.scenario(row.scenario()))
			.add("Segment", Wording.segment(row.segment()))
			.add("Value over the term", this.display.money(row.value()))
			.add("Term", span(detail.termStart(), detail.termEnd()))
			.add("Prior term ends", (facts.term() != null) ? this.display.date(facts.term().priorEnd()) : null)
			.add("Requested effective date",
					(facts.term() != null) ? this.display.date(facts.term().requestedEffectiveDate()) : null)
			.add("Price levels", joined(
					facts.priceLevels().stream().map((level) -> Wording.plain(level.pool()) + " " + level.level())))
			.add("Qualified users",
					(facts.counts() != null) ? this.display.number(facts.counts().qualifiedUsers()) : null)
			.add("Qualified devices",
					(facts.counts() != null) ? this.display.number(facts.counts().qualifiedDevices()) : null)
			.add("Education qualified users",
					(facts.counts() != null) ? this.display.number(facts.counts().educationQualifiedUsers()) : null)
			.add("Form version", facts.formVersion())
			.add("Pre-flighted",
					(detail.preflight() != null) ? "as %s on %s".formatted(detail.preflight().number(),
							this.display.moment(detail.preflight().issuedAt())) : null)
			.group());
		AgreementPackage.Customer customer = facts.customer();
		if (customer != null) {
			Facts group = new Facts("Customer").add("Legal name", customer.legalName())
				.add("Address", address(customer.address()))
				.add("Country", customer.country())
				.add("Tax ID", customer.taxId())
				.add("Public customer number", customer.publicCustomerNumber());
			customer.contacts()
				.forEach((contact) -> group.add((contact.role() != null)
						? "Contact, " + Wording.plain(contact.role()).toLowerCase(Locale.ROOT) : "Contact",
						joined(Stream.of(contact.name(), contact.email(), contact.phone()))));
			groups.add(group.group());
		}
		groups.add(partners(row, facts));
		Facts signing = new Facts("Signatures and terms").add("Signed by way of",
				Wording.signatureMethod(facts.signatureMethod()));
		facts.signers()
			.forEach((signer) -> signing.add("For the " + signer.party().name().toLowerCase(Locale.ROOT),
					joined(Stream.of(signer.name(), signer.title(),
							(signer.signedOn() != null) ? "signed " + this.display.date(signer.signedOn()) : null))));
		facts.amendments()
			.forEach((amendment) -> signing.add("Amendment " + amendment.id(), joined(Stream.of(amendment.title(),
					Boolean.TRUE.equals(amendment.standard()) ? "standard text" : "not standard", amendment.text()))));
		groups.add(signing.group());
		return groups.stream().filter((group) -> !group.facts().isEmpty()).toList();
	}

	private FactGroup partners(AgreementViews.Row row, AgreementPackage facts) {
		Facts group = new Facts("Partner and order").add("Reseller", this.people.nameOf(row.reseller()))
			.add("Subsidiary", row.subsidiary());
		if (facts.partner() != null) {
			group.add("Partner of record", facts.partner().name())
				.add("Partner's public customer number", facts.partner().publicCustomerNumber());
		}
		group.add("Reseller's package", facts.packageId());
		if (facts.purchaseOrder() != null) {
			group.add("Purchase order", facts.purchaseOrder().number())
				.add("Ordered on", this.display.date(facts.purchaseOrder().date()))
				.add("Order total", this.display.money(facts.purchaseOrder().total()));
		}
		AgreementPackage.Identifiers identifiers = facts.identifiers();
		if (identifiers != null) {
			group.add("Master agreement", identifiers.masterAgreement())
				.add("Agreement", identifiers.agreement())
				.add("Enrolment", identifiers.enrolment())
				.add("Prior enrolments",
						joined(identifiers.priorEnrolments()
							.stream()
							.map((prior) -> prior.number()
									+ ((prior.endDate() != null) ? " to " + this.display.date(prior.endDate()) : ""))))
				.add("Opportunity", identifiers.opportunity())
				.add("Proposal", identifiers.proposal())
				.add("Quote", identifiers.quote());
		}
		return group.group();
	}

	private String span(LocalDate start, LocalDate end) {
		return (start != null || end != null) ? this.display.date(start) + " to " + this.display.date(end) : null;
	}

	private static String address(AgreementPackage.Address address) {
		return (address != null) ? joined(Stream.of(address.street(),
				joined(Stream.of(address.postalCode(), address.city()), " "), address.state())) : null;
	}

	private static String joined(Stream<String> texts) {
		return joined(texts, ", ");
	}

	private static String joined(Stream<String> texts, String separator) {
		return texts.filter((text) -> text != null && !text.isBlank()).collect(Collectors.joining(separator));
	}

	/** Collects facts that are there. */
	private static final class Facts {

		private final String title;

		private final List<Fact> facts = new ArrayList<>();

		private Facts(String title) {
			this.title = title;
		}

		private Facts add(String label, String value) {
			if (value != null && !value.isBlank()) {
				this.facts.add(new Fact(label, value));
			}
			return this;
		}

		private FactGroup group() {
			return new FactGroup(this.title, List.copyOf(this.facts));
		}

	}

}
