package io.countersign.document;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import io.countersign.kernel.Refusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs work on foreign PDFs on threads of its own, so many at a time, each within the
 * time limit. Whoever asked waits no longer than that limit for its turn and that limit
 * for the result.
 * <p>
 * Work is stopped where it asks its {@link Allowance}. A loop inside PDFBox that neither
 * reads, inflates nor draws cannot be killed inside this process: its thread keeps its
 * place until it ends, others go on beside it, and once every place is held so, callers
 * are told to come again later. A restart frees the places.
 */
final class BoundedWork implements AutoCloseable {

	private static final Logger log = LoggerFactory.getLogger(BoundedWork.class);

	private final DocumentLimits limits;

	private final Semaphore places;

	private final ThreadPoolExecutor threads;

	BoundedWork(DocumentLimits limits) {
		this.limits = limits;
		this.places = new Semaphore(limits.workers(), true);
		AtomicInteger number = new AtomicInteger();
		this.threads = new ThreadPoolExecutor(0, Integer.MAX_VALUE, 60, TimeUnit.SECONDS, new SynchronousQueue<>(),
				(work) -> {
					Thread thread = new Thread(work, "document-" + number.incrementAndGet());
					thread.setDaemon(true);
					return thread;
				});
	}

	/**
	 * Runs a piece of work.
	 * @param name the document, for messages
	 * @throws Refusal if a bound is passed, or if there is no place in time
	 */
	<T> T run(String name, Function<Allowance, Callable<T>> work) {
		takePlace(name);
		CompletableFuture<T> result = new CompletableFuture<>();
		try {
			this.threads.execute(() -> {
				try {
					result.complete(work.apply(new Allowance(this.limits)).call());
				}
				catch (Throwable ex) {
					result.completeExceptionally(ex);
				}
				finally {
					this.places.release();
				}
			});
		}
		catch (RuntimeException | Error ex) {
			this.places.release();
			throw ex;
		}
		try {
			return result.get(this.limits.maxTime().toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException ex) {
			log.warn("Reading '{}' was given up after {}; free places: {}", name, this.limits.maxTime(),
					this.places.availablePermits());
			throw Allowance.tooSlow(this.limits.maxTime()).of(name);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw busy(name);
		}
		catch (ExecutionException ex) {
			throw refusal(name, ex.getCause());
		}
	}

	/** How many pieces of work could start now. */
	int freePlaces() {
		return this.places.availablePermits();
	}

	private void takePlace(String name) {
		try {
			if (!this.places.tryAcquire(this.limits.maxTime().toMillis(), TimeUnit.MILLISECONDS)) {
				throw busy(name);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw busy(name);
		}
	}

	private static Refusal busy(String name) {
		return new Refusal(Refusal.Kind.BUSY, "document-busy",
				"Too many documents are being read at the moment; '%s' was not. Send it again in a minute."
					.formatted(name));
	}

	private static Refusal refusal(String name, Throwable cause) {
		if (cause instanceof Refusal refusal) {
			return refusal;
		}
		if (cause instanceof LimitExceeded exceeded) {
			return exceeded.of(name);
		}
		if (cause instanceof OutOfMemoryError || cause instanceof StackOverflowError) {
			log.error("Reading '{}' ran out of memory or nested too deeply", name, cause);
			return Allowance.tooComplex().of(name);
		}
		Refusal unreadable = Allowance.unreadable("it is damaged, cut off or not a regular PDF").of(name);
		unreadable.initCause(cause);
		return unreadable;
	}

	@Override
	public void close() {
		this.threads.shutdownNow();
	}

}
