package io.countersign.work;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Work that a node does by itself begins when it is woken and ends whole. */
@Timeout(60)
class WorkerTests {

	private static final Duration NEVER = Duration.ofDays(1);

	private final Signal signal = new Signal();

	private final BlockingQueue<String> done = new LinkedBlockingQueue<>();

	private Worker worker;

	@AfterEach
	void stop() {
		if (this.worker != null && this.worker.isRunning()) {
			this.worker.stop();
		}
	}

	@Test
	void aSignalWakesItAndItWorksUntilNothingIsLeft() throws InterruptedException {
		AtomicInteger left = new AtomicInteger(3);
		start(new Rhythm(true, NEVER), () -> batch(left));
		this.signal.raise();
		assertThat(nextDone()).isEqualTo("3 left");
		assertThat(nextDone()).isEqualTo("2 left");
		assertThat(nextDone()).isEqualTo("1 left");
		assertThat(nextDone()).isEqualTo("0 left");
		left.set(1);
		this.signal.raise();
		assertThat(nextDone()).isEqualTo("1 left");
	}

	@Test
	void withoutASignalItLooksEveryPoll() throws InterruptedException {
		this.worker = new Worker("polls", new Rhythm(true, Duration.ofMillis(5)), () -> this.done.add("looked"));
		this.worker.start();
		assertThat(nextDone()).isEqualTo("looked");
		assertThat(nextDone()).isEqualTo("looked");
	}

	@Test
	void whatFailsIsTriedAgain() throws InterruptedException {
		AtomicInteger calls = new AtomicInteger();
		start(new Rhythm(true, Duration.ofMillis(5)), () -> {
			if (calls.incrementAndGet() == 1) {
				throw new IllegalStateException("the first time");
			}
			this.done.add("second time");
			return 0;
		});
		assertThat(nextDone()).isEqualTo("second time");
	}

	@Test
	void whoFindsWorkWakesAnother() throws InterruptedException {
		CountDownLatch both = new CountDownLatch(2);
		AtomicInteger batches = new AtomicInteger();
		start(new Rhythm(true, NEVER).by(2), () -> {
			if (batches.incrementAndGet() == 1) {
				return 1;
			}
			this.done.add(Thread.currentThread().getName());
			both.countDown();
			return awaited(both);
		});
		this.signal.raise();
		assertThat(List.of(nextDone(), nextDone())).containsExactlyInAnyOrder("tested-1", "tested-2");
	}

	@Test
	void everyThreadEndsHoweverLongItWouldHaveWaited() {
		start(new Rhythm(true, NEVER).by(4), () -> 0);
		this.worker.stop();
		assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
			.noneMatch((name) -> name.startsWith("tested"));
		assertThat(this.worker.isRunning()).isFalse();
	}

	@Test
	void itEndsAfterThePieceInHand() throws InterruptedException {
		CountDownLatch ending = new CountDownLatch(1);
		start(new Rhythm(true, NEVER), () -> {
			this.done.add("begun");
			awaited(ending);
			this.done.add("whole");
			return 1;
		});
		this.signal.raise();
		assertThat(nextDone()).isEqualTo("begun");
		Thread stopping = new Thread(this.worker::stop);
		stopping.start();
		while (this.worker.isRunning()) {
			Thread.onSpinWait();
		}
		ending.countDown();
		stopping.join();
		assertThat(this.done).containsExactly("whole");
	}

	@Test
	void aSignalAfterCommitWaitsForTheCommit() throws InterruptedException {
		TransactionSynchronizationManager.initSynchronization();
		try {
			this.signal.raiseAfterCommit();
			assertThat(this.signal.await(Duration.ZERO)).isFalse();
			TransactionSynchronizationManager.getSynchronizations().forEach(TransactionSynchronization::afterCommit);
			assertThat(this.signal.await(Duration.ZERO)).isTrue();
		}
		finally {
			TransactionSynchronizationManager.clearSynchronization();
		}
		this.signal.raiseAfterCommit();
		assertThat(this.signal.await(Duration.ZERO)).isTrue();
	}

	@Test
	void anyNumberOfSignalsWakesOnce() throws InterruptedException {
		this.signal.raise();
		this.signal.raise();
		assertThat(this.signal.await(Duration.ZERO)).isTrue();
		assertThat(this.signal.await(Duration.ZERO)).isFalse();
	}

	@Test
	void nowAndThenIsAtOnceAndThenNotForAWhile() {
		AtomicInteger times = new AtomicInteger();
		NowAndThen seldom = new NowAndThen(NEVER, times::incrementAndGet);
		seldom.doIfDue();
		seldom.doIfDue();
		assertThat(times).hasValue(1);
		NowAndThen always = new NowAndThen(Duration.ZERO, times::incrementAndGet);
		always.doIfDue();
		always.doIfDue();
		assertThat(times).hasValue(3);
	}

	@Test
	void aRhythmHasAThreadAndATimeBetweenLooks() {
		assertThatThrownBy(() -> new Rhythm(true, Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
		assertThatThrownBy(() -> new Rhythm(true, NEVER).by(0)).isInstanceOf(IllegalArgumentException.class);
		assertThatThrownBy(() -> new Rhythm(true, NEVER).lingering(Duration.ofMillis(-1)))
			.isInstanceOf(IllegalArgumentException.class);
	}

	private void start(Rhythm rhythm, IntSupplier work) {
		this.worker = new Worker("tested", this.signal, rhythm, work);
		this.worker.start();
	}

	private int batch(AtomicInteger left) {
		int before = left.getAndUpdate((number) -> Math.max(0, number - 1));
		this.done.add(before + " left");
		return before;
	}

	private String nextDone() throws InterruptedException {
		return this.done.poll(30, TimeUnit.SECONDS);
	}

	private static int awaited(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return 0;
	}

}
