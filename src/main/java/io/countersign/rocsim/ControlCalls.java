package io.countersign.rocsim;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.rocsim.CallbackSender.Answer;
import io.countersign.rocsim.CallbackSender.Signing;
import io.countersign.rocsim.FaultPlan.UnclearException;

/**
 * {@code /control}: what tests and people ask of the simulated ROC, which no fault
 * touches. Described in {@code docs/rocsim.md}.
 */
final class ControlCalls {

	private static final Pattern ONE_RULE = Pattern.compile("DELETE /control/rules/(\\d{1,9})");

	private final ObjectMapper json;

	private final OrderBook book;

	private final Ledger ledger;

	private final FaultPlan faults;

	private final Figures figures;

	private final CallbackSender callbacks;

	private final Runnable wake;

	ControlCalls(ObjectMapper json, OrderBook book, Ledger ledger, FaultPlan faults, Figures figures,
			CallbackSender callbacks, Runnable wake) {
		this.json = json.copy().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
		this.book = book;
		this.ledger = ledger;
		this.faults = faults;
		this.figures = figures;
		this.callbacks = callbacks;
		this.wake = wake;
	}

	/**
	 * What an order is to live on with.
	 *
	 * @param order its key, its case number or its agreement's number
	 * @param steps types of the events to come; {@code null} releases it from a hold
	 * @param reasonCode of a rejection or hold among them; {@code null} is {@code R90}
	 */
	record Turn(String order, List<String> steps, String reasonCode) {
	}

	/**
	 * A callback that nobody would send by himself.
	 *
	 * @param events any JSON; an event that names an order of the book by {@code of} is
	 * completed from it
	 * @param signing {@code null} is right
	 * @param webhookId {@code null} is a new one
	 */
	record MadeUp(List<ObjectNode> events, Signing signing, String webhookId) {
	}

	void answer(Exchange exchange) throws IOException, InterruptedException {
		try {
			String call = exchange.method() + " " + exchange.path();
			Matcher oneRule = ONE_RULE.matcher(call);
			if (oneRule.matches()) {
				endRule(exchange, Integer.parseInt(oneRule.group(1)));
				return;
			}
			switch (call) {
				case "GET /control" -> exchange.answer(state());
				case "POST /control" -> change(exchange);
				case "DELETE /control" -> {
					this.faults.end();
					done(exchange, state());
				}
				case "GET /control/rules" -> exchange.answer(rules());
				case "POST /control/rules" -> addRule(exchange);
				case "DELETE /control/rules" -> {
					this.faults.removeRules();
					done(exchange, rules());
				}
				case "GET /control/seed" -> exchange.answer(this.json.valueToTree(this.faults.seed()));
				case "PUT /control/seed" -> sow(exchange);
				case "DELETE /control/seed" -> {
					this.faults.seed(null);
					done(exchange, state());
				}
				case "GET /control/cases" -> exchange.answer(this.book.details(exchange.query().get("reference")));
				case "POST /control/cases" -> turn(exchange);
				case "POST /control/callbacks" -> makeUp(exchange);
				case "GET /control/figures" -> exchange.answer(this.figures.toJson());
				case "DELETE /control/figures" -> {
					this.figures.reset();
					exchange.answer(this.figures.toJson());
				}
				case "GET /control/ledger" -> ledger(exchange);
				default -> exchange.problem(404, "not-found", "There is no " + call + ".");
			}
		}
		catch (UnclearException ex) {
			exchange.problem(400, "malformed-control", ex.getMessage());
		}
		catch (JsonProcessingException ex) {
			exchange.problem(400, "malformed-control", ex.getOriginalMessage());
		}
	}

	/** Orders and callbacks look at the change at once. */
	private void done(Exchange exchange, JsonNode answer) throws IOException {
		this.wake.run();
		exchange.answer(answer);
	}

	private ObjectNode state() {
		ObjectNode all = this.faults.toJson();
		long withheld = all.path("callbacks").asBoolean() ? this.book.withheld() : 0;
		return all.put("orders", this.book.size())
			.put("stepsDue", this.book.stepsDue())
			.put("undelivered", this.book.undeliveredCount() - withheld)
			.put("withheld", withheld);
	}

	private void change(Exchange exchange) throws IOException, UnclearException {
		Optional<JsonNode> body = exchange.body();
		if (body.isPresent()) {
			this.faults.change(body.get());
			done(exchange, state());
		}
	}

	private ArrayNode rules() {
		ArrayNode rules = this.json.createArrayNode();
		this.faults.rules().forEach((rule) -> rules.add(this.faults.toJson(rule)));
		return rules;
	}

	private void addRule(Exchange exchange) throws IOException, UnclearException {
		Optional<JsonNode> body = exchange.body();
		if (body.isPresent()) {
			done(exchange, this.faults.toJson(this.faults.add(body.get())));
		}
	}

	private void endRule(Exchange exchange, int number) throws IOException {
		if (this.faults.remove(number)) {
			done(exchange, rules());
		}
		else {
			exchange.problem(404, "unknown-rule", "There is no rule %d.".formatted(number));
		}
	}

	private void sow(Exchange exchange) throws IOException, UnclearException {
		Optional<JsonNode> body = exchange.body();
		if (body.isPresent()) {
			done(exchange, this.json.valueToTree(this.faults.seed(body.get())));
		}
	}

	private void turn(Exchange exchange) throws IOException {
		Optional<JsonNode> body = exchange.body();
		if (body.isEmpty()) {
			return;
		}
		Turn turn = this.json.treeToValue(body.get(), Turn.class);
		String reason = (turn.reasonCode() != null) ? turn.reasonCode() : "R90";
		Life life = (turn.steps() != null) ? life(turn.steps(), reason) : null;
		Optional<ObjectNode> order = this.book.live(String.valueOf(turn.order()), life);
		if (order.isPresent()) {
			done(exchange, order.get());
		}
		else {
			unknown(exchange, turn.order());
		}
	}

	private Life life(List<String> steps, String reason) throws JsonProcessingException {
		ObjectNode life = this.json.createObjectNode()
			.put("rejectionReason", reason)
			.put("holdReason", reason)
			.put("holdMillis", -1)
			.put("release", !steps.contains("held"));
		life.set("steps", this.json.valueToTree(steps));
		return this.json.treeToValue(life, Life.class);
	}

	private void makeUp(Exchange exchange) throws IOException, InterruptedException {
		Optional<JsonNode> body = exchange.body();
		if (body.isEmpty()) {
			return;
		}
		MadeUp wanted = this.json.treeToValue(body.get(), MadeUp.class);
		if (wanted.events() == null || this.faults.site().callbackUrl() == null) {
			exchange.problem(400, "malformed-control", "Expected events, and a callbackUrl to send them to.");
			return;
		}
		ArrayNode events = this.json.createArrayNode();
		for (ObjectNode event : wanted.events()) {
			Optional<ObjectNode> completed = completed(event);
			if (completed.isEmpty()) {
				unknown(exchange, event.path("of").asText());
				return;
			}
			events.add(completed.get());
		}
		Signing signing = (wanted.signing() != null) ? wanted.signing() : Signing.RIGHT;
		String id = (wanted.webhookId() != null) ? wanted.webhookId() : "msg_" + UUID.randomUUID();
		Answer answer = this.callbacks.post(((events.size() == 1) ? events.get(0) : events).toString(), events.size(),
				id, signing);
		ObjectNode told = this.json.createObjectNode()
			.put("status", answer.status())
			.put("signing", signing.name())
			.put("webhookId", id);
		told.set("events", events);
		this.book.note(told.deepCopy());
		exchange.answer(told.put("body", answer.body()));
	}

	private Optional<ObjectNode> completed(ObjectNode event) {
		if (!event.has("of")) {
			return Optional.of(event);
		}
		Optional<ObjectNode> whole = this.book.event(event.path("of").asText(), event.path("type").asText("accepted"));
		whole.ifPresent((all) -> {
			all.setAll(event);
			all.remove("of");
		});
		return whole;
	}

	private static void unknown(Exchange exchange, String order) throws IOException {
		exchange.problem(404, "unknown-order", "The book has no order %s.".formatted(order));
	}

	/**
	 * Lines of the ledger as they are on disk: of one kind by {@code line}, of one
	 * agreement by {@code reference}, without the first ones by {@code after}.
	 */
	private void ledger(Exchange exchange) throws IOException, UnclearException {
		Map<String, String> query = exchange.query();
		String after = query.getOrDefault("after", "0");
		if (!after.matches("\\d{1,9}")) {
			throw new UnclearException("after is a count of lines.");
		}
		StringBuilder lines = new StringBuilder();
		for (String line : this.ledger.lines(Integer.parseInt(after))) {
			JsonNode read = this.json.readTree(line);
			String kind = read.path("line").asText();
			if (query.getOrDefault("line", kind).equals(kind)
					&& (!query.containsKey("reference") || concerns(read.path(kind), query.get("reference")))) {
				lines.append(line).append('\n');
			}
		}
		exchange.answer("application/x-ndjson", lines.toString().getBytes(StandardCharsets.UTF_8));
	}

	private static boolean concerns(JsonNode content, String reference) {
		return content.path("reference").asText().equals(reference);
	}

}
