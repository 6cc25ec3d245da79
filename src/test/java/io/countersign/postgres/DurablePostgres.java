package io.countersign.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.function.Supplier;

import io.countersign.DatabaseAccess;

import org.springframework.boot.logging.DeferredLogFactory;

/**
 * A PostgreSQL of its own for tests of the packaged application: durable, as the
 * application runs its embedded one.
 */
public final class DurablePostgres implements AutoCloseable {

	private static final DeferredLogFactory LOGS = Supplier::get;

	private final Path folder;

	private EmbeddedPostgres server;

	/**
	 * Starts one.
	 * @param folder of its data; an earlier database there is used again
	 */
	public DurablePostgres(Path folder) throws IOException {
		this.folder = folder;
		this.server = EmbeddedPostgres.start(folder, TestPostgres.BINARIES, Map.of(), LOGS);
	}

	public String url() {
		return this.server.url();
	}

	/** The application's role. */
	public String username() {
		return this.server.username();
	}

	public String password() {
		return this.server.password();
	}

	public DatabaseAccess access() {
		return new DatabaseAccess(url(), username(), password(), this.server.owner(), this.server.ownerPassword());
	}

	/** As the owner. */
	public Connection connect() throws SQLException {
		DatabaseAccess access = access();
		return DriverManager.getConnection(access.url(), access.owner(), access.ownerPassword());
	}

	/**
	 * Ends the server as a power cut does, except for the disk's own memory: its
	 * processes are gone at once, nothing is written any more.
	 */
	public void crash() throws IOException, InterruptedException {
		ProcessHandle postmaster = ProcessHandle.of(pid()).orElseThrow();
		new ProcessBuilder("kill", "-QUIT", Long.toString(postmaster.pid())).inheritIO().start().waitFor();
		postmaster.onExit().join();
		try {
			this.server.close();
		}
		catch (StartRefused ex) {
			// It is no longer there to be stopped; the folder is free all the same.
		}
	}

	/** Starts it again after a crash; it recovers first. */
	public void startAgain() throws IOException {
		this.server = EmbeddedPostgres.start(this.folder, TestPostgres.BINARIES, Map.of(), LOGS);
	}

	private long pid() throws IOException {
		return Long
			.parseLong(Files.readAllLines(this.folder.resolve("cluster").resolve("postmaster.pid")).get(0).strip());
	}

	@Override
	public void close() {
		this.server.close();
	}

}
