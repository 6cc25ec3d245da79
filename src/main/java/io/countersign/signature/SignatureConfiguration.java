package io.countersign.signature;

import java.io.File;
import java.nio.file.Path;
import java.time.Clock;

import io.countersign.signature.SignatureProperties.TimeStampSettings;
import io.countersign.work.Rhythm;
import io.countersign.work.Worker;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SignatureProperties.class)
class SignatureConfiguration {

	private static final String TIME_STAMPS = "time-stamps";

	private final SignatureProperties properties;

	private final Path data;

	private final boolean production;

	SignatureConfiguration(SignatureProperties properties, @Value("${countersign.data}") Path data,
			Environment environment) {
		this.properties = properties;
		this.data = data;
		this.production = environment.acceptsProfiles(Profiles.of("production"));
	}

	@Bean
	SigningKey signingKey() {
		if (this.production && this.properties.keyStore() == null && this.properties.token().library() == null) {
			throw new IllegalStateException(
					"Production signs with a key of its own: set countersign.signature.key-store and countersign.signature.key-store-password, or countersign.signature.token.library and countersign.signature.token.pin.");
		}
		SigningKey key = SigningKey.open(this.properties, this.data);
		if (this.production && key.development()) {
			key.close();
			throw new IllegalStateException(
					"The key that countersign.signature names is a development key; production does not sign with it.");
		}
		return key;
	}

	@Bean
	TimeStamps timeStamps(Clock clock) {
		TimeStampSettings settings = this.properties.timeStamps();
		if (settings.url() == null) {
			if (this.production) {
				throw new IllegalStateException(
						"Production has the time of its signatures proven by somebody else: set countersign.signature.time-stamps.url and countersign.signature.time-stamps.issuers.");
			}
			return new TimeStamps(LocalTimeStamps.open(this.data.resolve(TIME_STAMPS), clock), settings.pause(), clock);
		}
		if (settings.issuers() == null) {
			throw new IllegalStateException(
					"countersign.signature.time-stamps.url is set, but countersign.signature.time-stamps.issuers is not.");
		}
		return new TimeStamps(new RemoteTimeStamps(settings.url(), settings.timeout()), settings.pause(), clock);
	}

	/** Takes the authority too: the one inside this process makes its own issuer. */
	@Bean
	SignatureTrust signatureTrust(SigningKey key, TimeStamps timeStamps) {
		TimeStampSettings settings = this.properties.timeStamps();
		Path local = this.data.resolve(TIME_STAMPS);
		return (settings.url() != null) ? new SignatureTrust(key, settings.issuers(), settings.revocationList())
				: new SignatureTrust(key, local.resolve(DevelopmentKey.ISSUER),
						local.resolve(DevelopmentKey.REVOCATION_LIST));
	}

	@Bean
	CertificateStanding certificateStanding(SigningKey key, SignatureTrust trust) {
		return new CertificateStanding(key, trust.lists());
	}

	@Bean
	PadesSigner padesSigner(SigningKey key, CertificateStanding standing, TimeStamps timeStamps, KeyUses keyUses) {
		return new PadesSigner(key, standing, timeStamps, keyUses, new File(System.getProperty("java.io.tmpdir")));
	}

	@Bean
	SignatureVerifier signatureVerifier(SigningKey key, SignatureTrust trust, Clock clock) {
		return new SignatureVerifier(key, trust, clock);
	}

	@Bean
	PadesRaiser padesRaiser(SignatureTrust trust, TimeStamps timeStamps, SignatureVerifier verifier) {
		return new PadesRaiser(trust, timeStamps, verifier);
	}

	@Bean
	Worker raisingWorker(SignatureRaising raising, SignatureVersions versions) {
		return new Worker("signature-raising", versions.unstamped(),
				new Rhythm(this.properties.raising(), this.properties.poll()), raising::raiseDue);
	}

}
