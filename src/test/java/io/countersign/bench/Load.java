package io.countersign.bench;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

import io.countersign.Nodes;

/**
 * Sends packages from a few threads: either as fast as they are taken, with a bounded
 * number under way, or at a fixed rate whatever happens.
 */
final class Load {

	private static final long LOOK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

	private static final long SHORT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	private final Submission submission;

	private final LongSupplier open;

	private final AtomicLong started = new AtomicLong();

	private final AtomicLong accepted = new AtomicLong();

	private final Map<String, Instant> sent = new ConcurrentHashMap<>();

	private volatile long finished;

	private volatile boolean running;

	private ExecutorService threads;

	private List<Future<?>> work;

	/** Submits one package; fails unless it was accepted. */
	@FunctionalInterface
	interface Submission {

		void submit(String id) throws Exception;

	}

	/**
	 * @param open how many accepted agreements are not yet booked; asked by one thread at
	 * a time
	 */
	Load(Submission submission, LongSupplier open) {
		this.submission = submission;
		this.open = open;
	}

	/** As fast as they are taken. */
	void start(int senders, int mostUnderWay) {
		this.running = true;
		this.threads = Executors.newFixedThreadPool(senders + 1);
		this.work = new ArrayList<>();
		this.work.add(this.threads.submit(this::look));
		for (int i = 0; i < senders; i++) {
			this.work.add(this.threads.submit(() -> {
				while (this.running) {
					if (this.started.get() - this.finished < mostUnderWay) {
						submit("closed", Instant.now());
					}
					else {
						LockSupport.parkNanos(SHORT_NANOS);
					}
				}
				return null;
			}));
		}
	}

	/** At a fixed rate; what comes late counts from when it should have been sent. */
	void start(int senders, double perSecond) {
		this.running = true;
		this.threads = Executors.newFixedThreadPool(senders);
		this.work = new ArrayList<>();
		AtomicLong next = new AtomicLong();
		Instant begin = Instant.now();
		long beginNanos = System.nanoTime();
		for (int i = 0; i < senders; i++) {
			this.work.add(this.threads.submit(() -> {
				while (this.running) {
					long dueNanos = (long) (next.getAndIncrement() * 1e9 / perSecond);
					while (this.running && System.nanoTime() - beginNanos < dueNanos) {
						LockSupport.parkNanos(Math.min(SHORT_NANOS, beginNanos + dueNanos - System.nanoTime()));
					}
					if (this.running) {
						submit("rate", begin.plusNanos(dueNanos));
					}
				}
				return null;
			}));
		}
	}

	private void submit(String name, Instant at) throws Exception {
		String id = name + "-" + this.started.incrementAndGet();
		this.sent.put(id, at);
		this.submission.submit(id);
		this.accepted.incrementAndGet();
	}

	private Object look() {
		while (this.running) {
			long before = this.accepted.get();
			this.finished = Math.max(this.finished, before - this.open.getAsLong());
			LockSupport.parkNanos(LOOK_EVERY_NANOS);
		}
		return null;
	}

	/** Lets everything that was accepted be booked. */
	void stop() throws Exception {
		this.running = false;
		for (Future<?> each : this.work) {
			each.get();
		}
		this.threads.shutdown();
		Nodes.await("Not everything that was accepted was booked", () -> this.open.getAsLong() == 0);
		this.finished = this.accepted.get();
	}

	/** Whether a sender failed. */
	boolean failed() {
		return this.work.stream().anyMatch(Future::isDone);
	}

	long accepted() {
		return this.accepted.get();
	}

	/** When each package was sent, or should have been. */
	Map<String, Instant> sent() {
		return this.sent;
	}

}
