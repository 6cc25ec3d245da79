package io.countersign.desk;

import java.util.ArrayList;
import java.util.List;

import io.countersign.desk.Shown.Due;
import io.countersign.identity.Caller;
import io.countersign.kernel.DatabaseRefusals;
import io.countersign.kernel.Money;
import io.countersign.kernel.Refusal;
import io.countersign.specialterms.ApprovalBriefs;
import io.countersign.specialterms.EqualRequests;

import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * Equal small requests for special terms, decided together: each succeeds, or says why
 * not, on its own.
 */
@Controller
class BulkPages {

	private final EqualRequests requests;

	private final ApprovalBriefs briefs;

	private final TermsShowing terms;

	private final Reader reader;

	BulkPages(EqualRequests requests, ApprovalBriefs briefs, TermsShowing terms, Reader reader) {
		this.requests = requests;
		this.briefs = briefs;
		this.terms = terms;
		this.reader = reader;
	}

	/**
	 * Requests that ask for the same.
	 *
	 * @param example one of them with its terms, consequences and precedents
	 */
	record GroupShown(TermsShown example, List<Line> lines) {
	}

	/**
	 * A request of a group.
	 *
	 * @param choice what is sent for it: its task and what it asked for when it was shown
	 */
	record Line(String choice, String reference, String page, String customer, String value, Due due) {
	}

	/**
	 * What became of one request.
	 *
	 * @param trouble why it was not decided; {@code null} where it was
	 */
	record Outcome(String reference, String page, String trouble) {
	}

	@GetMapping("/desk/special-terms/together")
	String together(Model model) {
		return shown(List.of(), model);
	}

	@PostMapping("/desk/special-terms/together")
	String decide(@RequestParam(defaultValue = "") List<String> choice,
			@RequestParam(defaultValue = "") String decision, @RequestParam(defaultValue = "") String reason,
			Model model) {
		int most = this.requests.limit().requests();
		List<String> chosen = choice.stream().filter((one) -> !one.isBlank()).distinct().toList();
		if (chosen.isEmpty() || chosen.size() > most) {
			throw new Refusal(Refusal.Kind.UNACCEPTABLE, "choice-unusable",
					"Choose at least one and at most %d requests.".formatted(most));
		}
		Caller caller = this.reader.caller();
		List<EqualRequests.Asked> before = this.requests.of(caller)
			.stream()
			.flatMap((group) -> group.requests().stream())
			.toList();
		List<Outcome> outcomes = new ArrayList<>();
		for (String one : chosen) {
			String[] parts = one.split(":", 2);
			String reference = before.stream()
				.filter((asked) -> asked.taskId().equals(parts[0]))
				.map(EqualRequests.Asked::reference)
				.findFirst()
				.orElse(null);
			outcomes.add(new Outcome((reference != null) ? reference : "A request of this list",
					(reference != null) ? Showing.page(reference) : "/desk/special-terms",
					trouble(caller, parts[0], (parts.length == 2) ? parts[1] : "", decision, reason.strip())));
		}
		return shown(outcomes, model);
	}

	private String trouble(Caller caller, String taskId, String contentHash, String decision, String reason) {
		try {
			this.requests.decide(caller, taskId, contentHash, decision, reason);
			return null;
		}
		catch (Refusal refusal) {
			return refusal.getMessage();
		}
		catch (DataAccessException failure) {
			return DatabaseRefusals.in(failure).orElseThrow(() -> failure).getMessage();
		}
	}

	private String shown(List<Outcome> outcomes, Model model) {
		Caller caller = this.reader.caller();
		Showing showing = this.reader.showing();
		EqualRequests.Limit limit = this.requests.limit();
		model.addAttribute("groups",
				this.requests.of(caller).stream().map((group) -> group(group, limit, caller, showing)).toList());
		model.addAttribute("outcomes", outcomes);
		model.addAttribute("most", limit.requests());
		model.addAttribute("value", showing.display().money(new Money(limit.value(), "EUR")));
		model.addAttribute("termClass", Wording.termClass(limit.termClass()));
		return "desk/special-terms-together";
	}

	private GroupShown group(EqualRequests.Group group, EqualRequests.Limit limit, Caller caller, Showing showing) {
		return new GroupShown(
				this.terms.of(this.briefs.of(group.requests().get(0).reference(), caller), group.groups(), showing),
				group.requests()
					.stream()
					.limit(limit.requests())
					.map((asked) -> new Line(asked.taskId() + ":" + asked.contentHash(), asked.reference(),
							Showing.page(asked.reference()), asked.customer(), showing.display().money(asked.value()),
							showing.due(asked.dueAt())))
					.toList());
	}

}
