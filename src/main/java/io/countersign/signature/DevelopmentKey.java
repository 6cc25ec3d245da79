package io.countersign.signature;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;

import io.countersign.kernel.SecretFile;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Makes the keys that an installation without its own signs and stamps times with. Their
 * certificates say that they are for development; the keys of their issuers are thrown
 * away, so that they can issue nothing else.
 */
enum DevelopmentKey {

	/** Countersigns. */
	SIGNATURE("issuer", "signature", new KeyUsage(KeyUsage.digitalSignature | KeyUsage.nonRepudiation), null),
	/** States times; another party than who signs. */
	TIME_STAMPS("time stamp issuer", "time stamps", new KeyUsage(KeyUsage.digitalSignature),
			KeyPurposeId.id_kp_timeStamping);

	/** Occurs in the subject of every development certificate. */
	static final String MARK = "DEVELOPMENT";

	static final String KEY_STORE = "signing-key.p12";

	static final String PASSWORD = "password";

	static final String ISSUER = "issuer.pem";

	static final String REVOCATION_LIST = "issuer.crl";

	/**
	 * Validation asks for the place of a revocation list even where it has the list; this
	 * one exists nowhere and is never fetched.
	 */
	private static final String NOWHERE = "http://crl.invalid/countersign-development.crl";

	private static final SecureRandom RANDOM = new SecureRandom();

	private final X500Name issuerName;

	private final X500Name name;

	private final KeyUsage usage;

	private final KeyPurposeId purpose;

	DevelopmentKey(String issuer, String holder, KeyUsage usage, KeyPurposeId purpose) {
		this.issuerName = name(issuer);
		this.name = name(holder);
		this.usage = usage;
		this.purpose = purpose;
	}

	private static X500Name name(String who) {
		return new X500Name("CN=Countersign DEVELOPMENT %s - not for production, O=Countersign".formatted(who));
	}

	/**
	 * Makes a key in a directory, unless there is one. Several processes that start
	 * together agree on one.
	 */
	void ensure(Path directory) {
		if (Files.exists(directory.resolve(KEY_STORE))) {
			return;
		}
		try {
			Path parent = Files.createDirectories(directory.toAbsolutePath().getParent());
			Path draft = Files.createTempDirectory(parent, "signing");
			if (Files.getFileStore(draft).supportsFileAttributeView("posix")) {
				Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rwx------"));
			}
			make(draft);
			moveOrDiscard(draft, directory);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot keep a development key in " + directory.toAbsolutePath(), ex);
		}
		catch (GeneralSecurityException | OperatorCreationException ex) {
			throw new IllegalStateException("Cannot make a development key", ex);
		}
	}

	private static void moveOrDiscard(Path draft, Path directory) throws IOException {
		try {
			Files.move(draft, directory, StandardCopyOption.ATOMIC_MOVE);
		}
		catch (AtomicMoveNotSupportedException ex) {
			throw ex;
		}
		catch (FileSystemException ex) {
			// another process was first: its key counts
			if (!Files.exists(directory.resolve(KEY_STORE))) {
				throw ex;
			}
			for (String name : new String[] { KEY_STORE, PASSWORD, ISSUER, REVOCATION_LIST }) {
				Files.deleteIfExists(draft.resolve(name));
			}
			Files.deleteIfExists(draft);
		}
	}

	private void make(Path directory) throws IOException, GeneralSecurityException, OperatorCreationException {
		Instant now = Instant.now();
		KeyPair issuer = keyPair();
		KeyPair signer = keyPair();
		ContentSigner byIssuer = new JcaContentSignerBuilder("SHA256withECDSA").build(issuer.getPrivate());
		X509Certificate issuerCertificate = issuerCertificate(issuer, byIssuer, now);
		X509Certificate certificate = signerCertificate(issuer, signer, byIssuer, now);

		char[] password = SecretFile.readOrCreate(directory.resolve(PASSWORD), "").toCharArray();
		KeyStore store = KeyStore.getInstance("PKCS12");
		store.load(null, null);
		store.setKeyEntry("signature", signer.getPrivate(), password,
				new Certificate[] { certificate, issuerCertificate });
		try (var out = Files.newOutputStream(directory.resolve(KEY_STORE))) {
			store.store(out, password);
		}
		Files.write(directory.resolve(REVOCATION_LIST), emptyRevocationList(byIssuer, certificate.getNotAfter()));
		Files.writeString(directory.resolve(ISSUER), pem(issuerCertificate));
	}

	private static KeyPair keyPair() throws GeneralSecurityException {
		KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
		generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
		return generator.generateKeyPair();
	}

	private X509Certificate issuerCertificate(KeyPair issuer, ContentSigner byIssuer, Instant now)
			throws IOException, GeneralSecurityException {
		JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
		return new JcaX509CertificateConverter().getCertificate(builder(this.issuerName, issuer, now)
			.addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
			.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
			.addExtension(Extension.subjectKeyIdentifier, false,
					extensions.createSubjectKeyIdentifier(issuer.getPublic()))
			.build(byIssuer));
	}

	private X509Certificate signerCertificate(KeyPair issuer, KeyPair signer, ContentSigner byIssuer, Instant now)
			throws IOException, GeneralSecurityException {
		JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
		GeneralNames nowhere = new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, NOWHERE));
		X509v3CertificateBuilder certificate = builder(this.name, signer, now)
			.addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
			.addExtension(Extension.keyUsage, true, this.usage)
			.addExtension(Extension.subjectKeyIdentifier, false,
					extensions.createSubjectKeyIdentifier(signer.getPublic()))
			.addExtension(Extension.authorityKeyIdentifier, false,
					extensions.createAuthorityKeyIdentifier(issuer.getPublic()))
			.addExtension(Extension.cRLDistributionPoints, false, new CRLDistPoint(
					new DistributionPoint[] { new DistributionPoint(new DistributionPointName(nowhere), null, null) }));
		if (this.purpose != null) {
			certificate.addExtension(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(this.purpose));
		}
		return new JcaX509CertificateConverter().getCertificate(certificate.build(byIssuer));
	}

	private JcaX509v3CertificateBuilder builder(X500Name subject, KeyPair keys, Instant now) {
		return new JcaX509v3CertificateBuilder(this.issuerName, new BigInteger(120, RANDOM).add(BigInteger.ONE),
				Date.from(now.minus(Duration.ofDays(365))), Date.from(now.plus(Duration.ofDays(3650))), subject,
				keys.getPublic());
	}

	/** Issued after the certificate: an older list would say nothing about it. */
	private byte[] emptyRevocationList(ContentSigner byIssuer, Date until) throws IOException {
		X509v2CRLBuilder builder = new X509v2CRLBuilder(this.issuerName, new Date());
		builder.setNextUpdate(until);
		return builder.build(byIssuer).getEncoded();
	}

	private static String pem(X509Certificate certificate) throws IOException {
		StringWriter text = new StringWriter();
		try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
			writer.writeObject(certificate);
		}
		return text.toString();
	}

}
