package io.countersign.work;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;

/**
 * Threads of this node that work when signalled, at the latest every poll, and that end
 * after the piece of work they have in hand. What fails is logged and tried again with
 * the next poll.
 */
public final class Worker implements SmartLifecycle {

	private static final Logger log = LoggerFactory.getLogger(Worker.class);

	/** Below the time that Spring grants the end of the application. */
	private static final Duration PATIENCE_AT_END = Duration.ofSeconds(18);

	private final String name;

	private final Signal signal;

	private final Rhythm rhythm;

	private final IntSupplier work;

	private volatile List<Thread> threads = List.of();

	/**
	 * @param name names the threads; numbered where there are several
	 * @param signal raised where there may be work
	 * @param work does one batch and says how many it took; zero when nothing was left
	 */
	public Worker(String name, Signal signal, Rhythm rhythm, IntSupplier work) {
		this.name = name;
		this.signal = signal;
		this.rhythm = rhythm;
		this.work = work;
	}

	/** A worker that nothing wakes: it works once every poll, first after one poll. */
	public Worker(String name, Rhythm rhythm, Runnable work) {
		this(name, new Signal(), rhythm, () -> {
			work.run();
			return 0;
		});
	}

	@Override
	public void start() {
		this.threads = IntStream.rangeClosed(1, this.rhythm.threads())
			.mapToObj((number) -> new Thread(this::run,
					(this.rhythm.threads() > 1) ? this.name + "-" + number : this.name))
			.toList();
		this.threads.forEach(Thread::start);
	}

	private void run() {
		try {
			while (isRunning()) {
				if (this.signal.await(this.rhythm.poll())) {
					Thread.sleep(this.rhythm.linger().toMillis());
				}
				workOff();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		// One thread may have taken the signals to end of all.
		this.signal.raise();
	}

	private void workOff() {
		try {
			while (isRunning() && this.work.getAsInt() > 0) {
				log.debug("{} did a batch", this.name);
				wakeAnother();
			}
		}
		catch (RuntimeException ex) {
			log.warn("{} failed and tries again with the next poll", this.name, ex);
		}
	}

	/** Where one thread finds work, another may find more. */
	private void wakeAnother() {
		if (this.rhythm.threads() > 1) {
			this.signal.raise();
		}
	}

	@Override
	public void stop() {
		List<Thread> ending = this.threads;
		this.threads = List.of();
		this.signal.raise();
		long patienceEnds = System.nanoTime() + PATIENCE_AT_END.toNanos();
		try {
			for (Thread thread : ending) {
				TimeUnit.NANOSECONDS.timedJoin(thread, patienceEnds - System.nanoTime());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public boolean isRunning() {
		return !this.threads.isEmpty();
	}

	@Override
	public boolean isAutoStartup() {
		return this.rhythm.starts();
	}

}
