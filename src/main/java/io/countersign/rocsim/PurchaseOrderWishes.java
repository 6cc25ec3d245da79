package io.countersign.rocsim;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Faults that the first order of an agreement asks for by what its purchase order's
 * number ends in, so that a package shows them without any control: {@code PO-4711-R07}.
 */
final class PurchaseOrderWishes {

	private static final Pattern LAST_WORD = Pattern.compile(".*-([A-Z0-9]+)");

	private static final Pattern REASON = Pattern.compile("R\\d{2}");

	private static final Map<String, Wish> WISHES = wishes();

	private PurchaseOrderWishes() {
	}

	static Optional<Wish> of(Subject order) {
		Matcher word = LAST_WORD.matcher(order.purchaseOrder());
		if (order.nth() != 1 || !order.operation().equals("ORDER") || !word.matches()) {
			return Optional.empty();
		}
		if (REASON.matcher(word.group(1)).matches()) {
			return Optional.of(treatment((wish) -> wish.put("rejectWith", word.group(1))));
		}
		return Optional.ofNullable(WISHES.get(word.group(1)));
	}

	private static Map<String, Wish> wishes() {
		Map<String, Wish> wishes = new TreeMap<>();
		wishes.put("HOLD", treatment((wish) -> wish.put("holdWith", "R18")));
		wishes.put("KEEP", treatment((wish) -> wish.put("holdWith", "R18").put("release", false)));
		wishes.put("SILENT", treatment((wish) -> wish.put("callbacks", false)));
		wishes.put("FROZEN", treatment((wish) -> wish.put("frozen", true)));
		wishes.put("TWICE", treatment((wish) -> wish.put("repeat", 3)));
		wishes.put("MIXED", treatment((wish) -> wish.put("repeat", 3).put("reorder", true)));
		wishes.put("EARLY", treatment((wish) -> wish.put("slowReplyMillis", 1000)));
		wishes.put("SLOW", treatment((wish) -> wish.put("slowMillis", 5000)));
		wishes.put("DRIBBLE", treatment((wish) -> wish.put("dribbleMillis", 5000)));
		wishes.put("VALUE", treatment((wish) -> wish.put("statementValue", "0.01")));
		wishes.put("CURRENCY", treatment((wish) -> wish.put("statementCurrency", "XTS")));
		wishes.put("MISSING", treatment((wish) -> wish.put("statementMissing", true)));
		wishes.put("503", once(CallFault.FAILURES));
		wishes.put("500", once(CallFault.FAILURES_AFTER_BOOKING));
		wishes.put("LOST", once(CallFault.LOST_REPLIES));
		wishes.put("CUT", once(CallFault.CUT_REPLIES));
		wishes.put("GARBLED", once(CallFault.GARBLED_REPLIES));
		return wishes;
	}

	private static Wish treatment(UnaryOperator<ObjectNode> said) {
		return new Wish(said.apply(JsonNodeFactory.instance.objectNode()), Map.of());
	}

	private static Wish once(CallFault fault) {
		return new Wish(JsonNodeFactory.instance.objectNode(), Map.of(fault, 1));
	}

}
