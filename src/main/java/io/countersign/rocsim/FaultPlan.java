package io.countersign.rocsim;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.rocsim.CallFault.Call;

/**
 * Everything that is to go wrong: what is wrong with the ROC as a whole, faults of all
 * orders, faults by seed, by purchase order and by rule. What is more particular counts
 * more, in this order, and the newer rule more than the older.
 */
final class FaultPlan {

	private final ObjectMapper json;

	private Site site;

	private Faults general = Faults.NONE;

	private final Map<CallFault, Integer> generalCalls = new EnumMap<>(CallFault.class);

	private final List<Rule> rules = new ArrayList<>();

	private int rulesSoFar;

	private Seed seed;

	/** How often an order met a fault of a source. */
	private final Map<Spending, Integer> spent = new HashMap<>();

	FaultPlan(ObjectMapper json, String callbackUrl) {
		this.json = json.copy().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
		this.site = Site.sound(callbackUrl);
	}

	private record Source(String name, Wish wish) {
	}

	private record Spending(String source, String key, CallFault fault) {
	}

	/** A request that cannot be understood. */
	static final class UnclearException extends Exception {

		UnclearException(String message) {
			super(message);
		}

	}

	synchronized Site site() {
		return this.site;
	}

	synchronized boolean isDown(Instant now) {
		return this.site.isDown(now);
	}

	/** How an order is treated. */
	synchronized Faults of(Subject order) {
		List<Source> sources = sources(order);
		if (sources.isEmpty()) {
			return this.general;
		}
		ObjectNode merged = this.json.valueToTree(this.general);
		sources.forEach((source) -> merged.setAll(source.wish().treatment()));
		return this.json.convertValue(merged, Faults.class);
	}

	/** From the most general to the most particular. */
	private List<Source> sources(Subject order) {
		List<Source> sources = new ArrayList<>();
		if (this.seed != null && !order.reference().isEmpty()) {
			sources.add(new Source("seed " + this.seed.seed(), this.seed.wish(order)));
		}
		PurchaseOrderWishes.of(order).ifPresent((wish) -> sources.add(new Source("purchase order", wish)));
		this.rules.stream()
			.filter((rule) -> rule.who().fits(order))
			.forEach((rule) -> sources.add(new Source("rule " + rule.number(), rule.wish())));
		return sources;
	}

	/** What a call meets, once less from now on. */
	synchronized Optional<CallFault> meet(Call call, List<Subject> orders) {
		for (CallFault fault : CallFault.values()) {
			int left = this.generalCalls.getOrDefault(fault, 0);
			if (fault.call() == call && left != 0) {
				this.generalCalls.put(fault, (left > 0) ? left - 1 : left);
				return Optional.of(fault);
			}
		}
		return orders.stream().flatMap((order) -> meet(call, order).stream()).findFirst();
	}

	private Optional<CallFault> meet(Call call, Subject order) {
		List<Source> sources = sources(order);
		for (int index = sources.size() - 1; index >= 0; index--) {
			Source source = sources.get(index);
			for (Map.Entry<CallFault, Integer> wished : source.wish().calls().entrySet()) {
				Spending spending = new Spending(source.name(), order.key(), wished.getKey());
				int already = this.spent.getOrDefault(spending, 0);
				if (wished.getKey().call() == call && (wished.getValue() < 0 || already < wished.getValue())) {
					this.spent.put(spending, already + 1);
					return Optional.of(wished.getKey());
				}
			}
		}
		return Optional.empty();
	}

	/** Takes what is said about the ROC as a whole and about all orders. */
	synchronized void change(JsonNode said) throws UnclearException {
		ObjectNode ofSite = this.json.valueToTree(this.site);
		ObjectNode rest = this.json.createObjectNode();
		said.fields()
			.forEachRemaining(
					(field) -> (ofSite.has(field.getKey()) ? ofSite : rest).set(field.getKey(), field.getValue()));
		Wish wish = wish(rest);
		Site changed = read(ofSite, Site.class);
		this.general = read(merged(this.general, wish), Faults.class);
		this.generalCalls.putAll(wish.calls());
		this.site = changed;
	}

	/** Adds a rule; its fields are those of {@link Rule.Who} and of all faults. */
	synchronized Rule add(JsonNode said) throws UnclearException {
		ObjectNode who = this.json.createObjectNode();
		ObjectNode rest = this.json.createObjectNode();
		List<String> names = List.of("purchaseOrder", "reference", "submission", "operation", "idempotencyKey", "nth");
		said.fields()
			.forEachRemaining(
					(field) -> (names.contains(field.getKey()) ? who : rest).set(field.getKey(), field.getValue()));
		Rule rule = new Rule(this.rulesSoFar + 1, read(who, Rule.Who.class), wish(rest));
		this.rulesSoFar++;
		this.rules.add(rule);
		return rule;
	}

	synchronized List<Rule> rules() {
		return List.copyOf(this.rules);
	}

	/** Ends a rule; answers whether there was one. */
	synchronized boolean remove(int number) {
		return this.rules.removeIf((rule) -> rule.number() == number);
	}

	synchronized void removeRules() {
		this.rules.clear();
	}

	synchronized Seed seed() {
		return this.seed;
	}

	synchronized Seed seed(JsonNode said) throws UnclearException {
		this.seed = (said != null) ? read(said, Seed.class) : null;
		return this.seed;
	}

	/** Ends every fault. Where callbacks go stays as it is. */
	synchronized void end() {
		this.site = Site.sound(this.site.callbackUrl());
		this.general = Faults.NONE;
		this.generalCalls.clear();
		this.rules.clear();
		this.seed = null;
		this.spent.clear();
	}

	/** Faults of all orders and of the ROC as a whole. */
	synchronized ObjectNode toJson() {
		ObjectNode all = this.json.valueToTree(this.site);
		all.setAll(this.json.<ObjectNode>valueToTree(this.general));
		for (CallFault fault : CallFault.values()) {
			all.put(fault.json(), this.generalCalls.getOrDefault(fault, 0));
		}
		all.put("rules", this.rules.size()).set("seed", this.json.valueToTree(this.seed));
		return all;
	}

	/** A rule as it was asked for. */
	ObjectNode toJson(Rule rule) {
		ObjectNode said = this.json.createObjectNode().put("rule", rule.number());
		this.json.<ObjectNode>valueToTree(rule.who()).fields().forEachRemaining((field) -> {
			if (!field.getValue().isNull()) {
				said.set(field.getKey(), field.getValue());
			}
		});
		said.setAll(rule.wish().treatment());
		rule.wish().calls().forEach((fault, count) -> said.put(fault.json(), count));
		return said;
	}

	private Wish wish(ObjectNode said) throws UnclearException {
		ObjectNode treatment = said.objectNode();
		Map<CallFault, Integer> calls = new EnumMap<>(CallFault.class);
		for (Map.Entry<String, JsonNode> field : said.properties()) {
			Optional<CallFault> fault = CallFault.named(field.getKey());
			if (fault.isEmpty()) {
				treatment.set(field.getKey(), field.getValue());
			}
			else if (field.getValue().isInt()) {
				calls.put(fault.get(), field.getValue().asInt());
			}
			else {
				throw new UnclearException(field.getKey() + " is a whole number; -1 means always.");
			}
		}
		Wish wish = new Wish(treatment, calls);
		read(merged(Faults.NONE, wish), Faults.class);
		return wish;
	}

	private ObjectNode merged(Faults present, Wish wish) {
		ObjectNode merged = this.json.valueToTree(present);
		merged.setAll(wish.treatment());
		return merged;
	}

	private <T> T read(JsonNode said, Class<T> type) throws UnclearException {
		try {
			return this.json.treeToValue(said, type);
		}
		catch (JsonProcessingException ex) {
			throw new UnclearException(ex.getOriginalMessage());
		}
	}

}
