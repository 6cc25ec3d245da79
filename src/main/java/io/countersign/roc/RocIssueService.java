package io.countersign.roc;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.countersign.agreement.AgreementEvent;
import io.countersign.agreement.AgreementService;
import io.countersign.engine.Decision;
import io.countersign.engine.Decisions;
import io.countersign.engine.TaskAnswers;
import io.countersign.kernel.Refusal;
import io.countersign.roc.OperationKey.Operation;
import io.countersign.roc.RocIssue.Ball;
import io.countersign.roc.RocIssue.Kind;
import io.countersign.roc.RocIssue.Owner;
import io.countersign.roc.RocIssues.Ending;
import io.countersign.roc.RocIssues.Opening;
import io.countersign.roc.RocIssues.What;
import io.countersign.roc.RocOutbox.Earlier;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Issues with the ROC from their opening to their solution. Each method is something that
 * happened; all of it in the caller's transaction.
 */
@Service
@Transactional
class RocIssueService {

	/** A solution that solves nothing: somebody else goes on. */
	static final String HAND_OVER = "handOver";

	private final RocIssues issues;

	private final RocService roc;

	private final RocOutbox outbox;

	private final RocProcess process;

	private final AgreementService agreements;

	private final Decisions decisions;

	private final ApplicationEventPublisher events;

	private final Clock clock;

	RocIssueService(RocIssues issues, RocService roc, RocOutbox outbox, RocProcess process, AgreementService agreements,
			Decisions decisions, ApplicationEventPublisher events, Clock clock) {
		this.issues = issues;
		this.roc = roc;
		this.outbox = outbox;
		this.process = process;
		this.agreements = agreements;
		this.decisions = decisions;
		this.events = events;
		this.clock = clock;
	}

	/**
	 * The ROC sent an order back. The agreement's own process takes the issue up.
	 * @param reasonCode of the catalogue
	 * @return the issue's number
	 */
	String rejected(String reference, String key, String reasonCode, String problem) {
		Opening opening = Opening.about(Kind.REJECTION, reference, key + " rejection", key, reasonCode, problem);
		return open(opening).orElseGet(() -> this.issues.openAbout(opening.matter()).orElseThrow().number());
	}

	/** The ROC put an order on hold. */
	void held(String reference, String key, String reasonCode, String problem) {
		start(Opening.about(Kind.HOLD, reference, key + " hold", key, reasonCode, problem));
	}

	/** The ROC refuses to cancel an order. */
	void cancellationRefused(String reference, String key, String reasonCode, String problem) {
		start(Opening.about(Kind.CANCELLATION, reference, key + " cancellation", key, reasonCode, problem));
	}

	/** The ROC did not answer in time: opens an issue, once per silence. */
	void silent(String reference) {
		Earlier order = this.outbox.newest(reference, Operation.ORDER)
			.orElseThrow(() -> new IllegalStateException("Nothing was handed over for " + reference));
		String waitedFor = switch (order.progress().waitsOver()) {
			case 0 ->
				order.held() ? "the time stamp on the signature, without which nothing is sent, so the acknowledgement"
						: "the acknowledgement";
			case 1 -> "the acceptance";
			default -> "the invoice";
		};
		String key = order.key().value();
		if (start(Opening.about(Kind.SILENCE, reference, reference + " silence", key, null,
				"Overdue: " + waitedFor + " by the ROC"))
			.isPresent()) {
			this.agreements.rocSilent(reference, waitedFor);
		}
	}

	/**
	 * What the ROC says it has is not what we have.
	 * @param matter what exactly differs, at most 160 characters: of one matter only one
	 * issue is open
	 * @param key of the handoff that differs; {@code null} where there is none
	 * @return the number of the issue that is open about it, new or not
	 */
	String differs(String reference, String matter, String key, String problem) {
		Opening opening = Opening.about(Kind.DIFFERENCE, reference, matter, key, null, problem);
		return start(opening).orElseGet(() -> this.issues.openAbout(matter).orElseThrow().number());
	}

	/** What an issue was about is no longer so: it ends by itself. */
	void vanished(String matter) {
		this.issues.openAbout(matter).ifPresent(this.process::answered);
	}

	/** Opens an issue and has its process begin. */
	private Optional<String> start(Opening opening) {
		Optional<String> number = open(opening);
		number.ifPresent(this.process::issueOpened);
		return number;
	}

	private Optional<String> open(Opening opening) {
		Optional<String> number = this.issues.open(opening);
		number.flatMap(this.issues::find)
			.ifPresent((issue) -> tell("RocIssueOpened", issue, AgreementEvent.SYSTEM,
					"Issue %s opened: %s".formatted(issue.number(), words(issue.kind())), facts(issue)));
		return number;
	}

	/** Finds out who has to solve an issue, and until when: decision table. */
	void route(String subject) {
		RocIssue issue = about(subject);
		Map<String, Object> inputs = new LinkedHashMap<>();
		inputs.put("kind", issue.kind().name());
		inputs.put("reason", issue.reasonCode());
		inputs.put("fault", issue.fault());
		Decision route = this.decisions.evaluate("roc-issue-route", inputs);
		Owner owner = Owner.valueOf(route.text("owner"));
		String fault = issue.fault().equals("UNCLEAR") ? route.text("faultAssumed") : issue.fault();
		Duration allowed = Duration.ofHours(((Number) route.first().get("hours")).longValue());
		this.issues.routed(issue.number(), owner, fault, issue.openedAt().plus(allowed));
		this.issues.turn(issue.number(), What.ROUTED, owner.turn(), AgreementEvent.SYSTEM, "With " + owner.words());
	}

	/** The group that works on an issue now. */
	@Transactional(readOnly = true)
	String group(String subject) {
		RocIssue issue = about(subject);
		return issue.owner().team().group(issue.subsidiary());
	}

	/** The ROC said something about an order: what was open only until then ends. */
	void heard(String reference, RocProgress now) {
		for (RocIssue issue : this.issues.openOf(reference)) {
			boolean over = issue.kind() == Kind.SILENCE || (issue.kind() == Kind.HOLD && now != RocProgress.HELD);
			if (over) {
				this.process.answered(issue);
			}
		}
	}

	/** An issue ended before anybody had to solve it. */
	void answered(String subject) {
		this.issues.lock(about(subject).number()).ifPresent((issue) -> {
			if (this.issues.close(issue.number(), Ending.byItself("answered"))) {
				tell("RocIssueEnded", issue, AgreementEvent.SYSTEM,
						"Issue %s is over by itself".formatted(issue.number()), facts(issue));
			}
		});
	}

	/** The agreement ended: there is nothing left to solve. */
	void withdrawn(String reference) {
		for (RocIssue issue : this.issues.openOf(reference)) {
			this.issues.close(issue.number(), Ending.byItself("withdrawn"));
			tell("RocIssueEnded", issue, AgreementEvent.SYSTEM,
					"Issue %s ended with the agreement".formatted(issue.number()), facts(issue));
			this.process.answered(issue);
		}
	}

	/**
	 * Checks a solution before its task is completed.
	 * @throws Refusal if it is none for this kind of issue
	 */
	@Transactional(readOnly = true)
	void check(String subject, TaskAnswers answers) {
		Kind kind = about(subject).kind();
		String solution = answers.text("solution").orElse("");
		if (solution.equals(HAND_OVER)) {
			if (answers.text("handOverTo").isEmpty()) {
				throw new Refusal(Refusal.Kind.UNACCEPTABLE, "owner-missing", "Say to whom you hand the issue over.");
			}
		}
		else if (!kind.mayBeSolvedBy(solution)) {
			throw new Refusal(Refusal.Kind.UNACCEPTABLE, "solution-does-not-fit", switch (kind) {
				case REJECTION ->
					"The ROC rejected this agreement: submit again, return it, convince the ROC or cancel. Waiting does not help.";
				case HOLD ->
					"The ROC holds this agreement: clear the cause with the ROC and give its reference, or keep waiting for the release.";
				case SILENCE ->
					"The ROC is only silent: submit again or keep waiting. To give the agreement up, have it withdrawn.";
				case CANCELLATION ->
					"The ROC refused to cancel a withdrawn agreement: submit the cancellation again, or cancel if it was settled with the ROC otherwise.";
				case DIFFERENCE ->
					"The ROC's records differ from ours: have the order asked for and sent again, or say how it was settled.";
				case DELAY -> "The ROC is slow, but nothing failed: say how it was settled, or keep waiting.";
			});
		}
		if (solution.equals("override") && answers.text("overrideReference").isEmpty()) {
			throw new Refusal(Refusal.Kind.UNACCEPTABLE, "override-reference-missing",
					"Give the reference under which the ROC agreed, for instance of its mail or call.");
		}
		if (answers.text("gap").filter("ruleFailed"::equals).isPresent() && answers.text("gapRule").isEmpty()) {
			throw new Refusal(Refusal.Kind.UNACCEPTABLE, "gap-rule-missing",
					"Name the rule that should have caught it, for instance DOC-01.");
		}
		if (answers.text("explanation").filter((text) -> text.strip().length() >= 3).isEmpty()) {
			throw new Refusal(Refusal.Kind.UNACCEPTABLE, "explanation-missing",
					"Explain the cause and what was done about it.");
		}
	}

	/**
	 * Enters what a person decided about an issue.
	 * @return how its process, and that of its agreement, go on
	 */
	String decided(String subject, TaskAnswers answers) {
		RocIssue issue = this.issues.lock(about(subject).number()).orElseThrow();
		String solution = answers.required("solution");
		String explanation = answers.required("explanation");
		if (solution.equals(HAND_OVER)) {
			handOver(issue, Owner.answered(answers.required("handOverTo")), explanation, answers.by());
		}
		else {
			solve(issue, solution, explanation, answers);
		}
		// What the ROC was convinced of is submitted like anything else.
		return solution.equals("override") ? "resubmit" : solution;
	}

	private void handOver(RocIssue issue, Owner owner, String words, String by) {
		this.issues.handedOver(issue.number(), owner);
		this.issues.turn(issue.number(), What.HANDED_OVER, owner.turn(), by, words);
		Map<String, String> facts = facts(issue);
		facts.put("words", words);
		facts.put("owner", owner.name());
		tell("RocIssueHandedOver", issue, by, "Issue %s is now with %s".formatted(issue.number(), owner.words()),
				facts);
	}

	private void solve(RocIssue issue, String solution, String explanation, TaskAnswers answers) {
		String gap = answers.text("gap").map(RocIssueService::gap).orElse(null);
		this.issues.close(issue.number(),
				new Ending(solution, explanation, answers.by(), answers.text("overrideReference").orElse(null),
						answers.text("fault").map(String::toUpperCase).orElse(null), gap,
						"RULE_FAILED".equals(gap) ? answers.required("gapRule") : null,
						answers.text("gapWords").orElse(null)));
		if (issue.reference() != null) {
			this.agreements.rocSolved(issue.reference(), issue.number(), solution, explanation, answers.by());
		}
		else {
			Map<String, String> facts = facts(issue);
			facts.put("words", explanation);
			facts.put("solution", solution);
			tell("RocIssueSolved", issue, answers.by(), "Issue %s solved".formatted(issue.number()), facts);
		}
		if (solution.equals("resubmit")) {
			this.roc.sendAgain(issue);
		}
	}

	private static String gap(String answer) {
		return switch (answer) {
			case "noneYet" -> "NONE_YET";
			case "ruleFailed" -> "RULE_FAILED";
			default -> "NOT_CHECKABLE";
		};
	}

	/**
	 * The issue a process instance is about. Instances that began before issues had
	 * numbers are known by their agreement.
	 * @param subject an issue's number, or an agreement's
	 */
	private RocIssue about(String subject) {
		Optional<RocIssue> issue = this.issues.find(subject);
		if (issue.isPresent()) {
			return issue.get();
		}
		List<RocIssue> open = this.issues.openOf(subject);
		for (Kind kind : new Kind[] { Kind.REJECTION, Kind.CANCELLATION, Kind.SILENCE }) {
			for (RocIssue each : open) {
				if (each.kind() == kind) {
					return each;
				}
			}
		}
		throw new Refusal(Refusal.Kind.CONFLICT, "roc-issue-closed",
				"Agreement %s has no open issue with the ROC any more.".formatted(subject));
	}

	private static String words(Kind kind) {
		return switch (kind) {
			case REJECTION -> "the ROC rejected the agreement";
			case HOLD -> "the ROC put the agreement on hold";
			case SILENCE -> "the ROC did not answer in time";
			case DIFFERENCE -> "the ROC's records differ from ours";
			case DELAY -> "the ROC gets slow";
			case CANCELLATION -> "the ROC refused to cancel";
		};
	}

	private static Map<String, String> facts(RocIssue issue) {
		Map<String, String> facts = new LinkedHashMap<>();
		facts.put("issue", issue.number());
		facts.put("kind", issue.kind().name());
		if (issue.reasonCode() != null) {
			facts.put("reasonCode", issue.reasonCode());
		}
		return facts;
	}

	private void tell(String type, RocIssue issue, String actor, String summary, Map<String, String> facts) {
		Instant now = this.clock.instant().truncatedTo(ChronoUnit.MICROS);
		this.events.publishEvent(new RocIssueEvent(type, issue.subject(), now, actor, summary, facts));
	}

}
