package io.countersign.faults;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Judges a system at rest from outside: the rows, the ROC's own ledger, and the log of
 * what was acknowledged to a client. Knows nothing of the application's classes; what a
 * state is, and which states are right, it says itself.
 */
final class InvariantChecker {

	/** At most this much is told about each invariant. */
	private static final int MOST = 8;

	private static final Set<String> STATUSES = Set.of("RECEIVED", "IN_REVIEW", "RETURNED", "AWAITING_TERMS",
			"ON_CREDIT_HOLD", "READY_TO_SIGN", "COUNTERSIGNED", "SUBMITTED_TO_ROC", "ROC_ON_HOLD", "ROC_REJECTED",
			"ROC_ACCEPTED", "PROCESSED", "INVOICED", "BOOKED", "WITHDRAWN", "DECLINED", "EXPIRED");

	private static final Set<String> ENDS = Set.of("BOOKED", "WITHDRAWN", "DECLINED", "EXPIRED");

	/** At rest, the ROC has an order for each of these. */
	private static final Set<String> AT_THE_ROC = Set.of("SUBMITTED_TO_ROC", "ROC_ON_HOLD", "ROC_REJECTED",
			"ROC_ACCEPTED", "PROCESSED", "INVOICED", "BOOKED");

	/** Where the process of an agreement waits, by its status. */
	private static final Map<String, Set<String>> PLACES = Map.of("RETURNED", Set.of("receiveTask_correctedPackage"),
			"AWAITING_TERMS", Set.of("callActivity_approveSpecialTerms"), "READY_TO_SIGN",
			Set.of("userTask_signAgreement"), "SUBMITTED_TO_ROC",
			Set.of("receiveTask_acknowledgement", "receiveTask_acceptance"), "ROC_ACCEPTED",
			Set.of("receiveTask_invoice"), "PROCESSED", Set.of("receiveTask_invoice"), "ROC_REJECTED",
			Set.of("callActivity_solveRocIssue"));

	private final Connection connection;

	private final List<JsonNode> orders;

	private final List<JsonNode> events;

	private final List<String> acknowledged;

	private final Map<String, List<String>> violations = new TreeMap<>();

	private final Map<String, Integer> counts = new HashMap<>();

	private InvariantChecker(Connection connection, List<JsonNode> orders, List<JsonNode> events,
			List<String> acknowledged) {
		this.connection = connection;
		this.orders = orders;
		this.events = events;
		this.acknowledged = acknowledged;
	}

	/**
	 * Judges.
	 * @param orders all orders that the ROC ever booked, from its ledger
	 * @param events all events that it ever told, from its ledger
	 * @param acknowledged package, agreement and kind of each acknowledged submission
	 * @return what is wrong, by invariant; empty where nothing is
	 */
	static Map<String, List<String>> violations(Connection connection, List<JsonNode> orders, List<JsonNode> events,
			List<String> acknowledged) throws SQLException {
		InvariantChecker checker = new InvariantChecker(connection, orders, events, acknowledged);
		checker.nothingIsLost();
		checker.nothingIsBookedTwice();
		checker.bothBooksAgree();
		checker.everythingIsHeardOnce();
		checker.outcomesAreStoredByTheirHolders();
		checker.everyChangeHasItsEvent();
		checker.engineAndRecordAgree();
		checker.counts.forEach((invariant, count) -> {
			if (count > MOST) {
				checker.violations.get(invariant).add("… %d in all".formatted(count));
			}
		});
		return checker.violations;
	}

	private void wrong(String invariant, String what, Object... facts) {
		List<String> of = this.violations.computeIfAbsent(invariant, (each) -> new ArrayList<>());
		if (this.counts.merge(invariant, 1, Integer::sum) <= MOST) {
			of.add(what.formatted(facts));
		}
	}

	private List<Map<String, Object>> rows(String sql) throws SQLException {
		List<Map<String, Object>> rows = new ArrayList<>();
		try (Statement statement = this.connection.createStatement(); ResultSet result = statement.executeQuery(sql)) {
			while (result.next()) {
				Map<String, Object> row = new LinkedHashMap<>();
				for (int column = 1; column <= result.getMetaData().getColumnCount(); column++) {
					row.put(result.getMetaData().getColumnLabel(column), result.getObject(column));
				}
				rows.add(row);
			}
		}
		return rows;
	}

	/**
	 * I1: what was acknowledged is there, once, in a state that exists; and nothing else
	 * is.
	 */
	private void nothingIsLost() throws SQLException {
		Map<String, List<Map<String, Object>>> byPackage = new HashMap<>();
		for (Map<String, Object> row : rows("select reference, package_id, status from countersign.agreement")) {
			byPackage.computeIfAbsent((String) row.get("package_id"), (each) -> new ArrayList<>()).add(row);
			if (!STATUSES.contains(row.get("status"))) {
				wrong("I1", "%s is %s, which is no status", row.get("reference"), row.get("status"));
			}
		}
		Map<String, Set<String>> told = new HashMap<>();
		for (String line : this.acknowledged) {
			String[] parts = line.split(" ");
			told.computeIfAbsent(parts[0], (each) -> new HashSet<>()).add(parts[1]);
		}
		Set<String> packages = new HashSet<>(byPackage.keySet());
		packages.addAll(told.keySet());
		for (String id : packages) {
			List<Object> found = byPackage.getOrDefault(id, List.of())
				.stream()
				.map((row) -> row.get("reference"))
				.toList();
			Set<String> expected = told.getOrDefault(id, Set.of());
			if (found.size() != expected.size() || !expected.containsAll(found)) {
				wrong("I1", "%s was acknowledged as %s and is there as %s", id, expected, found);
			}
		}
	}

	/**
	 * I2: one order for each agreement, submission and operation, unless rejected before.
	 */
	private void nothingIsBookedTwice() {
		Set<String> rejected = new HashSet<>();
		for (JsonNode event : this.events) {
			if (event.path("type").asText().equals("rejected")) {
				rejected.add(event.path("idempotencyKey").asText());
			}
		}
		Map<String, Integer> standing = new HashMap<>();
		Set<String> keys = new HashSet<>();
		for (JsonNode order : this.orders) {
			String key = order.path("idempotencyKey").asText();
			if (!keys.add(key)) {
				wrong("I2", "key %s was booked twice", key);
			}
			String what = order.path("reference").asText() + "/" + order.path("submission").asText() + "/"
					+ order.path("operation").asText();
			if (!rejected.contains(key) && standing.merge(what, 1, Integer::sum) > 1) {
				wrong("I2", "%s is booked %d times at the ROC", what, standing.get(what));
			}
		}
	}

	/** I2: what we sent is what they have; what we call booked, they invoiced. */
	private void bothBooksAgree() throws SQLException {
		Map<String, String> theirs = new HashMap<>();
		this.orders
			.forEach((order) -> theirs.put(order.path("idempotencyKey").asText(), order.path("reference").asText()));
		Set<String> invoiced = new HashSet<>();
		for (JsonNode event : this.events) {
			if (event.path("type").asText().equals("invoiced")) {
				invoiced.add(event.path("reference").asText());
			}
		}
		Set<String> ours = new HashSet<>();
		for (Map<String, Object> row : rows("select idempotency_key, reference, state from countersign.roc_outbox")) {
			boolean sent = row.get("state").equals("SENT");
			ours.add((String) row.get("idempotency_key"));
			if (sent != theirs.containsKey(row.get("idempotency_key"))) {
				wrong("I2", "%s is %s with us and %s at the ROC", row.get("reference"), row.get("state"),
						theirs.containsKey(row.get("idempotency_key")) ? "booked" : "unknown");
			}
		}
		theirs.forEach((key, reference) -> {
			if (!ours.contains(key)) {
				wrong("I2", "%s is booked at the ROC under a key that we never gave", reference);
			}
		});
		Set<String> ordered = new HashSet<>(theirs.values());
		for (Map<String, Object> row : rows("select reference, status from countersign.agreement")) {
			if (AT_THE_ROC.contains(row.get("status")) && !ordered.contains(row.get("reference"))) {
				wrong("I2", "%s is %s, and the ROC has no order for it", row.get("reference"), row.get("status"));
			}
		}
		Set<String> booked = new HashSet<>();
		for (Map<String, Object> row : rows("select reference from countersign.agreement where status = 'BOOKED'")) {
			booked.add((String) row.get("reference"));
		}
		booked.stream()
			.filter((reference) -> !invoiced.contains(reference))
			.forEach((reference) -> wrong("I2", "%s is booked with us and not invoiced by the ROC", reference));
		invoiced.stream()
			.filter((reference) -> !booked.contains(reference))
			.forEach((reference) -> wrong("I2", "%s is invoiced by the ROC and not booked with us", reference));
	}

	/** I2: each event of the ROC is kept once, and none that it never told. */
	private void everythingIsHeardOnce() throws SQLException {
		Set<String> heard = new HashSet<>();
		Map<String, Integer> steps = new HashMap<>();
		for (Map<String, Object> row : rows("""
				select event_id as id, idempotency_key || ' ' || sequence as step from countersign.roc_inbox
				where sender = 'roc'""")) {
			heard.add((String) row.get("id"));
			String step = (String) row.get("step");
			boolean real = !((String) row.get("id")).startsWith(Voices.MADE_UP);
			if (real && steps.merge(step, 1, Integer::sum) > 1) {
				wrong("I2", "event %s is kept %d times", step, steps.get(step));
			}
		}
		Set<String> told = new HashSet<>();
		this.events.forEach((event) -> told.add(event.path("id").asText()));
		told.stream()
			.filter((id) -> !heard.contains(id))
			.forEach((id) -> wrong("I2", "event %s was told and is not kept", id));
		heard.stream()
			.filter((id) -> !told.contains(id) && !id.startsWith(Voices.MADE_UP))
			.forEach((id) -> wrong("I2", "event %s is kept and was never told", id));
	}

	/** I2: what became of a handoff is stored by the node that claimed it last. */
	private void outcomesAreStoredByTheirHolders() throws SQLException {
		for (Map<String, Object> row : rows("""
				select o.key, o.node, c.node as holder from faults.journal o
				join lateral (select j.node from faults.journal j where j.key = o.key and j.claim and j.id < o.id
					order by j.id desc limit 1) c on true
				where o.outcome and c.node <> o.node""")) {
			wrong("I2", "%s stored what became of %s, which %s had claimed since", row.get("node"), row.get("key"),
					row.get("holder"));
		}
	}

	/** I5: one audit event for each change that can happen once. */
	private void everyChangeHasItsEvent() throws SQLException {
		for (Map<String, Object> row : rows(
				"""
							select a.reference, a.status, count(*) filter (where e.type = 'AgreementReceived') as received,
								count(*) filter (where e.type = 'AgreementBooked') as booked,
								count(*) filter (where e.type = 'AgreementCountersigned') as countersigned,
								count(*) filter (where e.type = 'AgreementSubmittedToRoc') as submitted,
								count(*) filter (where e.type = 'RocProgressed' and e.facts ->> 'milestone' = 'INVOICED') as invoiced,
								count(*) filter (where e.type = 'RocRejected') as rejected,
						count(*) filter (where e.type = 'RocProgressed' and e.facts ->> 'milestone' = 'ACKNOWLEDGED') as acknowledged,
								(select count(distinct s.submission) from countersign.signature s where s.reference = a.reference) as signed,
								(select count(*) from countersign.roc_outbox o where o.reference = a.reference and o.operation = 'ORDER') as orders,
								(select count(*) from countersign.roc_outbox o where o.reference = a.reference and o.milestone = 'REJECTED') as sent_back
							from countersign.agreement a left join countersign.audit_event e on e.reference = a.reference
							group by a.reference, a.status""")) {
			once(row, "received", 1);
			once(row, "booked", row.get("status").equals("BOOKED") ? 1 : 0);
			once(row, "invoiced", row.get("status").equals("BOOKED") ? 1 : 0);
			once(row, "countersigned", (Long) row.get("signed"));
			once(row, "submitted", (Long) row.get("orders"));
			once(row, "rejected", (Long) row.get("sent_back"));
			if ((Long) row.get("acknowledged") > (Long) row.get("orders")) {
				wrong("I5", "%s: %s orders were acknowledged %s times", row.get("reference"), row.get("orders"),
						row.get("acknowledged"));
			}
		}
	}

	private void once(Map<String, Object> row, String event, long expected) {
		if ((Long) row.get(event) != expected) {
			wrong("I5", "%s (%s): %s audit events of '%s', expected %d", row.get("reference"), row.get("status"),
					row.get(event), event, expected);
		}
	}

	/** I9: every open agreement has one process, where its status says; no other runs. */
	private void engineAndRecordAgree() throws SQLException {
		Map<String, List<String>> places = new HashMap<>();
		for (Map<String, Object> row : rows("""
				select r.business_key_ as reference, e.act_id_ as place
				from public.act_ru_execution r
				join public.act_re_procdef d on d.id_ = r.proc_def_id_ and d.key_ = 'agreement-execution'
				left join public.act_ru_execution e on e.proc_inst_id_ = r.id_ and e.act_id_ is not null
				where r.parent_id_ is null and r.super_exec_ is null""")) {
			places.computeIfAbsent((String) row.get("reference"), (each) -> new ArrayList<>())
				.add((String) row.get("place"));
		}
		Map<String, Long> instances = new HashMap<>();
		for (Map<String, Object> row : rows("""
				select r.business_key_ as reference, count(*) as number
				from public.act_ru_execution r
				join public.act_re_procdef d on d.id_ = r.proc_def_id_ and d.key_ = 'agreement-execution'
				where r.parent_id_ is null and r.super_exec_ is null group by 1""")) {
			instances.put((String) row.get("reference"), (Long) row.get("number"));
		}
		for (Map<String, Object> row : rows("select reference, status from countersign.agreement")) {
			String reference = (String) row.get("reference");
			String status = (String) row.get("status");
			long running = (instances.get(reference) != null) ? instances.remove(reference) : 0;
			if (running != (ENDS.contains(status) ? 0 : 1)) {
				wrong("I9", "%s is %s and has %d processes", reference, status, running);
			}
			else if (PLACES.containsKey(status)
					&& places.get(reference).stream().noneMatch(PLACES.get(status)::contains)) {
				wrong("I9", "%s is %s and its process waits at %s", reference, status, places.get(reference));
			}
		}
		instances.keySet().forEach((reference) -> wrong("I9", "a process runs for %s, which is not there", reference));
	}

}
