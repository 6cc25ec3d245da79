package io.countersign.desk;

import java.util.List;
import java.util.stream.Stream;

import io.countersign.desk.Shown.Badge;
import io.countersign.desk.Shown.Due;
import io.countersign.desk.Shown.Fact;
import io.countersign.desk.Shown.When;
import io.countersign.identity.People;
import io.countersign.roc.RocIssueViews;

import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** Issues with the ROC: the list, and one with its thread. */
@Controller
class RocIssuePages {

	private final RocIssueViews issues;

	private final People people;

	private final Reader reader;

	RocIssuePages(RocIssueViews issues, People people, Reader reader) {
		this.issues = issues;
		this.people = people;
		this.reader = reader;
	}

	@GetMapping("/desk/roc/issues")
	String list(Model model) {
		Showing showing = this.reader.showing();
		model.addAttribute("issues",
				this.issues.list(this.reader.caller()).stream().map((issue) -> shown(issue, showing)).toList());
		return "desk/roc-issues";
	}

	@GetMapping("/desk/roc/issues/{number}")
	String one(@PathVariable String number, Model model) {
		Showing showing = this.reader.showing();
		model.addAttribute("issue", shown(this.issues.one(number, this.reader.caller()), showing));
		return "desk/roc-issue";
	}

	/** The issues of an agreement with their threads, newest first. */
	List<IssueShown> of(String reference) {
		Showing showing = this.reader.showing();
		return this.issues.of(reference, this.reader.caller()).stream().map((issue) -> shown(issue, showing)).toList();
	}

	private IssueShown shown(RocIssueViews.Issue issue, Showing showing) {
		boolean open = issue.closedAt() == null;
		return new IssueShown(issue.number(), Showing.page(issue.number()), Wording.plain(issue.kind()),
				Wording.issueStatus(open), issue.reference(),
				(issue.reference() != null) ? Showing.page(issue.reference()) : null, issue.customer(),
				(issue.reasonCode() != null)
						? issue.reasonCode() + ((issue.reason() != null) ? " " + issue.reason() : "") : null,
				issue.problem(), issue.owner(), issue.ball(), showing.when(issue.openedAt()),
				open ? showing.due(issue.dueAt()) : null, ending(issue),
				this.issues.held(issue)
					.stream()
					.map((held) -> new Fact(Wording.plain(held.ball()), Wording.minutes(held.minutes())))
					.toList(),
				this.issues.thread(issue)
					.stream()
					.map((turn) -> new TurnShown(Wording.plain(turn.what()), turn.ball(), turn.words(),
							turn.by().equals("system") ? "Countersign" : this.people.nameOf(turn.by()),
							showing.when(turn.at())))
					.toList());
	}

	private static List<Fact> ending(RocIssueViews.Issue issue) {
		return Stream
			.of(new Fact("ROC's case", issue.ticket()),
					new Fact("At fault", issue.fault().equals("LSP") ? "Reseller" : Wording.plain(issue.fault())),
					new Fact("Solution", (issue.solution() != null) ? Wording.event(issue.solution()) : null),
					new Fact("Reference of the ROC", issue.overrideReference()),
					new Fact("Check that should have caught it", gap(issue)), new Fact("Asked for", issue.gapWords()))
			.filter((fact) -> fact.value() != null)
			.toList();
	}

	private static String gap(RocIssueViews.Issue issue) {
		return (issue.gap() == null) ? null : switch (issue.gap()) {
			case "NONE_YET" -> "None there is yet";
			case "RULE_FAILED" -> "Rule " + issue.gapRule() + " failed";
			default -> "No check could have";
		};
	}

	/**
	 * An issue.
	 *
	 * @param ball whose turn it is; {@code null} once closed
	 * @param held how long each party had it
	 */
	record IssueShown(String number, String page, String kind, Badge status, String reference, String agreementPage,
			String customer, String reason, String problem, String owner, String ball, When opened, Due due,
			List<Fact> facts, List<Fact> held, List<TurnShown> thread) {
	}

	/** A turn of the thread. */
	record TurnShown(String what, String ball, String words, String who, When when) {
	}

}
