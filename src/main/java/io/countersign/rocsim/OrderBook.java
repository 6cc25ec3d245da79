package io.countersign.rocsim;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.kernel.Sha256;

/**
 * The orders of the simulated ROC and what becomes of them: acknowledged, accepted,
 * processed, invoiced, one step after the other.
 * <p>
 * What the purchase order's number ends in decides otherwise on the first order of an
 * agreement: {@code -R07} (any {@code -Rnn}) is rejected for that reason, {@code -HOLD}
 * is held for a while.
 */
final class OrderBook {

	private static final Pattern REJECTED = Pattern.compile(".*-(R\\d{2})");

	private static final List<String> REGULAR = List.of("acknowledged", "accepted", "processed", "invoiced");

	private static final List<String> HELD = List.of("acknowledged", "held", "released", "accepted", "processed",
			"invoiced");

	private static final List<String> REQUIRED = List.of("idempotencyKey", "operation", "reference", "submission",
			"programme", "scenario", "segment", "customer", "reseller", "currency", "totalValue", "contentHash");

	private final ObjectMapper json;

	private final Ledger ledger;

	private final Duration delay;

	private final Clock clock;

	private final Map<String, Case> cases = new LinkedHashMap<>();

	private final Map<String, List<Case>> ordersOf = new LinkedHashMap<>();

	private final PriorityQueue<Due> due = new PriorityQueue<>();

	private final Map<String, ObjectNode> undelivered = new LinkedHashMap<>();

	OrderBook(ObjectMapper json, Ledger ledger, Duration delay, Clock clock) {
		this.json = json;
		this.ledger = ledger;
		this.delay = delay;
		this.clock = clock;
		ledger.replay(this::replay);
		this.cases.values()
			.stream()
			.filter((found) -> !found.plan.isEmpty())
			.forEach((found) -> this.due.add(new Due(found.changedAt.plus(delay), found)));
	}

	private record Due(Instant at, Case order) implements Comparable<Due> {
		@Override
		public int compareTo(Due other) {
			return this.at.compareTo(other.at);
		}
	}

	private static final class Case {

		private final JsonNode order;

		private final String caseNumber;

		private final String fingerprint;

		private final Instant receivedAt;

		private final Deque<String> plan = new ArrayDeque<>();

		private String status = "RECEIVED";

		private int sequence;

		private Instant changedAt;

		private String reasonCode;

		private String invoice;

		private Case(JsonNode order, String caseNumber, String fingerprint, Instant receivedAt) {
			this.order = order;
			this.caseNumber = caseNumber;
			this.fingerprint = fingerprint;
			this.receivedAt = receivedAt;
			this.changedAt = receivedAt;
		}

		private String text(String field) {
			return this.order.path(field).asText();
		}

		private boolean open() {
			return !this.status.equals("REJECTED") && !this.status.equals("CANCELLED");
		}

	}

	/** Books what is new and answers every order by its receipt. */
	synchronized ArrayNode place(JsonNode orders) {
		ArrayNode receipts = this.json.createArrayNode();
		List<ObjectNode> lines = new ArrayList<>();
		for (JsonNode order : orders) {
			receipts.add(place(order, lines));
		}
		if (!lines.isEmpty()) {
			this.ledger.append(lines);
		}
		return receipts;
	}

	private ObjectNode place(JsonNode order, List<ObjectNode> lines) {
		String key = order.path("idempotencyKey").asText();
		Case known = this.cases.get(key);
		String fingerprint = Sha256.of(order.toString());
		if (known != null) {
			return known.fingerprint.equals(fingerprint) ? receipt(key, "DUPLICATE", known.caseNumber)
					: refusal(key, 422, "key-reused", "This key was used for another order.");
		}
		for (String field : REQUIRED) {
			if (order.path(field).isMissingNode() || order.path(field).isNull()) {
				return refusal(key, 422, "order-incomplete", "The order has no " + field + ".");
			}
		}
		boolean cancellation = order.path("operation").asText().equals("CANCEL");
		String reference = order.path("reference").asText();
		Optional<Case> open = this.ordersOf.getOrDefault(reference, List.of()).stream().filter(Case::open).findFirst();
		if (cancellation) {
			if (open.isEmpty()) {
				return refusal(key, 409, "nothing-to-cancel", "Agreement %s has no open order.".formatted(reference));
			}
			if (open.get().status.equals("INVOICED")) {
				return refusal(key, 409, "already-invoiced", "Agreement %s is invoiced as %s; it needs a credit note."
					.formatted(reference, open.get().invoice));
			}
		}
		else if (open.isPresent()) {
			return refusal(key, 409, "order-open",
					"Agreement %s has the open order %s.".formatted(reference, open.get().caseNumber));
		}
		Case booked = book(order, "ROC-%08d".formatted(this.cases.size() + 1), fingerprint, this.clock.instant());
		this.due.add(new Due(booked.receivedAt.plus(this.delay), booked));
		lines.add(line("order").put("caseNumber", booked.caseNumber)
			.put("fingerprint", fingerprint)
			.set("order", order.deepCopy()));
		return receipt(key, "RECEIVED", booked.caseNumber);
	}

	private Case book(JsonNode order, String caseNumber, String fingerprint, Instant at) {
		Case booked = new Case(order, caseNumber, fingerprint, at);
		String reference = booked.text("reference");
		List<Case> siblings = this.ordersOf.computeIfAbsent(reference, (ignored) -> new ArrayList<>());
		if (booked.text("operation").equals("CANCEL")) {
			siblings.stream().filter(Case::open).forEach((sibling) -> {
				sibling.plan.clear();
				sibling.status = "CANCELLED";
			});
			booked.plan.add("cancelled");
		}
		else {
			booked.plan.addAll(life(booked, siblings.isEmpty()));
			siblings.add(booked);
		}
		this.cases.put(booked.text("idempotencyKey"), booked);
		return booked;
	}

	private static List<String> life(Case booked, boolean first) {
		String purchaseOrder = booked.text("purchaseOrder");
		Matcher rejected = REJECTED.matcher(purchaseOrder);
		if (first && rejected.matches()) {
			booked.reasonCode = rejected.group(1);
			return List.of("acknowledged", "rejected");
		}
		return (first && purchaseOrder.endsWith("-HOLD")) ? HELD : REGULAR;
	}

	/**
	 * Takes every step that is due, writes it down, and keeps its event for delivery.
	 * @return when the next step is due; empty where none is
	 */
	synchronized Optional<Instant> advance() {
		Instant now = this.clock.instant();
		List<ObjectNode> lines = new ArrayList<>();
		while (!this.due.isEmpty() && !this.due.peek().at().isAfter(now)) {
			Due step = this.due.poll();
			if (step.order().plan.isEmpty()) {
				continue;
			}
			ObjectNode event = step(step.order(), step.order().plan.poll(), now);
			lines.add(line("event").set("event", event));
			this.undelivered.put(event.path("id").asText(), event);
			if (!step.order().plan.isEmpty()) {
				this.due.add(new Due(step.at().plus(this.delay), step.order()));
			}
		}
		if (!lines.isEmpty()) {
			this.ledger.append(lines);
		}
		return Optional.ofNullable(this.due.peek()).map(Due::at);
	}

	private ObjectNode step(Case order, String type, Instant at) {
		order.sequence++;
		order.changedAt = at;
		ObjectNode event = this.json.createObjectNode()
			.put("id", order.caseNumber + "-" + order.sequence)
			.put("type", type)
			.put("reference", order.text("reference"))
			.put("submission", order.order.path("submission").asInt())
			.put("idempotencyKey", order.text("idempotencyKey"))
			.put("caseNumber", order.caseNumber)
			.put("sequence", order.sequence)
			.put("occurredAt", at.toString());
		switch (type) {
			case "rejected" -> event.put("reasonCode", order.reasonCode)
				.put("text", "Rejected by the simulated ROC as the purchase order's number asks for.");
			case "held" ->
				event.put("reasonCode", "R18").put("text", "Held by the simulated ROC for the credit department.");
			case "invoiced" -> {
				order.invoice = order.caseNumber.replace("ROC-", "INV-");
				event.put("invoiceNumber", order.invoice);
			}
			default -> {
			}
		}
		order.status = type.equals("released") ? "ACKNOWLEDGED" : type.toUpperCase(Locale.ROOT);
		return event;
	}

	/** Events that nobody confirmed yet, oldest first. */
	synchronized List<ObjectNode> undelivered(int limit) {
		return this.undelivered.values().stream().limit(limit).toList();
	}

	synchronized int undeliveredCount() {
		return this.undelivered.size();
	}

	/** Orders whose next step ought to have been taken by now. */
	synchronized long stepsDue() {
		Instant now = this.clock.instant();
		return this.due.stream().filter((step) -> !step.at().isAfter(now) && !step.order().plan.isEmpty()).count();
	}

	synchronized int size() {
		return this.cases.size();
	}

	synchronized void delivered(List<String> ids) {
		List<String> first = ids.stream().filter((id) -> this.undelivered.remove(id) != null).toList();
		if (!first.isEmpty()) {
			ObjectNode line = line("delivered");
			first.forEach(line.putArray("ids")::add);
			this.ledger.note(line);
		}
	}

	synchronized Optional<ObjectNode> find(String key) {
		return Optional.ofNullable(this.cases.get(key)).map((found) -> {
			ObjectNode state = summary(found).put("lastSequence", found.sequence);
			if (found.status.equals("REJECTED")) {
				state.put("reasonCode", found.reasonCode);
			}
			return state;
		});
	}

	/** Orders received within a period, the end excluded. */
	synchronized ArrayNode statement(Instant from, Instant to) {
		ArrayNode entries = this.json.createArrayNode();
		this.cases.values()
			.stream()
			.filter((found) -> !found.receivedAt.isBefore(from) && found.receivedAt.isBefore(to))
			.forEach((found) -> entries.add(summary(found).put("currency", found.text("currency"))
				.put("totalValue", found.text("totalValue"))));
		return entries;
	}

	private ObjectNode summary(Case found) {
		ObjectNode summary = this.json.createObjectNode()
			.put("idempotencyKey", found.text("idempotencyKey"))
			.put("operation", found.text("operation"))
			.put("reference", found.text("reference"))
			.put("submission", found.order.path("submission").asInt())
			.put("status", found.status)
			.put("caseNumber", found.caseNumber)
			.put("receivedAt", found.receivedAt.toString());
		if (found.invoice != null) {
			summary.put("invoiceNumber", found.invoice);
		}
		return summary;
	}

	private void replay(JsonNode line) {
		switch (line.path("line").asText()) {
			case "order" -> book(line.path("order"), line.path("caseNumber").asText(),
					line.path("fingerprint").asText(), Instant.parse(line.path("at").asText()));
			case "event" -> {
				ObjectNode event = (ObjectNode) line.path("event");
				Case order = this.cases.get(event.path("idempotencyKey").asText());
				step(order, order.plan.poll(), Instant.parse(event.path("occurredAt").asText()));
				this.undelivered.put(event.path("id").asText(), event);
			}
			case "delivered" -> line.path("ids").forEach((id) -> this.undelivered.remove(id.asText()));
			default -> throw new IllegalStateException("Unknown line in the ledger: " + line);
		}
	}

	private ObjectNode line(String kind) {
		return this.json.createObjectNode().put("line", kind).put("at", this.clock.instant().toString());
	}

	private ObjectNode receipt(String key, String status, String caseNumber) {
		return this.json.createObjectNode()
			.put("idempotencyKey", key)
			.put("status", status)
			.put("caseNumber", caseNumber);
	}

	private ObjectNode refusal(String key, int status, String code, String detail) {
		ObjectNode receipt = this.json.createObjectNode().put("idempotencyKey", key).put("status", "REFUSED");
		receipt.putObject("problem")
			.put("title", "Order refused")
			.put("status", status)
			.put("detail", detail)
			.put("code", code);
		return receipt;
	}

}
