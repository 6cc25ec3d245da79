package io.countersign.desk;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

import io.countersign.agreement.AgreementStatus;
import io.countersign.agreement.AgreementViews;
import io.countersign.agreement.ReviewService;
import io.countersign.desk.Shown.Row;
import io.countersign.identity.Caller;
import io.countersign.identity.Role;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The list of agreements, the same as a file, and one agreement. */
@Controller
class AgreementPages {

	static final int ROWS = 50;

	private final AgreementViews agreements;

	private final ReviewService reviews;

	private final RocIssuePages issues;

	private final Reader reader;

	AgreementPages(AgreementViews agreements, ReviewService reviews, RocIssuePages issues, Reader reader) {
		this.agreements = agreements;
		this.reviews = reviews;
		this.issues = issues;
		this.reader = reader;
	}

	/** The filter in the address; absent for the pages that have none. */
	@ModelAttribute("filter")
	ListFilter filter(@RequestParam(required = false) String status, @RequestParam(required = false) String stage,
			@RequestParam(required = false) String reseller, @RequestParam(required = false) String q,
			@RequestParam(required = false) String sort, @RequestParam(required = false) String page) {
		return ListFilter.of(status, stage, reseller, q, sort, page);
	}

	@GetMapping("/desk/agreements")
	String list(@ModelAttribute(name = "filter", binding = false) ListFilter filter, Model model) {
		Showing showing = this.reader.showing();
		AgreementViews.Page<AgreementViews.Row> page = this.agreements.search(filter.search(ROWS),
				this.reader.caller());
		List<Row> rows = page.items().stream().map(showing::row).toList();
		model.addAttribute("rows", rows);
		model.addAttribute("paging", Paging.of(filter.page(), rows.size(), page.total(), showing.display()));
		model.addAttribute("statuses",
				Arrays.stream(AgreementStatus.values())
					.map((status) -> new Choice(status.name(), Wording.status(status)))
					.toList());
		model.addAttribute("stages",
				Arrays.stream(AgreementStatus.Stage.values())
					.map((stage) -> new Choice(stage.name(), Wording.stage(stage)))
					.toList());
		return "desk/agreements";
	}

	/** Writes row by row: the file may be longer than what fits into memory. */
	@GetMapping("/desk/agreements.csv")
	void csv(@ModelAttribute(name = "filter", binding = false) ListFilter filter, HttpServletResponse response)
			throws IOException {
		AgreementCsv csv = new AgreementCsv(this.agreements, filter, this.reader.caller());
		response.setContentType("text/csv;charset=UTF-8");
		response.setHeader(HttpHeaders.CONTENT_DISPOSITION,
				ContentDisposition.attachment().filename("agreements.csv").build().toString());
		response.setHeader(HttpHeaders.CACHE_CONTROL, CacheControl.noStore().getHeaderValue());
		csv.writeTo(response.getOutputStream());
	}

	@GetMapping("/desk/agreements/{reference}")
	String agreement(@PathVariable String reference, Model model) {
		AgreementViews.Detail detail = this.agreements.detail(reference, this.reader.caller());
		model.addAttribute("agreement", this.reader.showing().agreement(detail));
		model.addAttribute("decisions", DecisionShown.of(detail, this.reader.showing().display()));
		model.addAttribute("issues", this.issues.of(reference));
		model.addAttribute("mayRecall", mayRecall(detail.row()));
		return "desk/agreement";
	}

	/** Whether to offer it; whether it may be done is decided where it is done. */
	private boolean mayRecall(AgreementViews.Row row) {
		Caller caller = this.reader.caller();
		return row.status() == AgreementStatus.RETURNED && (caller.groups().contains(Role.CLM.group(row.subsidiary()))
				|| caller.groups().contains(Role.CLM_LEAD.group(row.subsidiary())));
	}

	/** Takes a returned package into review without waiting for its correction. */
	@PostMapping("/desk/agreements/{reference}/recall")
	String recall(@PathVariable String reference, @RequestParam(defaultValue = "") String reason) {
		this.reviews.recall(this.reader.caller(), reference, reason);
		return "redirect:" + Showing.page(reference);
	}

	record Choice(String value, String text) {
	}

	/**
	 * Where in the list a page is.
	 *
	 * @param summary for instance {@code 51 to 100 of 1,234 agreements}
	 * @param last number of the last page
	 */
	record Paging(String summary, int page, int last) {

		static Paging of(int page, int shown, long total, Display display) {
			int last = (int) Math.max(0, (total - 1) / ROWS);
			long first = (long) page * ROWS + 1;
			String agreements = (total == 1) ? " agreement" : " agreements";
			String summary;
			if (total == 0) {
				summary = "No agreements";
			}
			else if (shown == 0 || last == 0) {
				summary = display.number(total) + agreements;
			}
			else {
				summary = display.number(first) + " to " + display.number(first + shown - 1) + " of "
						+ display.number(total) + agreements;
			}
			return new Paging(summary, page, last);
		}

	}

}
