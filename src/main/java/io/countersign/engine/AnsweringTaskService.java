package io.countersign.engine;

import java.util.Map;

import io.countersign.kernel.Refusal;
import org.camunda.bpm.engine.impl.TaskServiceImpl;
import org.camunda.bpm.engine.impl.cmd.AssignTaskCmd;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.persistence.entity.TaskEntity;
import org.camunda.bpm.engine.variable.VariableMap;
import org.camunda.bpm.engine.variable.Variables;

/**
 * The engine's task service, except that what is submitted with a completion are answers
 * for the task's listener, not process variables. Without this whoever may work on one
 * task may set any variable of its process. The other ways to end a task from outside do
 * not pass the listener and are closed.
 */
class AnsweringTaskService extends TaskServiceImpl {

	@Override
	public void complete(String taskId, Map<String, Object> variables) {
		super.complete(taskId, SubmittedAnswers.pack(variables));
	}

	@Override
	public VariableMap completeWithVariablesInReturn(String taskId, Map<String, Object> variables,
			boolean deserializeValues) {
		complete(taskId, variables);
		return Variables.createVariables();
	}

	/**
	 * Whoever holds a task may give it back. The engine itself would ask for the right to
	 * assign it to anybody.
	 */
	@Override
	public void setAssignee(String taskId, String userId) {
		AssignTaskCmd assignment = new AssignTaskCmd(taskId, userId);
		this.commandExecutor.execute((context) -> (userId == null && isHolder(context, taskId))
				? context.runWithoutAuthorization(() -> assignment.execute(context)) : assignment.execute(context));
	}

	private static boolean isHolder(CommandContext context, String taskId) {
		TaskEntity task = context.getTaskManager().findTaskById(taskId);
		return task != null && task.getAssignee() != null && context.getAuthentication() != null
				&& task.getAssignee().equals(context.getAuthentication().getUserId());
	}

	@Override
	public void delegateTask(String taskId, String userId) {
		refuse();
	}

	@Override
	public void resolveTask(String taskId) {
		refuse();
	}

	@Override
	public void resolveTask(String taskId, Map<String, Object> variables) {
		refuse();
	}

	@Override
	public void handleBpmnError(String taskId, String errorCode) {
		refuse();
	}

	@Override
	public void handleBpmnError(String taskId, String errorCode, String errorMessage) {
		refuse();
	}

	@Override
	public void handleBpmnError(String taskId, String errorCode, String errorMessage, Map<String, Object> variables) {
		refuse();
	}

	@Override
	public void handleEscalation(String taskId, String escalationCode) {
		refuse();
	}

	@Override
	public void handleEscalation(String taskId, String escalationCode, Map<String, Object> variables) {
		refuse();
	}

	/* As a command, so that the refusal takes the way of every other one. */
	private void refuse() {
		this.commandExecutor.execute((context) -> {
			throw new Refusal(Refusal.Kind.FORBIDDEN, "task-needs-its-form",
					"A task is completed with its form and in no other way.");
		});
	}

}
