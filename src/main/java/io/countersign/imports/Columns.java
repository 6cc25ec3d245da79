package io.countersign.imports;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.kernel.Foreign;
import io.countersign.kernel.Refusal;
import io.countersign.kernel.Refusal.Kind;
import io.countersign.kernel.Refusal.Problem;

/**
 * The columns that a kind of file may have: every single value of its JSON schema, named
 * by its path, for instance {@code customer.legalName} or {@code lines[2].quantity}.
 * Entries of lists are counted from 1.
 */
final class Columns {

	/** A heading that begins so is a note; its column is not read. */
	static final String NOTE = "#";

	/** The column that says which returned agreement a row corrects. */
	static final String CORRECTS = "corrects";

	private static final Pattern SEGMENT = Pattern.compile("([^\\[\\].]+)(?:\\[(\\d{1,4})])?");

	/**
	 * A single value that may stand in a column.
	 *
	 * @param path its name with the index 1 where it is part of a list's entry
	 * @param schema its schema, references resolved
	 * @param required whether a row without it is refused; not said of parts of lists and
	 * of parts that may be absent as a whole
	 */
	record Leaf(String path, JsonNode schema, boolean required) {

		/** The words that are taken; empty where any are. */
		List<String> words() {
			List<String> words = new ArrayList<>();
			this.schema.path("enum").forEach((word) -> words.add(word.asText()));
			return words;
		}

		String description() {
			return this.schema.path("description").asText();
		}

	}

	/**
	 * A column of a file.
	 *
	 * @param steps property names and, as {@code Integer}, indexes of lists counted from
	 * 1; empty for {@link #CORRECTS}
	 * @param leaf {@code null} for a note and for {@link #CORRECTS}
	 */
	record Column(String name, List<Object> steps, Leaf leaf) {

		boolean isNote() {
			return this.leaf == null && !corrects();
		}

		boolean corrects() {
			return this.leaf == null && this.name.equals(CORRECTS);
		}

	}

	private final Map<String, Leaf> leaves = new LinkedHashMap<>();

	private final Map<String, Integer> longestLists = new LinkedHashMap<>();

	private final boolean corrections;

	/**
	 * The columns of a schema.
	 * @param corrections whether a row may correct a returned agreement
	 */
	Columns(JsonNode schema, boolean corrections) {
		this.corrections = corrections;
		collect(schema, schema, "", true);
	}

	private void collect(JsonNode root, JsonNode schema, String path, boolean required) {
		for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
			JsonNode child = resolved(root, property.getValue());
			String at = path.isEmpty() ? property.getKey() : path + "." + property.getKey();
			boolean needed = required && has(schema.path("required"), property.getKey());
			switch (child.path("type").asText()) {
				case "object" -> collect(root, child, at, needed);
				case "array" -> {
					this.longestLists.put(key(at), child.path("maxItems").asInt(Integer.MAX_VALUE));
					collect(root, resolved(root, child.path("items")), at + "[1]", false);
				}
				default -> this.leaves.put(key(at), new Leaf(at, child, needed));
			}
		}
	}

	private static boolean has(JsonNode names, String name) {
		for (JsonNode each : names) {
			if (each.asText().equals(name)) {
				return true;
			}
		}
		return false;
	}

	/** A schema with what it refers to; its own words come first. */
	private static JsonNode resolved(JsonNode root, JsonNode schema) {
		if (!schema.has("$ref")) {
			return schema;
		}
		ObjectNode merged = root.at(schema.get("$ref").asText().substring(1)).deepCopy();
		merged.setAll((ObjectNode) schema.deepCopy());
		return merged;
	}

	/** Whether a row may correct a returned agreement. */
	boolean corrections() {
		return this.corrections;
	}

	/** Every value there may be, in the order of the schema. */
	List<Leaf> leaves() {
		return List.copyOf(this.leaves.values());
	}

	/** The value with a path such as {@code lines[1].quantity}. */
	Optional<Leaf> leaf(String path) {
		return Optional.ofNullable(this.leaves.get(key(path)));
	}

	/**
	 * The columns that a header names, however it is capitalised and spaced.
	 * @throws Refusal with every heading that is not known or is there twice
	 */
	List<Column> of(List<String> header) {
		List<Column> columns = new ArrayList<>();
		List<Problem> problems = new ArrayList<>();
		Set<String> seen = new LinkedHashSet<>();
		for (int i = 0; i < header.size(); i++) {
			Column column = column(header.get(i));
			if (column == null) {
				problems.add(unknown(i, header.get(i)));
			}
			else if (!column.isNote() && !seen.add(column.name())) {
				problems.add(new Problem(place(i), "heading-twice",
						"Column %d has the heading '%s' a second time.".formatted(i + 1, column.name())));
			}
			columns.add(column);
		}
		if (!problems.isEmpty()) {
			throw new Refusal(Kind.UNACCEPTABLE, "header-unusable",
					(problems.size() == 1) ? problems.get(0).message()
							: "%d headings cannot be used: %s".formatted(problems.size(), problems.get(0).message()),
					problems);
		}
		if (columns.stream().allMatch(Column::isNote)) {
			throw new Refusal(Kind.UNACCEPTABLE, "header-missing",
					"The first row names no column that is known. Take a template of /api/v1/imports/templates.");
		}
		return columns;
	}

	private Column column(String heading) {
		if (heading.isBlank() || heading.strip().startsWith(NOTE)) {
			return new Column(NOTE, List.of(), null);
		}
		String plain = heading.replaceAll("[\\s\\u00A0\\uFEFF]+", "");
		if (this.corrections && plain.equalsIgnoreCase(CORRECTS)) {
			return new Column(CORRECTS, List.of(), null);
		}
		Leaf leaf = this.leaves.get(key(plain.replaceAll("\\[\\d{1,4}]", "[1]")));
		return (leaf != null) ? named(plain, leaf) : null;
	}

	private Column named(String plain, Leaf leaf) {
		String[] written = plain.split("\\.");
		String[] known = leaf.path().split("\\.");
		List<Object> steps = new ArrayList<>();
		StringBuilder name = new StringBuilder();
		for (int i = 0; i < known.length; i++) {
			Matcher segment = SEGMENT.matcher(known[i]);
			Matcher given = SEGMENT.matcher(written[i]);
			if (!segment.matches() || !given.matches()) {
				return null;
			}
			name.append(name.isEmpty() ? "" : ".").append(segment.group(1));
			steps.add(segment.group(1));
			if (given.group(2) != null) {
				int index = Integer.parseInt(given.group(2));
				String list = key(known, i, segment.group(1));
				if (index < 1 || index > this.longestLists.get(list)) {
					return null;
				}
				name.append('[').append(index).append(']');
				steps.add(index);
			}
		}
		return new Column(name.toString(), steps, leaf);
	}

	private static String key(String[] segments, int last, String name) {
		StringBuilder path = new StringBuilder();
		for (int i = 0; i < last; i++) {
			path.append(segments[i]).append('.');
		}
		return key(path + name);
	}

	private static String key(String path) {
		return path.toLowerCase(Locale.ROOT);
	}

	private Problem unknown(int index, String heading) {
		String plain = Foreign.shortened(heading.replaceAll("\\s+", ""));
		String asked = key(plain.replaceAll("\\[\\d+]", "[1]"));
		String nearest = this.leaves.values()
			.stream()
			.map(Leaf::path)
			.min(Comparator.comparingInt((path) -> Foreign.distance(path, asked)))
			.orElseThrow();
		return new Problem(place(index), "heading-unknown",
				"Column %d: there is no value '%s'. The nearest is '%s'. A heading that begins with '#' is a note and is not read."
					.formatted(index + 1, plain, nearest));
	}

	private static String place(int index) {
		return "header/" + (index + 1);
	}

}
