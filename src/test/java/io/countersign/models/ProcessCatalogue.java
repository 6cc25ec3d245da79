package io.countersign.models;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.BoundaryEvent;
import org.camunda.bpm.model.bpmn.instance.CallActivity;
import org.camunda.bpm.model.bpmn.instance.CatchEvent;
import org.camunda.bpm.model.bpmn.instance.EndEvent;
import org.camunda.bpm.model.bpmn.instance.Event;
import org.camunda.bpm.model.bpmn.instance.EventDefinition;
import org.camunda.bpm.model.bpmn.instance.ExclusiveGateway;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.MessageEventDefinition;
import org.camunda.bpm.model.bpmn.instance.Process;
import org.camunda.bpm.model.bpmn.instance.ReceiveTask;
import org.camunda.bpm.model.bpmn.instance.SequenceFlow;
import org.camunda.bpm.model.bpmn.instance.ServiceTask;
import org.camunda.bpm.model.bpmn.instance.ThrowEvent;
import org.camunda.bpm.model.bpmn.instance.TimerEventDefinition;
import org.camunda.bpm.model.bpmn.instance.UserTask;
import org.camunda.bpm.model.bpmn.instance.bpmndi.BpmnShape;
import org.camunda.bpm.model.dmn.DmnModelInstance;
import org.camunda.bpm.model.dmn.instance.Decision;
import org.camunda.bpm.model.dmn.instance.DecisionTable;
import org.camunda.bpm.model.dmn.instance.Input;
import org.camunda.bpm.model.dmn.instance.Output;
import org.camunda.bpm.model.dmn.instance.Rule;

/**
 * Writes {@code docs/processes.md} from the models: the same facts in words, for a reader
 * without Camunda Modeler.
 */
final class ProcessCatalogue {

	/** A table that is longer is only described. */
	private static final int LONGEST_TABLE = 40;

	private final StringBuilder text = new StringBuilder();

	private final Map<String, BpmnModelInstance> processes = Models.processes();

	private final Map<String, DmnModelInstance> decisions = Models.decisions();

	private final Map<String, JsonNode> forms = Models.forms();

	private final Map<String, String> clocks = clocks();

	private ProcessCatalogue() {
	}

	static String write() {
		ProcessCatalogue catalogue = new ProcessCatalogue();
		catalogue.everything();
		return catalogue.text.toString();
	}

	private void everything() {
		line("# Process catalogue");
		line("");
		line("Written from the files in `processes/` and `forms/`; do not edit it here. After a change of a model:");
		line("");
		line("    ./mvnw test -Dtest=ProcessCatalogueTests -Dcountersign.docs.write=true");
		line("");
		line("Open the models with Camunda Modeler in the repository's folder: it finds the element templates in");
		line("`.camunda/element-templates/` and the lint rules in `.bpmnlintrc`.");
		line("");
		this.processes.forEach(this::process);
		line("## Decision tables");
		line("");
		this.decisions.forEach(this::decision);
		line("## Forms");
		line("");
		this.forms.forEach(this::form);
	}

	private void process(String path, BpmnModelInstance model) {
		Process process = Models.process(model);
		line("## " + process.getName());
		line("");
		line("`%s` version %s, `processes/%s`".formatted(process.getId(), process.getCamundaVersionTag(), path));
		line("");
		line("![%s](processes/%s.png)".formatted(process.getName(), process.getId()));
		line("");
		line(Models.documentation(process));
		line("");
		table("Work of people", List.of("Task", "What", "Who may do it", "Due", "Form"),
				nodes(model, UserTask.class).stream()
					.map((task) -> List.of(task.getName(), Models.documentation(task),
							expressions(task.getCamundaCandidateGroups()), due(task.getCamundaDueDate()),
							"`" + Models.camunda(task, "formRef") + "`"))
					.toList());
		table("Steps", List.of("Step", "What happens", "Bean"),
				nodes(model, ServiceTask.class).stream()
					.map((task) -> List.of(task.getName(), Models.documentation(task),
							"`" + task.getId().substring("serviceTask_".length()) + "`"))
					.toList());
		table("Questions", List.of("Question", "Answer", "Where", "Leads to"),
				nodes(model, ExclusiveGateway.class).stream().flatMap((gateway) -> answers(gateway).stream()).toList());
		table("Waits and deadlines", List.of("Wait", "For", "Deadline"), waits(model));
		table("Called processes", List.of("Step", "Process", "Gives back"), nodes(model, CallActivity.class).stream()
			.map((call) -> List.of(call.getName(), "`" + call.getCalledElement() + "`", expressions(returned(call))))
			.toList());
		line("### Ends");
		line("");
		line(nodes(model, EndEvent.class).stream().map(EndEvent::getName).collect(Collectors.joining("; ")) + ".");
		line("");
	}

	private List<List<String>> answers(ExclusiveGateway gateway) {
		List<List<String>> rows = new ArrayList<>();
		for (SequenceFlow flow : gateway.getOutgoing()) {
			String condition = flow.getConditionExpression().getTextContent();
			rows.add(List.of(rows.isEmpty() ? gateway.getName() : "", flow.getName(),
					"`" + condition.substring(2, condition.length() - 1) + "`", flow.getTarget().getName()));
		}
		return rows;
	}

	private List<List<String>> waits(BpmnModelInstance model) {
		List<List<String>> rows = new ArrayList<>();
		for (ReceiveTask task : nodes(model, ReceiveTask.class)) {
			rows.add(List.of(task.getName(), "message `" + task.getMessage().getName() + "`", ""));
		}
		for (CatchEvent event : nodes(model, CatchEvent.class)) {
			for (EventDefinition definition : event.getEventDefinitions()) {
				if (definition instanceof MessageEventDefinition message) {
					rows.add(List.of(event.getName() + at(event), "message `" + message.getMessage().getName() + "`",
							""));
				}
				if (definition instanceof TimerEventDefinition timer) {
					rows.add(List.of(event.getName() + at(event), "time",
							due(timer.getTimeDate().getTextContent().strip())));
				}
			}
		}
		return rows;
	}

	private static String at(Event event) {
		if (event instanceof BoundaryEvent boundary) {
			return " (at \"%s\"%s)".formatted(boundary.getAttachedTo().getName(),
					boundary.cancelActivity() ? ", ends it" : "");
		}
		return "";
	}

	private static String returned(CallActivity call) {
		return call.getExtensionElements()
			.getElementsQuery()
			.filterByType(org.camunda.bpm.model.bpmn.instance.camunda.CamundaOut.class)
			.list()
			.stream()
			.map((out) -> out.getCamundaTarget())
			.collect(Collectors.joining(","));
	}

	private void decision(String path, DmnModelInstance model) {
		for (Decision decision : model.getModelElementsByType(Decision.class)) {
			line("### " + decision.getName());
			line("");
			line("`%s`, `processes/%s`".formatted(decision.getId(), path));
			line("");
			if (decision.getDescription() != null) {
				line(decision.getDescription().getTextContent().strip());
				line("");
			}
			if (decision.getExpression() instanceof DecisionTable table) {
				rows(table);
			}
		}
	}

	private void rows(DecisionTable table) {
		List<String> heads = new ArrayList<>();
		table.getInputs().stream().map(ProcessCatalogue::head).forEach(heads::add);
		table.getOutputs().stream().map(ProcessCatalogue::head).forEach(heads::add);
		line("Inputs: %d, outputs: %d, rules: %d, hit policy: %s.".formatted(table.getInputs().size(),
				table.getOutputs().size(), table.getRules().size(), table.getHitPolicy().name().toLowerCase()));
		line("");
		if (table.getRules().size() <= LONGEST_TABLE) {
			table(null, heads, table.getRules().stream().map(ProcessCatalogue::cells).toList());
		}
	}

	private static String head(Input input) {
		return (input.getLabel() != null) ? input.getLabel() : input.getInputExpression().getText().getTextContent();
	}

	private static String head(Output output) {
		return "→ " + ((output.getLabel() != null) ? output.getLabel() : output.getName());
	}

	private static List<String> cells(Rule rule) {
		List<String> cells = new ArrayList<>();
		rule.getInputEntries().forEach((entry) -> cells.add(cell(entry.getTextContent())));
		rule.getOutputEntries().forEach((entry) -> cells.add(cell(entry.getTextContent())));
		return cells;
	}

	private static String cell(String feel) {
		String plain = feel.strip();
		if (plain.isEmpty() || plain.equals("-")) {
			return "any";
		}
		return plain.matches("\"[^\"]*\"") ? plain.substring(1, plain.length() - 1) : plain;
	}

	private void form(String path, JsonNode form) {
		line("### " + form.path("id").asText());
		line("");
		line("`forms/%s`".formatted(path));
		line("");
		for (JsonNode component : form.path("components")) {
			if (component.path("type").asText().equals("text")) {
				line(component.path("text").asText());
				line("");
			}
		}
		List<List<String>> rows = new ArrayList<>();
		for (JsonNode field : form.path("components")) {
			if (field.has("key")) {
				List<String> options = new ArrayList<>();
				field.path("values")
					.forEach((option) -> options
						.add("`%s` %s".formatted(option.path("value").asText(), option.path("label").asText())));
				rows.add(List.of(field.path("label").asText(), "`" + field.path("key").asText() + "`",
						field.path("validate").path("required").asBoolean() ? "yes" : "no",
						options.isEmpty() ? field.path("description").asText() : String.join("<br>", options)));
			}
		}
		table(null, List.of("Field", "Key", "Required", "Answers"), rows);
	}

	private void table(String title, List<String> heads, Collection<List<String>> rows) {
		if (rows.isEmpty()) {
			return;
		}
		if (title != null) {
			line("### " + title);
			line("");
		}
		line("| " + String.join(" | ", heads) + " |");
		line("|" + " --- |".repeat(heads.size()));
		rows.forEach((row) -> line("| " + row.stream()
			.map((cell) -> cell.replace("\n", " ").replace("|", "\\|"))
			.collect(Collectors.joining(" | ")) + " |"));
		line("");
	}

	/** Elements in the order in which the picture is read. */
	private static <T extends FlowNode> List<T> nodes(BpmnModelInstance model, Class<T> type) {
		Map<String, double[]> places = new LinkedHashMap<>();
		for (BpmnShape shape : model.getModelElementsByType(BpmnShape.class)) {
			places.put(shape.getBpmnElement().getId(),
					new double[] { shape.getBounds().getX(), shape.getBounds().getY() });
		}
		return model.getModelElementsByType(type)
			.stream()
			.filter((node) -> !(node instanceof ThrowEvent) || node instanceof EndEvent)
			.sorted(Comparator.comparingDouble((T node) -> places.get(node.getId())[0])
				.thenComparingDouble((node) -> places.get(node.getId())[1]))
			.toList();
	}

	/** {@code ${teams.clm(execution)}} as {@code teams.clm}. */
	private static String expressions(String value) {
		if (value.isEmpty()) {
			return "";
		}
		return List.of(value.split(","))
			.stream()
			.map((part) -> "`" + part.replaceAll("^\\$\\{|}$|\\(execution\\)", "") + "`")
			.collect(Collectors.joining(", "));
	}

	private String due(String expression) {
		Matcher clock = Pattern.compile("deadlines\\.at\\('(\\w+)'").matcher(expression);
		return clock.find() ? "%s (`%s`)".formatted(this.clocks.get(clock.group(1)), clock.group(1)) : expression;
	}

	/** {@code review} is {@code 1 business days}. */
	private Map<String, String> clocks() {
		return Models.decisions()
			.get("agreement/desk-deadlines.dmn")
			.getModelElementsByType(Rule.class)
			.stream()
			.map(ProcessCatalogue::cells)
			.collect(Collectors.toMap((row) -> row.get(0), (row) -> row.get(1) + " "
					+ (row.get(1).equals("1") ? row.get(2).replaceFirst("s$", "") : row.get(2))));
	}

	private void line(String line) {
		this.text.append(line).append('\n');
	}

}
