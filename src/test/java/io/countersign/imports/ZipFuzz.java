package io.countersign.imports;

import java.util.Map;

import io.countersign.kernel.Refusal;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Bytes as a ZIP of documents: refused, or read to files whose names stay inside. */
public final class ZipFuzz {

	private static final ZipLimits LIMITS = new Binder(new MapConfigurationPropertySource(Map.of()))
		.bindOrCreate("countersign.imports", ImportProperties.class)
		.documents()
		.limits();

	private ZipFuzz() {
	}

	public static void take(byte[] input) {
		try (GuardedZip zip = GuardedZip.open("documents", input, LIMITS)) {
			for (String name : zip.names()) {
				if (name.startsWith("/") || name.contains("..") && name.matches("(.*/)?\\.\\.(/.*)?")) {
					throw new AssertionError("A path that leads elsewhere was taken: " + name);
				}
				zip.read(name);
			}
		}
		catch (Refusal refusal) {
			// what a ZIP from outside may come to
		}
	}

}
