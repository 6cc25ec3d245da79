package io.countersign.conformance;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.conformance.CallbackReceiver.Heard;
import io.countersign.conformance.ConformanceCheck.NotRunException;

import static org.assertj.core.api.Assertions.assertThat;

/** What the contract demands of the calls that the ROC makes. */
final class CallbackChecks {

	private static final Duration TOLERANCE = Duration.ofMinutes(5);

	private static final int MOST_EVENTS = 500;

	private final RocCalls roc;

	private final TestOrders orders;

	private final Contract contract;

	private final CallbackReceiver receiver;

	private final RocSettings settings;

	CallbackChecks(RocCalls roc, TestOrders orders, Contract contract, CallbackReceiver receiver,
			RocSettings settings) {
		this.roc = roc;
		this.orders = orders;
		this.contract = contract;
		this.receiver = receiver;
		this.settings = settings;
	}

	List<ConformanceCheck> all() {
		return List.of(
				check("callback-arrives", "What happens to an order is told by callbacks, up to its invoice.",
						this::arrives),
				check("callback-state", "The newest event and GET /orders/{key} say the same.", this::stateFits),
				check("callback-cancelled", "A cancellation is told as done, under its own key.", this::cancelled),
				check("callback-rejected",
						"A rejection carries a reason code, and frees the agreement for an order anew.",
						this::rejected),
				check("callback-held", "A hold carries a reason code and ends by a release.", this::held),
				check("callback-repeated",
						"A callback answered 503 is repeated until it is taken, with the same events.", this::repeated),
				check("callback-signed-anew", "A repetition is signed for the moment at which it is sent.",
						this::signedAnew),
				check("callback-ends-at-422", "A callback answered 422 is not repeated.", () -> ends(422)),
				check("callback-ends-at-400", "A callback answered 400 is not repeated.", () -> ends(400)),
				check("callback-ends-at-207", "Single events that were refused are not repeated.", () -> ends(207)),
				check("callback-signature", "Every callback of this run was signed over its exact bytes.",
						this::everySignature),
				check("callback-time", "Every callback of this run was sent within five minutes of its time.",
						this::everyTime),
				check("callback-size", "Every callback of this run had one to 500 events.", this::everySize),
				check("callback-schema", "Every event of this run is as the contract says.", this::everyEvent),
				check("callback-sequence", "The events of one order count from 1 without gaps.", this::everySequence),
				check("callback-identity", "One id is one event, the same in every repetition.", this::everyIdentity));
	}

	private ConformanceCheck check(String name, String clause, Runnable work) {
		return new ConformanceCheck(name, clause, () -> {
			if (this.receiver == null) {
				throw new NotRunException("no roc.callback-port: the ROC does not call back here");
			}
			work.run();
		});
	}

	private String book(ObjectNode... orders) {
		this.roc.place(orders)
			.forEach((receipt) -> assertThat(receipt.path("status").asText()).as("receipt %s", receipt)
				.isEqualTo("RECEIVED"));
		return orders[orders.length - 1].path("idempotencyKey").asText();
	}

	private void await(String key, String type) {
		assertThat(this.receiver.await(key, type, this.settings.patience()))
			.as("event %s within %s; heard %s", type, this.settings.patience(), types(key))
			.isTrue();
	}

	private List<String> types(String key) {
		return this.receiver.events(key).stream().map((event) -> event.path("type").asText()).toList();
	}

	private void arrives() {
		String key = book(this.orders.order());
		for (String type : List.of("acknowledged", "accepted", "processed", "invoiced")) {
			await(key, type);
		}
	}

	private void stateFits() {
		ObjectNode order = this.orders.order();
		await(book(order), "invoiced");
		JsonNode state = this.roc.state(order);
		JsonNode last = this.receiver.events(order.path("idempotencyKey").asText())
			.stream()
			.max((one, other) -> Integer.compare(one.path("sequence").asInt(), other.path("sequence").asInt()))
			.orElseThrow();
		assertThat(state.path("status").asText()).isEqualTo("INVOICED");
		assertThat(state.path("lastSequence").asInt()).isEqualTo(last.path("sequence").asInt());
		assertThat(state.path("caseNumber")).isEqualTo(last.path("caseNumber"));
		assertThat(state.path("invoiceNumber")).isEqualTo(last.path("invoiceNumber"));
	}

	private void cancelled() {
		ObjectNode order = this.orders.order();
		await(book(order, TestOrders.cancellation(order)), "cancelled");
		assertThat(types(order.path("idempotencyKey").asText())).doesNotContain("invoiced");
	}

	private void rejected() {
		ObjectNode order = this.orders.order(needed(this.settings.rejectedPurchaseOrder(), "rejected"));
		await(book(order), "rejected");
		JsonNode state = this.roc.state(order);
		assertThat(state.path("status").asText()).isEqualTo("REJECTED");
		assertThat(state.path("reasonCode").asText()).matches("R\\d{2}");
		await(book(TestOrders.again(order)), "accepted");
	}

	private void held() {
		String key = book(this.orders.order(needed(this.settings.heldPurchaseOrder(), "held")));
		await(key, "held");
		await(key, "released");
	}

	private static String needed(String purchaseOrder, String kind) {
		if (purchaseOrder.isEmpty()) {
			throw new NotRunException("no roc.%s-purchase-order".formatted(kind));
		}
		return purchaseOrder;
	}

	private void repeated() {
		ObjectNode order = this.orders.order();
		String key = order.path("idempotencyKey").asText();
		this.receiver.answer(key, 503, 503);
		book(order);
		assertThat(this.receiver.await(() -> taken(key).contains("invoiced"), this.settings.patience()))
			.as("taken %s after two answers 503", taken(key))
			.isTrue();
		assertThat(calls(key)).filteredOn((call) -> call.answer() == 503).hasSize(2);
		Set<String> refused = ids(calls(key).filter((call) -> call.answer() == 503), key);
		assertThat(ids(calls(key).filter((call) -> call.answer() == 202), key)).containsAll(refused);
	}

	private Stream<Heard> calls(String key) {
		return this.receiver.heard()
			.stream()
			.filter((call) -> call.events().stream().anyMatch((event) -> CallbackReceiver.of(event, key)));
	}

	private List<String> taken(String key) {
		return calls(key).filter((call) -> call.answer() == 202)
			.flatMap((call) -> call.events().stream())
			.filter((event) -> CallbackReceiver.of(event, key))
			.map((event) -> event.path("type").asText())
			.toList();
	}

	private static Set<String> ids(Stream<Heard> calls, String key) {
		return Set.copyOf(calls.flatMap((call) -> call.events().stream())
			.filter((event) -> CallbackReceiver.of(event, key))
			.map((event) -> event.path("id").asText())
			.toList());
	}

	private void signedAnew() {
		ObjectNode order = this.orders.order();
		String key = order.path("idempotencyKey").asText();
		this.receiver.answer(key, 503, 503, 503);
		book(order);
		assertThat(this.receiver.await(() -> taken(key).contains("invoiced"), this.settings.patience())).isTrue();
		calls(key).forEach((call) -> assertThat(call.signature().split(" ")).as("signatures of %s", call)
			.contains("v1," + signature(call)));
		calls(key).forEach(CallbackChecks::assertTime);
	}

	/** Repetitions would come within the quiet time, as the first of them does. */
	private void ends(int status) {
		ObjectNode order = this.orders.order();
		String key = order.path("idempotencyKey").asText();
		this.receiver.answer(key, status);
		book(order);
		assertThat(this.receiver.await(() -> calls(key).findAny().isPresent(), this.settings.patience())).isTrue();
		Set<String> refused = ids(calls(key).limit(1), key);
		boolean again = this.receiver.await(() -> calls(key).skip(1)
			.flatMap((call) -> call.events().stream())
			.anyMatch((event) -> refused.contains(event.path("id").asText())), this.settings.quiet());
		assertThat(again).as("repeated after %d", status).isFalse();
	}

	private List<Heard> heard() {
		List<Heard> heard = this.receiver.heard();
		if (heard.isEmpty()) {
			throw new NotRunException("no callback came");
		}
		return heard;
	}

	private void everySignature() {
		for (Heard call : heard()) {
			assertThat(call.id()).as("webhook-id of %s", call).isNotEmpty().hasSizeLessThanOrEqualTo(100);
			assertThat(call.signature()).as("webhook-signature of %s", call)
				.matches("v1,[A-Za-z0-9+/]{43}=( v1[a-z]?,[^ ]+)*");
			String expected = "v1," + signature(call);
			assertThat(Stream.of(call.signature().split(" "))
				.anyMatch((present) -> MessageDigest.isEqual(present.getBytes(StandardCharsets.US_ASCII),
						expected.getBytes(StandardCharsets.US_ASCII))))
				.as("signature of %s", call)
				.isTrue();
		}
	}

	private String signature(Heard call) {
		try {
			Mac mac = Mac.getInstance("HmacSHA256");
			mac.init(new SecretKeySpec(
					Base64.getDecoder().decode(this.settings.callbackSecret().replaceFirst("^whsec_", "")),
					"HmacSHA256"));
			String content = call.id() + "." + call.timestamp() + "." + call.body();
			return Base64.getEncoder().encodeToString(mac.doFinal(content.getBytes(StandardCharsets.UTF_8)));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every Java platform has HmacSHA256", ex);
		}
	}

	private void everyTime() {
		heard().forEach(CallbackChecks::assertTime);
	}

	private static void assertTime(Heard call) {
		assertThat(call.timestamp()).as("webhook-timestamp").matches("\\d{1,12}");
		Instant told = Instant.ofEpochSecond(Long.parseLong(call.timestamp()));
		assertThat(Duration.between(told, call.at()).abs()).as("time of %s", call).isLessThanOrEqualTo(TOLERANCE);
	}

	private void everySize() {
		heard()
			.forEach((call) -> assertThat(call.events()).as("events of one callback").hasSizeBetween(1, MOST_EVENTS));
	}

	private List<JsonNode> events() {
		return heard().stream().flatMap((call) -> call.events().stream()).distinct().toList();
	}

	private void everyEvent() {
		events().forEach((event) -> this.contract.follows("Event", event));
	}

	private void everySequence() {
		Map<String, List<Integer>> sequences = new TreeMap<>();
		events().forEach((event) -> sequences
			.computeIfAbsent(event.path("idempotencyKey").asText(), (missing) -> new ArrayList<>())
			.add(event.path("sequence").asInt()));
		sequences.forEach((key, present) -> {
			List<Integer> counted = present.stream().sorted().toList();
			List<Integer> expected = Stream.iterate(1, (number) -> number + 1).limit(present.size()).toList();
			assertThat(counted).as("sequence of %s", key).isEqualTo(expected);
		});
	}

	private void everyIdentity() {
		assertThat(events()).as("events that differ")
			.extracting((event) -> event.path("id").asText())
			.doesNotHaveDuplicates();
	}

}
