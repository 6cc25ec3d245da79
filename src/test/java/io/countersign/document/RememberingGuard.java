package io.countersign.document;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.countersign.kernel.Sha256;

/**
 * Stands in for the guard where only engine and database are measured: opens each
 * document once and remembers what it read.
 */
public final class RememberingGuard implements DocumentGuard {

	private final DocumentGuard guard;

	private final Map<String, GuardedPdf> opened = new ConcurrentHashMap<>();

	public RememberingGuard(DocumentGuard guard) {
		this.guard = guard;
	}

	@Override
	public GuardedPdf open(String fileName, byte[] bytes) {
		return this.opened.computeIfAbsent(Sha256.of(bytes), (hash) -> this.guard.open(fileName, bytes));
	}

}
