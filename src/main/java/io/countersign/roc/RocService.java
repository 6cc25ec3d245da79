package io.countersign.roc;

import io.countersign.agreement.Agreement;
import io.countersign.agreement.AgreementEvent;
import io.countersign.agreement.AgreementService;
import io.countersign.agreement.Countersignature;
import io.countersign.agreement.SignatureLevel;
import io.countersign.agreement.StoredSubmission;
import io.countersign.kernel.Refusal;
import io.countersign.roc.OperationKey.Operation;
import io.countersign.roc.RocOutbox.Earlier;

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The handoff to the ROC as the process model sees it. */
@Service
@Transactional
class RocService {

	private final RocOutbox outbox;

	private final RocCenters centers;

	private final HandoffPolicy policy;

	private final AgreementService agreements;

	RocService(RocOutbox outbox, RocCenters centers, HandoffPolicy policy, AgreementService agreements) {
		this.outbox = outbox;
		this.centers = centers;
		this.policy = policy;
		this.agreements = agreements;
	}

	/**
	 * Hands the newest submission over to the center that serves the customer's country.
	 * It gets a new key only where the ROC rejected the order before.
	 * @throws Refusal if the ROC may already have this submission
	 */
	void submit(String reference) {
		Countersignature signature = this.agreements.countersignature(reference)
			.orElseThrow(() -> new Refusal(Refusal.Kind.CONFLICT, "not-countersigned",
					"Agreement %s is not countersigned.".formatted(reference)));
		Agreement agreement = this.agreements.load(reference);
		boolean held = signature.stampPending() && this.policy.waitsForStamp();
		OperationKey key = OperationKey.first(reference, agreement.submission(), Operation.ORDER);
		StoredSubmission submission = this.agreements.latestSubmission(reference);
		String center = this.centers.serving(agreement.country());
		if (!this.outbox.add(key, center, RocOrder.of(key, agreement, submission, signature), held)) {
			key = this.outbox.newest(reference, Operation.ORDER)
				.filter(Earlier::rejected)
				.map((earlier) -> earlier.key().next())
				.orElseThrow(() -> new Refusal(Refusal.Kind.CONFLICT, "already-handed-over",
						"Submission %d of agreement %s was handed to the ROC before.".formatted(agreement.submission(),
								reference)));
			this.outbox.add(key, center, RocOrder.of(key, agreement, submission, signature), held);
		}
		this.agreements.submittedToRoc(reference, key.value(), held);
	}

	/**
	 * The time of a signature is proven: what was held back for that goes out, with the
	 * document that proves it.
	 */
	@EventListener
	void signatureRaised(AgreementEvent event) {
		boolean proven = event.happened() == AgreementEvent.Happened.SIGNATURE_RAISED
				&& event.facts().get("formerLevel").equals(SignatureLevel.B.name());
		if (proven && this.outbox.release(event.reference(), Integer.parseInt(event.facts().get("submission")),
				event.facts().get("sha256"))) {
			this.agreements.handoffReleased(event.reference());
		}
	}

	/** Takes back at the ROC whatever it may have; does nothing where it has nothing. */
	void cancel(String reference) {
		this.outbox.newest(reference, Operation.ORDER).filter((order) -> !order.rejected()).ifPresent((order) -> {
			if (order.untouched()) {
				this.outbox.recall(order.key());
			}
			else {
				cancel(order, OperationKey.first(reference, order.key().submission(), Operation.CANCEL));
			}
		});
	}

	private void cancel(Earlier order, OperationKey key) {
		this.outbox.add(key, order.center(), order.order().cancelledBy(key), false);
	}

	/**
	 * Sends again what an issue is about; a rejected order is submitted again by its
	 * process.
	 */
	void sendAgain(RocIssue issue) {
		String reference = issue.reference();
		switch (issue.kind()) {
			case SILENCE, DIFFERENCE -> this.outbox.newest(reference, Operation.ORDER)
				.ifPresent((order) -> this.outbox.sendAgain(order.key().value()));
			case CANCELLATION -> this.outbox.newest(reference, Operation.ORDER)
				.ifPresent((order) -> cancel(order,
						this.outbox.newest(reference, Operation.CANCEL).orElseThrow().key().next()));
			case REJECTION, HOLD, DELAY -> {
				// Nothing of it is sent from here.
			}
		}
	}

}
