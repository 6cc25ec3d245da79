package io.countersign.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * A secret kept in a file that only its owner may read, made at random on first use: for
 * installations that have no secret store, above all the one on a developer's machine.
 */
public final class SecretFile {

	private static final int BYTES = 32;

	private SecretFile() {
	}

	/**
	 * Reads the secret, or makes one and keeps it. Several processes that start together
	 * agree on one secret.
	 * @param prefix what a new secret begins with, for instance {@code whsec_}
	 * @return the prefix and 32 random bytes in Base64
	 */
	public static String readOrCreate(Path file, String prefix) {
		try {
			if (!Files.exists(file)) {
				create(file, prefix);
			}
			return Files.readString(file).strip();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot read or create the secret in " + file.toAbsolutePath(), ex);
		}
	}

	private static void create(Path file, String prefix) throws IOException {
		byte[] secret = new byte[BYTES];
		new SecureRandom().nextBytes(secret);
		Files.createDirectories(file.toAbsolutePath().getParent());
		Path draft = Files.createTempFile(file.toAbsolutePath().getParent(), "secret", null);
		try {
			if (Files.getFileStore(draft).supportsFileAttributeView("posix")) {
				Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-------"));
			}
			Files.writeString(draft, prefix + Base64.getEncoder().encodeToString(secret), StandardCharsets.US_ASCII);
			// A link appears complete or not at all, and never replaces one that another
			// process made meanwhile.
			Files.createLink(file, draft);
		}
		catch (FileAlreadyExistsException ex) {
			// The other process was first: its secret counts.
		}
		catch (UnsupportedOperationException ex) {
			Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
		}
		finally {
			Files.deleteIfExists(draft);
		}
	}

}
