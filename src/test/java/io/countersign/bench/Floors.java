package io.countersign.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the same server does without the application. F3: an agreement by hand, three
 * transactions and fourteen statements. F12: ten inserts and two updates one by one in a
 * transaction. By {@code pgbench} where it is installed, else over JDBC.
 */
final class Floors {

	private static final int CLIENTS = 8;

	private static final Pattern RATE = Pattern.compile("tps = ([0-9.]+)");

	private static final Pattern ID = Pattern.compile(":id\\b");

	/** As in the scripts. */
	private static final long NUMBERS_OF_A_CLIENT = 10_000_000L;

	private final BenchDatabase database;

	private final ProcessorTime processor;

	private final int seconds;

	private final boolean pgbench = installed();

	private int runs;

	/**
	 * @param processor {@code null} where processor time cannot be read
	 */
	Floors(BenchDatabase database, ProcessorTime processor, int seconds) {
		this.database = database;
		this.processor = processor;
		this.seconds = seconds;
		for (String statement : script("schema").split(";")) {
			database.jdbc().execute(BenchDatabase.MARK + statement);
		}
	}

	/**
	 * A floor as it was just now.
	 *
	 * @param cpuMillis processor time of server and client for each agreement; NaN where
	 * it cannot be read
	 * @param load the machine's load average at its end
	 */
	record Floor(String name, String before, double perSecond, double cpuMillis, double load) {
	}

	String tool() {
		return this.pgbench ? "pgbench -M prepared, %d clients".formatted(CLIENTS)
				: "JDBC, %d threads (pgbench is not installed)".formatted(CLIENTS);
	}

	/**
	 * Runs one now.
	 * @param name {@code f3} or {@code f12}
	 * @param before what is measured next
	 */
	Floor run(String name, String before) throws Exception {
		long base = ++this.runs * NUMBERS_OF_A_CLIENT * 100;
		double cpu = cpu();
		double perSecond = this.pgbench ? byPgbench(name, base) : byJdbc(name, base);
		return new Floor(name, before, perSecond, (cpu() - cpu) / (perSecond * this.seconds), Machine.load());
	}

	private double cpu() {
		return (this.processor != null) ? this.processor.millis(ProcessHandle.current().pid()) : Double.NaN;
	}

	private double byPgbench(String name, long base) throws IOException, InterruptedException {
		URI server = URI.create(this.database.url().substring("jdbc:".length()));
		Path script = Files.createTempFile("bench", ".sql");
		Path output = Files.createTempFile("bench", ".out");
		try {
			Files.writeString(script, script(name));
			ProcessBuilder command = new ProcessBuilder("pgbench", "--no-vacuum", "--protocol=prepared",
					"--client=" + CLIENTS, "--jobs=2", "--time=" + this.seconds, "--file=" + script,
					"--define=base=" + base, "--define=n=0", "--host=" + server.getHost(),
					"--port=" + ((server.getPort() > 0) ? server.getPort() : 5432),
					"--username=" + this.database.username(), server.getPath().substring(1));
			command.environment().put("PGPASSWORD", this.database.password());
			int exit = command.redirectErrorStream(true).redirectOutput(output.toFile()).start().waitFor();
			String said = Files.readString(output);
			Matcher rate = RATE.matcher(said);
			if (exit != 0 || !rate.find()) {
				throw new IllegalStateException("pgbench failed: " + said);
			}
			return Double.parseDouble(rate.group(1));
		}
		finally {
			Files.delete(script);
			Files.delete(output);
		}
	}

	private double byJdbc(String name, long base) throws Exception {
		List<String> statements = script(name).lines().filter((line) -> !line.startsWith("\\")).toList();
		ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
		try {
			long end = System.nanoTime() + this.seconds * 1_000_000_000L;
			List<Callable<Integer>> clients = new ArrayList<>();
			for (int client = 0; client < CLIENTS; client++) {
				long first = base + client * NUMBERS_OF_A_CLIENT;
				clients.add(() -> client(statements, first, end));
			}
			int done = 0;
			for (Future<Integer> client : threads.invokeAll(clients)) {
				done += client.get();
			}
			return done / (double) this.seconds;
		}
		finally {
			threads.shutdownNow();
		}
	}

	private int client(List<String> statements, long first, long end) throws Exception {
		try (Connection connection = this.database.connect()) {
			List<PreparedStatement> prepared = new ArrayList<>();
			List<Boolean> numbered = new ArrayList<>();
			for (String statement : statements) {
				prepared.add(connection.prepareStatement(ID.matcher(statement.replace(";", "")).replaceAll("?")));
				numbered.add(ID.matcher(statement).find());
			}
			int done = 0;
			while (System.nanoTime() < end) {
				for (int i = 0; i < prepared.size(); i++) {
					if (numbered.get(i)) {
						prepared.get(i).setLong(1, first + done);
					}
					prepared.get(i).execute();
				}
				done++;
			}
			return done;
		}
	}

	private static String script(String name) {
		try (var in = Floors.class.getResourceAsStream("/bench/" + name + ".sql")) {
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static boolean installed() {
		if (Boolean.getBoolean("bench.jdbc-floors")) {
			return false;
		}
		try {
			return new ProcessBuilder("pgbench", "--version").redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start()
				.waitFor() == 0;
		}
		catch (IOException ex) {
			return false;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

}
