package io.countersign.imports;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.countersign.kernel.Refusal;
import io.countersign.kernel.Refusal.Kind;

/**
 * A file's content: the first row that holds anything is the header, each further row
 * that does is a line.
 */
record Table(List<String> header, List<Line> lines) {

	/**
	 * A row.
	 *
	 * @param number counted from 1 with the header, as spreadsheet programs do
	 * @param cells as many as the header has
	 */
	record Line(int number, List<Cell> cells) {
	}

	/** Collects rows under the limits of the configuration. */
	static final class Builder {

		private final ImportProperties limits;

		private final List<Line> lines = new ArrayList<>();

		private List<String> header;

		private long text;

		Builder(ImportProperties limits) {
			this.limits = limits;
		}

		/** Adds a row; one without content is passed over. */
		void add(int number, List<Cell> cells) {
			int width = cells.size();
			while (width > 0 && cells.get(width - 1).isEmpty()) {
				width--;
			}
			if (width == 0) {
				return;
			}
			if (width > this.limits.maxColumns()) {
				throw tooManyColumns(this.limits);
			}
			for (int i = 0; i < width; i++) {
				measure(number, i, cells.get(i));
			}
			if (this.header == null) {
				this.header = cells.subList(0, width).stream().map(Cell::text).toList();
				return;
			}
			if (width > this.header.size()) {
				throw new Refusal(Kind.UNACCEPTABLE, "cell-without-heading",
						"Row %d has a value in column %d, which has no heading.".formatted(number, width));
			}
			if (this.lines.size() == this.limits.maxRows()) {
				throw tooManyRows(this.limits);
			}
			List<Cell> line = new ArrayList<>(cells.subList(0, width));
			while (line.size() < this.header.size()) {
				line.add(Cell.EMPTY);
			}
			this.lines.add(new Line(number, List.copyOf(line)));
		}

		private void measure(int number, int column, Cell cell) {
			int length = cell.text().length();
			if (!usable(cell.text())) {
				throw new Refusal(Kind.UNACCEPTABLE, "cell-unusable",
						"Row %d, column %d holds a character that is no text.".formatted(number, column + 1));
			}
			if (length > this.limits.maxCell().toBytes() || (length * 3L > this.limits.maxCell().toBytes()
					&& cell.text().getBytes(StandardCharsets.UTF_8).length > this.limits.maxCell().toBytes())) {
				throw new Refusal(Kind.TOO_LARGE, "cell-too-long",
						"Row %d, column %d: the text is longer than %d bytes.".formatted(number, column + 1,
								this.limits.maxCell().toBytes()));
			}
			this.text += length;
			if (this.text > this.limits.maxText()) {
				throw new Refusal(Kind.TOO_LARGE, "too-much-text",
						"The cells hold more than %d characters together. Send fewer rows in a file."
							.formatted(this.limits.maxText()));
			}
		}

		/** A workbook can spell out characters that no database keeps as text. */
		private static boolean usable(String text) {
			for (int i = 0; i < text.length(); i++) {
				char c = text.charAt(i);
				if (Character.isHighSurrogate(c) && i + 1 < text.length()
						&& Character.isLowSurrogate(text.charAt(i + 1))) {
					i++;
				}
				else if (Character.isSurrogate(c) || c >= '\uFFFE'
						|| (c < ' ' && c != '\n' && c != '\r' && c != '\t')) {
					return false;
				}
			}
			return true;
		}

		Table build() {
			if (this.header == null) {
				throw new Refusal(Kind.UNACCEPTABLE, "file-empty",
						"The file holds nothing. Take a template of /api/v1/imports/templates.");
			}
			if (this.lines.isEmpty()) {
				throw new Refusal(Kind.UNACCEPTABLE, "no-rows",
						"The file has a header and no row below it. Each row is one package or agreement.");
			}
			return new Table(this.header, List.copyOf(this.lines));
		}

	}

	static Refusal tooManyRows(ImportProperties limits) {
		return new Refusal(Kind.TOO_LARGE, "too-many-rows",
				"A file may have %d rows below its header. Send the rest in another file.".formatted(limits.maxRows()));
	}

	static Refusal tooManyColumns(ImportProperties limits) {
		return new Refusal(Kind.TOO_LARGE, "too-many-columns",
				"A file may have %d columns.".formatted(limits.maxColumns()));
	}

}
