package io.countersign.faults;

/** Where a node is made to end without another step. */
enum HaltPoint {

	/** A submission is stored; its transaction is still open. */
	INTAKE_AFTER_INSERT("io.countersign.agreement.AgreementService", "received", false),
	/** It has committed; nobody was told. */
	INTAKE_BEFORE_ANSWER("io.countersign.agreement.AgreementIntake", "submit", false),
	/** A row of an imported table was taken; its result is not stored. */
	IMPORTED_ROW("io.countersign.imports.PackageRows", "take", false),
	/** An approval is stored; its transaction is still open. */
	APPROVAL_AFTER_INSERT("io.countersign.specialterms.Approvals", "add", false),
	/** Just before the private key is used. */
	BEFORE_KEY_USE("io.countersign.signature.SigningKey", "sign", true),
	/** Just after. */
	AFTER_KEY_USE("io.countersign.signature.SigningKey", "sign", false),
	/** A handoff is added; its transaction is still open. */
	AFTER_OUTBOX_INSERT("io.countersign.roc.RocOutbox", "add", false),
	/** A handoff is claimed, for others to see, and not yet sent. */
	AFTER_LEASE("io.countersign.roc.RocDispatcher", "send", true),
	/** The ROC has answered. */
	AFTER_SENDING("io.countersign.roc.RocClient", "place", false),
	/** The answer is about to be stored. */
	BEFORE_OUTCOME("io.countersign.roc.RocOutbox", "store", true),
	/** Callbacks are kept; their transaction is still open. */
	AFTER_INBOX_INSERT("io.countersign.roc.RocInbox", "keep", false),
	/** A process was told of an event; the transaction is still open. */
	IN_CORRELATION("io.countersign.roc.RocProcess", "progressed", false);

	private final String type;

	private final String method;

	private final boolean atEnter;

	HaltPoint(String type, String method, boolean atEnter) {
		this.type = type;
		this.method = method;
		this.atEnter = atEnter;
	}

	String type() {
		return this.type;
	}

	String method() {
		return this.method;
	}

	boolean atEnter() {
		return this.atEnter;
	}

}
