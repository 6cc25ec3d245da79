package io.countersign.signature;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Date;

import eu.europa.esig.dss.enumerations.DigestAlgorithm;
import eu.europa.esig.dss.spi.x509.tsp.KeyEntityTSPSource;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampResponse;

/**
 * A time stamp authority inside this process, for trying things out: real time stamps, by
 * a development certificate and our own clock, so that they prove nothing to others.
 */
final class LocalTimeStamps extends KeyEntityTSPSource {

	/** Under the arc that the standard leaves for examples. */
	private static final String POLICY = "2.999.1";

	private static final SecureRandom RANDOM = new SecureRandom();

	private final transient Clock clock;

	private LocalTimeStamps(KeyStore store, char[] password, Clock clock) throws GeneralSecurityException {
		super(store, store.aliases().nextElement(), password);
		this.clock = clock;
		setTsaPolicy(POLICY);
		setDigestAlgorithm(DigestAlgorithm.SHA256);
	}

	/** Opens the authority in a directory; makes its key where there is none. */
	static LocalTimeStamps open(Path directory, Clock clock) {
		DevelopmentKey.TIME_STAMPS.ensure(directory);
		try (var in = Files.newInputStream(directory.resolve(DevelopmentKey.KEY_STORE))) {
			char[] password = Files.readString(directory.resolve(DevelopmentKey.PASSWORD)).strip().toCharArray();
			KeyStore store = KeyStore.getInstance("PKCS12");
			store.load(in, password);
			return new LocalTimeStamps(store, password, clock);
		}
		catch (IOException | GeneralSecurityException ex) {
			throw new IllegalStateException("Cannot open the development time stamps in " + directory.toAbsolutePath(),
					ex);
		}
	}

	/** Answers a request as an authority does. */
	TimeStampResponse answer(TimeStampRequest request) throws TSPException {
		return generateResponse(request, DigestAlgorithm.SHA256);
	}

	@Override
	protected Date getProductionTime() {
		return Date.from(this.clock.instant());
	}

	@Override
	protected BigInteger getTimeStampSerialNumber() {
		return new BigInteger(120, RANDOM);
	}

}
