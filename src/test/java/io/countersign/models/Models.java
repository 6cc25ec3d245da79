package io.countersign.models;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.BaseElement;
import org.camunda.bpm.model.bpmn.instance.FlowElement;
import org.camunda.bpm.model.bpmn.instance.Process;
import org.camunda.bpm.model.dmn.Dmn;
import org.camunda.bpm.model.dmn.DmnModelInstance;
import org.camunda.bpm.model.xml.instance.ModelElementInstance;

/**
 * The models as they lie in {@code processes/} and {@code forms/}, and the Java sources
 * that use them.
 */
final class Models {

	static final String CAMUNDA = "http://camunda.org/schema/1.0/bpmn";

	static final Path PROCESSES = Path.of("processes");

	static final Path FORMS = Path.of("forms");

	static final Path SOURCES = Path.of("src/main/java/io/countersign");

	private static final ObjectMapper json = new ObjectMapper();

	private Models() {
	}

	/** Every BPMN file, by its path below {@code processes/}. */
	static Map<String, BpmnModelInstance> processes() {
		return read(PROCESSES, ".bpmn", (file) -> Bpmn.readModelFromFile(file.toFile()));
	}

	/** Every DMN file, by its path below {@code processes/}. */
	static Map<String, DmnModelInstance> decisions() {
		return read(PROCESSES, ".dmn", (file) -> Dmn.readModelFromFile(file.toFile()));
	}

	/** Every Camunda Form, by its path below {@code forms/}. */
	static Map<String, JsonNode> forms() {
		return read(FORMS, ".form", Models::json);
	}

	static JsonNode json(Path file) {
		try {
			return json.readTree(file.toFile());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Java sources by their path below the root package. */
	static Map<String, String> sources() {
		return read(SOURCES, ".java", Models::text);
	}

	static String text(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** The executable process of a file. */
	static Process process(BpmnModelInstance model) {
		return model.getModelElementsByType(Process.class).iterator().next();
	}

	/** Every element of one kind over all processes. */
	static <T extends ModelElementInstance> List<T> all(Class<T> type) {
		return processes().values().stream().flatMap((model) -> model.getModelElementsByType(type).stream()).toList();
	}

	static String camunda(BaseElement element, String attribute) {
		return element.getAttributeValueNs(CAMUNDA, attribute);
	}

	static String documentation(BaseElement element) {
		return element.getDocumentations()
			.stream()
			.map((documentation) -> documentation.getTextContent().strip())
			.collect(Collectors.joining("\n\n"));
	}

	/** How an element is named in a failure: process and id. */
	static String where(FlowElement element) {
		return process((BpmnModelInstance) element.getModelInstance()).getId() + "/" + element.getId();
	}

	/** The file's name without folder and ending. */
	static String baseName(String path) {
		String name = path.substring(path.lastIndexOf('/') + 1);
		return name.substring(0, name.lastIndexOf('.'));
	}

	/** {@code decide-special-terms} as {@code decideSpecialTerms}. */
	static String camel(String kebab) {
		return Pattern.compile("-([a-z])").matcher(kebab).replaceAll((match) -> match.group(1).toUpperCase());
	}

	/** The first group of every match in every text. */
	static List<String> found(String pattern, Collection<String> texts) {
		Pattern compiled = Pattern.compile(pattern);
		return texts.stream()
			.flatMap((text) -> compiled.matcher(text).results())
			.map((MatchResult match) -> match.group(1))
			.distinct()
			.sorted()
			.toList();
	}

	static boolean matches(String pattern, String text) {
		Matcher matcher = Pattern.compile(pattern).matcher((text != null) ? text : "");
		return matcher.matches();
	}

	private static <T> Map<String, T> read(Path folder, String ending, Function<Path, T> reader) {
		try (Stream<Path> files = Files.walk(folder)) {
			Map<String, T> read = new TreeMap<>();
			files.filter((file) -> file.toString().endsWith(ending))
				.forEach((file) -> read.put(folder.relativize(file).toString().replace('\\', '/'), reader.apply(file)));
			return read;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
