package io.countersign.samples;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import io.countersign.agreement.AgreementPackage.DocumentEntry;
import io.countersign.agreement.AgreementPackage.DocumentType;
import io.countersign.agreement.Packages;
import io.countersign.imports.Rows;
import io.countersign.samples.SampleForms.Deviation;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;

/** The sample import: one table twice, as CSV and as a workbook, and the documents. */
final class SampleImport {

	static final Path FOLDER = SampleGenerator.FOLDER.resolve("import");

	static final String CSV = "packages.csv";

	static final String WORKBOOK = "packages.xlsx";

	static final String DOCUMENTS = "documents.zip";

	static final String README = "README.md";

	private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

	private static final Pattern NUMBER = Pattern.compile("\\d{1,9}(\\.\\d{1,4})?");

	private static final Pattern COUNTED = Pattern
		.compile("(amount|quantity|unitPrice|qualifiedUsers|qualifiedDevices)$");

	private SampleImport() {
	}

	/**
	 * A row.
	 *
	 * @param asSigned what the documents say
	 * @param typed cells in which the table differs from them, by column
	 * @param result status of the agreement, or {@code FAILED}
	 */
	private record Line(Packages asSigned, Map<String, String> typed, String result, String story) {
	}

	private static List<Line> lines() {
		Packages first = SamplePackages.customer("NW-3001", "Contoso Optik GmbH", "DE", "Jena", "Lena Vogt", 600,
				"187500.00", "CO-1201");
		return List.of(new Line(first, Map.of("term.start", "01.01.2027", "totalValue.amount", "187.500,00"),
				"SUBMITTED_TO_ROC",
				"Clean, within the standing authority. Its dates and amounts may be written as people write them."),
				new Line(
						SamplePackages.customer("NW-3002", "Fabrikam Werkzeuge AG", "DE", "Solingen", "Paul Krüger",
								1800, "675000.00", "FW-77"),
						Map.of(), "READY_TO_SIGN", "Clean, but worth more than the standing authority covers."),
				new Line(
						SamplePackages
							.customer("NW-3003", "Nod Instrumente GmbH", "DE", "Ulm", "Maria Sanders", 530, "148400.00",
									"NI-4409")
							.withoutDocument(DocumentType.CPS),
						Map.of("purchaseOrder.number", "NI-4490"), "RETURNED",
						"The price sheet is missing, and the number of the purchase order is not the one on it."),
				new Line(
						SamplePackages
							.customer("NW-3004", "Adatum Spedition GmbH", "DE", "Kiel", "Olaf Brandt", 540, "151200.00",
									"AS-30")
							.with("/term/end", "2029-11-30"),
						Map.of(), "IN_REVIEW", "The term has 35 months: a person judges that."),
				new Line(
						SamplePackages.customer("NW-3005", "Proseware Software GmbH", "DE", "Trier", "Ida Lorenz", 510,
								"142800.00", "PS-9"),
						Map.of("term.end", "12/31/2029", "lines[1].quantity", "five hundred", "customer.country", "XX"),
						"FAILED",
						"A date that can be read in two ways, a number in words, and a country that is none."),
				new Line(first, Map.of("totalValue.amount", "187400.00"), "FAILED",
						"Has the id of the first package, which is a package of its own."));
	}

	private static Rows rows() {
		Rows rows = Rows.of();
		List<Line> lines = lines();
		for (int i = 0; i < lines.size(); i++) {
			Line line = lines.get(i);
			Map<String, byte[]> pdfs = new LinkedHashMap<>();
			SampleForms forms = new SampleForms(line.asSigned().facts());
			for (DocumentEntry entry : line.asSigned().facts().documents()) {
				pdfs.put(entry.fileName(), forms.draw(entry, Deviation.NONE));
			}
			rows.and(line.asSigned(), pdfs);
			for (Map.Entry<String, String> cell : line.typed().entrySet()) {
				rows.with(i, cell.getKey(), cell.getValue());
			}
		}
		return rows;
	}

	/** Every file of the folder that is generated, by name. */
	static Map<String, byte[]> files() {
		Rows rows = rows();
		Map<String, byte[]> files = new LinkedHashMap<>();
		files.put(CSV, rows.csv());
		files.put(WORKBOOK, workbook(rows.table()));
		files.put(DOCUMENTS, rows.zip());
		files.put(README, readme().getBytes(StandardCharsets.UTF_8));
		return files;
	}

	/** Dates and numbers as a spreadsheet program keeps them. */
	private static byte[] workbook(List<List<String>> table) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		try (Workbook workbook = new Workbook(out, "Countersign", "1.0")) {
			Worksheet sheet = workbook.newWorksheet("Packages");
			sheet.freezePane(1, 1);
			List<String> header = table.get(0);
			for (int column = 0; column < header.size(); column++) {
				sheet.value(0, column, header.get(column));
				sheet.width(column, header.get(column).length() + 2);
				for (int row = 1; row < table.size(); row++) {
					write(sheet, row, column, header.get(column), table.get(row).get(column));
				}
			}
			sheet.range(0, 0, 0, header.size() - 1).style().bold().set();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return out.toByteArray();
	}

	private static void write(Worksheet sheet, int row, int column, String name, String text) {
		if (DATE.matcher(text).matches()) {
			sheet.value(row, column, LocalDate.parse(text));
			sheet.style(row, column).format("yyyy-mm-dd").set();
		}
		else if (NUMBER.matcher(text).matches() && COUNTED.matcher(name).find()) {
			sheet.value(row, column, new BigDecimal(text));
		}
		else if (!text.isEmpty()) {
			sheet.value(row, column, text);
		}
	}

	private static String readme() {
		StringBuilder table = new StringBuilder();
		List<Line> lines = lines();
		for (int i = 0; i < lines.size(); i++) {
			Line line = lines.get(i);
			table.append("| %d | %s | `%s` | %s |\n".formatted(i + 2, line.asSigned().facts().packageId(),
					line.result(), line.story()));
		}
		return """
				# import

				Six packages of northwind in one table, `packages.csv` or `packages.xlsx`, with their documents in `documents.zip`, a folder \
				for each. The two tables say the same; the workbook keeps dates and numbers as such.

				Send it: `docs/samples/import/submit`, or `docs/samples/import/submit --workbook`

				The file is accepted as a whole, and then each row goes its way:

				| Row | Package | Result | Why |
				| --- | --- | --- | --- |
				%s
				4 rows are taken, 1 of them goes back, 2 are not taken. `errors.xlsx` of the import holds the 3 rows to mend, each with what was \
				found and what was expected. Sent again, as either table, the 4 rows that were taken do nothing twice.

				One in twenty clean packages is drawn for a second look; a row that should go on by itself is then `IN_REVIEW`.
				"""
			.formatted(table);
	}

}
