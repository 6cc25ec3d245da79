package io.countersign.conformance;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

import io.countersign.conformance.ConformanceKit.Result;
import io.countersign.conformance.ConformanceKit.Verdict;
import io.countersign.conformance.RewritingProxy.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The kit finds nothing at a ROC that keeps the contract, and finds what one does not.
 */
class ConformanceKitTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final Duration QUIET = Duration.ofMillis(800);

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
			List<Result> results = roc.runWithoutCallbacks(roc.url());
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

	@Test
	void findsARocThatBooksOneKeyTwice() throws IOException {
		assertThat(failed((answer) -> answer.body((body) -> body.replace("\"DUPLICATE\"", "\"RECEIVED\""))))
			.containsExactlyInAnyOrder("place-idempotent", "place-key-reused", "place-twice-in-one-call",
					"place-at-once", "cancel-idempotent");
	}

	@Test
	void findsARocWithOneCaseNumberForAll() throws IOException {
		assertThat(failed((answer) -> answer.body((body) -> body.replaceAll("ROC-\\d{8}", "ROC-00000001"))))
			.containsExactlyInAnyOrder("place-batch", "place-case-numbers");
	}

	@Test
	void findsProblemsThatAreNoProblemDocuments() throws IOException {
		assertThat(failed((answer) -> new Answer(answer.status(), "application/json", answer.body())))
			.containsExactlyInAnyOrder("place-none", "place-too-many", "place-malformed", "find-unknown",
					"find-malformed-key", "statement-without-bounds", "statement-malformed-bounds");
	}

	@Test
	void findsARocThatBooksWhatItRefuses() throws IOException {
		assertThat(failed((answer) -> answer.body((body) -> body.replace("\"REFUSED\"", "\"RECEIVED\""))))
			.containsExactlyInAnyOrder("place-key-reused", "place-batch-one-bad", "place-refused-stays-refused",
					"cancel-nothing");
	}

	@Test
	void findsOneThatFailsWherePartsOfACallAreBad() throws IOException {
		assertThat(failed(
				(answer) -> answer.body().contains("REFUSED") ? new Answer(422, answer.type(), answer.body()) : answer))
			.containsExactlyInAnyOrder("place-key-reused", "place-batch-one-bad", "place-refused-stays-refused",
					"cancel-nothing");
	}

	private Set<String> failed(UnaryOperator<Answer> rewriting) throws IOException {
		try (SimulatedRocUnderTest roc = new SimulatedRocUnderTest(this.folder);
				RewritingProxy proxy = new RewritingProxy(roc.url(), rewriting)) {
			return ConformanceKit.named(roc.runWithoutCallbacks(proxy.url()), Verdict.FAILED);
		}
	}

	private Set<String> failed(String method, String path, String faults) {
		try (SimulatedRocUnderTest roc = new SimulatedRocUnderTest(this.folder)) {
			roc.control(method, path, faults);
			return ConformanceKit.named(roc.run(PATIENCE, QUIET), Verdict.FAILED);
		}
	}

}
