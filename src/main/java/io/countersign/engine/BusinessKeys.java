package io.countersign.engine;

import org.camunda.bpm.engine.delegate.DelegateExecution;

/**
 * What an execution is about. The business key of a process about something with a number
 * of its own, an agreement or a request for special terms, is that number; that of a
 * process called for the same thing is the number, a slash and a word of its own, so that
 * a message still finds one instance only.
 */
public final class BusinessKeys {

	private BusinessKeys() {
	}

	/**
	 * The number: the business key up to its first slash. An instance without a key has
	 * that of the process that called it.
	 * @throws IllegalStateException if no instance up to the outermost has a business key
	 */
	public static String reference(DelegateExecution execution) {
		for (DelegateExecution at = execution; at != null; at = at.getProcessInstance().getSuperExecution()) {
			String key = at.getProcessBusinessKey();
			if (key != null) {
				return reference(key);
			}
		}
		throw new IllegalStateException("Process instance %s has no business key, nor has the one that called it"
			.formatted(execution.getProcessInstanceId()));
	}

	/** The part of a business key up to its first slash. */
	public static String reference(String businessKey) {
		int slash = businessKey.indexOf('/');
		return (slash < 0) ? businessKey : businessKey.substring(0, slash);
	}

}
