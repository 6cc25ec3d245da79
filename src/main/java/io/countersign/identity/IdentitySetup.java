package io.countersign.identity;

import java.time.ZoneId;
import java.util.List;
import java.util.Locale;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Puts groups, grants, Tasklist's filters and, where they belong, the demo people in
 * place before the web server opens its port. Running it again changes nothing; nodes
 * that start together take turns.
 */
@Component
class IdentitySetup implements SmartInitializingSingleton {

	private static final Logger log = LoggerFactory.getLogger(IdentitySetup.class);

	/** Any number that nothing else in the database locks by. */
	private static final long LOCK = 0x1DE5_7177L;

	private final IdentityProperties properties;

	private final EngineAccounts accounts;

	private final EngineGrants grants;

	private final TasklistFilters filters;

	private final Directory directory;

	private final ObjectProvider<DemoPeople> demo;

	private final TransactionTemplate transaction;

	private final JdbcClient jdbc;

	IdentitySetup(IdentityProperties properties, EngineAccounts accounts, EngineGrants grants, TasklistFilters filters,
			Directory directory, ObjectProvider<DemoPeople> demo, TransactionTemplate transaction, JdbcClient jdbc) {
		this.properties = properties;
		this.accounts = accounts;
		this.grants = grants;
		this.filters = filters;
		this.directory = directory;
		this.demo = demo;
		this.transaction = transaction;
		this.jdbc = jdbc;
	}

	@Override
	public void afterSingletonsInstantiated() {
		this.transaction.executeWithoutResult((status) -> {
			this.jdbc.sql("select pg_advisory_xact_lock(?)").param(LOCK).query().singleRow();
			this.accounts.closeSetup();
			groups();
			this.grants.putInPlace();
			this.filters.putInPlace();
			this.demo.ifAvailable(this::addDemo);
			addFirstOperator();
		});
	}

	private void groups() {
		for (Role role : Role.values()) {
			String name = name(role);
			this.accounts.addGroup(role.group(), name);
			this.grants.letOperatorFill(role.group());
			if (role.worksForSubsidiaries()) {
				for (String subsidiary : this.properties.subsidiaries()) {
					this.accounts.addGroup(role.group(subsidiary), name + ", " + subsidiary);
					this.grants.letOperatorFill(role.group(subsidiary));
				}
			}
		}
	}

	private static String name(Role role) {
		String words = role.group().replace('-', ' ');
		return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
	}

	private void addDemo(DemoPeople demo) {
		demo.people().forEach((person) -> {
			this.accounts.addUser(person.person(), person.id(), person.groups());
			this.directory.add(person.person());
		});
		DemoPeople.RESELLERS.forEach(this.directory::add);
	}

	private void addFirstOperator() {
		IdentityProperties.FirstOperator first = this.properties.firstOperator();
		if (first == null || this.accounts.anyoneIn(Role.OPERATOR.group())) {
			return;
		}
		People.Person person = new People.Person(first.user(), "Operator", null, ZoneId.of("UTC"));
		this.accounts.addUser(person, first.password(), List.of(Role.OPERATOR.group()));
		this.directory.add(person);
		log.info("Created the first operator '{}'. Take its password out of the configuration now.", first.user());
	}

}
