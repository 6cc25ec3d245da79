package io.countersign.desk;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.countersign.agreement.AgreementStatus;
import io.countersign.agreement.AgreementViews;
import io.countersign.audit.AuditTrail;
import io.countersign.desk.Shown.Bar;
import io.countersign.desk.Shown.Bars;
import io.countersign.desk.Shown.Happened;
import io.countersign.desk.Shown.Work;
import io.countersign.identity.Caller;
import io.countersign.kernel.Refusal;
import io.countersign.kernel.Sha256;

import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/**
 * The first page: what waits for the reader, how many agreements stand where, what just
 * happened. An open page asks for news and gets an answer only where there is some.
 */
@Controller
class HomePage {

	static final int WORK_SHOWN = 25;

	private static final int EVENTS_SHOWN = 12;

	/** A single agreement among thousands still shows, percent. */
	private static final double THINNEST_BAR = 1.5;

	private final AgreementViews agreements;

	private final AuditTrail trail;

	private final Reader reader;

	HomePage(AgreementViews agreements, AuditTrail trail, Reader reader) {
		this.agreements = agreements;
		this.trail = trail;
		this.reader = reader;
	}

	@GetMapping("/desk")
	String home(Model model) {
		model.addAttribute("now", now());
		return "desk/home";
	}

	@GetMapping({ "/desk/" })
	String homeWithSlash() {
		return "redirect:/desk";
	}

	/** Whatever else is asked for below the desk: a page of the desk that says so. */
	@GetMapping("/desk/**")
	String unknown() {
		throw new Refusal(Refusal.Kind.UNKNOWN, "page-unknown", "There is no such page.");
	}

	/**
	 * The changing part of the page.
	 * @param seen the seal of what the page shows now; the same again is answered with
	 * 204
	 */
	@GetMapping("/desk/now")
	Object news(@RequestParam(defaultValue = "") String seen) {
		Now now = now();
		return now.seal().equals(seen) ? ResponseEntity.noContent().build()
				: new ModelAndView("desk/home :: now", Map.of("now", now), HttpStatus.OK);
	}

	private Now now() {
		Caller caller = this.reader.caller();
		Showing showing = this.reader.showing();
		List<Work> work = this.agreements.work(caller, WORK_SHOWN + 1).stream().map(showing::work).toList();
		Collection<String> subsidiaries = caller.readsEverything() ? null : caller.subsidiaries();
		List<Happened> events = this.trail.latest(subsidiaries, EVENTS_SHOWN)
			.stream()
			.map((entry) -> showing.happened(entry, null))
			.toList();
		List<Bars> bars = bars(this.agreements.counts(caller), showing);
		return Now.of(work, events, bars);
	}

	private static List<Bars> bars(Map<AgreementStatus, Long> counts, Showing showing) {
		return Stream
			.of(new Bars("Open", bars(counts, false, showing)), new Bars("Closed", bars(counts, true, showing)))
			.filter((part) -> !part.bars().isEmpty())
			.toList();
	}

	private static List<Bar> bars(Map<AgreementStatus, Long> counts, boolean closed, Showing showing) {
		List<Map.Entry<AgreementStatus, Long>> present = counts.entrySet()
			.stream()
			.filter((entry) -> entry.getValue() > 0 && entry.getKey().closed() == closed)
			.sorted(Map.Entry.comparingByKey())
			.toList();
		long most = present.stream().mapToLong(Map.Entry::getValue).max().orElse(0);
		return present.stream()
			.map((entry) -> new Bar(showing.status(entry.getKey()), showing.display().number(entry.getValue()),
					Math.max(THINNEST_BAR, 100.0 * entry.getValue() / most),
					"/desk/agreements?status=" + entry.getKey()))
			.toList();
	}

	/**
	 * Everything that changes on the page.
	 *
	 * @param more whether there is more work than is shown
	 * @param announcement what a screen reader is told after an update
	 * @param seal changes whenever anything shown changes
	 */
	record Now(List<Work> work, boolean more, List<Happened> events, List<Bars> bars, String announcement,
			String seal) {

		static Now of(List<Work> work, List<Happened> events, List<Bars> bars) {
			boolean more = work.size() > WORK_SHOWN;
			List<Work> shown = more ? work.subList(0, WORK_SHOWN) : work;
			String announcement = switch (shown.size()) {
				case 0 -> "Nothing waits for you.";
				case 1 -> "One task waits for you: " + shown.get(0).name() + ", " + shown.get(0).reference() + ".";
				default -> (more ? "More than " : "") + shown.size() + " tasks wait for you, first "
						+ shown.get(0).name() + ", " + shown.get(0).reference() + ".";
			};
			return new Now(shown, more, events, bars, announcement, Sha256.of(shown + "|" + events + "|" + bars));
		}

	}

}
