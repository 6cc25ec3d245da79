package io.countersign.signature;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

import eu.europa.esig.dss.alert.LogOnStatusAlert;
import eu.europa.esig.dss.model.policy.ValidationPolicy;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.spi.validation.CertificateVerifier;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CertificateSource;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.x509.revocation.crl.CRLSource;
import io.countersign.document.OwnSignatures;
import io.countersign.document.SignaturePolicy;

/**
 * Whom we trust in our own signatures: the issuer of our certificate and those of the
 * time stamp authority, with the revocation lists that are at hand. Nothing is fetched.
 */
final class SignatureTrust implements OwnSignatures {

	private final SigningKey key;

	private final CommonTrustedCertificateSource trusted = new CommonTrustedCertificateSource();

	private final RevocationLists lists;

	private final ValidationPolicy policy;

	/**
	 * @param timeStampIssuers certificates in PEM or DER
	 * @param timeStampRevocationList {@code null} where none is known
	 */
	SignatureTrust(SigningKey key, Path timeStampIssuers, Path timeStampRevocationList) {
		this.key = key;
		CertificateToken[] chain = key.chain();
		this.trusted.addCertificate(chain[chain.length - 1]);
		certificates(timeStampIssuers).forEach(this.trusted::addCertificate);
		this.lists = new RevocationLists(key.revocationList(), timeStampRevocationList);
		this.policy = SignaturePolicy.strict(key.revocationList() != null && timeStampRevocationList != null);
	}

	RevocationLists lists() {
		return this.lists;
	}

	ValidationPolicy policy() {
		return this.policy;
	}

	@Override
	public CertificateSource issuers() {
		return this.trusted;
	}

	@Override
	public CRLSource revocations() {
		return this.lists;
	}

	@Override
	public boolean ours(String certificateId) {
		return this.key.certificate().getDSSIdAsString().equals(certificateId);
	}

	/** A new one for each use: the library keeps state in it. */
	CertificateVerifier verifier() {
		CommonCertificateVerifier verifier = new CommonCertificateVerifier(true);
		verifier.setTrustedCertSources(this.trusted);
		verifier.setCrlSource(this.lists);
		return verifier;
	}

	/**
	 * For adding proof to a document: another signature in it, for instance the
	 * customer's by an issuer that nobody knows here, must not hinder ours.
	 */
	CertificateVerifier lenient() {
		CertificateVerifier verifier = verifier();
		verifier.setAlertOnMissingRevocationData(new LogOnStatusAlert());
		verifier.setAlertOnInvalidSignature(new LogOnStatusAlert());
		verifier.setAlertOnInvalidTimestamp(new LogOnStatusAlert());
		verifier.setAlertOnExpiredCertificate(new LogOnStatusAlert());
		verifier.setAlertOnRevokedCertificate(new LogOnStatusAlert());
		verifier.setAlertOnUncoveredPOE(new LogOnStatusAlert());
		return verifier;
	}

	private static List<CertificateToken> certificates(Path file) {
		List<CertificateToken> tokens = new ArrayList<>();
		try {
			for (Certificate certificate : CertificateFactory.getInstance("X.509")
				.generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)))) {
				tokens.add(new CertificateToken((X509Certificate) certificate));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot read the issuers of time stamps: " + ex.getMessage(), ex);
		}
		catch (CertificateException ex) {
			throw new IllegalStateException("%s holds no certificates.".formatted(file.toAbsolutePath()), ex);
		}
		return tokens;
	}

}
