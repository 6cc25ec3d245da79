package io.countersign.specialterms;

import java.time.Duration;

import io.countersign.work.Rhythm;
import io.countersign.work.Worker;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What this node does for special terms by itself. */
@Configuration(proxyBeanMethods = false)
class SpecialTermsConfiguration {

	/**
	 * @param worker whether this node does it
	 * @param every how often it looks
	 */
	@Bean
	Worker approvalExpiryWorker(ApprovalExpiry expiry,
			@Value("${countersign.special-terms.worker:true}") boolean worker,
			@Value("${countersign.special-terms.every:PT10M}") Duration every) {
		return new Worker("terms-expiry", new Rhythm(worker, every), expiry::run);
	}

}
