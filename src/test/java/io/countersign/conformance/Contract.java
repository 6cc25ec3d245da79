package io.countersign.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;

import static org.assertj.core.api.Assertions.assertThat;

/** The schemas of {@code docs/roc-openapi.yaml}. */
final class Contract {

	private final JsonNode document;

	Contract() {
		try {
			this.document = new ObjectMapper(new YAMLFactory()).readTree(Path.of("docs", "roc-openapi.yaml").toFile());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Demands that a document is as its schema says. */
	void follows(String schema, JsonNode present) {
		ObjectNode root = new ObjectMapper().createObjectNode().put("$ref", "#/components/schemas/" + schema);
		root.set("components", this.document.path("components").deepCopy());
		Set<ValidationMessage> problems = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
			.getSchema(root)
			.validate(present, (context) -> context.getExecutionConfig().setFormatAssertionsEnabled(true));
		assertThat(problems).as("%s %s", schema, present).isEmpty();
	}

}
