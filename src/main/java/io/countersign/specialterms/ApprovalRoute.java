package io.countersign.specialterms;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.engine.Decision;
import io.countersign.engine.Decisions;
import io.countersign.kernel.Money;
import io.countersign.kernel.Refusal;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Who must approve, and in which order: decision {@code approval-route}, asked for each
 * term. Every row that fits counts, so the highest of class, value and discount decides
 * how far up a request goes. An office is asked once for all terms it has to see, at the
 * latest of its stages.
 */
@Component
class ApprovalRoute {

	private static final int LONGEST_REASON = 400;

	private final Decisions decisions;

	private final JdbcTemplate jdbc;

	ApprovalRoute(Decisions decisions, JdbcTemplate jdbc) {
		this.decisions = decisions;
		this.jdbc = jdbc;
	}

	/**
	 * What the route and the hash of its steps depend on.
	 *
	 * @param programme code of the programme
	 */
	record Content(String customer, String customerCountry, String programme, Money value, List<RequestedTerm> terms) {
	}

	/**
	 * What the table answers for a request.
	 *
	 * @param steps in the order of their stages; empty where nobody has to approve
	 * @param unasked empty where somebody has to look at every term
	 */
	record Answer(List<ApprovalStep> steps, Optional<Unasked> unasked) {
	}

	/**
	 * Terms that the table asks nobody about.
	 *
	 * @param terms their positions
	 * @param contentHash as of a step
	 * @param routeVersion version of the decision table
	 */
	record Unasked(List<Integer> terms, String contentHash, int routeVersion) {
	}

	/**
	 * Who must approve a request.
	 * @param day whose exchange rate counts, UTC
	 * @throws Refusal if no exchange rate of the currency is known
	 */
	Answer of(Content content, LocalDate day) {
		Map<String, Office> offices = new LinkedHashMap<>();
		Set<Integer> unasked = new TreeSet<>();
		BigDecimal euro = inEuro(content.value(), day);
		int version = 0;
		for (RequestedTerm term : content.terms()) {
			Map<String, Object> inputs = new HashMap<>();
			inputs.put("termClass", term.termClass());
			inputs.put("value", euro);
			inputs.put("discount", (term.percent() != null) ? term.percent() : BigDecimal.ZERO);
			inputs.put("programme", content.programme());
			inputs.put("asOf", day);
			Decision route = this.decisions.evaluate("approval-route", inputs);
			version = route.version();
			if (route.rows().isEmpty()) {
				unasked.add(term.position());
			}
			for (Map<String, Object> row : route.rows()) {
				offices.computeIfAbsent((String) row.get("office"), Office::new).asks(row, term.position());
			}
		}
		List<Office> ordered = offices.values()
			.stream()
			.sorted(Comparator.comparingInt((Office office) -> office.stage).thenComparing((office) -> office.name))
			.toList();
		List<ApprovalStep> steps = new ArrayList<>();
		int stage = 0;
		int former = 0;
		for (Office office : ordered) {
			// Stages that nobody is asked in leave no gap.
			stage += (office.stage != former) ? 1 : 0;
			former = office.stage;
			steps.add(new ApprovalStep(steps.size() + 1, stage, office.name, List.copyOf(office.terms),
					office.because(), hash(content, office.terms), version, office.validDays));
		}
		return new Answer(steps, unasked.isEmpty() ? Optional.empty()
				: Optional.of(new Unasked(List.copyOf(unasked), hash(content, unasked), version)));
	}

	/** The value by which limits are compared. */
	BigDecimal inEuro(Money value, LocalDate day) {
		BigDecimal euro = this.jdbc.queryForObject("select countersign.in_euro(?, ?, ?)", BigDecimal.class,
				value.amount(), value.currency(), day);
		if (euro == null) {
			throw new Refusal(Refusal.Kind.UNACCEPTABLE, "currency-without-rate",
					"No exchange rate of %s is known, so nobody can tell who must approve. Ask in another currency, or have a rate entered."
						.formatted(value.currency()));
		}
		return euro;
	}

	/** SHA-256 of the canonical JSON (RFC 8785) of what an office decides on. */
	static String hash(Content content, Set<Integer> positions) {
		ArrayNode terms = CanonicalJson.array();
		for (RequestedTerm term : content.terms()) {
			if (positions.contains(term.position())) {
				ObjectNode tree = terms.addObject().put("code", term.asked().code());
				if (term.asked().text() != null) {
					tree.put("text", term.asked().text());
				}
				if (term.percent() != null) {
					tree.put("percent", CanonicalJson.plain(term.percent()));
				}
				if (term.amount() != null) {
					tree.put("amount", CanonicalJson.plain(term.amount()));
				}
			}
		}
		ObjectNode tree = CanonicalJson.object()
			.put("customer", content.customer())
			.put("customerCountry", content.customerCountry())
			.put("programme", content.programme())
			.put("currency", content.value().currency())
			.put("value", CanonicalJson.plain(content.value().amount()));
		tree.set("terms", terms);
		return CanonicalJson.hash(tree);
	}

	/** What the rows of all terms say about one office. */
	private static final class Office {

		private final String name;

		private final Set<Integer> terms = new TreeSet<>();

		private final Set<String> reasons = new LinkedHashSet<>();

		private int stage;

		private int validDays = Integer.MAX_VALUE;

		private Office(String name) {
			this.name = name;
		}

		private void asks(Map<String, Object> row, int term) {
			this.terms.add(term);
			this.reasons.add((String) row.get("because"));
			this.stage = Math.max(this.stage, ((Number) row.get("stage")).intValue());
			this.validDays = Math.min(this.validDays, ((Number) row.get("validDays")).intValue());
		}

		private String because() {
			String words = String.join("; ", this.reasons);
			return (words.length() > LONGEST_REASON) ? words.substring(0, LONGEST_REASON - 1) + "…" : words;
		}

	}

}
