package io.countersign.validation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.camunda.bpm.engine.variable.Variables;

/** The decision tables as they lie in {@code processes/}, without a process engine. */
final class TablesOnDisk implements Decisions {

	private final DmnEngine engine = DmnEngineConfiguration.createDefaultDmnEngineConfiguration().buildEngine();

	private final Map<String, DmnDecision> parsed = new ConcurrentHashMap<>();

	@Override
	public Decision evaluate(String decision, Map<String, ?> inputs) {
		DmnDecision table = this.parsed.computeIfAbsent(decision, this::parse);
		List<Map<String, Object>> rows = new ArrayList<>();
		this.engine.evaluateDecision(table, Variables.fromMap(new HashMap<>(inputs)))
			.forEach((entries) -> rows.add(new LinkedHashMap<>(entries.getEntryMap())));
		return new Decision(decision, 1, new HashMap<>(inputs), rows);
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
