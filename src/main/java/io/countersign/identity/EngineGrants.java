package io.countersign.identity;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

import org.camunda.bpm.engine.AuthorizationService;
import org.camunda.bpm.engine.authorization.Authorization;
import org.camunda.bpm.engine.authorization.Permission;
import org.camunda.bpm.engine.authorization.Permissions;
import org.camunda.bpm.engine.authorization.ProcessDefinitionPermissions;
import org.camunda.bpm.engine.authorization.Resource;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.engine.authorization.SystemPermissions;

import org.springframework.stereotype.Component;

/**
 * What the roles may do in the engine and its web applications, kept as its authorization
 * rows.
 * <p>
 * People who work on tasks get Tasklist, and may see the name and the diagram of the
 * processes; each task grants itself to its candidates. They get no permission on tasks
 * or instances here, because such a row would open the tasks of every subsidiary. The
 * engine's group of administrators, {@code camunda-admin}, is granted nothing.
 */
@Component
class EngineGrants {

	/** The processes with user tasks. */
	static final List<String> PROCESSES = List.of("agreement-execution", "special-terms-approval", "roc-issue");

	private final AuthorizationService authorizations;

	EngineGrants(AuthorizationService authorizations) {
		this.authorizations = authorizations;
	}

	void putInPlace() {
		for (Role role : Role.values()) {
			if (role.worksForSubsidiaries()) {
				grant(role, Resources.APPLICATION, "tasklist", Permissions.ACCESS);
				PROCESSES.forEach((process) -> grant(role, Resources.PROCESS_DEFINITION, process, Permissions.READ));
			}
		}
		processOwner();
		operator();
	}

	/** Sees and deploys models, with Camunda Modeler. */
	private void processOwner() {
		grant(Role.PROCESS_OWNER, Resources.DEPLOYMENT, Authorization.ANY, Permissions.CREATE, Permissions.READ);
	}

	/**
	 * Watches and repairs: sees every instance, retries jobs, suspends, keeps users and
	 * groups. Does not change an instance's variables or its place in the model, and
	 * grants nothing.
	 */
	private void operator() {
		for (String application : List.of("cockpit", "admin", "welcome")) {
			grant(Role.OPERATOR, Resources.APPLICATION, application, Permissions.ACCESS);
		}
		grant(Role.OPERATOR, Resources.PROCESS_DEFINITION, Authorization.ANY, ProcessDefinitionPermissions.READ,
				ProcessDefinitionPermissions.READ_INSTANCE, ProcessDefinitionPermissions.READ_HISTORY,
				ProcessDefinitionPermissions.READ_TASK, ProcessDefinitionPermissions.RETRY_JOB,
				ProcessDefinitionPermissions.SUSPEND, ProcessDefinitionPermissions.SUSPEND_INSTANCE);
		grant(Role.OPERATOR, Resources.DECISION_DEFINITION, Authorization.ANY, Permissions.READ,
				Permissions.READ_HISTORY);
		grant(Role.OPERATOR, Resources.DECISION_REQUIREMENTS_DEFINITION, Authorization.ANY, Permissions.READ);
		grant(Role.OPERATOR, Resources.DEPLOYMENT, Authorization.ANY, Permissions.CREATE, Permissions.READ);
		grant(Role.OPERATOR, Resources.USER, Authorization.ANY, Permissions.ALL);
		grant(Role.OPERATOR, Resources.GROUP, Authorization.ANY, Permissions.READ);
		grant(Role.OPERATOR, Resources.AUTHORIZATION, Authorization.ANY, Permissions.READ);
		grant(Role.OPERATOR, Resources.SYSTEM, Authorization.ANY, SystemPermissions.READ);
	}

	/**
	 * Lets the operator put people into a group and take them out. There is one row for
	 * each group of this product, so that the engine's group of administrators is not
	 * among them.
	 */
	void letOperatorFill(String group) {
		grant(Role.OPERATOR, Resources.GROUP_MEMBERSHIP, group, Permissions.ALL);
	}

	/** Lets these roles, and no others of this product's, use a filter of Tasklist. */
	void grantFilter(String filterId, Set<Role> roles) {
		for (Role role : Role.values()) {
			if (roles.contains(role)) {
				grant(role, Resources.FILTER, filterId, Permissions.READ);
			}
			else {
				rows(role, Resources.FILTER, filterId)
					.forEach((row) -> this.authorizations.deleteAuthorization(row.getId()));
			}
		}
	}

	private void grant(Role role, Resource resource, String id, Permission... permissions) {
		List<Authorization> rows = rows(role, resource, id);
		Authorization row = rows.isEmpty() ? newRow(role, resource, id) : rows.get(0);
		boolean granted = Arrays.stream(permissions).allMatch(row::isPermissionGranted);
		if (rows.isEmpty() || !granted) {
			row.setPermissions(permissions);
			this.authorizations.saveAuthorization(row);
		}
	}

	private Authorization newRow(Role role, Resource resource, String id) {
		Authorization row = this.authorizations.createNewAuthorization(Authorization.AUTH_TYPE_GRANT);
		row.setGroupId(role.group());
		row.setResource(resource);
		row.setResourceId(id);
		return row;
	}

	private List<Authorization> rows(Role role, Resource resource, String id) {
		return this.authorizations.createAuthorizationQuery()
			.authorizationType(Authorization.AUTH_TYPE_GRANT)
			.groupIdIn(role.group())
			.resourceType(resource)
			.resourceId(id)
			.unlimitedList();
	}

}
