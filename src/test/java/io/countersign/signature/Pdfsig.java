package io.countersign.signature;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The signature verifier of poppler: a foreign opinion. Its exit code says nothing about
 * validity, its lines do.
 */
final class Pdfsig {

	private final Path program;

	private Pdfsig(Path program) {
		this.program = program;
	}

	/** The installed program, else {@code null}. */
	static Pdfsig find() {
		for (String directory : System.getenv("PATH").split(java.io.File.pathSeparator)) {
			Path program = Path.of(directory, "pdfsig");
			if (Files.isExecutable(program)) {
				return new Pdfsig(program);
			}
		}
		return null;
	}

	List<String> verify(Path pdf) throws IOException, InterruptedException {
		Path out = Files.createTempFile(pdf.getParent(), "pdfsig", ".txt");
		ProcessBuilder builder = new ProcessBuilder(this.program.toString(), "-nocert", pdf.toString())
			.redirectErrorStream(true)
			.redirectOutput(out.toFile());
		builder.environment().put("LC_ALL", "C.UTF-8");
		Process process = builder.start();
		if (!process.waitFor(60, TimeUnit.SECONDS)) {
			process.destroyForcibly();
			throw new IOException("pdfsig did not end within a minute");
		}
		return Files.readString(out, StandardCharsets.UTF_8).lines().toList();
	}

}
