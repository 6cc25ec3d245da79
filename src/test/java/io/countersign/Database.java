package io.countersign;

import java.util.List;
import java.util.function.Consumer;

import com.zaxxer.hikari.HikariDataSource;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The database of a test run. {@link #jdbc()} is the application's role, in the
 * application's transactions; {@link #owner()} is the role that migrates.
 */
public class Database implements DisposableBean {

	private static final String HISTORY = "flyway_schema_history";

	/** Domain tables that the start filled: reference data, kept as it is. */
	private static List<String> reference;

	private final JdbcTemplate jdbc;

	private final HikariDataSource ownersConnections = new HikariDataSource();

	private final JdbcTemplate owner;

	private final TransactionTemplate ownersTransaction;

	Database(JdbcTemplate jdbc, @Value("${spring.flyway.url}") String url, @Value("${spring.flyway.user}") String user,
			@Value("${spring.flyway.password}") String password) {
		this.jdbc = jdbc;
		this.ownersConnections.setJdbcUrl(url);
		this.ownersConnections.setUsername(user);
		this.ownersConnections.setPassword(password);
		this.ownersConnections.setMaximumPoolSize(4);
		this.ownersConnections.setMinimumIdle(0);
		this.ownersConnections.addDataSourceProperty("currentSchema", "public,countersign");
		this.owner = new JdbcTemplate(this.ownersConnections);
		this.ownersTransaction = new TransactionTemplate(new DataSourceTransactionManager(this.ownersConnections));
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
		this.ownersTransaction.executeWithoutResult((status) -> {
			this.owner.execute("set local session_replication_role = replica");
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
			this.owner.execute(sql.toString());
		});
	}

	/**
	 * Changes rows past the guards that keep them from being changed, as only the owner
	 * of the database can, in a transaction of its own.
	 */
	public void force(String sql, Object... arguments) {
		pastGuards((owner) -> owner.update(sql, arguments));
	}

	/** Does several things so, in one transaction. */
	public void pastGuards(Consumer<JdbcTemplate> changes) {
		this.ownersTransaction.executeWithoutResult((status) -> {
			this.owner.execute("set local session_replication_role = replica");
			changes.accept(this.owner);
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

	/**
	 * For what the application may not do: shows that a guard holds for the owner too,
	 * counts statements.
	 */
	public JdbcTemplate owner() {
		return this.owner;
	}

	@Override
	public void destroy() {
		this.ownersConnections.close();
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
