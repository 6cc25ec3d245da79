package io.countersign.work;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Something that a worker does besides, at most once in a while however many threads ask:
 * the first time at once. It is tried again only after the while, even where it failed.
 */
public final class NowAndThen {

	private final Duration pause;

	private final Runnable work;

	private final AtomicLong next = new AtomicLong(System.nanoTime());

	public NowAndThen(Duration pause, Runnable work) {
		this.pause = pause;
		this.work = work;
	}

	/** Does it, if the last time is long enough ago. */
	public void doIfDue() {
		long due = this.next.get();
		long now = System.nanoTime();
		if (now - due >= 0 && this.next.compareAndSet(due, now + this.pause.toNanos())) {
			this.work.run();
		}
	}

}
