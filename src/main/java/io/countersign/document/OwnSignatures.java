package io.countersign.document;

import eu.europa.esig.dss.spi.x509.CertificateSource;
import eu.europa.esig.dss.spi.x509.revocation.crl.CRLSource;

/**
 * What has to be known to judge our own signatures, from the module that makes them.
 */
public interface OwnSignatures {

	/** The issuers of our certificate and of the time stamps. */
	CertificateSource issuers();

	/** Their revocation lists. */
	CRLSource revocations();

	/**
	 * Whether we sign with a certificate.
	 * @param certificateId the library's name for it
	 */
	boolean ours(String certificateId);

}
