package io.countersign.conformance;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.countersign.conformance.ConformanceKit.Result;
import io.countersign.conformance.ConformanceKit.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Looks whether a ROC keeps the contract: the one at {@code -Droc.url=}, else the
 * simulated one. Run by {@code -Pconformance}; {@code docs/roc-conformance.md} describes
 * it.
 */
class ConformanceProgramme {

	@TempDir
	private Path folder;

	@Test
	void keepsTheContract() throws IOException {
		RocSettings settings = RocSettings.ofProperties();
		List<Result> results;
		if (settings.url().isEmpty()) {
			try (SimulatedRocUnderTest simulated = new SimulatedRocUnderTest(this.folder)) {
				results = simulated.run(settings.patience(), Duration.ofSeconds(3));
			}
		}
		else if (settings.callbackPort() == 0) {
			results = new ConformanceKit(settings).run(null);
		}
		else {
			try (CallbackReceiver receiver = new CallbackReceiver(settings.callbackPort())) {
				results = new ConformanceKit(settings).run(receiver);
			}
		}
		ConformanceKit.write(results, Path.of("target", "conformance.csv"));
		System.out.println(ConformanceKit.line(results));
		assertThat(results).filteredOn((result) -> result.verdict() == Verdict.FAILED).isEmpty();
	}

}
