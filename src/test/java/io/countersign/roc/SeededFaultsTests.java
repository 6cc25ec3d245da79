package io.countersign.roc;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import io.countersign.CountersignTest;
import io.countersign.Database;
import io.countersign.SimulatedRoc;
import io.countersign.TestClock;
import org.camunda.bpm.engine.RuntimeService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever a seed makes of calls and callbacks, each agreement is booked once. */
@CountersignTest
class SeededFaultsTests {

	private static final int AGREEMENTS = 25;

	private static final int ATTEMPTS = 80;

	@Autowired
	private Database database;

	@Autowired
	private SimulatedRoc roc;

	@Autowired
	private RuntimeService runtime;

	@Autowired
	private TestClock clock;

	@AfterEach
	void behave() {
		this.clock.reset();
		this.roc.behave();
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 4711 })
	void everyAgreementIsBookedOnce(long seed) {
		// Callbacks wait until the clock shows the real time again.
		this.roc.control("{\"callbacks\": false}");
		this.roc.call("PUT", "/control/seed",
				"{\"seed\": %d, \"rate\": 0.7, \"kinds\": [\"CALLS\", \"CALLBACKS\"]}".formatted(seed));
		Countersigned countersigned = new Countersigned(this.database, this.runtime);
		List<String> references = Stream.generate(countersigned::submitted).limit(AGREEMENTS).toList();

		for (int attempt = 0; attempt < ATTEMPTS && unsent() > 0; attempt++) {
			this.roc.dispatch();
			this.clock.travel(Duration.ofMinutes(16));
		}
		assertThat(unsent()).isZero();
		this.clock.reset();
		this.roc.control("{\"callbacks\": true}");
		this.roc.settle();

		assertThat(this.roc.call("GET", "/control/figures", null).path("faults")).isNotEmpty();
		assertThat(references).allSatisfy((reference) -> {
			assertThat(this.roc.ledger("order", reference)).hasSize(1);
			assertThat(this.database.jdbc()
				.queryForObject("select status from countersign.agreement where reference = ?", String.class,
						reference))
				.isEqualTo("BOOKED");
		});
	}

	private int unsent() {
		return this.database.jdbc()
			.queryForObject("select count(*) from countersign.roc_outbox where state <> 'SENT'", Integer.class);
	}

}
