package io.countersign.postgres;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.function.Supplier;

import org.springframework.boot.logging.DeferredLogFactory;

/**
 * A PostgreSQL of its own for tests of the packaged application: durable, as the
 * application runs its embedded one.
 */
public final class DurablePostgres implements AutoCloseable {

	private static final DeferredLogFactory LOGS = Supplier::get;

	private final EmbeddedPostgres server;

	/**
	 * Starts one.
	 * @param folder of its data; an earlier database there is used again
	 */
	public DurablePostgres(Path folder) throws IOException {
		this.server = EmbeddedPostgres.start(folder, TestPostgres.BINARIES, Map.of(), LOGS);
	}

	public String url() {
		return this.server.url();
	}

	public String username() {
		return this.server.username();
	}

	public String password() {
		return this.server.password();
	}

	public Connection connect() throws SQLException {
		return DriverManager.getConnection(url(), username(), password());
	}

	@Override
	public void close() {
		this.server.close();
	}

}
