package io.countersign.faults;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.countersign.DatabaseAccess;
import io.countersign.FrontDoor;
import io.countersign.Nodes;
import io.countersign.Nodes.Node;
import io.countersign.postgres.DurablePostgres;

/**
 * Two nodes as processes of their own, their PostgreSQL, the simulated ROC, a front door
 * and a reseller; a network that can fail lies between the nodes and everything else.
 * Times of the handoff are a fifth of the product's or less, so that hours are minutes.
 */
final class World implements AutoCloseable {

	private static final List<String> OPTIONS = List.of("-Xmx700m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
			"-XX:ReservedCodeCacheSize=128m");

	private static final List<String> SCALED = List.of("--countersign.roc.connect-timeout=1s",
			"--countersign.roc.response-timeout=2s", "--countersign.roc.call-timeout=3s", "--countersign.roc.lease=9s",
			"--countersign.roc.first-pause=500ms", "--countersign.roc.longest-pause=10s",
			"--countersign.roc.open-for=1s", "--countersign.roc.gap-patience=5s",
			"--spring.datasource.hikari.data-source-properties.socketTimeout=15", "--countersign.imports.lease=20s");

	private final DurablePostgres postgres;

	private final FaultProxy toDatabase;

	private final FaultProxy toRoc;

	private final FrontDoor door;

	private final Nodes nodes;

	private final Roc roc;

	private final Reseller reseller;

	private final Node[] both = new Node[2];

	private final int[] starts = new int[2];

	private final Path folder;

	private Connection connection;

	/** Two nodes. */
	World(Path folder) throws Exception {
		this(folder, 2, List.of());
	}

	/**
	 * Starts everything.
	 * @param nodes 1 or 2
	 * @param options of their Java machines, beside the usual ones
	 */
	World(Path folder, int nodes, List<String> options) throws Exception {
		this.folder = Files.createDirectories(folder);
		this.postgres = new DurablePostgres(folder.resolve("postgres"));
		this.toDatabase = new FaultProxy(() -> uri(this.postgres.url()).getPort());
		this.door = new FrontDoor(48);
		this.nodes = new Nodes(folder, OPTIONS);
		Node simulator = this.nodes.roc(this.door.url() + "/api/v1/roc/events", "20ms");
		this.roc = new Roc(this.nodes, simulator);
		this.toRoc = new FaultProxy(this.roc::port);
		this.reseller = new Reseller(this.door, folder.resolve("acknowledged.log"));
		launch(0, options, List.of());
		this.nodes.awaitReady(this.both[0]);
		keepJournal();
		this.door.leadsTo(this.both[0]);
		if (nodes > 1) {
			launch(1, options, List.of());
			awaitReady(1);
		}
	}

	/**
	 * Has the database write down who changed which handoff: each node is known by its
	 * connections' name.
	 */
	private void keepJournal() throws SQLException {
		execute("create schema faults");
		execute("""
				create table faults.journal (
					id bigint generated always as identity primary key,
					key varchar(64), node text, claim boolean, outcome boolean)""");
		execute("""
				create function faults.write() returns trigger language plpgsql security definer as $$
				begin
					insert into faults.journal (key, node, claim, outcome) values (new.idempotency_key,
						current_setting('application_name'), new.attempts > old.attempts,
						new.attempts = old.attempts and new.answered_sequence = old.answered_sequence and (new.state <> old.state
							or new.last_problem is distinct from old.last_problem) and old.state = 'PENDING' and new.state <> 'RECALLED');
					return null;
				end
				$$""");
		execute("create trigger zz_journal after update on countersign.roc_outbox for each row execute function faults.write()");
	}

	private static URI uri(String jdbcUrl) {
		return URI.create(jdbcUrl.substring("jdbc:".length()));
	}

	FaultProxy toDatabase() {
		return this.toDatabase;
	}

	FaultProxy toRoc() {
		return this.toRoc;
	}

	DurablePostgres postgres() {
		return this.postgres;
	}

	FrontDoor door() {
		return this.door;
	}

	Roc roc() {
		return this.roc;
	}

	Reseller reseller() {
		return this.reseller;
	}

	Path folder() {
		return this.folder;
	}

	/** A node: 0 or 1. */
	Node node(int index) {
		return this.both[index];
	}

	/**
	 * Starts a node and does not wait for it.
	 * @param options of its Java machine
	 * @param settings {@code --name=value}, beside the usual ones
	 */
	void launch(int index, List<String> options, List<String> settings) {
		URI real = uri(this.postgres.url());
		DatabaseAccess access = this.postgres.access();
		String url = access.url().replace(":" + real.getPort() + "/", ":" + this.toDatabase.port() + "/");
		List<String> all = new ArrayList<>(SCALED);
		String name = (index == 0) ? "one" : "other";
		all.add("--spring.datasource.hikari.data-source-properties.ApplicationName=" + name);
		all.addAll(settings);
		this.starts[index]++;
		this.both[index] = this.nodes.node(name,
				new DatabaseAccess(url, access.username(), access.password(), access.owner(), access.ownerPassword()),
				"http://127.0.0.1:" + this.toRoc.port(), options, all);
	}

	/** Waits until a node takes requests; from then on the door leads to both. */
	void awaitReady(int index) {
		this.nodes.awaitReady(this.both[index]);
		this.door.leadsTo(this.both);
	}

	/** Kills a node, whatever it does at this moment. */
	void kill(int index) throws InterruptedException {
		Node doomed = this.both[index];
		doomed.kill();
		doomed.process().waitFor();
		this.door.leadsTo(this.both[1 - index]);
	}

	/** Ends a node in order; the door leads to the other one. */
	void stop(int index) throws InterruptedException {
		this.door.leadsTo(this.both[1 - index]);
		this.both[index].process().destroy();
		if (!this.both[index].process().waitFor(40, TimeUnit.SECONDS)) {
			this.both[index].kill();
		}
	}

	/** Waits until a node answers anything, well or not; the door does not lead to it. */
	void awaitAnswer(int index) {
		HttpClient http = HttpClient.newHttpClient();
		Nodes.await("A node does not answer", () -> {
			try {
				http.send(HttpRequest.newBuilder(URI.create(this.both[index].url() + "/actuator/health")).build(),
						HttpResponse.BodyHandlers.discarding());
				return true;
			}
			catch (IOException ex) {
				return false;
			}
		});
	}

	/** Ends a node in order and starts it again, with other options. */
	void restart(int index, List<String> options, List<String> settings) throws InterruptedException {
		stop(index);
		launch(index, options, settings);
		awaitReady(index);
	}

	/** Stops a node's process without ending it, as a long pause of its machine does. */
	void pause(int index) throws IOException, InterruptedException {
		signal("-STOP", index);
	}

	void resume(int index) throws IOException, InterruptedException {
		signal("-CONT", index);
	}

	private void signal(String signal, int index) throws IOException, InterruptedException {
		new ProcessBuilder("kill", signal, Long.toString(this.both[index].process().pid())).start().waitFor();
	}

	/** As the owner, past the failing network; kept until it breaks. */
	synchronized Connection connection() throws SQLException {
		if (this.connection == null || !this.connection.isValid(5)) {
			this.connection = this.postgres.connect();
		}
		return this.connection;
	}

	long number(String sql) throws SQLException {
		try (Statement statement = connection().createStatement(); ResultSet result = statement.executeQuery(sql)) {
			result.next();
			return result.getLong(1);
		}
	}

	/** The first value of the first row; fails where there is none. */
	String text(String sql) throws SQLException {
		try (Statement statement = connection().createStatement(); ResultSet result = statement.executeQuery(sql)) {
			if (!result.next()) {
				throw new IllegalStateException("No row: " + sql);
			}
			return result.getString(1);
		}
	}

	/** Changes rows; answers how many. */
	long changed(String sql) throws SQLException {
		try (Statement statement = connection().createStatement()) {
			return statement.executeLargeUpdate(sql);
		}
	}

	void execute(String sql) throws SQLException {
		try (Statement statement = connection().createStatement()) {
			statement.execute(sql);
		}
	}

	/**
	 * I8: waits until nothing is left to do by itself.
	 * @return what is left after the patience has run out; empty when all is at rest
	 */
	List<String> comeToRest(Duration patience) throws SQLException {
		Instant end = Instant.now().plus(patience);
		Map<String, Long> left = left();
		while (!left.isEmpty() && Instant.now().isBefore(end)) {
			LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
			left = left();
		}
		List<String> wrong = new ArrayList<>();
		left.forEach((what, count) -> wrong.add("%d %s".formatted(count, what)));
		long stuck = number("select count(*) from public.act_ru_job where retries_ = 0");
		if (stuck > 0) {
			wrong.add(stuck + " jobs have no retries left");
		}
		return wrong;
	}

	private Map<String, Long> left() throws SQLException {
		Map<String, Long> left = new TreeMap<>();
		left.put("handoffs not sent", number("select count(*) from countersign.roc_outbox where state = 'PENDING'"));
		left.put("events not understood", number("select count(*) from countersign.roc_inbox where state = 'PENDING'"));
		left.put("jobs due", number(
				"select count(*) from public.act_ru_job where retries_ > 0 and (duedate_ is null or duedate_ < now())"));
		left.put("agreements that the ROC has not finished", number(
				"select count(*) from countersign.agreement where status in ('RECEIVED', 'COUNTERSIGNED', 'SUBMITTED_TO_ROC', 'ROC_ON_HOLD', 'ROC_ACCEPTED', 'PROCESSED', 'INVOICED')"));
		left.put("callbacks not delivered", this.roc.state().path("undelivered").asLong());
		left.values().removeIf((count) -> count == 0);
		return left;
	}

	/** Judges everything there is. */
	Map<String, List<String>> violations() throws SQLException, IOException {
		return InvariantChecker.violations(connection(), this.roc.ledger("order"), this.roc.ledger("event"),
				Files.readAllLines(this.reseller.log()));
	}

	@Override
	public void close() throws IOException {
		this.nodes.close();
		this.door.close();
		this.toRoc.close();
		this.toDatabase.close();
		this.reseller.close();
		this.postgres.close();
	}

}
