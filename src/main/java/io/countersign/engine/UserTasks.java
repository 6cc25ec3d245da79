package io.countersign.engine;

import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.countersign.engine.UserTaskObserver.UserTask;
import io.countersign.kernel.Refusal;
import org.camunda.bpm.dmn.feel.impl.FeelEngine;
import org.camunda.bpm.dmn.feel.impl.scala.ScalaFeelEngineFactory;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.db.entitymanager.DbEntityManager;
import org.camunda.bpm.engine.impl.identity.Authentication;
import org.camunda.bpm.engine.impl.persistence.entity.IdentityLinkEntity;
import org.camunda.bpm.engine.task.IdentityLink;
import org.camunda.bpm.engine.variable.Variables;
import org.camunda.bpm.engine.variable.context.VariableContext;

import org.springframework.beans.factory.ObjectProvider;

/**
 * What happens at every user task of every process: answers are checked and handed to the
 * next step, the capability's rule is asked, the work list is told. All of it inside the
 * engine's transaction.
 */
class UserTasks {

	/** The element variable that tells tasks of one kind apart. */
	static final String BRANCH = "step";

	private final ObjectProvider<UserTaskRule> ruleBeans;

	private final ObjectProvider<UserTaskObserver> observerBeans;

	private final Clock clock;

	private volatile Map<String, UserTaskRule> rules;

	private volatile List<UserTaskObserver> observers;

	private volatile FeelEngine feel;

	/*
	 * Rules and observers are asked for at the first task: they are services that may
	 * need the engine, which is being built when this is.
	 */
	UserTasks(ObjectProvider<UserTaskRule> rules, ObjectProvider<UserTaskObserver> observers, Clock clock) {
		this.ruleBeans = rules;
		this.observerBeans = observers;
		this.clock = clock;
	}

	void opened(DelegateTask task, String process) {
		rule(task).flatMap((rule) -> rule.holder(reference(task), () -> task.getVariable(BRANCH)))
			.ifPresent(task::setAssignee);
		observe(task, process, (observer) -> observer::opened);
	}

	void changed(DelegateTask task, String process) {
		observe(task, process, (observer) -> observer::changed);
	}

	void closed(DelegateTask task) {
		observers().forEach((observer) -> observer.closed(task.getId()));
	}

	void assigned(DelegateTask task) {
		if (task.getAssignee() != null) {
			rule(task).ifPresent((rule) -> rule.checkAssignee(reference(task), task.getAssignee()));
		}
	}

	/** Checks the answers and hands them to the step that follows the task. */
	void completed(DelegateTask task, TaskForm form) {
		String by = by(task);
		Map<String, Object> submitted = (task.getVariable(SubmittedAnswers.VARIABLE) instanceof SubmittedAnswers sent)
				? sent.values() : Map.of();
		Map<String, Object> values = form.check(submitted, hidden(task, form, submitted));
		TaskAnswers answers = new TaskAnswers(task.getTaskDefinitionKey(), by, this.clock.instant(),
				Map.copyOf(values));
		rule(task).ifPresent((rule) -> rule.check(reference(task), answers));
		task.getExecution().setVariable(CompletedTask.VARIABLE, Variables.untypedValue(answers, true));
	}

	/*
	 * Whoever completes a task answers for it by name, so it must be theirs. A call
	 * without a person (a test, a repair) speaks for whoever holds the task.
	 */
	private static String by(DelegateTask task) {
		String holder = task.getAssignee();
		if (holder == null) {
			throw new Refusal(Refusal.Kind.CONFLICT, "task-not-claimed", "Claim this task before you complete it.");
		}
		IdentityService identities = task.getProcessEngineServices().getIdentityService();
		Authentication person = identities.getCurrentAuthentication();
		if (person != null && !holder.equals(person.getUserId())) {
			throw new Refusal(Refusal.Kind.FORBIDDEN, "task-held-by-another",
					"This task is held by %s; only they can complete it.".formatted(holder));
		}
		return holder;
	}

	private Predicate<String> hidden(DelegateTask task, TaskForm form, Map<String, Object> submitted) {
		if (!form.hasConditions()) {
			return (expression) -> false;
		}
		Map<String, Object> known = new HashMap<>(task.getVariables());
		known.putAll(submitted);
		VariableContext context = Variables.fromMap(known).asVariableContext();
		return (expression) -> Boolean.TRUE.equals(feel().evaluateSimpleExpression(expression, context));
	}

	private FeelEngine feel() {
		if (this.feel == null) {
			this.feel = new ScalaFeelEngineFactory().createInstance();
		}
		return this.feel;
	}

	private void observe(DelegateTask task, String process, Function<UserTaskObserver, Consumer<UserTask>> event) {
		List<UserTaskObserver> observers = observers();
		if (observers.isEmpty()) {
			return;
		}
		Set<String> groups = candidates(task, IdentityLink::getGroupId);
		Set<String> people = candidates(task, IdentityLink::getUserId);
		UserTask now = new UserTask(task.getId(), task.getTaskDefinitionKey(), task.getName(), process, reference(task),
				groups, people, task.getAssignee(), task.getPriority(), instant(task.getCreateTime()),
				instant(task.getDueDate()));
		observers.forEach((observer) -> event.apply(observer).accept(now));
	}

	/* Whom the present command takes the task back from is still among the candidates. */
	private static Set<String> candidates(DelegateTask task, Function<IdentityLink, String> whom) {
		DbEntityManager pending = Context.getCommandContext().getDbEntityManager();
		return task.getCandidates()
			.stream()
			.filter((link) -> !pending.isDeleted((IdentityLinkEntity) link))
			.map(whom)
			.filter(Objects::nonNull)
			.collect(Collectors.toUnmodifiableSet());
	}

	private static Instant instant(Date date) {
		return (date != null) ? date.toInstant() : null;
	}

	private static String reference(DelegateTask task) {
		return BusinessKeys.reference(task.getExecution());
	}

	private Optional<UserTaskRule> rule(DelegateTask task) {
		if (this.rules == null) {
			this.rules = this.ruleBeans.stream()
				.collect(Collectors.toUnmodifiableMap(UserTaskRule::task, Function.identity()));
		}
		return Optional.ofNullable(this.rules.get(task.getTaskDefinitionKey()));
	}

	private List<UserTaskObserver> observers() {
		if (this.observers == null) {
			this.observers = this.observerBeans.orderedStream().toList();
		}
		return this.observers;
	}

}
