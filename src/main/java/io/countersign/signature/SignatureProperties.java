package io.countersign.signature;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings {@code countersign.signature.*}.
 *
 * @param keyStore a PKCS#12 file with one signing key and its certificate chain; absent:
 * the key of the token, else a development key that is made on first start
 * @param keyStorePassword its password; set with the key store
 * @param token a hardware token or HSM that holds the key instead
 * @param revocationList the certificate revocation list of the issuer, in DER, read again
 * when the file changes; absent: revocation is not judged
 * @param timeStamps who proves the time of signatures
 * @param raising whether this node raises signatures in the background
 * @param poll longest time between two looks at what is to be raised
 */
@ConfigurationProperties("countersign.signature")
record SignatureProperties(Path keyStore, String keyStorePassword, @DefaultValue Token token, Path revocationList,
		@DefaultValue TimeStampSettings timeStamps, @DefaultValue("true") boolean raising,
		@DefaultValue("2s") Duration poll) {

	/**
	 * A token that speaks PKCS#11.
	 *
	 * @param library its driver, for instance {@code /usr/lib/softhsm/libsofthsm2.so};
	 * absent: there is none
	 * @param pin its PIN; set with the library
	 * @param slot the slot's number as the driver counts; absent: the first slot with a
	 * token
	 */
	record Token(Path library, String pin, Integer slot) {

		@Override
		public String toString() {
			return "Token[library=" + this.library + ", slot=" + this.slot + "]";
		}

	}

	/**
	 * A time stamp authority (RFC 3161).
	 *
	 * @param url its address; absent: one inside this process, which production refuses
	 * @param issuers the certificates that its own leads to, in PEM or DER; set with the
	 * address
	 * @param revocationList the list of its issuer, in DER; absent: its certificate's
	 * revocation is not judged
	 * @param timeout the longest that one time stamp may take
	 * @param pause how long it is left alone after it failed; signatures wait for their
	 * time stamp meanwhile
	 */
	record TimeStampSettings(URI url, Path issuers, Path revocationList, @DefaultValue("5s") Duration timeout,
			@DefaultValue("15s") Duration pause) {
	}

	@Override
	public String toString() {
		return "SignatureProperties[keyStore=" + this.keyStore + ", token=" + this.token + "]";
	}

}
