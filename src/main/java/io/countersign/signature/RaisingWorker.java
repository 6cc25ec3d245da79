package io.countersign.signature;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * The thread of this node that raises signatures: when a person has signed, at the latest
 * every poll.
 */
@Component
class RaisingWorker implements SmartLifecycle {

	private static final Logger log = LoggerFactory.getLogger(RaisingWorker.class);

	private static final Duration PATIENCE_AT_END = Duration.ofSeconds(18);

	private final SignatureRaising raising;

	private final SignatureProperties properties;

	private final Semaphore signal = new Semaphore(0);

	private volatile Thread thread;

	RaisingWorker(SignatureRaising raising, SignatureProperties properties) {
		this.raising = raising;
		this.properties = properties;
	}

	/** A signature was stored that carries no time stamp. */
	record SignedWithoutStamp(String reference) {
	}

	@TransactionalEventListener
	void signed(SignedWithoutStamp signed) {
		this.signal.release();
	}

	@Override
	public void start() {
		this.thread = new Thread(this::run, "signature-raising");
		this.thread.start();
	}

	private void run() {
		try {
			while (isRunning()) {
				this.signal.tryAcquire(this.properties.poll().toMillis(), TimeUnit.MILLISECONDS);
				this.signal.drainPermits();
				workOff();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void workOff() {
		try {
			while (isRunning() && this.raising.raiseDue() > 0) {
				log.debug("Raised a batch of signatures");
			}
		}
		catch (RuntimeException ex) {
			log.warn("Signatures could not be raised; tried again with the next poll", ex);
		}
	}

	@Override
	public void stop() {
		Thread ending = this.thread;
		this.thread = null;
		this.signal.release();
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
		return this.properties.raising();
	}

}
