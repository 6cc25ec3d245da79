package io.countersign.desk;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.countersign.desk.Shown.Badge;
import io.countersign.desk.Shown.Fact;
import io.countersign.identity.Role;
import io.countersign.kernel.Refusal;
import io.countersign.specialterms.Clause;
import io.countersign.specialterms.ClauseCatalogue;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/**
 * The catalogue of clauses, for everybody to read. The process owner adds versions and
 * ends them; nothing that was is changed.
 */
@Controller
class ClausePages {

	private final ClauseCatalogue clauses;

	private final Reader reader;

	private final Clock clock;

	ClausePages(ClauseCatalogue clauses, Reader reader, Clock clock) {
		this.clauses = clauses;
		this.reader = reader;
		this.clock = clock;
	}

	/**
	 * The catalogue.
	 * @param code of the clause whose newest version fills the form for a new one
	 */
	@GetMapping("/desk/clauses")
	String list(@RequestParam(defaultValue = "") String code, Model model) {
		Draft draft = this.clauses.all()
			.stream()
			.filter((clause) -> clause.code().equals(code))
			.findFirst()
			.map((clause) -> Draft.of(clause, today().plusDays(1)))
			.orElseGet(() -> Draft.empty(today().plusDays(1)));
		fill(model, draft, null);
		return "desk/clauses";
	}

	@PostMapping("/desk/clauses")
	Object add(Draft draft, Model model) {
		try {
			Clause added = this.clauses.add(draft.clause(), this.reader.caller());
			return "redirect:/desk/clauses#clause-" + added.code();
		}
		catch (Refusal refusal) {
			if (refusal.kind() == Refusal.Kind.FORBIDDEN) {
				throw refusal;
			}
			fill(model, draft, refusal.getMessage());
			return new ModelAndView("desk/clauses", model.asMap(), HttpStatus.UNPROCESSABLE_ENTITY);
		}
	}

	@PostMapping("/desk/clauses/{code}/{version:[0-9]{1,6}}/end")
	String end(@PathVariable String code, @PathVariable int version, @RequestParam(defaultValue = "") String lastDay) {
		this.clauses.end(code, version, date(lastDay), this.reader.caller());
		return "redirect:/desk/clauses#clause-" + code;
	}

	private void fill(Model model, Draft draft, String refusal) {
		Display display = this.reader.showing().display();
		Map<String, List<VersionShown>> versions = this.clauses.all()
			.stream()
			.collect(Collectors.groupingBy(Clause::code, LinkedHashMap::new,
					Collectors.mapping((clause) -> VersionShown.of(clause, today(), display), Collectors.toList())));
		model.addAttribute("clauses",
				versions.entrySet()
					.stream()
					.map((entry) -> new ClauseShown(entry.getKey(), entry.getValue().get(0), entry.getValue()))
					.toList());
		model.addAttribute("keeps", this.reader.caller().has(Role.PROCESS_OWNER));
		model.addAttribute("draft", draft);
		model.addAttribute("refusal", refusal);
		model.addAttribute("today", today().toString());
	}

	private LocalDate today() {
		return LocalDate.ofInstant(this.clock.instant(), ZoneOffset.UTC);
	}

	private static LocalDate date(String text) {
		try {
			return LocalDate.parse(text.strip());
		}
		catch (DateTimeParseException ex) {
			throw new Refusal(Refusal.Kind.UNACCEPTABLE, "date-unreadable", "Write the date as 2027-03-31.");
		}
	}

	/** A clause with all its versions, newest first. */
	record ClauseShown(String code, VersionShown newest, List<VersionShown> versions) {
	}

	/**
	 * A version of a clause.
	 *
	 * @param open whether it has no last day yet
	 */
	record VersionShown(int version, String title, String termClass, Badge state, String trust, String text,
			List<Fact> facts, boolean open) {

		static VersionShown of(Clause clause, LocalDate today, Display display) {
			List<Fact> facts = Stream
				.of(new Fact("In force",
						(clause.validTo() != null)
								? display.date(clause.validFrom()) + " to " + display.date(clause.validTo())
								: "from " + display.date(clause.validFrom()) + " on"),
						new Fact("Kind", Wording.plain(clause.kind())),
						new Fact("In own wording", Wording.termClass(clause.ownWordingClass())),
						new Fact("Edition of the text", clause.textVersion()),
						new Fact("To offer instead",
								Stream.concat(Stream.ofNullable(clause.fallback()),
										clause.alternatives().stream().map((one) -> one.title() + ": " + one.text()))
									.collect(Collectors.joining("; "))),
						new Fact("Evidence", words(clause.evidence())),
						new Fact("Needs no approval in", String.join(", ", clause.freeFor())),
						new Fact("Source", clause.source()))
				.filter((fact) -> fact.value() != null && !fact.value().isBlank())
				.toList();
			return new VersionShown(clause.version(), clause.title(), Wording.termClass(clause.termClass()),
					state(clause, today), clause.trust(), clause.text(), facts, clause.validTo() == null);
		}

		private static Badge state(Clause clause, LocalDate today) {
			if (clause.validFrom().isAfter(today)) {
				return new Badge("Begins later", "moving", "arrow");
			}
			return (clause.validTo() != null && clause.validTo().isBefore(today)) ? new Badge("Ended", "quiet", "dot")
					: new Badge("In force", "good", "check");
		}

		private static String words(Set<String> kinds) {
			return kinds.stream().sorted().map(Wording::plain).collect(Collectors.joining(", "));
		}

	}

	/**
	 * The form for a new version, all as text.
	 *
	 * @param alternatives one a line, its title before a colon
	 * @param evidence kinds, divided by commas
	 * @param freeFor programmes, divided by commas
	 */
	record Draft(String code, String title, String termClass, String kind, String text, String textVersion,
			String fallback, String alternatives, String evidence, String freeFor, String ownWordingClass, String trust,
			String source, String validFrom) {

		static Draft empty(LocalDate from) {
			return new Draft("", "", "T2", "CUSTOM", "", "", "", "", "", "", "T3", "Default", "", from.toString());
		}

		static Draft of(Clause clause, LocalDate from) {
			return new Draft(clause.code(), clause.title(), clause.termClass(), clause.kind(), clause.text(),
					clause.textVersion(), clause.fallback(),
					clause.alternatives()
						.stream()
						.map((one) -> one.title() + ": " + one.text())
						.collect(Collectors.joining("\n")),
					String.join(", ", clause.evidence()), String.join(", ", clause.freeFor()), clause.ownWordingClass(),
					clause.trust(), clause.source(), from.toString());
		}

		Clause clause() {
			return new Clause(limited(this.code, 24).toUpperCase(Locale.ROOT), 0, limited(this.title, 200),
					limited(this.termClass, 2), limited(this.kind, 12), orNull(limited(this.text, 20_000)),
					orNull(limited(this.textVersion, 40)), orNull(limited(this.fallback, 8000)),
					limited(this.alternatives, 8000).lines()
						.filter((line) -> !line.isBlank())
						.map(Draft::alternative)
						.toList(),
					set(this.evidence), set(this.freeFor), limited(this.ownWordingClass, 2), limited(this.trust, 12),
					limited(this.source, 400), date(limited(this.validFrom, 10)), null);
		}

		private static Clause.Alternative alternative(String line) {
			int colon = line.indexOf(':');
			if (colon < 1 || line.substring(colon + 1).isBlank()) {
				throw new Refusal(Refusal.Kind.UNACCEPTABLE, "alternative-unreadable",
						"Write an alternative as its title, a colon and its text, one in each line.");
			}
			return new Clause.Alternative(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
		}

		private static Set<String> set(String text) {
			Set<String> codes = Arrays.stream(limited(text, 400).split(","))
				.map((code) -> code.strip().toUpperCase(Locale.ROOT))
				.filter((code) -> !code.isEmpty())
				.collect(Collectors.toUnmodifiableSet());
			codes.stream().filter((code) -> !code.matches("[A-Z][A-Z0-9_-]{0,15}")).findFirst().ifPresent((code) -> {
				throw new Refusal(Refusal.Kind.UNACCEPTABLE, "code-unreadable",
						"Kinds of evidence and programmes are codes of capital letters, at most 16, divided by commas.");
			});
			return codes;
		}

		private static String limited(String text, int most) {
			String stripped = (text != null) ? text.strip() : "";
			if (stripped.length() > most || stripped.indexOf('\0') >= 0) {
				throw new Refusal(Refusal.Kind.UNACCEPTABLE, "text-too-long",
						"One of the texts is longer than it may be (%d characters), or holds signs that cannot be kept."
							.formatted(most));
			}
			return stripped;
		}

		private static String orNull(String text) {
			return text.isEmpty() ? null : text;
		}

	}

}
