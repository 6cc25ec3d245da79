package io.countersign.signature;

import io.countersign.agreement.Foresight;
import io.countersign.agreement.IncomingSubmission;
import io.countersign.agreement.Preview;
import io.countersign.agreement.Route;

import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Tells who would sign. Signs nothing: whether the form can take our signature at all is
 * found out when it is submitted.
 */
@Component
@Order(200)
class SignatureForesight implements Foresight {

	private final SignatureService signatures;

	SignatureForesight(SignatureService signatures) {
		this.signatures = signatures;
	}

	@Override
	public void foresee(IncomingSubmission submission, Preview preview) {
		if (preview.examination().route() == Route.STRAIGHT_THROUGH && !this.signatures.standingCovers(submission)) {
			preview.takes(Route.SIGNATURE, SignaturePreparation.ABOVE_STANDING_AUTHORITY);
		}
		preview.signedBy(this.signatures.signatories(submission));
	}

}
