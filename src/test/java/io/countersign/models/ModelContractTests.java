package io.countersign.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import org.camunda.bpm.dmn.engine.DmnEngine;
import org.camunda.bpm.dmn.engine.DmnEngineConfiguration;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.CallActivity;
import org.camunda.bpm.model.bpmn.instance.CatchEvent;
import org.camunda.bpm.model.bpmn.instance.EndEvent;
import org.camunda.bpm.model.bpmn.instance.ExclusiveGateway;
import org.camunda.bpm.model.bpmn.instance.FlowElement;
import org.camunda.bpm.model.bpmn.instance.Gateway;
import org.camunda.bpm.model.bpmn.instance.IntermediateThrowEvent;
import org.camunda.bpm.model.bpmn.instance.LinkEventDefinition;
import org.camunda.bpm.model.bpmn.instance.Message;
import org.camunda.bpm.model.bpmn.instance.Process;
import org.camunda.bpm.model.bpmn.instance.ReceiveTask;
import org.camunda.bpm.model.bpmn.instance.SequenceFlow;
import org.camunda.bpm.model.bpmn.instance.ServiceTask;
import org.camunda.bpm.model.bpmn.instance.StartEvent;
import org.camunda.bpm.model.bpmn.instance.SubProcess;
import org.camunda.bpm.model.bpmn.instance.UserTask;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaIn;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaOut;
import org.camunda.bpm.model.dmn.DmnModelInstance;
import org.camunda.bpm.model.dmn.instance.Decision;
import org.camunda.bpm.model.dmn.instance.Input;
import org.camunda.bpm.model.xml.instance.DomElement;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.RegexPatternTypeFilter;
import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What models, forms, decisions and Java promise each other, both ways. What needs the
 * running application is in {@link ModelBeansTests}, what is drawn in
 * {@link DiagramTests}.
 */
class ModelContractTests {

	/** What the Tasklist's renderer shows without losing or changing an answer. */
	private static final Set<String> SAFE_COMPONENTS = Set.of("text", "textfield", "textarea", "number", "radio",
			"select", "checkbox", "separator", "spacer");

	/** One variable compared with one constant. */
	private static final String CONDITION = "\\$\\{[a-z]\\w* (==|!=) ('\\w+'|true|false)}";

	private static final int WIDEST_TABLE = 8;

	private final Map<String, BpmnModelInstance> processes = Models.processes();

	private final Map<String, DmnModelInstance> decisions = Models.decisions();

	private final Map<String, JsonNode> forms = Models.forms();

	private final Map<String, String> sources = Models.sources();

	@Test
	void modelsAreNamedAfterWhatTheyHold() {
		this.processes
			.forEach((path, model) -> assertThat(Models.process(model).getId()).isEqualTo(Models.baseName(path)));
		this.decisions.forEach((path, model) -> assertThat(ids(model)).containsExactly(Models.baseName(path)));
		this.forms.forEach((path, form) -> assertThat(form.path("id").asText()).isEqualTo(Models.baseName(path)));
		// The packaged application knows a resource by its bare file name.
		assertThat(Stream.of(this.processes, this.decisions, this.forms)
			.flatMap((files) -> files.keySet().stream())
			.map((path) -> path.substring(path.indexOf('/') + 1))).doesNotHaveDuplicates();
	}

	@Test
	void modelsLieWithTheirCapability() {
		Stream.of(this.processes, this.decisions, this.forms)
			.flatMap((files) -> files.keySet().stream())
			.forEach((path) -> assertThat(Models.SOURCES.resolve(path.substring(0, path.indexOf('/')))).as(path)
				.isDirectory());
	}

	@Test
	void processesOpenInTheModelerAndKeepTheirHistory() {
		this.processes.forEach((path, model) -> {
			DomElement root = model.getDocument().getRootElement();
			String modeler = "http://camunda.org/schema/modeler/1.0";
			assertThat(root.getAttribute(modeler, "executionPlatform")).as(path).isEqualTo("Camunda Platform");
			assertThat(root.getAttribute(modeler, "executionPlatformVersion")).as(path).isEqualTo("7.24.0");
			Process process = Models.process(model);
			assertThat(process.isExecutable()).as(path).isTrue();
			assertThat(process.getCamundaVersionTag()).as(path).matches("\\d+\\.\\d+\\.\\d+");
			assertThat(process.getCamundaHistoryTimeToLiveString()).as(path).matches("P\\d+D");
		});
	}

	@Test
	void elementsFollowTheNamingTable() {
		List<String> wrong = elements().filter((element) -> !Models.matches(idOf(element), element.getId()))
			.map((element) -> Models.where(element) + " should match " + idOf(element))
			.toList();
		assertThat(wrong).isEmpty();
	}

	@Test
	void everyElementIsNamed() {
		assertThat(elements().filter((element) -> !(element instanceof SequenceFlow))
			.filter((element) -> element.getName() == null || element.getName().isBlank())
			.map(Models::where)).isEmpty();
		assertThat(Models.all(ExclusiveGateway.class))
			.allSatisfy((gateway) -> assertThat(gateway.getName()).as(Models.where(gateway)).endsWith("?"));
	}

	@Test
	void whatIsNotObviousIsDocumented() {
		assertThat(this.processes.values().stream().map(Models::process)).allSatisfy(
				(process) -> assertThat(Models.documentation(process)).as(process.getId()).hasSizeGreaterThan(80));
		assertThat(elements().filter((element) -> element instanceof ServiceTask || element instanceof UserTask
				|| element instanceof ReceiveTask || element instanceof CallActivity || element instanceof SubProcess)
			.filter((element) -> Models.documentation(element).isBlank())
			.map(Models::where)).isEmpty();
	}

	@Test
	void everyWayOutOfAGatewayIsLabelledAndAsksOneVariable() {
		assertThat(Models.all(Gateway.class)).isNotEmpty().allMatch(ExclusiveGateway.class::isInstance);
		for (ExclusiveGateway gateway : Models.all(ExclusiveGateway.class)) {
			assertThat(gateway.getOutgoing()).as(Models.where(gateway)).hasSizeGreaterThan(1);
			Set<String> asked = new HashSet<>();
			for (SequenceFlow flow : gateway.getOutgoing()) {
				assertThat(flow.getName()).as(Models.where(flow)).isNotBlank();
				assertThat(flow.getConditionExpression()).as(Models.where(flow)).isNotNull();
				assertThat(condition(flow)).as(Models.where(flow)).matches(CONDITION);
				asked.add(condition(flow).substring(2, condition(flow).indexOf(' ')));
			}
			assertThat(asked).as("variables asked by " + Models.where(gateway)).hasSize(1);
		}
		assertThat(Models.all(SequenceFlow.class)
			.stream()
			.filter((flow) -> !(flow.getSource() instanceof ExclusiveGateway) && flow.getConditionExpression() != null)
			.map(Models::where)).isEmpty();
	}

	@Test
	void modelsBringNoCode() {
		this.processes.forEach((path, model) -> {
			Set<String> elements = new HashSet<>();
			Set<String> attributes = new HashSet<>();
			walk(model.getDocument().getRootElement(), (element) -> {
				elements.add(element.getLocalName());
				Stream.of("class", "type", "topic", "expression", "formKey", "asyncBefore", "asyncAfter")
					.filter((name) -> element.getAttribute(Models.CAMUNDA, name) != null)
					.forEach(attributes::add);
				return true;
			});
			assertThat(elements).as(path)
				.doesNotContain("scriptTask", "script", "connector", "executionListener", "taskListener", "formData",
						"inputOutput", "field", "sendTask", "businessRuleTask", "complexGateway", "inclusiveGateway");
			assertThat(attributes).as(path).isEmpty();
		});
	}

	@Test
	void everyServiceTaskNamesItsOwnBean() {
		assertThat(Models.all(ServiceTask.class)).isNotEmpty().allSatisfy((task) -> {
			String bean = task.getId().substring("serviceTask_".length());
			assertThat(task.getCamundaDelegateExpression()).as(Models.where(task)).isEqualTo("${" + bean + "}");
		});
		assertThat(Models.all(ServiceTask.class).stream().map(FlowElement::getId)).doesNotHaveDuplicates();
	}

	@Test
	void everyUserTaskSaysWhoUntilWhenAndHowUrgent() {
		assertThat(Models.all(UserTask.class)).isNotEmpty().allSatisfy((task) -> {
			String where = Models.where(task);
			assertThat(task.getCamundaCandidateGroups()).as(where)
				.matches("\\$\\{\\w+\\.\\w+\\(execution\\)}(,\\$\\{\\w+\\.\\w+\\(execution\\)})*");
			assertThat(task.getCamundaDueDate()).as(where).matches("\\$\\{deadlines\\.at\\('\\w+', execution\\)}");
			assertThat(task.getCamundaPriority()).as(where).isEqualTo("${workload.priority(execution)}");
			assertThat(task.getCamundaAssignee()).as(where).isNull();
			assertThat(task.getId()).isEqualTo("userTask_" + Models.camel(Models.camunda(task, "formRef")));
			assertThat(Models.camunda(task, "formRefBinding")).as(where).isEqualTo("deployment");
		});
	}

	@Test
	void everyUserTaskIsFollowedByARecordingStep() {
		assertThat(Models.all(UserTask.class))
			.allSatisfy((task) -> assertThat(task.getSucceedingNodes().list()).as("after " + Models.where(task))
				.singleElement()
				.isInstanceOfSatisfying(ServiceTask.class,
						(next) -> assertThat(next.getId()).startsWith("serviceTask_record")));
	}

	@Test
	void everyFormIsUsedAndEveryUsedFormExists() {
		assertThat(Models.all(UserTask.class).stream().map((task) -> Models.camunda(task, "formRef")))
			.containsExactlyInAnyOrderElementsOf(this.forms.keySet().stream().map(Models::baseName).toList());
		assertThat(processesWithForms())
			.allSatisfy((form, process) -> assertThat(folder(this.forms.keySet(), form)).as("folder of form " + form)
				.isIn(folder(this.processes.keySet(), process), "signature"));
	}

	@Test
	void formsUseOnlyWhatTasklistShowsSafely() {
		this.forms.forEach((path, form) -> {
			assertThat(form.path("schemaVersion").asInt()).as(path).isBetween(1, 16);
			assertThat(form.path("executionPlatform").asText()).as(path).isEqualTo("Camunda Platform");
			assertThat(form.path("executionPlatformVersion").asText()).as(path).isEqualTo("7.24.0");
			List<JsonNode> components = components(form);
			assertThat(components).as(path)
				.extracting((component) -> component.path("type").asText())
				.allMatch(SAFE_COMPONENTS::contains);
			assertThat(components.get(0).path("type").asText()).as(path + " says first what is decided")
				.isEqualTo("text");
			assertThat(components).as(path)
				.extracting((component) -> component.path("id").asText())
				.doesNotContain("")
				.doesNotHaveDuplicates();
		});
	}

	@Test
	void formFieldsHaveStableKeysLabelsAndValues() {
		Set<String> variables = declaredVariables().values()
			.stream()
			.flatMap(Collection::stream)
			.collect(Collectors.toSet());
		this.forms.forEach((path, form) -> {
			List<JsonNode> fields = fields(form);
			assertThat(fields).as(path).isNotEmpty();
			assertThat(fields).as(path)
				.extracting((field) -> field.path("key").asText())
				.allMatch((key) -> key.matches("[a-z]\\w*"))
				.doesNotHaveDuplicates()
				// A field named like a variable would be filled from it.
				.noneMatch(variables::contains);
			assertThat(fields).as(path)
				.allSatisfy((field) -> assertThat(field.path("label").asText()).isNotBlank())
				.allSatisfy((field) -> assertThat(field.has("defaultValue")).isFalse());
			for (JsonNode field : fields) {
				String name = path + " " + field.path("key").asText();
				if (Set.of("radio", "select").contains(field.path("type").asText())) {
					assertThat(children(field, "values")).as(name)
						.hasSizeGreaterThan(1)
						.extracting((option) -> option.path("value").asText())
						.allMatch((value) -> value.matches("[a-z]\\w*"))
						.doesNotHaveDuplicates();
				}
				if (field.path("conditional").has("hide")) {
					assertThat(field.path("validate").path("required").asBoolean())
						.as(name + " is hidden by a condition and must not be required")
						.isFalse();
				}
				if (field.path("type").asText().equals("textarea")) {
					assertThat(field.path("validate").path("maxLength").asInt()).as(name).isBetween(1, 2000);
				}
			}
		});
	}

	@Test
	void everyAnswerReachesJava() {
		for (Map.Entry<String, JsonNode> form : this.forms.entrySet()) {
			for (JsonNode field : fields(form.getValue())) {
				String key = field.path("key").asText();
				assertThat(this.sources.values().stream().anyMatch((source) -> source.contains('"' + key + '"')))
					.as(form.getKey() + " asks for '" + key + "', and Java reads it")
					.isTrue();
			}
		}
	}

	@Test
	void everyDecisionIsReadableNarrowAndAsked() {
		DmnEngine engine = DmnEngineConfiguration.createDefaultDmnEngineConfiguration().buildEngine();
		Collection<String> asking = this.sources.values();
		this.decisions.forEach((path, model) -> {
			assertThat(engine.parseDecisions(model)).as(path).isNotEmpty();
			assertThat(model.getModelElementsByType(Input.class)).as(path).hasSizeLessThanOrEqualTo(WIDEST_TABLE);
			for (Decision decision : model.getModelElementsByType(Decision.class)) {
				assertThat(decision.getCamundaHistoryTimeToLiveString()).as(path).isNotBlank();
				assertThat(decision.getName()).as(path).isNotBlank();
				assertThat(asking.stream().anyMatch((source) -> source.contains('"' + decision.getId() + '"')))
					.as(decision.getId() + " is asked by Java")
					.isTrue();
			}
		});
		assertThat(Models.found("\\.evaluate\\(\"([a-z-]+)\"", asking))
			.allSatisfy((asked) -> assertThat(allDecisions()).contains(asked));
	}

	@Test
	void everyClockIsInTheDeadlinesAndEveryDeadlineIsAClock() throws IOException {
		DmnModelInstance deadlines = this.decisions.get("agreement/desk-deadlines.dmn");
		List<String> rows = deadlines.getModelElementsByType(org.camunda.bpm.model.dmn.instance.Rule.class)
			.stream()
			.map((rule) -> rule.getInputEntries().iterator().next().getTextContent().strip().replace("\"", ""))
			.toList();
		Set<String> modelled = new TreeSet<>();
		this.processes.values()
			.forEach((model) -> modelled.addAll(Models.found("deadlines\\.at\\('(\\w+)'", List.of(xml(model)))));
		// Instances of an earlier version go on with it.
		modelled.addAll(Models.found("deadlines\\.at\\('(\\w+)'",
				List.of(Files.readString(Path.of("src/test/resources/earlier/agreement-execution-1.0.0.bpmn")))));
		assertThat(rows).containsExactlyInAnyOrderElementsOf(modelled);
	}

	@Test
	void everyMessageIsToldAndEveryToldMessageIsAwaited() {
		Set<String> modules = modules();
		List<String> declared = Models.all(Message.class).stream().map(Message::getName).distinct().sorted().toList();
		assertThat(declared).isNotEmpty().allSatisfy((name) -> {
			assertThat(name).matches("[a-z]+\\.[a-z]+[A-Za-z]*");
			assertThat(modules).contains(name.substring(0, name.indexOf('.')));
		});
		for (BpmnModelInstance model : this.processes.values()) {
			assertThat(model.getModelElementsByType(Message.class))
				.allSatisfy((message) -> assertThat(xml(model)).contains("messageRef=\"" + message.getId() + "\""));
		}
		Set<String> told = new TreeSet<>(
				Models.found("\"((?:" + String.join("|", modules) + ")\\.[a-z]+)\"", outgoing().values()));
		assertThat(told).containsExactlyElementsOf(declared);
	}

	@Test
	void everyProcessIsStartedOrCalledAndEveryCalledProcessExists() {
		Set<String> ids = this.processes.keySet().stream().map(Models::baseName).collect(Collectors.toSet());
		Set<String> called = Models.all(CallActivity.class)
			.stream()
			.map(CallActivity::getCalledElement)
			.collect(Collectors.toSet());
		assertThat(ids).containsAll(called);
		assertThat(ids).allSatisfy((id) -> assertThat(called.contains(id)
				|| outgoing().values().stream().anyMatch((source) -> source.contains('"' + id + '"')))
			.as(id + " is started or called")
			.isTrue());
	}

	@Test
	void calledProcessesHaveAKeyOfTheirOwnAndNamedMappings() {
		assertThat(Models.all(CallActivity.class)).isNotEmpty().allSatisfy((call) -> {
			assertThat(call.getExtensionElements().getElementsQuery().filterByType(CamundaIn.class).list())
				.singleElement()
				.satisfies((in) -> assertThat(in.getCamundaBusinessKey())
					.matches("\\$\\{execution\\.processBusinessKey}/[a-z-]+|\\$\\{[a-z]\\w*Reference}"));
			assertThat(call.getExtensionElements().getElementsQuery().filterByType(CamundaOut.class).list())
				.isNotEmpty()
				.allSatisfy((out) -> assertThat(out.getCamundaVariables()).isNull());
		});
	}

	@Test
	void everyVariableIsDeclaredOnceAndUsed() {
		Map<String, Set<String>> declared = declaredVariables();
		Map<String, Set<String>> used = usedVariables();
		this.processes.keySet().stream().map(Models::baseName).forEach((process) -> {
			assertThat(declared).as("variables of " + process).containsKey(process);
			assertThat(declared.get(process)).as("variables of " + process)
				.containsExactlyInAnyOrderElementsOf(used.get(process));
		});
		assertThat(this.processes.keySet().stream().map(Models::baseName)).containsAll(declared.keySet());
	}

	@Test
	void noStepSpellsAVariableByHand() {
		this.sources.forEach((path, source) -> {
			if (path.endsWith("Tasks.java")) {
				assertThat(Models.found("[sg]etVariable(?:Local)?\\(\\s*\"(\\w+)\"", List.of(source))).as(path)
					.isEmpty();
			}
		});
	}

	@Test
	void everyDeclaredVariableIsSetByJava() {
		Map<String, String> setters = new TreeMap<>(this.sources);
		setters.keySet().removeIf((path) -> path.endsWith("Variables.java"));
		Set<String> returned = Models.all(CamundaOut.class)
			.stream()
			.map(CamundaOut::getCamundaTarget)
			.collect(Collectors.toSet());
		variableClasses().forEach((type) -> constants(type).forEach((constant, variable) -> {
			if (!returned.contains(variable) || !type.getSimpleName().startsWith("AgreementExecution")) {
				String name = type.getSimpleName() + "." + constant;
				assertThat(setters.values().stream().anyMatch((source) -> source.contains(name))).as(name + " is set")
					.isTrue();
			}
		}));
	}

	@Test
	void everyLinkIsCaught() {
		for (BpmnModelInstance model : this.processes.values()) {
			Map<Boolean, Set<String>> links = model.getModelElementsByType(LinkEventDefinition.class)
				.stream()
				.collect(Collectors.partitioningBy((link) -> link.getParentElement() instanceof IntermediateThrowEvent,
						Collectors.mapping(LinkEventDefinition::getName, Collectors.toSet())));
			assertThat(links.get(true)).isEqualTo(links.get(false));
		}
	}

	@Test
	void everyStepAndEveryTaskHasAnElementTemplate() {
		List<JsonNode> templates = new ArrayList<>();
		Path folder = Path.of(".camunda/element-templates");
		for (String file : List.of("service-tasks.json", "user-tasks.json")) {
			assertThat(Files.isRegularFile(folder.resolve(file))).isTrue();
			Models.json(folder.resolve(file)).forEach(templates::add);
		}
		assertThat(templates).extracting((template) -> template.path("id").asText()).doesNotHaveDuplicates();
		assertThat(templates).allSatisfy((template) -> {
			assertThat(template.path("$schema").asText())
				.isEqualTo("https://unpkg.com/@camunda/element-templates-json-schema/resources/schema.json");
			assertThat(template.path("name").asText()).isNotBlank();
			assertThat(template.path("description").asText()).isNotBlank();
			assertThat(children(template, "properties")).isNotEmpty();
		});
		assertThat(bound(templates, "bpmn:ServiceTask", "camunda:delegateExpression"))
			.containsExactlyInAnyOrderElementsOf(
					Models.all(ServiceTask.class).stream().map(ServiceTask::getCamundaDelegateExpression).toList());
		assertThat(bound(templates, "bpmn:UserTask", "camunda:formRef")).containsExactlyInAnyOrderElementsOf(
				Models.all(UserTask.class).stream().map((task) -> Models.camunda(task, "formRef")).toList());
	}

	@Test
	void theLintRulesAreReadable() {
		assertThat(Models.json(Path.of(".bpmnlintrc")).path("extends").get(0).asText())
			.isEqualTo("bpmnlint:recommended");
	}

	private Stream<FlowElement> elements() {
		return this.processes.values()
			.stream()
			.flatMap((model) -> model.getModelElementsByType(FlowElement.class).stream());
	}

	private static String idOf(FlowElement element) {
		String happened = "[a-z]\\w*";
		if (element instanceof StartEvent) {
			return "startEvent_\\w*(?:[a-z]ed|[hH]anded\\w+|withdrawn)";
		}
		if (element instanceof EndEvent) {
			return "endEvent_\\w*(?:[a-z]ed|withdrawn)";
		}
		if (element instanceof CatchEvent || element instanceof IntermediateThrowEvent) {
			return "event_" + happened;
		}
		if (element instanceof Gateway) {
			return "gateway_" + happened;
		}
		if (element instanceof SequenceFlow) {
			return "flow_" + happened;
		}
		String type = element.getElementType().getTypeName();
		return type + "_[a-z]\\w*";
	}

	private static String condition(SequenceFlow flow) {
		return flow.getConditionExpression().getTextContent();
	}

	private static String xml(BpmnModelInstance model) {
		return org.camunda.bpm.model.bpmn.Bpmn.convertToString(model);
	}

	private static List<String> ids(DmnModelInstance model) {
		return model.getModelElementsByType(Decision.class).stream().map(Decision::getId).toList();
	}

	private Set<String> allDecisions() {
		return this.decisions.values().stream().flatMap((model) -> ids(model).stream()).collect(Collectors.toSet());
	}

	private static void walk(DomElement element, Predicate<DomElement> visit) {
		if (visit.test(element)) {
			element.getChildElements().forEach((child) -> walk(child, visit));
		}
	}

	private static List<JsonNode> components(JsonNode form) {
		return children(form, "components");
	}

	private static List<JsonNode> fields(JsonNode form) {
		return components(form).stream().filter((component) -> component.has("key")).toList();
	}

	private static List<JsonNode> children(JsonNode node, String name) {
		return StreamSupport.stream(node.path(name).spliterator(), false).toList();
	}

	private static String folder(Collection<String> paths, String baseName) {
		return paths.stream()
			.filter((path) -> Models.baseName(path).equals(baseName))
			.map((path) -> path.substring(0, path.indexOf('/')))
			.findFirst()
			.orElseThrow();
	}

	private static Map<String, String> processesWithForms() {
		Map<String, String> found = new LinkedHashMap<>();
		Models.all(UserTask.class)
			.forEach((task) -> found.put(Models.camunda(task, "formRef"),
					Models.process((BpmnModelInstance) task.getModelInstance()).getId()));
		return found;
	}

	/** The classes that tell the engine what happened. */
	private Map<String, String> outgoing() {
		Map<String, String> outgoing = new TreeMap<>(this.sources);
		outgoing.keySet().removeIf((path) -> !path.endsWith("Process.java"));
		return outgoing;
	}

	private Set<String> modules() {
		return this.sources.keySet()
			.stream()
			.filter((path) -> path.endsWith("/package-info.java"))
			.map((path) -> path.substring(0, path.indexOf('/')))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	/** Variable names by process id, as declared in the classes {@code …Variables}. */
	private static Map<String, Set<String>> declaredVariables() {
		Map<String, Set<String>> declared = new TreeMap<>();
		for (Class<?> type : variableClasses()) {
			String words = type.getSimpleName().replaceFirst("Variables$", "").replaceAll("(?<=.)([A-Z])", "-$1");
			Set<String> former = declared.put(words.toLowerCase(), new TreeSet<>(constants(type).values()));
			assertThat(former).as("variables of " + words + " are declared in one place").isNull();
		}
		return declared;
	}

	private static List<Class<?>> variableClasses() {
		ClassPathScanningCandidateComponentProvider scanner = new ClassPathScanningCandidateComponentProvider(false);
		scanner
			.addIncludeFilter(new RegexPatternTypeFilter(java.util.regex.Pattern.compile(".*\\.[A-Z]\\w*Variables")));
		List<Class<?>> classes = new ArrayList<>();
		scanner.findCandidateComponents("io.countersign").forEach((found) -> {
			try {
				classes.add(Class.forName(found.getBeanClassName()));
			}
			catch (ClassNotFoundException ex) {
				throw new IllegalStateException(ex);
			}
		});
		return classes;
	}

	private static Map<String, String> constants(Class<?> type) {
		Map<String, String> constants = new TreeMap<>();
		Arrays.stream(type.getDeclaredFields()).filter((field) -> field.getType() == String.class).forEach((field) -> {
			field.setAccessible(true);
			constants.put(field.getName(), (String) ReflectionUtils.getField(field, null));
		});
		return constants;
	}

	/** What a process asks in its conditions or hands to the process that called it. */
	private Map<String, Set<String>> usedVariables() {
		Map<String, Set<String>> used = new TreeMap<>();
		for (BpmnModelInstance model : this.processes.values()) {
			String id = Models.process(model).getId();
			Set<String> own = used.computeIfAbsent(id, (process) -> new TreeSet<>());
			model.getModelElementsByType(SequenceFlow.class)
				.stream()
				.filter((flow) -> flow.getConditionExpression() != null)
				.forEach((flow) -> own.add(condition(flow).substring(2, condition(flow).indexOf(' '))));
			for (CallActivity call : model.getModelElementsByType(CallActivity.class)) {
				own.addAll(Models.found("businessKey=\"\\$\\{(\\w+)}\"", List.of(xml(model))));
				for (CamundaOut out : call.getExtensionElements()
					.getElementsQuery()
					.filterByType(CamundaOut.class)
					.list()) {
					own.add(out.getCamundaTarget());
					used.computeIfAbsent(call.getCalledElement(), (process) -> new TreeSet<>())
						.add(out.getCamundaSource());
				}
			}
		}
		return used;
	}

	private static List<String> bound(List<JsonNode> templates, String type, String attribute) {
		return templates.stream()
			.filter((template) -> template.path("appliesTo").get(0).asText().equals(type))
			.map((template) -> children(template, "properties").stream()
				.filter((property) -> property.path("binding").path("name").asText().equals(attribute))
				.map((property) -> property.path("value").asText())
				.collect(Collectors.joining()))
			.toList();
	}

}
