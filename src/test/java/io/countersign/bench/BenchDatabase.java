package io.countersign.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import io.countersign.DatabaseAccess;
import io.countersign.postgres.DurablePostgres;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * The PostgreSQL that is measured: the one of {@code BENCH_DATASOURCE_URL},
 * {@code …_USERNAME}, {@code …_PASSWORD}, whose database should be empty and keeps what
 * the measurement puts there, else one of our own with durable settings. A given role is
 * the owner and the application's at once; of our own, the measurement is the owner.
 * <p>
 * Each statement sent from here holds {@link #MARK}, so that it is not counted as the
 * application's.
 */
final class BenchDatabase implements AutoCloseable {

	static final String MARK = "/* bench */ ";

	private final DurablePostgres own;

	private final DatabaseAccess access;

	private final List<SingleConnectionDataSource> connections = new ArrayList<>();

	private final JdbcTemplate jdbc;

	BenchDatabase(Path folder) throws IOException {
		String given = System.getenv("BENCH_DATASOURCE_URL");
		this.own = (given == null) ? new DurablePostgres(folder) : null;
		this.access = (given != null)
				? given(given, System.getenv("BENCH_DATASOURCE_USERNAME"), System.getenv("BENCH_DATASOURCE_PASSWORD"))
				: this.own.access();
		this.jdbc = open();
	}

	private static DatabaseAccess given(String url, String role, String password) {
		return new DatabaseAccess(url, role, password, role, password);
	}

	/** What the measured application is told. */
	DatabaseAccess access() {
		return this.access;
	}

	String url() {
		return this.access.url();
	}

	String username() {
		return this.access.owner();
	}

	String password() {
		return this.access.ownerPassword();
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
		this.connections.add(new SingleConnectionDataSource(url(), username(), password(), true));
		return new JdbcTemplate(this.connections.get(this.connections.size() - 1));
	}

	Connection connect() throws SQLException {
		return DriverManager.getConnection(url(), username(), password());
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
