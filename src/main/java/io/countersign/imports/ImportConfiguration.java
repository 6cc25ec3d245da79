package io.countersign.imports;

import java.time.Duration;

import io.countersign.work.NowAndThen;
import io.countersign.work.Rhythm;
import io.countersign.work.Worker;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Limits of imports, and who works their rows off. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ImportProperties.class)
class ImportConfiguration {

	private static final Duration BETWEEN_CLEANINGS = Duration.ofMinutes(10);

	@Bean
	Worker importWorker(ImportWork work, Imports imports, ImportProperties properties) {
		NowAndThen cleaning = new NowAndThen(BETWEEN_CLEANINGS, work::cleanDue);
		Rhythm rhythm = new Rhythm(properties.worker(), properties.poll()).by(properties.threads());
		return new Worker("imports", imports.due(), rhythm, () -> {
			int rows = work.processDue();
			if (rows == 0) {
				cleaning.doIfDue();
			}
			return rows;
		});
	}

}
