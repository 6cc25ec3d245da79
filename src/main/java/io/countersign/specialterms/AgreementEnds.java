package io.countersign.specialterms;

import java.util.Set;

import io.countersign.agreement.AgreementEvent;
import io.countersign.agreement.AgreementEvent.Happened;

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Closes what an agreement still asks for when it ends without a signature. */
@Component
class AgreementEnds {

	private static final Set<Happened> ENDS = Set.of(Happened.WITHDRAWN, Happened.DECLINED, Happened.EXPIRED);

	private final SpecialTermsService specialTerms;

	private final SpecialTermsProcess process;

	AgreementEnds(SpecialTermsService specialTerms, SpecialTermsProcess process) {
		this.specialTerms = specialTerms;
		this.process = process;
	}

	/* The instance that the agreement called ends with it; one asked anew is told. */
	@EventListener
	void happened(AgreementEvent event) {
		if (ENDS.contains(event.happened())) {
			this.specialTerms.agreementEnded(event.reference(), event.actor()).forEach(this.process::agreementEnded);
		}
	}

}
