package io.countersign.work;

import java.time.Duration;

/**
 * When a worker looks for work.
 *
 * @param starts whether it works on this node at all; a node may leave the work to others
 * @param poll longest time between two looks
 * @param linger how long it collects what arrives once it was woken, so that one batch
 * serves more; zero for none
 * @param threads how many threads share the work
 */
public record Rhythm(boolean starts, Duration poll, Duration linger, int threads) {

	public Rhythm {
		if (poll.isNegative() || poll.isZero() || linger.isNegative() || threads < 1) {
			throw new IllegalArgumentException(
					"Worked by %d threads, every %s, after %s: at least one thread and a time between two looks"
						.formatted(threads, poll, linger));
		}
	}

	/** One thread that looks at once when it is woken. */
	public Rhythm(boolean starts, Duration poll) {
		this(starts, poll, Duration.ZERO, 1);
	}

	public Rhythm lingering(Duration time) {
		return new Rhythm(this.starts, this.poll, time, this.threads);
	}

	public Rhythm by(int number) {
		return new Rhythm(this.starts, this.poll, this.linger, number);
	}

}
