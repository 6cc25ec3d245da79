package io.countersign.agreement;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * What was prepared for one submission before its transaction opened, by type. Bound to
 * that transaction: a step of the process takes it from {@link #of(String)} and works it
 * out itself where it is absent, for instance in a later transaction.
 */
public final class PreparedWork {

	private final String reference;

	private final Map<Class<?>, Object> results = new HashMap<>();

	PreparedWork(String reference) {
		this.reference = reference;
	}

	/** Keeps a result, in place of an earlier one of the same type. */
	public <T> void put(Class<T> type, T result) {
		this.results.put(type, result);
	}

	/** The result of a type; empty where nothing was prepared. */
	public <T> Optional<T> find(Class<T> type) {
		return Optional.ofNullable(type.cast(this.results.get(type)));
	}

	/** The work prepared for this agreement in the present transaction. */
	public static Optional<PreparedWork> of(String reference) {
		return Optional.ofNullable((PreparedWork) TransactionSynchronizationManager.getResource(PreparedWork.class))
			.filter((work) -> work.reference.equals(reference));
	}

	void bind() {
		TransactionSynchronizationManager.bindResource(PreparedWork.class, this);
	}

	void unbind() {
		TransactionSynchronizationManager.unbindResource(PreparedWork.class);
	}

}
