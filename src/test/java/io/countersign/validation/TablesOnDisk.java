package io.countersign.validation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import io.countersign.engine.Decision;
import io.countersign.engine.Decisions;
import org.camunda.bpm.dmn.engine.DmnDecision;
import org.camunda.bpm.dmn.engine.DmnEngine;
import org.camunda.bpm.dmn.engine.DmnEngineConfiguration;

/** The decision tables as they lie in {@code processes/}, without a process engine. */
final class TablesOnDisk implements Decisions {

	private final DmnEngine engine = DmnEngineConfiguration.createDefaultDmnEngineConfiguration().buildEngine();

	private final Map<String, DmnDecision> parsed = new ConcurrentHashMap<>();

	/** Answers by question: each costs milliseconds, and tests ask thousands. */
	private final Map<Map.Entry<String, Map<String, ?>>, List<Map<String, Object>>> answers = new ConcurrentHashMap<>();

	@Override
	public Decision evaluate(String decision, Map<String, ?> inputs) {
		Map<String, Object> asked = new HashMap<>(inputs);
		return new Decision(decision, 1, asked,
				this.answers.computeIfAbsent(Map.entry(decision, asked), (question) -> answer(decision, asked)));
	}

	private List<Map<String, Object>> answer(String decision, Map<String, Object> asked) {
		DmnDecision table = this.parsed.computeIfAbsent(decision, this::parse);
		List<Map<String, Object>> rows = new ArrayList<>();
		this.engine.evaluateDecision(table, understood(asked))
			.forEach((entries) -> rows.add(new LinkedHashMap<>(entries.getEntryMap())));
		return rows;
	}

	private static Map<String, Object> understood(Map<String, ?> inputs) {
		Map<String, Object> understood = new HashMap<>(inputs);
		understood.replaceAll((name, value) -> (value instanceof LocalDate date) ? date.atStartOfDay() : value);
		return understood;
	}

	private DmnDecision parse(String decision) {
		try (Stream<Path> files = Files.walk(Path.of("processes"))) {
			Path file = files.filter((path) -> path.endsWith(decision + ".dmn")).findFirst().orElseThrow();
			try (InputStream stream = Files.newInputStream(file)) {
				return this.engine.parseDecision(decision, stream);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
