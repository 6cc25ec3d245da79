package io.countersign.desk;

import java.util.List;

import io.countersign.agreement.AgreementViews;
import io.countersign.agreement.RunningAgreement;
import io.countersign.agreement.RunningAgreements;

import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.util.UriComponentsBuilder;

/** The register of running agreements. */
@Controller
class RunningAgreementPages {

	static final int ROWS = 50;

	private final RunningAgreements agreements;

	private final Reader reader;

	RunningAgreementPages(RunningAgreements agreements, Reader reader) {
		this.agreements = agreements;
		this.reader = reader;
	}

	@GetMapping("/desk/running-agreements")
	String list(@RequestParam(defaultValue = "") String q, @RequestParam(defaultValue = "0") int page, Model model) {
		Display display = this.reader.showing().display();
		AgreementViews.Page<RunningAgreement> found = this.agreements.search(this.reader.caller(), q, page, ROWS);
		List<RunningLine> rows = found.items().stream().map((row) -> RunningLine.of(row, display)).toList();
		model.addAttribute("rows", rows);
		model.addAttribute("q", q);
		model.addAttribute("page", page);
		model.addAttribute("last", Math.max(0, (found.total() - 1) / ROWS));
		model.addAttribute("summary",
				(found.total() == 1) ? "1 running agreement" : display.number(found.total()) + " running agreements");
		model.addAttribute("before", address(q, page - 1));
		model.addAttribute("after", address(q, page + 1));
		return "desk/running-agreements";
	}

	private static String address(String q, int page) {
		return UriComponentsBuilder.fromPath("/desk/running-agreements")
			.queryParam("q", "{q}")
			.queryParam("page", page)
			.encode()
			.buildAndExpand(q)
			.toUriString();
	}

	/**
	 * A line of the register.
	 *
	 * @param partner the partner of record, and the next one where a change is pending
	 * @param link to the agreement where it was booked here; else {@code null}
	 */
	record RunningLine(String enrolment, String agreement, String customer, String kind, String partner, String value,
			String term, String levels, String reference, String link) {

		static RunningLine of(RunningAgreement row, Display display) {
			String next = (row.nextPartnerNumber() != null)
					? ", " + row.nextPartnerNumber() + " from " + display.date(row.nextPartnerFrom()) : "";
			List<String> levels = row.priceLevels()
				.entrySet()
				.stream()
				.map((level) -> Wording.plain(level.getKey()) + " " + level.getValue())
				.toList();
			return new RunningLine(row.enrolment(), row.agreementNumber(), row.customer(),
					row.programme() + ", " + row.subsidiary(), row.partnerNumber() + next,
					display.money(row.totalValue()),
					display.date(row.termStart()) + " to " + display.date(row.termEnd()), String.join(", ", levels),
					row.reference(), (row.reference() != null) ? "/desk/agreements/" + row.reference() : null);
		}

	}

}
