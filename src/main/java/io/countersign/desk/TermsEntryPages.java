package io.countersign.desk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.countersign.identity.People;
import io.countersign.kernel.Refusal;
import io.countersign.kernel.Refusal.Problem;
import io.countersign.specialterms.ApprovalStep;
import io.countersign.specialterms.TermsEntry;
import io.countersign.specialterms.TermsEntry.File;
import io.countersign.specialterms.TermsEntry.Foreseen;
import io.countersign.specialterms.TermsEntry.Form;
import io.countersign.specialterms.TermsEntry.Sent;
import io.countersign.specialterms.TermsEntry.Term;

import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.servlet.ModelAndView;

/**
 * Where a customer lifecycle manager enters a request for special terms for a reseller.
 * The page works without script; with it, who would have to approve is shown in place.
 */
@Controller
class TermsEntryPages {

	private static final String PAGE = "/desk/special-terms/new";

	private static final String VIEW = "desk/special-terms-new";

	/** As many as the schema of requests takes. */
	private static final int MOST_TERMS = 20;

	private static final List<String> OF_THE_DEAL = List.of("reseller", "customer", "country", "programme", "segment",
			"value", "currency", "comment");

	private static final List<String> OF_A_TERM = List.of("code", "percent", "amount", "text", "justification");

	private final TermsEntry entry;

	private final People people;

	private final Reader reader;

	TermsEntryPages(TermsEntry entry, People people, Reader reader) {
		this.entry = entry;
		this.people = people;
		this.reader = reader;
	}

	@GetMapping(PAGE)
	String page(Model model) {
		expectOpen();
		fill(model, new Form(UUID.randomUUID().toString(), "", "", "", "", "COMMERCIAL", "", "EUR", "", List.of(),
				List.of()), 1, List.of());
		return VIEW;
	}

	/** Another empty term, below those that were typed. */
	@PostMapping(PAGE + "/term")
	String term(@RequestParam MultiValueMap<String, String> typed, Model model) {
		expectOpen();
		Form form = form(typed, Map.of());
		fill(model, form, Math.min(form.terms().size() + 1, MOST_TERMS), List.of());
		model.addAttribute("added", true);
		return VIEW;
	}

	@PostMapping(PAGE + "/preview")
	String preview(@RequestParam MultiValueMap<String, String> typed,
			@RequestParam MultiValueMap<String, MultipartFile> files, Model model) {
		Form form = form(typed, files);
		Foreseen foreseen = this.entry.preview(form, this.reader.caller());
		fill(model, form, form.terms().size(), foreseen.problems());
		model.addAttribute("foreseen", ForeseenShown.of(foreseen));
		return VIEW;
	}

	@PostMapping(PAGE)
	Object send(@RequestParam MultiValueMap<String, String> typed,
			@RequestParam MultiValueMap<String, MultipartFile> files, Model model) {
		Form form = form(typed, files);
		Sent sent = this.entry.send(form, this.reader.caller());
		if (sent.reference() != null) {
			return "redirect:" + Showing.page(sent.reference());
		}
		fill(model, form, form.terms().size(), sent.problems());
		model.addAttribute("refused", true);
		return new ModelAndView(VIEW, model.asMap(), HttpStatus.UNPROCESSABLE_ENTITY);
	}

	/** For Tasklist's header: found by those who may ask, and by nobody else. */
	@GetMapping("/desk/api/special-terms/new")
	ResponseEntity<Link> link() {
		return this.entry.open(this.reader.caller()) ? ResponseEntity.ok(new Link("Ask for special terms", PAGE))
				: ResponseEntity.notFound().build();
	}

	record Link(String text, String address) {
	}

	private void expectOpen() {
		if (!this.entry.open(this.reader.caller())) {
			throw new Refusal(Refusal.Kind.FORBIDDEN, "not-yours-to-ask",
					"Customer lifecycle managers and their leads enter requests for special terms.");
		}
	}

	private static Form form(MultiValueMap<String, String> typed, Map<String, List<MultipartFile>> files) {
		List<Term> terms = IntStream.range(0, MOST_TERMS)
			.mapToObj((row) -> new Term(text(typed, "code-" + row), text(typed, "text-" + row),
					text(typed, "percent-" + row), text(typed, "amount-" + row), text(typed, "justification-" + row)))
			.filter((term) -> !term.blank())
			.toList();
		List<File> chosen = new ArrayList<>();
		files.forEach((field, several) -> several.stream()
			.filter((file) -> field.startsWith("file-") && !file.isEmpty())
			.forEach((file) -> chosen.add(file(field.substring("file-".length()), file))));
		return new Form(text(typed, "form"), text(typed, "reseller"), text(typed, "customer"), text(typed, "country"),
				text(typed, "programme"), text(typed, "segment"), text(typed, "value"), text(typed, "currency"),
				text(typed, "comment"), terms, chosen);
	}

	/** Browsers end the lines of a text in their own way. */
	private static String text(MultiValueMap<String, String> typed, String field) {
		String text = typed.getFirst(field);
		return (text != null) ? text.replace("\r\n", "\n").strip() : "";
	}

	private static File file(String kind, MultipartFile file) {
		try {
			return new File(kind, file.getOriginalFilename(), file.getBytes());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void fill(Model model, Form form, int rows, List<Problem> problems) {
		List<Term> terms = new ArrayList<>(form.terms());
		while (terms.size() < Math.max(rows, 1)) {
			terms.add(new Term("", "", "", "", ""));
		}
		Map<String, String> told = new TreeMap<>(
				Comparator.comparingInt(TermsEntryPages::place).thenComparing(Comparator.naturalOrder()));
		problems.forEach((problem) -> told.merge(field(problem.path(), form), words(problem),
				(first, next) -> first + " " + next));
		model.addAttribute("form", form);
		model.addAttribute("terms", terms);
		model.addAttribute("most", MOST_TERMS);
		model.addAttribute("told", told);
		model.addAttribute("labels",
				told.keySet().stream().collect(Collectors.toMap(Function.identity(), TermsEntryPages::label)));
		model.addAttribute("resellers",
				this.people.resellers()
					.stream()
					.map((reseller) -> new AgreementPages.Choice(reseller.code(), reseller.name()))
					.toList());
		model.addAttribute("countries", this.entry.countries(this.reader.caller())
			.stream()
			.map((code) -> new AgreementPages.Choice(code, new Locale("", code).getDisplayCountry(Locale.ENGLISH)))
			.toList());
		model.addAttribute("programmes", this.entry.programmes());
		model.addAttribute("segments",
				this.entry.segments()
					.stream()
					.map((code) -> new AgreementPages.Choice(code, Wording.segment(code)))
					.toList());
		model.addAttribute("clauses", this.entry.clauses()
			.stream()
			.map((clause) -> new AgreementPages.Choice(clause.code(),
					"%s: %s (%s)".formatted(clause.code(), clause.title(), Wording.termClass(clause.termClass()))))
			.toList());
		model.addAttribute("kinds",
				this.entry.evidenceKinds()
					.stream()
					.map((kind) -> new AgreementPages.Choice(kind, Wording.plain(kind)))
					.toList());
		model.addAttribute("foreseen", null);
		model.addAttribute("added", false);
		model.addAttribute("refused", false);
	}

	/** The field of the page that a place in the request was typed into. */
	private static String field(String path, Form form) {
		String[] parts = path.split("/");
		if (parts.length > 2 && parts[1].equals("evidence")) {
			return "file-" + form.files().get(Integer.parseInt(parts[2])).kind();
		}
		if (parts.length > 3 && parts[1].equals("terms")) {
			return parts[3] + "-" + parts[2];
		}
		return switch (path) {
			case "/customer/legalName" -> "customer";
			case "/customer/country" -> "country";
			case "/totalValue/amount" -> "value";
			case "/totalValue/currency" -> "currency";
			case "/reseller", "/programme", "/segment", "/comment" -> path.substring(1);
			case "/terms" -> "code-0";
			default -> "form";
		};
	}

	/** Where a field stands on the page: those of the deal, term by term, the files. */
	private static int place(String field) {
		String[] parts = field.split("-", 2);
		if (OF_A_TERM.contains(parts[0])) {
			return OF_THE_DEAL.size() + Integer.parseInt(parts[1]) * OF_A_TERM.size() + OF_A_TERM.indexOf(parts[0]);
		}
		int ofTheDeal = OF_THE_DEAL.indexOf(field);
		return (ofTheDeal >= 0) ? ofTheDeal : Integer.MAX_VALUE;
	}

	/** What the page calls a field. */
	private static String label(String field) {
		String[] parts = field.split("-", 2);
		if (parts[0].equals("file")) {
			return Wording.plain(parts[1]);
		}
		String name = switch (parts[0]) {
			case "code" -> "Clause";
			case "percent" -> "Discount points";
			case "text" -> "Own wording";
			case "justification" -> "Why it is asked for";
			default -> Wording.plain(parts[0]);
		};
		return (parts.length > 1)
				? "Term %d, %s".formatted(Integer.parseInt(parts[1]) + 1, name.toLowerCase(Locale.ROOT)) : name;
	}

	private static String words(Problem problem) {
		return switch (problem.code()) {
			case "missing" -> "This is needed.";
			case "too-few" -> "Ask for one term at least.";
			case "reseller-unknown" -> "Choose the reseller whom you ask for.";
			default -> problem.message();
		};
	}

	/**
	 * Who would have to approve, as it is shown.
	 *
	 * @param missing what evidence is missing, in words; {@code null} where none is
	 * @param possible whether it could be told at all
	 */
	record ForeseenShown(List<Stage> stages, String missing, boolean possible) {

		static ForeseenShown of(Foreseen foreseen) {
			Map<Integer, List<Office>> stages = foreseen.steps()
				.stream()
				.collect(Collectors.groupingBy(ApprovalStep::stage, TreeMap::new, Collectors.mapping(
						(step) -> new Office(Wording.office(step.office()), step.because()), Collectors.toList())));
			String missing = foreseen.missingEvidence()
				.stream()
				.map((kind) -> Wording.plain(kind).toLowerCase(Locale.ROOT))
				.collect(Collectors.joining(", "));
			return new ForeseenShown(
					stages.entrySet().stream().map((stage) -> new Stage(stage.getKey(), stage.getValue())).toList(),
					missing.isEmpty() ? null : missing, foreseen.problems().isEmpty());
		}

	}

	/** Offices that decide at the same time. */
	record Stage(int number, List<Office> offices) {
	}

	record Office(String name, String because) {
	}

}
