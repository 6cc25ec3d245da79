package io.countersign.mail;

import java.time.Duration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * This node's thread that sends mails: looks when one was written, at the latest every
 * poll, and ends after the batch it has in hand.
 */
@Component
class MailWorker implements SmartLifecycle {

	private static final Logger log = LoggerFactory.getLogger(MailWorker.class);

	private static final Duration PATIENCE_AT_END = Duration.ofSeconds(18);

	private static final Duration BETWEEN_CLEANINGS = Duration.ofHours(1);

	private final MailDispatcher dispatcher;

	private final MailSignal signal;

	private final MailProperties properties;

	private volatile Thread thread;

	private long nextCleaning = System.nanoTime();

	MailWorker(MailDispatcher dispatcher, MailSignal signal, MailProperties properties) {
		this.dispatcher = dispatcher;
		this.signal = signal;
		this.properties = properties;
	}

	@Override
	public void start() {
		this.thread = new Thread(this::run, "mails");
		this.thread.start();
	}

	private void run() {
		try {
			while (isRunning()) {
				this.signal.await(this.properties.poll());
				work();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void work() {
		try {
			while (isRunning() && this.dispatcher.sendDue() > 0) {
				log.debug("A batch of mails was sent");
			}
			if (System.nanoTime() - this.nextCleaning >= 0) {
				this.nextCleaning = System.nanoTime() + BETWEEN_CLEANINGS.toNanos();
				this.dispatcher.clean();
			}
		}
		catch (RuntimeException ex) {
			log.warn("Mails could not be sent; tried again with the next poll", ex);
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
		return this.properties.worker();
	}

}
