package io.countersign.desk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.countersign.agreement.AgreementStatus;
import io.countersign.agreement.Finding;
import io.countersign.desk.Shown.Badge;
import io.countersign.desk.Shown.When;
import io.countersign.identity.Caller;
import io.countersign.identity.People;
import io.countersign.identity.Role;
import io.countersign.imports.ImportKind;
import io.countersign.imports.ImportService;
import io.countersign.imports.ImportViews;
import io.countersign.imports.ImportViews.State;
import io.countersign.imports.RowProblem;
import io.countersign.kernel.Refusal;
import io.countersign.kernel.Sha256;

import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.servlet.ModelAndView;

/**
 * Imports: a form to send a file, the list, one import with its progress and its rows. An
 * open page asks for news while rows are worked off.
 */
@Controller
class ImportPages {

	static final int IMPORTS_SHOWN = 50;

	static final int ROWS_SHOWN = 100;

	/** Problems of a row that are written out; the workbook has all of them. */
	private static final int PROBLEMS_SHOWN = 3;

	/** Tells htmx to stop asking every few seconds. */
	private static final HttpStatusCode ENOUGH = HttpStatusCode.valueOf(286);

	private static final MediaType WORKBOOK = MediaType
		.parseMediaType("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");

	private final ImportService service;

	private final ImportViews imports;

	private final People people;

	private final Reader reader;

	ImportPages(ImportService service, ImportViews imports, People people, Reader reader) {
		this.service = service;
		this.imports = imports;
		this.people = people;
		this.reader = reader;
	}

	@GetMapping("/desk/imports")
	String list(Model model) {
		fill(model, null);
		return "desk/imports";
	}

	/** The list alone, for a page that is open. */
	@GetMapping("/desk/imports/now")
	Object listNews(@RequestParam(defaultValue = "") String seen) {
		Listed listed = listed();
		return listed.seal().equals(seen) ? ResponseEntity.noContent().build()
				: new ModelAndView("desk/imports :: list", Map.of("listed", listed), polled(listed.running()));
	}

	@PostMapping("/desk/imports")
	Object begin(@RequestParam String kind, @RequestParam(defaultValue = "") String reseller, @RequestParam String key,
			@RequestParam MultipartFile file, @RequestParam(required = false) MultipartFile documents, Model model) {
		try {
			ImportKind asked = ImportKind.of(kind);
			return "redirect:/desk/imports/" + this.service
				.begin(this.reader.caller(),
						new ImportService.Upload(asked,
								(asked == ImportKind.RUNNING || reseller.isBlank()) ? null : reseller, key,
								file.getOriginalFilename(), bytes(file),
								(documents == null || documents.isEmpty()) ? null : bytes(documents)))
				.id();
		}
		catch (Refusal refusal) {
			fill(model, refusal);
			model.addAttribute("chosen", new Chosen(kind, reseller));
			ModelAndView page = new ModelAndView("desk/imports", model.asMap());
			page.setStatus(HttpStatus.UNPROCESSABLE_ENTITY);
			return page;
		}
	}

	@GetMapping("/desk/imports/{id}")
	String one(@PathVariable String id, @RequestParam(required = false) String state,
			@RequestParam(defaultValue = "0") int page, Model model) {
		model.addAttribute("shown", detail(id, (state != null && state.isBlank()) ? null : state, page));
		return "desk/import";
	}

	/** The changing part of one import. */
	@GetMapping("/desk/imports/{id}/now")
	Object news(@PathVariable String id, @RequestParam(required = false) String state,
			@RequestParam(defaultValue = "0") int page, @RequestParam(defaultValue = "") String seen) {
		Detail detail = detail(id, (state != null && state.isBlank()) ? null : state, page);
		return detail.seal().equals(seen) ? ResponseEntity.noContent().build()
				: new ModelAndView("desk/import :: now", Map.of("shown", detail), polled(detail.line().running()));
	}

	private static HttpStatusCode polled(boolean running) {
		return running ? HttpStatus.OK : ENOUGH;
	}

	@PostMapping("/desk/imports/{id}/stop")
	String stop(@PathVariable String id) {
		this.service.stop(this.reader.caller(), id);
		return "redirect:/desk/imports/" + id;
	}

	@PostMapping("/desk/imports/{id}/resume")
	String resume(@PathVariable String id) {
		this.service.resume(this.reader.caller(), id);
		return "redirect:/desk/imports/" + id;
	}

	@GetMapping("/desk/imports/{id}/errors.xlsx")
	ResponseEntity<byte[]> errors(@PathVariable String id) {
		return file(id + "-errors.xlsx", WORKBOOK, this.service.errors(this.reader.caller(), id));
	}

	@GetMapping("/desk/imports/templates/{kind:packages|running}.{format:xlsx|csv}")
	ResponseEntity<byte[]> template(@PathVariable String kind, @PathVariable String format) {
		boolean workbook = format.equals("xlsx");
		return file(kind + "." + format, workbook ? WORKBOOK : MediaType.parseMediaType("text/csv;charset=UTF-8"),
				this.service.template(ImportKind.of(kind), workbook));
	}

	private static ResponseEntity<byte[]> file(String name, MediaType type, byte[] bytes) {
		return ResponseEntity.ok()
			.contentType(type)
			.header(HttpHeaders.CONTENT_DISPOSITION, ContentDisposition.attachment().filename(name).build().toString())
			.body(bytes);
	}

	private static byte[] bytes(MultipartFile part) {
		try {
			return part.getBytes();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void fill(Model model, Refusal refusal) {
		Caller caller = this.reader.caller();
		model.addAttribute("listed", listed());
		model.addAttribute("mayImport", caller.has(Role.CLM) || caller.has(Role.CLM_LEAD));
		model.addAttribute("resellers", this.people.resellers());
		model.addAttribute("key", UUID.randomUUID().toString());
		model.addAttribute("chosen", new Chosen(ImportKind.PACKAGES.code(), ""));
		model
			.addAttribute("refusal",
					(refusal != null)
							? new Refused(refusal.getMessage(),
									refusal.problems().stream().map(Refusal.Problem::message).limit(20).toList())
							: null);
	}

	private Listed listed() {
		Caller caller = this.reader.caller();
		Showing showing = this.reader.showing();
		List<ImportLine> lines = this.imports.list(caller, 0, IMPORTS_SHOWN)
			.items()
			.stream()
			.map((view) -> ImportLine.of(view, showing, this.people))
			.toList();
		boolean running = lines.stream().anyMatch(ImportLine::running);
		return new Listed(lines, running, Sha256.of(lines.toString()));
	}

	private Detail detail(String id, String state, int page) {
		Caller caller = this.reader.caller();
		Showing showing = this.reader.showing();
		ImportViews.View view = this.imports.find(id, caller);
		ImportViews.Page<ImportViews.RowView> rows = this.imports.rows(id, caller, state, page, ROWS_SHOWN);
		boolean packages = view.kind().equals(ImportKind.PACKAGES.code());
		List<RowLine> lines = rows.items().stream().map((row) -> RowLine.of(row, packages, showing)).toList();
		ImportLine line = ImportLine.of(view, showing, this.people);
		boolean acts = !view.readOnly() && (caller.has(Role.CLM) || caller.has(Role.CLM_LEAD));
		int last = (int) Math.max(0, (rows.total() - 1) / ROWS_SHOWN);
		// Moves with every row; what is said aloud only with every tenth of them.
		String announcement = line.running() ? "Import " + id + " is " + view.percent() / 10 * 10 + " percent through."
				: "Import " + id + ": " + line.summary();
		return new Detail(line, lines, (state != null) ? state : "", page, last, acts && view.state() == State.RUNNING,
				acts && view.state() == State.STOPPED, view.hasErrors() && !view.cleaned(), view.cleaned(),
				view.partial(), announcement, Sha256.of(line + "|" + lines + "|" + view.cleaned()));
	}

	/** What was chosen in a form that is shown again. */
	record Chosen(String kind, String reseller) {
	}

	record Refused(String message, List<String> problems) {
	}

	record Listed(List<ImportLine> lines, boolean running, String seal) {
	}

	/**
	 * An import in the list.
	 *
	 * @param percent rows that are through, of 100
	 * @param taken rows that were taken, of 100
	 * @param summary what became of its rows, in words
	 * @param expected when it will be through; {@code null} where nobody can know
	 */
	record ImportLine(String id, String title, String sender, String file, Badge state, boolean running, int percent,
			int taken, String progress, String summary, When received, String expected) {

		static ImportLine of(ImportViews.View view, Showing showing, People people) {
			Display display = showing.display();
			String rows = display.number(view.rows());
			int through = view.done() + view.failed();
			String whose = (view.reseller() != null) ? "Packages of " + people.nameOf(view.reseller())
					: "Running agreements";
			return new ImportLine(view.id(), whose, people.nameOf(view.sender()), view.fileName(), badge(view),
					view.state() == State.RUNNING, view.percent(), (int) (100L * view.done() / view.rows()),
					display.number(through) + " of " + rows + ((view.rows() == 1) ? " row" : " rows"),
					summary(view, display), showing.when(view.receivedAt()),
					expected(view.expectedAt(), through < view.rows(), display));
		}

		private static String expected(Instant at, boolean more, Display display) {
			return (at != null && more) ? display.relative(at) : null;
		}

		private static String summary(ImportViews.View view, Display display) {
			StringBuilder summary = new StringBuilder(display.number(view.done())).append(" taken");
			if (view.repeated() > 0) {
				summary.append(" (").append(display.number(view.repeated())).append(" before already)");
			}
			if (view.returned() > 0) {
				summary.append(", ").append(display.number(view.returned())).append(" of them returned");
			}
			return summary.append(", ").append(display.number(view.failed())).append(" not taken").toString();
		}

		private static Badge badge(ImportViews.View view) {
			return switch (view.state()) {
				case RUNNING -> new Badge("Under way", "moving", "arrow");
				case STOPPED -> new Badge("Stopped", "waiting", "clock");
				case FINISHED -> view.hasErrors() ? new Badge("Finished, rows to mend", "trouble", "warning")
						: new Badge("Finished", "good", "check");
			};
		}

	}

	/**
	 * A row of an import.
	 *
	 * @param link to its agreement; {@code null} where there is none here
	 * @param more how many problems are not written out
	 */
	record RowLine(int row, String identity, Badge state, String reference, String link, List<ProblemLine> problems,
			int more) {

		static RowLine of(ImportViews.RowView row, boolean packages, Showing showing) {
			List<ProblemLine> problems = row.problems()
				.stream()
				.filter((problem) -> problem.severity() != Finding.Severity.INFO)
				.map(ProblemLine::of)
				.toList();
			List<ProblemLine> first = problems.subList(0, Math.min(PROBLEMS_SHOWN, problems.size()));
			String link = (packages && row.reference() != null) ? "/desk/agreements/" + row.reference() : null;
			return new RowLine(row.row(), row.identity(), badge(row, packages, showing), row.reference(), link, first,
					problems.size() - first.size());
		}

		private static Badge badge(ImportViews.RowView row, boolean packages, Showing showing) {
			return switch (row.state()) {
				case PENDING -> new Badge("Waits", "quiet", "dot");
				case FAILED -> new Badge("Not taken", "trouble", "blocker");
				case DONE -> packages ? showing.status(AgreementStatus.valueOf(row.status()))
						: new Badge(Wording.plain(row.status()), "good", "check");
			};
		}

	}

	/**
	 * A problem of a row.
	 *
	 * @param found what stands there; {@code null} where nothing was told
	 * @param expected what should stand there; {@code null} where nothing was told
	 */
	record ProblemLine(String column, String code, String message, String found, String expected) {

		static ProblemLine of(RowProblem problem) {
			return new ProblemLine(problem.column(), problem.code(), problem.message(), problem.value(),
					problem.expected());
		}

	}

	/**
	 * One import with a page of its rows.
	 *
	 * @param partial whether only rows are shown that became agreements of the reader's
	 * desks
	 * @param announcement what a screen reader is told after an update
	 * @param seal changes whenever anything shown changes
	 */
	record Detail(ImportLine line, List<RowLine> rows, String state, int page, int last, boolean stoppable,
			boolean resumable, boolean errors, boolean cleaned, boolean partial, String announcement, String seal) {

		public String onPage(int other) {
			return "/desk/imports/" + this.line.id() + "?state=" + this.state + "&page=" + other;
		}

	}

}
