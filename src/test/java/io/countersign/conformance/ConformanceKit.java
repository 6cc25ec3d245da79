package io.countersign.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs the checks against a ROC and tells of each how it ended. */
final class ConformanceKit {

	private static final int LONGEST_DETAIL = 400;

	private final RocSettings settings;

	/** How a check ended. */
	enum Verdict {

		PASSED, FAILED, NOTRUN

	}

	/** A check and how it ended; the detail is empty where it passed. */
	record Result(String check, String clause, Verdict verdict, long millis, String detail) {
	}

	ConformanceKit(RocSettings settings) {
		this.settings = settings;
	}

	/** All checks, in their order, against a receiver that is listening. */
	List<Result> run(CallbackReceiver receiver) {
		Contract contract = new Contract();
		TestOrders orders = new TestOrders();
		RocCalls roc = new RocCalls(contract, this.settings.url());
		List<ConformanceCheck> checks = Stream
			.concat(new OrderChecks(roc, orders).all().stream(),
					new CallbackChecks(roc, orders, contract, receiver, this.settings).all().stream())
			.toList();
		List<Result> results = new ArrayList<>();
		for (ConformanceCheck check : checks) {
			Result result = run(check);
			System.out.printf(Locale.ROOT, "%-34s %-6s %,7d ms  %s%n", result.check(), result.verdict(),
					result.millis(), result.detail());
			results.add(result);
		}
		return results;
	}

	private static Result run(ConformanceCheck check) {
		long begin = System.nanoTime();
		Verdict verdict = Verdict.PASSED;
		String detail = "";
		try {
			check.work().run();
		}
		catch (ConformanceCheck.NotRunException ex) {
			verdict = Verdict.NOTRUN;
			detail = ex.getMessage();
		}
		catch (AssertionError | RuntimeException ex) {
			verdict = Verdict.FAILED;
			String whole = String.valueOf(ex.getMessage()).replaceAll("\\s+", " ").strip();
			detail = whole.substring(0, Math.min(whole.length(), LONGEST_DETAIL));
		}
		return new Result(check.name(), check.clause(), verdict, Duration.ofNanos(System.nanoTime() - begin).toMillis(),
				detail);
	}

	/** The last line of a run. */
	static String line(List<Result> results) {
		return "RESULT conformance passed=%d failed=%d notrun=%d".formatted(count(results, Verdict.PASSED),
				count(results, Verdict.FAILED), count(results, Verdict.NOTRUN));
	}

	private static long count(List<Result> results, Verdict verdict) {
		return results.stream().filter((result) -> result.verdict() == verdict).count();
	}

	/** Writes one line for each check. */
	static void write(List<Result> results, Path file) throws IOException {
		List<String> lines = new ArrayList<>(List.of("check,clause,verdict,millis,detail"));
		results.forEach((result) -> lines.add(String.join(",", result.check(), quoted(result.clause()),
				result.verdict().name().toLowerCase(Locale.ROOT), Long.toString(result.millis()),
				quoted(result.detail()))));
		Files.createDirectories(file.toAbsolutePath().getParent());
		Files.write(file, lines);
	}

	private static String quoted(String text) {
		return '"' + text.replace("\"", "\"\"") + '"';
	}

	/** Names of the checks that ended in a way. */
	static Set<String> named(List<Result> results, Verdict verdict) {
		return results.stream()
			.filter((result) -> result.verdict() == verdict)
			.map(Result::check)
			.collect(Collectors.toSet());
	}

}
