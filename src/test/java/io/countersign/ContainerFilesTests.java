package io.countersign;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/** Checks what only a machine with a container engine can run. */
class ContainerFilesTests {

	private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+)(:[?-])?");

	private static String composeText;

	private static JsonNode compose;

	private static String dockerfile;

	@BeforeAll
	static void readFiles() throws IOException {
		composeText = Files.readString(Path.of("docker-compose.yml"));
		compose = new YAMLMapper().readTree(composeText);
		dockerfile = Files.readString(Path.of("Dockerfile"));
	}

	@Test
	void composeFileMeetsTheSpecification() throws IOException {
		assertThat(specification().validate(compose)).isEmpty();
	}

	@Test
	void specificationRefusesAMisspeltKey() throws IOException {
		JsonNode misspelt = new YAMLMapper().readTree(composeText.replace("depends_on", "depend_on"));

		assertThat(specification().validate(misspelt)).isNotEmpty();
	}

	@Test
	void everyServiceSaysWhetherItIsHealthy() {
		assertThat(dockerfile).contains("HEALTHCHECK").contains("/actuator/health/readiness");
		compose.path("services")
			.properties()
			.stream()
			.filter((service) -> !service.getValue().has("build"))
			.forEach((service) -> assertThat(service.getValue().has("healthcheck")).as(service.getKey()).isTrue());
	}

	@Test
	void everythingNamedIsThere() {
		assertThat(Path.of("Dockerfile")).exists();
		Set<String> volumes = names(compose.path("volumes"));
		compose.path("services").forEach((service) -> {
			service.path("depends_on")
				.properties()
				.forEach((other) -> assertThat(compose.path("services").has(other.getKey())).isTrue());
			service.path("volumes").forEach((volume) -> assertThat(volumes).contains(volume.asText().split(":", 2)[0]));
		});
		Pattern.compile("^COPY (?!--from)(.*) \\S+$", Pattern.MULTILINE)
			.matcher(dockerfile)
			.results()
			.flatMap((copy) -> Stream.of(copy.group(1).split(" ")))
			.forEach((source) -> assertThat(Path.of(source)).exists());
	}

	@Test
	void explainsEveryVariableAndBuildsInNoSecret() {
		String explanation = composeText.lines()
			.takeWhile((line) -> !line.startsWith("services:"))
			.collect(Collectors.joining("\n"));
		Set<String> variables = VARIABLE.matcher(composeText)
			.results()
			.map((match) -> match.group(1))
			.collect(Collectors.toCollection(TreeSet::new));

		assertThat(variables).allSatisfy((variable) -> assertThat(explanation).contains(variable));
		assertThat(VARIABLE.matcher(composeText).results().filter((match) -> isSecret(match.group(1)))).isNotEmpty()
			.extracting((match) -> match.group(2))
			.containsOnly(":?");
		compose.path("services")
			.forEach((service) -> service.path("environment")
				.properties()
				.stream()
				.filter((variable) -> isSecret(variable.getKey()))
				.forEach((variable) -> assertThat(variable.getValue().asText()).matches("\\$\\{[A-Z_]+:\\?[^}]+}")));
	}

	@Test
	void applicationUnderstandsTheEnvironment() {
		Map<String, Object> variables = new HashMap<>();
		compose.path("services")
			.path("countersign")
			.path("environment")
			.properties()
			.forEach((variable) -> variables.put(variable.getKey(), "given"));
		SystemEnvironmentPropertySource source = new SystemEnvironmentPropertySource(
				StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables);
		Binder binder = new Binder(ConfigurationPropertySources.from(source));

		assertThat(List.of("spring.datasource.url", "spring.datasource.username", "spring.datasource.password",
				"spring.flyway.user", "spring.flyway.password", "server.forward-headers-strategy",
				"countersign.identity.first-operator.password", "countersign.roc.url",
				"countersign.roc.callback-secrets", "countersign.signature.key-store",
				"countersign.signature.key-store-password", "countersign.signature.time-stamps.url",
				"countersign.signature.time-stamps.issuers"))
			.allSatisfy((name) -> assertThat(binder.bind(name, String.class).orElse(null)).as(name).isEqualTo("given"));
	}

	@Test
	void runsAsNobodySpecial() {
		assertThat(dockerfile.lines().filter((line) -> line.startsWith("USER"))).hasSize(1)
			.allSatisfy((line) -> assertThat(line).matches("USER [1-9]\\d*"));
	}

	/**
	 * The schema names its parts as an older draft did than the one it says it follows.
	 */
	private static JsonSchema specification() throws IOException {
		try (InputStream schema = ContainerFilesTests.class.getResourceAsStream("/compose-spec/compose-spec.json")) {
			String text = new String(schema.readAllBytes(), StandardCharsets.UTF_8);
			return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V201909)
				.getSchema(text.replaceAll("\"id\": \"[^\"]*\",", ""));
		}
	}

	private static boolean isSecret(String variable) {
		return variable.contains("PASSWORD") || variable.contains("SECRET");
	}

	private static Set<String> names(JsonNode object) {
		return object.properties().stream().map(Map.Entry::getKey).collect(Collectors.toSet());
	}

}
