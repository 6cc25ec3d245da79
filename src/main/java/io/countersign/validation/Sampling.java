package io.countersign.validation;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Draws packages for a second look. Whether one is drawn follows from its reference and a
 * secret of the installation: the same answer on every asking, and nobody without the
 * secret can foretell it.
 */
class Sampling {

	private static final String ALGORITHM = "HmacSHA256";

	private static final int SHORTEST_SECRET = 32;

	private static final Sampling NONE = new Sampling(null);

	private final SecretKeySpec key;

	private Sampling(SecretKeySpec key) {
		this.key = key;
	}

	/** Draws nothing, ever. */
	static Sampling none() {
		return NONE;
	}

	/**
	 * @param secret at least 32 characters
	 */
	static Sampling by(String secret) {
		if (secret.length() < SHORTEST_SECRET) {
			throw new IllegalArgumentException(
					"countersign.review.sampling-secret has fewer than %d characters; make one with: openssl rand -hex 32"
						.formatted(SHORTEST_SECRET));
		}
		return new Sampling(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
	}

	/**
	 * Whether a package is drawn.
	 * @param oneIn one in so many; 0 or less: none
	 */
	boolean draws(String reference, int oneIn) {
		if (this.key == null || oneIn <= 0) {
			return false;
		}
		try {
			Mac mac = Mac.getInstance(ALGORITHM);
			mac.init(this.key);
			byte[] digest = mac.doFinal(reference.getBytes(StandardCharsets.UTF_8));
			return Long.remainderUnsigned(ByteBuffer.wrap(digest).getLong(), oneIn) == 0;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every Java platform has " + ALGORITHM, ex);
		}
	}

}
