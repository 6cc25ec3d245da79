package io.countersign.imports;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.agreement.Finding;
import io.countersign.agreement.PackageIntake;
import io.countersign.kernel.Refusal;
import io.countersign.kernel.Refusal.Kind;

import org.springframework.stereotype.Component;

/** Rows that are packages: each goes through the intake of the API. */
@Component
class PackageRows implements RowTaker {

	/** As long as the agreement's own page shows it. */
	private static final int LONGEST_EVIDENCE = 1000;

	private final PackageIntake intake;

	PackageRows(PackageIntake intake) {
		this.intake = intake;
	}

	@Override
	public ImportKind kind() {
		return ImportKind.PACKAGES;
	}

	@Override
	public JsonNode schema() {
		return this.intake.schema();
	}

	@Override
	public boolean takesCorrections() {
		return true;
	}

	@Override
	public String identity() {
		return "packageId";
	}

	@Override
	public List<Refusal.Problem> problems(byte[] facts) {
		return this.intake.problems(facts);
	}

	@Override
	public RowOutcome take(Taking taking) {
		expectOwnDesk(taking);
		RowReader.Row row = taking.row();
		PackageIntake.Received received = (row.corrects() != null)
				? this.intake.correct(taking.reseller(), taking.sender(), row.corrects(), taking.key(), row.facts(),
						taking.documents())
				: this.intake.submit(taking.reseller(), taking.sender(), taking.key(), row.facts(), taking.documents());
		return new RowOutcome(received.reference(), received.subsidiary(), received.submission(),
				received.status().name(), received.repeated(),
				received.findings().stream().map((finding) -> problem(finding, row.columns())).toList());
	}

	/** A person of the desk acts for resellers, but only at the desks it works for. */
	private void expectOwnDesk(Taking taking) {
		if (!taking.byDesk()) {
			return;
		}
		String country = taking.row().tree().path("customer").path("country").asText();
		this.intake.subsidiaryFor(country)
			.filter((subsidiary) -> !taking.subsidiaries().contains(subsidiary))
			.ifPresent((subsidiary) -> {
				throw new Refusal(Kind.UNACCEPTABLE, "country-of-another-desk",
						"Customers in %s are served by desk %s, for which you do not work.".formatted(country,
								subsidiary),
						List.of(new Refusal.Problem("/customer/country", "country-of-another-desk",
								"Ask a colleague of desk %s to import this row.".formatted(subsidiary))));
			});
	}

	private static RowProblem problem(Finding finding, RowReader.Places columns) {
		String page = (finding.page() != null) ? ", page " + finding.page() : "";
		String where = (finding.document() != null) ? finding.document() + page + ": " : "";
		return new RowProblem(columns.column(finding.path()), finding.code(), finding.severity(),
				where + finding.message(), shortened(finding.value()), shortened(finding.expected()), finding.cure());
	}

	private static String shortened(String evidence) {
		return (evidence != null && evidence.length() > LONGEST_EVIDENCE)
				? evidence.substring(0, LONGEST_EVIDENCE - 1) + "…" : evidence;
	}

}
