package io.countersign;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.client.TestRestTemplate;
import org.springframework.http.HttpStatus;

import static org.assertj.core.api.Assertions.assertThat;

@CountersignTest
class CountersignApplicationTests {

	@Autowired
	private Database database;

	@Autowired
	private TestRestTemplate http;

	@Test
	void isReady() {
		assertThat(this.http.getForEntity("/actuator/health/readiness", String.class).getStatusCode())
			.isEqualTo(HttpStatus.OK);
	}

	@Test
	void ownsTheWholeSchemaByMigrations() {
		assertThat(this.database.jdbc()
			.queryForList("select version from countersign.flyway_schema_history where success", String.class))
			.contains("001", "010", "900");
		assertThat(this.database.count("public.act_ge_schema_log")).isEqualTo(1);
	}

}
