package io.countersign.document;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SampleDocumentsTests {

	@Test
	void everySampleDocumentPassesTheGuard() throws IOException {
		DocumentGuard guard = TestGuard.create();
		List<Path> samples;
		try (var files = Files.walk(Path.of("docs/samples"))) {
			samples = files.filter((file) -> file.toString().endsWith(".pdf")).sorted().toList();
		}
		assertThat(samples).isNotEmpty();
		for (Path sample : samples) {
			GuardedPdf pdf = guard.open(sample.getFileName().toString(), Files.readAllBytes(sample));
			assertThat(pdf.pageCount()).as(sample.toString()).isPositive();
		}
	}

}
