package io.countersign.rocsim;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.rocsim.CallFault.Call;

/**
 * What is counted of the calls: how many, how they were answered, how many at once at the
 * most. A call counts from its first line until it is answered or broken, also where the
 * caller went away meanwhile; one that hangs counts until it begins to.
 */
final class Figures {

	private final ObjectMapper json;

	private final Map<Call, OfCall> calls = new EnumMap<>(Call.class);

	private final OfCall all = new OfCall();

	private final Map<CallFault, Integer> faults = new EnumMap<>(CallFault.class);

	private long callbacks;

	private long callbackEvents;

	private long callbackFailures;

	Figures(ObjectMapper json) {
		this.json = json;
		reset();
	}

	private static final class OfCall {

		private int now;

		private int greatest;

		private long count;

		private long orders;

		private long longestMillis;

		private final Map<String, Long> answers = new TreeMap<>();

		private void begin() {
			this.count++;
			this.now++;
			this.greatest = Math.max(this.greatest, this.now);
		}

		private void end(String answer, long millis) {
			this.now--;
			this.longestMillis = Math.max(this.longestMillis, millis);
			this.answers.merge(answer, 1L, Long::sum);
		}

		private void reset() {
			this.greatest = this.now;
			this.count = 0;
			this.orders = 0;
			this.longestMillis = 0;
			this.answers.clear();
		}

	}

	/** A call under way. */
	final class Running {

		private final Call call;

		private final long begin = System.nanoTime();

		private boolean ended;

		private Running(Call call) {
			this.call = call;
		}

		/**
		 * Ends it; what ended once does not end again.
		 * @param answer a status, or {@code broken}
		 */
		void end(String answer) {
			synchronized (Figures.this) {
				if (!this.ended) {
					this.ended = true;
					long millis = Duration.ofNanos(System.nanoTime() - this.begin).toMillis();
					Figures.this.all.end(answer, millis);
					Figures.this.calls.get(this.call).end(answer, millis);
				}
			}
		}

	}

	synchronized Running begin(Call call) {
		this.all.begin();
		this.calls.get(call).begin();
		return new Running(call);
	}

	synchronized int atOnce() {
		return this.all.now;
	}

	synchronized void orders(int count) {
		this.all.orders += count;
		this.calls.get(Call.PLACE).orders += count;
	}

	synchronized void met(CallFault fault) {
		this.faults.merge(fault, 1, Integer::sum);
	}

	synchronized void callback(int events, boolean taken) {
		this.callbacks++;
		this.callbackEvents += events;
		this.callbackFailures += taken ? 0 : 1;
	}

	/** Counts from here on; calls under way stay under way. */
	synchronized void reset() {
		for (Call call : Call.values()) {
			this.calls.computeIfAbsent(call, (missing) -> new OfCall()).reset();
		}
		this.all.reset();
		this.faults.clear();
		this.callbacks = 0;
		this.callbackEvents = 0;
		this.callbackFailures = 0;
	}

	synchronized ObjectNode toJson() {
		ObjectNode figures = toJson(this.all);
		this.calls.forEach((call, ofCall) -> figures.set(call.name().toLowerCase(Locale.ROOT), toJson(ofCall)));
		ObjectNode met = figures.putObject("faults");
		this.faults.forEach((fault, count) -> met.put(fault.json(), count));
		figures.putObject("callbacks")
			.put("calls", this.callbacks)
			.put("events", this.callbackEvents)
			.put("failures", this.callbackFailures);
		return figures;
	}

	private ObjectNode toJson(OfCall ofCall) {
		ObjectNode figures = this.json.createObjectNode()
			.put("calls", ofCall.count)
			.put("orders", ofCall.orders)
			.put("atOnce", ofCall.now)
			.put("greatestAtOnce", ofCall.greatest)
			.put("longestMillis", ofCall.longestMillis);
		figures.set("answers", this.json.valueToTree(ofCall.answers));
		return figures;
	}

}
