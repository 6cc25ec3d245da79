package io.countersign.imports;

import java.util.List;

import org.dhatim.fastexcel.PaperSize;
import org.dhatim.fastexcel.Position;
import org.dhatim.fastexcel.Worksheet;

/**
 * How sheets look that people read: a header that stays in sight and stands on every
 * printed page, columns as wide as what is in them, and pages that hold every column.
 */
final class Sheets {

	/** Longest text that a cell of a workbook holds. */
	private static final int LONGEST_TEXT = 32_000;

	private static final int USUAL = 18;

	private static final float SIDE_MARGIN = 0.4f;

	private static final float EDGE_MARGIN = 0.6f;

	/** In points, for the usual size of letters. */
	private static final double LINE_HEIGHT = 15;

	private static final int MANY_COLUMNS_PERCENT = 60;

	private Sheets() {
	}

	/**
	 * Writes the header and keeps it in sight, with so many columns at the left.
	 * @param widths of the first columns, in characters; others are as wide as their
	 * heading
	 */
	static void header(Worksheet sheet, List<String> header, int columnsInSight, int... widths) {
		for (int i = 0; i < header.size(); i++) {
			sheet.value(0, i, header.get(i));
			sheet.width(i, (i < widths.length) ? widths[i] : Math.max(USUAL, header.get(i).length() + 2));
		}
		sheet.range(0, 0, 0, header.size() - 1).style().bold().fillColor("E5EFFA").set();
		sheet.freezePane(columnsInSight, 1);
		sheet.repeatRows(0);
	}

	/** Prints every column on one page across, and as many pages down as it takes. */
	static void printed(Worksheet sheet) {
		paper(sheet);
		sheet.fitToWidth((short) 1);
		sheet.fitToHeight((short) 0);
	}

	/**
	 * Prints a sheet of many columns: as many pages across as it takes, each with the
	 * first column, because on one page nobody could read it.
	 */
	static void printedAcross(Worksheet sheet) {
		paper(sheet);
		sheet.repeatCols(0);
		sheet.pageScale(MANY_COLUMNS_PERCENT);
	}

	private static void paper(Worksheet sheet) {
		sheet.pageOrientation("landscape");
		sheet.paperSize(PaperSize.A4_PAPER);
		sheet.leftMargin(SIDE_MARGIN);
		sheet.rightMargin(SIDE_MARGIN);
		sheet.topMargin(EDGE_MARGIN);
		sheet.bottomMargin(EDGE_MARGIN);
		sheet.footer("&A", Position.LEFT);
		sheet.footer("&P / &N", Position.RIGHT);
	}

	/**
	 * Writes texts that take several lines where they have to. The row gets its height
	 * here, because not every program works it out by itself.
	 * @param widths of the columns, in characters
	 */
	static void row(Worksheet sheet, int line, int[] widths, String... texts) {
		int lines = 1;
		for (int i = 0; i < texts.length; i++) {
			text(sheet, line, i, texts[i]);
			lines = Math.max(lines, lines(texts[i], widths[i]));
		}
		sheet.range(line, 0, line, texts.length - 1).style().wrapText(true).verticalAlignment("top").set();
		sheet.rowHeight(line, Math.min(Worksheet.MAX_ROW_HEIGHT, lines * LINE_HEIGHT));
	}

	private static int lines(String text, int width) {
		if (text == null) {
			return 1;
		}
		return text.lines().mapToInt((line) -> Math.max(1, (int) Math.ceil((double) line.length() / width))).sum();
	}

	/** Puts a number where {@link #row} left room, beside the texts instead of apart. */
	static void number(Worksheet sheet, int line, int at, int number) {
		sheet.value(line, at, number);
		sheet.style(line, at).horizontalAlignment("left").verticalAlignment("top").set();
	}

	/** Always a text, never a formula. */
	static void text(Worksheet sheet, int line, int at, String text) {
		if (text != null && !text.isEmpty()) {
			String cut = (text.length() > LONGEST_TEXT) ? text.substring(0, LONGEST_TEXT) + "…" : text;
			sheet.value(line, at, SafeText.guarded(cut));
		}
	}

}
