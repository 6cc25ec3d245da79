package io.countersign;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.Api.Answer;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The committed description of the API is what the application serves.
 * {@code -Dcountersign.docs.write=true} writes it anew.
 */
@CountersignTest
class ApiDescriptionTests {

	private static final Path COMMITTED = Path.of("docs", "openapi.json");

	@LocalServerPort
	private int port;

	@Test
	void isCommittedAsServed() throws IOException {
		Answer served = new Api(this.port, "northwind").get("/v3/api-docs");
		assertThat(served.status()).isEqualTo(200);
		ObjectNode description = (ObjectNode) served.body();
		// The server's address is the one of this run.
		description.remove("servers");
		String text = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT)
			.enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
			.writeValueAsString(new ObjectMapper().treeToValue(description, java.util.TreeMap.class)) + "\n";
		if (Boolean.getBoolean("countersign.docs.write")) {
			Files.writeString(COMMITTED, text);
		}
		assertThat(COMMITTED).hasContent(text);
	}

	@Test
	void holdsTheSchemaOfThePackageWithExamples() {
		Answer served = new Api(this.port, "northwind").get("/v3/api-docs");
		assertThat(served.body().at("/components/schemas/AgreementPackage/examples")).isNotEmpty();
		assertThat(served.body().at("/components/schemas/AgreementPackage/properties/totalValue/$ref").asText())
			.startsWith("#/components/schemas/AgreementPackage.");
		assertThat(served.body()
			.at("/paths/~1api~1v1~1agreements/post/requestBody/content/multipart~1form-data/schema/properties/package/$ref")
			.asText()).isEqualTo("#/components/schemas/AgreementPackage");
	}

}
