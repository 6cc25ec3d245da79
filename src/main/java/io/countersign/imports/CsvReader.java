package io.countersign.imports;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.countersign.kernel.Refusal;
import io.countersign.kernel.Refusal.Kind;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Reads CSV (RFC 4180): UTF-8, with or without byte order mark; separated by comma,
 * semicolon or tabulator, whichever the header uses most. What the library would make
 * lists of is counted first.
 */
final class CsvReader {

	private static final char[] SEPARATORS = { ',', ';', '\t' };

	/** Blank rows are passed over, but not without end. */
	private static final int BLANK_ROWS = 20;

	private final ImportProperties limits;

	CsvReader(ImportProperties limits) {
		this.limits = limits;
	}

	/**
	 * Reads a file.
	 * @throws Refusal if it is no text, no CSV, or beyond a limit
	 */
	Table read(byte[] bytes) {
		String text = decoded(bytes);
		char separator = separator(text);
		count(text, separator);
		Table.Builder table = new Table.Builder(this.limits);
		CSVFormat format = CSVFormat.RFC4180.builder().setDelimiter(separator).setIgnoreEmptyLines(false).get();
		try (CSVParser parser = CSVParser.parse(new StringReader(text), format)) {
			for (CSVRecord row : parser) {
				List<Cell> cells = new ArrayList<>(row.size());
				row.forEach((value) -> cells.add(Cell.text(value)));
				table.add((int) row.getRecordNumber(), cells);
			}
		}
		catch (IOException | UncheckedIOException | IllegalStateException ex) {
			throw new Refusal(Kind.UNACCEPTABLE, "csv-malformed",
					"A quotation mark is open, or followed by more text. Save the file as CSV again.");
		}
		return table.build();
	}

	private static String decoded(byte[] bytes) {
		String text;
		try {
			text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
		}
		catch (CharacterCodingException ex) {
			throw new Refusal(Kind.UNSUPPORTED, "file-not-utf-8",
					"The file is neither a workbook (.xlsx) nor a text in UTF-8. In Excel save it as 'CSV UTF-8'.");
		}
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c < ' ' && c != '\n' && c != '\r' && c != '\t') {
				throw new Refusal(Kind.UNSUPPORTED, "file-not-text",
						"The file holds control characters, as no table does. Send CSV or a workbook (.xlsx).");
			}
		}
		return text.startsWith("\uFEFF") ? text.substring(1) : text;
	}

	private static char separator(String text) {
		int[] counts = new int[SEPARATORS.length];
		boolean quoted = false;
		boolean content = false;
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c == '"') {
				quoted = !quoted;
			}
			else if (!quoted && (c == '\n' || c == '\r')) {
				if (content) {
					break;
				}
			}
			else if (!quoted) {
				for (int s = 0; s < SEPARATORS.length; s++) {
					counts[s] += (c == SEPARATORS[s]) ? 1 : 0;
				}
			}
			content |= !Character.isWhitespace(c);
		}
		int most = 0;
		for (int s = 1; s < SEPARATORS.length; s++) {
			most = (counts[s] > counts[most]) ? s : most;
		}
		return SEPARATORS[most];
	}

	/**
	 * Refuses what would become millions of cells or rows, by the library's own rules.
	 */
	private void count(String text, char separator) {
		int rows = 0;
		int columns = 1;
		int mostRows = BLANK_ROWS * (this.limits.maxRows() + 1);
		boolean quoted = false;
		boolean start = true;
		boolean encapsulated = false;
		// Twice the columns: blank ones at the end are passed over.
		int mostColumns = 2 * this.limits.maxColumns();
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (quoted) {
				quoted = c != '"';
				start = false;
			}
			else if (c == '"' && (start || (encapsulated && text.charAt(i - 1) == '"'))) {
				quoted = true;
				encapsulated = true;
			}
			else if (c == separator) {
				start = true;
				encapsulated = false;
				if (++columns > mostColumns) {
					throw Table.tooManyColumns(this.limits);
				}
			}
			else if (c == '\n' || c == '\r') {
				start = true;
				encapsulated = false;
				columns = 1;
				if (++rows > mostRows) {
					throw Table.tooManyRows(this.limits);
				}
			}
			else {
				start = false;
			}
		}
	}

}
