package io.countersign.agreement;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import org.erdtman.jcs.JsonCanonicalizer;

import org.springframework.stereotype.Component;

import io.countersign.kernel.Foreign;
import io.countersign.kernel.Refusal;
import io.countersign.kernel.Sha256;

/**
 * Reads the facts of a package from what a reseller sent: strict JSON first, then the
 * schema {@code agreement-package.schema.json}. Everything that is wrong is told in one
 * refusal.
 */
@Component
class PackageReader {

	static final String SCHEMA = "agreement-package.schema.json";

	static final int MAX_PROBLEMS = SchemaReader.MAX_PROBLEMS;

	private final ObjectMapper mapper = JsonMapper.builder()
		.addModule(new JavaTimeModule())
		.addModule(new SimpleModule().addSerializer(BigDecimal.class, new PlainDecimal()))
		.disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
		.serializationInclusion(JsonInclude.Include.NON_EMPTY)
		.build();

	private final SchemaReader reader = new SchemaReader(SCHEMA);

	/**
	 * Reads the facts of a package.
	 * @param json the bytes as received
	 * @throws Refusal {@code package-invalid} with every problem, each with its JSON
	 * pointer
	 */
	AgreementPackage read(byte[] json) {
		SchemaReader.Read read = checked(json);
		if (!read.problems().isEmpty()) {
			throw refusal(read.problems(), read.unlisted());
		}
		return bind(read.tree());
	}

	/** Everything that is wrong with facts; empty where they can be read. */
	List<Refusal.Problem> problems(byte[] json) {
		return checked(json).problems();
	}

	/** The schema that facts are checked against. */
	JsonNode schema() {
		return this.reader.schema();
	}

	private SchemaReader.Read checked(byte[] json) {
		SchemaReader.Read read = this.reader.read(json);
		if (read.tree() != null) {
			fileNamesTwice(read.tree(), read.problems());
		}
		return read;
	}

	/**
	 * Reads facts that were stored in their canonical form.
	 * @throws IllegalStateException if the text is not what {@link #canonical} wrote
	 */
	AgreementPackage stored(String json) {
		try {
			return this.mapper.readValue(json, AgreementPackage.class);
		}
		catch (JsonProcessingException ex) {
			throw new IllegalStateException("Stored facts cannot be read", ex);
		}
	}

	/**
	 * The canonical form of the facts (RFC 8785): the same facts give the same text,
	 * however they were written. Amounts are texts without exponent and trailing zeros,
	 * since the numbers of that standard are binary and keep no more than 15 digits;
	 * empty parts are left out.
	 */
	String canonical(AgreementPackage facts) {
		try {
			return new JsonCanonicalizer(this.mapper.writeValueAsString(facts)).getEncodedString();
		}
		catch (IOException ex) {
			throw new IllegalStateException("Facts cannot be written", ex);
		}
	}

	/**
	 * SHA-256 over the facts without the pre-flight receipt they refer to: the same
	 * before and after a reseller writes the receipt's number into them.
	 */
	String factsHash(AgreementPackage facts) {
		ObjectNode tree = this.mapper.valueToTree(facts);
		tree.remove("preflight");
		try {
			return Sha256.of(new JsonCanonicalizer(this.mapper.writeValueAsString(tree)).getEncodedString());
		}
		catch (IOException ex) {
			throw new IllegalStateException("Facts cannot be written", ex);
		}
	}

	/** The facts as the tree that {@link #canonical} writes. */
	JsonNode tree(AgreementPackage facts) {
		return this.mapper.valueToTree(facts);
	}

	private AgreementPackage bind(JsonNode tree) {
		try {
			return this.mapper.treeToValue(tree, AgreementPackage.class);
		}
		catch (JsonProcessingException ex) {
			throw new IllegalStateException("The schema let pass what the record does not take", ex);
		}
	}

	private static Refusal refusal(List<Refusal.Problem> problems, int unlisted) {
		List<Refusal.Problem> listed = new ArrayList<>(problems);
		listed.sort(Comparator.comparing(Refusal.Problem::path));
		int more = unlisted + Math.max(listed.size() - MAX_PROBLEMS, 0);
		listed.subList(Math.min(listed.size(), MAX_PROBLEMS), listed.size()).clear();
		if (more > 0) {
			listed.add(new Refusal.Problem("", "more-problems", "There are %d more problems.".formatted(more)));
		}
		String message = (problems.size() == 1) ? "The package cannot be taken: " + problems.get(0).message()
				: "The package cannot be taken: %d problems.".formatted(problems.size() + unlisted);
		return new Refusal(Refusal.Kind.MALFORMED, "package-invalid", message, listed);
	}

	private static void fileNamesTwice(JsonNode tree, List<Refusal.Problem> problems) {
		Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
		JsonNode documents = tree.path("documents");
		for (int i = 0; i < documents.size(); i++) {
			String name = documents.get(i).path("fileName").asText("");
			if (!name.isEmpty() && !names.add(name)) {
				problems.add(new Refusal.Problem("/documents/" + i + "/fileName", "duplicate-file-name",
						"The file name '%s' is listed twice; each document has its own."
							.formatted(Foreign.shortened(name))));
			}
		}
	}

	/** Amounts as texts, so that the canonical form keeps every digit. */
	private static final class PlainDecimal extends StdSerializer<BigDecimal> {

		PlainDecimal() {
			super(BigDecimal.class);
		}

		@Override
		public void serialize(BigDecimal value, JsonGenerator generator, SerializerProvider provider)
				throws IOException {
			generator.writeString(value.stripTrailingZeros().toPlainString());
		}

	}

}
