package io.countersign.engine;

import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.task.IdentityLink;
import org.camunda.bpm.engine.task.IdentityLinkType;
import org.camunda.bpm.engine.task.Task;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.transaction.support.TransactionTemplate;

/** {@link CoverOffers} on Camunda. */
class EngineCoverOffers implements CoverOffers {

	private final TaskService tasks;

	private final ObjectProvider<UserTaskRule> rules;

	private final TransactionTemplate transaction;

	EngineCoverOffers(TaskService tasks, ObjectProvider<UserTaskRule> rules, TransactionTemplate transaction) {
		this.tasks = tasks;
		this.rules = rules;
		this.transaction = transaction;
	}

	@Override
	public void renew(String taskId, String reference) {
		this.transaction.executeWithoutResult((status) -> {
			Task task = this.tasks.createTaskQuery().taskId(taskId).taskUnassigned().singleResult();
			if (task != null) {
				this.rules.stream()
					.filter((rule) -> rule.task().equals(task.getTaskDefinitionKey()))
					.forEach((rule) -> offer(taskId,
							rule.covers(reference, () -> this.tasks.getVariable(taskId, UserTasks.BRANCH))));
			}
		});
	}

	private void offer(String taskId, Set<String> covers) {
		Set<String> present = this.tasks.getIdentityLinksForTask(taskId)
			.stream()
			.filter((link) -> link.getType().equals(IdentityLinkType.CANDIDATE))
			.map(IdentityLink::getUserId)
			.filter(Objects::nonNull)
			.collect(Collectors.toUnmodifiableSet());
		present.stream()
			.filter((person) -> !covers.contains(person))
			.forEach((person) -> this.tasks.deleteCandidateUser(taskId, person));
		covers.stream()
			.filter((person) -> !present.contains(person))
			.forEach((person) -> this.tasks.addCandidateUser(taskId, person));
	}

}
