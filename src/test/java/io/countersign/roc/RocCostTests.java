package io.countersign.roc;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.countersign.CountersignTest;
import io.countersign.Database;
import io.countersign.SimulatedRoc;
import org.camunda.bpm.engine.RuntimeService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the way from outbox to booking costs the database, counted by the database itself:
 * transactions and statements, which do not depend on how busy the machine is.
 */
@CountersignTest
class RocCostTests {

	private static final int AGREEMENTS = 50;

	private static final double MOST_TRANSACTIONS = 0.2;

	/** Of outbox, inbox and issues. */
	private static final double MOST_OWN_STATEMENTS = 0.5;

	/** With the engine's, which ends three waits and the process, and the record's. */
	private static final double MOST_STATEMENTS = 32;

	@Autowired
	private Database database;

	@Autowired
	private SimulatedRoc roc;

	@Autowired
	private RuntimeService runtime;

	private Countersigned countersigned;

	@BeforeEach
	void prepare() {
		this.countersigned = new Countersigned(this.database, this.runtime);
	}

	@Test
	void manyAgreementsShareTransactions() {
		this.countersigned.submitted();
		this.roc.settle();
		List<String> references = Stream.generate(this.countersigned::submitted).limit(AGREEMENTS).toList();
		this.database.owner()
			.queryForList(
					"select pg_stat_statements_reset(0, (select oid from pg_database where datname = current_database()), 0, false)");

		this.roc.settle();

		List<Map<String, Object>> statements = this.database.owner()
			.queryForList(
					"select query, calls from pg_stat_statements where dbid = (select oid from pg_database where datname = current_database()) order by calls desc");
		assertThat(this.database.jdbc()
			.queryForList("select distinct status from countersign.agreement where reference = any(?)", String.class,
					(Object) references.toArray(String[]::new)))
			.containsExactly("BOOKED");
		assertThat(perAgreement(statements, "BEGIN")).as("transactions %s", statements)
			.isLessThanOrEqualTo(MOST_TRANSACTIONS);
		assertThat(perAgreement(statements, "(?i)(?!SET|BEGIN).*roc_(outbox|inbox|issue).*")).as("own %s", statements)
			.isLessThanOrEqualTo(MOST_OWN_STATEMENTS);
		assertThat(perAgreement(statements, "(?i)(with|select|insert|update|delete) .*")).as("all %s", statements)
			.isLessThanOrEqualTo(MOST_STATEMENTS);
	}

	private static double perAgreement(List<Map<String, Object>> statements, String kind) {
		Pattern pattern = Pattern.compile(kind, Pattern.DOTALL);
		return statements.stream()
			.filter((statement) -> pattern.matcher(statement.get("query").toString().replace('\n', ' ')).matches())
			.mapToLong((statement) -> (Long) statement.get("calls"))
			.sum() / (double) AGREEMENTS;
	}

}
