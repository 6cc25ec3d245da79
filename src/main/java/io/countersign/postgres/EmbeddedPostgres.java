package io.countersign.postgres;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;

import org.springframework.boot.logging.DeferredLogFactory;
import org.springframework.util.FileSystemUtils;

/**
 * A PostgreSQL server of our own: its programs, its data and its settings live in one
 * folder, it listens on the loopback address only, and it outlives the application's
 * runs.
 * <p>
 * Exactly one process may use the folder; a lock of the operating system, which ends with
 * that process however it ends, sees to it. A server whose process was killed is found
 * through its pid file and stopped properly before a new one starts.
 *
 * <pre>
 * lock               held while a process uses the folder, with that process's id
 * server.properties  port and passwords
 * server.log         what the server says
 * cluster/           the data
 * postgresql-…/      the programs
 * </pre>
 */
final class EmbeddedPostgres implements AutoCloseable {

	/** The database and the role that owns it and everything in it. */
	static final String NAME = "countersign";

	/** The role of the application, which owns nothing. */
	private static final String APPLICATION = "countersign_app";

	private static final String SUPERUSER = "postgres";

	private static final long LARGEST_LOG = 16 * 1024 * 1024;

	/**
	 * Durable as PostgreSQL is by itself, said aloud because the evidence kept here
	 * depends on it. A checkpoint makes every page's next change expensive, hence few of
	 * them.
	 */
	private static final Map<String, String> SETTINGS = Map.of("fsync", "on", "synchronous_commit", "on",
			"full_page_writes", "on", "max_wal_size", "4GB", "checkpoint_timeout", "15min", "max_connections", "200",
			"shared_preload_libraries", "pg_stat_statements", "timezone", "UTC", "listen_addresses", "127.0.0.1",
			"unix_socket_directories", "");

	private final Path folder;

	private final PostgresBinaries binaries;

	private final Log log;

	private final RandomAccessFile lockFile;

	private final FileLock lock;

	private final Properties properties = new Properties();

	private EmbeddedPostgres(Path folder, PostgresBinaries binaries, DeferredLogFactory logs) throws IOException {
		this.folder = folder;
		this.binaries = binaries;
		this.log = logs.getLog(EmbeddedPostgres.class);
		Files.createDirectories(folder);
		this.lockFile = new RandomAccessFile(folder.resolve("lock").toFile(), "rw");
		this.lock = lock();
	}

	/**
	 * Starts the server of a folder, making its database first where there is none.
	 * @param settings server settings that differ from ours, by name
	 * @throws StartRefused if another process uses the folder, or the server cannot run
	 */
	static EmbeddedPostgres start(Path folder, Map<String, String> settings, DeferredLogFactory logs)
			throws IOException {
		return start(folder, folder, settings, logs);
	}

	/**
	 * Starts the server of a folder with programs unpacked elsewhere, so that several
	 * folders can share them.
	 */
	static EmbeddedPostgres start(Path folder, Path binaries, Map<String, String> settings, DeferredLogFactory logs)
			throws IOException {
		EmbeddedPostgres server = new EmbeddedPostgres(folder.toAbsolutePath().normalize(),
				PostgresBinaries.unpack(binaries.toAbsolutePath().normalize()), logs);
		try {
			server.start(settings);
			return server;
		}
		catch (IOException | RuntimeException ex) {
			server.unlock();
			throw ex;
		}
	}

	String url() {
		return url(NAME);
	}

	/** The role of the application; what it may do, the migrations say. */
	String username() {
		return APPLICATION;
	}

	String password() {
		return this.properties.getProperty("application-password");
	}

	/** The role that migrates. */
	String owner() {
		return NAME;
	}

	String ownerPassword() {
		return this.properties.getProperty("password");
	}

	/**
	 * Stops the server: connections end, everything is on disk afterwards, the folder is
	 * free.
	 */
	@Override
	public void close() {
		try {
			stop(cluster());
		}
		finally {
			unlock();
		}
	}

	private void start(Map<String, String> settings) throws IOException {
		stopOrphan(cluster());
		if (!Files.isDirectory(cluster())) {
			create(settings);
		}
		else {
			readProperties();
		}
		run(cluster(), settings);
		if (password() == null) {
			createApplicationRole();
		}
		this.log.info("PostgreSQL runs in %s, port %s".formatted(this.folder, this.properties.getProperty("port")));
	}

	/** Makes the cluster beside its place and moves it there when it is whole. */
	private void create(Map<String, String> settings) throws IOException {
		Path unfinished = this.folder.resolve("cluster.unfinished");
		stopOrphan(unfinished);
		FileSystemUtils.deleteRecursively(unfinished);
		this.log.info("Making a new PostgreSQL database in " + this.folder);
		this.properties.setProperty("superuser-password", secret());
		this.properties.setProperty("password", secret());
		Path passwordFile = this.folder.resolve("initdb.password");
		try {
			writePrivately(passwordFile, this.properties.getProperty("superuser-password"));
			command("initdb", "--pgdata=" + unfinished, "--username=" + SUPERUSER, "--pwfile=" + passwordFile,
					"--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--locale-provider=builtin",
					"--builtin-locale=C.UTF-8");
		}
		finally {
			Files.deleteIfExists(passwordFile);
		}
		Path configuration = unfinished.resolve("postgresql.conf");
		Files.writeString(configuration,
				Files.readString(configuration) + "%ninclude 'countersign.conf'%n".formatted());
		run(unfinished, settings);
		try {
			createDatabase();
		}
		finally {
			stop(unfinished);
		}
		Files.move(unfinished, cluster(), StandardCopyOption.ATOMIC_MOVE);
	}

	private void createDatabase() {
		sql("postgres", "create role " + NAME + " login password '" + ownerPassword() + "'",
				"grant pg_monitor, pg_checkpoint to " + NAME, "create database " + NAME + " owner " + NAME);
		sql(NAME, "create extension pg_stat_statements",
				"grant execute on function pg_stat_statements_reset(oid, oid, bigint, boolean) to " + NAME);
	}

	/** Folders of earlier versions have none; an interrupted attempt is repeated. */
	private void createApplicationRole() throws IOException {
		String password = secret();
		sql("postgres", """
				do $$
				begin
					if not exists (select from pg_roles where rolname = '%1$s') then
						create role %1$s;
					end if;
				end
				$$""".formatted(APPLICATION), "alter role " + APPLICATION + " login password '" + password + "'");
		this.properties.setProperty("application-password", password);
		writeProperties();
	}

	private void sql(String database, String... statements) {
		try (Connection connection = DriverManager.getConnection(url(database), SUPERUSER,
				this.properties.getProperty("superuser-password"));
				Statement statement = connection.createStatement()) {
			for (String sql : statements) {
				statement.execute(sql);
			}
		}
		catch (SQLException ex) {
			throw new IllegalStateException("The database could not be set up", ex);
		}
	}

	private void run(Path cluster, Map<String, String> settings) throws IOException {
		choosePort();
		Map<String, String> all = new LinkedHashMap<>(SETTINGS);
		all.putAll(settings);
		all.put("port", this.properties.getProperty("port"));
		StringBuilder configuration = new StringBuilder("# Written at every start of the application.\n");
		all.forEach((name, value) -> {
			if (!name.matches("[a-zA-Z_.]+")) {
				throw new StartRefused("'" + name + "' is no setting of a PostgreSQL server.",
						"Correct countersign.postgres.settings.");
			}
			configuration.append(name).append(" = '").append(value.replace("'", "''")).append("'\n");
		});
		Files.writeString(cluster.resolve("countersign.conf"), configuration);
		keepLogSmall();
		try {
			command("pg_ctl", "start", "--pgdata=" + cluster, "--log=" + this.folder.resolve("server.log"), "--wait",
					"--timeout=300", "--silent");
		}
		catch (StartRefused ex) {
			throw new StartRefused(
					ex.getMessage() + " The end of server.log:" + tail(this.folder.resolve("server.log")), ex.action());
		}
	}

	private void stop(Path cluster) {
		try {
			command("pg_ctl", "stop", "--pgdata=" + cluster, "--mode=fast", "--wait", "--timeout=120", "--silent");
		}
		catch (IOException ex) {
			throw new IllegalStateException("PostgreSQL could not be stopped", ex);
		}
	}

	/** A server may still run although the process that started it was killed. */
	private void stopOrphan(Path cluster) throws IOException {
		Path pidFile = cluster.resolve("postmaster.pid");
		if (!Files.exists(pidFile)) {
			return;
		}
		Optional<ProcessHandle> server = process(pidFile);
		if (server.isEmpty()) {
			this.log.info("The last run did not end properly; PostgreSQL will recover");
		}
		else if (isPostgres(server.get())) {
			this.log.info("Stopping the PostgreSQL server that a killed run left behind (process %d)"
				.formatted(server.get().pid()));
			stop(cluster);
		}
		else {
			// The number now belongs to an unrelated program, which PostgreSQL would take
			// for a running server.
			Files.delete(pidFile);
		}
	}

	private static Optional<ProcessHandle> process(Path pidFile) throws IOException {
		List<String> lines = Files.readAllLines(pidFile);
		if (lines.isEmpty() || !lines.get(0).strip().matches("\\d+")) {
			return Optional.empty();
		}
		return ProcessHandle.of(Long.parseLong(lines.get(0).strip())).filter(ProcessHandle::isAlive);
	}

	/** A process whose program is hidden from us counts as one: safe, if slower. */
	private static boolean isPostgres(ProcessHandle process) {
		return process.info()
			.command()
			.map((command) -> Path.of(command).getFileName().toString())
			.map((program) -> program.startsWith("postgres"))
			.orElse(true);
	}

	/** The port of the last run if it is still free, else any that is. */
	private void choosePort() throws IOException {
		String last = this.properties.getProperty("port");
		if (last == null || !free(Integer.parseInt(last))) {
			try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
				this.properties.setProperty("port", Integer.toString(socket.getLocalPort()));
			}
			writeProperties();
		}
	}

	private static boolean free(int port) {
		try (ServerSocket socket = new ServerSocket()) {
			socket.setReuseAddress(true);
			socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	private void readProperties() throws IOException {
		try (var reader = Files.newBufferedReader(this.folder.resolve("server.properties"))) {
			this.properties.load(reader);
		}
	}

	private void writeProperties() throws IOException {
		StringBuilder text = new StringBuilder();
		this.properties.stringPropertyNames()
			.stream()
			.sorted()
			.forEach((name) -> text.append(name).append('=').append(this.properties.getProperty(name)).append('\n'));
		writePrivately(this.folder.resolve("server.properties"), text.toString());
	}

	private static void writePrivately(Path file, String text) throws IOException {
		Path written = Files.createTempFile(file.getParent(), file.getFileName().toString(), null);
		Files.writeString(written, text);
		Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
	}

	private static String secret() {
		byte[] bytes = new byte[24];
		new SecureRandom().nextBytes(bytes);
		return HexFormat.of().formatHex(bytes);
	}

	private Path cluster() {
		return this.folder.resolve("cluster");
	}

	private String url(String database) {
		return "jdbc:postgresql://127.0.0.1:" + this.properties.getProperty("port") + "/" + database;
	}

	private void keepLogSmall() throws IOException {
		Path serverLog = this.folder.resolve("server.log");
		if (Files.exists(serverLog) && Files.size(serverLog) > LARGEST_LOG) {
			Files.move(serverLog, this.folder.resolve("server.log.1"), StandardCopyOption.REPLACE_EXISTING);
		}
	}

	/**
	 * Runs a program of PostgreSQL to its end. Its words go to a file: a pipe would stay
	 * open as long as a server started by it.
	 */
	private void command(String program, String... arguments) throws IOException {
		List<String> command = new ArrayList<>(asOrdinaryUser());
		command.add(this.binaries.program(program));
		command.addAll(List.of(arguments));
		Path output = this.folder.resolve("command.log");
		Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
		try {
			if (process.waitFor() != 0) {
				throw new StartRefused("PostgreSQL's " + program + " failed:" + tail(output),
						"Mend what it names, or name a PostgreSQL server with SPRING_DATASOURCE_URL.");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException("Interrupted while waiting for " + program, ex);
		}
	}

	/**
	 * PostgreSQL refuses to run as root. In a user namespace without a mapping the same
	 * process is nobody, and the files it owns are nobody's.
	 */
	private static List<String> asOrdinaryUser() throws IOException {
		if (!root()) {
			return List.of();
		}
		try {
			Process trial = new ProcessBuilder("unshare", "--user", "true").redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start();
			if (trial.waitFor(10, TimeUnit.SECONDS) && trial.exitValue() == 0) {
				return List.of("unshare", "--user");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (IOException ex) {
			// No such program: the sentence below says what to do.
		}
		throw new StartRefused("PostgreSQL does not run as root, and this system lets root become nobody else here.",
				"Start as an ordinary user, or name a PostgreSQL server with SPRING_DATASOURCE_URL.");
	}

	private static boolean root() throws IOException {
		Path self = Path.of("/proc/self");
		return Files.exists(self) && Integer.valueOf(0).equals(Files.getAttribute(self, "unix:uid"));
	}

	private static String tail(Path file) throws IOException {
		if (!Files.exists(file)) {
			return " (nothing)";
		}
		List<String> lines = new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
		return "\n  " + String.join("\n  ", lines.subList(Math.max(0, lines.size() - 12), lines.size()));
	}

	private FileLock lock() throws IOException {
		FileLock taken;
		try {
			taken = this.lockFile.getChannel().tryLock();
		}
		catch (OverlappingFileLockException ex) {
			taken = null;
		}
		if (taken == null) {
			String owner = this.lockFile.readLine();
			this.lockFile.close();
			throw new StartRefused(
					"The data folder %s is in use by another run of this application (process %s)."
						.formatted(this.folder, owner),
					"Stop that one, or give this one its own folder with COUNTERSIGN_DATA.");
		}
		this.lockFile.setLength(0);
		this.lockFile.writeBytes(ProcessHandle.current().pid() + "\n");
		return taken;
	}

	private void unlock() {
		try {
			this.lock.release();
			this.lockFile.close();
		}
		catch (IOException ex) {
			this.log.warn("The lock of " + this.folder + " could not be released", ex);
		}
	}

}
