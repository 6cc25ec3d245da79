package io.countersign.rocsim;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.rocsim.CallFault.Call;

/** The calls of the contract, {@code docs/roc-openapi.yaml}, and how they go wrong. */
final class OrderCalls {

	private static final int MOST_ORDERS = 100;

	private final ObjectMapper json;

	private final OrderBook book;

	private final FaultPlan faults;

	private final Figures figures;

	private final Runnable wake;

	OrderCalls(ObjectMapper json, OrderBook book, FaultPlan faults, Figures figures, Runnable wake) {
		this.json = json;
		this.book = book;
		this.faults = faults;
		this.figures = figures;
		this.wake = wake;
	}

	/**
	 * Answers a call.
	 * @param down whether its connection is to break at once
	 */
	void answer(Exchange exchange, boolean down) throws IOException, InterruptedException {
		String call = exchange.method() + " " + exchange.path();
		if (call.equals("POST /orders")) {
			counted(Call.PLACE, exchange, down, (running) -> place(exchange, running));
		}
		else if (call.startsWith("GET /orders/")) {
			counted(Call.ASK, exchange, down, (running) -> find(exchange));
		}
		else if (call.equals("GET /statement")) {
			counted(Call.STATEMENT, exchange, down, (running) -> statement(exchange));
		}
		else if (!down) {
			exchange.problem(404, "not-found", "There is no " + call + ".");
		}
	}

	private interface Work {

		void run(Figures.Running running) throws IOException, InterruptedException;

	}

	private void counted(Call call, Exchange exchange, boolean down, Work work)
			throws IOException, InterruptedException {
		Figures.Running running = this.figures.begin(call);
		try {
			int most = this.faults.site().mostAtOnce();
			if (!down && most > 0 && this.figures.atOnce() > most) {
				exchange.problem(503, "too-many-at-once", "At most %d calls are taken at once.".formatted(most));
			}
			else if (!down) {
				work.run(running);
			}
		}
		finally {
			running.end(exchange.outcome());
		}
	}

	private void place(Exchange exchange, Figures.Running running) throws IOException, InterruptedException {
		Optional<JsonNode> body = exchange.body();
		if (body.isEmpty()) {
			return;
		}
		JsonNode orders = body.get().path("orders");
		List<Subject> subjects = this.book.subjects(orders);
		Optional<CallFault> fault = meet(Call.PLACE, subjects);
		List<Faults> treatments = subjects.stream().map(this.faults::of).toList();
		Thread.sleep(most(treatments, Faults::slowMillis));
		if (fault.isPresent() && fault.get() == CallFault.FAILURES) {
			exchange.problem(503, "not-now", "The ROC is not available; nothing was booked.");
			return;
		}
		if (fault.isPresent() && fault.get() == CallFault.LOST_CALLS) {
			// Closing the exchange without headers breaks the connection.
			return;
		}
		if (!orders.isArray() || orders.isEmpty() || orders.size() > MOST_ORDERS) {
			exchange.problem(400, "malformed-orders", "Expected {\"orders\": […]} with 1 to 100 orders.");
			return;
		}
		ObjectNode receipts = this.json.createObjectNode();
		receipts.set("receipts", this.book.place(orders));
		this.figures.orders(orders.size());
		this.wake.run();
		Thread.sleep(most(treatments, Faults::slowReplyMillis));
		if (fault.isPresent()) {
			spoil(exchange, fault.get(), receipts, running, most(treatments, Faults::hangMillis));
			return;
		}
		int dribbleMillis = most(treatments, Faults::dribbleMillis);
		if (dribbleMillis > 0) {
			exchange.dribble(receipts, dribbleMillis);
		}
		else {
			exchange.answer(receipts);
		}
	}

	private static int most(List<Faults> treatments, ToIntFunction<Faults> millis) {
		return treatments.stream().mapToInt(millis).max().orElse(0);
	}

	/** Answers what was booked as a fault wants it. */
	private void spoil(Exchange exchange, CallFault fault, ObjectNode receipts, Figures.Running running, int hangMillis)
			throws IOException, InterruptedException {
		switch (fault) {
			case FAILURES_AFTER_BOOKING -> exchange.problem(500, "internal", "Something went wrong.");
			case GARBLED_REPLIES -> exchange.answer(this.json.createObjectNode().put("hello", "world"));
			case MALFORMED_REPLIES ->
				exchange.answer("application/json", "<html>Something went".getBytes(StandardCharsets.UTF_8));
			case CUT_REPLIES -> exchange.cut(receipts);
			case HANGS -> {
				running.end("broken");
				Thread.sleep(hangMillis);
			}
			default -> {
				// Without headers the connection breaks.
			}
		}
	}

	private void find(Exchange exchange) throws IOException {
		String key = exchange.path().substring("/orders/".length());
		Subject subject = this.book.subject(key).orElseGet(() -> Subject.unknown(key));
		Optional<CallFault> fault = meet(Call.ASK, List.of(subject));
		if (fault.isPresent()) {
			if (fault.get() == CallFault.ASK_FAILURES) {
				exchange.problem(503, "not-now", "The ROC is not available.");
			}
			return;
		}
		Optional<ObjectNode> found = this.book.find(key);
		if (found.isPresent()) {
			exchange.answer(found.get());
		}
		else {
			exchange.problem(404, "unknown-order", "No order with this key arrived.");
		}
	}

	private void statement(Exchange exchange) throws IOException {
		if (meet(Call.STATEMENT, List.of()).isPresent()) {
			exchange.problem(503, "not-now", "The ROC is not available.");
			return;
		}
		Map<String, String> query = exchange.query();
		try {
			Instant from = Instant.parse(query.getOrDefault("from", ""));
			Instant to = Instant.parse(query.getOrDefault("to", ""));
			ObjectNode statement = this.json.createObjectNode().put("from", from.toString()).put("to", to.toString());
			statement.set("orders", this.book.statement(from, to));
			exchange.answer(statement);
		}
		catch (DateTimeException ex) {
			exchange.problem(400, "malformed-period",
					"from and to are moments such as 2026-11-23T00:00:00Z; both are required.");
		}
	}

	private Optional<CallFault> meet(Call call, List<Subject> orders) {
		Optional<CallFault> fault = this.faults.meet(call, orders);
		fault.ifPresent((met) -> {
			this.figures.met(met);
			this.book.note(met, orders);
		});
		return fault;
	}

}
