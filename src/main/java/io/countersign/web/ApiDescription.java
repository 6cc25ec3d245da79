package io.countersign.web;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import org.springdoc.core.customizers.OpenApiCustomizer;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What every part of the API description shares: who we are, how to sign in, how a
 * problem looks.
 */
@Configuration(proxyBeanMethods = false)
class ApiDescription {

	private static final String PROBLEM = "Problem";

	@Bean
	OpenAPI countersignApi() {
		return new OpenAPI().info(new Info().title("Countersign")
			.version("v1")
			.description(
					"Submit Volume Licensing agreement packages, learn every finding in one answer, follow each agreement to its booking."))
			.components(new Components()
				.addSecuritySchemes("bearer",
						new SecurityScheme().type(SecurityScheme.Type.HTTP).scheme("bearer").bearerFormat("JWT"))
				.addSecuritySchemes("basic",
						new SecurityScheme().type(SecurityScheme.Type.HTTP)
							.scheme("basic")
							.description("In the local profile only"))
				.addSchemas(PROBLEM, problem()))
			.addSecurityItem(new SecurityRequirement().addList("bearer"))
			.addSecurityItem(new SecurityRequirement().addList("basic"));
	}

	/** Every operation may answer with a problem document. */
	@Bean
	OpenApiCustomizer problemsEverywhere() {
		return (api) -> api.getPaths()
			.values()
			.stream()
			.flatMap((path) -> path.readOperations().stream())
			.forEach((operation) -> operation.getResponses()
				.addApiResponse("default",
						new ApiResponse().description("A problem: `code` is stable, `detail` says what to do")
							.content(new Content().addMediaType("application/problem+json",
									new MediaType().schema(new Schema<>().$ref("#/components/schemas/" + PROBLEM))))));
	}

	private static Schema<?> problem() {
		return new ObjectSchema().description("RFC 9457")
			.addProperty("type", new StringSchema().format("uri"))
			.addProperty("title", new StringSchema())
			.addProperty("status", new IntegerSchema())
			.addProperty("detail", new StringSchema())
			.addProperty("instance", new StringSchema())
			.addProperty("code", new StringSchema())
			.addProperty("errors",
					new ArraySchema().items(new ObjectSchema().addProperty("path", new StringSchema())
						.addProperty("code", new StringSchema())
						.addProperty("message", new StringSchema())));
	}

}
