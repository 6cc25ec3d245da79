package io.countersign.engine;

import java.util.Map;

import org.camunda.bpm.engine.impl.FormServiceImpl;
import org.camunda.bpm.engine.variable.VariableMap;
import org.camunda.bpm.engine.variable.Variables;

/**
 * The engine's form service, except that a submitted form holds answers for the task's
 * listener, not process variables; see {@link AnsweringTaskService}.
 */
class AnsweringFormService extends FormServiceImpl {

	@Override
	public void submitTaskForm(String taskId, Map<String, Object> properties) {
		super.submitTaskForm(taskId, SubmittedAnswers.pack(properties));
	}

	@Override
	public VariableMap submitTaskFormWithVariablesInReturn(String taskId, Map<String, Object> properties,
			boolean deserializeValues) {
		submitTaskForm(taskId, properties);
		return Variables.createVariables();
	}

}
