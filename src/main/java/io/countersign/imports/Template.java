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
		ErrorWorkbook.header(sheet, this.header);
		sheet.freezePane(1, 1);
		Map<List<String>, Range> known = new LinkedHashMap<>();
		for (int i = 0; i < this.header.size(); i++) {
			Leaf leaf = this.columns.leaf(this.header.get(i).replaceAll("\\[\\d+]", "[1]")).orElseThrow();
			ErrorWorkbook.text(sheet, 1, i, this.example.get(this.header.get(i)));
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
		ErrorWorkbook.header(sheet, NOTES);
		sheet.freezePane(1, 1);
		sheet.width(0, 38);
		sheet.width(2, 80);
		sheet.width(3, 40);
		sheet.width(4, 30);
		int line = 1;
		for (String[] note : general()) {
			ErrorWorkbook.text(sheet, line, 0, note[0]);
			ErrorWorkbook.text(sheet, line, 2, note[1]);
			sheet.range(line, 0, line, 4).style().wrapText(true).verticalAlignment("top").set();
			line++;
		}
		for (Leaf leaf : this.columns.leaves()) {
			ErrorWorkbook.text(sheet, line, 0, leaf.path());
			ErrorWorkbook.text(sheet, line, 1, leaf.required() ? "yes" : "");
			ErrorWorkbook.text(sheet, line, 2, leaf.description());
			ErrorWorkbook.text(sheet, line, 3, String.join(", ", leaf.words()));
			ErrorWorkbook.text(sheet, line, 4, leaf.schema().path("examples").path(0).asText(""));
			sheet.range(line, 0, line, 4).style().wrapText(true).verticalAlignment("top").set();
			line++;
		}
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
