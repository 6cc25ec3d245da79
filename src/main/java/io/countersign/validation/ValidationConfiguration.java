package io.countersign.validation;

import java.nio.file.Path;

import io.countersign.kernel.SecretFile;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ReviewProperties.class)
class ValidationConfiguration {

	@Bean
	Sampling sampling(ReviewProperties review, @Value("${countersign.data:data}") Path data, Environment environment) {
		if (!review.sampling()) {
			if (environment.acceptsProfiles(Profiles.of("production"))) {
				throw new IllegalStateException(
						"countersign.review.sampling=false is for load tests; production draws packages for review. Remove the setting.");
			}
			return Sampling.none();
		}
		return (review.samplingSecret() != null && !review.samplingSecret().isBlank())
				? Sampling.by(review.samplingSecret())
				: Sampling.by(SecretFile.readOrCreate(data.resolve("secrets/review-sampling.key"), ""));
	}

}
