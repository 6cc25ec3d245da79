package io.countersign.abuse;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import io.countersign.Api.Answer;
import io.countersign.Database;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What has to hold whatever somebody sends: an answer in good time that blames the sender
 * and says why, nothing of our inside in it, nothing stored, no thread left busy, no
 * memory left behind.
 */
final class Endurance {

	/** Longest time for an answer, and for a thread to come to rest after it. */
	static final Duration PATIENCE = Duration.ofSeconds(5);

	/** Caches of the application, of the decision tables and of the database driver. */
	private static final long HEAP_SLACK = 64L << 20;

	private static final Pattern CODE = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

	/** How a stack trace, a class or a statement of ours would show. */
	private static final Pattern INSIDE = Pattern.compile(
			"\\bat [a-z]+\\.[a-z]+\\.|Exception|io\\.countersign|org\\.(apache|springframework|postgresql|camunda)|"
					+ "com\\.fasterxml|java\\.(lang|util|io)\\.|(?i)\\b(select|insert) .* (from|into) ");

	private final Database database;

	private final List<String> mayGrow;

	private final Map<String, Long> rows;

	private final long heap;

	/**
	 * Starts to watch.
	 * @param mayGrow tables that may have more rows afterwards
	 */
	Endurance(Database database, String... mayGrow) {
		this.database = database;
		this.mayGrow = Arrays.asList(mayGrow);
		this.rows = rows();
		this.heap = heap();
	}

	/**
	 * Makes a call and holds its answer to what every refusal has to be.
	 * @return the answer's stable code
	 */
	static String refused(String name, Supplier<Answer> call) {
		Answer answer = answered(name, call);
		assertThat(answer.status()).as("%s: %s", name, answer.body()).isBetween(400, 499);
		assertThat(answer.raw().headers().firstValue("Content-Type").orElse("")).as(name)
			.startsWith("application/problem+json");
		assertThat(answer.text("code")).as(name).matches(CODE);
		assertThat(answer.text("detail")).as(name).isNotBlank();
		return answer.text("code");
	}

	/** Makes a call that may be answered well; never late and never by a failure. */
	static Answer answered(String name, Supplier<Answer> call) {
		long start = System.nanoTime();
		Answer answer = call.get();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).as("%s: time to the answer", name)
			.isLessThan(PATIENCE.plusSeconds(1));
		assertThat(answer.status()).as("%s: %s", name, answer.body()).isLessThan(500);
		withoutInside(name, answer.bytes());
		return answer;
	}

	static void withoutInside(String name, byte[] body) {
		assertThat(INSIDE.matcher(new String(body, StandardCharsets.UTF_8)).find())
			.as("%s: tells of the inside: %s", name, new String(body, StandardCharsets.UTF_8))
			.isFalse();
	}

	/** Everything is as it was when this began to watch. */
	void leavesNothingBehind() {
		atRest();
		Map<String, Long> now = rows();
		Map<String, Long> before = new TreeMap<>(this.rows);
		this.mayGrow.forEach((table) -> {
			now.remove(table);
			before.remove(table);
		});
		assertThat(now).as("rows of every table").isEqualTo(before);
		assertThat(heap()).as("heap in use").isLessThan(this.heap + HEAP_SLACK);
	}

	/** No thread works on for somebody who has had an answer. */
	private static void atRest() {
		long end = System.nanoTime() + PATIENCE.toNanos();
		while (!busy().isEmpty() && System.nanoTime() < end) {
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
		}
		assertThat(busy()).as("threads still busy").isEmpty();
	}

	private static List<String> busy() {
		return Thread.getAllStackTraces()
			.entrySet()
			.stream()
			.filter((thread) -> thread.getKey().getName().startsWith("document-")
					|| thread.getKey().getName().contains("-exec-"))
			.filter((thread) -> Arrays.stream(thread.getValue())
				.anyMatch((frame) -> frame.getClassName().startsWith("org.apache.pdfbox")
						|| frame.getClassName().startsWith("io.countersign.document.OpenPdf")
						|| frame.getMethodName().equals("doDispatch")))
			.map((thread) -> thread.getKey().getName() + " " + List.of(thread.getValue()))
			.toList();
	}

	private static long heap() {
		for (int i = 0; i < 3; i++) {
			System.gc();
		}
		return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
	}

	private Map<String, Long> rows() {
		Map<String, Long> counts = new TreeMap<>();
		this.database.jdbc()
			.queryForList("""
					select schemaname || '.' || tablename from pg_tables
					where schemaname = 'countersign' or (schemaname = 'public' and tablename like 'act_%')""",
					String.class)
			.forEach((table) -> counts.put(table, this.database.count(table)));
		return counts;
	}

}
