package io.countersign.signature;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import eu.europa.esig.dss.crl.CRLBinary;
import eu.europa.esig.dss.crl.CRLUtils;
import eu.europa.esig.dss.enumerations.RevocationOrigin;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.spi.x509.revocation.crl.CRLSource;
import eu.europa.esig.dss.spi.x509.revocation.crl.CRLToken;

/**
 * Certificate revocation lists in files, which whoever runs the installation keeps fresh.
 * Nothing is fetched. A file is read again when it has changed.
 */
final class RevocationLists implements CRLSource {

	private final transient List<Path> files;

	private final transient Map<Path, Reading> readings = new ConcurrentHashMap<>();

	/**
	 * @param files lists in DER; {@code null} elements are left out
	 */
	RevocationLists(Path... files) {
		this.files = Stream.of(files).filter(Objects::nonNull).toList();
		this.files.forEach(this::read);
	}

	private record Reading(FileTime changed, byte[] bytes, X509CRL list) {
	}

	/** When a certificate was revoked; empty where no list says so. */
	Optional<Instant> revokedAt(CertificateToken certificate) {
		return this.files.stream()
			.map(this::read)
			.filter((reading) -> issued(reading, certificate))
			.map((reading) -> reading.list().getRevokedCertificate(certificate.getSerialNumber()))
			.filter(Objects::nonNull)
			.map(X509CRLEntry::getRevocationDate)
			.map((date) -> date.toInstant())
			.findFirst();
	}

	@Override
	public CRLToken getRevocationToken(CertificateToken certificate, CertificateToken issuer) {
		for (Path file : this.files) {
			Reading reading = read(file);
			if (issued(reading, certificate)) {
				return token(reading, certificate, issuer);
			}
		}
		return null;
	}

	private static CRLToken token(Reading reading, CertificateToken certificate, CertificateToken issuer) {
		try {
			CRLBinary binary = CRLUtils.buildCRLBinary(reading.bytes());
			CRLToken token = new CRLToken(certificate, CRLUtils.buildCRLValidity(binary, issuer));
			token.setExternalOrigin(RevocationOrigin.EXTERNAL);
			return token;
		}
		catch (IOException ex) {
			throw new UncheckedIOException("A revocation list cannot be read", ex);
		}
	}

	private static boolean issued(Reading reading, CertificateToken certificate) {
		return reading.list().getIssuerX500Principal().equals(certificate.getCertificate().getIssuerX500Principal());
	}

	private Reading read(Path file) {
		try {
			FileTime changed = Files.getLastModifiedTime(file);
			Reading known = this.readings.get(file);
			if (known != null && known.changed().equals(changed)) {
				return known;
			}
			byte[] bytes = Files.readAllBytes(file);
			X509CRL list = (X509CRL) CertificateFactory.getInstance("X.509")
				.generateCRL(new ByteArrayInputStream(bytes));
			Reading reading = new Reading(changed, bytes, list);
			this.readings.put(file, reading);
			return reading;
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot read the revocation list " + file.toAbsolutePath(), ex);
		}
		catch (CertificateException | CRLException ex) {
			throw new IllegalStateException("%s is no revocation list.".formatted(file.toAbsolutePath()), ex);
		}
	}

}
