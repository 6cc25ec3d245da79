package io.countersign.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

import javax.sql.DataSource;

import io.countersign.CountersignTest;
import io.countersign.Database;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What the application's own role is refused, whatever statement somebody slips in. */
@CountersignTest
@ExtendWith(OutputCaptureExtension.class)
class ApplicationRoleTests {

	private static final String NEW_ROLE = "made_by_the_start";

	@Autowired
	private DataSource application;

	@Autowired
	private Database database;

	@Autowired
	private Flyway flyway;

	@Value("${spring.datasource.url}")
	private String url;

	@AfterEach
	void dropWhatTheOwnerMade() {
		this.database.owner().execute("drop table if exists countersign.of_a_later_version");
	}

	@ParameterizedTest
	@ValueSource(strings = { "alter table countersign.signature disable trigger signature_is_proved",
			"alter table countersign.signature disable trigger all",
			"drop trigger signature_is_proved on countersign.signature",
			"alter trigger signature_is_proved on countersign.signature rename to unheeded",
			"create trigger early before insert on countersign.signature for each row execute function suppress_redundant_updates_trigger()",
			"create rule unheeded as on insert to countersign.signature do instead nothing",
			"alter table countersign.signature drop constraint signature_once_for_each_position",
			"alter table countersign.signature add column note text", "drop table countersign.signature cascade",
			"drop schema countersign cascade", "alter table countersign.signature owner to current_user",
			"create or replace function countersign.signature_is_proved() returns trigger language plpgsql as $$ begin return null; end $$",
			"drop function countersign.signature_is_proved cascade",
			"alter function countersign.signature_is_proved() set session_replication_role = replica",
			"create or replace view countersign.standing_signature as select * from countersign.signature",
			"create function countersign.other() returns integer language sql as 'select 1'",
			"create function public.lower(text) returns text language sql as 'select $1'", "create schema other",
			"create table public.other (id integer)", "create temporary table signature (id integer)",
			"create type pg_temp.date as enum ('any')", "create domain pg_temp.jsonb as text",
			"set session_replication_role = replica", "set local session_replication_role = replica",
			"alter role current_user set session_replication_role = replica",
			"select set_config('session_replication_role', 'replica', true)", "set role countersign",
			"set session authorization countersign", "grant countersign to current_user", "create role other superuser",
			"alter role current_user superuser", "alter role countersign password 'known'",
			"truncate countersign.agreement cascade", "truncate countersign.signature",
			"truncate countersign.audit_event", "update countersign.signature set name = 'x'",
			"delete from countersign.signature", "update countersign.document set pages = 3",
			"delete from countersign.document", "update countersign.audit_event set type = 'x'",
			"delete from countersign.audit_event", "update countersign.review set reviewed_by = 'x'",
			"delete from countersign.review", "update countersign.approval set decision = 'APPROVED'",
			"delete from countersign.approval", "delete from countersign.approval_step",
			"delete from countersign.signing_authority", "delete from countersign.submission",
			"delete from countersign.signature_void", "update countersign.exchange_rate set per_euro = 1",
			"update countersign.signing_policy set two_signers_above = 1000000000",
			"update pg_trigger set tgenabled = 'D'", "delete from countersign.flyway_schema_history",
			"insert into countersign.flyway_schema_history select * from countersign.flyway_schema_history",
			"drop index public.act_idx_job_handler", "alter table public.act_ru_task add column note text",
			"truncate public.act_hi_op_log", "lock pg_trigger", "select pg_read_file('server.properties')",
			"copy countersign.agreement from program 'true'", "create extension dblink",
			"do $$ begin execute 'alter table countersign.agreement disable trigger user'; end $$" })
	void isRefused(String sql) throws SQLException {
		try (Connection connection = this.application.getConnection();
				Statement statement = connection.createStatement()) {
			connection.setAutoCommit(false);
			assertThatThrownBy(() -> statement.execute(sql)).isInstanceOf(SQLException.class)
				.satisfies((refusal) -> assertThat(((SQLException) refusal).getSQLState()).as(refusal.getMessage())
					.isEqualTo("42501"));
			connection.rollback();
		}
	}

	/** To grant what one may not grant on is a warning only, and nothing else. */
	@Test
	void handsNothingOn() {
		JdbcTemplate role = new JdbcTemplate(this.application);
		String rights = "select relacl::text from pg_class where oid = 'countersign.signature'::regclass";
		String before = role.queryForObject(rights, String.class);
		role.execute("grant truncate on countersign.signature to current_user");
		role.execute("grant update, insert on countersign.signature to public");
		assertThat(role.queryForObject(rights, String.class)).isEqualTo(before).contains("countersign_app=ar/");
	}

	@Test
	void theOwnerCouldDoSo() {
		this.database.owner().execute("""
				begin;
				alter table countersign.signature disable trigger signature_is_proved;
				drop trigger signature_is_proved on countersign.signature;
				truncate public.act_hi_op_log;
				rollback""");
	}

	@Test
	void everyTableIsReadAndNoneIsMoreThanChangedInItsRows() {
		assertThat(this.database.owner()
			.queryForList(
					"""
							select c.relname from pg_class c
							where c.relnamespace in ('countersign'::regnamespace, 'public'::regnamespace) and c.relkind in ('r', 'v')
							and (c.relname like 'act\\_%' or c.relnamespace = 'countersign'::regnamespace)
							and (not has_table_privilege('countersign_app', c.oid, 'select')
							or has_table_privilege('countersign_app', c.oid, 'truncate, trigger, references, maintain'))""",
					String.class))
			.isEmpty();
		assertThat(ApplicationRights.tooMuch(new JdbcTemplate(this.application))).isEmpty();
	}

	/** A later version adds a table and makes another one final. */
	@Test
	void aTableOfALaterVersionIsCovered() {
		JdbcTemplate owner = this.database.owner();
		owner
			.execute("create table countersign.of_a_later_version (id bigint generated always as identity, word text)");
		this.flyway.migrate();
		JdbcTemplate role = new JdbcTemplate(this.application);
		role.update("insert into countersign.of_a_later_version (word) values ('first')");
		role.update("update countersign.of_a_later_version set word = 'second'");
		owner.execute(
				"create trigger of_a_later_version_never_changed before update or delete on countersign.of_a_later_version for each row execute function countersign.decision_is_final()");
		this.flyway.migrate();
		role.update("insert into countersign.of_a_later_version (word) values ('third')");
		assertThatThrownBy(() -> role.update("update countersign.of_a_later_version set word = 'fourth'")).rootCause()
			.hasMessageContaining("permission denied");
		assertThatThrownBy(() -> role.update("delete from countersign.of_a_later_version")).rootCause()
			.hasMessageContaining("permission denied");
	}

	@Test
	void aStartWithNothingNewChangesNoRight() {
		String rights = "select md5(string_agg(c.oid || ':' || c.xmin || coalesce(c.relacl::text, ''), ',' order by c.oid)) from pg_class c where c.relnamespace in ('countersign'::regnamespace, 'public'::regnamespace)";
		String before = this.database.owner().queryForObject(rights, String.class);
		this.flyway.migrate();
		assertThat(this.database.owner().queryForObject(rights, String.class)).isEqualTo(before);
	}

	@Test
	void oneRoleForBothIsWarnedOfAndRefusedForRealWork(CapturedOutput output) {
		JdbcTemplate owner = this.database.owner();
		new ApplicationRights(owner, new MockEnvironment());
		assertThat(output).contains("connects to the database as 'countersign', which owns tables, owns functions",
				"SPRING_FLYWAY_USER");
		MockEnvironment production = new MockEnvironment();
		production.setActiveProfiles("production");
		assertThatExceptionOfType(StartRefused.class).isThrownBy(() -> new ApplicationRights(owner, production))
			.withMessageContaining("could get past the guards")
			.satisfies((refused) -> assertThat(refused.action()).contains("SPRING_DATASOURCE_USERNAME"));
		JdbcTemplate superuser = TestPostgres.superuser(this.url);
		assertThat(ApplicationRights.tooMuch(superuser)).contains("is a superuser", "may switch triggers off");
	}

	@Test
	void aMissingRoleIsMadeWhereTheOwnerMay() throws SQLException {
		JdbcTemplate superuser = TestPostgres.superuser(this.url);
		superuser.execute("create database of_a_container");
		String container = this.url.replaceAll("/[^/]*$", "/of_a_container");
		try {
			JdbcTemplate owner = TestPostgres.superuser(container);
			migrate(owner);
			migrate(owner);
			try (Connection connection = DriverManager.getConnection(container, NEW_ROLE, "a new password");
					Statement statement = connection.createStatement()) {
				statement.execute(
						"insert into countersign.reseller_group select * from countersign.reseller_group where false");
			}
			catch (SQLException ex) {
				assertThat(ex.getSQLState()).isEqualTo("42P01");
			}
		}
		finally {
			superuser.execute("drop database of_a_container with (force)");
			superuser.execute("drop role if exists " + NEW_ROLE);
		}
	}

	@Test
	void aMissingRoleThatTheOwnerMayNotMakeIsSaid() {
		assertThatThrownBy(() -> Flyway.configure()
			.configuration(this.flyway.getConfiguration())
			.callbacks(new ApplicationRole(NEW_ROLE, "any"))
			.load()
			.migrate()).hasRootCauseInstanceOf(StartRefused.class)
			.rootCause()
			.hasMessageContaining("no role 'made_by_the_start'")
			.satisfies((refused) -> assertThat(((StartRefused) refused).action())
				.startsWith("Make it with: create role made_by_the_start login password"));
	}

	private static void migrate(JdbcTemplate owner) {
		Flyway.configure()
			.dataSource(owner.getDataSource())
			.schemas("countersign")
			.outOfOrder(true)
			.javaMigrations(new V001__EngineSchema())
			.placeholders(Map.of("application", NEW_ROLE))
			.callbacks(new ApplicationRole(NEW_ROLE, "a new password"))
			.load()
			.migrate();
	}

}
