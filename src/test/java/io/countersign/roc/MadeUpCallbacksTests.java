package io.countersign.roc;

import io.countersign.CountersignTest;
import io.countersign.Database;
import io.countersign.SimulatedRoc;
import org.camunda.bpm.engine.RuntimeService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Callbacks that the simulated ROC makes up meet the answers that the contract promises.
 */
@CountersignTest
class MadeUpCallbacksTests {

	@Autowired
	private Database database;

	@Autowired
	private SimulatedRoc roc;

	@Autowired
	private RuntimeService runtime;

	private String reference;

	@BeforeEach
	void handOver() {
		this.reference = new Countersigned(this.database, this.runtime).submitted();
		this.roc.control("{\"frozen\": true}");
		this.roc.dispatch();
	}

	@ParameterizedTest
	@CsvSource({ "RIGHT, 202", "WRONG_SECRET, 401", "EXPIRED, 401", "FUTURE, 401", "UNSIGNED, 401", "CHANGED, 401" })
	void onlyWhatIsSignedRightIsTaken(String signing, int status) {
		assertThat(madeUp("{\"events\": [{\"of\": \"%s\", \"type\": \"acknowledged\"}], \"signing\": \"%s\"}"
			.formatted(this.reference, signing))).isEqualTo(status);
		assertThat(this.database.count("countersign.roc_inbox")).isEqualTo((status == 202) ? 1 : 0);
	}

	@Test
	void ordersNobodyHandedOverAreUnknown() {
		assertThat(
				madeUp("{\"events\": [{\"of\": \"%s\", \"reference\": \"EA-2099-000001\"}]}".formatted(this.reference)))
			.isEqualTo(422);
		assertThat(madeUp("{\"events\": [{\"of\": \"%s\", \"idempotencyKey\": \"%s\"}]}".formatted(this.reference,
				"0".repeat(64))))
			.isEqualTo(422);
		assertThat(madeUp("{\"events\": [{\"anything\": \"else\"}]}")).isEqualTo(400);
		assertThat(this.database.count("countersign.roc_inbox")).isZero();
	}

	private int madeUp(String callback) {
		return this.roc.call("POST", "/control/callbacks", callback).path("status").asInt();
	}

}
