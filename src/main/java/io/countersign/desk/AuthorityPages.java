package io.countersign.desk;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Map;

import io.countersign.desk.Shown.Badge;
import io.countersign.desk.Shown.When;
import io.countersign.identity.Caller;
import io.countersign.identity.People;
import io.countersign.identity.Role;
import io.countersign.kernel.Money;
import io.countersign.kernel.Refusal;
import io.countersign.signature.AuthorityRegister;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/**
 * Who may sign for what: the register, proposals to change it, absences, rates,
 * affiliates.
 */
@Controller
class AuthorityPages {

	private static final int PROPOSALS_SHOWN = 30;

	private final AuthorityRegister register;

	private final People people;

	private final Reader reader;

	AuthorityPages(AuthorityRegister register, People people, Reader reader) {
		this.register = register;
		this.people = people;
		this.reader = reader;
	}

	@GetMapping("/desk/authorities")
	String show(Model model) {
		fill(model);
		return "desk/authorities";
	}

	@PostMapping("/desk/authorities/proposals")
	Object propose(@RequestParam String kind, @RequestParam(defaultValue = "") String reason,
			@RequestParam Map<String, String> fields, Model model) {
		return answered(model, () -> {
			AuthorityRegister.Kind asked = Arrays.stream(AuthorityRegister.Kind.values())
				.filter((one) -> one.name().equals(kind))
				.findFirst()
				.orElseThrow(() -> new Refusal(Refusal.Kind.UNACCEPTABLE, "kind-unknown",
						"Choose what the proposal is about."));
			this.register.propose(this.reader.caller(), asked, fields, reason);
		});
	}

	@PostMapping("/desk/authorities/proposals/{reference}")
	Object decide(@PathVariable String reference, @RequestParam String decision,
			@RequestParam(defaultValue = "") String because, Model model) {
		return answered(model,
				() -> this.register.decide(this.reader.caller(), reference, decision.equals("release"), because));
	}

	@PostMapping("/desk/authorities/absences")
	Object absent(@RequestParam String person, @RequestParam String cover, @RequestParam String starts,
			@RequestParam String ends, @RequestParam(defaultValue = "") String reason, Model model) {
		return answered(model, () -> this.register.absent(this.reader.caller(), person, cover, starts, ends, reason));
	}

	@PostMapping("/desk/authorities/absences/{id}/end")
	Object back(@PathVariable String id, Model model) {
		return answered(model, () -> this.register.back(this.reader.caller(), id));
	}

	/** The page again: changed, or with the sentence that says why not. */
	private Object answered(Model model, Runnable work) {
		try {
			work.run();
			return "redirect:/desk/authorities";
		}
		catch (Refusal refusal) {
			if (refusal.kind() == Refusal.Kind.UNKNOWN) {
				throw refusal;
			}
			fill(model);
			model.addAttribute("refusal", refusal.getMessage());
			ModelAndView page = new ModelAndView("desk/authorities", model.asMap());
			page.setStatus((refusal.kind() == Refusal.Kind.FORBIDDEN) ? HttpStatus.FORBIDDEN
					: HttpStatus.UNPROCESSABLE_ENTITY);
			return page;
		}
	}

	private void fill(Model model) {
		Caller caller = this.reader.caller();
		Showing showing = this.reader.showing();
		Display display = showing.display();
		boolean proposes = this.register.proposes(caller);
		model.addAttribute("proposes", proposes);
		model.addAttribute("registers", this.register.registers(caller));
		model.addAttribute("me", caller.id());
		model.addAttribute("offices", Arrays.stream(Role.values()).map(Role::group).toList());
		model.addAttribute("authorities",
				this.register.authorities()
					.stream()
					.map((one) -> new AuthorityLine(one.id().toString(), name(one.signatory()), one.capacity(),
							display.money(new Money(one.limit(), one.currency())), one.termClass(), one.scope(),
							display.day(one.validFrom()),
							(one.validTo() != null) ? "before " + display.moment(one.validTo()) : "open",
							"%s and %s".formatted(name(one.grantedBy()), name(one.approvedBy()))))
					.toList());
		model.addAttribute("proposals",
				this.register.proposals(PROPOSALS_SHOWN).stream().map((one) -> line(one, caller, showing)).toList());
		model.addAttribute("absences", this.register.absences()
			.stream()
			.map((one) -> new AbsenceLine(one.id().toString(), name(one.person()), name(one.cover()),
					display.date(LocalDate.ofInstant(one.starts(), ZoneOffset.UTC)), lastDay(one.ends(), display),
					one.reason(), name(one.registeredBy()), this.register.registersFor(caller, one.person())))
			.toList());
		model.addAttribute("rates",
				this.register.rates()
					.stream()
					.map((one) -> new RateLine(one.currency(), one.perEuro().stripTrailingZeros().toPlainString(),
							display.date(one.day()), one.source()))
					.toList());
		model.addAttribute("entities",
				this.register.entities()
					.stream()
					.map((one) -> new EntityLine(one.country(), one.name(), one.code(), display.date(one.validFrom()),
							(one.validTo() != null) ? display.date(one.validTo()) : "open"))
					.toList());
	}

	/** Absences end with a day in UTC, or at the moment at which somebody ended them. */
	private static String lastDay(Instant ends, Display display) {
		return ends.equals(ends.truncatedTo(ChronoUnit.DAYS))
				? display.date(LocalDate.ofInstant(ends, ZoneOffset.UTC).minusDays(1))
				: "before " + display.moment(ends);
	}

	private ProposalLine line(AuthorityRegister.Proposal one, Caller caller, Showing showing) {
		Badge state = switch (one.status()) {
			case "OPEN" -> new Badge("Open", "waiting", "dot");
			case "RELEASED" -> new Badge("Released", "good", "check");
			default -> new Badge("Refused", "quiet", "blocker");
		};
		return new ProposalLine(one.reference(), AuthorityRegister.sentence(one), one.reason(), name(one.proposedBy()),
				showing.when(one.proposedAt()), state, (one.decidedBy() != null) ? name(one.decidedBy()) : null,
				(one.decidedAt() != null) ? showing.when(one.decidedAt()) : null, one.because(),
				this.register.decides(caller, one));
	}

	private String name(String account) {
		return account.equals("standing") ? "Standing authority" : this.people.nameOf(account);
	}

	/** A row of the register. */
	record AuthorityLine(String id, String signatory, String capacity, String limit, String termClass, String scope,
			String from, String until, String grantedBy) {
	}

	/**
	 * A proposal.
	 *
	 * @param decides whether the reader may release or refuse it
	 */
	record ProposalLine(String reference, String sentence, String reason, String proposedBy, When proposed, Badge state,
			String decidedBy, When decided, String because, boolean decides) {
	}

	/** An absence. */
	record AbsenceLine(String id, String person, String cover, String starts, String ends, String reason,
			String registeredBy, boolean endable) {
	}

	/** A rate. */
	record RateLine(String currency, String perEuro, String day, String source) {
	}

	/** An affiliate and the country for whose customers it signs. */
	record EntityLine(String country, String name, String code, String from, String until) {
	}

}
