package io.countersign;

import java.util.List;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** The database of a test run. */
public class Database {

	private static final String HISTORY = "flyway_schema_history";

	/** Domain tables that the start filled: reference data, kept as it is. */
	private static List<String> reference;

	private final JdbcTemplate jdbc;

	private final TransactionTemplate transaction;

	Database(JdbcTemplate jdbc, TransactionTemplate transaction) {
		this.jdbc = jdbc;
		this.transaction = transaction;
	}

	@EventListener(ApplicationReadyEvent.class)
	void rememberReferenceData() {
		synchronized (Database.class) {
			if (reference == null) {
				reference = domainTables().stream().filter(this::hasRows).toList();
			}
		}
	}

	/**
	 * Removes every agreement with all that belongs to it, in the domain and in the
	 * engine. What the start put there stays: deployed models, people, rights, reference
	 * tables. Guards against deletion are off meanwhile.
	 */
	public void clean() {
		this.transaction.executeWithoutResult((status) -> {
			this.jdbc.execute("set local session_replication_role = replica");
			StringBuilder sql = new StringBuilder();
			domainTables().stream()
				.filter((table) -> !reference.contains(table))
				.forEach((table) -> sql.append("delete from countersign.").append(table).append(';'));
			engineTables().forEach((table) -> sql.append("delete from public.").append(table).append(';'));
			sql.append("""
					delete from public.act_ru_job where process_instance_id_ is not null;
					delete from public.act_ru_event_subscr where execution_id_ is not null;
					delete from public.act_ru_authorization where resource_type_ in (7, 19, 20) and resource_id_ <> '*';
					delete from public.act_ge_bytearray where deployment_id_ is null;
					update public.act_id_user set attempts_ = 0, lock_exp_time_ = null where attempts_ > 0;
					""");
			this.jdbc.execute(sql.toString());
		});
	}

	/**
	 * Changes rows past the guards that keep them from being changed, as only the owner
	 * of the database can.
	 */
	public void force(String sql, Object... arguments) {
		this.transaction.executeWithoutResult((status) -> {
			this.jdbc.execute("set local session_replication_role = replica");
			this.jdbc.update(sql, arguments);
			this.jdbc.execute("set local session_replication_role = origin");
		});
	}

	/** Number of rows of a table, for instance {@code countersign.agreement}. */
	public long count(String table) {
		return this.jdbc.queryForObject("select count(*) from " + table, Long.class);
	}

	/** For what a test wants to know of the rows themselves. */
	public JdbcTemplate jdbc() {
		return this.jdbc;
	}

	private List<String> domainTables() {
		return this.jdbc.queryForList(
				"select tablename from pg_tables where schemaname = 'countersign' and tablename <> ?", String.class,
				HISTORY);
	}

	private boolean hasRows(String table) {
		return Boolean.TRUE
			.equals(this.jdbc.queryForObject("select exists (select from countersign." + table + ")", Boolean.class));
	}

	/** Tables of the engine that only hold what instances did and do. */
	private List<String> engineTables() {
		return this.jdbc.queryForList("""
				select tablename from pg_tables where schemaname = 'public'
				and (tablename like 'act_hi_%' or tablename like 'act_ru_%')
				and tablename not in ('act_ru_job', 'act_ru_jobdef', 'act_ru_event_subscr', 'act_ru_authorization',
				'act_ru_filter')""", String.class);
	}

}
