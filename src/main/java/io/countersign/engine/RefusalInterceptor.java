package io.countersign.engine;

import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.countersign.kernel.DatabaseRefusals;
import io.countersign.kernel.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.TaskAlreadyClaimedException;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandInterceptor;

import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * Brings a refusal out of the engine as it was meant. The engine wraps what a listener
 * throws several times; our own callers get the {@link Refusal} itself, and Tasklist gets
 * the one kind of exception whose text its REST interface passes on untouched.
 */
class RefusalInterceptor extends CommandInterceptor {

	/** The header with a refusal's stable name, for the scripts of Tasklist. */
	private static final String CODE = "Countersign-Refusal";

	private static final Pattern TASK = Pattern.compile("/task/([^/]+)/");

	@Override
	public <T> T execute(Command<T> command) {
		try {
			return this.next.execute(command);
		}
		catch (RuntimeException ex) {
			Refusal refusal = refusalIn(ex);
			if (refusal == null) {
				throw lostRace(ex);
			}
			if (calledOverRest()) {
				name(refusal);
				throw readable(refusal.getMessage(), refusal);
			}
			throw refusal;
		}
	}

	/** The engine's answer has room for the sentence only. */
	private static void name(Refusal refusal) {
		if (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes
				&& attributes.getResponse() != null) {
			attributes.getResponse().setHeader(CODE, refusal.code());
		}
	}

	private static AuthorizationException readable(String sentence, RuntimeException cause) {
		AuthorizationException readable = new AuthorizationException(sentence);
		readable.initCause(cause);
		return readable;
	}

	/**
	 * What became of a task that somebody else took, completed or ended at the same
	 * moment. The engine fails in many ways then and calls all of them its own failures.
	 */
	private RuntimeException lostRace(RuntimeException failure) {
		String taskId = (failure instanceof AuthorizationException || Context.getCommandContext() != null) ? null
				: changedTask();
		if (taskId == null) {
			return failure;
		}
		if (this.next.execute((context) -> context.getTaskManager().findTaskById(taskId)) == null) {
			return readable(
					"This task is no longer there: it was completed, or its agreement was withdrawn. Refresh the list.",
					failure);
		}
		boolean written = LostRaces.in(failure);
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof TaskAlreadyClaimedException) {
				return readable("Somebody else holds this task already. Refresh the list.", failure);
			}
			written |= isTwice(cause);
		}
		return written
				? readable("Somebody else changed this task at the same moment. Refresh the list, then try again.",
						failure)
				: failure;
	}

	/** Two wrote the same row. */
	private static boolean isTwice(Throwable cause) {
		return cause instanceof SQLException sql && "23505".equals(sql.getSQLState());
	}

	/** The task that this call over REST claims, gives back or completes. */
	private static String changedTask() {
		if (calledOverRest()
				&& RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes
				&& attributes.getRequest().getMethod().equals("POST")) {
			Matcher task = TASK.matcher(attributes.getRequest().getRequestURI());
			return task.find() ? task.group(1) : null;
		}
		return null;
	}

	private static Refusal refusalIn(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof Refusal refusal) {
				return refusal;
			}
		}
		return DatabaseRefusals.in(failure).orElse(null);
	}

	private static boolean calledOverRest() {
		if (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes) {
			HttpServletRequest request = attributes.getRequest();
			String path = request.getRequestURI().substring(request.getContextPath().length());
			return path.startsWith("/camunda/api/") || path.startsWith("/engine-rest/");
		}
		return false;
	}

}
