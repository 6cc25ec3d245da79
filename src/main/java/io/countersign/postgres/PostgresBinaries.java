package io.countersign.postgres;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

import io.countersign.kernel.Sha256;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

import org.springframework.util.FileSystemUtils;

/**
 * The programs of PostgreSQL as the build packed them for this platform, unpacked into a
 * folder whose name is their content's hash: another version gets another folder.
 */
final class PostgresBinaries {

	private static final int OWNER_EXECUTES = 0100;

	private final Path home;

	private PostgresBinaries(Path home) {
		this.home = home;
	}

	/**
	 * Unpacks the programs below a folder, once.
	 * @throws StartRefused if this build brings none for this platform
	 */
	static PostgresBinaries unpack(Path parent) throws IOException {
		byte[] archive = archive();
		Path home = parent.resolve("postgresql-" + Sha256.of(archive).substring(0, 16));
		if (!Files.isDirectory(home)) {
			Files.createDirectories(parent);
			Path unfinished = Files.createTempDirectory(parent, "unpacking");
			try {
				unpack(archive, unfinished);
				Files.move(unfinished, home, StandardCopyOption.ATOMIC_MOVE);
			}
			catch (FileSystemException ex) {
				// Another process was faster.
				if (!Files.isDirectory(home)) {
					throw ex;
				}
			}
			finally {
				FileSystemUtils.deleteRecursively(unfinished);
			}
		}
		return new PostgresBinaries(home);
	}

	/** The path of a program such as {@code initdb}. */
	String program(String name) {
		return this.home.resolve("bin").resolve(windows() ? name + ".exe" : name).toAbsolutePath().toString();
	}

	static boolean windows() {
		return system().equals("windows");
	}

	private static byte[] archive() throws IOException {
		String resource = "/postgres-" + system() + "-" + architecture() + ".txz";
		try (InputStream in = PostgresBinaries.class.getResourceAsStream(resource)) {
			if (in == null) {
				throw new StartRefused(
						"This build brings no PostgreSQL for this platform (" + resource.substring(1) + " is missing).",
						"Build on this platform, or name a PostgreSQL server with SPRING_DATASOURCE_URL.");
			}
			return in.readAllBytes();
		}
	}

	private static String system() {
		String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
		if (name.startsWith("windows")) {
			return "windows";
		}
		return name.startsWith("mac") ? "darwin" : "linux";
	}

	private static String architecture() {
		return switch (System.getProperty("os.arch")) {
			case "amd64", "x86_64" -> "x86_64";
			case "aarch64", "arm64" -> "arm_64";
			default -> System.getProperty("os.arch");
		};
	}

	private static void unpack(byte[] archive, Path target) throws IOException {
		try (TarArchiveInputStream tar = new TarArchiveInputStream(
				new BufferedInputStream(new XZInputStream(new ByteArrayInputStream(archive))))) {
			TarArchiveEntry entry = tar.getNextEntry();
			while (entry != null) {
				unpack(tar, entry, target);
				entry = tar.getNextEntry();
			}
		}
	}

	private static void unpack(InputStream content, TarArchiveEntry entry, Path target) throws IOException {
		Path path = target.resolve(entry.getName()).normalize();
		if (!path.startsWith(target)) {
			throw new IOException("Entry outside of the archive: " + entry.getName());
		}
		if (entry.isDirectory()) {
			Files.createDirectories(path);
			return;
		}
		Files.createDirectories(path.getParent());
		if (entry.isSymbolicLink()) {
			Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
		}
		else if (entry.isLink()) {
			Files.createLink(path, target.resolve(entry.getLinkName()));
		}
		else {
			Files.copy(content, path);
			if ((entry.getMode() & OWNER_EXECUTES) != 0) {
				path.toFile().setExecutable(true);
			}
		}
	}

}
