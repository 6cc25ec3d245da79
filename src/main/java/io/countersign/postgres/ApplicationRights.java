package io.countersign.postgres;

import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Asks the database whether the role that the application connects as could get past the
 * triggers that guard signatures, decisions and the audit trail. Where it could, the
 * start warns, and {@code production} refuses it.
 */
@Component
@DependsOnDatabaseInitialization
class ApplicationRights {

	private static final Logger logger = LoggerFactory.getLogger(ApplicationRights.class);

	/**
	 * Whoever owns a table or its schema can disable and drop its triggers; who can put
	 * objects somewhere can put them before those that a trigger means.
	 */
	private static final String TOO_MUCH = """
			with tables as (
				select c.oid, c.relowner, n.nspname from pg_class c join pg_namespace n on n.oid = c.relnamespace
				where c.relkind in ('r', 'p', 'v', 'm') and (n.nspname = 'countersign' or (n.nspname = 'public' and c.relname like 'act\\_%'))),
			schemas as (
				select oid, nspname, nspowner from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema')
			select sentence from (values
				(1, 'is a superuser', (select rolsuper from pg_roles where rolname = current_user)),
				(2, 'may make roles', (select rolcreaterole from pg_roles where rolname = current_user)),
				(3, 'owns tables', exists (select from tables where pg_has_role(relowner, 'member'))),
				(4, 'owns functions', exists (select from pg_proc p join schemas s on s.oid = p.pronamespace
					where s.nspname = 'countersign' and pg_has_role(p.proowner, 'member'))),
				(5, 'owns the database or a schema', exists (select from schemas where pg_has_role(nspowner, 'member'))
					or (select pg_has_role(datdba, 'member') from pg_database where datname = current_database())),
				(6, 'may truncate tables or put triggers on them', exists (select from tables
					where nspname = 'countersign' and has_table_privilege(oid, 'truncate, trigger'))),
				(7, 'may make objects in a schema', exists (select from schemas where has_schema_privilege(oid, 'create'))
					or has_database_privilege(current_database(), 'create')),
				(8, 'may make temporary objects', has_database_privilege(current_database(), 'temporary')),
				(9, 'may switch triggers off', has_parameter_privilege('session_replication_role', 'set')))
				as rights (position, sentence, held)
			where held order by position""";

	ApplicationRights(JdbcTemplate jdbc, Environment environment) {
		List<String> tooMuch = tooMuch(jdbc);
		if (tooMuch.isEmpty()) {
			return;
		}
		String role = jdbc.queryForObject("select current_user", String.class);
		String sentence = "The application connects to the database as '%s', which %s. So its own statements could get past the guards of signatures, decisions and the audit trail."
			.formatted(role, String.join(", ", tooMuch));
		String action = "Keep that role for migrations (SPRING_FLYWAY_USER, SPRING_FLYWAY_PASSWORD) and name another one, which owns nothing, with SPRING_DATASOURCE_USERNAME and SPRING_DATASOURCE_PASSWORD.";
		if (environment.acceptsProfiles(Profiles.of("production"))) {
			throw new StartRefused(sentence, action);
		}
		logger.warn("{} {}", sentence, action);
	}

	/**
	 * What the role may do and should not, as ends of a sentence; empty where all is
	 * well.
	 */
	static List<String> tooMuch(JdbcTemplate jdbc) {
		return jdbc.queryForList(TOO_MUCH, String.class);
	}

}
