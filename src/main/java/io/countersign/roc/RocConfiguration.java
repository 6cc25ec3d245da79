package io.countersign.roc;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

import io.countersign.kernel.SecretFile;
import io.countersign.work.Rhythm;
import io.countersign.work.Worker;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;

/** The workers of the handoff and the secrets of its callbacks. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RocProperties.class)
class RocConfiguration {

	@Bean
	Worker rocDispatcherWorker(RocDispatcher dispatcher, RocOutbox outbox, RocProperties properties) {
		return new Worker("roc-dispatcher", outbox.added(), rhythm(properties), dispatcher::dispatchDue);
	}

	@Bean
	Worker rocAnswersWorker(RocAnswers answers, RocInbox inbox, RocProperties properties) {
		return new Worker("roc-answers", inbox.kept(), rhythm(properties), answers::processPending);
	}

	/** Every node looks each minute whether a run is due; one of them does it. */
	@Bean
	Worker rocReconciliationWorker(RocReconciliation reconciliation, RocProperties properties) {
		return new Worker("roc-reconciliation", new Rhythm(properties.dispatcher(), Duration.ofMinutes(1)),
				reconciliation::reconcileIfDue);
	}

	private static Rhythm rhythm(RocProperties properties) {
		return new Rhythm(properties.dispatcher(), properties.poll()).lingering(properties.linger());
	}

	@Bean
	CallbackSignatures callbackSignatures(RocProperties properties, Environment environment,
			@Value("${countersign.data}") Path data, Clock clock) {
		List<String> secrets = properties.callbackSecrets();
		if (secrets.isEmpty()) {
			if (environment.acceptsProfiles(Profiles.of("production"))) {
				throw new IllegalStateException(
						"countersign.roc.callback-secrets is empty: in production the ROC's callbacks need a secret agreed on with the ROC");
			}
			secrets = List.of(SecretFile.readOrCreate(data.resolve("roc").resolve("callback-secret"), "whsec_"));
		}
		return new CallbackSignatures(secrets, properties.callbackTolerance(), clock);
	}

}
