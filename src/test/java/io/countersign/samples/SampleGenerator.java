package io.countersign.samples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes {@code docs/samples/}. After a change of the samples start it through its test:
 * {@code ./mvnw test -Dtest=SamplesTests -Dsamples.write=true}.
 */
final class SampleGenerator {

	static final Path FOLDER = Path.of("docs", "samples");

	private SampleGenerator() {
	}

	/**
	 * The list that the submit script and the local start read: name, reseller, action.
	 */
	static String index() {
		return SamplePackages.all().stream().map(Sample::indexLine).collect(Collectors.joining("\n", "", "\n"));
	}

	static void write() throws IOException {
		for (Sample sample : SamplePackages.all()) {
			Path folder = Files.createDirectories(FOLDER.resolve(sample.name()));
			for (Map.Entry<String, byte[]> file : sample.files().entrySet()) {
				Files.write(folder.resolve(file.getKey()), file.getValue());
			}
		}
		Files.writeString(FOLDER.resolve("index.txt"), index());
		Path folder = Files.createDirectories(SampleImport.FOLDER);
		for (Map.Entry<String, byte[]> file : SampleImport.files().entrySet()) {
			Files.write(folder.resolve(file.getKey()), file.getValue());
		}
	}

}
