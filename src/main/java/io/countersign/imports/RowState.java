package io.countersign.imports;

/** Where a row of an import stands. */
public enum RowState {

	/** It waits to be worked off. */
	PENDING,
	/** It was taken, whatever the rules found. */
	DONE,
	/** It was not taken. */
	FAILED

}
