package io.countersign.specialterms;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializerBase;
import io.countersign.agreement.SchemaReader;
import io.countersign.kernel.Refusal;

import org.springframework.stereotype.Component;

/** Reads what somebody asks for: strict JSON first, then the schema. */
@Component
class TermsReader {

	private final SchemaReader reader = SchemaReader.of(TermsReader.class, "special-terms-request.schema.json");

	private final ObjectMapper mapper = JsonMapper.builder()
		.addModule(new SimpleModule().addSerializer(BigDecimal.class, new PlainDecimal()))
		.serializationInclusion(JsonInclude.Include.NON_EMPTY)
		.build();

	/**
	 * Reads a request.
	 * @throws Refusal {@code request-invalid} with every problem, each with its JSON
	 * pointer
	 */
	TermsAsked read(byte[] json) {
		SchemaReader.Read read = this.reader.read(json);
		if (!read.problems().isEmpty()) {
			List<Refusal.Problem> problems = new ArrayList<>(read.problems());
			problems.sort(Comparator.comparing(Refusal.Problem::path));
			throw new Refusal(Refusal.Kind.MALFORMED, "request-invalid",
					(problems.size() == 1) ? "The request cannot be taken: " + problems.get(0).message()
							: "The request cannot be taken: %d problems.".formatted(problems.size() + read.unlisted()),
					problems);
		}
		try {
			return this.mapper.treeToValue(read.tree(), TermsAsked.class);
		}
		catch (JsonProcessingException ex) {
			throw new IllegalStateException("The schema let pass what the record does not take", ex);
		}
	}

	/**
	 * The values that a field may have, in the order of the schema.
	 * @param pointer JSON pointer to the field in the schema
	 */
	List<String> known(String pointer) {
		List<String> values = new ArrayList<>();
		this.reader.schema().at(pointer).path("enum").forEach((value) -> values.add(value.asText()));
		return values;
	}

	/** The canonical form of what is asked for (RFC 8785); amounts are texts. */
	String canonical(TermsAsked asked) {
		return CanonicalJson.text(this.mapper.valueToTree(asked));
	}

	/** Reads what {@link #canonical} wrote. */
	TermsAsked stored(String json) {
		try {
			return this.mapper.readValue(json, TermsAsked.class);
		}
		catch (JsonProcessingException ex) {
			throw new IllegalStateException("A stored request cannot be read", ex);
		}
	}

	private static final class PlainDecimal extends ToStringSerializerBase {

		PlainDecimal() {
			super(BigDecimal.class);
		}

		@Override
		public String valueToString(Object value) {
			return ((BigDecimal) value).stripTrailingZeros().toPlainString();
		}

	}

}
