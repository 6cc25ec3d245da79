package io.countersign.engine;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import org.camunda.bpm.dmn.engine.DmnDecision;
import org.camunda.bpm.dmn.engine.DmnDecisionResult;
import org.camunda.bpm.dmn.engine.DmnDecisionResultEntries;
import org.camunda.bpm.dmn.engine.DmnEngine;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.repository.DecisionDefinition;
import org.camunda.bpm.engine.variable.VariableMap;
import org.camunda.bpm.engine.variable.Variables;

/**
 * {@link Decisions} on Camunda's DMN engine, beside the process engine: tables are read
 * from its repository, but evaluated by a DMN engine of our own, which knows neither
 * transaction nor history. Tables are parsed once a version; which version is the newest
 * is asked at most every five seconds, by one thread at a time.
 */
class EngineDecisions implements Decisions {

	/** FEEL's functions of the present moment, however spaced. */
	private static final Pattern CLOCK = Pattern.compile("\\b(?:now|today)\\s*\\(");

	private static final long FRESH_NANOS = Duration.ofSeconds(5).toNanos();

	private final RepositoryService repository;

	private final SystemRights system;

	private final LongSupplier nanoTime;

	private final DmnEngine dmn = DecisionModelGuard.guarded().buildEngine();

	private final Map<String, Table> tables = new ConcurrentHashMap<>();

	EngineDecisions(RepositoryService repository, SystemRights system, LongSupplier nanoTime) {
		this.repository = repository;
		this.system = system;
		this.nanoTime = nanoTime;
	}

	@Override
	public Decision evaluate(String decision, Map<String, ?> inputs) {
		Version version = this.tables.computeIfAbsent(decision, Table::new).newest();
		Map<String, Object> asked = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
		return new Decision(decision, version.number(), asked,
				version.answers().of(asked, () -> answer(decision, version, asked)));
	}

	private List<Map<String, Object>> answer(String decision, Version version, Map<String, Object> asked) {
		VariableMap variables = Variables.createVariables();
		asked.forEach((name, value) -> variables.put(name, understood(value)));
		DmnDecisionResult result;
		try {
			result = this.dmn.evaluateDecision(version.parsed(), variables);
		}
		catch (RuntimeException ex) {
			throw new IllegalStateException("Decision '%s' version %d cannot be evaluated for %s: %s"
				.formatted(decision, version.number(), asked, ex.getMessage()), ex);
		}
		return rows(result);
	}

	/**
	 * The engine takes a moment for a date, and turns it into a date without a zone by
	 * the platform's zone: midnight there loses no day.
	 */
	private static Object understood(Object value) {
		return (value instanceof LocalDate date) ? date.atStartOfDay() : value;
	}

	/** Makes the next evaluation of every table look for the newest version. */
	void forget() {
		this.tables.values().forEach(Table::forget);
	}

	private static List<Map<String, Object>> rows(DmnDecisionResult result) {
		List<Map<String, Object>> rows = new ArrayList<>();
		for (DmnDecisionResultEntries entries : result) {
			Map<String, Object> row = new LinkedHashMap<>();
			entries.getEntryMapTyped().forEach((name, value) -> row.put(name, value.getValue()));
			rows.add(Collections.unmodifiableMap(row));
		}
		return Collections.unmodifiableList(rows);
	}

	private record Version(String definitionId, int number, DmnDecision parsed, Answers answers) {
	}

	/**
	 * What one version of a table answered lately. The engine parses each cell on each
	 * evaluation, which costs about a millisecond a table; the same question gets the
	 * same answer, unless a cell asks the clock.
	 */
	private static final class Answers {

		private static final int KEPT = 1000;

		private final boolean asksClock;

		private final Map<Map<String, Object>, List<Map<String, Object>>> kept = Collections
			.synchronizedMap(new LinkedHashMap<>(64, 0.75f, true) {

				@Override
				protected boolean removeEldestEntry(Map.Entry<Map<String, Object>, List<Map<String, Object>>> eldest) {
					return size() > KEPT;
				}

			});

		private Answers(String model) {
			this.asksClock = CLOCK.matcher(model).find();
		}

		/** Two threads may work out the same answer; neither waits for the other. */
		List<Map<String, Object>> of(Map<String, Object> asked, Supplier<List<Map<String, Object>>> answer) {
			List<Map<String, Object>> known = this.asksClock ? null : this.kept.get(asked);
			if (known != null) {
				return known;
			}
			List<Map<String, Object>> rows = answer.get();
			if (!this.asksClock) {
				this.kept.put(asked, rows);
			}
			return rows;
		}

	}

	private record Checked(Version version, long at) {
	}

	/** One decision table: its newest known version and when that was checked. */
	private final class Table {

		private final String key;

		private final ReentrantLock lock = new ReentrantLock();

		private volatile Checked checked;

		private Table(String key) {
			this.key = key;
		}

		Version newest() {
			Checked known = this.checked;
			if (fresh(known)) {
				return known.version();
			}
			if (known == null) {
				this.lock.lock();
			}
			else if (!this.lock.tryLock()) {
				return known.version();
			}
			try {
				known = this.checked;
				if (!fresh(known)) {
					known = new Checked(lookUp(known), EngineDecisions.this.nanoTime.getAsLong());
					this.checked = known;
				}
				return known.version();
			}
			finally {
				this.lock.unlock();
			}
		}

		void forget() {
			this.lock.lock();
			try {
				this.checked = null;
			}
			finally {
				this.lock.unlock();
			}
		}

		private boolean fresh(Checked known) {
			return known != null && EngineDecisions.this.nanoTime.getAsLong() - known.at() < FRESH_NANOS;
		}

		private Version lookUp(Checked known) {
			return EngineDecisions.this.system.call(() -> {
				DecisionDefinition newest = EngineDecisions.this.repository.createDecisionDefinitionQuery()
					.decisionDefinitionKey(this.key)
					.latestVersion()
					.singleResult();
				if (newest == null) {
					throw new IllegalStateException("There is no decision '%s'".formatted(this.key));
				}
				if (known != null && known.version().definitionId().equals(newest.getId())) {
					return known.version();
				}
				byte[] model = model(newest.getId());
				return new Version(newest.getId(), newest.getVersion(),
						EngineDecisions.this.dmn.parseDecision(this.key, new ByteArrayInputStream(model)),
						new Answers(new String(model, StandardCharsets.UTF_8)));
			});
		}

		private byte[] model(String definitionId) {
			try (InputStream model = EngineDecisions.this.repository.getDecisionModel(definitionId)) {
				return model.readAllBytes();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
