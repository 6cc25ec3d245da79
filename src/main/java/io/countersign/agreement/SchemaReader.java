package io.countersign.agreement;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;

import io.countersign.kernel.Foreign;
import io.countersign.kernel.Refusal;

/**
 * Checks JSON from outside: strict reading first, then a schema, with a sentence for
 * everything that is wrong.
 */
public final class SchemaReader {

	/** More problems than a person would mend by hand are counted, not listed. */
	public static final int MAX_PROBLEMS = 200;

	/** Longer value lists (currencies, countries) are described, not listed. */
	private static final int MAX_LISTED_VALUES = 20;

	private final JsonNode schemaText;

	private final JsonSchema schema;

	/**
	 * A reader by one schema.
	 * @param resource file name of the schema beside this class
	 */
	SchemaReader(String resource) {
		this(read(SchemaReader.class, resource));
	}

	/**
	 * A reader by a schema that uses the definitions of another one.
	 * @param definitions file name of that schema
	 */
	SchemaReader(String resource, String definitions) {
		this(((ObjectNode) read(SchemaReader.class, resource)).set("$defs",
				read(SchemaReader.class, definitions).path("$defs")));
	}

	/**
	 * A reader by a schema of another module, which uses the definitions of the schema of
	 * packages.
	 * @param beside the class that the schema lies beside
	 */
	public static SchemaReader of(Class<?> beside, String resource) {
		return new SchemaReader(((ObjectNode) read(beside, resource)).set("$defs",
				read(SchemaReader.class, PackageReader.SCHEMA).path("$defs")));
	}

	private SchemaReader(JsonNode schema) {
		this.schemaText = schema;
		SchemaValidatorsConfig config = SchemaValidatorsConfig.builder()
			.formatAssertionsEnabled(true)
			.losslessNarrowing(true)
			.locale(Locale.ROOT)
			.build();
		this.schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(this.schemaText, config);
		this.schema.initializeValidators();
	}

	private static JsonNode read(Class<?> beside, String resource) {
		try (InputStream stream = beside.getResourceAsStream(resource)) {
			return new ObjectMapper().readTree(stream);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** The schema itself. */
	public JsonNode schema() {
		return this.schemaText;
	}

	/**
	 * What was read.
	 *
	 * @param tree {@code null} where the text could not be read to its end
	 * @param problems everything that is wrong, up to {@link #MAX_PROBLEMS}
	 * @param unlisted how many more there are
	 */
	public record Read(JsonNode tree, List<Refusal.Problem> problems, int unlisted) {
	}

	/** Reads and checks; the list of problems may be added to. */
	public Read read(byte[] json) {
		StrictJson strict = new StrictJson();
		JsonNode tree;
		try {
			tree = strict.read(json);
		}
		catch (StrictJson.Unreadable ex) {
			List<Refusal.Problem> problems = new ArrayList<>(strict.problems());
			problems.add(ex.problem());
			return new Read(null, problems, 0);
		}
		List<Refusal.Problem> problems = new ArrayList<>(strict.problems());
		Set<String> told = new HashSet<>();
		problems.forEach((problem) -> told.add(problem.path()));
		int unlisted = 0;
		for (ValidationMessage message : this.schema.validate(tree)) {
			if (problems.size() >= MAX_PROBLEMS) {
				unlisted++;
				continue;
			}
			Refusal.Problem problem = problem(message);
			// One sentence per place: a value of the wrong type breaks its pattern too.
			if (told.add(problem.path())) {
				problems.add(problem);
			}
		}
		return new Read(tree, problems, unlisted);
	}

	private Refusal.Problem problem(ValidationMessage message) {
		String path = message.getInstanceLocation().toString();
		String keyword = message.getType();
		JsonNode place = place(message);
		JsonNode limit = place.path(keyword);
		JsonNode value = message.getInstanceNode();
		return switch (keyword) {
			case "required" -> new Refusal.Problem(path + "/" + message.getProperty(), "missing", "'%s' is missing: %s"
				.formatted(message.getProperty(), description(place.path("properties").path(message.getProperty()))));
			case "additionalProperties" -> new Refusal.Problem(
					path + "/" + Foreign.shortened(message.getProperty()).replace("~", "~0").replace("/", "~1"),
					"unknown-field", unknownField(message.getProperty(), place));
			case "type" -> new Refusal.Problem(path, "wrong-type",
					(value.isNull() ? "null is no value here; leave the field out, or send %s."
							: "This must be %s, not " + kind(value) + ".")
						.formatted(kinds(limit)));
			case "enum" -> new Refusal.Problem(path, "unknown-value",
					"%s is not known here; %s".formatted(quoted(value), (limit.size() > MAX_LISTED_VALUES)
							? "expected: " + description(place) : "known: " + String.join(", ", texts(limit)) + "."));
			case "format" -> looksLikeDate(value)
					? new Refusal.Problem(path, "impossible-date",
							"%s is not a calendar date; write YYYY-MM-DD.".formatted(quoted(value)))
					: new Refusal.Problem(path, "malformed-value",
							"%s is not usable here; expected: %s".formatted(quoted(value), description(place)));
			case "pattern", "exclusiveMaximum", "multipleOf" -> new Refusal.Problem(path, "malformed-value",
					"%s is not usable here; expected: %s".formatted(quoted(value), description(place)));
			case "minLength" -> new Refusal.Problem(path, "too-short",
					(limit.asInt() == 1) ? "The text is empty; leave the field out where there is no value."
							: "The text has fewer than %d characters.".formatted(limit.asInt()));
			case "maxLength" ->
				new Refusal.Problem(path, "too-long", "The text has %d characters; at most %d are taken."
					.formatted(value.asText().codePointCount(0, value.asText().length()), limit.asInt()));
			case "minItems" -> new Refusal.Problem(path, "too-few",
					"The list has %d entries; at least %d is needed.".formatted(value.size(), limit.asInt()));
			case "maxItems" -> new Refusal.Problem(path, "too-many",
					"The list has %d entries; at most %d are taken.".formatted(value.size(), limit.asInt()));
			case "minimum" -> new Refusal.Problem(path, "too-small",
					"%s is too small; the least is %s.".formatted(quoted(value), limit.asText()));
			case "maximum" -> new Refusal.Problem(path, "too-large",
					"%s is too large; the most is %s.".formatted(quoted(value), limit.asText()));
			default -> throw new IllegalStateException("No sentence for the schema's keyword " + keyword);
		};
	}

	/** The schema object whose keyword was broken. */
	private JsonNode place(ValidationMessage message) {
		String pointer = message.getSchemaLocation().getFragment().toString();
		int keyword = pointer.lastIndexOf('/');
		// The location of some messages names the keyword, of others the object itself.
		JsonNode object = this.schemaText.at(pointer.substring(0, Math.max(keyword, 0)));
		return object.has(message.getType()) ? object : this.schemaText.at(pointer);
	}

	private String description(JsonNode place) {
		if (place.has("description")) {
			return place.get("description").asText();
		}
		return place.has("$ref")
				? this.schemaText.at(place.get("$ref").asText().substring(1)).path("description").asText() : "";
	}

	private static String unknownField(String name, JsonNode place) {
		List<String> known = new ArrayList<>();
		place.path("properties").fieldNames().forEachRemaining(known::add);
		String nearest = Collections.min(known,
				Comparator.comparingInt((candidate) -> Foreign.distance(candidate, name)));
		String hint = (Foreign.distance(nearest, name) <= 1 + nearest.length() / 4) ? " Did you mean '" + nearest + "'?"
				: "";
		return "There is no field '%s' here.%s Known: %s.".formatted(Foreign.shortened(name), hint,
				String.join(", ", known));
	}

	private static boolean looksLikeDate(JsonNode value) {
		return value.asText().matches("\\d{4}-\\d{2}-\\d{2}");
	}

	private static String quoted(JsonNode value) {
		String text = Foreign.shortened(value.asText());
		return value.isTextual() ? "'" + text + "'" : text;
	}

	private static List<String> texts(JsonNode list) {
		List<String> texts = new ArrayList<>();
		list.forEach((entry) -> texts.add(entry.asText()));
		return texts;
	}

	private static String kinds(JsonNode types) {
		List<String> kinds = types.isArray() ? texts(types) : List.of(types.asText());
		return String.join(" or ", kinds.stream().map(SchemaReader::kind).toList());
	}

	private static String kind(String type) {
		return switch (type) {
			case "string" -> "a text";
			case "number" -> "a number";
			case "integer" -> "a whole number";
			case "boolean" -> "true or false";
			case "array" -> "a list";
			default -> "an object";
		};
	}

	private static String kind(JsonNode value) {
		return switch (value.getNodeType()) {
			case STRING -> "a text";
			case NUMBER -> "the number " + quoted(value);
			case BOOLEAN -> "true or false";
			case ARRAY -> "a list";
			default -> "an object";
		};
	}

}
