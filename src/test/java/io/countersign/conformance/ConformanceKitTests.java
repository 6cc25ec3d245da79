package io.countersign.conformance;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

import io.countersign.conformance.ConformanceKit.Result;
import io.countersign.conformance.ConformanceKit.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The kit finds nothing at a ROC that keeps the contract, and finds what one does not.
 */
class ConformanceKitTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final Duration QUIET = Duration.ofMillis(1500);

	@TempDir
	private Path folder;

	@Test
	void findsNothingAtTheSimulatedRoc() {
		try (SimulatedRocUnderTest roc = new SimulatedRocUnderTest(this.folder)) {
			List<Result> results = roc.run(PATIENCE, QUIET);
			assertThat(results).filteredOn((result) -> result.verdict() != Verdict.PASSED).isEmpty();
			assertThat(results).hasSize(41);
		}
	}

	@Test
	void findsAStatementThatDiffers() {
		assertThat(failed("POST", "/control", "{\"statementValue\": \"0.01\"}"))
			.containsExactly("statement-exactly-once");
	}

	@Test
	void findsOrdersMissingInTheStatement() {
		assertThat(failed("POST", "/control/rules", "{\"operation\": \"CANCEL\", \"statementMissing\": true}"))
			.containsExactly("statement-exactly-once");
	}

	@Test
	void findsOrdersMadeUpInTheStatement() {
		assertThat(failed("POST", "/control", "{\"statementExtra\": 1}")).contains("statement-to-excluded");
	}

	@Test
	void findsASilentRoc() {
		try (SimulatedRocUnderTest roc = new SimulatedRocUnderTest(this.folder)) {
			roc.control("POST", "/control", "{\"callbacks\": false}");
			List<Result> results = roc.run(Duration.ofMillis(200), QUIET);
			assertThat(ConformanceKit.named(results, Verdict.FAILED)).contains("callback-arrives", "callback-repeated",
					"callback-cancelled");
			assertThat(ConformanceKit.named(results, Verdict.NOTRUN)).contains("callback-signature");
		}
	}

	@Test
	void findsASignatureOfSomebodyElse() {
		try (SimulatedRocUnderTest roc = new SimulatedRocUnderTest(this.folder, "whsec_" + "A".repeat(44))) {
			assertThat(ConformanceKit.named(roc.run(PATIENCE, QUIET), Verdict.FAILED))
				.containsExactlyInAnyOrder("callback-signature", "callback-signed-anew");
		}
	}

	@Test
	void saysWhatItCouldNotLookAt() {
		try (SimulatedRocUnderTest roc = new SimulatedRocUnderTest(this.folder)) {
			List<Result> results = roc.runWithoutCallbacks();
			assertThat(ConformanceKit.named(results, Verdict.FAILED)).isEmpty();
			assertThat(ConformanceKit.line(results)).isEqualTo("RESULT conformance passed=25 failed=0 notrun=16");
		}
	}

	@Test
	void findsCallbacksRepeatedThoughRefused() {
		assertThat(failed("POST", "/control", "{\"repeat\": 8}")).contains("callback-ends-at-422",
				"callback-ends-at-400", "callback-ends-at-207");
	}

	@Test
	void findsAnswersThatAreNone() {
		assertThat(failed("POST", "/control", "{\"garbledReplies\": 1}")).containsExactly("place-one");
	}

	private Set<String> failed(String method, String path, String faults) {
		try (SimulatedRocUnderTest roc = new SimulatedRocUnderTest(this.folder)) {
			roc.control(method, path, faults);
			return ConformanceKit.named(roc.run(PATIENCE, QUIET), Verdict.FAILED);
		}
	}

}
