package io.countersign.engine;

import java.util.ArrayList;
import java.util.List;

import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.authorization.Permissions;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;

import org.springframework.context.ApplicationContext;
import org.springframework.core.annotation.Order;

/**
 * Hardens the engine and attaches the user task machinery. What must hold whatever a
 * configuration file says is set here, and looked up again on the finished engine: a node
 * with an open door does not start.
 */
@Order(EnginePlugin.AFTER_ALL_OTHERS)
class EnginePlugin extends AbstractProcessEnginePlugin {

	static final int AFTER_ALL_OTHERS = Integer.MAX_VALUE;

	private final ApplicationContext context;

	private final UserTasks userTasks;

	EnginePlugin(ApplicationContext context, UserTasks userTasks) {
		this.context = context;
		this.userTasks = userTasks;
	}

	@Override
	public void preInit(ProcessEngineConfigurationImpl engine) {
		engine.setAuthorizationEnabled(true);
		engine.setAuthorizationEnabledForCustomCode(false);
		engine.setTenantCheckEnabled(true);
		engine.setDefaultUserPermissionNameForTask(Permissions.TASK_WORK.getName());
		engine.setEnforceSpecificVariablePermission(true);
		engine.setEnableHistoricInstancePermissions(true);
		engine.setEnableExpressionsInAdhocQueries(false);
		engine.setEnableXxeProcessing(false);
		engine.setEnableFetchScriptEngineFromProcessApplication(false);
		engine.setDeserializationTypeValidationEnabled(true);
		engine.setDeserializationAllowedClasses("");
		engine.setDeserializationAllowedPackages("");
		engine.setJavaSerializationFormatEnabled(false);
		// An error that nobody catches would end the process as if all were well.
		engine.setEnableExceptionsAfterUnhandledBpmnError(true);
		// Whoever called logs what they cannot answer; a refusal is an answer.
		engine.setEnableCmdExceptionLogging(false);
		engine.setExpressionManager(new GuardedExpressionManager(this.context, engine.getBeans()));
		engine.setDmnEngineConfiguration(DecisionModelGuard.guarded());
		engine.getCustomPreBPMNParseListeners().add(new ProcessModelGuard());
		engine.getCustomPostBPMNParseListeners().add(new UserTaskParseListener(this.userTasks));
		engine.setTaskService(new AnsweringTaskService());
		engine.setFormService(new AnsweringFormService());
		engine.getCustomPreCommandInterceptorsTxRequired().add(0, new RefusalInterceptor());
		engine.getCustomPreCommandInterceptorsTxRequiresNew().add(0, new RefusalInterceptor());
	}

	@Override
	public void postProcessEngineBuild(ProcessEngine processEngine) {
		ProcessEngineConfigurationImpl engine = (ProcessEngineConfigurationImpl) processEngine
			.getProcessEngineConfiguration();
		List<String> open = openDoors(engine);
		if (!open.isEmpty()) {
			throw new IllegalStateException("The process engine is not configured safely: " + String.join("; ", open));
		}
	}

	/** What is not as it must be, on the engine as it runs. */
	static List<String> openDoors(ProcessEngineConfigurationImpl engine) {
		List<String> open = new ArrayList<>();
		require(open, engine.isAuthorizationEnabled(), "authorizations are off");
		require(open, !engine.isAuthorizationEnabledForCustomCode(), "steps are checked like persons");
		require(open, engine.getDefaultUserPermissionForTask() == Permissions.TASK_WORK,
				"candidates may change their tasks");
		require(open, engine.isEnforceSpecificVariablePermission(), "who sees a task may write its variables");
		require(open, engine.isEnableHistoricInstancePermissions(), "history is readable by process only");
		require(open, !engine.isEnableExpressionsInAdhocQueries(), "queries may bring expressions");
		require(open, engine.getExpressionManager() instanceof GuardedExpressionManager, "expressions are not guarded");
		require(open, !engine.isEnableXxeProcessing(), "models may read files (XXE)");
		require(open, engine.isDeserializationTypeValidationEnabled(), "any class may be deserialized");
		require(open, !engine.isJavaSerializationFormatEnabled(), "variables may be serialized Java objects");
		require(open, engine.isEnableExceptionsAfterUnhandledBpmnError(), "uncaught errors end a process silently");
		require(open, engine.getTaskService() instanceof AnsweringTaskService
				&& engine.getFormService() instanceof AnsweringFormService, "answers become process variables");
		require(open, contains(engine.getCustomPreBPMNParseListeners(), ProcessModelGuard.class),
				"process models are not guarded");
		require(open, contains(engine.getCustomPostBPMNParseListeners(), UserTaskParseListener.class),
				"user tasks are not listened to");
		require(open, contains(engine.getDmnEngineConfiguration().getTransformer().getTransformListeners(),
				DecisionModelGuard.class), "decision models are not guarded");
		require(open, "false".equals(engine.getDatabaseSchemaUpdate()), "the engine changes its own schema");
		return open;
	}

	private static boolean contains(List<?> parts, Class<?> type) {
		return parts != null && parts.stream().anyMatch(type::isInstance);
	}

	private static void require(List<String> open, boolean holds, String otherwise) {
		if (!holds) {
			open.add(otherwise);
		}
	}

}
