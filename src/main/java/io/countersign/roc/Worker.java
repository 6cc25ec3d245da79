package io.countersign.roc;

import java.time.Duration;
import java.util.function.IntSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;

/**
 * A thread of this node that works when signalled, at the latest every poll, and that
 * ends after the piece of work it has in hand.
 */
class Worker implements SmartLifecycle {

	private static final Logger log = LoggerFactory.getLogger(Worker.class);

	private static final Duration PATIENCE_AT_END = Duration.ofSeconds(18);

	private final String name;

	private final Signal signal;

	private final RocProperties properties;

	private final IntSupplier work;

	private volatile Thread thread;

	/**
	 * @param work does one batch and says how many it took; zero when nothing was left
	 */
	Worker(String name, Signal signal, RocProperties properties, IntSupplier work) {
		this.name = name;
		this.signal = signal;
		this.properties = properties;
		this.work = work;
	}

	@Override
	public void start() {
		this.thread = new Thread(this::run, this.name);
		this.thread.start();
	}

	private void run() {
		try {
			while (isRunning()) {
				if (this.signal.await(this.properties.poll())) {
					Thread.sleep(this.properties.linger().toMillis());
				}
				workOff();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void workOff() {
		try {
			while (isRunning() && this.work.getAsInt() > 0) {
				log.debug("{} did a batch", this.name);
			}
		}
		catch (RuntimeException ex) {
			log.warn("{} failed and tries again with the next poll", this.name, ex);
		}
	}

	@Override
	public void stop() {
		Thread ending = this.thread;
		this.thread = null;
		this.signal.raise();
		try {
			ending.join(PATIENCE_AT_END.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public boolean isRunning() {
		return this.thread != null;
	}

	@Override
	public boolean isAutoStartup() {
		return this.properties.dispatcher();
	}

}
