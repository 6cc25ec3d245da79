package io.countersign.signature;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

import eu.europa.esig.dss.enumerations.DigestAlgorithm;
import eu.europa.esig.dss.model.TimestampBinary;
import eu.europa.esig.dss.spi.x509.tsp.TSPSource;

/** Everything that signs, in a folder, without the application around it. */
final class Signing implements AutoCloseable {

	final SigningKey key;

	final Switch authority;

	final TimeStamps timeStamps;

	final SignatureTrust trust;

	final PadesSigner signer;

	final SignatureVerifier verifier;

	final PadesRaiser raiser;

	Signing(Path folder) {
		this(folder, SigningKey.development(folder.resolve("signing")), Clock.systemUTC());
	}

	Signing(Path folder, SigningKey key, Clock clock) {
		this.key = key;
		Path stamps = folder.resolve("time-stamps");
		this.authority = new Switch(LocalTimeStamps.open(stamps, clock));
		this.timeStamps = new TimeStamps(this.authority, Duration.ZERO, clock);
		this.trust = new SignatureTrust(key, stamps.resolve(DevelopmentKey.ISSUER),
				stamps.resolve(DevelopmentKey.REVOCATION_LIST));
		this.signer = new PadesSigner(key, new CertificateStanding(key, this.trust.lists()), this.timeStamps,
				(intent, use) -> use.get(), folder.toFile());
		this.verifier = new SignatureVerifier(key, this.trust, clock);
		this.raiser = new PadesRaiser(this.trust, this.timeStamps, this.verifier);
	}

	@Override
	public void close() {
		this.key.close();
	}

	/** A time stamp authority that can be put out of order. */
	static final class Switch implements TSPSource {

		private final transient TSPSource authority;

		volatile boolean down;

		private Switch(TSPSource authority) {
			this.authority = authority;
		}

		@Override
		public TimestampBinary getTimeStampResponse(DigestAlgorithm algorithm, byte[] digest) {
			if (this.down) {
				throw new TimeStampMissing("The authority of the test is out of order", null);
			}
			return this.authority.getTimeStampResponse(algorithm, digest);
		}

	}

}
