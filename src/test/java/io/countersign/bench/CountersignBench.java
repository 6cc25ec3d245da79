package io.countersign.bench;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.countersign.Api;
import io.countersign.Api.Answer;
import io.countersign.Nodes;
import io.countersign.Nodes.Node;
import io.countersign.bench.Floors.Floor;
import io.countersign.bench.Report.Goal;
import io.countersign.signature.SignatureBench;
import io.countersign.validation.ExaminationBench;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How many straight-through agreements a second, and what one of them costs, beside
 * floors measured on the same server in the same minute: absolute figures depend on the
 * machine and on what else runs there, ratios and counts hardly do.
 * <p>
 * Slowness fails nothing. What fails is an agreement that is not booked, or a count
 * beyond its limit.
 * <p>
 * System properties: {@code bench.seconds}, {@code bench.warmup}, {@code bench.senders},
 * {@code bench.under-way}, {@code bench.parts} ({@code validation}, {@code signatures},
 * {@code full}, {@code engine}), {@code bench.jdbc-floors} (no pgbench even where there
 * is one).
 */
class CountersignBench {

	private static final int SECONDS = Integer.getInteger("bench.seconds", 15);

	private static final int WARMUP = Integer.getInteger("bench.warmup", 15);

	private static final int SENDERS = Integer.getInteger("bench.senders", 4);

	private static final int UNDER_WAY = Integer.getInteger("bench.under-way", 100);

	private static final String PARTS = System.getProperty("bench.parts", "validation,signatures,full,engine");

	/** Booked before anything is measured; else compilers are what is measured. */
	private static final int WARM = 3000;

	private static final int LONGEST_WARMUP = 3 * WARMUP;

	/**
	 * Agreements a second from which on they share transactions; below, a count depends
	 * on how busy the machine is.
	 */
	private static final int ENOUGH_FOR_BATCHES = 20;

	private static final int FLOOR_SECONDS = 4;

	private static final int RAMP_SECONDS = 2;

	private static final int ROC_MILLIS = 20;

	private static final Goal TX = Goal.most("G1", "tx: transactions an agreement", "count", 3, 5);

	private static final Goal SQL = Goal.most("G1", "sql: statements an agreement", "count", 45, 60);

	private static final Goal WAL = Goal.most("G1", "wal: log an agreement, documents aside", "kB", 30, 40);

	private static final Goal ENGINE = Goal.least("G2", "r_engine: engine and database over F3", "ratio", 0.45, 0.22);

	private static final Goal CPU = Goal.most("G3", "cpu: processor time of G2 over that of F3", "ratio", 3, 4.5);

	private static final Goal FULL = Goal.least("G4", "r_full: full path over F3", "ratio", 0.25, 0.12);

	private static final Goal SIGN = Goal.least("G5", "sign: signatures, P-256, per core", "1/s", 700, 700);

	private static final Goal VERIFY = Goal.least("G6", "verify: checks of own signatures, per core", "1/s", 150, 80);

	private static final Goal P95 = Goal.most("G7", "p95: sent to booked, half load, ROC of 20 ms", "ms", 150, 400);

	private static final Goal VALIDATE = Goal.most("G8", "validate: 6 documents, 40 pages, over reading them", "ratio",
			2, 4);

	private static final Goal VALIDATE_P95 = Goal.most("G8", "validate_p95: the same, 95 % within", "ms", 250, 1000);

	/** Packages examined for a figure. */
	private static final int EXAMINED = 200;

	private static final String BOOKED_BETWEEN = BenchDatabase.MARK
			+ "select count(*) from countersign.audit_event where type = 'AgreementBooked' and occurred_at >= ? and occurred_at < ?";

	/** Asked all the time, hence marked where every server keeps the mark. */
	private static final String OPEN = "select " + BenchDatabase.MARK
			+ "count(*) from countersign.agreement where subsidiary = 'DE' and status in ('RECEIVED', 'COUNTERSIGNED', 'SUBMITTED_TO_ROC', 'ROC_ACCEPTED', 'PROCESSED', 'INVOICED')";

	private static final String COST = BenchDatabase.MARK
			+ """
					select
						sum(calls) filter (where query ilike 'begin%') as tx,
						sum(calls) filter (where query ~* '^\\s*(with|select|insert|update|delete)' and query !~ '/. bench ./|pg_stat_statements') as sql,
						sum(wal_bytes) filter (where query !~* 'insert into (countersign\\.)?document\\M') as wal
					from pg_stat_statements
					where dbid = (select oid from pg_database where datname = current_database())""";

	private final HttpClient http = HttpClient.newHttpClient();

	private final Report report = new Report();

	@TempDir(cleanup = CleanupMode.ON_SUCCESS)
	private Path folder;

	private BenchDatabase database;

	private JdbcTemplate looking;

	private ProcessorTime processor;

	private Floors floors;

	private boolean batches;

	@Test
	void measures() throws Exception {
		try (BenchDatabase measured = new BenchDatabase(this.folder.resolve("postgres"))) {
			this.database = measured;
			this.looking = measured.open();
			this.processor = ProcessorTime.of(measured).orElse(null);
			this.floors = new Floors(measured, this.processor, FLOOR_SECONDS);
			describe();
			part("validation", this::validation, VALIDATE, VALIDATE_P95);
			part("signatures", this::signatures, SIGN, VERIFY);
			part("full", this::fullPath, TX, SQL, WAL, FULL, P95);
			part("engine", this::engineAlone, ENGINE, CPU);
		}
		this.report.finish(Path.of("target", "bench.json"));
		if (this.batches) {
			assertThat(this.report.countsBeyond()).as("counts beyond their limit").isEmpty();
		}
	}

	/** A part of the measurement. */
	@FunctionalInterface
	private interface Part {

		void run() throws Exception;

	}

	private void part(String name, Part part, Goal... goals) throws Exception {
		if (PARTS.contains(name)) {
			part.run();
			return;
		}
		for (Goal goal : goals) {
			this.report.notRun(goal, "left out by bench.parts");
		}
	}

	private void describe() {
		this.report.machine("machine", Machine.described());
		this.report.machine("load", Machine.load());
		this.report.machine("jdk", Machine.jdk());
		this.report.machine("postgresql", this.database.setting("server_version") + ", " + this.database.kind());
		for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
			this.report.machine(setting, this.database.setting(setting));
		}
		this.report.machine("floors by", this.floors.tool());
		this.report.machine("load by", "%d senders on the same machine, at most %d under way; warm-up %d s, window %d s"
			.formatted(SENDERS, UNDER_WAY, WARMUP, SECONDS));
	}

	private void validation() throws Exception {
		ExaminationBench.Times times = ExaminationBench.measure(EXAMINED);
		this.report.figure("guarding 6 documents of 40 pages, median in ms", times.guardMedian());
		this.report.figure("guarding and examining them, median in ms", times.median());
		this.report.figure("PDFBox opening and reading them, median in ms", times.floorMedian());
		this.report.figure("PDFBox opening and reading them, 95 % within ms", times.floorP95());
		this.report.row(VALIDATE, times.ratio());
		this.report.row(VALIDATE_P95, times.p95());
	}

	private void signatures() throws Exception {
		SignatureBench.Rates rates = SignatureBench.measure(2);
		this.report.figure("bare key operations per second and core", rates.raw());
		this.report.figure("signatures with an embedded font per second and core", rates.embedded());
		this.report.row(SIGN, rates.sign());
		this.report.row(VERIFY, rates.verify());
	}

	private void fullPath() throws Exception {
		try (Nodes nodes = new Nodes(this.folder, List.of("-Xmx1g", "-XX:-UseDynamicNumberOfCompilerThreads"))) {
			Node roc = nodes.roc("http://127.0.0.1:1/none-yet", "0ms");
			Node node = nodes.node("node", this.database.access(), roc);
			nodes.awaitReady(node);
			control(roc, "{\"callbackUrl\": \"%s/api/v1/roc/events\"}".formatted(node.url()));
			Api api = new Api(node.port(), "northwind");
			Load load = new Load((id) -> {
				Answer answer = api.submit(id, Api.sampleAs("clean-straight-through", id));
				if (answer.status() != 201) {
					throw new IllegalStateException(id + ": " + answer.status() + " " + answer.body());
				}
			}, this::open);
			Window window = closedLoop(load, "the full path", node.process().pid());
			this.report.row(FULL, window.perSecond() / window.floor().perSecond());
			this.report.figure("full path, booked per second", window.perSecond());
			this.report.figure("full path, ms of processor time of application and database, compilers aside",
					window.cpuMillis());
			counts(window);
			halfLoad(load, roc, window.perSecond() / 2);
			assertThat(this.database.jdbc()
				.queryForObject(
						BenchDatabase.MARK + "select count(*) from countersign.agreement where status = 'BOOKED'",
						Long.class))
				.isEqualTo(load.accepted());
		}
	}

	/** A measured stretch of time. */
	private record Window(Floor floor, Instant from, Instant to, long booked, Map<String, Object> cost,
			double cpuMillis) {

		double perSecond() {
			return this.booked * 1000.0 / Duration.between(this.from, this.to).toMillis();
		}

	}

	private Window closedLoop(Load load, String name, long program) throws Exception {
		load.start(SENDERS, UNDER_WAY);
		pause(load, WARMUP);
		for (int i = WARMUP; i < LONGEST_WARMUP && load.accepted() < WARM; i++) {
			pause(load, 1);
		}
		load.stop();
		this.report.figure("warm-up of " + name + ", booked", load.accepted());
		this.report.floor(this.floors.run("f12", name));
		Floor floor = this.report.floor(this.floors.run("f3", name));
		load.start(SENDERS, UNDER_WAY);
		pause(load, RAMP_SECONDS);
		resetCosts();
		Instant from = Instant.now();
		double cpu = cpu(program);
		pause(load, SECONDS);
		double used = cpu(program) - cpu;
		Instant to = Instant.now();
		Map<String, Object> cost = costs();
		load.stop();
		this.report.machine("load after " + name, Machine.load());
		long booked = this.database.jdbc().queryForObject(BOOKED_BETWEEN, Long.class, utc(from), utc(to));
		return new Window(floor, from, to, booked, cost, used / booked);
	}

	private double cpu(long program) {
		return (this.processor != null) ? this.processor.millis(program) : Double.NaN;
	}

	private void resetCosts() {
		try {
			this.database.jdbc().execute(BenchDatabase.MARK + "create extension if not exists pg_stat_statements");
			this.database.jdbc().execute(BenchDatabase.MARK + "select pg_stat_statements_reset()");
		}
		catch (DataAccessException ex) {
			System.out.println("No counts: " + ex.getMostSpecificCause().getMessage());
		}
	}

	private Map<String, Object> costs() {
		try {
			return this.database.jdbc().queryForMap(COST);
		}
		catch (DataAccessException ex) {
			return Map.of();
		}
	}

	private void counts(Window window) {
		if (window.cost().get("sql") == null) {
			for (Goal goal : List.of(TX, SQL, WAL)) {
				this.report.notRun(goal, "this server does not count statements (pg_stat_statements)");
			}
			return;
		}
		this.batches = window.perSecond() >= ENOUGH_FOR_BATCHES;
		this.report.row(TX, ((Number) window.cost().get("tx")).doubleValue() / window.booked());
		this.report.row(SQL, ((Number) window.cost().get("sql")).doubleValue() / window.booked());
		this.report.row(WAL, ((Number) window.cost().get("wal")).doubleValue() / 1024 / window.booked());
	}

	/** From when a package should have been sent to the booking in the audit trail. */
	private void halfLoad(Load load, Node roc, double perSecond) throws Exception {
		control(roc, "{\"slowMillis\": %d}".formatted(ROC_MILLIS));
		load.start(2 * SENDERS, perSecond);
		pause(load, RAMP_SECONDS);
		Instant from = Instant.now();
		pause(load, SECONDS);
		Instant to = Instant.now();
		load.stop();
		control(roc, "{\"slowMillis\": 0}");
		List<Long> millis = new ArrayList<>();
		this.database.jdbc().query(BenchDatabase.MARK + """
				select a.package_id, e.occurred_at from countersign.audit_event e
				join countersign.agreement a on a.reference = e.reference
				where e.type = 'AgreementBooked' and a.package_id like 'rate-%'""", (row) -> {
			Instant sent = load.sent().get(row.getString(1));
			if (!sent.isBefore(from) && sent.isBefore(to)) {
				millis.add(Duration.between(sent, row.getObject(2, OffsetDateTime.class).toInstant()).toMillis());
			}
		});
		millis.sort(null);
		this.report.machine("load after half load", Machine.load());
		this.report.figure("half load, sent per second", perSecond);
		this.report.figure("half load, median of sent to booked in ms", millis.get(millis.size() / 2));
		this.report.row(P95, millis.get((int) (millis.size() * 0.95)));
	}

	private void engineAlone() throws Exception {
		try (EngineAlone engine = new EngineAlone(this.database, this.folder.resolve("engine"))) {
			Load load = new Load(engine::submit, this::open);
			Window window = closedLoop(load, "engine and database", ProcessHandle.current().pid());
			this.report.row(ENGINE, window.perSecond() / window.floor().perSecond());
			this.report.figure("engine and database, booked per second", window.perSecond());
			if (this.processor == null) {
				this.report.notRun(CPU, "the server's processes cannot be seen from here");
				return;
			}
			this.report.figure("engine and database, ms of processor time, compilers aside", window.cpuMillis());
			this.report.row(CPU, window.cpuMillis() / window.floor().cpuMillis());
		}
	}

	private long open() {
		return this.looking.queryForObject(OPEN, Long.class);
	}

	private void control(Node roc, String faults) throws Exception {
		HttpResponse<String> answer = this.http.send(HttpRequest.newBuilder(URI.create(roc.url() + "/control"))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(faults))
			.build(), HttpResponse.BodyHandlers.ofString());
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
	}

	private static void pause(Load load, int seconds) {
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
		while (System.nanoTime() < end && !load.failed()) {
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
		}
	}

	private static OffsetDateTime utc(Instant instant) {
		return instant.atOffset(ZoneOffset.UTC);
	}

}
