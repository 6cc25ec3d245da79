package io.countersign.engine;

import io.countersign.kernel.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import org.camunda.bpm.engine.AuthorizationException;
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

	@Override
	public <T> T execute(Command<T> command) {
		try {
			return this.next.execute(command);
		}
		catch (RuntimeException ex) {
			Refusal refusal = refusalIn(ex);
			if (refusal == null) {
				throw ex;
			}
			if (calledOverRest()) {
				AuthorizationException readable = new AuthorizationException(refusal.getMessage());
				readable.initCause(refusal);
				throw readable;
			}
			throw refusal;
		}
	}

	private static Refusal refusalIn(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof Refusal refusal) {
				return refusal;
			}
		}
		return null;
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
