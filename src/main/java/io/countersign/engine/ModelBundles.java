package io.countersign.engine;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

import camundajar.impl.scala.util.Either;
import org.camunda.bpm.dmn.engine.DmnEngine;
import org.camunda.bpm.impl.juel.Builder;
import org.camunda.bpm.impl.juel.TreeBuilderException;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.impl.BpmnModelConstants;
import org.camunda.bpm.model.bpmn.instance.Process;
import org.camunda.bpm.model.bpmn.instance.UserTask;
import org.camunda.bpm.model.dmn.Dmn;
import org.camunda.bpm.model.dmn.DmnModelInstance;
import org.camunda.bpm.model.dmn.instance.Decision;
import org.camunda.bpm.model.dmn.instance.InputEntry;
import org.camunda.bpm.model.dmn.instance.InputExpression;
import org.camunda.bpm.model.dmn.instance.OutputEntry;
import org.camunda.bpm.model.dmn.instance.Text;
import org.camunda.bpm.model.xml.instance.DomElement;
import org.camunda.feel.FeelEngine;
import org.camunda.feel.FeelEngine.Failure;

/**
 * Reads the model files, checks what the engine does not, and sorts them into bundles.
 */
final class ModelBundles {

	private static final Set<String> EXPRESSION_ATTRIBUTES = Set.of("assignee", "candidateGroups", "candidateUsers",
			"delegateExpression", "dueDate", "expression", "followUpDate", "priority");

	private final Builder expressions = new Builder(Builder.Feature.METHOD_INVOCATIONS);

	private final DmnEngine dmn = DecisionModelGuard.guarded().buildEngine();

	private final FeelEngine feel = new FeelEngine.Builder().build();

	private final Map<String, byte[]> files;

	private final List<String> problems = new ArrayList<>();

	private final Map<String, String> formFiles = new HashMap<>();

	private ModelBundles(Map<String, byte[]> files) {
		this.files = new TreeMap<>(files);
	}

	/**
	 * Sorts files into bundles.
	 * @param files contents by name, for instance
	 * {@code processes/agreement/agreement-execution.bpmn}
	 * @throws BrokenModelException with everything that is wrong
	 */
	static List<ModelBundle> of(Map<String, byte[]> files) {
		return new ModelBundles(files).read();
	}

	private List<ModelBundle> read() {
		checkNames();
		readForms();
		Map<String, Map<String, byte[]>> bundles = new TreeMap<>();
		Map<String, List<String>> processesOfFolder = new TreeMap<>();
		for (String file : files(".bpmn")) {
			Map<String, byte[]> resources = new TreeMap<>();
			resources.put(file, this.files.get(file));
			readProcess(file).forEach((form) -> resources.put(form, this.files.get(form)));
			bundles.put(id(file), resources);
			processesOfFolder.computeIfAbsent(folder(file), (folder) -> new ArrayList<>()).add(id(file));
		}
		for (String file : files(".dmn")) {
			readDecision(file);
			// Tables of several processes belong to none of them: one change, one
			// version.
			List<String> owners = processesOfFolder.getOrDefault(folder(file), List.of());
			String owner = (owners.size() == 1) ? owners.get(0) : folderName(file);
			if (owners.size() != 1 && this.files.containsKey(folder(file) + "/" + owner + ".bpmn")) {
				this.problems.add("%s: the folder cannot be named like a process in it".formatted(file));
			}
			bundles.computeIfAbsent(owner, (name) -> new TreeMap<>()).put(file, this.files.get(file));
		}
		if (!this.problems.isEmpty()) {
			throw new BrokenModelException(this.problems, null);
		}
		return bundles.entrySet().stream().map((entry) -> new ModelBundle(entry.getKey(), entry.getValue())).toList();
	}

	/*
	 * The engine knows a deployed file by its name; in the packaged jar that once was its
	 * bare name, and ids are taken from it.
	 */
	private void checkNames() {
		Map<String, String> seen = new HashMap<>();
		for (String file : this.files.keySet()) {
			String other = seen.putIfAbsent(bareName(file), file);
			if (other != null) {
				this.problems.add("%s: there is another file of this name, %s".formatted(file, other));
			}
		}
	}

	private void readForms() {
		for (String file : files(".form")) {
			try {
				TaskForm form = TaskForm.read(this.files.get(file));
				if (!form.id().equals(id(file))) {
					this.problems
						.add("%s: the form's id is '%s', but must be the file's name".formatted(file, form.id()));
				}
			}
			catch (IllegalArgumentException ex) {
				this.problems.add("%s: %s".formatted(file, ex.getMessage()));
			}
			this.formFiles.put(id(file), file);
		}
	}

	/** Checks a process and returns the files of the forms it shows. */
	private Set<String> readProcess(String file) {
		BpmnModelInstance model;
		try {
			model = Bpmn.readModelFromStream(new ByteArrayInputStream(this.files.get(file)));
		}
		catch (RuntimeException ex) {
			this.problems.add("%s: it is no valid BPMN: %s".formatted(file, reason(ex)));
			return Set.of();
		}
		Collection<Process> processes = model.getModelElementsByType(Process.class);
		if (processes.size() != 1) {
			this.problems.add("%s: it holds %d processes, but a file is one process".formatted(file, processes.size()));
			return Set.of();
		}
		Process process = processes.iterator().next();
		if (!process.getId().equals(id(file))) {
			this.problems
				.add("%s, element %s: the process id must be the file's name".formatted(file, process.getId()));
		}
		if (!process.isExecutable()) {
			this.problems.add("%s, element %s: the process is not executable".formatted(file, process.getId()));
		}
		checkTimeToLive(file, process.getId(), process.getCamundaHistoryTimeToLiveString());
		checkExpressions(file, model.getDocument().getRootElement(), process.getId());
		Set<String> shown = new TreeSet<>();
		for (UserTask task : model.getModelElementsByType(UserTask.class)) {
			String form = task.getCamundaFormRef();
			if (form == null) {
				this.problems.add("%s, element %s: it has no form (camunda:formRef)".formatted(file, task.getId()));
			}
			else if (!this.formFiles.containsKey(form)) {
				this.problems.add("%s, element %s: there is no form '%s'".formatted(file, task.getId(), form));
			}
			else {
				shown.add(this.formFiles.get(form));
			}
		}
		return shown;
	}

	/* The engine says of a broken expression neither where it is nor in which file. */
	private void checkExpressions(String file, DomElement element, String nearest) {
		if (element.getLocalName().equals("documentation")) {
			return;
		}
		String id = (element.getAttribute("id") != null) ? element.getAttribute("id") : nearest;
		EXPRESSION_ATTRIBUTES
			.forEach((name) -> checkExpression(file, id, element.getAttribute(BpmnModelConstants.CAMUNDA_NS, name)));
		if (element.getChildElements().isEmpty()) {
			checkExpression(file, id, element.getTextContent());
		}
		element.getChildElements().forEach((child) -> checkExpressions(file, child, id));
	}

	private void checkExpression(String file, String element, String text) {
		if (text != null && (text.contains("${") || text.contains("#{"))) {
			try {
				this.expressions.build(text.strip());
			}
			catch (TreeBuilderException ex) {
				this.problems.add("%s, element %s: %s".formatted(file, element, ex.getMessage()));
			}
		}
	}

	private void readDecision(String file) {
		DmnModelInstance model;
		try {
			model = Dmn.readModelFromStream(new ByteArrayInputStream(this.files.get(file)));
		}
		catch (RuntimeException ex) {
			this.problems.add("%s: it is no valid DMN: %s".formatted(file, reason(ex)));
			return;
		}
		Collection<Decision> decisions = model.getModelElementsByType(Decision.class);
		if (decisions.stream().noneMatch((decision) -> id(file).equals(decision.getId()))) {
			this.problems.add("%s: no decision in it has the file's name as its id, only %s".formatted(file,
					decisions.stream().map(Decision::getId).collect(Collectors.joining(", "))));
		}
		decisionModel(file, model);
		for (Decision decision : decisions) {
			checkTimeToLive(file, decision.getId(), decision.getCamundaHistoryTimeToLiveString());
		}
	}

	/*
	 * The engine reads a table's cells only when a case reaches them.
	 */
	private void decisionModel(String file, DmnModelInstance model) {
		try {
			this.dmn.parseDecisions(model);
		}
		catch (RuntimeException ex) {
			this.problems.add("%s: %s".formatted(file, reason(ex)));
			return;
		}
		model.getModelElementsByType(InputExpression.class)
			.forEach((cell) -> checkCell(file, cell.getId(), cell.getText(), this.feel::parseExpression));
		model.getModelElementsByType(InputEntry.class)
			.forEach((cell) -> checkCell(file, cell.getId(), cell.getText(), this.feel::parseUnaryTests));
		model.getModelElementsByType(OutputEntry.class)
			.forEach((cell) -> checkCell(file, cell.getId(), cell.getText(), this.feel::parseExpression));
	}

	private void checkCell(String file, String id, Text text, Function<String, Either<Failure, ?>> parser) {
		if (text == null || isBlank(text.getTextContent())) {
			return;
		}
		Either<Failure, ?> parsed = parser.apply(text.getTextContent());
		if (parsed.isLeft()) {
			this.problems.add("%s, element %s: '%s' is no FEEL: %s".formatted(file, id, text.getTextContent(),
					parsed.left().get().message().lines().findFirst().orElse("")));
		}
	}

	/*
	 * The engine understands days only, and would take its default where nothing is said.
	 */
	private void checkTimeToLive(String file, String element, String timeToLive) {
		if (timeToLive == null || !timeToLive.matches("P\\d+D")) {
			this.problems.add(
					"%s, element %s: camunda:historyTimeToLive must say in days how long its history is kept, for instance P730D"
						.formatted(file, element));
		}
	}

	private List<String> files(String ending) {
		return this.files.keySet().stream().filter((file) -> file.endsWith(ending)).toList();
	}

	/** The innermost message: the parser's own, without what wrapped it. */
	private static String reason(Throwable failure) {
		Throwable innermost = failure;
		while (innermost.getCause() != null) {
			innermost = innermost.getCause();
		}
		return String.valueOf(innermost.getMessage()).lines().findFirst().orElse("");
	}

	private static boolean isBlank(String text) {
		return text == null || text.isBlank();
	}

	private static String bareName(String file) {
		return file.substring(file.lastIndexOf('/') + 1);
	}

	private static String id(String file) {
		String name = bareName(file);
		return name.substring(0, name.lastIndexOf('.'));
	}

	private static String folder(String file) {
		return file.substring(0, Math.max(file.lastIndexOf('/'), 0));
	}

	private static String folderName(String file) {
		return bareName(folder(file));
	}

}
