package io.countersign.imports;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.countersign.identity.Caller;
import io.countersign.identity.Role;
import io.countersign.imports.Imports.Counts;
import io.countersign.imports.Imports.Stored;
import io.countersign.imports.Imports.StoredRow;
import io.countersign.kernel.Refusal;
import io.countersign.kernel.Refusal.Kind;

import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Reads imports for those who may see them. */
@Component
@Transactional(readOnly = true)
class StoredImportViews implements ImportViews {

	private static final int MAX_PAGE_SIZE = 200;

	private static final Set<String> ROW_STATES = Set.of("PENDING", "DONE", "FAILED");

	/** What resellers read where a person of the desk acted. */
	private static final String DESK = "desk";

	private final Imports imports;

	private final Map<ImportKind, RowTaker> takers = new EnumMap<>(ImportKind.class);

	private final Clock clock;

	StoredImportViews(Imports imports, List<RowTaker> takers, Clock clock) {
		this.imports = imports;
		takers.forEach((taker) -> this.takers.put(taker.kind(), taker));
		this.clock = clock;
	}

	@Override
	public Page<View> list(Caller caller, int page, int size) {
		expectPage(page, size);
		List<Object> values = new ArrayList<>();
		String condition = visible(caller, values);
		long total = this.imports.count(condition, values.toArray());
		values.add(size);
		values.add((long) page * size);
		List<Stored> found = this.imports.list(condition + " order by received_at desc, id desc limit ? offset ?",
				values.toArray());
		Map<String, Counts> counts = this.imports.counts(found.stream().map(Stored::id).toList());
		return new Page<>(found.stream().map((stored) -> view(stored, counts.get(stored.id()), caller)).toList(), page,
				size, total);
	}

	private static String visible(Caller caller, List<Object> values) {
		if (caller.isReseller()) {
			values.add(caller.id());
			return "kind = 'PACKAGES' and reseller = ?";
		}
		if (caller.readsEverything()) {
			return "true";
		}
		if (caller.has(Role.CLM) || caller.has(Role.CLM_LEAD)) {
			values.add(caller.subsidiaries().toArray(String[]::new));
			return "subsidiaries <> '{}' and subsidiaries <@ ?::varchar[]";
		}
		return "false";
	}

	@Override
	public View find(String id, Caller caller) {
		Stored stored = visible(id, caller);
		return view(stored, this.imports.counts(List.of(id)).get(id), caller);
	}

	private Stored visible(String id, Caller caller) {
		return this.imports.find(id)
			.filter((found) -> ImportService.maySee(caller, found))
			.orElseThrow(ImportService::unknown);
	}

	private View view(Stored stored, Counts counts, Caller caller) {
		int left = stored.rows() - counts.done() - counts.failed();
		Instant expected = (stored.state() == State.RUNNING) ? this.imports.pace(stored.id())
			.map((pace) -> this.clock.instant().plus(pace.multipliedBy(left)))
			.orElse(null) : null;
		boolean masked = caller.isReseller() && !caller.id().equals(stored.sender());
		return new View(stored.id(), stored.kind().code(), stored.state(), masked ? DESK : stored.sender(),
				stored.reseller(), stored.fileName(), stored.rows(), counts.done(), counts.failed(), counts.returned(),
				counts.repeated(), stored.receivedAt(), stored.finishedAt(), expected, stored.cleaned());
	}

	@Override
	public Page<RowView> rows(String id, Caller caller, String state, int page, int size) {
		expectPage(page, size);
		if (state != null && !ROW_STATES.contains(state)) {
			throw new Refusal(Kind.MALFORMED, "state-unknown", "'state' is PENDING, DONE or FAILED.");
		}
		Stored stored = visible(id, caller);
		int column = identityColumn(stored);
		return new Page<>(
				this.imports.rows(id, state, size, (long) page * size).stream().map((row) -> row(row, column)).toList(),
				page, size, this.imports.countRows(id, state));
	}

	private int identityColumn(Stored stored) {
		RowTaker taker = this.takers.get(stored.kind());
		return ImportService.columns(taker)
			.of(stored.header())
			.stream()
			.map(Columns.Column::name)
			.toList()
			.indexOf(taker.identity());
	}

	private static RowView row(StoredRow row, int identity) {
		String name = (identity >= 0 && row.cells() != null && !row.cells().get(identity).isEmpty())
				? row.cells().get(identity).text() : null;
		return new RowView(row.number(), row.state(), name, row.reference(), row.submission(), row.status(),
				row.repeated(), row.blockers(), row.warnings(), row.notes(), row.problems());
	}

	private static void expectPage(int page, int size) {
		if (page < 0 || size < 1 || size > MAX_PAGE_SIZE) {
			throw new Refusal(Kind.MALFORMED, "page-invalid",
					"'page' counts from 0 and 'size' is 1 to %d.".formatted(MAX_PAGE_SIZE));
		}
	}

}
