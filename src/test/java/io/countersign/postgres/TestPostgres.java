package io.countersign.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Properties;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.boot.logging.DeferredLogFactory;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * One PostgreSQL for all tests of a run, with an empty database at its start. It need not
 * survive a power cut, so it does not wait for the disk.
 */
class TestPostgres implements EnvironmentPostProcessor, Ordered {

	static final Path BINARIES = Path.of("target", "test-postgres");

	static final Map<String, String> NOT_DURABLE = Map.of("fsync", "off", "synchronous_commit", "off",
			"full_page_writes", "off");

	private static final int MOST_RUNS_AT_ONCE = 8;

	private static EmbeddedPostgres server;

	private static String superuserPassword;

	private final DeferredLogFactory logs;

	TestPostgres(DeferredLogFactory logs) {
		this.logs = logs;
	}

	@Override
	public int getOrder() {
		return ConfigDataEnvironmentPostProcessor.ORDER + 5;
	}

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		if (environment.matchesProfiles("test") && !environment.containsProperty("spring.datasource.url")) {
			EmbeddedPostgres running = server(this.logs);
			environment.getPropertySources()
				.addFirst(new MapPropertySource("testPostgres",
						Map.of("spring.datasource.url", running.url(), "spring.datasource.username", running.username(),
								"spring.datasource.password", running.password(), "spring.flyway.user", running.owner(),
								"spring.flyway.password", running.ownerPassword())));
		}
	}

	private static synchronized EmbeddedPostgres server(DeferredLogFactory logs) {
		if (server == null) {
			server = start(logs);
			SpringApplication.getShutdownHandlers().add(server::close);
		}
		return server;
	}

	/** Some database of the running server, as its superuser. */
	static synchronized JdbcTemplate superuser(String url) {
		return new JdbcTemplate(new DriverManagerDataSource(url, "postgres", superuserPassword));
	}

	/** Another run of tests in the same working copy has its own folder. */
	private static EmbeddedPostgres start(DeferredLogFactory logs) {
		StartRefused refusal = null;
		for (int run = 1; run <= MOST_RUNS_AT_ONCE; run++) {
			try {
				Path folder = BINARIES.resolve("run-" + run);
				EmbeddedPostgres started = EmbeddedPostgres.start(folder, BINARIES, NOT_DURABLE, logs);
				empty(folder, started);
				return started;
			}
			catch (StartRefused ex) {
				refusal = ex;
			}
			catch (IOException | SQLException ex) {
				throw new IllegalStateException("No PostgreSQL for the tests", ex);
			}
		}
		throw refusal;
	}

	private static void empty(Path folder, EmbeddedPostgres started) throws IOException, SQLException {
		Properties properties = new Properties();
		try (var reader = Files.newBufferedReader(folder.resolve("server.properties"))) {
			properties.load(reader);
		}
		superuserPassword = properties.getProperty("superuser-password");
		String url = started.url();
		try (Connection connection = DriverManager.getConnection(url.replaceAll("/[^/]*$", "/postgres"), "postgres",
				superuserPassword); Statement statement = connection.createStatement()) {
			statement.execute("drop database countersign with (force)");
			statement.execute("create database countersign owner countersign");
			statement.execute("grant set on parameter session_replication_role to countersign");
		}
		try (Connection connection = DriverManager.getConnection(url, "postgres", superuserPassword);
				Statement statement = connection.createStatement()) {
			statement.execute("create extension pg_stat_statements");
			statement.execute(
					"grant execute on function pg_stat_statements_reset(oid, oid, bigint, boolean) to countersign");
		}
	}

}
