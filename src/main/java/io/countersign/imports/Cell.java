package io.countersign.imports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/**
 * A cell as it was read: exact, nothing rounded or guessed.
 *
 * @param text the text; a number without exponent and grouping; a date as
 * {@code YYYY-MM-DD}; {@code true} or {@code false}; a percentage as the number before
 * its sign; the name of an error
 */
record Cell(Kind kind, String text) {

	static final Cell EMPTY = new Cell(Kind.EMPTY, "");

	/**
	 * What a cell holds. A CSV file has texts only; a workbook tells kinds apart.
	 */
	enum Kind {

		EMPTY, TEXT, NUMBER, PERCENT, DATE, BOOLEAN, ERROR

	}

	/** A text; nothing but blanks is empty. */
	static Cell text(String text) {
		return text.isBlank() ? EMPTY : new Cell(Kind.TEXT, text);
	}

	boolean isEmpty() {
		return this.kind == Kind.EMPTY;
	}

	/** For keeping: texts as they are, everything else with its kind. */
	JsonNode json() {
		JsonNodeFactory json = JsonNodeFactory.instance;
		return switch (this.kind) {
			case EMPTY -> json.nullNode();
			case TEXT -> json.textNode(this.text);
			default -> json.objectNode().put(this.kind.name(), this.text);
		};
	}

	/** Reads what {@link #json()} wrote. */
	static Cell of(JsonNode json) {
		if (json.isNull()) {
			return EMPTY;
		}
		if (json.isTextual()) {
			return new Cell(Kind.TEXT, json.textValue());
		}
		String kind = json.fieldNames().next();
		return new Cell(Kind.valueOf(kind), json.get(kind).textValue());
	}

}
