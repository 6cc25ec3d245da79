package io.countersign.signature;

import java.nio.file.Path;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Settings {@code countersign.signature.*}.
 *
 * @param keyStore a PKCS#12 file with one signing key and its certificate chain; absent:
 * a development key is made on first start
 * @param keyStorePassword its password; set with the key store
 * @param revocationList the certificate revocation list of the issuer, in DER; absent:
 * revocation is not judged
 */
@ConfigurationProperties("countersign.signature")
record SignatureProperties(Path keyStore, String keyStorePassword, Path revocationList) {

	@Override
	public String toString() {
		return "SignatureProperties[keyStore=" + this.keyStore + "]";
	}

}
