package io.countersign.imports;

import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.countersign.agreement.Finding.Severity;
import io.countersign.work.Signal;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Imports and their rows in the database. Plain SQL, because rows are added by the
 * thousand, and claimed by whichever node comes first.
 */
@Component
class Imports {

	private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {
	};

	private static final TypeReference<List<String>> LIST = new TypeReference<>() {
	};

	private static final TypeReference<List<RowProblem>> PROBLEMS = new TypeReference<>() {
	};

	/**
	 * Rows that desks may see, {@code null} for all: twice the same parameter. Of what a
	 * reseller sent itself only rows that became agreements of theirs.
	 */
	private static final String SEEN = "(?::varchar[] is null or subsidiary = any (?::varchar[]) or (select by_desk from countersign.bulk_import where id = import))";

	private final JdbcTemplate jdbc;

	private final ObjectMapper json;

	private final ImportProperties properties;

	private final Clock clock;

	private final Signal due = new Signal();

	Imports(JdbcTemplate jdbc, ObjectMapper json, ImportProperties properties, Clock clock) {
		this.jdbc = jdbc;
		this.json = json;
		this.properties = properties;
		this.clock = clock;
	}

	/** Raised when rows have become due. */
	Signal due() {
		return this.due;
	}

	/**
	 * An import as it is stored.
	 *
	 * @param sender who uploaded it
	 * @param reseller whose packages these are; {@code null} for running agreements of
	 * the desk
	 * @param byDesk whether a person of the desk uploaded it
	 * @param subsidiaries desks of that person; empty for a reseller
	 */
	record Stored(String id, ImportKind kind, String sender, String reseller, boolean byDesk, Set<String> subsidiaries,
			String requestHash, String fileName, List<String> header, ImportViews.State state, int rows,
			Instant receivedAt, Instant finishedAt, boolean cleaned) {
	}

	/**
	 * A row to add.
	 *
	 * @param documents SHA-256 by file name
	 * @param refused why it is not even tried; {@code null} where it is
	 */
	record NewRow(int number, List<Cell> cells, Map<String, String> documents, String key, RowOutcome refused) {
	}

	/** A row that this node holds for a while. */
	record Claimed(String importId, int number, List<Cell> cells, Map<String, String> documents, String key, long fence,
			int attempts) {
	}

	/** How many rows of an import are where. */
	record Counts(int rows, int done, int failed, int returned, int repeated) {
	}

	/** A row for reading, its cells {@code null} once they are cleaned. */
	record StoredRow(int number, List<Cell> cells, RowState state, String reference, Integer submission, String status,
			boolean repeated, int blockers, int warnings, int notes, List<RowProblem> problems) {
	}

	String nextId() {
		Long number = this.jdbc.queryForObject("select nextval('countersign.import_number')", Long.class);
		return "IM-%d-%06d".formatted(LocalDate.ofInstant(this.clock.instant(), ZoneOffset.UTC).getYear(), number);
	}

	/**
	 * Makes those wait who begin, stop or resume an import of the same sender in another
	 * transaction.
	 */
	void lockSender(String sender) {
		this.jdbc.query("select pg_advisory_xact_lock(hashtext(?))", (row) -> {
		}, "import " + sender);
	}

	int running(String sender) {
		return this.jdbc.queryForObject(
				"select count(*) from countersign.bulk_import where sender = ? and state = 'RUNNING'", Integer.class,
				sender);
	}

	/** Bytes kept for a sender. */
	long kept(String sender) {
		return this.jdbc.queryForObject(
				"select coalesce(sum(size), 0) from countersign.bulk_import where sender = ? and cleaned_at is null",
				Long.class, sender);
	}

	void add(Stored added, String key, String fileSha256, Map<String, byte[]> contents, List<NewRow> rows, long size) {
		OffsetDateTime at = utc(added.receivedAt());
		this.jdbc.update("""
				insert into countersign.bulk_import (id, kind, sender, reseller, by_desk, subsidiaries, idempotency_key,
					request_hash, file_name, file_sha256, header, state, rows, size, received_at, changed_at)
				values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?, ?)""", added.id(), added.kind().name(),
				added.sender(), added.reseller(), added.byDesk(), added.subsidiaries().toArray(String[]::new), key,
				added.requestHash(), added.fileName(), fileSha256, write(added.header()), added.state().name(),
				added.rows(), size, at, at);
		List<Object[]> documents = new ArrayList<>();
		contents.forEach((sha256, content) -> documents.add(new Object[] { added.id(), sha256, content }));
		this.jdbc.batchUpdate("insert into countersign.bulk_import_content (import, sha256, content) values (?, ?, ?)",
				documents);
		this.jdbc.update(
				"""
						insert into countersign.bulk_import_row (import, number, cells, documents, key, state, blockers, problems, done_at)
						select ?, r.number, r.cells, r.documents, r.key, case when r.problems = '[]' then 'PENDING' else 'FAILED' end,
							jsonb_array_length(r.problems), r.problems, case when r.problems <> '[]' then ?::timestamptz end
						from unnest(?::int[], ?::jsonb[], ?::jsonb[], ?::varchar[], ?::jsonb[])
							as r (number, cells, documents, key, problems)""",
				(statement) -> {
					statement.setString(1, added.id());
					statement.setObject(2, at);
					statement.setArray(3, statement.getConnection()
						.createArrayOf("int4", rows.stream().map(NewRow::number).toArray()));
					statement.setArray(4, texts(statement.getConnection(), rows, (row) -> cells(row.cells())));
					statement.setArray(5, texts(statement.getConnection(), rows, (row) -> write(row.documents())));
					statement.setArray(6, texts(statement.getConnection(), rows, NewRow::key));
					statement.setArray(7, texts(statement.getConnection(), rows,
							(row) -> write((row.refused() != null) ? row.refused().problems() : List.of())));
				});
	}

	private static <T> Array texts(Connection connection, List<T> rows, Function<T, String> column)
			throws SQLException {
		return connection.createArrayOf("varchar", rows.stream().map(column).toArray());
	}

	Optional<Stored> byKey(String sender, String key) {
		return first("sender = ? and idempotency_key = ?", sender, key);
	}

	Optional<Stored> find(String id) {
		return first("id = ?", id);
	}

	/** The import, if it is one of those. */
	Optional<Stored> find(String id, Visible visible) {
		List<Object> values = new ArrayList<>(visible.values());
		values.add(id);
		return first(visible.condition() + " and id = ?", values.toArray());
	}

	/** The import, locked until the transaction ends. */
	Optional<Stored> findForChange(String id) {
		this.jdbc.query("select from countersign.bulk_import where id = ? for no key update", (row) -> {
		}, id);
		return find(id);
	}

	private Optional<Stored> first(String condition, Object... values) {
		return list(condition, values).stream().findFirst();
	}

	/** Imports, newest first. */
	List<Stored> list(Visible visible, int limit, long offset) {
		List<Object> values = new ArrayList<>(visible.values());
		values.addAll(List.of(limit, offset));
		return list(visible.condition() + " order by received_at desc, id desc limit ? offset ?", values.toArray());
	}

	private List<Stored> list(String condition, Object... values) {
		return this.jdbc.query("select * from countersign.bulk_import where " + condition, (row, number) -> stored(row),
				values);
	}

	long count(Visible visible) {
		return this.jdbc.queryForObject("select count(*) from countersign.bulk_import where " + visible.condition(),
				Long.class, visible.values().toArray());
	}

	void changeState(String id, ImportViews.State state) {
		OffsetDateTime now = now();
		this.jdbc.update("update countersign.bulk_import set state = ?, changed_at = ?, finished_at = ? where id = ?",
				state.name(), now, (state == ImportViews.State.FINISHED) ? now : null, id);
	}

	/** Whether every row is through. */
	boolean nothingPending(String id) {
		return this.jdbc.queryForObject(
				"select not exists (select from countersign.bulk_import_row where import = ? and state = 'PENDING')",
				Boolean.class, id);
	}

	/**
	 * Claims rows of running imports, from all of them in turn; skips what another node
	 * holds. Starts from the imports that run, so that rows of stopped ones are never
	 * walked; looks at more rows than it claims, because some may be locked.
	 */
	List<Claimed> claim(int atMost) {
		Instant now = this.clock.instant();
		return this.jdbc.query("""
				with asked as (select ?::timestamptz as now, ?::integer as rows),
				next as materialized (
					select n.import, n.number from countersign.bulk_import i cross join lateral (
						select r.import, r.number from countersign.bulk_import_row r
						where r.import = i.id and r.state = 'PENDING'
							and (r.lease_until is null or r.lease_until < (select now from asked))
						order by r.number limit 4 * (select rows from asked)) n
					where i.state = 'RUNNING' order by n.number, n.import limit 4 * (select rows from asked)),
				due as materialized (
					select r.import, r.number from countersign.bulk_import_row r
					join next n on n.import = r.import and n.number = r.number
					where r.state = 'PENDING' and (r.lease_until is null or r.lease_until < (select now from asked))
					order by r.number, r.import limit (select rows from asked) for no key update of r skip locked)
				update countersign.bulk_import_row r set attempts = r.attempts + 1, fence = r.fence + 1, lease_until = ?
				from due where r.import = due.import and r.number = due.number
				returning r.import, r.number, r.cells, r.documents, r.key, r.fence, r.attempts""",
				(row, index) -> new Claimed(row.getString("import"), row.getInt("number"),
						cells(row.getString("cells")), read(row.getString("documents"), TEXTS), row.getString("key"),
						row.getLong("fence"), row.getInt("attempts")),
				utc(now), atMost, utc(now.plus(this.properties.lease())));
	}

	/**
	 * Stores what became of a claimed row.
	 * @return {@code false} if the claim ran out and another node took it over
	 */
	boolean store(Claimed claimed, RowOutcome outcome) {
		return this.jdbc.update(
				"""
						update countersign.bulk_import_row set state = ?, lease_until = null, reference = ?, subsidiary = ?, submission = ?,
							status = ?, repeated = ?, blockers = ?, warnings = ?, notes = ?, problems = ?::jsonb, done_at = ?
						where import = ? and number = ? and fence = ? and state = 'PENDING'""",
				(outcome.taken() ? RowState.DONE : RowState.FAILED).name(), outcome.reference(), outcome.subsidiary(),
				(outcome.submission() > 0) ? outcome.submission() : null, outcome.status(), outcome.repeated(),
				outcome.count(Severity.BLOCKER), outcome.count(Severity.WARNING), outcome.count(Severity.INFO),
				write(outcome.problems()), now(), claimed.importId(), claimed.number(), claimed.fence()) == 1;
	}

	/** Leaves a claimed row alone for a while. */
	void postpone(Claimed claimed, Duration pause, boolean counts) {
		this.jdbc.update(
				"update countersign.bulk_import_row set lease_until = ?, attempts = attempts - ? where import = ? and number = ? and fence = ? and state = 'PENDING'",
				utc(this.clock.instant().plus(pause)), counts ? 0 : 1, claimed.importId(), claimed.number(),
				claimed.fence());
	}

	/** Gives claimed rows back that were not begun. */
	void release(List<Claimed> claimed) {
		claimed.forEach((row) -> postpone(row, Duration.ZERO, false));
	}

	/** Documents of a row by file name. */
	Map<String, byte[]> documents(Claimed row) {
		Map<String, byte[]> contents = new LinkedHashMap<>();
		Map<String, byte[]> byHash = new LinkedHashMap<>();
		if (!row.documents().isEmpty()) {
			this.jdbc.query(
					"select sha256, content from countersign.bulk_import_content where import = ? and sha256 = any (?)",
					(found) -> {
						byHash.put(found.getString("sha256"), found.getBytes("content"));
					}, row.importId(), row.documents().values().toArray(String[]::new));
		}
		row.documents().forEach((name, sha256) -> contents.put(name, byHash.get(sha256)));
		return contents;
	}

	/** What became of every row. */
	Counts counts(String id) {
		return counts(List.of(id), null).get(id);
	}

	/** What became of the rows that these desks may see; of all where {@code null}. */
	Map<String, Counts> counts(Collection<String> ids, String[] desks) {
		Map<String, Counts> counts = new LinkedHashMap<>();
		this.jdbc
			.query("""
					select import, count(*) as rows, count(*) filter (where state = 'DONE') as done,
						count(*) filter (where state = 'FAILED') as failed,
						count(*) filter (where status = 'RETURNED') as returned, count(*) filter (where repeated) as repeated
					from countersign.bulk_import_row where import = any (?) and """
					+ SEEN + " group by import", (row) -> {
						counts.put(row.getString("import"), new Counts(row.getInt("rows"), row.getInt("done"),
								row.getInt("failed"), row.getInt("returned"), row.getInt("repeated")));
					}, ids.toArray(String[]::new), desks, desks);
		return counts;
	}

	/**
	 * How long a row takes at present, by those done last; empty where too few are done.
	 */
	Optional<Duration> pace(String id) {
		return this.jdbc
			.query("""
					select count(*) as rows, extract(epoch from max(done_at) - min(done_at)) * 1000000 as micros
					from (select done_at from countersign.bulk_import_row
						where import = ? and done_at is not null order by done_at desc limit 100) latest""",
					(row, number) -> (row.getInt("rows") > 1)
							? Duration.ofNanos(1000 * row.getLong("micros") / (row.getInt("rows") - 1)) : null,
					id)
			.stream()
			.filter(Objects::nonNull)
			.findFirst();
	}

	List<StoredRow> rows(String id, String[] desks, RowState state, int limit, long offset) {
		String asked = (state != null) ? state.name() : null;
		return this.jdbc.query(
				"select * from countersign.bulk_import_row where import = ? and (?::varchar is null or state = ?) and "
						+ SEEN + " order by number limit ? offset ?",
				(row, number) -> row(row), id, asked, asked, desks, desks, limit, offset);
	}

	long countRows(String id, String[] desks, RowState state) {
		String asked = (state != null) ? state.name() : null;
		return this.jdbc.queryForObject(
				"select count(*) from countersign.bulk_import_row where import = ? and (?::varchar is null or state = ?) and "
						+ SEEN,
				Long.class, id, asked, asked, desks, desks);
	}

	/** Rows that were not taken or went back, in the order of the file. */
	List<StoredRow> rowsToMend(String id, String[] desks) {
		return this.jdbc.query(
				"select * from countersign.bulk_import_row where import = ? and (state = 'FAILED' or status = 'RETURNED') and "
						+ SEEN + " order by number",
				(row, number) -> row(row), id, desks, desks);
	}

	/** Imports whose time to be kept is over, locked until the transaction ends. */
	List<Stored> toClean(int atMost) {
		return this.jdbc.query(
				"select * from countersign.bulk_import where cleaned_at is null and state <> 'RUNNING' and changed_at < ? order by changed_at limit ? for no key update skip locked",
				(row, number) -> stored(row), utc(this.clock.instant().minus(this.properties.keep())), atMost);
	}

	/** Fails every row that still waits. */
	void failPending(String id, RowOutcome outcome) {
		this.jdbc.update(
				"update countersign.bulk_import_row set state = 'FAILED', lease_until = null, fence = fence + 1, blockers = 1, problems = ?::jsonb, done_at = ? where import = ? and state = 'PENDING'",
				write(outcome.problems()), now(), id);
	}

	/** Takes away what came from outside; results stay. */
	void clean(String id) {
		this.jdbc.update("delete from countersign.bulk_import_content where import = ?", id);
		this.jdbc.update("update countersign.bulk_import_row set cells = null, documents = '{}' where import = ?", id);
		this.jdbc.update("update countersign.bulk_import set cleaned_at = ? where id = ?", now(), id);
	}

	private Stored stored(ResultSet row) throws SQLException {
		OffsetDateTime finished = row.getObject("finished_at", OffsetDateTime.class);
		return new Stored(row.getString("id"), ImportKind.valueOf(row.getString("kind")), row.getString("sender"),
				row.getString("reseller"), row.getBoolean("by_desk"),
				Set.of((String[]) row.getArray("subsidiaries").getArray()), row.getString("request_hash"),
				row.getString("file_name"), read(row.getString("header"), LIST),
				ImportViews.State.valueOf(row.getString("state")), row.getInt("rows"),
				row.getObject("received_at", OffsetDateTime.class).toInstant(),
				(finished != null) ? finished.toInstant() : null, row.getObject("cleaned_at") != null);
	}

	private StoredRow row(ResultSet row) throws SQLException {
		String cells = row.getString("cells");
		return new StoredRow(row.getInt("number"), (cells != null) ? cells(cells) : null,
				RowState.valueOf(row.getString("state")), row.getString("reference"),
				row.getObject("submission", Integer.class), row.getString("status"), row.getBoolean("repeated"),
				row.getInt("blockers"), row.getInt("warnings"), row.getInt("notes"),
				read(row.getString("problems"), PROBLEMS));
	}

	private String cells(List<Cell> cells) {
		ArrayNode list = this.json.createArrayNode();
		cells.forEach((cell) -> list.add(cell.json()));
		return list.toString();
	}

	private List<Cell> cells(String stored) {
		List<Cell> cells = new ArrayList<>();
		for (JsonNode cell : read(stored, new TypeReference<JsonNode>() {
		})) {
			cells.add(Cell.of(cell));
		}
		return cells;
	}

	private String write(Object value) {
		try {
			return this.json.writeValueAsString(value);
		}
		catch (JsonProcessingException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private <T> T read(String text, TypeReference<T> type) {
		try {
			return this.json.readValue(text, type);
		}
		catch (JsonProcessingException ex) {
			throw new IllegalStateException("A stored import cannot be read", ex);
		}
	}

	private OffsetDateTime now() {
		return utc(this.clock.instant());
	}

	private static OffsetDateTime utc(Instant instant) {
		return instant.atOffset(ZoneOffset.UTC);
	}

}
