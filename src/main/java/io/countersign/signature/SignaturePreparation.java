package io.countersign.signature;

import java.util.List;
import java.util.Optional;

import io.countersign.agreement.Examination;
import io.countersign.agreement.IncomingSubmission;
import io.countersign.agreement.PreparedDocuments;
import io.countersign.agreement.PreparedWork;
import io.countersign.agreement.Route;
import io.countersign.agreement.SubmissionPreparation;
import io.countersign.kernel.Refusal;

import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Builds the countersignature of a package that goes straight through, before its
 * transaction opens: reading, drawing and the key operation need no connection. What the
 * standing authority does not cover, or what cannot be signed, goes to a person instead.
 */
@Component
@Order(200)
class SignaturePreparation implements SubmissionPreparation {

	static final String ABOVE_STANDING_AUTHORITY = "Standard and clean, but above the standing authority that was granted.";

	private final SignatureService signatures;

	SignaturePreparation(SignatureService signatures) {
		this.signatures = signatures;
	}

	@Override
	public void prepare(IncomingSubmission submission, PreparedWork work) {
		Optional<Examination> examination = work.find(Examination.class)
			.filter((found) -> found.route() == Route.STRAIGHT_THROUGH);
		if (examination.isEmpty()) {
			return;
		}
		try {
			this.signatures.prepare(submission)
				.ifPresentOrElse((prepared) -> keep(prepared, work), () -> work.put(Examination.class,
						examination.get().sentTo(Route.SIGNATURE, ABOVE_STANDING_AUTHORITY)));
		}
		catch (Refusal refusal) {
			work.put(Examination.class, examination.get().sentTo(Route.REVIEW, refusal.getMessage()));
		}
	}

	private static void keep(PreparedCountersignature prepared, PreparedWork work) {
		work.put(PreparedCountersignature.class, prepared);
		work.put(PreparedDocuments.class, new PreparedDocuments(List.of(prepared.content())));
	}

}
