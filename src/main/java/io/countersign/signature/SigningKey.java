package io.countersign.signature;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore.PasswordProtection;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Signature;
import java.util.List;

import eu.europa.esig.dss.enumerations.DigestAlgorithm;
import eu.europa.esig.dss.model.SignatureValue;
import eu.europa.esig.dss.model.ToBeSigned;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.token.DSSPrivateKeyEntry;
import eu.europa.esig.dss.token.Pkcs12SignatureToken;
import eu.europa.esig.dss.token.SignatureTokenConnection;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * The key that countersigns, behind the interface that a hardware token has too. Opened
 * once, shared by all threads.
 */
final class SigningKey implements AutoCloseable {

	private final SignatureTokenConnection token;

	private final DSSPrivateKeyEntry entry;

	private final byte[] revocationList;

	SigningKey(SignatureTokenConnection token, byte[] revocationList) {
		this.token = token;
		List<DSSPrivateKeyEntry> entries = token.getKeys();
		if (entries.size() != 1) {
			throw new IllegalStateException(
					"A signing key store must hold exactly one key; this one holds %d.".formatted(entries.size()));
		}
		this.entry = entries.get(0);
		this.revocationList = revocationList;
	}

	/** Opens the configured key store, else the development key. */
	static SigningKey open(SignatureProperties properties, Path data) {
		if (properties.keyStore() != null) {
			if (properties.keyStorePassword() == null) {
				throw new IllegalStateException(
						"countersign.signature.key-store is set, but countersign.signature.key-store-password is not.");
			}
			return pkcs12(properties.keyStore(), properties.keyStorePassword(), properties.revocationList());
		}
		Path directory = data.resolve("signing");
		DevelopmentKey.ensure(directory);
		return pkcs12(directory.resolve(DevelopmentKey.KEY_STORE),
				read(directory.resolve(DevelopmentKey.PASSWORD)).strip(),
				directory.resolve(DevelopmentKey.REVOCATION_LIST));
	}

	private static SigningKey pkcs12(Path file, String password, Path revocationList) {
		try {
			return new SigningKey(new Pkcs12(Files.readAllBytes(file), new PasswordProtection(password.toCharArray())),
					(revocationList != null) ? Files.readAllBytes(revocationList) : null);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot read the signing key or its revocation list: " + ex.getMessage(),
					ex);
		}
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot read " + file.toAbsolutePath(), ex);
		}
	}

	SignatureValue sign(ToBeSigned data) {
		return this.token.sign(data, DigestAlgorithm.SHA256, this.entry);
	}

	CertificateToken certificate() {
		return this.entry.getCertificate();
	}

	CertificateToken[] chain() {
		return this.entry.getCertificateChain();
	}

	/** The list in DER; {@code null} where none is known. */
	byte[] revocationList() {
		return this.revocationList;
	}

	boolean development() {
		return certificate().getSubject().getPrettyPrintRFC2253().contains(DevelopmentKey.MARK);
	}

	@Override
	public void close() {
		this.token.close();
	}

	/**
	 * Signs with BouncyCastle, which does an ECDSA signature in half the platform's time.
	 */
	private static final class Pkcs12 extends Pkcs12SignatureToken {

		private static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();

		Pkcs12(byte[] store, PasswordProtection password) {
			super(new ByteArrayInputStream(store), password);
		}

		@Override
		protected Signature getSignatureInstance(String algorithm) throws NoSuchAlgorithmException {
			return Signature.getInstance(algorithm, BOUNCY_CASTLE);
		}

	}

}
