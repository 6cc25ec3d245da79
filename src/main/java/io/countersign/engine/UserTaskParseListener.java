package io.countersign.engine;

import io.countersign.kernel.Refusal;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.camunda.bpm.engine.impl.bpmn.behavior.UserTaskActivityBehavior;
import org.camunda.bpm.engine.impl.bpmn.parser.AbstractBpmnParseListener;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParse;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.persistence.entity.ProcessDefinitionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.ResourceEntity;
import org.camunda.bpm.engine.impl.pvm.process.ActivityImpl;
import org.camunda.bpm.engine.impl.pvm.process.ScopeImpl;
import org.camunda.bpm.engine.impl.task.TaskDefinition;
import org.camunda.bpm.engine.impl.util.xml.Element;

/**
 * Attaches the {@link UserTasks} machinery to every user task of every process that is
 * parsed, also of those that somebody else deployed.
 */
class UserTaskParseListener extends AbstractBpmnParseListener {

	private final UserTasks userTasks;

	UserTaskParseListener(UserTasks userTasks) {
		this.userTasks = userTasks;
	}

	@Override
	public void parseUserTask(Element element, ScopeImpl scope, ActivityImpl activity) {
		TaskDefinition task = ((UserTaskActivityBehavior) activity.getActivityBehavior()).getTaskDefinition();
		ProcessDefinitionEntity process = (ProcessDefinitionEntity) scope.getProcessDefinition();
		String form = element.attributeNS(BpmnParse.CAMUNDA_BPMN_EXTENSIONS_NS, "formRef");
		Listener listener = new Listener(process.getKey(), form);
		for (String event : new String[] { TaskListener.EVENTNAME_CREATE, TaskListener.EVENTNAME_UPDATE,
				TaskListener.EVENTNAME_ASSIGNMENT, TaskListener.EVENTNAME_COMPLETE, TaskListener.EVENTNAME_DELETE }) {
			task.addBuiltInTaskListener(event, listener);
		}
	}

	/** Listens to one user task of one version of a process. */
	private final class Listener implements TaskListener {

		private final String process;

		private final String formId;

		private volatile TaskForm form;

		private Listener(String process, String formId) {
			this.process = process;
			this.formId = formId;
		}

		@Override
		public void notify(DelegateTask task) {
			UserTasks userTasks = UserTaskParseListener.this.userTasks;
			switch (task.getEventName()) {
				case EVENTNAME_CREATE -> userTasks.opened(task, this.process);
				case EVENTNAME_UPDATE -> userTasks.changed(task, this.process);
				case EVENTNAME_ASSIGNMENT -> userTasks.assigned(task);
				case EVENTNAME_DELETE -> userTasks.closed(task);
				case EVENTNAME_COMPLETE -> {
					userTasks.completed(task, form(task));
					userTasks.closed(task);
				}
				default -> throw new IllegalStateException("Unexpected event " + task.getEventName());
			}
		}

		/*
		 * A version of a process and its forms are deployed together and never change, so
		 * the form is read once. Through the command's own context: who completes a task
		 * need not have the right to read deployments.
		 */
		private TaskForm form(DelegateTask task) {
			if (this.form == null) {
				this.form = (this.formId != null) ? read(task) : TaskForm.NONE;
			}
			return this.form;
		}

		private TaskForm read(DelegateTask task) {
			String deployment = Context.getProcessEngineConfiguration()
				.getDeploymentCache()
				.findDeployedProcessDefinitionById(task.getProcessDefinitionId())
				.getDeploymentId();
			for (ResourceEntity resource : Context.getCommandContext()
				.getResourceManager()
				.findResourcesByDeploymentId(deployment)) {
				if (resource.getName().endsWith(".form")) {
					TaskForm form = TaskForm.read(resource.getBytes());
					if (this.formId.equals(form.id())) {
						return form;
					}
				}
			}
			throw new Refusal(Refusal.Kind.CONFLICT, "form-missing",
					"The form '%s' was not deployed with this process; please tell the process owner."
						.formatted(this.formId));
		}

	}

}
