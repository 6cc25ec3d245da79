package io.countersign.imports;

import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import io.countersign.identity.Caller;
import io.countersign.imports.Imports.Counts;
import io.countersign.imports.Imports.Stored;
import io.countersign.imports.Imports.StoredRow;
import io.countersign.kernel.Refusal;
import io.countersign.kernel.Refusal.Kind;

import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What pages and the API show of imports; only what the caller may see. */
@Component
@Transactional(readOnly = true)
public class ImportViews {

	private static final int MAX_PAGE_SIZE = 200;

	/** What resellers read where a person of the desk acted. */
	private static final String DESK = "desk";

	private final Imports imports;

	private final RowTakers takers;

	private final Clock clock;

	ImportViews(Imports imports, RowTakers takers, Clock clock) {
		this.imports = imports;
		this.takers = takers;
		this.clock = clock;
	}

	/** Where an import stands. */
	public enum State {

		/** Rows are being worked off. */
		RUNNING,
		/** Nothing is done until somebody resumes it. */
		STOPPED,
		/** Every row is done or failed. */
		FINISHED

	}

	/**
	 * An import.
	 *
	 * @param kind {@code packages} or {@code running}
	 * @param sender who uploaded it: a reseller's code or a person's user id
	 * @param reseller whose packages these are; {@code null} for running agreements of
	 * the desk
	 * @param rows all rows
	 * @param done rows that were taken, whatever the rules found
	 * @param failed rows that were not taken
	 * @param returned rows that were taken and went back to the reseller with findings
	 * @param repeated rows that had been taken before: nothing was done for them
	 * @param finishedAt {@code null} until it is finished
	 * @param expectedAt when it will be finished at the present pace; {@code null} where
	 * nobody can know
	 * @param cleaned whether file, documents and row contents are gone
	 * @param partial whether only rows are told and counted that became agreements of the
	 * caller's desks
	 * @param readOnly whether the caller may not stop or resume it because a reseller
	 * sent it itself
	 */
	public record View(String id, String kind, State state, String sender, String reseller, String fileName, int rows,
			int done, int failed, int returned, int repeated, Instant receivedAt, Instant finishedAt,
			Instant expectedAt, boolean cleaned, boolean partial, boolean readOnly) {

		/** Rows that are through, percent. */
		public int percent() {
			return (int) (100L * (this.done + this.failed) / this.rows);
		}

		/** Whether there is anything to mend. */
		public boolean hasErrors() {
			return this.failed + this.returned > 0;
		}

	}

	/**
	 * A row.
	 *
	 * @param row number in the file, counted from 1 with the header
	 * @param identity the package's id or the enrolment's number; {@code null} where the
	 * row has none or is cleaned
	 * @param reference the agreement's number; {@code null} where it was not taken
	 * @param status the agreement's status when the row was taken
	 * @param problems what was wrong with it, findings included
	 */
	public record RowView(int row, RowState state, String identity, String reference, Integer submission, String status,
			boolean repeated, int blockers, int warnings, int notes, List<RowProblem> problems) {
	}

	public record Page<T>(List<T> items, int page, int size, long total) {
	}

	/** Imports, newest first. */
	public Page<View> list(Caller caller, int page, int size) {
		expectPage(page, size);
		Visible visible = Visible.to(caller);
		List<Stored> found = this.imports.list(visible, size, (long) page * size);
		Map<String, Counts> counts = this.imports.counts(found.stream().map(Stored::id).toList(), visible.desks());
		return new Page<>(found.stream().map((stored) -> view(stored, counts.get(stored.id()), caller)).toList(), page,
				size, this.imports.count(visible));
	}

	/**
	 * One import.
	 * @throws Refusal if there is none that the caller may see
	 */
	public View find(String id, Caller caller) {
		Stored stored = visible(id, caller);
		return view(stored, this.imports.counts(List.of(id), Visible.to(caller).desks()).get(id), caller);
	}

	private Stored visible(String id, Caller caller) {
		return this.imports.find(id, Visible.to(caller)).orElseThrow(ImportService::unknown);
	}

	private View view(Stored stored, Counts counts, Caller caller) {
		int left = stored.rows() - counts.done() - counts.failed();
		boolean partial = Visible.to(caller).partly(stored);
		Instant expected = (stored.state() == State.RUNNING && !partial) ? this.imports.pace(stored.id())
			.map((pace) -> this.clock.instant().plus(pace.multipliedBy(left)))
			.orElse(null) : null;
		boolean masked = caller.isReseller() && !caller.id().equals(stored.sender());
		return new View(stored.id(), stored.kind().code(), stored.state(), masked ? DESK : stored.sender(),
				stored.reseller(), stored.fileName(), counts.rows(), counts.done(), counts.failed(), counts.returned(),
				counts.repeated(), stored.receivedAt(), stored.finishedAt(), expected, stored.cleaned(), partial,
				!caller.isReseller() && !stored.byDesk());
	}

	/**
	 * Its rows in the order of the file.
	 * @param state only rows in this {@link RowState}; any where {@code null}
	 * @param page counted from 0
	 * @param size 1 to 200
	 * @throws Refusal if there is no such import that the caller may see, or a parameter
	 * means nothing
	 */
	public Page<RowView> rows(String id, Caller caller, String state, int page, int size) {
		expectPage(page, size);
		RowState asked = asked(state);
		Stored stored = visible(id, caller);
		String[] desks = Visible.to(caller).desks();
		int column = identityColumn(stored);
		return new Page<>(this.imports.rows(id, desks, asked, size, (long) page * size)
			.stream()
			.map((row) -> row(row, column))
			.toList(), page, size, this.imports.countRows(id, desks, asked));
	}

	private static RowState asked(String state) {
		if (state == null) {
			return null;
		}
		return Arrays.stream(RowState.values())
			.filter((known) -> known.name().equals(state))
			.findFirst()
			.orElseThrow(() -> new Refusal(Kind.MALFORMED, "state-unknown", "'state' is PENDING, DONE or FAILED."));
	}

	private int identityColumn(Stored stored) {
		return this.takers.columns(stored.kind())
			.of(stored.header())
			.stream()
			.map(Columns.Column::name)
			.toList()
			.indexOf(this.takers.of(stored.kind()).identity());
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
