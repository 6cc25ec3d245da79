package io.countersign.abuse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.countersign.agreement.PackageFuzz;
import io.countersign.document.DocumentFuzz;
import io.countersign.document.TestGuard;
import io.countersign.imports.TableFuzz;
import io.countersign.imports.ZipFuzz;
import io.countersign.validation.TextFuzz;

/**
 * What is fuzzed: a method that takes bytes, and real inputs to begin with. The sample
 * packages are among them.
 */
enum FuzzTarget {

	JSON(PackageFuzz::take) {
		@Override
		void seed(Map<String, byte[]> seeds) {
			seeds.putAll(samples("package.json"));
			JsonCases.all()
				.stream()
				.filter((each) -> each.bytes().length < LARGEST)
				.forEach((each) -> put(seeds, each));
		}
	},

	PDF(DocumentFuzz::take) {
		@Override
		void seed(Map<String, byte[]> seeds) {
			seeds.putAll(samples(".pdf"));
			byte[] form = samples("signature-form.pdf").values().iterator().next();
			PdfCases.hostile(form)
				.stream()
				.filter((each) -> each.bytes().length < LARGEST)
				.forEach((each) -> put(seeds, each));
		}
	},

	CSV(TableFuzz::take) {
		@Override
		void seed(Map<String, byte[]> seeds) {
			seeds.put("clean", CsvCases.clean());
			CsvCases.all().stream().filter((each) -> each.bytes().length < LARGEST).forEach((each) -> put(seeds, each));
		}
	},

	XLSX(TableFuzz::take) {
		@Override
		void seed(Map<String, byte[]> seeds) {
			seeds.put("clean", Zips.of(XlsxCases.clean()));
			XlsxCases.all()
				.stream()
				.filter((each) -> each.bytes().length < LARGEST)
				.forEach((each) -> put(seeds, each));
		}
	},

	ZIP(ZipFuzz::take) {
		@Override
		void seed(Map<String, byte[]> seeds) {
			seeds.put("clean", Zips.of(samples("purchase-order.pdf")));
			ZipCases.all().stream().filter((each) -> each.bytes().length < LARGEST).forEach((each) -> put(seeds, each));
		}
	},

	TEXT(TextFuzz::take) {
		@Override
		void seed(Map<String, byte[]> seeds) {
			samples(".pdf").forEach((name, pdf) -> {
				String text = String.join("\f", TestGuard.create().open(name, pdf).pageTexts());
				for (char document = '0'; document < '6'; document++) {
					put(seeds, Case.of(name + document, document + text));
				}
			});
		}
	};

	/** Larger inputs slow a fuzzer down more than they teach it. */
	private static final int LARGEST = 64 << 10;

	private final Target target;

	FuzzTarget(Target target) {
		this.target = target;
	}

	/** Takes bytes and throws where something is wrong with us, not with them. */
	@FunctionalInterface
	interface Target {

		void take(byte[] input);

	}

	abstract void seed(Map<String, byte[]> seeds);

	/** Takes one input. */
	void take(byte[] input) {
		this.target.take(input);
	}

	/** Real and hostile inputs by name. */
	Map<String, byte[]> seeds() {
		Map<String, byte[]> seeds = new LinkedHashMap<>();
		seed(seeds);
		return seeds;
	}

	private static void put(Map<String, byte[]> seeds, Case each) {
		seeds.put(each.name(), each.bytes());
	}

	private static Map<String, byte[]> samples(String ending) {
		Map<String, byte[]> samples = new LinkedHashMap<>();
		try (Stream<Path> files = Files.walk(Path.of("docs", "samples"))) {
			List<Path> matching = new ArrayList<>(
					files.filter((file) -> file.toString().endsWith(ending)).sorted().toList());
			for (Path file : matching) {
				samples.put(file.getParent().getFileName() + "-" + file.getFileName(), Files.readAllBytes(file));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return samples;
	}

}
