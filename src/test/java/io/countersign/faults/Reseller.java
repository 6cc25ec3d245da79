package io.countersign.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

import io.countersign.Api;
import io.countersign.Api.Answer;
import io.countersign.Api.Part;
import io.countersign.FrontDoor;
import io.countersign.agreement.Packages;

/**
 * A reseller that sends packages as every client should: it repeats a request with its
 * key until it is answered, and writes down, on disk, what was acknowledged. That log is
 * an oracle: whatever stands in it must not be lost.
 */
final class Reseller implements AutoCloseable {

	static final String NAME = "northwind";

	private static final Duration PATIENCE = Duration.ofMinutes(4);

	/** What becomes of a package when nothing goes wrong. */
	enum Kind {

		BOOKED, RETURNED, ROC_REJECTED;

		/** Mostly packages that nobody has to touch, and some that somebody has to. */
		static Kind of(int index) {
			return switch (index % 12) {
				case 5 -> RETURNED;
				case 9 -> ROC_REJECTED;
				default -> BOOKED;
			};
		}

	}

	private final FrontDoor door;

	private final Path file;

	private final FileChannel log;

	private final AtomicLong repetitions = new AtomicLong();

	private final List<Long> millis = new ArrayList<>();

	Reseller(FrontDoor door, Path file) throws IOException {
		this.door = door;
		this.file = file;
		this.log = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
				StandardOpenOption.APPEND);
	}

	/** The log: package, agreement and kind in each line. */
	Path log() {
		return this.file;
	}

	/** How often requests had to be repeated. */
	long repetitions() {
		return this.repetitions.get();
	}

	/** How long answers took since this was last asked, in milliseconds. */
	List<Long> tookMillis() {
		synchronized (this.millis) {
			List<Long> since = List.copyOf(this.millis);
			this.millis.clear();
			return since;
		}
	}

	/** The parts of a package. */
	static List<Part> parts(String id, Kind kind) {
		List<Part> parts = Api.sampleAs("clean-straight-through", id);
		if (kind == Kind.RETURNED) {
			parts.set(0, Part.facts(Packages.of(parts.get(0).bytes()).with("/totalValue/amount", "1.00").json()));
		}
		return parts;
	}

	/**
	 * Sends one package until it is taken.
	 * @param name the beginning of its id
	 * @return the agreement's number
	 */
	String submit(String name, Kind kind) {
		// The simulated ROC rejects what has such a purchase order.
		String id = (kind == Kind.ROC_REJECTED) ? name + "-R07" : name;
		List<Part> parts = parts(id, kind);
		Instant end = Instant.now().plus(PATIENCE);
		while (true) {
			long begin = System.nanoTime();
			Answer answer = attempt(id, parts);
			if (answer != null && answer.status() == 201) {
				synchronized (this.millis) {
					this.millis.add((System.nanoTime() - begin) / 1_000_000);
				}
				acknowledged(id, answer.text("reference"), kind);
				return answer.text("reference");
			}
			boolean worthRepeating = answer == null || answer.status() >= 500 || answer.status() == 429
					|| answer.status() == 409;
			if (!worthRepeating || Instant.now().isAfter(end)) {
				throw new AssertionError("%s was not accepted: %s".formatted(id,
						(answer != null) ? new String(answer.bytes(), StandardCharsets.UTF_8) : "no answer"));
			}
			this.repetitions.incrementAndGet();
			LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
		}
	}

	private Answer attempt(String id, List<Part> parts) {
		try {
			return new Api(this.door.port(), NAME).submit(id, parts);
		}
		catch (UncheckedIOException ex) {
			return null;
		}
	}

	/** Writes an acknowledgement down before anything else happens. */
	synchronized void acknowledged(String id, String reference, Kind kind) {
		try {
			this.log
				.write(ByteBuffer.wrap("%s %s %s%n".formatted(id, reference, kind).getBytes(StandardCharsets.UTF_8)));
			this.log.force(false);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Ends in no word that the simulated ROC takes for a wish. */
	private static String id(String prefix, int index) {
		return prefix + "-p" + index;
	}

	/** Sends a number of packages, some at once. */
	List<String> submit(String prefix, int count, int senders, boolean mixed) throws Exception {
		return submitAll(prefix, count, senders, (index) -> mixed ? Kind.of(index) : Kind.BOOKED);
	}

	/** Sends a number of packages of a kind each. */
	List<String> submitAll(String prefix, int count, int senders, IntFunction<Kind> kinds) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(senders);
		try {
			List<Callable<String>> calls = new ArrayList<>();
			for (int i = 0; i < count; i++) {
				int index = i;
				calls.add(() -> submit(id(prefix, index), kinds.apply(index)));
			}
			List<String> references = new ArrayList<>();
			for (Future<String> call : threads.invokeAll(calls)) {
				references.add(call.get());
			}
			return references;
		}
		finally {
			threads.shutdownNow();
		}
	}

	/** Sends packages until it is told to stop. */
	Traffic traffic(String prefix, int senders, Duration pause) {
		return new Traffic(prefix, senders, pause);
	}

	final class Traffic {

		private final ExecutorService threads;

		private final List<Future<?>> work = new ArrayList<>();

		private final AtomicInteger started = new AtomicInteger();

		private final AtomicInteger accepted = new AtomicInteger();

		private volatile boolean running = true;

		private Traffic(String prefix, int senders, Duration pause) {
			this.threads = Executors.newFixedThreadPool(senders);
			for (int i = 0; i < senders; i++) {
				this.work.add(this.threads.submit(() -> {
					while (this.running) {
						int index = this.started.getAndIncrement();
						submit(id(prefix, index), Kind.of(index));
						this.accepted.incrementAndGet();
						LockSupport.parkNanos(pause.toNanos());
					}
				}));
			}
		}

		int accepted() {
			return this.accepted.get();
		}

		/** Lets everything that was sent be answered. */
		void stop() throws Exception {
			this.running = false;
			for (Future<?> each : this.work) {
				each.get();
			}
			this.threads.shutdown();
		}

	}

	@Override
	public void close() throws IOException {
		this.log.close();
	}

}
