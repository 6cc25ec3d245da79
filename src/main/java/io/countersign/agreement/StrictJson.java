package io.countersign.agreement;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.countersign.kernel.Foreign;
import io.countersign.kernel.Refusal;

/**
 * Reads JSON from outside within bounds, and stricter than the grammar asks: one value,
 * UTF-8 without byte order mark, no name twice in an object, no text that cannot be
 * stored or that can fool a reader, no number beyond any use.
 * <p>
 * What leaves the structure readable is collected in {@link #problems()} and reading goes
 * on, so that a sender learns of everything at once; what does not ends it with a
 * {@link Unreadable}.
 */
final class StrictJson {

	/** Larger than any honest package: a thousand lines are about 300 kB. */
	static final int MAX_BYTES = 2 * 1024 * 1024;

	static final int MAX_DEPTH = 16;

	static final int MAX_TEXT = 50_000;

	static final int MAX_NUMBER = 60;

	/** Objects, lists and values together. */
	static final int MAX_VALUES = 50_000;

	private static final int MAX_NAME = 200;

	/** Digits before or after the point that no amount, count or id needs. */
	private static final int MAX_DIGITS = 40;

	private static final JsonFactory FACTORY = JsonFactory.builder()
		.streamReadConstraints(StreamReadConstraints.builder()
			.maxNestingDepth(2 * MAX_DEPTH)
			.maxStringLength(MAX_TEXT)
			.maxNumberLength(MAX_NUMBER)
			.maxNameLength(MAX_NAME)
			.build())
		.disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
		.disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
		.disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
		.build();

	private final List<Refusal.Problem> problems = new ArrayList<>();

	private int values;

	/** What is wrong with a text that could still be read to its end. */
	List<Refusal.Problem> problems() {
		return this.problems;
	}

	/**
	 * Reads one JSON value.
	 * @throws Unreadable if there is no making sense of the rest
	 */
	JsonNode read(byte[] bytes) throws Unreadable {
		String text = decode(bytes);
		try (JsonParser parser = FACTORY.createParser(text)) {
			if (parser.nextToken() == null) {
				throw new Unreadable("", "empty", "The package is empty; send the facts as a JSON object.");
			}
			JsonNode root = value(parser, "", 0);
			if (parser.nextToken() != null) {
				throw new Unreadable("", "trailing-content", "There is more text after the end of the JSON object, at "
						+ place(parser) + "; send exactly one object.");
			}
			return root;
		}
		catch (StreamConstraintsException ex) {
			throw new Unreadable("", "out-of-bounds",
					"The package exceeds a bound: texts have at most %d characters, numbers %d digits, names %d characters, lists and objects %d levels."
						.formatted(MAX_TEXT, MAX_NUMBER, MAX_NAME, MAX_DEPTH));
		}
		catch (JsonProcessingException ex) {
			throw new Unreadable("", "not-json",
					"This is not valid JSON: line %d, column %d: %s.".formatted(ex.getLocation().getLineNr(),
							ex.getLocation().getColumnNr(), Foreign.shortened(ex.getOriginalMessage())));
		}
		catch (IOException ex) {
			throw new IllegalStateException("Reading from memory cannot fail", ex);
		}
	}

	private static String decode(byte[] bytes) throws Unreadable {
		if (bytes.length > MAX_BYTES) {
			throw new Unreadable("", "too-large",
					"The package has %d bytes; at most %d are taken. Documents travel as parts of their own."
						.formatted(bytes.length, MAX_BYTES));
		}
		if (startsWith(bytes, 0xEF, 0xBB, 0xBF)) {
			throw new Unreadable("", "byte-order-mark",
					"The package begins with a byte order mark; save it as UTF-8 without one.");
		}
		if (startsWith(bytes, 0xFE, 0xFF) || startsWith(bytes, 0xFF, 0xFE) || startsWith(bytes, 0x00)
				|| (bytes.length > 1 && bytes[1] == 0)) {
			throw new Unreadable("", "not-utf-8", "The package is in UTF-16 or UTF-32; save it as UTF-8.");
		}
		try {
			return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
		}
		catch (CharacterCodingException ex) {
			throw new Unreadable("", "not-utf-8", "The package holds bytes that are not UTF-8; save it as UTF-8.");
		}
	}

	private static boolean startsWith(byte[] bytes, int... start) {
		if (bytes.length < start.length) {
			return false;
		}
		for (int i = 0; i < start.length; i++) {
			if ((bytes[i] & 0xFF) != start[i]) {
				return false;
			}
		}
		return true;
	}

	private JsonNode value(JsonParser parser, String path, int depth) throws IOException, Unreadable {
		if (++this.values > MAX_VALUES) {
			throw new Unreadable("", "too-many-values", "The package holds more than %d values.".formatted(MAX_VALUES));
		}
		if (depth > MAX_DEPTH) {
			throw new Unreadable("", "too-deep",
					"Lists and objects are nested deeper than %d levels, at %s.".formatted(MAX_DEPTH, place(parser)));
		}
		return switch (parser.currentToken()) {
			case START_OBJECT -> object(parser, path, depth);
			case START_ARRAY -> list(parser, path, depth);
			case VALUE_STRING -> JsonNodeFactory.instance.textNode(text(parser.getText(), path));
			case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser.getText(), path);
			case VALUE_TRUE -> JsonNodeFactory.instance.booleanNode(true);
			case VALUE_FALSE -> JsonNodeFactory.instance.booleanNode(false);
			default -> JsonNodeFactory.instance.nullNode();
		};
	}

	private ObjectNode object(JsonParser parser, String path, int depth) throws IOException, Unreadable {
		ObjectNode object = JsonNodeFactory.instance.objectNode();
		while (parser.nextToken() != JsonToken.END_OBJECT) {
			String name = parser.currentName();
			String at = path + "/" + escaped(name);
			text(name, at);
			parser.nextToken();
			JsonNode value = value(parser, at, depth + 1);
			if (object.has(name)) {
				add(at, "duplicate-field",
						"'%s' is given twice; which one counts would be a guess.".formatted(Foreign.shortened(name)));
			}
			else {
				object.set(name, value);
			}
		}
		return object;
	}

	private ArrayNode list(JsonParser parser, String path, int depth) throws IOException, Unreadable {
		ArrayNode list = JsonNodeFactory.instance.arrayNode();
		while (parser.nextToken() != JsonToken.END_ARRAY) {
			list.add(value(parser, path + "/" + list.size(), depth + 1));
		}
		return list;
	}

	private JsonNode number(String text, String path) {
		try {
			BigDecimal number = new BigDecimal(text);
			if (number.precision() <= MAX_DIGITS && Math.abs((long) number.scale()) <= MAX_DIGITS) {
				if (number.scale() <= 0 && number.precision() - number.scale() <= 18) {
					return JsonNodeFactory.instance.numberNode(number.longValueExact());
				}
				return JsonNodeFactory.instance.numberNode(number);
			}
		}
		catch (NumberFormatException ex) {
			// An exponent that no number has: reported below like every other.
		}
		add(path, "number-out-of-range", "The number %s is beyond any use here.".formatted(Foreign.shortened(text)));
		return JsonNodeFactory.instance.numberNode(1);
	}

	private String text(String text, String path) {
		int unusable = unusableIn(text);
		if (unusable >= 0) {
			add(path, "unusable-text",
					"The text holds the character U+%04X, which is no text that can be kept or shown."
						.formatted(unusable));
		}
		return text;
	}

	/** Whether a text can be kept and shown as it is. */
	static boolean isUsable(String text) {
		return unusableIn(text) < 0;
	}

	private static int unusableIn(String text) {
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
				i++;
			}
			else if (Character.isSurrogate(c) || unusable(c)) {
				return c;
			}
		}
		return -1;
	}

	/**
	 * Control characters, non-characters and those that turn the direction of reading.
	 */
	private static boolean unusable(char c) {
		return (c < ' ' && c != '\n' && c != '\r' && c != '\t') || (c >= '\u007F' && c <= '\u009F')
				|| (c >= '\u202A' && c <= '\u202E') || (c >= '\u2066' && c <= '\u2069') || c >= '\uFFFE'
				|| (c >= '\uFDD0' && c <= '\uFDEF') || c == '\uFEFF';
	}

	private void add(String path, String code, String message) {
		this.problems.add(new Refusal.Problem(path, code, message));
	}

	private static String place(JsonParser parser) {
		return "line " + parser.currentTokenLocation().getLineNr() + ", column "
				+ parser.currentTokenLocation().getColumnNr();
	}

	private static String escaped(String name) {
		return Foreign.shortened(name).replace("~", "~0").replace("/", "~1");
	}

	/** The rest of the text cannot be read. */
	static final class Unreadable extends Exception {

		private final transient Refusal.Problem problem;

		Unreadable(String path, String code, String message) {
			super(message);
			this.problem = new Refusal.Problem(path, code, message);
		}

		Refusal.Problem problem() {
			return this.problem;
		}

	}

}
