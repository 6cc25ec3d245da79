package io.countersign.signature;

import java.io.File;
import java.nio.file.Path;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SignatureProperties.class)
class SignatureConfiguration {

	@Bean
	SigningKey signingKey(SignatureProperties properties, @Value("${countersign.data}") Path data,
			Environment environment) {
		boolean production = environment.acceptsProfiles(Profiles.of("production"));
		if (production && properties.keyStore() == null) {
			throw new IllegalStateException(
					"Production signs with a key of its own: set countersign.signature.key-store and countersign.signature.key-store-password.");
		}
		SigningKey key = SigningKey.open(properties, data);
		if (production && key.development()) {
			key.close();
			throw new IllegalStateException(
					"The key in countersign.signature.key-store is a development key; production does not sign with it.");
		}
		return key;
	}

	@Bean
	PadesSigner padesSigner(SigningKey key) {
		return new PadesSigner(key, new File(System.getProperty("java.io.tmpdir")));
	}

	@Bean
	SignatureVerifier signatureVerifier(SigningKey key) {
		return new SignatureVerifier(key);
	}

}
