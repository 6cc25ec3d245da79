package io.countersign.validation;

import io.countersign.agreement.Examination;
import io.countersign.agreement.IncomingSubmission;
import io.countersign.agreement.PreparedWork;
import io.countersign.agreement.SubmissionPreparation;

import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Examines a submission before its transaction opens: reading documents takes longer than
 * any lock should last.
 */
@Component
@Order(100)
class ValidationPreparation implements SubmissionPreparation {

	private final ValidationService validation;

	ValidationPreparation(ValidationService validation) {
		this.validation = validation;
	}

	@Override
	public void prepare(IncomingSubmission submission, PreparedWork work) {
		work.put(Examination.class, this.validation.examine(submission));
	}

}
