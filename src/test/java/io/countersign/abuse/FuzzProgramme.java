package io.countersign.abuse;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Fuzzes every {@link FuzzTarget} with Jazzer, each in a process of its own, beginning
 * with its seeds. Run by {@code -Pfuzz}; {@code -Dminutes=} is the time for each target,
 * {@code -Dfuzz.targets=} names some of them. What made one fail stays in
 * {@code target/fuzz}, and the corpus it found goes on from there the next time.
 */
class FuzzProgramme {

	private static final double MINUTES = Double.parseDouble(System.getProperty("minutes", "0.25"));

	private static final String TARGETS = System.getProperty("fuzz.targets", "");

	/** Our code and what reads for us; without it a fuzzer sees no ways. */
	private static final String INSTRUMENTED = String.join(":", "io.countersign.agreement.**",
			"io.countersign.document.**", "io.countersign.imports.**", "io.countersign.validation.**",
			"org.apache.pdfbox.**", "org.apache.fontbox.**", "org.apache.commons.csv.**",
			"org.apache.commons.compress.archivers.zip.**", "org.apache.poi.xssf.eventusermodel.**",
			"org.apache.poi.openxml4j.**", "com.fasterxml.jackson.core.**");

	private static final Path FOLDER = Path.of("target", "fuzz");

	private static final Pattern EXECUTED = Pattern.compile("stat::number_of_executed_units: (\\d+)");

	private static final Pattern COVERAGE = Pattern.compile("cov: (\\d+)");

	/**
	 * What became of a target.
	 *
	 * @param executions how often it was called
	 * @param coverage edges of the instrumented code that it reached
	 */
	record Outcome(String target, String verdict, long executions, long coverage, long seconds, List<String> findings) {
	}

	@Test
	void findsNothing() throws IOException, InterruptedException {
		List<Outcome> outcomes = new ArrayList<>();
		for (FuzzTarget target : FuzzTarget.values()) {
			Outcome outcome = (TARGETS.isEmpty() || List.of(TARGETS.split(",")).contains(target.name())) ? fuzz(target)
					: new Outcome(target.name(), "notrun", 0, 0, 0, List.of());
			outcomes.add(outcome);
			System.out.printf(Locale.ROOT, "%-5s %-7s %,12d executions, %,7d edges, %d s%n", outcome.target(),
					outcome.verdict(), outcome.executions(), outcome.coverage(), outcome.seconds());
		}
		Map<String, Object> all = new LinkedHashMap<>();
		all.put("minutesEach", MINUTES);
		all.put("outcomes", outcomes);
		new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT)
			.writeValue(Path.of("target", "fuzz.json").toFile(), all);
		System.out.printf(Locale.ROOT, "RESULT fuzz passed=%d failed=%d notrun=%d executions=%d%n",
				count(outcomes, "passed"), count(outcomes, "failed"), count(outcomes, "notrun"),
				outcomes.stream().mapToLong(Outcome::executions).sum());
		assertThat(outcomes).filteredOn((outcome) -> outcome.verdict().equals("failed")).isEmpty();
	}

	private static long count(List<Outcome> outcomes, String verdict) {
		return outcomes.stream().filter((outcome) -> outcome.verdict().equals(verdict)).count();
	}

	private static Outcome fuzz(FuzzTarget target) throws IOException, InterruptedException {
		Path folder = FOLDER.resolve(target.name().toLowerCase(Locale.ROOT)).toAbsolutePath();
		Path corpus = Files.createDirectories(folder.resolve("corpus"));
		Path seeds = Files.createDirectories(folder.resolve("seeds"));
		Path findings = Files.createDirectories(folder.resolve("findings"));
		int number = 0;
		for (byte[] seed : target.seeds().values()) {
			Files.write(seeds.resolve("%04d".formatted(number++)), seed);
		}
		long seconds = Math.round(MINUTES * 60);
		Path log = folder.resolve("log.txt");
		long start = System.nanoTime();
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Xmx1g", "-cp", System.getProperty("java.class.path"), "com.code_intelligence.jazzer.Jazzer",
				"--target_class=" + FuzzEntry.class.getName(), "--target_args=" + target.name(),
				"--instrumentation_includes=" + INSTRUMENTED, "--custom_hook_includes=" + INSTRUMENTED,
				"--reproducer_path=" + findings, "-max_total_time=" + seconds,
				"-artifact_prefix=" + findings + File.separator, "-timeout=60", "-rss_limit_mb=3000", "-max_len=65536",
				"-print_final_stats=1", corpus.toString(), seeds.toString())
			.redirectErrorStream(true)
			.redirectOutput(log.toFile())
			.start();
		// Besides the time for fuzzing, time to instrument and to read the seeds.
		boolean ended = process.waitFor(seconds + 300, TimeUnit.SECONDS);
		if (!ended) {
			process.destroyForcibly().waitFor();
		}
		String told = Files.readString(log, StandardCharsets.ISO_8859_1);
		List<String> found;
		try (Stream<Path> files = Files.list(findings)) {
			found = files.map((file) -> file.getFileName().toString()).sorted().toList();
		}
		boolean passed = ended && process.exitValue() == 0 && found.isEmpty();
		return new Outcome(target.name(), passed ? "passed" : "failed", last(EXECUTED, told), last(COVERAGE, told),
				TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start), found);
	}

	private static long last(Pattern pattern, String text) {
		long last = 0;
		Matcher matcher = pattern.matcher(text);
		while (matcher.find()) {
			last = Long.parseLong(matcher.group(1));
		}
		return last;
	}

}
