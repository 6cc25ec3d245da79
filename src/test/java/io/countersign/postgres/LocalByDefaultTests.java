package io.countersign.postgres;

import java.util.Map;

import io.countersign.CountersignApplication;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class LocalByDefaultTests {

	private static final String PROFILES = "spring.profiles.active";

	private static final String URL = "spring.datasource.url";

	private final ConfigurableEnvironment environment = new StandardEnvironment();

	private final SpringApplication application = new SpringApplication(CountersignApplication.class);

	@Test
	void isLocalWhereNothingIsSaid() {
		process(new LocalByDefault());

		assertThat(this.environment.getProperty(PROFILES)).isEqualTo("local");
	}

	@Test
	void leavesANamedProfileAlone() {
		set(Map.of(PROFILES, "production"));

		process(new LocalByDefault());

		assertThat(this.environment.getProperty(PROFILES)).isEqualTo("production");
	}

	@Test
	void isNotLocalWithAConfiguredDatabase() {
		set(Map.of(URL, "jdbc:postgresql://elsewhere/countersign"));

		process(new LocalByDefault());

		assertThat(this.environment.containsProperty(PROFILES)).isFalse();
	}

	@Test
	void startsNothingWithAConfiguredDatabase() {
		set(Map.of(URL, "jdbc:postgresql://elsewhere/countersign", PROFILES, "production"));

		process(new LocalByDefault());
		process(databaseEnvironment());

		assertThat(this.environment.getProperty(URL)).isEqualTo("jdbc:postgresql://elsewhere/countersign");
	}

	@Test
	void refusesDemoPeopleOnADatabaseNamedInAFile() {
		process(new LocalByDefault());
		set(Map.of(URL, "jdbc:postgresql://elsewhere/countersign"));
		this.environment.setActiveProfiles("local");

		assertThatExceptionOfType(StartRefused.class).isThrownBy(() -> process(databaseEnvironment()))
			.withMessageContaining("no profile");
	}

	@Test
	void takesLocalOnAnotherDatabaseWhereItIsNamed() {
		set(Map.of(URL, "jdbc:postgresql://elsewhere/countersign", PROFILES, "local"));
		this.environment.setActiveProfiles("local");

		process(new LocalByDefault());

		assertThatCode(() -> process(databaseEnvironment())).doesNotThrowAnyException();
	}

	@Test
	void startsNothingForAnotherApplication() {
		databaseEnvironment().postProcessEnvironment(this.environment, new SpringApplication(Object.class));

		assertThat(this.environment.containsProperty(URL)).isFalse();
	}

	private static EmbeddedPostgresEnvironment databaseEnvironment() {
		return new EmbeddedPostgresEnvironment((destination) -> destination.get());
	}

	private void process(EnvironmentPostProcessor processor) {
		processor.postProcessEnvironment(this.environment, this.application);
	}

	private void set(Map<String, Object> properties) {
		this.environment.getPropertySources().addFirst(new MapPropertySource("test" + properties.keySet(), properties));
	}

}
