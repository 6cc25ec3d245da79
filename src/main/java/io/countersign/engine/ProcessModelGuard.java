package io.countersign.engine;

import java.util.List;
import java.util.Set;

import org.camunda.bpm.engine.BpmnParseException;
import org.camunda.bpm.engine.impl.bpmn.parser.AbstractBpmnParseListener;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParse;
import org.camunda.bpm.engine.impl.persistence.entity.ProcessDefinitionEntity;
import org.camunda.bpm.engine.impl.util.xml.Element;

/**
 * Refuses process models that bring code or leave the ways of this application: scripts,
 * connectors, classes, external workers, forms that the server cannot check. Whoever
 * deploys, by whatever way.
 */
class ProcessModelGuard extends AbstractBpmnParseListener {

	private static final Set<String> ELEMENTS = Set.of("scriptTask", "script", "connector", "formData", "formProperty",
			"formField");

	private static final Set<String> ATTRIBUTES = Set.of("class", "type", "formKey", "scriptFormat", "resource");

	@Override
	public void parseRootElement(Element root, List<ProcessDefinitionEntity> processes) {
		check(root);
	}

	private void check(Element element) {
		if (ELEMENTS.contains(element.getTagName())) {
			refuse(element, "'%s' is not taken here".formatted(element.getTagName()));
		}
		for (String attribute : ATTRIBUTES) {
			if (element.attributeNS(BpmnParse.CAMUNDA_BPMN_EXTENSIONS_NS, attribute) != null) {
				refuse(element, "'camunda:%s' is not taken here".formatted(attribute));
			}
			else if (isCamunda(element) && element.attribute(attribute) != null && !attribute.equals("type")) {
				refuse(element, "'%s' of '%s' is not taken here".formatted(attribute, element.getTagName()));
			}
		}
		if (element.getTagName().equals("conditionExpression") && element.attribute("language") != null) {
			refuse(element,
					"a condition in the language '%s' is not taken here".formatted(element.attribute("language")));
		}
		if (element.getTagName().equals("userTask")) {
			checkForm(element);
		}
		element.elements().forEach(this::check);
	}

	private static boolean isCamunda(Element element) {
		return BpmnParse.CAMUNDA_BPMN_EXTENSIONS_NS.getNamespaceUri().equals(element.getUri())
				|| BpmnParse.CAMUNDA_BPMN_EXTENSIONS_NS.getAlternativeUri().equals(element.getUri());
	}

	/* A task keeps the form that it was modelled with, whatever is deployed later. */
	private static void checkForm(Element task) {
		String form = task.attributeNS(BpmnParse.CAMUNDA_BPMN_EXTENSIONS_NS, "formRef");
		String binding = task.attributeNS(BpmnParse.CAMUNDA_BPMN_EXTENSIONS_NS, "formRefBinding");
		if (form != null && (form.contains("{") || !"deployment".equals(binding))) {
			refuse(task, "its form must be named plainly and bound with formRefBinding=\"deployment\"");
		}
	}

	private static void refuse(Element element, String reason) {
		throw new BpmnParseException(reason, element);
	}

}
