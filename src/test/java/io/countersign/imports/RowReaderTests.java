package io.countersign.imports;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.agreement.PackageIntake;
import io.countersign.imports.Columns.Column;
import io.countersign.kernel.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Headings and cells: what is understood, and what is left open rather than guessed. */
class RowReaderTests {

	private static final Columns COLUMNS = new Columns(schema(), true);

	private static JsonNode schema() {
		try (InputStream schema = PackageIntake.class.getResourceAsStream("agreement-package.schema.json")) {
			return new ObjectMapper().readTree(schema);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "customer.legalName", "Customer.LegalName", " customer . legal name ", "CUSTOMER.LEGALNAME" })
	void aHeadingIsKnownHoweverItIsCapitalisedAndSpaced(String heading) {
		assertThat(COLUMNS.of(List.of(heading))).extracting(Column::name).containsExactly("customer.legalName");
	}

	@ParameterizedTest
	@ValueSource(strings = { "lines[0].quantity", "lines.quantity", "lines[1001].quantity", "lines[1].", "customer",
			"customer.legalName.x", "priceLevels[6].pool", "x[y]", "[1]", ".", "lines[1][2].quantity" })
	void aHeadingThatNamesNoSingleValueIsRefused(String heading) {
		Refusal refusal = catchThrowableOfType(Refusal.class, () -> COLUMNS.of(List.of("packageId", heading)));
		assertThat(refusal.code()).isEqualTo("header-unusable");
		assertThat(refusal.problems()).singleElement()
			.satisfies((problem) -> assertThat(problem.code()).isEqualTo("heading-unknown"));
	}

	@Test
	void headingsThatAreThereTwiceAndNotesAreTold() {
		assertThat(COLUMNS.of(List.of("packageId", "# mine", "", "# mine", "corrects"))).extracting(Column::name)
			.containsExactly("packageId", "#", "#", "#", "corrects");
		assertThat(catchThrowableOfType(Refusal.class, () -> COLUMNS.of(List.of("packageId", "PackageID"))).problems())
			.singleElement()
			.satisfies((problem) -> assertThat(problem.code()).isEqualTo("heading-twice"));
		assertThat(catchThrowableOfType(Refusal.class, () -> COLUMNS.of(List.of("# a", ""))).code())
			.isEqualTo("header-missing");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "term.end|TEXT|2026-12-31|\"2026-12-31\"", "term.end|TEXT|31.12.2026|\"2026-12-31\"",
					"term.end|TEXT|1.2.2027|\"2027-02-01\"", "term.end|DATE|2026-12-31|\"2026-12-31\"",
					"totalValue.amount|TEXT|1234.50|\"1234.50\"", "totalValue.amount|TEXT|1.234,50|\"1234.50\"",
					"totalValue.amount|TEXT|1234,5|\"1234.50\"", "totalValue.amount|TEXT|1,234.50|\"1234.50\"",
					"totalValue.amount|NUMBER|1234|\"1234.00\"", "totalValue.amount|TEXT|1234.5000|\"1234.50\"",
					"totalValue.amount|TEXT|0.125|\"0.125\"", "totalValue.amount|NUMBER|1.234|\"1.234\"",
					"lines[1].quantity|NUMBER|600|600", "lines[1].quantity|TEXT|600|600",
					"lines[1].quantity|TEXT|600,0|600", "lines[1].discountPercent|PERCENT|12.5|12.5",
					"lines[1].discountPercent|TEXT|12,5 %|12.5", "lines[1].enterpriseWide|TEXT|Ja|true",
					"lines[1].enterpriseWide|TEXT|FALSE|false", "lines[1].enterpriseWide|BOOLEAN|true|true",
					"lines[1].enterpriseWide|TEXT|nein|false", "programme|TEXT|ea-ee|\"EA-EE\"",
					"customer.country|TEXT|de|\"DE\"", "identifiers.enrolment|NUMBER|12345678|\"12345678\"",
					"customer.legalName|TEXT| Contoso |\"Contoso\"",
					"customer.contacts[1].phone|TEXT|'''+49 341'|\"+49 341\"",
					"customer.legalName|TEXT|'''s Graven AG'|\"'s Graven AG\"" })
	void aCellMeansOneThing(String column, Cell.Kind kind, String text, String json) {
		RowReader.Row row = read(List.of(column), new Cell(kind, text));
		assertThat(row.problems()).isEmpty();
		JsonNode value = row.tree();
		while (value.isContainerNode()) {
			value = value.iterator().next();
		}
		assertThat(value).hasToString(json);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "term.end|TEXT|01/02/2027|ambiguous-date", "term.end|TEXT|1-2-27|ambiguous-date",
					"term.end|TEXT|1.2.27|ambiguous-date", "term.end|TEXT|31.02.2027|impossible-date",
					"term.end|NUMBER|46357|number-for-date", "totalValue.amount|TEXT|1.234|ambiguous-number",
					"totalValue.amount|TEXT|1,234|ambiguous-number",
					"totalValue.amount|DATE|2026-12-01|date-for-number", "lines[1].quantity|PERCENT|12|date-for-number",
					"customer.address.postalCode|NUMBER|41.09|number-for-text",
					"identifiers.quote|DATE|2026-12-01|number-for-text", "lines[1].quantity|ERROR|#REF!|cell-error" })
	void whatCouldMeanTwoThingsIsLeftOpen(String column, Cell.Kind kind, String text, String code) {
		RowReader.Row row = read(List.of(column), new Cell(kind, text));
		assertThat(row.problems()).extracting(RowReader.CellProblem::code).containsExactly(code);
		assertThat(row.columns().column(row.problems().get(0).pointer())).isEqualTo(column);
	}

	@Test
	void listsAreFilledWithoutGapsAndProblemsFindTheirColumn() {
		RowReader.Row row = read(List.of("lines[3].partNumber", "lines[1].partNumber", "lines[2].partNumber"),
				Cell.text("C"), Cell.text("A"), Cell.EMPTY);
		assertThat(row.tree()).hasToString("{\"lines\":[{\"partNumber\":\"A\"},{\"partNumber\":\"C\"}]}");
		assertThat(row.columns().column("/lines/1/quantity")).isEqualTo("lines[3].quantity");
		assertThat(row.columns().column("/documents/0/fileName")).isEqualTo("documents[1].fileName");
		assertThat(row.columns().column("documents")).isNull();
		assertThat(row.columns().column(null)).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "=1+1", "+1", "-1", "@x", " =1", "\t=1", "\uFF1D1", "\tx" })
	void whatWouldBeAFormulaIsGuardedAndComesBackAsItWas(String text) {
		assertThat(SafeText.guarded(text)).isEqualTo("'" + text);
		assertThat(SafeText.unguarded(SafeText.guarded(text))).isEqualTo(text);
		assertThat(SafeText.guarded("plain")).isEqualTo("plain");
	}

	private static RowReader.Row read(List<String> header, Cell... cells) {
		return RowReader.read(COLUMNS.of(header), new ArrayList<>(List.of(cells)));
	}

}
