package io.countersign.specialterms;

import io.countersign.engine.Retries;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Marks approvals that have passed their last day, on every node: whoever is first does
 * it. Where an agreement waits for its signature, its terms are asked for anew.
 */
@Component
class ApprovalExpiry {

	private static final Logger log = LoggerFactory.getLogger(ApprovalExpiry.class);

	private final SpecialTermsService specialTerms;

	private final SpecialTermsProcess process;

	private final TransactionTemplate transaction;

	ApprovalExpiry(SpecialTermsService specialTerms, SpecialTermsProcess process,
			PlatformTransactionManager transactions) {
		this.specialTerms = specialTerms;
		this.process = process;
		this.transaction = new TransactionTemplate(transactions);
	}

	/** Marks everything that is due; a request that fails is tried again next time. */
	void run() {
		for (String reference : this.specialTerms.pastTheirLastDay()) {
			try {
				Retries.onConflict(() -> this.transaction.executeWithoutResult((status) -> {
					if (this.specialTerms.expired(reference)) {
						this.process.approvalExpired(reference);
					}
				}));
			}
			catch (RuntimeException ex) {
				log.warn("The end of the approval of {} could not be marked; tried again later", reference, ex);
			}
		}
	}

}
