package io.countersign.postgres;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.logging.DeferredLogFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class EmbeddedPostgresTests {

	private static final DeferredLogFactory LOGS = (destination) -> destination.get();

	private final List<Process> runs = new ArrayList<>();

	@TempDir
	private static Path template;

	@TempDir
	private Path folder;

	/** A first start takes long, so that each test starts from a copy of one. */
	@BeforeAll
	static void startFirst() throws IOException {
		EmbeddedPostgres.start(template, TestPostgres.BINARIES, TestPostgres.NOT_DURABLE, LOGS).close();
	}

	@BeforeEach
	void copyTemplate() throws IOException {
		try (Stream<Path> files = Files.walk(template)) {
			for (Path file : (Iterable<Path>) files.skip(1)::iterator) {
				Files.copy(file, this.folder.resolve(template.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
			}
		}
	}

	@AfterEach
	void killRuns() {
		if (!this.runs.isEmpty()) {
			this.runs.forEach(Process::destroyForcibly);
			// Ends the server that a killed run left behind.
			start(TestPostgres.NOT_DURABLE).close();
		}
	}

	@Test
	void keepsDataAndPortAcrossRestarts() throws SQLException {
		String url;
		try (EmbeddedPostgres server = start(TestPostgres.NOT_DURABLE)) {
			url = server.url();
			ask(server, "create table kept as select 'here' as word");
		}
		try (EmbeddedPostgres server = start(TestPostgres.NOT_DURABLE)) {
			assertThat(server.url()).isEqualTo(url);
			assertThat(ask(server, "select word from kept")).isEqualTo("here");
		}
	}

	@Test
	void isDurableAndMeasuresStatements() throws SQLException {
		try (EmbeddedPostgres server = start(Map.of())) {
			assertThat(ask(server, "show fsync")).isEqualTo("on");
			assertThat(ask(server, "show synchronous_commit")).isEqualTo("on");
			assertThat(ask(server, "show full_page_writes")).isEqualTo("on");
			assertThat(ask(server, "show max_wal_size")).isEqualTo("4GB");
			assertThat(ask(server, "show listen_addresses")).isEqualTo("127.0.0.1");
			assertThat(ask(server, "select count(*) > 0 from pg_stat_statements")).isEqualTo("t");
		}
	}

	@Test
	void letsNobodyInWithoutThePassword() {
		try (EmbeddedPostgres server = start(TestPostgres.NOT_DURABLE)) {
			assertThatExceptionOfType(SQLException.class)
				.isThrownBy(() -> DriverManager.getConnection(server.url(), server.username(), "countersign"))
				.withMessageContaining("password authentication failed");
			assertThatExceptionOfType(SQLException.class)
				.isThrownBy(() -> DriverManager.getConnection(server.url(), server.owner(), server.password()))
				.withMessageContaining("password authentication failed");
		}
	}

	/** Folders of earlier versions know one role, which owns everything. */
	@Test
	void givesAnEarlierFolderItsRoleOfTheApplication() throws Exception {
		Path properties = this.folder.resolve("server.properties");
		try (EmbeddedPostgres server = start(TestPostgres.NOT_DURABLE)) {
			ask(server, "create table kept as select 'here' as word");
		}
		superuser("drop role countersign_app");
		Files.write(properties,
				Files.readAllLines(properties).stream().filter((line) -> !line.startsWith("application-")).toList());

		try (EmbeddedPostgres server = start(TestPostgres.NOT_DURABLE);
				Connection application = DriverManager.getConnection(server.url(), server.username(),
						server.password());
				Statement statement = application.createStatement()) {
			assertThat(Files.readString(properties)).contains("application-password=" + server.password());
			assertThat(ask(server, "select word from kept")).isEqualTo("here");
			assertThatExceptionOfType(SQLException.class).isThrownBy(() -> statement.execute("drop table kept"))
				.withMessageContaining("must be owner");
		}
	}

	@Test
	void repeatsAnInterruptedAttemptToMakeTheRole() throws Exception {
		Path properties = this.folder.resolve("server.properties");
		Files.write(properties,
				Files.readAllLines(properties).stream().filter((line) -> !line.startsWith("application-")).toList());

		try (EmbeddedPostgres server = start(TestPostgres.NOT_DURABLE);
				Connection application = DriverManager.getConnection(server.url(), server.username(),
						server.password())) {
			assertThat(application.isValid(1)).isTrue();
		}
	}

	@Test
	void replacesTheServerOfAKilledRun() throws Exception {
		Process run = run();
		long orphan = serverProcess();
		run.destroyForcibly().waitFor();
		assertThat(ProcessHandle.of(orphan)).as("server outlives its killed run").isPresent();

		try (EmbeddedPostgres server = start(TestPostgres.NOT_DURABLE)) {
			assertThat(serverProcess()).isNotEqualTo(orphan);
			assertThat(ask(server, "select word from run")).isEqualTo("committed");
		}
	}

	@Test
	void refusesAFolderThatAnotherRunUses() throws Exception {
		Process run = run();
		long server = serverProcess();

		assertThatExceptionOfType(StartRefused.class).isThrownBy(() -> start(Map.of()))
			.withMessageContaining("in use by another run")
			.withMessageContaining(this.folder.toString())
			.withMessageContaining(Long.toString(run.pid()));

		assertThat(serverProcess()).as("the other run's server is left alone").isEqualTo(server);
	}

	@Test
	void refusesAFolderThatThisRunUses() {
		try (EmbeddedPostgres server = start(TestPostgres.NOT_DURABLE)) {
			assertThat(server.url()).isNotEmpty();
			assertThatExceptionOfType(StartRefused.class).isThrownBy(() -> start(Map.of()));
		}
	}

	@Test
	void takesNoUnrelatedProcessForItsServer() throws Exception {
		Files.writeString(pidFile(), ProcessHandle.current().pid() + "\n");

		try (EmbeddedPostgres server = start(TestPostgres.NOT_DURABLE)) {
			assertThat(ask(server, "select 1")).isEqualTo("1");
		}
	}

	@Test
	void takesAnotherPortWhereItsOwnIsTaken() throws Exception {
		String url;
		try (EmbeddedPostgres server = start(TestPostgres.NOT_DURABLE)) {
			url = server.url();
		}
		int port = Integer.parseInt(url.replaceAll(".*:(\\d+)/.*", "$1"));
		try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
				EmbeddedPostgres server = start(TestPostgres.NOT_DURABLE)) {
			assertThat(taken.isBound()).isTrue();
			assertThat(server.url()).isNotEqualTo(url);
			assertThat(ask(server, "select 1")).isEqualTo("1");
		}
	}

	@Test
	void startsOverAfterAnUnfinishedFirstStart() throws Exception {
		Path unfinished = this.folder.resolve("cluster.unfinished");
		Files.move(this.folder.resolve("cluster"), unfinished);

		try (EmbeddedPostgres server = start(TestPostgres.NOT_DURABLE)) {
			assertThat(ask(server, "select 1")).isEqualTo("1");
			assertThat(unfinished).doesNotExist();
		}
	}

	@Test
	void saysWhatTheServerSaysWhereItDoesNotStart() {
		assertThatExceptionOfType(StartRefused.class).isThrownBy(() -> start(Map.of("shared_buffers", "a lot")))
			.withMessageContaining("shared_buffers");
	}

	@Test
	void refusesASettingThatIsNone() {
		assertThatExceptionOfType(StartRefused.class).isThrownBy(() -> start(Map.of("port = 1\nfsync", "off")))
			.withMessageContaining("no setting");
	}

	private EmbeddedPostgres start(Map<String, String> settings) {
		try {
			return EmbeddedPostgres.start(this.folder, TestPostgres.BINARIES, settings, LOGS);
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

	/** A run of its own, which has committed a row when this returns. */
	private Process run() throws IOException {
		Process run = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), Run.class.getName(), this.folder.toString())
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		this.runs.add(run);
		BufferedReader output = run.inputReader();
		String line = output.readLine();
		while (line != null && !line.equals("ready")) {
			line = output.readLine();
		}
		assertThat(line).isEqualTo("ready");
		return run;
	}

	private long serverProcess() throws IOException {
		return Long.parseLong(Files.readAllLines(pidFile()).get(0).strip());
	}

	private Path pidFile() {
		return this.folder.resolve("cluster/postmaster.pid");
	}

	private void superuser(String sql) throws Exception {
		Properties properties = new Properties();
		try (var reader = Files.newBufferedReader(this.folder.resolve("server.properties"));
				EmbeddedPostgres server = start(TestPostgres.NOT_DURABLE)) {
			properties.load(reader);
			try (Connection connection = DriverManager.getConnection(server.url(), "postgres",
					properties.getProperty("superuser-password")); Statement statement = connection.createStatement()) {
				statement.execute(sql);
			}
		}
	}

	private static String ask(EmbeddedPostgres server, String sql) throws SQLException {
		try (Connection connection = DriverManager.getConnection(server.url(), server.owner(), server.ownerPassword());
				Statement statement = connection.createStatement()) {
			if (!statement.execute(sql)) {
				return null;
			}
			try (ResultSet rows = statement.getResultSet()) {
				rows.next();
				return rows.getString(1);
			}
		}
	}

	/** What another process does in these tests: start, commit, wait to be killed. */
	static final class Run {

		private Run() {
		}

		public static void main(String[] arguments) throws Exception {
			EmbeddedPostgres server = EmbeddedPostgres.start(Path.of(arguments[0]), TestPostgres.BINARIES,
					TestPostgres.NOT_DURABLE, LOGS);
			ask(server, "create table run as select 'committed' as word");
			System.out.println("ready");
			new CountDownLatch(1).await();
		}

	}

}
