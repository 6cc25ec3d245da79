package io.countersign.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import io.countersign.postgres.DurablePostgres;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * The PostgreSQL that is measured: the one of {@code BENCH_DATASOURCE_URL},
 * {@code …_USERNAME}, {@code …_PASSWORD}, whose database should be empty and keeps what
 * the measurement puts there, else one of our own with durable settings.
 * <p>
 * Each statement sent from here holds {@link #MARK}, so that it is not counted as the
 * application's.
 */
final class BenchDatabase implements AutoCloseable {

	static final String MARK = "/* bench */ ";

	private final DurablePostgres own;

	private final String url;

	private final String username;

	private final String password;

	private final List<SingleConnectionDataSource> connections = new ArrayList<>();

	private final JdbcTemplate jdbc;

	BenchDatabase(Path folder) throws IOException {
		String given = System.getenv("BENCH_DATASOURCE_URL");
		this.own = (given == null) ? new DurablePostgres(folder) : null;
		this.url = (given != null) ? given : this.own.url();
		this.username = (given != null) ? System.getenv("BENCH_DATASOURCE_USERNAME") : this.own.username();
		this.password = (given != null) ? System.getenv("BENCH_DATASOURCE_PASSWORD") : this.own.password();
		this.jdbc = open();
	}

	String url() {
		return this.url;
	}

	String username() {
		return this.username;
	}

	String password() {
		return this.password;
	}

	String kind() {
		return (this.own != null) ? "of our own, durable" : "given by BENCH_DATASOURCE_URL";
	}

	/** On one connection, for one thread at a time. */
	JdbcTemplate jdbc() {
		return this.jdbc;
	}

	/** On a connection of its own. */
	JdbcTemplate open() {
		this.connections.add(new SingleConnectionDataSource(this.url, this.username, this.password, true));
		return new JdbcTemplate(this.connections.get(this.connections.size() - 1));
	}

	Connection connect() throws SQLException {
		return DriverManager.getConnection(this.url, this.username, this.password);
	}

	String setting(String name) {
		return jdbc().queryForObject(MARK + "select current_setting('" + name + "')", String.class);
	}

	@Override
	public void close() {
		this.connections.forEach(SingleConnectionDataSource::destroy);
		if (this.own != null) {
			this.own.close();
		}
	}

}
