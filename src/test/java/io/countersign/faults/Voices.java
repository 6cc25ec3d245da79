package io.countersign.faults;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.Nodes;
import io.countersign.faults.Reseller.Kind;

/** Callbacks: the ROC's own, told badly, and those of somebody who is not the ROC. */
final class Voices {

	/** Ids of events that the ROC's ledger does not know begin so. */
	static final String MADE_UP = "made-up-";

	private static final String OTHERS_SECRET = "whsec_"
			+ Base64.getEncoder().encodeToString("somebody-else-altogether-entirely".getBytes(StandardCharsets.UTF_8));

	private Voices() {
	}

	/** F8: repeated, shuffled, held back; and for orders that are not what they say. */
	static void toldBadly(World world, int callbacks, Random random, Findings findings) throws Exception {
		int agreements = Math.max(8, callbacks / 4);
		long before = world.roc().ledger("event").size();
		world.roc().control("{\"repeat\": 5, \"reorder\": true}");
		List<String> references = world.reseller().submit("f8-" + random.nextInt(1_000_000), agreements, 4, false);
		List<JsonNode> orders = world.roc().ledger("order");
		int refused = 0;
		for (int i = 0; i < agreements; i++) {
			JsonNode order = orders.get(random.nextInt(orders.size()));
			ObjectNode event = event(order, i);
			switch (i % 3) {
				case 0 -> event.put("reference", "EA-2026-9%05d".formatted(i));
				case 1 -> event.put("reference", references.get((i + 1) % references.size()))
					.put("idempotencyKey", orders.get(0).path("idempotencyKey").asText());
				default -> event.put("submission", 7);
			}
			String body = event.toString();
			int status = world.roc()
				.callBack(world.door().url(), body,
						Roc.headers("msg_" + UUID.randomUUID(), Instant.now(), body, Nodes.SECRET));
			refused += (status == 422) ? 1 : 0;
			findings.expect(status == 422, "an event for another order was answered %d: %s", status, body);
		}
		world.comeToRest(Duration.ofMinutes(3));
		world.roc().behave();
		contradictions(world, random, findings);
		long told = world.roc().ledger("event").size() - before;
		findings.figure("%d events of %d agreements, each told 1 to 5 times, shuffled; %d of no order refused", told,
				agreements, refused);
	}

	/**
	 * The ROC accepts what it rejected before, and receives what it has received. A
	 * person has to look at that; nothing else may come of it.
	 */
	static void contradictions(World world, Random random, Findings findings) throws Exception {
		String rejected = world.reseller().submit("contradiction-" + random.nextInt(1_000_000), Kind.ROC_REJECTED);
		world.comeToRest(Duration.ofMinutes(1));
		contradiction(world, order(world, rejected), "accepted", 3, "PARKED", findings);
		world.roc().control("{\"frozen\": true}");
		String frozen = world.reseller().submit("contradiction-p" + random.nextInt(1_000_000), Kind.BOOKED);
		Nodes.await("An order does not arrive", () -> Handoffs.ordered(world).contains(frozen));
		contradiction(world, order(world, frozen), "acknowledged", 1, "DONE", findings);
		contradiction(world, order(world, frozen), "acknowledged", 2, "PARKED", findings);
		world.roc().behave();
	}

	private static JsonNode order(World world, String reference) {
		return world.roc()
			.ledger("order")
			.stream()
			.filter((each) -> each.path("reference").asText().equals(reference))
			.findFirst()
			.orElseThrow();
	}

	private static void contradiction(World world, JsonNode order, String type, int sequence, String expected,
			Findings findings) throws Exception {
		ObjectNode event = event(order, sequence);
		event.put("type", type).put("sequence", sequence);
		String body = event.toString();
		int status = world.roc()
			.callBack(world.door().url(), body,
					Roc.headers("msg_" + UUID.randomUUID(), Instant.now(), body, Nodes.SECRET));
		findings.expect(status == 202, "'%s' was answered %d", type, status);
		Nodes.await("An event is not looked at",
				() -> world.number("select count(*) from countersign.roc_inbox where state = 'PENDING'") == 0);
		String state = world
			.text("select state from countersign.roc_inbox where event_id = '%s'".formatted(event.path("id").asText()));
		findings.expect(state.equals(expected), "'%s' as event %d was %s, expected %s", type, sequence, state,
				expected);
	}

	private static ObjectNode event(JsonNode order, int number) {
		return order.<ObjectNode>deepCopy()
			.removeAll()
			.put("id", MADE_UP + UUID.randomUUID())
			.put("type", "invoiced")
			.put("reference", order.path("reference").asText())
			.put("submission", order.path("submission").asInt())
			.put("idempotencyKey", order.path("idempotencyKey").asText())
			.put("caseNumber", "ROC-9%07d".formatted(number))
			.put("sequence", 9)
			.put("occurredAt", Instant.now().toString())
			.put("invoiceNumber", "INV-" + number);
	}

	/** F9: forged. None may be believed, none may leave a trace. */
	static void forged(World world, int forgeries, Random random, Findings findings) throws Exception {
		world.reseller().submit("f9-" + random.nextInt(1_000_000), 8, 4, false);
		world.comeToRest(Duration.ofMinutes(2));
		List<JsonNode> orders = world.roc().ledger("order");
		List<JsonNode> events = world.roc().ledger("event");
		long kept = world.number("select count(*) from countersign.roc_inbox");
		long audited = world.number("select count(*) from countersign.audit_event");
		Map<String, Integer> answers = new TreeMap<>();
		int believed = 0;
		for (int i = 0; i < forgeries; i++) {
			String body = event(orders.get(random.nextInt(orders.size())), i).toString();
			String id = "msg_" + UUID.randomUUID();
			Instant now = Instant.now();
			String[] headers = switch (i % 6) {
				case 0 -> Roc.headers(id, now, body, OTHERS_SECRET);
				case 1 ->
					Roc.headers(id, now.minus(Duration.ofMinutes(6 + random.nextInt(10_000))), body, Nodes.SECRET);
				case 2 -> Roc.headers(id, now.plus(Duration.ofMinutes(6 + random.nextInt(10_000))), body, Nodes.SECRET);
				case 3 -> Roc.headers(id, now, body.replace("invoiced", "accepted"), Nodes.SECRET);
				case 4 -> spoilt(Roc.headers(id, now, body, Nodes.SECRET), random);
				default -> {
					// Told before by the ROC itself, word by word.
					body = events.get(random.nextInt(events.size())).toString();
					yield Roc.headers(id, now, body, Nodes.SECRET);
				}
			};
			int status = world.roc().callBack(world.door().url(), body, headers);
			boolean replay = i % 6 == 5;
			answers.merge((replay ? "replayed " : "forged ") + status, 1, Integer::sum);
			if (!replay && status != 401) {
				believed++;
			}
		}
		findings.expect(believed == 0, "%d forged callbacks were not answered 401: %s", believed, answers);
		long keptAfter = world.number("select count(*) from countersign.roc_inbox");
		findings.expect(keptAfter == kept, "I2: %d forged or replayed events were kept", keptAfter - kept);
		long auditedAfter = world.number("select count(*) from countersign.audit_event");
		findings.expect(auditedAfter == audited, "I5: %d audit events came of forgeries", auditedAfter - audited);
		findings.figure("answers %s", answers);
	}

	private static String[] spoilt(String[] headers, Random random) {
		char[] signature = headers[5].toCharArray();
		int at = 3 + random.nextInt(40);
		signature[at] = (signature[at] == 'A') ? 'B' : 'A';
		headers[5] = new String(signature);
		return headers;
	}

}
