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

	/** Longest text that a cell of a workbook holds. */
	private static final int LONGEST_TEXT = 32_000;

	private static final List<String> NOTES = List.of("# row", "# result", "# what to mend");

	private static final List<String> FINDINGS = List.of("Row", "Column", "Code", "Severity", "What is wrong",
			"What to do");

	private static final int WIDE = 60;

	private static final int USUAL = 18;

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
		header(sheet, header);
		sheet.width(2, WIDE);
		sheet.freezePane(NOTES.size(), 1);
		int line = 1;
		for (StoredRow row : rows) {
			Set<String> marked = row.problems()
				.stream()
				.filter((problem) -> problem.column() != null)
				.map(RowProblem::column)
				.collect(Collectors.toSet());
			sheet.value(line, 0, row.number());
			text(sheet, line, 1, (row.reference() != null) ? row.status() + " " + row.reference() : row.state().name());
			text(sheet, line, 2,
					row.problems().stream().map(ErrorWorkbook::sentence).collect(Collectors.joining("\n")));
			sheet.range(line, 0, line, 2).style().wrapText(true).verticalAlignment("top").set();
			int at = NOTES.size();
			if (corrections) {
				text(sheet, line, at++, (row.reference() != null) ? row.reference() : corrected(columns, row));
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
				+ ((problem.cure() != null) ? " " + problem.cure() : "") + " (" + problem.code() + ")";
	}

	private static void findings(Worksheet sheet, List<StoredRow> rows) {
		header(sheet, FINDINGS);
		sheet.width(0, 8);
		sheet.width(4, WIDE);
		sheet.width(5, WIDE);
		sheet.freezePane(0, 1);
		int line = 1;
		for (StoredRow row : rows) {
			for (RowProblem problem : row.problems()) {
				sheet.value(line, 0, row.number());
				text(sheet, line, 1, problem.column());
				text(sheet, line, 2, problem.code());
				text(sheet, line, 3, problem.severity().name().toLowerCase(Locale.ROOT));
				text(sheet, line, 4, problem.message());
				text(sheet, line, 5, problem.cure());
				sheet.range(line, 0, line, 5).style().wrapText(true).verticalAlignment("top").set();
				line++;
			}
		}
	}

	static void header(Worksheet sheet, List<String> header) {
		for (int i = 0; i < header.size(); i++) {
			sheet.value(0, i, header.get(i));
			sheet.width(i, Math.max(USUAL, header.get(i).length() + 2));
		}
		sheet.range(0, 0, 0, header.size() - 1).style().bold().fillColor("E5EFFA").set();
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
					text(sheet, line, at, cell.text());
				}
				else {
					sheet.value(line, at, new BigDecimal(cell.text()));
				}
			}
			default -> text(sheet, line, at, cell.text());
		}
	}

	/** Always a text, never a formula. */
	static void text(Worksheet sheet, int line, int at, String text) {
		if (text != null && !text.isEmpty()) {
			String cut = (text.length() > LONGEST_TEXT) ? text.substring(0, LONGEST_TEXT) + "…" : text;
			sheet.value(line, at, SafeText.guarded(cut));
		}
	}

}
