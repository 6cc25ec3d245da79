package io.countersign.roc;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.kernel.AgreementNumber;
import io.countersign.kernel.Refusal.Problem;

/**
 * Something the ROC tells about an order, schema {@code Event} of
 * {@code docs/roc-openapi.yaml}.
 *
 * @param sequence counts the events of one order from 1; 0 for a refusal at the handoff
 * @param occurredAt by the ROC's clock
 * @param reasonCode with {@code REJECTED} and {@code HELD}; else {@code null}
 * @param text may be {@code null}
 * @param invoiceNumber with {@code INVOICED}; else {@code null}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RocEvent(String id, Type type, String reference, int submission, String idempotencyKey, String caseNumber,
		int sequence, Instant occurredAt, String reasonCode, String text, String invoiceNumber) {

	private static final Pattern KEY = Pattern.compile("[0-9a-f]{64}");

	private static final Pattern REASON = Pattern.compile("R\\d{2}");

	enum Type {

		ACKNOWLEDGED, HELD, RELEASED, ACCEPTED, PROCESSED, INVOICED, REJECTED, CANCELLED;

		static Optional<Type> of(String name) {
			for (Type type : values()) {
				if (type.wireName().equals(name)) {
					return Optional.of(type);
				}
			}
			return Optional.empty();
		}

		String wireName() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

	/**
	 * An event of a call, or what is wrong with it.
	 *
	 * @param event {@code null} where there are problems
	 * @param json as it was sent
	 */
	record Reading(RocEvent event, List<Problem> problems, JsonNode json) {

		/** The event's id, as far as it can be told. */
		String id() {
			JsonNode id = this.json.path("id");
			return id.isTextual() ? id.asText() : null;
		}

	}

	/**
	 * Reads one event. Fields it does not know are left alone, as the contract says.
	 * @param path where it stands in the call, for problems
	 */
	static Reading read(JsonNode json, String path) {
		Fields fields = new Fields(json, path);
		if (!json.isObject()) {
			fields.wrong("", "an event is a JSON object");
			return new Reading(null, fields.problems, json);
		}
		String id = fields.text("id", 100, true);
		Type type = fields.type();
		String reference = fields.text("reference", 32, true);
		if (reference != null && AgreementNumber.parse(reference).isEmpty()) {
			fields.wrong("reference", "an agreement number such as EA-2027-000123");
		}
		int submission = fields.count("submission");
		String key = fields.matching("idempotencyKey", KEY, "64 lower-case hexadecimal digits", true);
		String caseNumber = fields.text("caseNumber", 64, true);
		int sequence = fields.count("sequence");
		Instant occurredAt = fields.moment("occurredAt");
		String reason = fields.matching("reasonCode", REASON, "R and two digits",
				type == Type.REJECTED || type == Type.HELD);
		String text = fields.text("text", 1000, false);
		String invoice = fields.text("invoiceNumber", 64, type == Type.INVOICED);
		if (!fields.problems.isEmpty()) {
			return new Reading(null, fields.problems, json);
		}
		return new Reading(new RocEvent(id, type, reference, submission, key, caseNumber, sequence, occurredAt, reason,
				text, invoice), List.of(), json);
	}

	private static final class Fields {

		private final JsonNode json;

		private final String path;

		private final List<Problem> problems = new ArrayList<>();

		private Fields(JsonNode json, String path) {
			this.json = json;
			this.path = path;
		}

		private void wrong(String field, String expected) {
			this.problems.add(new Problem(field.isEmpty() ? this.path : this.path + "/" + field, "malformed-event",
					"Expected " + expected + "."));
		}

		private String text(String field, int longest, boolean required) {
			JsonNode value = this.json.path(field);
			if (value.isMissingNode() || value.isNull()) {
				if (required) {
					wrong(field, "a text of 1 to %d characters".formatted(longest));
				}
				return null;
			}
			if (!value.isTextual() || value.asText().isBlank() || value.asText().length() > longest
					|| value.asText().indexOf('\u0000') >= 0
					|| !StandardCharsets.UTF_8.newEncoder().canEncode(value.asText())) {
				wrong(field, "a text of 1 to %d characters".formatted(longest));
				return null;
			}
			return value.asText();
		}

		private String matching(String field, Pattern form, String expected, boolean required) {
			JsonNode value = this.json.path(field);
			if (!required && (value.isMissingNode() || value.isNull())) {
				return null;
			}
			if (!value.isTextual() || !form.matcher(value.asText()).matches()) {
				wrong(field, expected);
				return null;
			}
			return value.asText();
		}

		private Type type() {
			Optional<Type> type = Type.of(this.json.path("type").asText());
			if (type.isEmpty()) {
				wrong("type", "acknowledged, held, released, accepted, processed, invoiced, rejected or cancelled");
			}
			return type.orElse(null);
		}

		private int count(String field) {
			JsonNode value = this.json.path(field);
			if (!value.isIntegralNumber() || !value.canConvertToInt() || value.asInt() < 1) {
				wrong(field, "a whole number from 1");
				return 0;
			}
			return value.asInt();
		}

		private Instant moment(String field) {
			try {
				return OffsetDateTime.parse(this.json.path(field).asText()).toInstant();
			}
			catch (DateTimeParseException ex) {
				wrong(field, "a moment such as 2026-11-23T15:40:14Z");
				return null;
			}
		}

	}

}
