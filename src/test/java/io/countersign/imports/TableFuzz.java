package io.countersign.imports;

import java.util.Map;

import io.countersign.kernel.Refusal;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Bytes as a table, CSV or workbook: refused, or read to rows within the limits. */
public final class TableFuzz {

	private static final ImportProperties LIMITS = new Binder(new MapConfigurationPropertySource(Map.of()))
		.bindOrCreate("countersign.imports", ImportProperties.class);

	private static final TableReader READER = new TableReader(LIMITS);

	private TableFuzz() {
	}

	public static void take(byte[] input) {
		try {
			Table table = READER.read(input);
			table.lines().forEach((line) -> {
				if (line.cells().size() != table.header().size()) {
					throw new AssertionError("A row of another width than its header was taken");
				}
			});
		}
		catch (Refusal refusal) {
			// what a table from outside may come to
		}
	}

}
