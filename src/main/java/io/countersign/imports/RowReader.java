package io.countersign.imports;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.imports.Columns.Column;
import io.countersign.imports.Columns.Leaf;

/**
 * Turns a row into facts, exactly like JSON that a program would have sent: the same
 * checks then follow. What a spreadsheet program or its user may have meant in two ways
 * is a problem, never a guess.
 */
final class RowReader {

	private static final Pattern GERMAN_DATE = Pattern.compile("(\\d{1,2})\\.(\\d{1,2})\\.(\\d{4})");

	private static final Pattern OTHER_DATE = Pattern.compile("\\d{1,4}[/.-]\\d{1,2}[/.-]\\d{1,4}");

	private static final Pattern PLAIN_NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?");

	/** Could be a thousand or a fraction. */
	private static final Pattern AMBIGUOUS_NUMBER = Pattern.compile("-?[1-9]\\d{0,2}[.,]\\d{3}");

	private static final Pattern GERMAN_NUMBER = Pattern.compile("-?(\\d+|\\d{1,3}(\\.\\d{3})+),\\d+");

	private static final Pattern ENGLISH_NUMBER = Pattern.compile("-?\\d{1,3}(,\\d{3})+\\.\\d+");

	private static final Map<String, Boolean> TRUTH = Map.of("true", true, "ja", true, "yes", true, "wahr", true,
			"false", false, "nein", false, "no", false, "falsch", false);

	/**
	 * Writes the fields by name: the order of the columns means nothing. Numbers keep all
	 * of their digits, which RFC 8785 would not let them.
	 */
	private static final ObjectMapper JSON = JsonMapper.builder()
		.enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
		.enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
		.build();

	/**
	 * A row as facts.
	 *
	 * @param facts JSON in UTF-8, the same bytes for the same row in whatever order its
	 * columns are; a value that is a problem stands there as it was written
	 * @param corrects reference of the agreement that the row corrects; {@code null}
	 * where it is a new one
	 * @param problems what the cells themselves leave open
	 * @param columns names of columns by JSON pointer
	 */
	record Row(JsonNode tree, byte[] facts, String corrects, List<CellProblem> problems, Places columns) {
	}

	/**
	 * Something that a cell leaves open.
	 *
	 * @param pointer where in the facts
	 */
	record CellProblem(String pointer, String code, String message) {
	}

	/**
	 * Finds the column for a place in the facts. Lists are filled without gaps, so the
	 * place's index is not always the column's.
	 *
	 * @param indexes by pointer of a list, the columns' indexes of its entries in order
	 */
	record Places(Map<String, List<Integer>> indexes) {

		/** For instance {@code lines[2].quantity} for {@code /lines/0/quantity}. */
		String column(String pointer) {
			if (pointer == null || !pointer.startsWith("/")) {
				return null;
			}
			StringBuilder name = new StringBuilder();
			StringBuilder at = new StringBuilder();
			for (String segment : pointer.substring(1).split("/")) {
				if (segment.matches("\\d{1,6}")) {
					List<Integer> list = this.indexes.getOrDefault(at.toString(), List.of());
					int index = Integer.parseInt(segment);
					name.append('[').append((index < list.size()) ? list.get(index) : index + 1).append(']');
				}
				else {
					name.append(name.isEmpty() ? "" : ".").append(segment);
				}
				at.append('/').append(segment);
			}
			return name.toString();
		}

	}

	/** A part of the facts while they are put together. */
	private static final class Part {

		private final Map<String, Part> fields = new LinkedHashMap<>();

		private final Map<Integer, Part> items = new TreeMap<>();

		private JsonNode value;

		private String code;

		private String message;

	}

	private RowReader() {
	}

	/** Reads a row; the cells stand in the order of the columns. */
	static Row read(List<Column> columns, List<Cell> cells) {
		Part root = new Part();
		String corrects = null;
		for (int i = 0; i < columns.size(); i++) {
			Column column = columns.get(i);
			Cell cell = unguarded(cells.get(i));
			if (cell.isEmpty() || column.isNote()) {
				continue;
			}
			if (column.corrects()) {
				corrects = cell.text().strip();
				continue;
			}
			Part part = root;
			for (Object step : column.steps()) {
				part = (step instanceof Integer index) ? part.items.computeIfAbsent(index, (key) -> new Part())
						: part.fields.computeIfAbsent((String) step, (key) -> new Part());
			}
			convert(cell, column.leaf(), part);
		}
		List<CellProblem> problems = new ArrayList<>();
		Places places = new Places(new LinkedHashMap<>());
		JsonNode tree = compiled(root, "", problems, places);
		try {
			return new Row(tree, JSON.writeValueAsString(tree).getBytes(StandardCharsets.UTF_8), corrects, problems,
					places);
		}
		catch (JsonProcessingException ex) {
			throw new IllegalStateException("A tree can be written", ex);
		}
	}

	private static JsonNode compiled(Part part, String pointer, List<CellProblem> problems, Places places) {
		if (part.value != null) {
			if (part.code != null) {
				problems.add(new CellProblem(pointer, part.code, part.message));
			}
			return part.value;
		}
		if (!part.items.isEmpty()) {
			ArrayNode list = JsonNodeFactory.instance.arrayNode();
			places.indexes().put(pointer, List.copyOf(part.items.keySet()));
			for (Part item : part.items.values()) {
				list.add(compiled(item, pointer + "/" + list.size(), problems, places));
			}
			return list;
		}
		ObjectNode object = JsonNodeFactory.instance.objectNode();
		part.fields.forEach((name, field) -> object.set(name, compiled(field, pointer + "/" + name, problems, places)));
		return object;
	}

	/**
	 * Takes the apostrophe away that an exported text got in front, so that a workbook of
	 * errors can be mended and sent again.
	 */
	private static Cell unguarded(Cell cell) {
		return (cell.kind() == Cell.Kind.TEXT) ? Cell.text(SafeText.unguarded(cell.text())) : cell;
	}

	private static void convert(Cell cell, Leaf leaf, Part part) {
		String text = cell.text().strip();
		part.value = JsonNodeFactory.instance.textNode(text);
		if (cell.kind() == Cell.Kind.ERROR) {
			problem(part, "cell-error", "The spreadsheet program shows the error %s here.".formatted(text));
			return;
		}
		JsonNode type = leaf.schema().path("type");
		switch (type.isArray() ? "amount" : leaf.schema().path("format").asText(type.asText())) {
			case "date" -> date(cell, text, part);
			case "boolean" -> {
				Boolean truth = TRUTH.get(text.toLowerCase(Locale.ROOT));
				if (truth != null) {
					part.value = JsonNodeFactory.instance.booleanNode(truth);
				}
			}
			case "integer", "number" -> number(cell, text, leaf, part, false);
			case "amount" -> number(cell, text, leaf, part, true);
			default -> text(cell, text, leaf, part);
		}
	}

	private static void text(Cell cell, String text, Leaf leaf, Part part) {
		switch (cell.kind()) {
			case NUMBER -> {
				if (!text.matches("\\d+")) {
					problem(part, "number-for-text",
							"The spreadsheet program took this for the number %s. Format the cell as text and enter it again."
								.formatted(text));
				}
			}
			case DATE, PERCENT -> problem(part, "number-for-text",
					"The spreadsheet program took this for a date or a percentage. Format the cell as text and enter it again.");
			default -> leaf.words()
				.stream()
				.filter((word) -> word.equalsIgnoreCase(text))
				.findFirst()
				.ifPresent((word) -> part.value = JsonNodeFactory.instance.textNode(word));
		}
	}

	private static void date(Cell cell, String text, Part part) {
		if (cell.kind() == Cell.Kind.NUMBER) {
			problem(part, "number-for-date",
					"This is the number %s, not a date. Format the cell as a date.".formatted(text));
			return;
		}
		Matcher german = GERMAN_DATE.matcher(text);
		if (german.matches()) {
			try {
				part.value = JsonNodeFactory.instance.textNode(
						LocalDate
							.of(Integer.parseInt(german.group(3)), Integer.parseInt(german.group(2)),
									Integer.parseInt(german.group(1)))
							.toString());
			}
			catch (DateTimeException ex) {
				problem(part, "impossible-date", "'%s' is not a calendar date.".formatted(text));
			}
		}
		else if (OTHER_DATE.matcher(text).matches() && !text.matches("\\d{4}-\\d{2}-\\d{2}")) {
			problem(part, "ambiguous-date",
					"'%s' can be read in two ways. Write 2026-12-31 or 31.12.2026.".formatted(text));
		}
	}

	private static void number(Cell cell, String text, Leaf leaf, Part part, boolean asText) {
		boolean percent = leaf.schema().path("$ref").asText().endsWith("/percent");
		if (cell.kind() == Cell.Kind.DATE || (cell.kind() == Cell.Kind.PERCENT && !percent)) {
			problem(part, "date-for-number",
					"The spreadsheet program took this for a date or a percentage. Format the cell as a number.");
			return;
		}
		String plain = (percent && text.endsWith("%")) ? text.substring(0, text.length() - 1).strip() : text;
		if (cell.kind() == Cell.Kind.TEXT && AMBIGUOUS_NUMBER.matcher(plain).matches()) {
			problem(part, "ambiguous-number",
					"'%s' can be read in two ways. Write 1234 for a thousand, 1.2340 for a fraction.".formatted(text));
			return;
		}
		if (GERMAN_NUMBER.matcher(plain).matches()) {
			plain = plain.replace(".", "").replace(',', '.');
		}
		else if (ENGLISH_NUMBER.matcher(plain).matches()) {
			plain = plain.replace(",", "");
		}
		if (PLAIN_NUMBER.matcher(plain).matches()) {
			BigDecimal number = new BigDecimal(plain);
			part.value = asText ? JsonNodeFactory.instance.textNode(amount(number).toPlainString())
					: JsonNodeFactory.instance.numberNode(normal(number));
		}
	}

	/** Without zeros at the end, which a workbook does not keep. */
	private static BigDecimal normal(BigDecimal number) {
		return atLeast(0, number);
	}

	/**
	 * As money is written: the same row is one row, whichever kind of file it is in.
	 */
	private static BigDecimal amount(BigDecimal number) {
		return atLeast(2, number);
	}

	private static BigDecimal atLeast(int decimals, BigDecimal number) {
		BigDecimal stripped = number.stripTrailingZeros();
		return stripped.setScale(Math.max(decimals, stripped.scale()));
	}

	private static void problem(Part part, String code, String message) {
		part.code = code;
		part.message = message;
	}

}
