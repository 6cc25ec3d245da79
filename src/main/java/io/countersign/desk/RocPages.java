package io.countersign.desk;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import io.countersign.desk.Shown.Badge;
import io.countersign.desk.Shown.Due;
import io.countersign.desk.Shown.When;
import io.countersign.identity.Caller;
import io.countersign.kernel.Refusal;
import io.countersign.roc.RocLedger;
import io.countersign.roc.RocLedger.Filter;
import io.countersign.roc.RocLedger.Step;

import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import org.springframework.web.util.UriComponentsBuilder;

/** The ledger of handoffs to the ROC, and what differs from the ROC's own book. */
@Controller
class RocPages {

	static final int ROWS = 50;

	private static final String PAGE = "/desk/roc";

	private final RocLedger ledger;

	private final Reader reader;

	RocPages(RocLedger ledger, Reader reader) {
		this.ledger = ledger;
		this.reader = reader;
	}

	@GetMapping(PAGE)
	String show(@RequestParam(defaultValue = "") String center, @RequestParam(defaultValue = "") String period,
			@RequestParam(defaultValue = "") String step, @RequestParam(defaultValue = "false") boolean late,
			@RequestParam(defaultValue = "") String q, @RequestParam(defaultValue = "0") int page, Model model) {
		Caller caller = this.reader.caller();
		Showing showing = this.reader.showing();
		int shown = Math.max(0, Math.min(page, 100_000));
		Filter filter = new Filter(center.isEmpty() ? null : center, month(period), step(step), late,
				q.isBlank() ? null : q.strip());
		RocLedger.Page found = this.ledger.list(caller, filter, shown, ROWS);
		model.addAttribute("rows", found.rows().stream().map((row) -> line(row, showing)).toList());
		model.addAttribute("summary", (found.total() == 1) ? "1 handoff" : found.total() + " handoffs");
		model.addAttribute("page", shown);
		model.addAttribute("last", Math.max(0, (found.total() - 1) / ROWS));
		model.addAttribute("before", address(center, period, step, late, q, shown - 1));
		model.addAttribute("after", address(center, period, step, late, q, shown + 1));
		model.addAttribute("center", center);
		model.addAttribute("period", period);
		model.addAttribute("step", step);
		model.addAttribute("late", late);
		model.addAttribute("q", q);
		model.addAttribute("steps",
				Arrays.stream(Step.values()).map((one) -> new Choice(one.name(), word(one))).toList());
		model.addAttribute("centers", centers(showing));
		model.addAttribute("acts", RocLedger.acts(caller));
		model.addAttribute("counts",
				this.ledger.underWay(caller)
					.entrySet()
					.stream()
					.map((one) -> new Count(word(one.getKey()), one.getValue(),
							address("", "", one.getKey().name(), false, "", 0)))
					.toList());
		model.addAttribute("run", run(this.ledger.lastRun(caller), showing));
		model.addAttribute("differences", this.ledger.differences(caller)
			.stream()
			.map((one) -> new DifferenceLine(one.id(), one.reference(), Wording.plain(one.kind()),
					Wording.plain(one.what()), one.ours(), one.theirs(), one.owner(), showing.when(one.openedAt())))
			.toList());
		model.addAttribute("parked",
				this.ledger.parked(caller)
					.stream()
					.map((one) -> new ParkedLine(one.sender(), one.event(), one.reference(), Wording.plain(one.type()),
							showing.when(one.receivedAt()), one.problem()))
					.toList());
		return "desk/roc";
	}

	@PostMapping(PAGE + "/reconciliation")
	String reconcile(RedirectAttributes said) {
		return answered(this.ledger.reconcile(this.reader.caller()), said);
	}

	@PostMapping(PAGE + "/handoffs/{key}/question")
	String ask(@PathVariable String key, RedirectAttributes said) {
		return answered(this.ledger.ask(this.reader.caller(), key), said);
	}

	@PostMapping(PAGE + "/handoffs/{key}/repetition")
	String sendAgain(@PathVariable String key, RedirectAttributes said) {
		this.ledger.sendAgain(this.reader.caller(), key);
		return answered("It goes out again under the same key; the ROC books it once.", said);
	}

	@PostMapping(PAGE + "/differences/{id}")
	String signOff(@PathVariable long id, @RequestParam(defaultValue = "") String because, RedirectAttributes said) {
		this.ledger.signOff(this.reader.caller(), id, because);
		return answered("Signed off.", said);
	}

	@PostMapping(PAGE + "/events")
	String putAside(@RequestParam String sender, @RequestParam String event,
			@RequestParam(defaultValue = "") String because, RedirectAttributes said) {
		this.ledger.putAside(this.reader.caller(), sender, event, because);
		return answered("Put aside.", said);
	}

	private static String answered(String text, RedirectAttributes said) {
		said.addFlashAttribute("said", text);
		return "redirect:" + PAGE;
	}

	private static LocalDate month(String period) {
		if (period.isEmpty()) {
			return null;
		}
		try {
			return YearMonth.parse(period).atDay(1);
		}
		catch (DateTimeParseException ex) {
			throw new Refusal(Refusal.Kind.MALFORMED, "malformed-parameter", "The period is a month such as 2026-11.");
		}
	}

	private static Step step(String name) {
		if (name.isEmpty()) {
			return null;
		}
		return Stream.of(Step.values())
			.filter((step) -> step.name().equals(name))
			.findFirst()
			.orElseThrow(() -> new Refusal(Refusal.Kind.MALFORMED, "malformed-parameter", "There is no such step."));
	}

	private List<CenterShown> centers(Showing showing) {
		List<CenterShown> centers = new ArrayList<>();
		for (Map.Entry<String, String> center : this.ledger.centers().entrySet()) {
			Instant cutoff = this.ledger.nextCutoff(center.getKey());
			centers.add(new CenterShown(center.getKey(), center.getValue(), showing.when(cutoff)));
		}
		return centers;
	}

	private static RunShown run(RocLedger.Run run, Showing showing) {
		if (run == null) {
			return null;
		}
		String result = (run.problem() != null) ? "The ROC's statement could not be had: " + run.problem()
				: "%d here, %d there, %d differences".formatted(run.here(), run.there(), run.differences());
		return new RunShown(showing.when(run.beganAt()), result);
	}

	private static HandoffLine line(RocLedger.Row row, Showing showing) {
		String attempts = (row.step() == Step.WAITING && row.attempts() > 0) ? row.attempts() + " attempts" : null;
		return new HandoffLine(row.key(), row.reference(), "/desk/agreements/" + row.reference(), row.customer(),
				Stream
					.of(row.cancellation() ? "Cancellation" : null,
							(row.submission() > 1) ? "submission " + row.submission() : null,
							(row.round() > 1) ? "round " + row.round() : null)
					.filter(Objects::nonNull)
					.reduce((one, other) -> one + ", " + other)
					.orElse(null),
				showing.display().money(row.value()), row.center(), badge(row.step()), row.caseNumber(),
				showing.when(row.sentAt()), showing.when(row.acknowledgedAt()), showing.when(row.acceptedAt()),
				showing.when(row.processedAt()), showing.when(row.invoicedAt()), row.next(), showing.due(row.dueAt()),
				row.paused(), attempts, (row.step() == Step.WAITING) ? row.problem() : null,
				row.step() != Step.ENDED && row.step() != Step.INVOICED && row.sentAt() != null);
	}

	private static String word(Step step) {
		return switch (step) {
			case WAITING -> "To be sent";
			case SENT -> "Sent";
			case ACKNOWLEDGED -> "Acknowledged";
			case HELD -> "Held by the ROC";
			case ACCEPTED -> "Accepted";
			case PROCESSED -> "Processed";
			case INVOICED -> "Invoiced";
			case ENDED -> "Ended";
		};
	}

	private static Badge badge(Step step) {
		return switch (step) {
			case WAITING -> new Badge(word(step), "waiting", "clock");
			case HELD -> new Badge(word(step), "trouble", "late");
			case INVOICED -> new Badge(word(step), "good", "check");
			case ENDED -> new Badge(word(step), "quiet", "dot");
			default -> new Badge(word(step), "moving", "arrow");
		};
	}

	private static String address(String center, String period, String step, boolean late, String q, int page) {
		return UriComponentsBuilder.fromPath(PAGE)
			.queryParam("center", "{center}")
			.queryParam("period", "{period}")
			.queryParam("step", "{step}")
			.queryParam("late", late)
			.queryParam("q", "{q}")
			.queryParam("page", page)
			.encode()
			.buildAndExpand(center, period, step, q)
			.toUriString();
	}

	/** An entry of a list to choose from. */
	record Choice(String value, String text) {
	}

	/** How many handoffs are at a step, with the address of their list. */
	record Count(String step, long number, String link) {
	}

	/** A center; {@code cutoff} is {@code null} where none is known. */
	record CenterShown(String code, String name, When cutoff) {
	}

	/** The last comparison of the books. */
	record RunShown(When began, String result) {
	}

	/**
	 * A handoff.
	 *
	 * @param kind what is not usual about it, in words
	 * @param repeatable whether it may be sent again
	 */
	record HandoffLine(String key, String reference, String link, String customer, String kind, String value,
			String center, Badge step, String caseNumber, When sent, When acknowledged, When accepted, When processed,
			When invoiced, String next, Due due, boolean paused, String attempts, String problem, boolean repeatable) {
	}

	/** A difference between the books. */
	record DifferenceLine(long id, String reference, String kind, String what, String ours, String theirs, String owner,
			When opened) {
	}

	/** Something a center told that contradicts what is known. */
	record ParkedLine(String sender, String event, String reference, String type, When received, String problem) {
	}

}
