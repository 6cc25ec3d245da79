package io.countersign;

import java.util.List;
import java.util.Map;

import io.countersign.Api.Part;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What one straight-through agreement costs the database, from the request to the
 * booking, as the server itself counts it: transactions, statements and write-ahead log,
 * the documents' bytes aside. Deterministic, so a limit and not a benchmark.
 */
@CountersignTest
class CostOfAnAgreementTests {

	private static final int AGREEMENTS = 20;

	private static final double MOST_TRANSACTIONS = 5;

	private static final double MOST_STATEMENTS = 60;

	private static final double MOST_WAL_BYTES = 40 * 1024;

	@LocalServerPort
	private int port;

	@Autowired
	private Database database;

	@Autowired
	private SimulatedRoc roc;

	@Test
	void staysWithinItsLimits() throws Exception {
		run("warm");
		this.database.owner().execute("create extension if not exists pg_stat_statements");
		this.database.owner().execute("checkpoint");
		// The first change of a page after a checkpoint writes the whole page; that is
		// the checkpoint's cost.
		run("pages");
		this.database.owner().execute("select pg_stat_statements_reset()");

		run("measured");

		Map<String, Object> cost = this.database.owner().queryForMap("""
				select
					sum(calls) filter (where query ilike 'begin%') as transactions,
					sum(calls) filter (where query ~* '^\\s*(with|select|insert|update|delete)'
						and query not like '%pg_stat_statements%') as statements,
					sum(wal_bytes) filter (where query !~* 'insert into (countersign\\.)?document\\M') as wal,
					sum(calls) filter (where query ilike '%REMOVAL_TIME_ =%') as removal_times
				from pg_stat_statements
				where dbid = (select oid from pg_database where datname = current_database())""");
		double transactions = perAgreement(cost.get("transactions"));
		double statements = perAgreement(cost.get("statements"));
		double wal = perAgreement(cost.get("wal"));
		System.out.printf(
				"One straight-through agreement: %.2f transactions, %.1f statements, %.1f kB of write-ahead log%n",
				transactions, statements, wal / 1024);
		if (Boolean.getBoolean("cost.details")) {
			this.database.owner()
				.queryForList(
						"select calls, wal_bytes, left(regexp_replace(query, '\\s+', ' ', 'g'), 150) as q from pg_stat_statements order by calls desc, wal_bytes desc limit 70")
				.forEach((row) -> System.out
					.println(row.get("calls") + "\t" + row.get("wal_bytes") + "\t" + row.get("q")));
		}
		assertThat(transactions).isLessThanOrEqualTo(MOST_TRANSACTIONS);
		assertThat(statements).isLessThanOrEqualTo(MOST_STATEMENTS);
		assertThat(wal).isLessThanOrEqualTo(MOST_WAL_BYTES);
		assertThat(cost.get("removal_times")).isNull();
	}

	private static double perAgreement(Object sum) {
		return ((Number) sum).doubleValue() / AGREEMENTS;
	}

	private void run(String key) throws Exception {
		Api northwind = new Api(this.port, "northwind");
		for (int i = 0; i < AGREEMENTS; i++) {
			List<Part> parts = Api.sampleAs("clean-straight-through", key + "-" + i);
			assertThat(northwind.submit(key + i, parts).text("status")).isEqualTo("SUBMITTED_TO_ROC");
		}
		this.roc.settle();
		assertThat(this.database.jdbc()
			.queryForObject("select count(*) from countersign.agreement where package_id like ? and status = 'BOOKED'",
					Long.class, key + "-%"))
			.isEqualTo(AGREEMENTS);
	}

}
