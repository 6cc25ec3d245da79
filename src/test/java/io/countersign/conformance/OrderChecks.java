package io.countersign.conformance;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.conformance.RocCalls.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/** What the contract demands of the calls that we make. */
final class OrderChecks {

	private static final int MOST_ORDERS = 100;

	private static final int CALLERS = 8;

	/** Clocks of the two sides may differ so far. */
	private static final Duration CLOCKS = Duration.ofHours(1);

	private final RocCalls roc;

	private final TestOrders orders;

	/** Booked by this run, looked for in the statement at the end. */
	private final List<ObjectNode> booked = new ArrayList<>();

	OrderChecks(RocCalls roc, TestOrders orders) {
		this.roc = roc;
		this.orders = orders;
	}

	List<ConformanceCheck> all() {
		return List.of(
				new ConformanceCheck("place-one", "A new order is booked and answered by a receipt with a case number.",
						this::placeOne),
				new ConformanceCheck("place-idempotent",
						"The same key with the same order is a DUPLICATE with the same case number.",
						this::placeIdempotent),
				new ConformanceCheck("place-key-reused",
						"The same key with another order is REFUSED; the first order stays as it was.",
						this::placeKeyReused),
				new ConformanceCheck("place-batch", "Of 100 orders in one call each has a receipt of its own.",
						this::placeBatch),
				new ConformanceCheck("place-batch-one-bad", "An order that is refused spoils no other of its call.",
						this::placeBatchOneBad),
				new ConformanceCheck("place-twice-in-one-call", "One key twice in one call is booked once.",
						this::placeTwiceInOneCall),
				new ConformanceCheck("place-at-once", "One order from eight callers at once is booked once.",
						this::placeAtOnce),
				new ConformanceCheck("place-abandoned",
						"A sender that did not hear the answer asks, repeats with the same key, and has one order.",
						this::placeAbandoned),
				new ConformanceCheck("place-refused-stays-refused", "Repeating a REFUSED order does not help.",
						this::placeRefusedStaysRefused),
				new ConformanceCheck("place-none", "A call without an order fails as a whole: 400.", this::placeNone),
				new ConformanceCheck("place-too-many",
						"A call with 101 orders fails as a whole: 400, nothing is booked.", this::placeTooMany),
				new ConformanceCheck("place-malformed", "What is no JSON is answered 400 by a problem document.",
						this::placeMalformed),
				new ConformanceCheck("place-case-numbers", "Two orders of two agreements never share a case number.",
						this::caseNumbersDiffer),
				new ConformanceCheck("find-known", "An order that arrived is told as the ROC knows it.",
						this::findKnown),
				new ConformanceCheck("find-unknown", "An order that did not arrive is answered 404.",
						this::findUnknown),
				new ConformanceCheck("find-malformed-key", "A key of another form is answered 404 too.",
						this::findMalformedKey),
				new ConformanceCheck("cancel-after-order",
						"Orders of one agreement are processed in their order in the list: an order and its cancellation.",
						this::cancelAfterOrder),
				new ConformanceCheck("cancel-idempotent", "A cancellation is booked once, like an order.",
						this::cancelIdempotent),
				new ConformanceCheck("cancel-nothing", "A cancellation without an order is REFUSED.",
						this::cancelNothing),
				new ConformanceCheck("statement-without-bounds", "A statement needs both bounds: 400.",
						this::statementWithoutBounds),
				new ConformanceCheck("statement-malformed-bounds", "Bounds that are no moments are answered 400.",
						this::statementMalformedBounds),
				new ConformanceCheck("statement-from-included", "The first moment of a statement is included.",
						this::statementFromIncluded),
				new ConformanceCheck("statement-to-excluded", "The last moment of a statement is excluded.",
						this::statementToExcluded),
				new ConformanceCheck("statement-oldest-first", "A statement begins with the oldest order.",
						this::statementOldestFirst),
				new ConformanceCheck("statement-exactly-once",
						"Every order of this run is in the statement once, with its value and currency.",
						this::statementExactlyOnce));
	}

	private JsonNode book(ObjectNode order) {
		JsonNode receipt = this.roc.place(order).get(0);
		assertStatus(receipt, "RECEIVED");
		this.booked.add(order);
		return receipt;
	}

	private static void assertStatus(JsonNode receipt, String... statuses) {
		assertThat(statuses).as("receipt %s", receipt).contains(receipt.path("status").asText());
		if (receipt.path("status").asText().equals("REFUSED")) {
			assertThat(receipt.path("problem").path("code").asText()).as("code of %s", receipt).isNotEmpty();
		}
		else {
			assertThat(receipt.path("caseNumber").asText()).as("case number of %s", receipt).isNotEmpty();
		}
	}

	private void placeOne() {
		book(this.orders.order());
	}

	private void placeIdempotent() {
		ObjectNode order = this.orders.order();
		JsonNode first = book(order);
		for (int repetition = 0; repetition < 3; repetition++) {
			JsonNode again = this.roc.place(order).get(0);
			assertStatus(again, "DUPLICATE");
			assertThat(again.path("caseNumber")).isEqualTo(first.path("caseNumber"));
		}
	}

	private void placeKeyReused() {
		ObjectNode order = this.orders.order();
		JsonNode first = book(order);
		assertStatus(this.roc.place(order.deepCopy().put("totalValue", "1.00")).get(0), "REFUSED");
		assertThat(this.roc.state(order).path("caseNumber")).isEqualTo(first.path("caseNumber"));
		JsonNode again = this.roc.place(order).get(0);
		assertStatus(again, "DUPLICATE");
	}

	private void placeBatch() {
		ObjectNode[] batch = many(MOST_ORDERS);
		List<JsonNode> receipts = this.roc.place(batch);
		receipts.forEach((receipt) -> assertStatus(receipt, "RECEIVED"));
		assertThat(receipts).extracting((receipt) -> receipt.path("caseNumber").asText()).doesNotHaveDuplicates();
		this.booked.addAll(List.of(batch));
	}

	private ObjectNode[] many(int count) {
		return IntStream.range(0, count).mapToObj((index) -> this.orders.order()).toArray(ObjectNode[]::new);
	}

	private void placeBatchOneBad() {
		ObjectNode[] batch = many(3);
		batch[1].remove("currency");
		List<JsonNode> receipts = this.roc.place(batch);
		assertStatus(receipts.get(0), "RECEIVED");
		assertStatus(receipts.get(1), "REFUSED");
		assertStatus(receipts.get(2), "RECEIVED");
		this.booked.addAll(List.of(batch[0], batch[2]));
		assertThat(this.roc.find(batch[1].path("idempotencyKey").asText()).status()).isEqualTo(404);
	}

	private void placeTwiceInOneCall() {
		ObjectNode order = this.orders.order();
		Reply reply = this.roc.send(this.roc.body(order, order));
		assertThat(reply.status()).as("status of %s", reply).isEqualTo(200);
		assertThat(reply.body().path("receipts")).extracting((receipt) -> receipt.path("status").asText())
			.containsExactlyInAnyOrder("RECEIVED", "DUPLICATE");
		this.booked.add(order);
	}

	private void placeAtOnce() {
		ObjectNode order = this.orders.order();
		List<CompletableFuture<JsonNode>> calls = IntStream.range(0, CALLERS)
			.mapToObj((caller) -> CompletableFuture.supplyAsync(() -> this.roc.place(order).get(0)))
			.toList();
		List<JsonNode> receipts = calls.stream().map(CompletableFuture::join).toList();
		assertThat(receipts).extracting((receipt) -> receipt.path("status").asText())
			.containsOnlyOnce("RECEIVED")
			.containsOnly("RECEIVED", "DUPLICATE");
		assertThat(receipts).extracting((receipt) -> receipt.path("caseNumber").asText())
			.containsOnly(receipts.get(0).path("caseNumber").asText());
		this.booked.add(order);
	}

	private void placeAbandoned() {
		ObjectNode order = this.orders.order();
		this.roc.abandon(order);
		assertThat(this.roc.find(order.path("idempotencyKey").asText()).status()).isIn(200, 404);
		assertStatus(this.roc.place(order).get(0), "RECEIVED", "DUPLICATE");
		this.booked.add(order);
	}

	private void placeRefusedStaysRefused() {
		ObjectNode order = this.orders.order().without("currency");
		assertStatus(this.roc.place(order).get(0), "REFUSED");
		assertStatus(this.roc.place(order).get(0), "REFUSED");
	}

	private void placeNone() {
		this.roc.isProblem(this.roc.send("{\"orders\": []}"), 400);
	}

	private void placeTooMany() {
		ObjectNode[] batch = many(MOST_ORDERS + 1);
		this.roc.isProblem(this.roc.send(this.roc.body(batch)), 400);
		assertThat(this.roc.find(batch[0].path("idempotencyKey").asText()).status()).isEqualTo(404);
	}

	private void placeMalformed() {
		for (String body : List.of("", "orders", "{\"orders\": [", "[]", "{\"orders\": 7}")) {
			this.roc.isProblem(this.roc.send(body), 400);
		}
	}

	private void caseNumbersDiffer() {
		JsonNode one = book(this.orders.order());
		JsonNode other = book(this.orders.order());
		assertThat(one.path("caseNumber")).isNotEqualTo(other.path("caseNumber"));
	}

	private void findKnown() {
		ObjectNode order = this.orders.order();
		JsonNode receipt = book(order);
		JsonNode state = this.roc.state(order);
		assertThat(state.path("caseNumber")).isEqualTo(receipt.path("caseNumber"));
		for (String field : List.of("idempotencyKey", "operation", "reference", "submission")) {
			assertThat(state.path(field).asText()).as(field).isEqualTo(order.path(field).asText());
		}
	}

	private void findUnknown() {
		this.roc.isProblem(this.roc.find(this.orders.order().path("idempotencyKey").asText()), 404);
	}

	private void findMalformedKey() {
		for (String key : List.of("0", "Z".repeat(64), "a".repeat(65), "%27%20or%201=1")) {
			this.roc.isProblem(this.roc.find(key), 404);
		}
	}

	/** Together in one call, because some ROC may invoice at once. */
	private ObjectNode cancelled() {
		ObjectNode order = this.orders.order();
		ObjectNode cancellation = TestOrders.cancellation(order);
		List<JsonNode> receipts = this.roc.place(order, cancellation);
		assertStatus(receipts.get(0), "RECEIVED");
		assertStatus(receipts.get(1), "RECEIVED");
		this.booked.addAll(List.of(order, cancellation));
		return order;
	}

	private void cancelAfterOrder() {
		ObjectNode order = cancelled();
		assertThat(this.roc.state(order).path("status").asText()).isEqualTo("CANCELLED");
		assertThat(this.roc.state(TestOrders.cancellation(order)).path("operation").asText()).isEqualTo("CANCEL");
	}

	private void cancelIdempotent() {
		assertStatus(this.roc.place(TestOrders.cancellation(cancelled())).get(0), "DUPLICATE");
	}

	private void cancelNothing() {
		assertStatus(this.roc.place(TestOrders.cancellation(this.orders.order())).get(0), "REFUSED");
	}

	private void statementWithoutBounds() {
		this.roc.isProblem(this.roc.statement(""), 400);
		this.roc.isProblem(this.roc.statement("?from=2026-11-23T00:00:00Z"), 400);
		this.roc.isProblem(this.roc.statement("?to=2026-11-23T00:00:00Z"), 400);
	}

	private void statementMalformedBounds() {
		this.roc.isProblem(this.roc.statement("?from=yesterday&to=2026-11-23T00:00:00Z"), 400);
		this.roc.isProblem(this.roc.statement("?from=2026-11-23&to=2026-11-24"), 400);
	}

	private Instant received(ObjectNode order) {
		return Instant.parse(this.roc.state(order).path("receivedAt").asText());
	}

	private void statementFromIncluded() {
		ObjectNode order = this.orders.order();
		book(order);
		Instant at = received(order);
		assertThat(keys(this.roc.statement(at, at.plusSeconds(1)))).contains(order.path("idempotencyKey").asText());
	}

	private void statementToExcluded() {
		ObjectNode order = this.orders.order();
		book(order);
		Instant at = received(order);
		assertThat(keys(this.roc.statement(at.minus(CLOCKS), at)))
			.doesNotContain(order.path("idempotencyKey").asText());
		assertThat(this.roc.statement(at, at)).as("an empty period").isEmpty();
	}

	private JsonNode statement() {
		return this.roc.statement(Instant.now().minus(CLOCKS), Instant.now().plus(CLOCKS));
	}

	private static List<String> keys(JsonNode statement) {
		return StreamSupport.stream(statement.spliterator(), false)
			.map((order) -> order.path("idempotencyKey").asText())
			.toList();
	}

	private void statementOldestFirst() {
		assertThat(statement()).extracting((order) -> Instant.parse(order.path("receivedAt").asText())).isSorted();
	}

	private void statementExactlyOnce() {
		JsonNode statement = statement();
		List<String> keys = keys(statement);
		assertThat(keys).doesNotHaveDuplicates();
		assertThat(this.booked).as("orders booked by this run").isNotEmpty();
		for (ObjectNode order : this.booked) {
			assertThat(keys).contains(order.path("idempotencyKey").asText());
			JsonNode entry = statement.get(keys.indexOf(order.path("idempotencyKey").asText()));
			for (String field : List.of("operation", "reference", "currency", "totalValue")) {
				assertThat(entry.path(field).asText()).as("%s of %s", field, entry)
					.isEqualTo(order.path(field).asText());
			}
		}
	}

}
