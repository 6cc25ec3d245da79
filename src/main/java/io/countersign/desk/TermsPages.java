package io.countersign.desk;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import io.countersign.agreement.AgreementViews;
import io.countersign.audit.AuditTrail;
import io.countersign.desk.Shown.Badge;
import io.countersign.desk.Shown.Due;
import io.countersign.desk.Shown.Work;
import io.countersign.document.DocumentStore;
import io.countersign.identity.Caller;
import io.countersign.identity.People;
import io.countersign.kernel.Refusal;
import io.countersign.specialterms.ApprovalBrief;
import io.countersign.specialterms.ApprovalBriefs;
import io.countersign.specialterms.RequestList;
import io.countersign.specialterms.SpecialTermsStatus;
import io.countersign.specialterms.TermsEntry;

import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.util.UriComponentsBuilder;

/** Requests for special terms: the list, one request with its route, its evidence. */
@Controller
class TermsPages {

	static final int ROWS = 50;

	private static final int LONGEST_TEXT = 100;

	private static final int LAST_PAGE = 4000;

	/** More open tasks than one person has. */
	private static final int TASKS = 200;

	private static final CacheControl BRIEFLY = CacheControl.maxAge(Duration.ofMinutes(5)).cachePrivate();

	private final RequestList requests;

	private final TermsEntry entry;

	private final ApprovalBriefs briefs;

	private final TermsShowing terms;

	private final AgreementViews agreements;

	private final AuditTrail trail;

	private final DocumentStore documents;

	private final People people;

	private final Reader reader;

	TermsPages(RequestList requests, TermsEntry entry, ApprovalBriefs briefs, TermsShowing terms,
			AgreementViews agreements, AuditTrail trail, DocumentStore documents, People people, Reader reader) {
		this.requests = requests;
		this.entry = entry;
		this.briefs = briefs;
		this.terms = terms;
		this.agreements = agreements;
		this.trail = trail;
		this.documents = documents;
		this.people = people;
		this.reader = reader;
	}

	@GetMapping("/desk/special-terms")
	String list(@RequestParam(defaultValue = "") String status, @RequestParam(defaultValue = "") String q,
			@RequestParam(defaultValue = "0") int page, Model model) {
		if (q.length() > LONGEST_TEXT || q.chars().anyMatch(Character::isISOControl) || page < 0 || page > LAST_PAGE) {
			throw new Refusal(Refusal.Kind.MALFORMED, "filter-unusable",
					"A text to look for has at most " + LONGEST_TEXT + " characters, and pages are counted from 0.");
		}
		Showing showing = this.reader.showing();
		RequestList.Page found = this.requests.search(status(status), q.isBlank() ? null : q.strip(), page, ROWS,
				this.reader.caller());
		model.addAttribute("rows",
				found.rows().stream().map((row) -> RequestLine.of(row, this.people, showing)).toList());
		model.addAttribute("summary",
				(found.total() == 1) ? "1 request" : showing.display().number(found.total()) + " requests");
		model.addAttribute("asks", this.entry.open(this.reader.caller()));
		model.addAttribute("q", q);
		model.addAttribute("status", status);
		model.addAttribute("page", page);
		model.addAttribute("last", Math.max(0, (found.total() - 1) / ROWS));
		model.addAttribute("before", address(status, q, page - 1));
		model.addAttribute("after", address(status, q, page + 1));
		model.addAttribute("statuses",
				Arrays.stream(SpecialTermsStatus.values())
					.map((one) -> new AgreementPages.Choice(one.name(), Wording.status(one).text()))
					.toList());
		return "desk/special-terms";
	}

	private static SpecialTermsStatus status(String name) {
		if (name.isBlank()) {
			return null;
		}
		return Arrays.stream(SpecialTermsStatus.values())
			.filter((status) -> status.name().equals(name))
			.findFirst()
			.orElseThrow(() -> new Refusal(Refusal.Kind.MALFORMED, "status-unknown", "There is no such status."));
	}

	private static String address(String status, String q, int page) {
		return UriComponentsBuilder.fromPath("/desk/special-terms")
			.queryParam("status", "{status}")
			.queryParam("q", "{q}")
			.queryParam("page", page)
			.encode()
			.buildAndExpand(status, q)
			.toUriString();
	}

	@GetMapping("/desk/special-terms/{reference}")
	String request(@PathVariable String reference, Model model) {
		Caller caller = this.reader.caller();
		Showing showing = this.reader.showing();
		ApprovalBrief brief = this.briefs.of(reference, caller);
		List<AgreementViews.WorkItem> tasks = this.agreements.work(caller, TASKS)
			.stream()
			.filter((task) -> task.reference().equals(reference))
			.toList();
		List<String> groups = tasks.stream().flatMap((task) -> task.candidateGroups().stream()).toList();
		List<Work> work = tasks.stream().map(showing::work).toList();
		model.addAttribute("terms", this.terms.of(brief, groups, showing));
		model.addAttribute("tasks", work);
		model.addAttribute("timeline",
				this.trail.of(reference).stream().map((entry) -> showing.happened(entry, brief.customer())).toList());
		return "desk/special-terms-request";
	}

	@GetMapping("/desk/special-terms/{reference}/evidence/{sha256}")
	ResponseEntity<byte[]> evidence(@PathVariable String reference, @PathVariable String sha256) {
		ApprovalBrief.Evidence file = file(reference, sha256);
		byte[] bytes = this.documents.find(sha256).orElseThrow(TermsPages::unknown).bytes();
		return ResponseEntity.ok()
			.contentType(MediaType.APPLICATION_PDF)
			.header(HttpHeaders.CONTENT_DISPOSITION,
					ContentDisposition.attachment()
						.filename(file.fileName(), StandardCharsets.UTF_8)
						.build()
						.toString())
			.cacheControl(BRIEFLY)
			.body(bytes);
	}

	@GetMapping("/desk/special-terms/{reference}/evidence/{sha256}/pages/{page:[0-9]{1,4}}.png")
	ResponseEntity<byte[]> page(@PathVariable String reference, @PathVariable String sha256, @PathVariable int page) {
		file(reference, sha256);
		byte[] picture = this.documents.page(sha256, page).orElseThrow(TermsPages::unknown);
		return ResponseEntity.ok().contentType(MediaType.IMAGE_PNG).cacheControl(BRIEFLY).body(picture);
	}

	/** The file, where it belongs to a request that the reader may see. */
	private ApprovalBrief.Evidence file(String reference, String sha256) {
		return this.briefs.evidence(reference, this.reader.caller())
			.stream()
			.filter((file) -> file.sha256().equals(sha256))
			.findFirst()
			.orElseThrow(TermsPages::unknown);
	}

	private static Refusal unknown() {
		return new Refusal(Refusal.Kind.UNKNOWN, "document-unknown", "There is no such document.");
	}

	/**
	 * A request in the list.
	 *
	 * @param waitsFor {@code null} once closed
	 */
	record RequestLine(String reference, String link, String customer, String through, String terms, String termClass,
			String programme, String value, Badge status, String waitsFor, Due due, Shown.When received) {

		static RequestLine of(RequestList.Row row, People people, Showing showing) {
			return new RequestLine(row.reference(), Showing.page(row.reference()), row.customer(),
					"through %s, %s".formatted(people.nameOf(row.reseller()), row.subsidiary()),
					String.join(", ", row.codes()), (row.gravest() != null) ? Wording.termClass(row.gravest()) : null,
					row.programme(), showing.display().money(row.value()), Wording.status(row.status()), row.waitsFor(),
					showing.due(row.waitsUntil()), showing.when(row.receivedAt()));
		}

	}

}
