package io.countersign.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ProcessCatalogueTests {

	private static final Path CATALOGUE = Path.of("docs/processes.md");

	@Test
	void theCatalogueSaysWhatTheModelsSay() throws IOException {
		String written = ProcessCatalogue.write();
		if (Boolean.getBoolean("countersign.docs.write")) {
			Files.writeString(CATALOGUE, written);
		}
		assertThat(CATALOGUE).as("docs/processes.md; its first lines say how to write it anew").hasContent(written);
	}

}
