package io.countersign.desk;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.countersign.desk.Shown.Due;
import io.countersign.identity.Caller;
import io.countersign.kernel.DatabaseRefusals;
import io.countersign.kernel.Money;
import io.countersign.kernel.Refusal;
import io.countersign.signature.SignQueue;
import io.countersign.signature.SignQueue.Waiting;

import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * Many signatures with one confirmation. The page's script signs one after the other at
 * {@link SigningPanels}, so that each shows what became of it; without the script one
 * request signs them all.
 */
@Controller
class SignPages {

	private static final Set<String> SORTS = Set.of("cutoff", "-value", "value", "customer");

	private final SignQueue queue;

	private final Reader reader;

	SignPages(SignQueue queue, Reader reader) {
		this.queue = queue;
		this.reader = reader;
	}

	/**
	 * A line of the queue.
	 *
	 * @param euro for the sum of what is selected; {@code null} where no rate is known
	 * @param signatures for instance {@code second of two}
	 */
	record Line(String taskId, String reference, String page, String task, String customer, String reseller,
			String programme, String value, BigDecimal euro, Due due, String signatures, List<String> obstacles) {

		public boolean signable() {
			return this.obstacles.isEmpty();
		}

	}

	/**
	 * What became of one signature.
	 *
	 * @param trouble why not; {@code null} where it was signed
	 */
	record Outcome(String reference, String trouble) {
	}

	/** What the list is asked for. */
	record Asked(String q, String show, String sort) {

		static Asked of(String q, String show, String sort) {
			return new Asked(q.strip(), show.equals("mine") ? "mine" : "all", SORTS.contains(sort) ? sort : "cutoff");
		}

		boolean fits(Waiting waiting) {
			return (this.show.equals("all") || waiting.obstacles().isEmpty())
					&& (waiting.reference() + " " + waiting.customer() + " " + waiting.reseller())
						.toLowerCase(Locale.ROOT)
						.contains(this.q.toLowerCase(Locale.ROOT));
		}

		Comparator<Waiting> order() {
			Comparator<Waiting> byValue = Comparator.comparing(SignPages::euro);
			return switch (this.sort) {
				case "-value" -> byValue.reversed();
				case "value" -> byValue;
				case "customer" -> Comparator.comparing(Waiting::customer, String.CASE_INSENSITIVE_ORDER);
				default -> Comparator.comparing(Waiting::cutoff, Comparator.nullsLast(Comparator.naturalOrder()))
					.thenComparing(byValue.reversed());
			};
		}

	}

	private static BigDecimal euro(Waiting waiting) {
		return (waiting.euro() != null) ? waiting.euro().amount() : BigDecimal.ZERO;
	}

	@GetMapping("/desk/sign")
	String queue(@RequestParam(defaultValue = "") String q, @RequestParam(defaultValue = "all") String show,
			@RequestParam(defaultValue = "cutoff") String sort, Model model) {
		return shown(Asked.of(q, show, sort), List.of(), model);
	}

	private String shown(Asked asked, List<Outcome> outcomes, Model model) {
		Showing showing = this.reader.showing();
		List<Waiting> all = this.queue.of(this.reader.caller());
		List<Line> lines = all.stream()
			.filter(asked::fits)
			.sorted(asked.order())
			.map((one) -> line(one, showing))
			.toList();
		BigDecimal worth = all.stream().map(SignPages::euro).reduce(BigDecimal.ZERO, BigDecimal::add);
		model.addAttribute("asked", asked);
		model.addAttribute("lines", lines);
		model.addAttribute("waiting", all.size());
		model.addAttribute("signable", all.stream().filter((one) -> one.obstacles().isEmpty()).count());
		model.addAttribute("worth", showing.display().money(new Money(worth.setScale(2), "EUR")));
		model.addAttribute("more", all.size() == SignQueue.LONGEST);
		model.addAttribute("fresh", this.queue.freshLogin());
		model.addAttribute("outcomes", outcomes);
		return "desk/sign";
	}

	private static Line line(Waiting one, Showing showing) {
		String signatures = (one.needed() == 1) ? "one" : (one.position() == 1) ? "first of two" : "second of two";
		return new Line(one.taskId(), one.reference(), Showing.page(one.reference()), Showing.tasklist(one.taskId()),
				one.customer(), one.reseller(), one.programme(), showing.display().money(one.value()),
				(one.euro() != null) ? one.euro().amount() : null, showing.due(one.cutoff()), signatures,
				one.obstacles());
	}

	/** Signs what was selected, each on its own. */
	@PostMapping("/desk/sign")
	String sign(@RequestParam(defaultValue = "") List<String> task,
			@RequestParam(defaultValue = "false") boolean confirmed, Model model) {
		Caller caller = this.reader.caller();
		List<Waiting> before = this.queue.of(caller);
		List<Outcome> outcomes = new ArrayList<>();
		for (String taskId : task.stream().distinct().limit(SignQueue.LONGEST).toList()) {
			String reference = before.stream()
				.filter((waiting) -> waiting.taskId().equals(taskId))
				.map(Waiting::reference)
				.findFirst()
				.orElse("An agreement of this list");
			outcomes.add(new Outcome(reference, trouble(taskId, caller, confirmed)));
		}
		return shown(Asked.of("", "all", "cutoff"), outcomes, model);
	}

	private String trouble(String taskId, Caller caller, boolean confirmed) {
		try {
			this.queue.sign(taskId, caller, confirmed);
			return null;
		}
		catch (Refusal refusal) {
			return refusal.getMessage();
		}
		catch (DataAccessException ex) {
			return DatabaseRefusals.in(ex).orElseThrow(() -> ex).getMessage();
		}
	}

}
