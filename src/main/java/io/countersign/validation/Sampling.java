package io.countersign.validation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;

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

	/** By the secret kept in a file, which is made where there is none. */
	static Sampling by(Path file) {
		try {
			if (!Files.exists(file)) {
				make(file);
			}
			return by(Files.readString(file).strip());
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The secret of the review draw cannot be kept in " + file, ex);
		}
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
			return Long.remainderUnsigned(java.nio.ByteBuffer.wrap(digest).getLong(), oneIn) == 0;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every Java platform has " + ALGORITHM, ex);
		}
	}

	/**
	 * Written beside and moved into place, so that a second node never reads half of it.
	 */
	private static void make(Path file) throws IOException {
		byte[] random = new byte[32];
		new SecureRandom().nextBytes(random);
		Files.createDirectories(file.toAbsolutePath().getParent());
		Path draft = Files.createTempFile(file.toAbsolutePath().getParent(), "review-sampling", ".tmp");
		try {
			if (Files.getFileStore(draft).supportsFileAttributeView("posix")) {
				Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-------"));
			}
			Files.writeString(draft, HexFormat.of().formatHex(random));
			Files.move(draft, file);
		}
		catch (FileAlreadyExistsException ex) {
			// Another node was faster; its secret counts.
		}
		finally {
			Files.deleteIfExists(draft);
		}
	}

}
