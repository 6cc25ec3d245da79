package io.countersign.agreement;

/** Where an agreement stands. The names are part of the public contract. */
public enum AgreementStatus {

	RECEIVED(Stage.INTAKE), IN_REVIEW(Stage.REVIEW), RETURNED(Stage.RESELLER), AWAITING_TERMS(Stage.TERMS),
	ON_CREDIT_HOLD(Stage.CREDIT), READY_TO_SIGN(Stage.SIGNATURE), COUNTERSIGNED(Stage.SIGNATURE),
	SUBMITTED_TO_ROC(Stage.ROC), ROC_ON_HOLD(Stage.ROC), ROC_REJECTED(Stage.ROC), ROC_ACCEPTED(Stage.ROC),
	PROCESSED(Stage.ROC), INVOICED(Stage.ROC), BOOKED(Stage.DONE), WITHDRAWN(Stage.DONE), DECLINED(Stage.DONE),
	EXPIRED(Stage.DONE);

	/** The room of the house an agreement is in. */
	public enum Stage {

		INTAKE, REVIEW, RESELLER, TERMS, CREDIT, SIGNATURE, ROC, DONE

	}

	private final Stage stage;

	AgreementStatus(Stage stage) {
		this.stage = stage;
	}

	/** The room it belongs to. */
	public Stage stage() {
		return this.stage;
	}

	/** Whether nothing more will happen. */
	public boolean closed() {
		return this.stage == Stage.DONE;
	}

}
