package io.countersign.imports;

import java.time.Instant;
import java.util.List;

import io.countersign.identity.Caller;

/** What pages and the API show of imports; only what the caller may see. */
public interface ImportViews {

	/** Where an import stands. */
	enum State {

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
	 */
	record View(String id, String kind, State state, String sender, String reseller, String fileName, int rows,
			int done, int failed, int returned, int repeated, Instant receivedAt, Instant finishedAt,
			Instant expectedAt, boolean cleaned) {

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
	 * @param state {@code PENDING}, {@code DONE} or {@code FAILED}
	 * @param identity the package's id or the enrolment's number; {@code null} where the
	 * row has none or is cleaned
	 * @param reference the agreement's number; {@code null} where it was not taken
	 * @param status the agreement's status when the row was taken
	 * @param problems what was wrong with it, findings included
	 */
	record RowView(int row, String state, String identity, String reference, Integer submission, String status,
			boolean repeated, int blockers, int warnings, int notes, List<RowProblem> problems) {
	}

	record Page<T>(List<T> items, int page, int size, long total) {
	}

	/** Imports, newest first. */
	Page<View> list(Caller caller, int page, int size);

	/**
	 * One import.
	 * @throws io.countersign.kernel.Refusal if there is none that the caller may see
	 */
	View find(String id, Caller caller);

	/**
	 * Its rows in the order of the file.
	 * @param state only rows in this state; any where {@code null}
	 * @param page counted from 0
	 * @param size 1 to 200
	 */
	Page<RowView> rows(String id, Caller caller, String state, int page, int size);

}
