package io.countersign.engine;

import java.util.Locale;

import org.camunda.bpm.dmn.engine.DmnDecision;
import org.camunda.bpm.dmn.engine.DmnDecisionRequirementsGraph;
import org.camunda.bpm.dmn.engine.impl.DefaultDmnEngineConfiguration;
import org.camunda.bpm.dmn.engine.impl.DmnDecisionTableInputImpl;
import org.camunda.bpm.dmn.engine.impl.DmnDecisionTableOutputImpl;
import org.camunda.bpm.dmn.engine.impl.DmnDecisionTableRuleImpl;
import org.camunda.bpm.dmn.engine.impl.spi.transform.DmnTransformListener;
import org.camunda.bpm.model.dmn.instance.Decision;
import org.camunda.bpm.model.dmn.instance.Definitions;
import org.camunda.bpm.model.dmn.instance.Input;
import org.camunda.bpm.model.dmn.instance.Output;
import org.camunda.bpm.model.dmn.instance.Rule;
import org.camunda.bpm.model.xml.instance.DomElement;

/**
 * Refuses decision tables that are not written in FEEL: the other languages run code.
 */
class DecisionModelGuard implements DmnTransformListener {

	/** A DMN engine's configuration that takes FEEL only. */
	static DefaultDmnEngineConfiguration guarded() {
		DefaultDmnEngineConfiguration configuration = new DefaultDmnEngineConfiguration();
		configuration.getTransformer().getTransformListeners().add(new DecisionModelGuard());
		return configuration;
	}

	@Override
	public void transformDecision(Decision decision, DmnDecision dmnDecision) {
		check(decision.getModelInstance().getDocument().getRootElement(), "the model");
	}

	private static void check(DomElement element, String nearest) {
		String id = element.getAttribute("id");
		String where = (id != null) ? "element " + id : nearest;
		String language = element.getAttribute("expressionLanguage");
		if (language != null && !language.toLowerCase(Locale.ROOT).contains("feel")) {
			throw new IllegalArgumentException(
					"%s is written in '%s'; only FEEL is taken here".formatted(where, language));
		}
		element.getChildElements().forEach((child) -> check(child, where));
	}

	@Override
	public void transformDecisionRequirementsGraph(Definitions definitions, DmnDecisionRequirementsGraph graph) {
		// Every decision has been checked.
	}

	@Override
	public void transformDecisionTableInput(Input input, DmnDecisionTableInputImpl dmnInput) {
		// Every decision has been checked.
	}

	@Override
	public void transformDecisionTableOutput(Output output, DmnDecisionTableOutputImpl dmnOutput) {
		// Every decision has been checked.
	}

	@Override
	public void transformDecisionTableRule(Rule rule, DmnDecisionTableRuleImpl dmnRule) {
		// Every decision has been checked.
	}

}
