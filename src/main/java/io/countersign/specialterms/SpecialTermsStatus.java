package io.countersign.specialterms;

/** Where a request for special terms stands. */
public enum SpecialTermsStatus {

	/** Waits for its triage. */
	RECEIVED,
	/** Back at who asked, to be completed or changed. */
	RETURNED,
	/** Its approvers decide. */
	IN_APPROVAL,
	/** An approver or the triage asked something and waits for the answer. */
	INFORMATION_ASKED,
	/** Everybody who must have approved it. */
	APPROVED,
	/** As {@link #APPROVED}, and a package has to keep conditions. */
	APPROVED_WITH_CONDITIONS,
	/** Somebody who must approve it refused. */
	REFUSED,
	/** Taken back by who asked. */
	WITHDRAWN,
	/** Not completed in time, or approved until a day that has passed. */
	EXPIRED;

	/** Whether nobody has to do anything about it any more. */
	public boolean closed() {
		return switch (this) {
			case RECEIVED, RETURNED, IN_APPROVAL, INFORMATION_ASKED -> false;
			case APPROVED, APPROVED_WITH_CONDITIONS, REFUSED, WITHDRAWN, EXPIRED -> true;
		};
	}

	/** Whether an agreement may be signed under it until its last day. */
	public boolean granted() {
		return this == APPROVED || this == APPROVED_WITH_CONDITIONS;
	}

}
