package io.countersign.specialterms;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.countersign.engine.Retries;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Marks approvals that have passed their last day, on every node: whoever is first does
 * it. Where an agreement waits for its signature, its terms are asked for anew.
 */
@Component
class ApprovalExpiry implements SmartLifecycle {

	private static final Logger log = LoggerFactory.getLogger(ApprovalExpiry.class);

	private final SpecialTermsService specialTerms;

	private final SpecialTermsProcess process;

	private final TransactionTemplate transaction;

	private final Duration every;

	private final boolean worker;

	private volatile ScheduledExecutorService executor;

	ApprovalExpiry(SpecialTermsService specialTerms, SpecialTermsProcess process,
			PlatformTransactionManager transactions, @Value("${countersign.special-terms.every:PT10M}") Duration every,
			@Value("${countersign.special-terms.worker:true}") boolean worker) {
		this.specialTerms = specialTerms;
		this.process = process;
		this.transaction = new TransactionTemplate(transactions);
		this.every = every;
		this.worker = worker;
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

	@Override
	public void start() {
		this.executor = Executors.newSingleThreadScheduledExecutor((work) -> new Thread(work, "terms-expiry"));
		this.executor.scheduleWithFixedDelay(this::guarded, this.every.toMillis(), this.every.toMillis(),
				TimeUnit.MILLISECONDS);
	}

	/* An exception would end the schedule without a word. */
	private void guarded() {
		try {
			run();
		}
		catch (RuntimeException ex) {
			log.warn("Expired approvals could not be looked for; tried again later", ex);
		}
	}

	@Override
	public void stop() {
		this.executor.shutdownNow();
		this.executor = null;
	}

	@Override
	public boolean isRunning() {
		return this.executor != null;
	}

	@Override
	public boolean isAutoStartup() {
		return this.worker;
	}

}
