package io.countersign.samples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The committed samples are what the generator makes. {@code -Dsamples.write=true} writes
 * them anew.
 */
class SamplesTests {

	@BeforeAll
	static void writeWhenAsked() throws IOException {
		if (Boolean.getBoolean("samples.write")) {
			SampleGenerator.write();
		}
	}

	static Stream<Sample> samples() {
		return SamplePackages.all().stream();
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("samples")
	void areAsGenerated(Sample sample) throws IOException {
		Path folder = SampleGenerator.FOLDER.resolve(sample.name());
		Map<String, byte[]> files = sample.files();
		assertThat(names(folder)).isEqualTo(files.keySet());
		for (Map.Entry<String, byte[]> file : files.entrySet()) {
			assertThat(folder.resolve(file.getKey())).hasBinaryContent(file.getValue());
		}
	}

	@Test
	void areAllInTheIndex() throws IOException {
		assertThat(SampleGenerator.FOLDER.resolve("index.txt")).hasContent(SampleGenerator.index());
		try (Stream<Path> folders = Files.list(SampleGenerator.FOLDER)) {
			assertThat(folders.filter(Files::isDirectory).map((folder) -> folder.getFileName().toString()))
				.containsExactlyInAnyOrderElementsOf(
						Stream.concat(samples().map(Sample::name), Stream.of("import")).toList());
		}
	}

	private static Set<String> names(Path folder) throws IOException {
		try (Stream<Path> files = Files.list(folder)) {
			return files.map((file) -> file.getFileName().toString()).collect(Collectors.toSet());
		}
	}

}
