package io.countersign;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Starts the application the way a newcomer does, in a process of its own, and stops it
 * the way an operating system does.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class StartAndStopTests {

	private static final Pattern DESK = Pattern.compile("http://localhost:(\\d+)/desk");

	@TempDir
	private Path data;

	private final List<Process> processes = new ArrayList<>();

	@AfterEach
	void stop() throws InterruptedException {
		for (Process process : this.processes) {
			process.destroy();
			process.waitFor();
		}
	}

	@Test
	void startsWithNothingConfiguredAndStopsWithoutAnError() throws Exception {
		Process process = start();
		BufferedReader output = process.inputReader();
		String start = readUntil(output, DESK);
		Matcher desk = DESK.matcher(start);
		assertThat(desk.find()).as(start).isTrue();
		URI readiness = URI.create("http://127.0.0.1:" + desk.group(1) + "/actuator/health/readiness");

		assertThat(HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(readiness).build(), BodyHandlers.ofString())
			.statusCode()).isEqualTo(200);

		Process second = start();
		assertThat(second.inputReader().lines().collect(Collectors.joining("\n")))
			.contains("in use by another run of this application (process " + process.pid() + ")")
			.contains("COUNTERSIGN_DATA")
			.doesNotContain("\tat ");
		assertThat(second.waitFor()).isEqualTo(1);

		// The process's own destroy() closes what is still to be read.
		process.toHandle().destroy();
		String stop = output.lines().collect(Collectors.joining("\n"));
		process.waitFor();

		assertThat(stop).doesNotContain(" ERROR ").doesNotContain("Exception");
		assertThat(this.data.resolve("postgres/cluster/postmaster.pid")).doesNotExist();
		assertThat(Files.readString(this.data.resolve("postgres/server.log")).strip())
			.endsWith("database system is shut down");
	}

	/** Without the tests' own classes, which the application would scan. */
	private Process start() throws IOException {
		String classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> !entry.endsWith("test-classes"))
			.collect(Collectors.joining(File.pathSeparator));
		ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", classPath, CountersignApplication.class.getName(),
				"--server.port=0", "--countersign.rocsim.port=0");
		builder.environment().put("COUNTERSIGN_DATA", this.data.toString());
		builder.environment().put("COUNTERSIGN_DEMO_DATA", "false");
		Process process = builder.redirectErrorStream(true).start();
		this.processes.add(process);
		return process;
	}

	private static String readUntil(BufferedReader output, Pattern pattern) throws IOException {
		StringBuilder read = new StringBuilder();
		String line = output.readLine();
		while (line != null) {
			read.append(line).append('\n');
			if (pattern.matcher(line).find()) {
				break;
			}
			line = output.readLine();
		}
		return read.toString();
	}

}
