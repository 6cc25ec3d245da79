package io.countersign.identity;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.camunda.bpm.engine.FilterService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.filter.Filter;
import org.camunda.bpm.engine.task.TaskQuery;

import org.springframework.stereotype.Component;

/**
 * The filters that people find in Tasklist. Most urgent first: by priority, which holds
 * the value at risk, then by due date. Their expressions are the few that the engine
 * evaluates in queries at all.
 */
@Component
class TasklistFilters {

	/** The property of a filter by which it is found again under whatever name. */
	private static final String KEY = "countersign";

	private static final String ME = "${currentUser()}";

	private static final String MY_GROUPS = "${currentUserGroups()}";

	private static final Set<Role> WORKERS = workers();

	/**
	 * @param order place in Tasklist's list, from the top
	 */
	private record Ready(String key, String name, String description, int order, String colour, Set<Role> roles,
			Function<TaskQuery, TaskQuery> query) {

		Map<String, Object> properties() {
			Map<String, Object> properties = new LinkedHashMap<>();
			properties.put(KEY, this.key);
			properties.put("description", this.description);
			properties.put("priority", this.order);
			properties.put("color", this.colour);
			properties.put("refresh", true);
			properties.put("showUndefinedVariable", false);
			properties.put("variables", List.of());
			return properties;
		}

	}

	private static final List<Ready> FILTERS = List.of(
			new Ready("my-tasks", "My tasks", "What I have taken", 10, "#1f6f54", WORKERS,
					(query) -> query.taskAssigneeExpression(ME)),
			new Ready("to-review", "Team: to review", "Packages to judge, resellers to chase", 20, "#2b5c8a",
					EnumSet.of(Role.CLM, Role.CLM_LEAD),
					(query) -> ofMyTeam(query, "userTask_reviewPackage", "userTask_chaseReseller")),
			new Ready("to-decide", "Lead: to decide", "Exceptions and further rounds that somebody asked for", 25,
					"#2b7a8a", EnumSet.of(Role.CLM_LEAD),
					(query) -> ofMyTeam(query, "userTask_decideException", "userTask_decideAnotherRound")),
			new Ready("to-sign", "Team: to sign", "Agreements that wait for a signature", 30, "#5b4a8a",
					EnumSet.of(Role.CLM_LEAD, Role.MANAGER_1, Role.MANAGER_2),
					(query) -> ofMyTeam(query, "userTask_signAgreement")),
			new Ready("special-terms", "Special terms", "Requests to triage, terms to approve or to refuse", 40,
					"#8a5a2b",
					EnumSet.of(Role.CLM, Role.CLM_LEAD, Role.MANAGER_1, Role.MANAGER_2, Role.BUSINESS_DESK, Role.LEGAL,
							Role.FINANCE, Role.CFO_DELEGATE),
					(query) -> ofMyTeam(query, "userTask_triageTerms", "userTask_decideTerms")),
			new Ready("overdue", "Overdue", "Past the due date, mine or my team's", 50, "#a3342c", WORKERS,
					(query) -> ofMyTeam(query).dueBeforeExpression("${now()}")),
			new Ready("roc-issues", "ROC issues", "Rejections and silence of the ROC", 60, "#7a3b69",
					EnumSet.of(Role.ROC_LIAISON, Role.CLM, Role.CLM_LEAD),
					(query) -> ofMyTeam(query, "userTask_solveRocIssue")),
			new Ready("all", "All", "Everything I may see", 70, "#5f6b73", WORKERS, Function.identity()));

	private final FilterService filters;

	private final TaskService tasks;

	private final EngineGrants grants;

	TasklistFilters(FilterService filters, TaskService tasks, EngineGrants grants) {
		this.filters = filters;
		this.tasks = tasks;
		this.grants = grants;
	}

	/** Creates the filters, or brings those of an earlier start up to date. */
	void putInPlace() {
		Map<Object, Filter> known = this.filters.createTaskFilterQuery()
			.unlimitedList()
			.stream()
			.filter((filter) -> filter.getProperties() != null && filter.getProperties().containsKey(KEY))
			.collect(Collectors.toMap((filter) -> filter.getProperties().get(KEY), Function.identity()));
		for (Ready ready : FILTERS) {
			Filter filter = known.getOrDefault(ready.key(), this.filters.newTaskFilter());
			filter.setName(ready.name());
			filter.setProperties(ready.properties());
			filter.setQuery(ready.query()
				.apply(this.tasks.createTaskQuery())
				.orderByTaskPriority()
				.desc()
				.orderByDueDate()
				.asc());
			this.filters.saveFilter(filter);
			this.grants.grantFilter(filter.getId(), ready.roles());
		}
	}

	private static TaskQuery ofMyTeam(TaskQuery query, String... tasks) {
		TaskQuery team = query.taskCandidateGroupInExpression(MY_GROUPS).includeAssignedTasks();
		return (tasks.length > 0) ? team.taskDefinitionKeyIn(tasks) : team;
	}

	private static Set<Role> workers() {
		return EnumSet.allOf(Role.class)
			.stream()
			.filter(Role::worksForSubsidiaries)
			.collect(Collectors.toCollection(() -> EnumSet.noneOf(Role.class)));
	}

}
