package io.countersign;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.countersign.postgres.DurablePostgres;

/**
 * The packaged application as processes of their own: nodes on one database, and the
 * simulated ROC beside them. Closing ends them all.
 */
public final class Nodes implements AutoCloseable {

	private static final Path JAR = Path.of("target", "countersign.jar");

	private static final Duration PATIENCE = Duration.ofMinutes(5);

	/** What the ROC's callbacks are signed with. */
	public static final String SECRET = "whsec_Y291bnRlcnNpZ24tdHdvLW5vZGVzLXRlc3Qtc2VjcmV0";

	private final HttpClient http = HttpClient.newHttpClient();

	private final Path folder;

	private final List<String> options;

	private final List<Process> processes = new ArrayList<>();

	/**
	 * @param folder for data and logs
	 * @param options of the Java machine, for every process
	 */
	public Nodes(Path folder, List<String> options) {
		this.folder = folder;
		this.options = options;
	}

	/** A running process and its address. */
	public record Node(Process process, int port, Path log) {

		public String url() {
			return "http://127.0.0.1:" + this.port;
		}

		/** Ends it the hard way: {@code kill -9}. */
		public void kill() {
			this.process.toHandle().destroyForcibly();
		}

	}

	/** Starts the simulated ROC, which takes all steps of an order at once. */
	public Node roc(String callbackUrl, String delay) {
		return start("roc", "roc", freePort(), List.of(), List.of("rocsim"), Map.of("COUNTERSIGN_ROCSIM_CALLBACK_URL",
				callbackUrl, "COUNTERSIGN_ROCSIM_SECRET", SECRET, "COUNTERSIGN_ROCSIM_DELAY", delay));
	}

	/** Starts a node on a database; does not wait until it is ready. */
	public Node node(String name, DurablePostgres database, Node roc) {
		return node(name, database.access(), roc);
	}

	/** Starts a node on any database; does not wait until it is ready. */
	public Node node(String name, DatabaseAccess database, Node roc) {
		return node(name, database, roc.url(), List.of(), List.of());
	}

	/**
	 * Starts a node; does not wait until it is ready. All nodes sign with the keys of one
	 * data folder, as nodes of one installation do: what another key signed is not ours.
	 * @param rocUrl where it reaches the ROC
	 * @param ownOptions of its Java machine, beside those of all
	 * @param settings as on the command line, {@code --name=value}
	 */
	public Node node(String name, DatabaseAccess database, String rocUrl, List<String> ownOptions,
			List<String> settings) {
		Map<String, String> environment = new HashMap<>(database.environment());
		environment.putAll(Map.of("SPRING_PROFILES_ACTIVE", "local", "COUNTERSIGN_DEMO_DATA", "false",
				"COUNTERSIGN_REVIEW_SAMPLING", "false", "COUNTERSIGN_ROCSIM_ENABLED", "false", "COUNTERSIGN_ROC_URL",
				rocUrl, "COUNTERSIGN_ROC_CALLBACK_SECRETS", SECRET));
		return start(name, "data", freePort(), ownOptions, settings, environment);
	}

	/** The lines of the ROC's own ledger. */
	public List<String> ledger() {
		try {
			return Files.readAllLines(this.folder.resolve("roc").resolve("rocsim").resolve("ledger.jsonl"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Waits until a node takes requests. */
	public void awaitReady(Node node) {
		await(node.log() + " says why it is not ready", () -> {
			if (!node.process().isAlive()) {
				throw new AssertionError("Ended instead of getting ready: " + node.log());
			}
			try {
				return this.http
					.send(HttpRequest.newBuilder(URI.create(node.url() + "/actuator/health/readiness")).build(),
							HttpResponse.BodyHandlers.discarding())
					.statusCode() == 200;
			}
			catch (IOException ex) {
				return false;
			}
		});
	}

	/** Something that becomes true. */
	@FunctionalInterface
	public interface Condition {

		boolean met() throws Exception;

	}

	/** Polls until a condition is met, for some minutes at most. */
	public static void await(String otherwise, Condition condition) {
		await(otherwise, PATIENCE, condition);
	}

	/** Waits until something is so, at most for a time. */
	public static void await(String otherwise, Duration patience, Condition condition) {
		Instant end = Instant.now().plus(patience);
		try {
			while (!condition.met()) {
				if (Instant.now().isAfter(end)) {
					throw new AssertionError(otherwise);
				}
				LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
			}
		}
		catch (RuntimeException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new AssertionError(otherwise, ex);
		}
	}

	private Node start(String name, String dataFolder, int port, List<String> ownOptions, List<String> arguments,
			Map<String, String> environment) {
		try {
			Path data = Files.createDirectories(this.folder.resolve(dataFolder));
			Path log = this.folder.resolve(name + ".log");
			List<String> command = new ArrayList<>();
			command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
			command.addAll(this.options);
			command.addAll(ownOptions);
			command.addAll(List.of("-jar", JAR.toString()));
			command.addAll(arguments);
			command.add("--server.port=" + port);
			ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
			Map<String, String> all = new HashMap<>(environment);
			all.put("COUNTERSIGN_DATA", data.toString());
			builder.environment().putAll(all);
			Process process = builder.start();
			this.processes.add(process);
			return new Node(process, port, log);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static int freePort() {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		this.processes.forEach(Process::destroy);
		for (Process process : this.processes) {
			try {
				if (!process.waitFor(30, TimeUnit.SECONDS)) {
					process.destroyForcibly();
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				process.destroyForcibly();
			}
		}
	}

}
