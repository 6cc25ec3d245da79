package io.countersign.engine;

import java.util.HashMap;
import java.util.Map;

import io.countersign.kernel.Refusal;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.impl.identity.Authentication;
import org.camunda.bpm.engine.task.Task;

import org.springframework.transaction.support.TransactionTemplate;

/** {@link OwnTasks} on Camunda, whose authorizations decide. */
class EngineOwnTasks implements OwnTasks {

	private final TaskService tasks;

	private final IdentityService identities;

	private final TransactionTemplate transaction;

	EngineOwnTasks(TaskService tasks, IdentityService identities, TransactionTemplate transaction) {
		this.tasks = tasks;
		this.identities = identities;
		this.transaction = transaction;
	}

	@Override
	public void answer(String taskId, Map<String, ?> answers) {
		Authentication person = this.identities.getCurrentAuthentication();
		if (person == null) {
			throw new IllegalStateException("Nobody is logged in to answer task " + taskId);
		}
		try {
			this.transaction.executeWithoutResult((status) -> answer(taskId, person.getUserId(), answers));
		}
		catch (AuthorizationException ex) {
			throw refusal(Refusal.Kind.FORBIDDEN, "task-not-yours", "This task is not for you.", ex);
		}
		catch (ProcessEngineException ex) {
			throw refusal(Refusal.Kind.CONFLICT, "task-changed",
					"Somebody else changed this task at the same moment. Refresh the list, then try again.", ex);
		}
	}

	private void answer(String taskId, String person, Map<String, ?> answers) {
		Task task = this.tasks.createTaskQuery().taskId(taskId).singleResult();
		if (task == null) {
			throw new Refusal(Refusal.Kind.UNKNOWN, "task-unknown",
					"This task is no longer there: it was completed, or its subject was withdrawn.");
		}
		if (!person.equals(task.getAssignee())) {
			this.tasks.claim(taskId, person);
		}
		this.tasks.complete(taskId, new HashMap<>(answers));
	}

	private static Refusal refusal(Refusal.Kind kind, String code, String sentence, Exception cause) {
		Refusal refusal = new Refusal(kind, code, sentence);
		refusal.initCause(cause);
		return refusal;
	}

}
