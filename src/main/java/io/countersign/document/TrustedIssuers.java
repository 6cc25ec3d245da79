package io.countersign.document;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;

import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.spi.x509.CertificateSource;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Whose certificates are trusted in signatures of received PDFs.
 *
 * @param trustedIssuers a directory of certificates in PEM or DER, one or more in a file;
 * absent: nobody is trusted, and a person judges each digital signature
 */
@ConfigurationProperties("countersign.documents")
record TrustedIssuers(Path trustedIssuers) {

	/**
	 * Reads them, once.
	 * @throws IllegalStateException if a file in the directory is no certificate
	 */
	CertificateSource read() {
		CommonTrustedCertificateSource source = new CommonTrustedCertificateSource();
		if (this.trustedIssuers == null) {
			return source;
		}
		try (Stream<Path> files = Files.list(this.trustedIssuers)) {
			List<Path> certificates = files.filter(Files::isRegularFile).sorted().toList();
			for (Path file : certificates) {
				add(file, source);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException("countersign.documents.trusted-issuers cannot be read: " + ex.getMessage(),
					ex);
		}
		return source;
	}

	private static void add(Path file, CommonTrustedCertificateSource source) throws IOException {
		try (InputStream in = Files.newInputStream(file)) {
			for (Certificate certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
				source.addCertificate(new CertificateToken((X509Certificate) certificate));
			}
		}
		catch (CertificateException ex) {
			throw new IllegalStateException(
					"countersign.documents.trusted-issuers: %s is no certificate.".formatted(file.toAbsolutePath()),
					ex);
		}
	}

}
