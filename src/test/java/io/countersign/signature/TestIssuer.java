package io.countersign.signature;

import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.KeyStore.PasswordProtection;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;

import eu.europa.esig.dss.token.Pkcs12SignatureToken;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A house's own issuer, which can revoke what it issued. */
final class TestIssuer {

	private static final X500Name NAME = new X500Name("CN=House issuer, O=Test");

	private final Path folder;

	private final KeyPair keys;

	private final X509Certificate own;

	private X509Certificate issued;

	TestIssuer(Path folder) throws Exception {
		this.folder = Files.createDirectories(folder);
		this.keys = keyPair();
		this.own = certificate("Issuer", this.keys.getPublic(), true);
	}

	/** A key of the house, with the issuer's list. */
	SigningKey key() throws Exception {
		KeyPair signer = keyPair();
		KeyStore store = KeyStore.getInstance("PKCS12");
		store.load(null, null);
		store.setKeyEntry("key", signer.getPrivate(), "house".toCharArray(),
				new Certificate[] { certify(signer.getPublic()), this.own });
		Path file = this.folder.resolve("key.p12");
		try (var out = Files.newOutputStream(file)) {
			store.store(out, "house".toCharArray());
		}
		return new SigningKey(new Pkcs12SignatureToken(file.toFile(), new PasswordProtection("house".toCharArray())),
				list());
	}

	/** A certificate for a key, and the list issued after it. */
	X509Certificate certify(PublicKey key) throws Exception {
		this.issued = certificate("House signature", key, false);
		write(false);
		return this.issued;
	}

	X509Certificate own() {
		return this.own;
	}

	Path list() {
		return this.folder.resolve("list.crl");
	}

	void revoke() throws Exception {
		write(true);
	}

	private void write(boolean revoked) throws Exception {
		X509v2CRLBuilder list = new X509v2CRLBuilder(NAME, new Date());
		list.setNextUpdate(Date.from(Instant.now().plus(Duration.ofDays(30))));
		if (revoked) {
			list.addCRLEntry(this.issued.getSerialNumber(), new Date(), CRLReason.keyCompromise);
		}
		Files.write(list(),
				list.build(new JcaContentSignerBuilder("SHA256withECDSA").build(this.keys.getPrivate())).getEncoded());
		Files.setLastModifiedTime(list(), FileTime.from(Instant.now().plusSeconds(revoked ? 5 : 0)));
	}

	private X509Certificate certificate(String name, PublicKey key, boolean issuer) throws Exception {
		JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(NAME,
				BigInteger.valueOf(System.nanoTime()), Date.from(Instant.now().minus(Duration.ofDays(2))),
				Date.from(Instant.now().plus(Duration.ofDays(900))),
				issuer ? NAME : new X500Name("CN=" + name + ", O=Test"), key);
		builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(issuer));
		builder.addExtension(Extension.keyUsage, true, new KeyUsage(issuer ? KeyUsage.keyCertSign | KeyUsage.cRLSign
				: KeyUsage.digitalSignature | KeyUsage.nonRepudiation));
		if (!issuer) {
			builder.addExtension(Extension.cRLDistributionPoints, false, new CRLDistPoint(
					new DistributionPoint[] { new DistributionPoint(new DistributionPointName(new GeneralNames(
							new GeneralName(GeneralName.uniformResourceIdentifier, "http://crl.invalid/house"))), null,
							null) }));
		}
		return new JcaX509CertificateConverter().getCertificate(
				builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(this.keys.getPrivate())));
	}

	static KeyPair keyPair() throws Exception {
		KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
		generator.initialize(new ECGenParameterSpec("secp256r1"));
		return generator.generateKeyPair();
	}

}
