package io.countersign.identity;

import java.util.ArrayList;
import java.util.List;

import io.countersign.CountersignApplication;
import io.countersign.CountersignTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ProductionGuardTests {

	private static final String RANDOM = "v3Jx0m2kPq8ZtR5nWc7yLd4bHs9fGa1u";

	private final ApplicationContextRunner production = new ApplicationContextRunner()
		.withPropertyValues("spring.profiles.active=production")
		.withUserConfiguration(ProductionGuard.class);

	@Test
	void startsBehindAProxyThatEndsTls() {
		starts("server.forward-headers-strategy=native");
	}

	@Test
	void startsWithACertificate() {
		starts("server.ssl.bundle=web");
		starts("server.ssl.key-store=/etc/countersign/web.p12");
	}

	@Test
	void refusesWithoutTls() {
		assertThat(refusal()).contains("Nothing says where TLS ends", "SERVER_FORWARD_HEADERS_STRATEGY=native");
		assertThat(refusal("server.forward-headers-strategy=none")).contains("Nothing says where TLS ends");
		assertThat(refusal("server.ssl.bundle=web", "server.ssl.enabled=false"))
			.contains("Nothing says where TLS ends");
	}

	@Test
	void refusesSampleAndShortSecrets() {
		assertThat(refusal("countersign.roc.callback-secrets[0]=whsec_changeme-changeme-changeme"))
			.contains("countersign.roc.callback-secrets", "has a sample value", "openssl rand");
		assertThat(refusal("countersign.roc.callback-secrets=Secret-for-the-ROC-0815")).contains("has a sample value");
		assertThat(refusal("countersign.signature.pkcs12.password=xY9"))
			.contains("countersign.signature.pkcs12.password has fewer than 16 characters");
		assertThat(refusal("countersign.review.sampling-secret=abc")).contains("sampling-secret");
		assertThat(refusal("countersign.signature.pkcs12.password=xY9")).doesNotContain("xY9");
	}

	@Test
	void takesRandomSecretsAndLeavesOtherSettingsAlone() {
		starts("server.forward-headers-strategy=native", "countersign.roc.callback-secrets[0]=whsec_" + RANDOM,
				"countersign.signature.pkcs12.password=" + RANDOM, "countersign.data=data",
				"countersign.signature.pkcs12.alias=test", "countersign.roc.url=http://localhost:8090");
	}

	@Test
	void refusesToBeLocalToo() {
		assertThat(refusal("spring.profiles.active=production,local")).contains("together with 'local'");
	}

	@Test
	void refusesToOwnWhatItIsGuardedBy() {
		starts("server.forward-headers-strategy=native", "spring.datasource.url=jdbc:postgresql://db/countersign",
				"spring.datasource.username=countersign_app", "spring.flyway.user=countersign");
		starts("server.forward-headers-strategy=native", "spring.datasource.url=jdbc:postgresql://db/countersign",
				"spring.datasource.username=countersign", "spring.flyway.enabled=false");
		assertThat(refusal("server.forward-headers-strategy=native",
				"spring.datasource.url=jdbc:postgresql://db/countersign", "spring.datasource.username=countersign",
				"spring.flyway.user=countersign"))
			.contains("would own the tables", "SPRING_FLYWAY_USER");
	}

	@Test
	void namesEverythingThatIsWrongAtOnce() {
		assertThat(refusal("spring.profiles.active=production,test", "countersign.review.sampling-secret=abc"))
			.contains("TLS", "demo people", "sampling-secret");
	}

	@Test
	void tellsThePersonWhoStartsIt() {
		FailureAnalysis analysis = new UnfitForProduction.Analyzer()
			.analyze(new IllegalStateException(new UnfitForProduction(List.of("One.", "Two."))));
		assertThat(analysis.getDescription()).isEqualTo("This installation is not fit for production.");
		assertThat(analysis.getAction()).isEqualTo("- One.\n- Two.");
	}

	private void starts(String... properties) {
		this.production.withPropertyValues(properties).run((context) -> assertThat(context).hasNotFailed());
	}

	private String refusal(String... properties) {
		List<String> message = new ArrayList<>();
		this.production.withPropertyValues(properties).run((context) -> {
			assertThat(context).hasFailed();
			assertThat(context.getStartupFailure()).isInstanceOf(UnfitForProduction.class);
			message.add(context.getStartupFailure().getMessage());
		});
		return message.get(0);
	}

	/** The application itself, before it touches any database. */
	@Nested
	@ExtendWith(OutputCaptureExtension.class)
	class WholeApplication {

		@Test
		void printsSentencesInsteadOfAStackTrace(CapturedOutput output) {
			assertThatExceptionOfType(UnfitForProduction.class).isThrownBy(
					() -> SpringApplication.run(CountersignApplication.class, "--spring.profiles.active=production",
							"--server.port=0", "--spring.datasource.url=jdbc:postgresql://127.0.0.1:1/nothing"));
			assertThat(output).contains("This installation is not fit for production.", "Nothing says where TLS ends")
				.doesNotContain("\tat ");
		}

	}

	/** On the database of the tests, which has the demo people. */
	@Nested
	@CountersignTest
	class OnADatabaseOfTheDemoPeople {

		@Autowired
		private EngineAccounts accounts;

		@Test
		void refusesKnownPasswords() {
			assertThatExceptionOfType(UnfitForProduction.class)
				.isThrownBy(() -> new KnownPasswords(this.accounts).afterSingletonsInstantiated())
				.withMessageContaining("clara, carl, chloe")
				.withMessageContaining("admin")
				.withMessageContaining("Start with a new database");
		}

	}

}
