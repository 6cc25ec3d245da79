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
import eu.europa.esig.dss.token.Pkcs11SignatureToken;
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

	private final Path revocationList;

	/**
	 * @param revocationList the list of its issuer, in DER; {@code null} where none is
	 * known
	 */
	SigningKey(SignatureTokenConnection token, Path revocationList) {
		this.token = token;
		List<DSSPrivateKeyEntry> entries = token.getKeys();
		if (entries.size() != 1) {
			throw new IllegalStateException(
					"What is signed with must hold exactly one key with its certificate; this one holds %d."
						.formatted(entries.size()));
		}
		this.entry = entries.get(0);
		this.revocationList = revocationList;
	}

	/** Opens the configured key store or token, else the development key. */
	static SigningKey open(SignatureProperties properties, Path data) {
		if (properties.keyStore() != null) {
			if (properties.keyStorePassword() == null) {
				throw new IllegalStateException(
						"countersign.signature.key-store is set, but countersign.signature.key-store-password is not.");
			}
			return pkcs12(properties.keyStore(), properties.keyStorePassword(), properties.revocationList());
		}
		if (properties.token().library() != null) {
			return pkcs11(properties.token(), properties.revocationList());
		}
		return development(data.resolve("signing"));
	}

	/** Opens the development key in a directory; makes it where there is none. */
	static SigningKey development(Path directory) {
		DevelopmentKey.SIGNATURE.ensure(directory);
		return pkcs12(directory.resolve(DevelopmentKey.KEY_STORE),
				read(directory.resolve(DevelopmentKey.PASSWORD)).strip(),
				directory.resolve(DevelopmentKey.REVOCATION_LIST));
	}

	private static SigningKey pkcs12(Path file, String password, Path revocationList) {
		try {
			return new SigningKey(new Pkcs12(Files.readAllBytes(file), new PasswordProtection(password.toCharArray())),
					revocationList);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot read the signing key: " + ex.getMessage(), ex);
		}
	}

	/** The key never leaves the token: only what is to be signed goes there. */
	private static SigningKey pkcs11(SignatureProperties.Token token, Path revocationList) {
		if (token.pin() == null) {
			throw new IllegalStateException(
					"countersign.signature.token.library is set, but countersign.signature.token.pin is not.");
		}
		return new SigningKey(new Pkcs11SignatureToken(token.library().toString(),
				new PasswordProtection(token.pin().toCharArray()), (token.slot() != null) ? token.slot() : -1),
				revocationList);
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

	/** The list of its issuer; {@code null} where none is known. */
	Path revocationList() {
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
