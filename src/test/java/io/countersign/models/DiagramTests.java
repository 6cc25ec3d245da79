package io.countersign.models;

import java.awt.geom.Line2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.Activity;
import org.camunda.bpm.model.bpmn.instance.BaseElement;
import org.camunda.bpm.model.bpmn.instance.BoundaryEvent;
import org.camunda.bpm.model.bpmn.instance.Event;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.Gateway;
import org.camunda.bpm.model.bpmn.instance.SequenceFlow;
import org.camunda.bpm.model.bpmn.instance.SubProcess;
import org.camunda.bpm.model.bpmn.instance.bpmndi.BpmnEdge;
import org.camunda.bpm.model.bpmn.instance.bpmndi.BpmnShape;
import org.camunda.bpm.model.bpmn.instance.dc.Bounds;
import org.camunda.bpm.model.bpmn.instance.di.Waypoint;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * How the processes are drawn: a process owner reads the picture, so it is held to the
 * rules of a good one.
 */
class DiagramTests {

	/** Elements that have to lie on one straight line, left to right. */
	private static final Map<String, List<String>> MAIN_LINE = Map.of("agreement-execution",
			List.of("startEvent_received", "serviceTask_validatePackage", "gateway_route", "serviceTask_countersign",
					"serviceTask_submitToRoc", "startEvent_handedOver", "receiveTask_acknowledgement",
					"gateway_accepted", "receiveTask_acceptance", "gateway_invoiced", "endEvent_invoiced",
					"serviceTask_bookAgreement", "endEvent_booked"),
			"special-terms-approval",
			List.of("startEvent_termsAsked", "serviceTask_receiveTerms", "gateway_triageNeeded", "userTask_triageTerms",
					"serviceTask_recordTriage", "gateway_triaged", "serviceTask_determineRoute",
					"startEvent_approverAsked", "userTask_decideTerms", "serviceTask_recordTermsDecision",
					"gateway_stepDecided", "endEvent_stepApproved", "serviceTask_closeStage", "gateway_approverLeft",
					"serviceTask_grantTerms", "endEvent_termsApproved"),
			"roc-issue", List.of("startEvent_issueOpened", "serviceTask_routeRocIssue", "userTask_solveRocIssue",
					"serviceTask_recordRocSolution", "gateway_issueSolved", "endEvent_solved"));

	static Stream<String> diagrams() {
		return Models.processes().keySet().stream();
	}

	@ParameterizedTest
	@MethodSource("diagrams")
	void everyElementIsDrawnInItsCustomarySize(String path) {
		BpmnModelInstance model = Models.processes().get(path);
		Map<FlowNode, Rectangle2D> shapes = shapes(model);
		assertThat(shapes.keySet()).containsExactlyInAnyOrderElementsOf(model.getModelElementsByType(FlowNode.class));
		assertThat(edges(model).keySet())
			.containsExactlyInAnyOrderElementsOf(model.getModelElementsByType(SequenceFlow.class));
		shapes.forEach((node, shape) -> {
			if (node instanceof Event) {
				assertSize(node, shape, 36, 36);
			}
			else if (node instanceof Gateway) {
				assertSize(node, shape, 50, 50);
			}
			else if (!(node instanceof SubProcess)) {
				assertSize(node, shape, 100, 80);
			}
		});
	}

	@ParameterizedTest
	@MethodSource("diagrams")
	void theHappyPathIsOneStraightLineFromLeftToRight(String path) {
		Map<FlowNode, Rectangle2D> shapes = shapes(Models.processes().get(path));
		Rectangle2D previous = null;
		assertThat(MAIN_LINE).containsKey(Models.baseName(path));
		for (String id : MAIN_LINE.get(Models.baseName(path))) {
			Rectangle2D shape = shapes.entrySet()
				.stream()
				.filter((entry) -> entry.getKey().getId().equals(id))
				.map(Map.Entry::getValue)
				.findFirst()
				.orElseThrow();
			if (previous != null) {
				assertThat(shape.getCenterY()).as(id).isCloseTo(previous.getCenterY(), within(0.01));
				assertThat(shape.getMinX()).as(id).isGreaterThan(previous.getMaxX());
			}
			previous = shape;
		}
	}

	@ParameterizedTest
	@MethodSource("diagrams")
	void flowsRunStraightAndTouchTheirElements(String path) {
		BpmnModelInstance model = Models.processes().get(path);
		Map<FlowNode, Rectangle2D> shapes = shapes(model);
		edges(model).forEach((flow, way) -> {
			for (Line2D part : way) {
				assertThat(part.getX1() == part.getX2() || part.getY1() == part.getY2()).as(Models.where(flow))
					.isTrue();
			}
			assertThat(touches(shapes.get(flow.getSource()), way.get(0).getP1())).as(Models.where(flow) + " leaves")
				.isTrue();
			assertThat(touches(shapes.get(flow.getTarget()), way.get(way.size() - 1).getP2()))
				.as(Models.where(flow) + " arrives")
				.isTrue();
		});
	}

	/**
	 * Flows may share a line only where they leave one element or arrive at one.
	 */
	@ParameterizedTest
	@MethodSource("diagrams")
	void noFlowCrossesAnother(String path) {
		Map<SequenceFlow, List<Line2D>> edges = edges(Models.processes().get(path));
		Set<String> crossing = new HashSet<>();
		List<SequenceFlow> flows = List.copyOf(edges.keySet());
		for (int i = 0; i < flows.size(); i++) {
			for (int j = i + 1; j < flows.size(); j++) {
				SequenceFlow one = flows.get(i);
				SequenceFlow other = flows.get(j);
				boolean related = one.getSource() == other.getSource() || one.getTarget() == other.getTarget();
				if (!related && meet(edges.get(one), edges.get(other))) {
					crossing.add(Models.where(one) + " x " + other.getId());
				}
			}
		}
		assertThat(crossing).isEmpty();
	}

	@ParameterizedTest
	@MethodSource("diagrams")
	void noFlowRunsThroughAnElement(String path) {
		BpmnModelInstance model = Models.processes().get(path);
		Map<FlowNode, Rectangle2D> shapes = shapes(model);
		List<String> through = new ArrayList<>();
		edges(model).forEach((flow, way) -> shapes.forEach((node, shape) -> {
			boolean own = node == flow.getSource() || node == flow.getTarget() || contains(node, flow)
					|| (flow.getSource() instanceof BoundaryEvent event && event.getAttachedTo() == node);
			if (!own && way.stream().anyMatch((part) -> part.intersects(shape))) {
				through.add(flow.getId() + " through " + node.getId());
			}
		}));
		assertThat(through).isEmpty();
	}

	@ParameterizedTest
	@MethodSource("diagrams")
	void elementsAndLabelsKeepTheirDistance(String path) {
		BpmnModelInstance model = Models.processes().get(path);
		Map<String, Rectangle2D> taken = new LinkedHashMap<>();
		shapes(model).forEach((node, shape) -> {
			if (!(node instanceof SubProcess) && !(node instanceof BoundaryEvent)) {
				taken.put(node.getId(), shape);
			}
		});
		labels(model).forEach((id, label) -> taken.put("label of " + id, label));
		List<String> names = List.copyOf(taken.keySet());
		List<String> overlapping = new ArrayList<>();
		for (int i = 0; i < names.size(); i++) {
			for (int j = i + 1; j < names.size(); j++) {
				if (taken.get(names.get(i)).intersects(taken.get(names.get(j)))) {
					overlapping.add(names.get(i) + " and " + names.get(j));
				}
			}
		}
		assertThat(overlapping).isEmpty();
	}

	@ParameterizedTest
	@MethodSource("diagrams")
	void eventsGatewaysAndNamedFlowsHaveTheirLabelPlaced(String path) {
		BpmnModelInstance model = Models.processes().get(path);
		Set<String> labelled = labels(model).keySet();
		assertThat(model.getModelElementsByType(FlowNode.class)
			.stream()
			.filter((node) -> !(node instanceof Activity))
			.map(BaseElement::getId)).allMatch(labelled::contains);
		assertThat(model.getModelElementsByType(SequenceFlow.class)
			.stream()
			.filter((flow) -> flow.getName() != null)
			.map(BaseElement::getId)).allMatch(labelled::contains);
	}

	@ParameterizedTest
	@MethodSource("diagrams")
	void thePictureIsCommitted(String path) {
		assertThat(Files.isRegularFile(Path.of("docs/processes", Models.baseName(path) + ".png"))).isTrue();
	}

	private static void assertSize(FlowNode node, Rectangle2D shape, double width, double height) {
		assertThat(List.of(shape.getWidth(), shape.getHeight())).as(Models.where(node)).containsExactly(width, height);
	}

	private static boolean touches(Rectangle2D shape, Point2D point) {
		Rectangle2D grown = new Rectangle2D.Double(shape.getX() - 0.5, shape.getY() - 0.5, shape.getWidth() + 1,
				shape.getHeight() + 1);
		return grown.contains(point);
	}

	private static boolean meet(List<Line2D> one, List<Line2D> other) {
		return one.stream().anyMatch((part) -> other.stream().anyMatch(part::intersectsLine));
	}

	private static boolean contains(FlowNode node, SequenceFlow flow) {
		for (var parent = flow.getParentElement(); parent != null; parent = parent.getParentElement()) {
			if (parent == node) {
				return true;
			}
		}
		return false;
	}

	private static Map<FlowNode, Rectangle2D> shapes(BpmnModelInstance model) {
		Map<FlowNode, Rectangle2D> shapes = new LinkedHashMap<>();
		for (BpmnShape shape : model.getModelElementsByType(BpmnShape.class)) {
			if (shape.getBpmnElement() instanceof FlowNode node) {
				shapes.put(node, rectangle(shape.getBounds()));
			}
		}
		return shapes;
	}

	private static Map<SequenceFlow, List<Line2D>> edges(BpmnModelInstance model) {
		Map<SequenceFlow, List<Line2D>> edges = new LinkedHashMap<>();
		for (BpmnEdge edge : model.getModelElementsByType(BpmnEdge.class)) {
			List<Line2D> way = new ArrayList<>();
			Waypoint previous = null;
			for (Waypoint point : edge.getWaypoints()) {
				if (previous != null) {
					way.add(new Line2D.Double(previous.getX(), previous.getY(), point.getX(), point.getY()));
				}
				previous = point;
			}
			edges.put((SequenceFlow) edge.getBpmnElement(), way);
		}
		return edges;
	}

	private static Map<String, Rectangle2D> labels(BpmnModelInstance model) {
		Map<String, Rectangle2D> labels = new LinkedHashMap<>();
		model.getModelElementsByType(BpmnShape.class)
			.stream()
			.filter((shape) -> shape.getBpmnLabel() != null)
			.forEach(
					(shape) -> labels.put(shape.getBpmnElement().getId(), rectangle(shape.getBpmnLabel().getBounds())));
		model.getModelElementsByType(BpmnEdge.class)
			.stream()
			.filter((edge) -> edge.getBpmnLabel() != null)
			.forEach((edge) -> labels.put(edge.getBpmnElement().getId(), rectangle(edge.getBpmnLabel().getBounds())));
		return labels;
	}

	private static Rectangle2D rectangle(Bounds bounds) {
		return new Rectangle2D.Double(bounds.getX(), bounds.getY(), bounds.getWidth(), bounds.getHeight());
	}

}
