package io.countersign.engine;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.kernel.Refusal;
import io.countersign.kernel.Refusal.Problem;

/**
 * A Camunda Form as the server sees it: which fields it has and what may be answered. The
 * form in the browser checks the same, but what arrives need not come from there.
 */
final class TaskForm {

	/** Nothing a form asks for is longer, whatever the form says. */
	private static final int LONGEST_TEXT = 10_000;

	/** Nor is a number: written out, an exponent of nine digits fills the memory. */
	private static final int MOST_DIGITS = 30;

	private static final Set<String> SHOWN_ONLY = Set.of("text", "html", "image", "spacer", "separator", "button",
			"table", "expression");

	private static final Set<String> TEXTS = Set.of("textfield", "textarea", "datetime");

	private static final Set<String> CHOICES = Set.of("radio", "select");

	private static final Set<String> LISTS = Set.of("checklist", "taglist");

	private static final ObjectMapper json = new ObjectMapper();

	/** The form of a task that has none: no answers are taken. */
	static final TaskForm NONE = new TaskForm(null, List.of());

	private final String id;

	private final Map<String, Field> fields;

	private TaskForm(String id, List<Field> fields) {
		this.id = id;
		this.fields = fields.stream()
			.collect(Collectors.toMap(Field::key, (field) -> field, (first, second) -> first, LinkedHashMap::new));
	}

	/**
	 * Reads a form.
	 * @throws IllegalArgumentException with a sentence, if the form cannot be read or
	 * asks for something the server cannot check
	 */
	static TaskForm read(byte[] content) {
		JsonNode form;
		try {
			form = json.readTree(content);
		}
		catch (JsonProcessingException ex) {
			throw new IllegalArgumentException("it is not JSON: " + ex.getOriginalMessage(), ex);
		}
		catch (IOException ex) {
			throw new IllegalArgumentException("it cannot be read: " + ex.getMessage(), ex);
		}
		if (!form.path("id").isTextual() || !form.path("components").isArray()) {
			throw new IllegalArgumentException("it is no Camunda Form: it has no 'id' or no 'components'");
		}
		List<Field> fields = new ArrayList<>();
		collect(form.path("components"), null, false, fields);
		for (Field field : fields) {
			if (fields.stream().filter((other) -> other.key().equals(field.key())).count() > 1) {
				throw new IllegalArgumentException("two fields share the key '%s'".formatted(field.key()));
			}
		}
		return new TaskForm(form.path("id").textValue(), fields);
	}

	String id() {
		return this.id;
	}

	/** The keys of the fields that take an answer. */
	Set<String> keys() {
		return this.fields.keySet();
	}

	/** Whether {@link #check} needs to know more than the answers. */
	boolean hasConditions() {
		return this.fields.values().stream().anyMatch((field) -> field.hiddenIf() != null);
	}

	/**
	 * Checks what was submitted against the form.
	 * @param hidden whether the FEEL expression of a field hides it now; a hidden field
	 * is neither required nor taken
	 * @return the answers by field key; blank text, hidden and read-only fields are
	 * absent
	 * @throws Refusal with a sentence for the person, if anything is not acceptable
	 */
	Map<String, Object> check(Map<String, Object> submitted, Predicate<String> hidden) {
		List<Problem> problems = new ArrayList<>();
		for (String name : submitted.keySet()) {
			if (!this.fields.containsKey(name)) {
				problems.add(new Problem(name, "unknown-field", "The form of this task has no field '" + name + "'."));
			}
		}
		Map<String, Object> answers = new LinkedHashMap<>();
		for (Field field : this.fields.values()) {
			if (field.readOnly() || (field.hiddenIf() != null && hidden.test(field.hiddenIf()))) {
				continue;
			}
			try {
				Object answer = field.answer(submitted.get(field.key()));
				if (answer != null) {
					answers.put(field.key(), answer);
				}
				else if (field.required()) {
					problems.add(new Problem(field.key(), "required-field", "'" + field.label() + "' is required."));
				}
			}
			catch (NotAcceptable ex) {
				problems.add(new Problem(field.key(), "unacceptable-answer", ex.getMessage()));
			}
		}
		if (!problems.isEmpty()) {
			String sentences = problems.stream().map(Problem::message).collect(Collectors.joining(" "));
			throw new Refusal(Refusal.Kind.UNACCEPTABLE, "answers-not-acceptable", sentences, problems);
		}
		return answers;
	}

	private static void collect(JsonNode components, String hiddenIf, boolean readOnly, List<Field> fields) {
		for (JsonNode component : components) {
			String type = component.path("type").asText();
			String condition = condition(component, hiddenIf);
			boolean shown = readOnly || component.path("readonly").asBoolean()
					|| component.path("disabled").asBoolean();
			if (type.equals("group")) {
				if (component.hasNonNull("path")) {
					throw new IllegalArgumentException(
							"group '%s' has a path: its fields would not be plain answers".formatted(name(component)));
				}
				collect(component.path("components"), condition, shown, fields);
			}
			else if (!SHOWN_ONLY.contains(type)) {
				fields.add(field(component, type, condition, shown));
			}
		}
	}

	private static String condition(JsonNode component, String outer) {
		String own = component.path("conditional").path("hide").asText("");
		own = own.startsWith("=") ? own.substring(1).strip() : own.strip();
		if (own.isEmpty()) {
			return outer;
		}
		return (outer != null) ? "(" + outer + ") or (" + own + ")" : own;
	}

	private static Field field(JsonNode component, String type, String hiddenIf, boolean readOnly) {
		String key = component.path("key").asText();
		if (key.isBlank() || key.contains(".")) {
			throw new IllegalArgumentException("%s '%s' needs a plain key".formatted(type, name(component)));
		}
		boolean chosen = CHOICES.contains(type) || LISTS.contains(type);
		if (!chosen && !TEXTS.contains(type) && !type.equals("number") && !type.equals("checkbox")) {
			throw new IllegalArgumentException("field '%s' is a '%s', which cannot be checked".formatted(key, type));
		}
		Map<String, String> options = new LinkedHashMap<>();
		component.path("values")
			.forEach((option) -> options.put(option.path("value").asText(), option.path("label").asText()));
		if (chosen && !readOnly && options.isEmpty()) {
			throw new IllegalArgumentException("field '%s' does not list the values to choose from".formatted(key));
		}
		JsonNode rules = component.path("validate");
		String pattern = rules.path("pattern").asText("");
		return new Field(key, name(component), type, rules.path("required").asBoolean(), readOnly, hiddenIf, options,
				rules.path("minLength").asInt(0), rules.path("maxLength").asInt(LONGEST_TEXT),
				pattern.isEmpty() ? null : Pattern.compile(pattern), number(rules, "min"), number(rules, "max"));
	}

	private static BigDecimal number(JsonNode rules, String name) {
		return rules.hasNonNull(name) ? new BigDecimal(rules.path(name).asText()) : null;
	}

	private static String name(JsonNode component) {
		String label = component.path("label").asText("");
		return label.isBlank() ? component.path("key").asText(component.path("id").asText()) : label;
	}

	/** An answer is wrong; the message is a sentence for the person. */
	private static final class NotAcceptable extends RuntimeException {

		private NotAcceptable(String sentence, Object... parts) {
			super(sentence.formatted(parts), null, false, false);
		}

	}

	/**
	 * A field that takes an answer.
	 *
	 * @param hiddenIf FEEL expression, or {@code null}
	 * @param options what may be chosen, label by value
	 */
	private record Field(String key, String label, String type, boolean required, boolean readOnly, String hiddenIf,
			Map<String, String> options, int minLength, int maxLength, Pattern pattern, BigDecimal min,
			BigDecimal max) {

		/** The answer in its own type, {@code null} if there is none. */
		Object answer(Object submitted) {
			if (submitted == null || (submitted instanceof String text && text.isBlank())) {
				return null;
			}
			if (LISTS.contains(this.type)) {
				return list(submitted);
			}
			if (!(submitted instanceof String || submitted instanceof Number || submitted instanceof Boolean)) {
				throw new NotAcceptable("'%s' takes a plain value.", this.label);
			}
			return switch (this.type) {
				case "checkbox" -> checked(submitted);
				case "number" -> decimal(submitted);
				case "radio", "select" -> chosen(submitted.toString());
				default -> text(submitted.toString().strip());
			};
		}

		/*
		 * A box that must be ticked and is not counts as unanswered, as in the browser.
		 */
		private Boolean checked(Object submitted) {
			if (!(submitted instanceof Boolean ticked)) {
				throw new NotAcceptable("'%s' is either ticked or not.", this.label);
			}
			return (!ticked && this.required) ? null : ticked;
		}

		private BigDecimal decimal(Object submitted) {
			BigDecimal value;
			try {
				value = new BigDecimal(submitted.toString().strip());
			}
			catch (NumberFormatException ex) {
				throw new NotAcceptable("'%s' takes a number.", this.label);
			}
			if (value.precision() > MOST_DIGITS || Math.abs((long) value.scale()) > MOST_DIGITS) {
				throw new NotAcceptable("'%s' takes a number of at most %d digits.", this.label, MOST_DIGITS);
			}
			if (this.min != null && value.compareTo(this.min) < 0) {
				throw new NotAcceptable("'%s' must be at least %s.", this.label, this.min.toPlainString());
			}
			if (this.max != null && value.compareTo(this.max) > 0) {
				throw new NotAcceptable("'%s' must be at most %s.", this.label, this.max.toPlainString());
			}
			return value;
		}

		private String chosen(String value) {
			if (!this.options.containsKey(value)) {
				throw new NotAcceptable("'%s' must be one of '%s'.", this.label,
						String.join("', '", this.options.values()));
			}
			return value;
		}

		private String text(String value) {
			if (value.length() < this.minLength) {
				throw new NotAcceptable("'%s' needs at least %d characters.", this.label, this.minLength);
			}
			if (value.length() > this.maxLength) {
				throw new NotAcceptable("'%s' takes at most %d characters.", this.label, this.maxLength);
			}
			if (this.pattern != null && !this.pattern.matcher(value).find()) {
				throw new NotAcceptable("'%s' does not have the form that is asked for.", this.label);
			}
			return value;
		}

		private List<String> list(Object submitted) {
			JsonNode values;
			try {
				values = (submitted instanceof SubmittedAnswers.Serialized serialized)
						? json.readTree(serialized.text()) : json.valueToTree(submitted);
			}
			catch (JsonProcessingException ex) {
				throw new NotAcceptable("'%s' takes a list.", this.label);
			}
			if (!values.isArray()) {
				throw new NotAcceptable("'%s' takes a list.", this.label);
			}
			List<String> chosen = new ArrayList<>();
			values.forEach((value) -> chosen.add(chosen(value.asText())));
			return chosen.isEmpty() ? null : List.copyOf(chosen);
		}

	}

}
