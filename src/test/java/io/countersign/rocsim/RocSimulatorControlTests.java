package io.countersign.rocsim;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.kernel.Sha256;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What {@code docs/rocsim.md} promises of {@code /control}. */
class RocSimulatorControlTests {

	private static final int CALLERS = 12;

	private final ObjectMapper json = new ObjectMapper();

	private final HttpClient http = HttpClient.newHttpClient();

	@TempDir
	private Path folder;

	private RocSimulator simulator;

	@BeforeEach
	void start() {
		this.simulator = start(this.folder);
	}

	private static RocSimulator start(Path folder) {
		return RocSimulator.start(new RocSimulatorSettings(RocSimulatorSettings.LOOPBACK, 0, folder, Duration.ZERO,
				null, "whsec_" + "A".repeat(44)));
	}

	@AfterEach
	void stop() {
		this.simulator.close();
	}

	@ParameterizedTest
	@CsvSource({ "failures, 503, false", "lostCalls, broken, false", "failuresAfterBooking, 500, true",
			"lostReplies, broken, true", "garbledReplies, 200, true", "malformedReplies, 200, true",
			"cutReplies, broken, true", "hangs, broken, true" })
	void aFaultOfACallHappensAsOftenAsAsked(String fault, String outcome, boolean booked) throws Exception {
		control("POST", "/control", "{\"%s\": 1, \"hangMillis\": 50}".formatted(fault));
		ObjectNode order = order(1, "PO-1");
		assertThat(outcome(order)).isEqualTo(outcome);
		assertThat(status("GET", "/orders/" + order.path("idempotencyKey").asText())).isEqualTo(booked ? 200 : 404);
		assertThat(receipt(order)).isEqualTo(booked ? "DUPLICATE" : "RECEIVED");
		assertThat(control("GET", "/control/figures", null).at("/faults/" + fault).asInt()).isEqualTo(1);
		assertThat(ledger("?line=fault")).extracting((line) -> line.path("fault").asText()).containsExactly(fault);
	}

	@Test
	void aRuleConcernsItsOrdersOnlyAndCountsForEach() throws Exception {
		control("POST", "/control/rules", "{\"purchaseOrder\": \"-X\", \"failures\": 1}");
		assertThat(outcome(order(1, "PO-1"))).isEqualTo("200");
		assertThat(outcome(order(2, "PO-2-X"))).isEqualTo("503");
		assertThat(outcome(order(3, "PO-3-X"))).isEqualTo("503");
		assertThat(outcome(order(2, "PO-2-X"))).isEqualTo("200");
		assertThat(outcome(order(3, "PO-3-X"))).isEqualTo("200");
		assertThat(control("DELETE", "/control/rules/1", null)).isEmpty();
		assertThat(status("DELETE", "/control/rules/1")).isEqualTo(404);
		assertThat(outcome(order(4, "PO-4-X"))).isEqualTo("200");
	}

	@Test
	void askingFailsAsOftenAsAskedWhetherOrNotTheOrderArrived() throws Exception {
		ObjectNode order = order(1, "PO-1");
		String key = order.path("idempotencyKey").asText();
		control("POST", "/control/rules", "{\"idempotencyKey\": \"%s\", \"askFailures\": 1}".formatted(key));
		assertThat(status("GET", "/orders/" + key)).isEqualTo(503);
		assertThat(status("GET", "/orders/" + key)).isEqualTo(404);
		control("POST", "/control", "{\"statementFailures\": 1}");
		assertThat(status("GET", statement())).isEqualTo(503);
		assertThat(status("GET", statement())).isEqualTo(200);
	}

	@Test
	void aNewerRuleCountsMore() throws Exception {
		control("POST", "/control/rules", "{\"operation\": \"ORDER\", \"rejectWith\": \"R07\", \"repeat\": 2}");
		control("POST", "/control/rules", "{\"nth\": 1, \"rejectWith\": \"R15\"}");
		assertThat(receipt(order(1, "PO-1-R01"))).isEqualTo("RECEIVED");
		JsonNode faults = control("GET", "/control/cases", null).get(0).path("faults");
		assertThat(faults.path("rejectWith").asText()).isEqualTo("R15");
		assertThat(faults.path("repeat").asInt()).isEqualTo(2);
	}

	@Test
	void anOrderIsHeldUntilItIsReleasedAlsoAcrossARestart() throws Exception {
		receipt(order(1, "PO-1-KEEP"));
		awaitStatus(1, "HELD");
		this.simulator.close();
		this.simulator = start(this.folder);
		assertThat(details(1).path("status").asText()).isEqualTo("HELD");
		assertThat(details(1).path("steps")).extracting(JsonNode::asText)
			.containsExactly("released", "accepted", "processed", "invoiced");
		control("POST", "/control/cases", "{\"order\": \"EA-2027-000001\"}");
		awaitStatus(1, "INVOICED");
	}

	@Test
	void anOrderTakesTheStepsItIsToldAlsoImpossibleOnes() throws Exception {
		receipt(order(1, "PO-1"));
		awaitStatus(1, "INVOICED");
		control("POST", "/control/cases",
				"{\"order\": \"EA-2027-000001\", \"steps\": [\"accepted\", \"rejected\"], \"reasonCode\": \"R07\"}");
		awaitStatus(1, "REJECTED");
		assertThat(ledger("?line=event&reference=EA-2027-000001")).extracting((line) -> line.at("/event/type").asText())
			.containsExactly("acknowledged", "accepted", "processed", "invoiced", "accepted", "rejected");
		assertThat(control("POST", "/control/cases", "{\"order\": \"EA-2027-000001\", \"steps\": [\"vanished\"]}")
			.path("code")
			.asText()).isEqualTo("malformed-control");
		assertThat(control("POST", "/control/cases", "{\"order\": \"EA-2027-000009\"}").path("code").asText())
			.isEqualTo("unknown-order");
	}

	@Test
	void aFrozenOrderGoesOnWhenItThaws() throws Exception {
		control("POST", "/control/rules", "{\"reference\": \"EA-2027-000001\", \"frozen\": true}");
		receipt(order(1, "PO-1"));
		receipt(order(2, "PO-2"));
		awaitStatus(2, "INVOICED");
		assertThat(details(1).path("status").asText()).isEqualTo("RECEIVED");
		assertThat(control("GET", "/control", null).path("stepsDue").asInt()).isZero();
		control("DELETE", "/control/rules", null);
		awaitStatus(1, "INVOICED");
	}

	@Test
	void whatASilentOrderHasToTellIsWithheld() throws Exception {
		receipt(order(1, "PO-1-SILENT"));
		receipt(order(2, "PO-2"));
		awaitStatus(1, "INVOICED");
		awaitStatus(2, "INVOICED");
		JsonNode state = control("GET", "/control", null);
		assertThat(state.path("withheld").asInt()).isEqualTo(4);
		assertThat(state.path("undelivered").asInt()).isEqualTo(4);
	}

	@Test
	void theStatementDiffersAsAsked() throws Exception {
		receipt(order(1, "PO-1-VALUE"));
		receipt(order(2, "PO-2-MISSING"));
		receipt(order(3, "PO-3"));
		control("POST", "/control", "{\"statementExtra\": 1}");
		control("POST", "/control/rules",
				"{\"reference\": \"EA-2027-000003\", \"statementStatus\": \"REJECTED\", \"statementCaseNumber\": \"ROC-1\"}");
		JsonNode orders = control("GET", statement(), null).path("orders");
		assertThat(orders).extracting((order) -> order.path("reference").asText())
			.containsExactly("EA-1999-000001", "EA-2027-000001", "EA-2027-000003");
		assertThat(orders.get(1).path("totalValue").asText()).isEqualTo("0.01");
		assertThat(orders.get(2).path("status").asText()).isEqualTo("REJECTED");
		assertThat(orders.get(2).path("caseNumber").asText()).isEqualTo("ROC-1");
		control("DELETE", "/control", null);
		assertThat(control("GET", statement(), null).path("orders")).as("purchase orders ask on").hasSize(2);
	}

	@Test
	void theSameSeedMeetsTheSameOrdersWhateverTheirOrder(@TempDir Path other) throws Exception {
		List<JsonNode> upwards = faultsBySeed(4711, IntStream.rangeClosed(1, 60).toArray());
		this.simulator.close();
		this.simulator = start(other.resolve("again"));
		List<JsonNode> downwards = faultsBySeed(4711,
				IntStream.iterate(60, (number) -> number - 1).limit(60).toArray());
		assertThat(downwards).containsExactlyInAnyOrderElementsOf(upwards);
		this.simulator.close();
		this.simulator = start(other.resolve("different"));
		assertThat(faultsBySeed(4712, IntStream.rangeClosed(1, 60).toArray())).isNotEqualTo(upwards);
		long treated = upwards.stream().filter((faults) -> faults.path("repeat").asInt() > 1).count();
		assertThat(treated).as("about four fifths of half of the orders are repeated").isBetween(12L, 36L);
	}

	private List<JsonNode> faultsBySeed(long seed, int... numbers) throws Exception {
		control("PUT", "/control/seed",
				"{\"seed\": %d, \"rate\": 0.5, \"kinds\": [\"CALLBACKS\", \"LIFE\", \"STATEMENT\"]}".formatted(seed));
		for (int number : numbers) {
			receipt(order(number, "PO"));
		}
		return StreamSupport.stream(control("GET", "/control/cases", null).spliterator(), false)
			.map((order) -> ((ObjectNode) order.path("faults")).put("reference", order.path("reference").asText()))
			.map(JsonNode.class::cast)
			.toList();
	}

	@Test
	void aSeedBreaksCallsAndEveryOrderIsBookedOnceInTheEnd() throws Exception {
		control("PUT", "/control/seed", "{\"seed\": 7, \"rate\": 0.5, \"kinds\": [\"CALLS\"]}");
		for (int number = 1; number <= 40; number++) {
			ObjectNode order = order(number, "PO");
			int attempts = 0;
			while (!outcome(order).equals("200") || !receipt(order).matches("RECEIVED|DUPLICATE")) {
				assertThat(++attempts).isLessThan(10);
			}
		}
		assertThat(ledger("?line=order")).hasSize(40);
		assertThat(control("GET", "/control/figures", null).path("faults").size()).isGreaterThan(3);
	}

	@Test
	void countsHowManyCallAtOnceAndLimitsThem() throws Exception {
		control("POST", "/control", "{\"slowMillis\": 500}");
		assertThat(allAtOnce(1)).containsOnly("200");
		JsonNode figures = control("GET", "/control/figures", null);
		assertThat(figures.path("greatestAtOnce").asInt()).isEqualTo(CALLERS);
		assertThat(figures.path("orders").asInt()).isEqualTo(CALLERS);
		assertThat(figures.at("/place/answers/200").asInt()).isEqualTo(CALLERS);
		assertThat(control("DELETE", "/control/figures", null).path("greatestAtOnce").asInt()).isZero();
		control("POST", "/control", "{\"mostAtOnce\": 8}");
		assertThat(allAtOnce(100)).contains("503");
		assertThat(control("GET", "/control/figures", null).at("/place/answers/503").asInt()).isPositive();
	}

	private List<String> allAtOnce(int first) throws Exception {
		ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
		try {
			List<CompletableFuture<String>> calls = IntStream.range(first, first + CALLERS)
				.mapToObj((number) -> CompletableFuture.supplyAsync(() -> outcome(order(number, "PO")), callers))
				.toList();
			return calls.stream().map(CompletableFuture::join).toList();
		}
		finally {
			callers.shutdown();
		}
	}

	@Test
	void anOutageKnownBeforehandBreaksEveryConnectionButToControl() throws Exception {
		control("POST", "/control", "{\"downFrom\": \"%s\", \"downTo\": \"%s\"}"
			.formatted(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60)));
		assertThat(outcome(order(1, "PO"))).isEqualTo("broken");
		assertThatThrownBy(() -> status("GET", statement())).isInstanceOf(IOException.class);
		control("POST", "/control", "{\"downTo\": \"%s\"}".formatted(Instant.now().minusSeconds(1)));
		assertThat(outcome(order(1, "PO"))).isEqualTo("200");
		assertThat(ledger("?line=order")).hasSize(1);
	}

	@Test
	void booksASecondOpenOrderOnlyWhereItIsNaive() throws Exception {
		receipt(order(1, "PO"));
		ObjectNode second = order(1, "PO").put("idempotencyKey", Sha256.of("second"));
		assertThat(receipt(second)).isEqualTo("REFUSED");
		control("POST", "/control", "{\"naive\": true}");
		assertThat(receipt(second)).isEqualTo("RECEIVED");
		assertThat(ledger("?line=order")).hasSize(2);
	}

	@Test
	void theLedgerIsReadOnFromALine() throws Exception {
		receipt(order(1, "PO"));
		awaitStatus(1, "INVOICED");
		int lines = ledger("").size();
		receipt(order(2, "PO"));
		assertThat(ledger("?after=" + lines).get(0).at("/order/reference").asText()).isEqualTo("EA-2027-000002");
		assertThat(status("GET", "/control/ledger?after=x")).isEqualTo(400);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "POST | /control/rules | {\"failures\": 1}",
			"POST | /control/rules | {\"nth\": 1, \"explode\": 1}",
			"POST | /control/rules | {\"nth\": 1, \"failures\": \"often\"}", "POST | /control | {\"repeat\": 0}",
			"POST | /control | {\"rejectWith\": \"X1\"}", "POST | /control | {\"slowMillis\": -1}",
			"POST | /control | {\"downFrom\": \"soon\"}", "PUT | /control/seed | {\"seed\": 1, \"rate\": 2}",
			"PUT | /control/seed | {\"seed\": 1, \"rate\": 1, \"kinds\": [\"WEATHER\"]}",
			"POST | /control/callbacks | {\"events\": []}", "POST | /control | [1]" })
	void refusesWhatItDoesNotUnderstandAndChangesNothing(String method, String path, String body) throws Exception {
		JsonNode before = control("GET", "/control", null);
		JsonNode problem = control(method, path, body);
		assertThat(problem.path("status").asInt()).isEqualTo(400);
		assertThat(problem.path("code").asText()).startsWith("malformed-");
		assertThat(control("GET", "/control", null)).isEqualTo(before);
	}

	private void awaitStatus(int number, String status) throws Exception {
		Instant end = Instant.now().plusSeconds(20);
		while (!details(number).path("status").asText().equals(status)) {
			assertThat(Instant.now()).as("%s of %s", status, details(number)).isBefore(end);
		}
	}

	private JsonNode details(int number) throws Exception {
		return control("GET", "/control/cases?reference=EA-2027-%06d".formatted(number), null).path(0);
	}

	private static String statement() {
		return "/statement?from=2020-01-01T00:00:00Z&to=2100-01-01T00:00:00Z";
	}

	private ObjectNode order(int number, String purchaseOrder) {
		String reference = "EA-2027-%06d".formatted(number);
		ObjectNode order = this.json.createObjectNode()
			.put("idempotencyKey", Sha256.of(reference))
			.put("operation", "ORDER")
			.put("reference", reference)
			.put("submission", 1)
			.put("purchaseOrder", purchaseOrder)
			.put("totalValue", "1000.00");
		for (String field : List.of("programme", "scenario", "segment", "customer", "reseller", "currency",
				"contentHash")) {
			order.put(field, field);
		}
		return order;
	}

	private String body(ObjectNode order) {
		ObjectNode orders = this.json.createObjectNode();
		orders.putArray("orders").add(order);
		return orders.toString();
	}

	private String receipt(ObjectNode order) throws Exception {
		return control("POST", "/orders", body(order)).at("/receipts/0/status").asText();
	}

	/** The status, or {@code broken}. */
	private String outcome(ObjectNode order) {
		try {
			return Integer.toString(call("POST", "/orders", body(order)).statusCode());
		}
		catch (IOException ex) {
			return "broken";
		}
	}

	private int status(String method, String path) throws IOException {
		return call(method, path, null).statusCode();
	}

	private List<JsonNode> ledger(String query) throws Exception {
		return call("GET", "/control/ledger" + query, null).body().lines().map(this::read).toList();
	}

	private JsonNode control(String method, String path, String body) throws IOException {
		return read(call(method, path, body).body());
	}

	private JsonNode read(String text) {
		try {
			return this.json.readTree(text);
		}
		catch (JsonProcessingException ex) {
			return MissingNode.getInstance();
		}
	}

	private HttpResponse<String> call(String method, String path, String body) throws IOException {
		try {
			return this.http.send(HttpRequest.newBuilder(URI.create(this.simulator.url() + path))
				.method(method,
						(body != null) ? HttpRequest.BodyPublishers.ofString(body)
								: HttpRequest.BodyPublishers.noBody())
				.build(), HttpResponse.BodyHandlers.ofString());
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
