package io.countersign.validation;

import io.countersign.agreement.Foresight;
import io.countersign.agreement.IncomingSubmission;
import io.countersign.agreement.Preview;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Tells what validation would find. The draw for a second look is left out. */
@Component
@Order(100)
class ValidationForesight implements Foresight {

	private final ValidationService validation;

	private final String rulesVersion;

	ValidationForesight(ValidationService validation, @Value("${countersign.version}") String application) {
		this.validation = validation;
		this.rulesVersion = application + "+" + Rules.version();
	}

	@Override
	public void foresee(IncomingSubmission submission, Preview preview) {
		ValidationService.Undrawn undrawn = this.validation.examineWithoutDraw(submission);
		preview.examined(undrawn.examination(), this.rulesVersion, undrawn.sampleOneIn());
	}

}
