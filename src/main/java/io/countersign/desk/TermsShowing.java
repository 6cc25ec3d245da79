package io.countersign.desk;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.countersign.desk.Shown.Badge;
import io.countersign.desk.Shown.Fact;
import io.countersign.document.DocumentStore;
import io.countersign.identity.People;
import io.countersign.kernel.Money;
import io.countersign.specialterms.ApprovalBrief;

import org.springframework.stereotype.Component;
import org.springframework.web.util.UriComponentsBuilder;

/** Turns the brief of a request for special terms into what one reader is shown. */
@Component
class TermsShowing {

	private final People people;

	private final DocumentStore documents;

	TermsShowing(People people, DocumentStore documents) {
		this.people = people;
		this.documents = documents;
	}

	/**
	 * The request for one reader.
	 * @param groups that the task at hand is offered to; empty where there is none
	 */
	TermsShown of(ApprovalBrief brief, Collection<String> groups, Showing showing) {
		Display display = showing.display();
		return new TermsShown(brief.reference(), Showing.page(brief.reference()), brief.customer(),
				display.money(brief.value()), Wording.status(brief.status()), brief.agreement(),
				(brief.agreement() != null) ? Showing.page(brief.agreement()) : null, brief.revision(),
				brief.waitsFor(), showing.due(brief.waitsUntil()),
				(brief.previousValue() != null) ? "The value was " + display.money(brief.previousValue()) : null,
				missing(brief), waiting(brief), facts(brief, display),
				brief.terms().stream().map((term) -> term(term, brief, showing)).toList(),
				brief.evidence().stream().map((file) -> file(brief.reference(), file)).toList(),
				stages(brief, groups, showing),
				brief.questions().stream().map((question) -> question(question, showing)).toList(),
				brief.revisions()
					.stream()
					.map((revision) -> new TermsShown.Revision(revision.number(),
							this.people.nameOf(revision.submittedBy()), showing.when(revision.submittedAt()),
							revision.comment()))
					.toList());
	}

	private static String missing(ApprovalBrief brief) {
		String kinds = brief.terms()
			.stream()
			.flatMap((term) -> term.missing().stream())
			.distinct()
			.map((kind) -> Wording.plain(kind).toLowerCase(Locale.ROOT))
			.collect(Collectors.joining(", "));
		return kinds.isEmpty() ? null : "Missing: " + kinds;
	}

	private static String waiting(ApprovalBrief brief) {
		String offices = brief.steps()
			.stream()
			.filter((step) -> step.state().equals("OPEN"))
			.map((step) -> Wording.office(step.office()))
			.collect(Collectors.joining(", "));
		return offices.isEmpty() ? null : offices;
	}

	private List<Fact> facts(ApprovalBrief brief, Display display) {
		String inEuro = (brief.inEuro() == null || brief.value().currency().equals("EUR")) ? null
				: "about " + display.money(new Money(brief.inEuro().setScale(0, RoundingMode.HALF_UP), "EUR"));
		return Stream.of(new Fact("Value", joined(display.money(brief.value()), inEuro)),
				new Fact("Customer", joined(brief.customer(), brief.customerCountry())),
				new Fact("Programme", joined(brief.programme(), Wording.segment(brief.segment()))),
				new Fact("Reseller", joined(this.people.nameOf(brief.reseller()), brief.subsidiary())),
				new Fact("Asked by", this.people.nameOf(brief.requestedBy())),
				new Fact("Received", display.moment(brief.receivedAt())), new Fact("Decision", brief.decisionReason()),
				new Fact("Valid until", (brief.expiresOn() != null) ? display.date(brief.expiresOn()) : null))
			.filter((fact) -> fact.value() != null && !fact.value().isBlank())
			.toList();
	}

	private TermsShown.Term term(ApprovalBrief.Term term, ApprovalBrief brief, Showing showing) {
		Display display = showing.display();
		List<Fact> facts = Stream
			.of(new Fact("Discount above standard", (term.percent() != null) ? points(term.percent(), display) : null),
					new Fact("Costs at most",
							(term.costs() != null) ? display.money(term.costs()) + " over the term" : null),
					new Fact("Amount", (term.amount() != null)
							? display.money(new Money(term.amount(), brief.value().currency())) : null))
			.filter((fact) -> fact.value() != null)
			.toList();
		List<Badge> evidence = Stream
			.concat(term.present().stream().map((kind) -> new Badge(Wording.plain(kind), "good", "check")),
					term.missing()
						.stream()
						.map((kind) -> new Badge(Wording.plain(kind) + " is missing", "trouble", "blocker")))
			.toList();
		ApprovalBrief.Since since = term.since();
		return new TermsShown.Term(term.position(), term.code(), term.title(), Wording.termClass(term.termClass()),
				term.standard(), term.asked(), parts(term.difference()), term.fallback(),
				term.alternatives().stream().map((one) -> new Fact(one.title(), one.text())).toList(), facts,
				term.justification(), (since != null) ? since(since.change()) : null,
				(since != null) ? parts(since.difference()) : List.of(),
				(since != null && since.percentBefore() != null) ? "before: " + points(since.percentBefore(), display)
						: null,
				term.consequences().stream().map(TermsShowing::consequence).toList(), evidence,
				precedents(term.precedents(), showing));
	}

	private static String points(BigDecimal percent, Display display) {
		return display.number(percent) + ((percent.compareTo(BigDecimal.ONE) == 0) ? " point" : " points");
	}

	private static Badge since(String change) {
		return switch (change) {
			case "NEW" -> new Badge("New in this revision", "moving", "arrow");
			case "CHANGED" -> new Badge("Changed in this revision", "waiting", "warning");
			default -> new Badge("As before", "quiet", "dot");
		};
	}

	private static List<TermsShown.Part> parts(List<ApprovalBrief.Part> parts) {
		return parts.stream()
			.map((part) -> new TermsShown.Part(part.kind().toLowerCase(Locale.ROOT), part.text()))
			.toList();
	}

	private static TermsShown.Consequence consequence(ApprovalBrief.Consequence consequence) {
		Badge weight = switch (consequence.weight()) {
			case "GRAVE" -> new Badge("Grave", "trouble", "warning");
			case "SOME" -> new Badge("Some", "waiting", "info");
			default -> new Badge("None", "quiet", "dot");
		};
		return new TermsShown.Consequence(Wording.plain(consequence.subject()), weight, consequence.words());
	}

	private TermsShown.Precedents precedents(ApprovalBrief.Precedents precedents, Showing showing) {
		int all = precedents.granted() + precedents.conditional() + precedents.refused();
		String summary = (all == 0)
				? "Nobody decided about this term in the last %d months.".formatted(precedents.months())
				: "In the last %d months: %d granted, %d with conditions, %d refused.".formatted(precedents.months(),
						precedents.granted(), precedents.conditional(), precedents.refused());
		return new TermsShown.Precedents(summary,
				precedents.counts()
					.stream()
					.map((count) -> new TermsShown.Band(Wording.segment(count.segment()),
							band(count.above(), count.upTo(), showing.display()), count.granted(), count.conditional(),
							count.refused(), count.same()))
					.toList(),
				precedents.latest().stream().map((one) -> precedent(one, showing)).toList());
	}

	private static String band(BigDecimal above, BigDecimal upTo, Display display) {
		if (above == null) {
			return (upTo != null) ? "up to EUR " + display.number(upTo) : "any value";
		}
		return (upTo == null) ? "above EUR " + display.number(above)
				: "EUR %s to %s".formatted(display.number(above), display.number(upTo));
	}

	private static TermsShown.Precedent precedent(ApprovalBrief.Precedent one, Showing showing) {
		Badge outcome = switch (one.outcome()) {
			case "GRANTED" -> new Badge("Granted", "good", "check");
			case "CONDITIONS" -> new Badge("With conditions", "waiting", "seal");
			default -> new Badge("Refused", "trouble", "blocker");
		};
		String words = one.conditions().isEmpty() ? one.reason() : String.join("; ", one.conditions());
		return new TermsShown.Precedent(one.reference(), Showing.page(one.reference()), one.customer(),
				joined(Wording.segment(one.segment()), showing.display().money(one.value()),
						(one.percent() != null) ? points(one.percent(), showing.display()) : null),
				outcome, words, showing.when(one.decidedAt()));
	}

	private TermsShown.File file(String reference, ApprovalBrief.Evidence file) {
		String address = UriComponentsBuilder.fromPath("/desk/special-terms")
			.pathSegment(reference, "evidence", file.sha256())
			.build()
			.encode()
			.toUriString();
		int pages = this.documents.find(file.sha256()).map(DocumentStore.Content::pages).orElse(0);
		return new TermsShown.File(Wording.plain(file.kind()), file.fileName(), file.revision(), address,
				IntStream.rangeClosed(1, pages).mapToObj((page) -> address + "/pages/" + page + ".png").toList());
	}

	private List<TermsShown.Stage> stages(ApprovalBrief brief, Collection<String> groups, Showing showing) {
		Map<Integer, String> codes = brief.terms()
			.stream()
			.collect(Collectors.toMap(ApprovalBrief.Term::position, ApprovalBrief.Term::code));
		Map<Integer, List<TermsShown.Step>> stages = new TreeMap<>();
		for (ApprovalBrief.Step step : brief.steps()) {
			String covers = step.terms()
				.stream()
				.map((position) -> codes.getOrDefault(position, "term " + position))
				.collect(Collectors.joining(", "));
			boolean mine = step.state().equals("OPEN") && groups.contains(step.office() + "-" + brief.subsidiary());
			stages.computeIfAbsent(step.stage(), (stage) -> new ArrayList<>())
				.add(new TermsShown.Step(Wording.office(step.office()), state(step), covers, step.because(), mine,
						decided(step, showing)));
		}
		return stages.entrySet()
			.stream()
			.map((stage) -> new TermsShown.Stage(stage.getKey(), stage.getValue()))
			.toList();
	}

	private static Badge state(ApprovalBrief.Step step) {
		if (step.decision() == null) {
			return step.state().equals("OPEN") ? new Badge("Decides now", "waiting", "clock")
					: new Badge("Decides afterwards", "quiet", "dot");
		}
		return switch (step.decision()) {
			case "APPROVE" -> new Badge("Approved", "good", "check");
			case "APPROVE_WITH_CONDITIONS" -> new Badge("Approved with conditions", "good", "seal");
			default -> new Badge("Refused", "trouble", "blocker");
		};
	}

	private TermsShown.Decided decided(ApprovalBrief.Step step, Showing showing) {
		if (step.decision() == null) {
			return null;
		}
		String who = this.people.nameOf(step.decidedBy());
		return new TermsShown.Decided(
				(step.onBehalfOf() != null)
						? "%s in place of %s".formatted(who, this.people.nameOf(step.onBehalfOf())) : who,
				showing.when(step.decidedAt()), step.reason(), step.conditions(),
				showing.display().date(step.expiresOn()), (step.keptFrom() != null)
						? "Taken on revision %d, which asked for the same".formatted(step.keptFrom()) : null,
				step.seal());
	}

	private TermsShown.Question question(ApprovalBrief.Question question, Showing showing) {
		return new TermsShown.Question(this.people.nameOf(question.askedBy()), this.people.nameOf(question.askedOf()),
				question.question(), showing.when(question.askedAt()), question.answer(),
				(question.answeredBy() != null) ? this.people.nameOf(question.answeredBy()) : null);
	}

	private static String joined(String... texts) {
		return Stream.of(texts).filter((text) -> text != null && !text.isBlank()).collect(Collectors.joining(", "));
	}

}
