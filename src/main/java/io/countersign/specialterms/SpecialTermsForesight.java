package io.countersign.specialterms;

import io.countersign.agreement.Foresight;
import io.countersign.agreement.IncomingSubmission;
import io.countersign.agreement.Preview;

import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Tells who would decide on special terms: the offices that the model offers it to. */
@Component
@Order(150)
class SpecialTermsForesight implements Foresight {

	private static final String OFFICES = "the lead of the customer lifecycle managers, a manager or the legal department";

	@Override
	public void foresee(IncomingSubmission submission, Preview preview) {
		if (preview.examination().termsAsked()) {
			preview.termsDecidedBy(OFFICES);
		}
	}

}
