package io.countersign.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Processor time of PostgreSQL and of other programs, from {@code /proc}. Includes what
 * ended children used, so backends that come and go are counted. Leaves out Java's
 * compilers: they work for minutes after a start and then hardly ever.
 */
final class ProcessorTime {

	/** Of the kernel's interface to programs, the same on every Linux. */
	private static final double MILLIS_PER_TICK = 10;

	private static final Path PROC = Path.of("/proc");

	private final long postmaster;

	private ProcessorTime(long postmaster) {
		this.postmaster = postmaster;
	}

	/** Empty where the server's processes cannot be seen from here. */
	static Optional<ProcessorTime> of(BenchDatabase database) {
		int backend = database.jdbc().queryForObject(BenchDatabase.MARK + "select pg_backend_pid()", Integer.class);
		return Stat.of(backend)
			.filter((stat) -> stat.name().startsWith("postgres"))
			.map((stat) -> new ProcessorTime(stat.parent()));
	}

	/**
	 * Processor time so far, in milliseconds.
	 * @param programs process ids beside PostgreSQL's
	 */
	double millis(long... programs) {
		long ticks = Stat.of(this.postmaster).map(Stat::ticks).orElse(0L);
		for (long program : programs) {
			ticks += Stat.of(program).map(Stat::ticks).orElse(0L) - compilers(program);
		}
		try (Stream<Path> entries = Files.list(PROC)) {
			ticks += entries.map((entry) -> entry.getFileName().toString())
				.filter((name) -> name.matches("\\d+"))
				.flatMap((name) -> Stat.of(Long.parseLong(name)).stream())
				.filter((stat) -> stat.parent() == this.postmaster)
				.mapToLong(Stat::ticks)
				.sum();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return ticks * MILLIS_PER_TICK;
	}

	private static long compilers(long program) {
		Path threads = PROC.resolve(program + "/task");
		try (Stream<Path> entries = Files.list(threads)) {
			return entries.flatMap((thread) -> Stat.of(thread).stream())
				.filter((stat) -> stat.name().matches("C[12] Compil.*"))
				.mapToLong(Stat::own)
				.sum();
		}
		catch (IOException ex) {
			return 0;
		}
	}

	/**
	 * A process or a thread.
	 *
	 * @param own ticks used by itself
	 * @param ticks used by itself and by children that ended
	 */
	private record Stat(String name, long parent, long own, long ticks) {

		static Optional<Stat> of(long process) {
			return of(PROC.resolve(Long.toString(process)));
		}

		static Optional<Stat> of(Path process) {
			try {
				String text = Files.readString(process.resolve("stat"));
				// The name stands in parentheses and may hold anything.
				int end = text.lastIndexOf(')');
				String[] fields = text.substring(end + 2).split(" ");
				long own = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
				long children = Long.parseLong(fields[13]) + Long.parseLong(fields[14]);
				return Optional.of(new Stat(text.substring(text.indexOf('(') + 1, end), Long.parseLong(fields[1]), own,
						own + children));
			}
			catch (IOException ex) {
				// No such process any more, or no such interface.
				return Optional.empty();
			}
		}

	}

}
