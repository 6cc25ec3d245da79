package io.countersign.imports;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * The threads of this node that work rows off: they look when a file arrives, at the
 * latest every poll, and end after the batch they have in hand.
 */
@Component
class ImportWorkers implements SmartLifecycle {

	private static final Logger log = LoggerFactory.getLogger(ImportWorkers.class);

	private static final Duration PATIENCE_AT_END = Duration.ofSeconds(18);

	private static final Duration BETWEEN_CLEANINGS = Duration.ofMinutes(10);

	private final ImportWork work;

	private final ImportSignal signal;

	private final ImportProperties properties;

	private final AtomicLong nextCleaning = new AtomicLong(System.nanoTime());

	private final List<Thread> threads = new ArrayList<>();

	private volatile boolean running;

	ImportWorkers(ImportWork work, ImportSignal signal, ImportProperties properties) {
		this.work = work;
		this.signal = signal;
		this.properties = properties;
	}

	@Override
	public void start() {
		this.running = true;
		for (int i = 1; i <= this.properties.threads(); i++) {
			Thread thread = new Thread(this::run, "imports-" + i);
			this.threads.add(thread);
			thread.start();
		}
	}

	private void run() {
		try {
			while (this.running) {
				this.signal.await(this.properties.poll());
				workOff();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void workOff() {
		try {
			while (this.running && this.work.processDue() > 0) {
				// Whoever finds work wakes another who may find more.
				this.signal.raise();
			}
			cleanNowAndThen();
		}
		catch (RuntimeException ex) {
			log.warn("Imports could not be worked on; tried again with the next poll", ex);
		}
	}

	private void cleanNowAndThen() {
		long due = this.nextCleaning.get();
		long now = System.nanoTime();
		if (this.running && now - due >= 0 && this.nextCleaning.compareAndSet(due, now + BETWEEN_CLEANINGS.toNanos())) {
			int cleaned = this.work.cleanDue();
			if (cleaned > 0) {
				log.info("{} imports were cleaned", cleaned);
			}
		}
	}

	@Override
	public void stop() {
		this.running = false;
		this.threads.forEach((thread) -> this.signal.raise());
		try {
			for (Thread thread : this.threads) {
				thread.join(PATIENCE_AT_END.toMillis());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.threads.clear();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public boolean isAutoStartup() {
		return this.properties.worker();
	}

}
