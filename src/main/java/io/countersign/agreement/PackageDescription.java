package io.countersign.agreement;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.swagger.v3.core.util.ObjectMapperFactory;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.Encoding;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.RequestBody;
import org.springdoc.core.customizers.OpenApiCustomizer;

import org.springframework.stereotype.Component;

/**
 * Puts the schema that packages are checked against into the API description, so that
 * there is one truth of it.
 */
@Component
class PackageDescription implements OpenApiCustomizer {

	private static final String NAME = "AgreementPackage";

	@Override
	public void customise(OpenAPI api) {
		ObjectNode root = (ObjectNode) read();
		JsonNode definitions = root.remove("$defs");
		root.remove(List.of("$schema", "$id"));
		addSchema(api, NAME, root);
		if (definitions != null) {
			for (Map.Entry<String, JsonNode> definition : definitions.properties()) {
				addSchema(api, NAME + "." + definition.getKey(), definition.getValue());
			}
		}
		multipart(api.getPaths().get("/api/v1/agreements").getPost());
		multipart(api.getPaths().get("/api/v1/agreements/{reference}/submissions").getPost());
		multipart(api.getPaths().get("/api/v1/agreements/preflight").getPost());
	}

	private static void addSchema(OpenAPI api, String name, JsonNode schema) {
		ObjectMapper mapper = ObjectMapperFactory.createJson31();
		String text = schema.toString().replace("\"#/$defs/", "\"#/components/schemas/" + NAME + ".");
		try {
			api.getComponents().addSchemas(name, mapper.readValue(text, Schema.class));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void multipart(Operation operation) {
		Schema<?> body = new ObjectSchema().addProperty("package", new Schema<>().$ref("#/components/schemas/" + NAME))
			.addProperty("documents",
					new ArraySchema().items(new StringSchema().format("binary"))
						.description("One part for each PDF; its file name is the one in package.documents[].fileName"))
			.required(List.of("package", "documents"));
		operation.setRequestBody(new RequestBody().required(true)
			.content(new Content().addMediaType("multipart/form-data",
					new MediaType().schema(body)
						.addEncoding("package", new Encoding().contentType("application/json"))
						.addEncoding("documents", new Encoding().contentType("application/pdf")))));
	}

	private static JsonNode read() {
		try (InputStream stream = PackageDescription.class.getResourceAsStream(PackageReader.SCHEMA)) {
			return new ObjectMapper().readTree(stream);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
