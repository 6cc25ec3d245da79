package io.countersign.agreement;

/**
 * How far the Regional Operations Center got; the names are the values of the variable
 * {@code rocMilestone}.
 */
public enum RocMilestone {

	ACKNOWLEDGED(AgreementStatus.SUBMITTED_TO_ROC, "Acceptance by the ROC", "rocAcceptance"),
	ACCEPTED(AgreementStatus.ROC_ACCEPTED, "Processing and invoice by the ROC", "rocInvoice"),
	PROCESSED(AgreementStatus.PROCESSED, "Invoice by the ROC", "rocInvoice"),
	INVOICED(AgreementStatus.INVOICED, null, null);

	private final AgreementStatus status;

	private final String next;

	private final String clock;

	RocMilestone(AgreementStatus status, String next, String clock) {
		this.status = status;
		this.next = next;
		this.clock = clock;
	}

	/** The status an agreement has once the ROC got there. */
	public AgreementStatus status() {
		return this.status;
	}

	String next() {
		return this.next;
	}

	String clock() {
		return this.clock;
	}

}
