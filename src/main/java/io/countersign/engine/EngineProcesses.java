package io.countersign.engine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.impl.MessageCorrelationBuilderImpl;
import org.camunda.bpm.engine.runtime.MessageCorrelationResult;
import org.camunda.bpm.engine.variable.VariableMap;
import org.camunda.bpm.engine.variable.Variables;

/**
 * {@link Processes} on Camunda.
 */
class EngineProcesses implements Processes {

	private final RuntimeService runtime;

	private final SystemRights system;

	EngineProcesses(RuntimeService runtime, SystemRights system) {
		this.runtime = runtime;
		this.system = system;
	}

	@Override
	public void start(String process, String businessKey, Map<String, ?> variables) {
		this.system.call(() -> this.runtime.startProcessInstanceByKey(process, businessKey, new HashMap<>(variables)));
	}

	/*
	 * Correlates with "all" because "one" throws where nothing waits, and an exception
	 * would mark the caller's transaction for rollback. Without "executions only" the
	 * engine would also look for a process to start, at the cost of a query.
	 */
	@Override
	public boolean tell(String message, String businessKey, Map<String, ?> variables) {
		List<MessageCorrelationResult> told = correlate(message, businessKey, variables);
		if (told.size() > 1) {
			throw new IllegalStateException(
					"'%s' was awaited %d times under the key %s".formatted(message, told.size(), businessKey));
		}
		return !told.isEmpty();
	}

	@Override
	public int tellAll(String message, String businessKey) {
		return correlate(message, businessKey, Map.of()).size();
	}

	private List<MessageCorrelationResult> correlate(String message, String businessKey, Map<String, ?> variables) {
		MessageCorrelationBuilderImpl correlation = (MessageCorrelationBuilderImpl) this.runtime
			.createMessageCorrelation(message);
		correlation.executionsOnly();
		correlation.processInstanceBusinessKey(businessKey).setVariables(passing(variables));
		return this.system.call(correlation::correlateAllWithResult);
	}

	private static VariableMap passing(Map<String, ?> variables) {
		VariableMap passing = Variables.createVariables();
		variables.forEach((name, value) -> passing.putValueTyped(name, Variables.untypedValue(value, true)));
		return passing;
	}

}
