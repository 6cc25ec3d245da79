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
import java.util.function.Predicate;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.kernel.Sha256;

/**
 * The orders of the simulated ROC and what becomes of them: acknowledged, accepted,
 * processed, invoiced, one step after the other, unless the faults asked for say
 * otherwise.
 */
final class OrderBook {

	private static final List<String> REQUIRED = List.of("idempotencyKey", "operation", "reference", "submission",
			"programme", "scenario", "segment", "customer", "reseller", "currency", "totalValue", "contentHash");

	private final ObjectMapper json;

	private final Ledger ledger;

	private final FaultPlan faults;

	private final Duration delay;

	private final Clock clock;

	private final Map<String, Case> cases = new LinkedHashMap<>();

	private final Map<String, List<Case>> ordersOf = new LinkedHashMap<>();

	private final PriorityQueue<Due> due = new PriorityQueue<>();

	/** Steps of orders that were frozen when last looked at. */
	private final List<Due> frozen = new ArrayList<>();

	private final Map<String, ObjectNode> undelivered = new LinkedHashMap<>();

	OrderBook(ObjectMapper json, Ledger ledger, FaultPlan faults, Duration delay, Clock clock) {
		this.json = json;
		this.ledger = ledger;
		this.faults = faults;
		this.delay = delay;
		this.clock = clock;
		ledger.replay(this::replay);
		this.cases.values().forEach((found) -> plan(found, found.changedAt));
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

		private final Subject subject;

		private final Deque<String> plan = new ArrayDeque<>();

		private Life life = Life.REGULAR;

		private String status = "RECEIVED";

		private int sequence;

		private Instant changedAt;

		private String invoice;

		private Case(JsonNode order, String caseNumber, String fingerprint, Instant receivedAt, int nth) {
			this.order = order;
			this.subject = Subject.of(order, nth);
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

		private void lives(Life next) {
			this.life = next;
			this.plan.clear();
			this.plan.addAll(next.steps());
		}

		private boolean waitsForRelease() {
			return !this.life.release() && "released".equals(this.plan.peek());
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
		else if (open.isPresent() && !this.faults.site().naive()) {
			return refusal(key, 409, "order-open",
					"Agreement %s has the open order %s.".formatted(reference, open.get().caseNumber));
		}
		Case booked = book(order, "ROC-%08d".formatted(this.cases.size() + 1), fingerprint, this.clock.instant());
		booked.lives(life(booked.subject));
		plan(booked, booked.receivedAt);
		ObjectNode line = line("order").put("caseNumber", booked.caseNumber).put("fingerprint", fingerprint);
		line.set("order", order.deepCopy());
		lines.add(line.set("life", this.json.valueToTree(booked.life)));
		return receipt(key, "RECEIVED", booked.caseNumber);
	}

	private Case book(JsonNode order, String caseNumber, String fingerprint, Instant at) {
		Case booked = new Case(order, caseNumber, fingerprint, at, nth(order));
		List<Case> siblings = this.ordersOf.computeIfAbsent(booked.text("reference"), (ignored) -> new ArrayList<>());
		if (booked.text("operation").equals("CANCEL")) {
			siblings.stream().filter(Case::open).forEach((sibling) -> {
				sibling.plan.clear();
				sibling.status = "CANCELLED";
			});
		}
		else {
			siblings.add(booked);
		}
		this.cases.put(booked.text("idempotencyKey"), booked);
		return booked;
	}

	private int nth(JsonNode order) {
		return 1 + this.ordersOf.getOrDefault(order.path("reference").asText(), List.of()).size();
	}

	/** Orders as the faults know them, booked or about to be. */
	synchronized List<Subject> subjects(JsonNode orders) {
		List<Subject> subjects = new ArrayList<>();
		orders.forEach((order) -> subjects
			.add(subject(order.path("idempotencyKey").asText()).orElseGet(() -> Subject.of(order, nth(order)))));
		return subjects;
	}

	synchronized Optional<Subject> subject(String key) {
		return Optional.ofNullable(this.cases.get(key)).map((found) -> found.subject);
	}

	/** Notes when its next step is due; that of a held order may wait for a word. */
	private void plan(Case order, Instant after) {
		if (!order.plan.isEmpty() && !order.waitsForRelease()) {
			boolean held = order.status.equals("HELD") && order.life.holdMillis() >= 0;
			this.due.add(new Due(after.plus(held ? Duration.ofMillis(order.life.holdMillis()) : this.delay), order));
		}
	}

	/**
	 * Takes every step that is due, writes it down, and keeps its event for delivery.
	 * @return when the next step is due; empty where none is
	 */
	synchronized Optional<Instant> advance() {
		this.due.addAll(this.frozen);
		this.frozen.clear();
		Instant now = this.clock.instant();
		List<ObjectNode> lines = new ArrayList<>();
		while (!this.due.isEmpty() && !this.due.peek().at().isAfter(now)) {
			Due step = this.due.poll();
			Case order = step.order();
			if (order.plan.isEmpty()) {
				continue;
			}
			if (this.faults.of(order.subject).frozen()) {
				this.frozen.add(step);
				continue;
			}
			ObjectNode event = step(order, order.plan.poll(), now);
			lines.add(line("event").set("event", event));
			this.undelivered.put(event.path("id").asText(), event);
			plan(order, step.at());
		}
		if (!lines.isEmpty()) {
			this.ledger.append(lines);
		}
		return Optional.ofNullable(this.due.peek()).map(Due::at);
	}

	private ObjectNode step(Case order, String type, Instant at) {
		order.sequence++;
		order.changedAt = at;
		ObjectNode event = event(order, type, order.sequence, at);
		order.invoice = event.path("invoiceNumber").asText(order.invoice);
		order.status = type.equals("released") ? "ACKNOWLEDGED" : type.toUpperCase(Locale.ROOT);
		return event;
	}

	private ObjectNode event(Case order, String type, int sequence, Instant at) {
		ObjectNode event = this.json.createObjectNode()
			.put("id", order.caseNumber + "-" + sequence)
			.put("type", type)
			.put("reference", order.text("reference"))
			.put("submission", order.order.path("submission").asInt())
			.put("idempotencyKey", order.text("idempotencyKey"))
			.put("caseNumber", order.caseNumber)
			.put("sequence", sequence)
			.put("occurredAt", at.toString());
		return switch (type) {
			case "rejected" -> event.put("reasonCode", order.life.rejectionReason())
				.put("text", "Rejected by the simulated ROC, as it was asked to.");
			case "held" -> event.put("reasonCode", order.life.holdReason())
				.put("text", "Held by the simulated ROC, as it was asked to.");
			case "invoiced" -> event.put("invoiceNumber", order.caseNumber.replace("ROC-", "INV-"));
			default -> event;
		};
	}

	/** Events that nobody confirmed yet, oldest first. */
	synchronized List<ObjectNode> undelivered(Predicate<ObjectNode> which, int limit) {
		return this.undelivered.values().stream().filter(which).limit(limit).toList();
	}

	synchronized int undeliveredCount() {
		return this.undelivered.size();
	}

	/** Of them, those whose own order is silent though the ROC as a whole speaks. */
	synchronized long withheld() {
		return this.undelivered.values().stream().filter((event) -> !speaks(event)).count();
	}

	private boolean speaks(ObjectNode event) {
		return treatment(event).callbacks();
	}

	/** Time until the next callback kept for a while may go; zero where there is none. */
	synchronized Duration untilDelayed(Instant now) {
		return this.undelivered.values()
			.stream()
			.filter(this::speaks)
			.map((event) -> Duration.between(now,
					Instant.parse(event.path("occurredAt").asText())
						.plusMillis(treatment(event).callbackDelayMillis())))
			.filter((wait) -> !wait.isNegative() && !wait.isZero())
			.min(Duration::compareTo)
			.orElse(Duration.ZERO);
	}

	/** How the order that an event tells of is treated. */
	synchronized Faults treatment(ObjectNode event) {
		return this.faults.of(this.cases.get(event.path("idempotencyKey").asText()).subject);
	}

	/** Orders whose next step ought to have been taken by now. */
	synchronized long stepsDue() {
		Instant now = this.clock.instant();
		return Stream.concat(this.due.stream(), this.frozen.stream())
			.filter((step) -> !step.at().isAfter(now) && !step.order().plan.isEmpty())
			.filter((step) -> !this.faults.of(step.order().subject).frozen())
			.count();
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
			switch (found.status) {
				case "REJECTED" -> state.put("reasonCode", found.life.rejectionReason());
				case "HELD" -> state.put("reasonCode", found.life.holdReason());
				default -> {
				}
			}
			return state;
		});
	}

	/**
	 * Orders received within a period, the end excluded, as far as the faults let it be
	 * the truth.
	 */
	synchronized ArrayNode statement(Instant from, Instant to) {
		ArrayNode entries = this.json.createArrayNode();
		for (int extra = 1; extra <= this.faults.site().statementExtra(); extra++) {
			entries.add(madeUp(extra, from));
		}
		this.cases.values()
			.stream()
			.filter((found) -> !found.receivedAt.isBefore(from) && found.receivedAt.isBefore(to))
			.forEach((found) -> entry(found, this.faults.of(found.subject)).ifPresent(entries::add));
		return entries;
	}

	private Optional<ObjectNode> entry(Case found, Faults treatment) {
		if (treatment.statementMissing()) {
			return Optional.empty();
		}
		ObjectNode entry = summary(found).put("currency", or(treatment.statementCurrency(), found.text("currency")))
			.put("totalValue", or(treatment.statementValue(), found.text("totalValue")));
		entry.put("status", or(treatment.statementStatus(), found.status));
		entry.put("caseNumber", or(treatment.statementCaseNumber(), found.caseNumber));
		return Optional.of(entry);
	}

	private static String or(String asked, String truth) {
		return (asked != null) ? asked : truth;
	}

	private ObjectNode madeUp(int number, Instant at) {
		String reference = "EA-1999-%06d".formatted(number);
		return this.json.createObjectNode()
			.put("idempotencyKey", Sha256.of(reference))
			.put("operation", "ORDER")
			.put("reference", reference)
			.put("submission", 1)
			.put("status", "ACCEPTED")
			.put("caseNumber", "ROC-99%06d".formatted(number))
			.put("receivedAt", at.toString())
			.put("currency", "EUR")
			.put("totalValue", "1000.00");
	}

	/**
	 * Lets an order live on differently from here.
	 * @param which its key, its case number, or its agreement's number for the newest
	 * order of it
	 * @param life what follows; {@code null} releases it from a hold
	 * @return empty if there is no such order
	 */
	synchronized Optional<ObjectNode> live(String which, Life life) {
		return named(which).map((found) -> {
			Life next = (life != null) ? life : found.life.released(List.copyOf(found.plan));
			found.lives(next);
			ObjectNode line = line("life").put("idempotencyKey", found.text("idempotencyKey"));
			this.ledger.append(List.of(line.<ObjectNode>set("life", this.json.valueToTree(next))));
			Stream.of(this.due, this.frozen).forEach((steps) -> steps.removeIf((step) -> step.order() == found));
			if (!found.plan.isEmpty() && !found.waitsForRelease()) {
				this.due.add(new Due(this.clock.instant(), found));
			}
			return details(found);
		});
	}

	/** An event of an order as it would come next, whether or not it could. */
	synchronized Optional<ObjectNode> event(String which, String type) {
		return named(which).map((found) -> event(found, type, found.sequence + 1, this.clock.instant()));
	}

	/** Orders with everything known of them; all, or those of one agreement. */
	synchronized ArrayNode details(String reference) {
		ArrayNode all = this.json.createArrayNode();
		this.cases.values()
			.stream()
			.filter((found) -> reference == null || found.text("reference").equals(reference))
			.forEach((found) -> all.add(details(found)));
		return all;
	}

	private ObjectNode details(Case found) {
		ObjectNode details = summary(found).put("lastSequence", found.sequence);
		details.set("steps", this.json.valueToTree(found.plan));
		return details.set("faults", this.json.valueToTree(this.faults.of(found.subject)));
	}

	/** The newest that fits. */
	private Optional<Case> named(String which) {
		return this.cases.values()
			.stream()
			.filter((found) -> which.equals(found.caseNumber) || which.equals(found.text("idempotencyKey"))
					|| (which.equals(found.text("reference")) && found.text("operation").equals("ORDER")))
			.reduce((older, newer) -> newer);
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
			case "order" -> {
				Case booked = book(line.path("order"), line.path("caseNumber").asText(),
						line.path("fingerprint").asText(), Instant.parse(line.path("at").asText()));
				booked.lives(line.has("life") ? life(line.path("life")) : life(booked.subject));
			}
			case "life" -> this.cases.get(line.path("idempotencyKey").asText()).lives(life(line.path("life")));
			case "event" -> {
				ObjectNode event = (ObjectNode) line.path("event");
				Case order = this.cases.get(event.path("idempotencyKey").asText());
				step(order, order.plan.poll(), Instant.parse(event.path("occurredAt").asText()));
				this.undelivered.put(event.path("id").asText(), event);
			}
			case "delivered" -> line.path("ids").forEach((id) -> this.undelivered.remove(id.asText()));
			case "fault", "callback" -> {
				// Of interest to readers only.
			}
			default -> throw new IllegalStateException("Unknown line in the ledger: " + line);
		}
	}

	private Life life(Subject order) {
		return order.operation().equals("CANCEL") ? Life.CANCELLATION : Life.of(this.faults.of(order));
	}

	private Life life(JsonNode line) {
		return this.json.convertValue(line, Life.class);
	}

	/** Notes in the ledger what went wrong on purpose. */
	void note(CallFault fault, List<Subject> orders) {
		ObjectNode line = line("fault").put("fault", fault.json());
		orders.stream().map(Subject::key).forEach(line.putArray("idempotencyKeys")::add);
		this.ledger.note(line);
	}

	/** Notes in the ledger that a callback was made up, and how it was answered. */
	void note(JsonNode callback) {
		this.ledger.note(line("callback").set("callback", callback));
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
