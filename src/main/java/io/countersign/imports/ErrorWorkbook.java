package io.countersign.imports;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import io.countersign.imports.Columns.Column;
import io.countersign.imports.Imports.StoredRow;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;

/**
 * The rows to mend as a workbook: what is wrong first, then the row as it was sent, each
 * cell that a problem names marked. Mended, it can be sent as it is: columns that begin
 * with {@code #} are notes, and returned agreements are named in {@code corrects}.
 */
final class ErrorWorkbook {

	private static final List<String> NOTES = List.of("# row", "# result", "# what to mend");

	private static final List<String> FINDINGS = List.of("Row", "Column", "Code", "Severity", "What is wrong", "Found",
			"Expected", "What to do");

	private static final int[] NOTES_WIDTHS = { 7, 26, 80 };

	private static final int[] FINDINGS_WIDTHS = { 7, 24, 14, 10, 40, 24, 24, 40 };

	private ErrorWorkbook() {
	}

	/**
	 * Writes the workbook.
	 * @param columns of the file, in its order
	 * @param rows rows to mend with their cells
	 */
	static byte[] of(List<Column> columns, boolean corrections, List<StoredRow> rows) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		try (Workbook workbook = new Workbook(out, "Countersign", "1.0")) {
			toMend(workbook.newWorksheet("To mend"), columns, corrections, rows);
			findings(workbook.newWorksheet("Findings"), rows);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return out.toByteArray();
	}

	private static void toMend(Worksheet sheet, List<Column> columns, boolean corrections, List<StoredRow> rows) {
		List<String> header = new ArrayList<>(NOTES);
		if (corrections) {
			header.add(Columns.CORRECTS);
		}
		List<Integer> data = new ArrayList<>();
		for (int i = 0; i < columns.size(); i++) {
			if (columns.get(i).leaf() != null) {
				data.add(i);
				header.add(columns.get(i).name());
			}
		}
		Sheets.header(sheet, header, NOTES.size(), NOTES_WIDTHS);
		Sheets.printedAcross(sheet);
		int line = 1;
		for (StoredRow row : rows) {
			Set<String> marked = row.problems()
				.stream()
				.filter((problem) -> problem.column() != null)
				.map(RowProblem::column)
				.collect(Collectors.toSet());
			Sheets.row(sheet, line, NOTES_WIDTHS, null,
					(row.reference() != null) ? row.status() + " " + row.reference() : row.state().name(),
					row.problems().stream().map(ErrorWorkbook::sentence).collect(Collectors.joining("\n")));
			Sheets.number(sheet, line, 0, row.number());
			int at = NOTES.size();
			if (corrections) {
				Sheets.text(sheet, line, at, (row.reference() != null) ? row.reference() : corrected(columns, row));
				sheet.style(line, at++).verticalAlignment("top").set();
			}
			for (int index : data) {
				Column column = columns.get(index);
				write(sheet, line, at, row.cells().get(index), column);
				if (marked.contains(column.name())) {
					sheet.style(line, at).fillColor("FDE2E0").set();
				}
				at++;
			}
			line++;
		}
	}

	private static String corrected(List<Column> columns, StoredRow row) {
		for (int i = 0; i < columns.size(); i++) {
			if (columns.get(i).corrects()) {
				return row.cells().get(i).text();
			}
		}
		return "";
	}

	private static String sentence(RowProblem problem) {
		return ((problem.column() != null) ? problem.column() + ": " : "") + problem.message()
				+ ((problem.value() != null) ? " Found: " + problem.value() + "." : "")
				+ ((problem.expected() != null) ? " Expected: " + problem.expected() + "." : "")
				+ ((problem.cure() != null) ? " " + problem.cure() : "") + " (" + problem.code() + ")";
	}

	private static void findings(Worksheet sheet, List<StoredRow> rows) {
		Sheets.header(sheet, FINDINGS, 0, FINDINGS_WIDTHS);
		Sheets.printed(sheet);
		int line = 1;
		for (StoredRow row : rows) {
			for (RowProblem problem : row.problems()) {
				Sheets.row(sheet, line, FINDINGS_WIDTHS, null, problem.column(), problem.code(),
						problem.severity().name().toLowerCase(Locale.ROOT), problem.message(), problem.value(),
						problem.expected(), problem.cure());
				Sheets.number(sheet, line, 0, row.number());
				line++;
			}
		}
	}

	/** A cell as it was read, of the kind that its column reads again. */
	private static void write(Worksheet sheet, int line, int at, Cell cell, Column column) {
		boolean ofText = column.leaf().schema().path("type").asText().equals("string")
				&& !column.leaf().schema().has("format");
		switch (cell.kind()) {
			case EMPTY -> {
			}
			case BOOLEAN -> sheet.value(line, at, Boolean.valueOf(cell.text()));
			case DATE -> {
				sheet.value(line, at, LocalDate.parse(cell.text()));
				sheet.style(line, at).format("yyyy-mm-dd").set();
			}
			case PERCENT -> {
				sheet.value(line, at, new BigDecimal(cell.text()).movePointLeft(2));
				sheet.style(line, at).format("0.00%").set();
			}
			case NUMBER -> {
				if (ofText) {
					Sheets.text(sheet, line, at, cell.text());
				}
				else {
					sheet.value(line, at, new BigDecimal(cell.text()));
				}
			}
			default -> Sheets.text(sheet, line, at, cell.text());
		}
		if (!cell.isEmpty()) {
			sheet.style(line, at).verticalAlignment("top").set();
		}
	}

}
