package io.countersign.imports;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import org.springframework.stereotype.Component;

/** Who takes the rows of which kind, and which columns their files may have. */
@Component
class RowTakers {

	private final Map<ImportKind, RowTaker> takers = new EnumMap<>(ImportKind.class);

	private final Map<ImportKind, Columns> columns = new EnumMap<>(ImportKind.class);

	RowTakers(List<RowTaker> takers) {
		takers.forEach((taker) -> {
			this.takers.put(taker.kind(), taker);
			this.columns.put(taker.kind(), new Columns(taker.schema(), taker.takesCorrections()));
		});
	}

	RowTaker of(ImportKind kind) {
		return this.takers.get(kind);
	}

	/** The columns that files of a kind may have. */
	Columns columns(ImportKind kind) {
		return this.columns.get(kind);
	}

}
