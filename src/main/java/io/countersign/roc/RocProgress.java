package io.countersign.roc;

import io.countersign.roc.OperationKey.Operation;
import io.countersign.roc.RocEvent.Type;

/**
 * How far the ROC got with one handoff, and what it may say next. Anything else
 * contradicts what it said before.
 */
enum RocProgress {

	NONE, ACKNOWLEDGED, HELD, ACCEPTED, PROCESSED, INVOICED, REJECTED, CANCELLED;

	static RocProgress of(String milestone) {
		return (milestone != null) ? valueOf(milestone) : NONE;
	}

	/** The name that is stored; {@code null} before the first answer. */
	String milestone() {
		return (this == NONE) ? null : name();
	}

	/**
	 * Whether an event may follow. Steps may be left out, as their end implies them: an
	 * acceptance counts where its acknowledgement never came.
	 */
	boolean allows(Operation operation, Type event) {
		if (operation == Operation.CANCEL) {
			return this == NONE && (event == Type.CANCELLED || event == Type.REJECTED);
		}
		return switch (event) {
			case ACKNOWLEDGED -> this == NONE;
			case HELD -> this == NONE || this == ACKNOWLEDGED || this == ACCEPTED || this == PROCESSED;
			case RELEASED -> this == HELD;
			case ACCEPTED -> this == NONE || this == ACKNOWLEDGED || this == HELD;
			case PROCESSED -> open() && this != PROCESSED;
			case INVOICED, REJECTED -> open();
			case CANCELLED -> false;
		};
	}

	private boolean open() {
		return this != INVOICED && this != REJECTED && this != CANCELLED;
	}

	/** Where an allowed event leads. */
	RocProgress after(Type event) {
		return (event == Type.RELEASED) ? ACKNOWLEDGED : valueOf(event.name());
	}

	/**
	 * How many of the process's three waits are over: receipt, acceptance, invoice.
	 */
	int waitsOver() {
		return switch (this) {
			case NONE -> 0;
			case ACKNOWLEDGED, HELD -> 1;
			case ACCEPTED, PROCESSED -> 2;
			case INVOICED -> 3;
			case REJECTED, CANCELLED -> 0;
		};
	}

}
