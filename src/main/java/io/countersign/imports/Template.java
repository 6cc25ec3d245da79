package io.countersign.imports;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.imports.Columns.Leaf;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.dhatim.fastexcel.Range;
import org.dhatim.fastexcel.VisibilityState;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;

/**
 * An empty file to fill in: every column of its schema, the schema's own example as the
 * first row, and in a workbook notes and drop-downs.
 */
final class Template {

	private static final List<String> NOTES = List.of("Column", "Needed", "What stands there", "Known words",
			"Example");

	/**
	 * More known words than these are countries and the like, which nobody reads through.
	 */
	private static final int MOST_WORDS = 40;

	private static final int[] NOTES_WIDTHS = { 38, 9, 64, 32, 30 };

	private final Columns columns;

	private final int mostRows;

	private final Map<String, String> example = new LinkedHashMap<>();

	private final List<String> header;

	/**
	 * A template for a schema.
	 * @param schema with an example of the whole
	 * @param mostRows rows that have drop-downs
	 */
	Template(JsonNode schema, Columns columns, int mostRows) {
		this.columns = columns;
		this.mostRows = mostRows;
		flatten("", schema.path("examples").path(0), this.example);
		Set<String> names = new LinkedHashSet<>();
		for (Leaf leaf : columns.leaves()) {
			names.add(leaf.path());
			// A list of the example with several entries shows how a second one is named.
			this.example.keySet()
				.stream()
				.filter((name) -> name.replaceAll("\\[\\d+]", "[1]").equals(leaf.path()))
				.forEach(names::add);
		}
		this.header = List.copyOf(names);
	}

	private static void flatten(String path, JsonNode node, Map<String, String> values) {
		if (node.isObject()) {
			node.properties()
				.forEach((field) -> flatten(path.isEmpty() ? field.getKey() : path + "." + field.getKey(),
						field.getValue(), values));
		}
		else if (node.isArray()) {
			for (int i = 0; i < node.size(); i++) {
				flatten(path + "[" + (i + 1) + "]", node.get(i), values);
			}
		}
		else if (!node.isMissingNode()) {
			values.put(path, node.asText());
		}
	}

	/** UTF-8 with a byte order mark, so that spreadsheet programs read umlauts. */
	byte[] csv() {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		try (Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
				CSVPrinter printer = new CSVPrinter(writer, CSVFormat.RFC4180)) {
			writer.write('\uFEFF');
			printer.printRecord(this.header);
			printer.printRecord(
					this.header.stream().map((name) -> SafeText.guarded(this.example.getOrDefault(name, ""))).toList());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return out.toByteArray();
	}

	byte[] xlsx() {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		try (Workbook workbook = new Workbook(out, "Countersign", "1.0")) {
			Worksheet rows = workbook.newWorksheet("Rows");
			Worksheet notes = workbook.newWorksheet("Notes");
			Worksheet words = workbook.newWorksheet("Words");
			words.setVisibilityState(VisibilityState.HIDDEN);
			rows(rows, words);
			notes(notes);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return out.toByteArray();
	}

	private void rows(Worksheet sheet, Worksheet words) {
		Sheets.header(sheet, this.header, 1);
		Sheets.printedAcross(sheet);
		Map<List<String>, Range> known = new LinkedHashMap<>();
		for (int i = 0; i < this.header.size(); i++) {
			Leaf leaf = this.columns.leaf(this.header.get(i).replaceAll("\\[\\d+]", "[1]")).orElseThrow();
			Sheets.text(sheet, 1, i, this.example.get(this.header.get(i)));
			if (leaf.required()) {
				sheet.style(0, i).bold().fillColor("FCE9C8").set();
			}
			if (!leaf.words().isEmpty()) {
				Range list = known.computeIfAbsent(leaf.words(), (all) -> list(words, known.size(), all));
				sheet.range(1, i, this.mostRows, i).validateWithList(list);
			}
			else if (leaf.schema().path("type").asText().equals("string")) {
				// Otherwise '04109' would lose its zero, and a date its meaning.
				sheet.style(i).format("@").set();
			}
		}
	}

	private static Range list(Worksheet words, int column, List<String> all) {
		for (int i = 0; i < all.size(); i++) {
			words.value(i, column, all.get(i));
		}
		return words.range(0, column, all.size() - 1, column);
	}

	private void notes(Worksheet sheet) {
		Sheets.header(sheet, NOTES, 1, NOTES_WIDTHS);
		Sheets.printed(sheet);
		int line = 1;
		for (String[] note : general()) {
			Sheets.row(sheet, line++, NOTES_WIDTHS, note[0], null, note[1], null, null);
		}
		for (Leaf leaf : this.columns.leaves()) {
			Sheets.row(sheet, line++, NOTES_WIDTHS, leaf.path(), leaf.required() ? "yes" : "", leaf.description(),
					words(leaf), leaf.schema().path("examples").path(0).asText(""));
		}
	}

	private static String words(Leaf leaf) {
		List<String> words = leaf.words();
		if (words.size() <= MOST_WORDS) {
			return String.join(", ", words);
		}
		return "%s, %s, … %s: %d words, in the drop-down list of the column".formatted(words.get(0), words.get(1),
				words.get(words.size() - 1), words.size());
	}

	private List<String[]> general() {
		List<String[]> notes = new ArrayList<>();
		notes.add(new String[] { "The first row", "An example. Replace it by your own." });
		notes.add(new String[] { "[1], [2], …",
				"Entries of a list, counted from 1. Add columns with the next number where you need more." });
		notes.add(new String[] { "#", "A heading that begins with # is a note; its column is not read." });
		if (this.columns.corrections()) {
			notes.add(new String[] { Columns.CORRECTS,
					"A column of this name holds the number of a returned agreement that the row corrects." });
		}
		return notes;
	}

}
