package io.countersign.roc;

import java.time.Duration;
import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Configuration of the handoff to the ROC.
 *
 * @param url the ROC's address, without a slash at the end
 * @param dispatcher whether this node sends handoffs and works on callbacks by itself
 * @param poll longest time between two looks into outbox and inbox
 * @param linger how long a node collects what arrives before it sends or works on it, so
 * that one transaction serves many agreements
 * @param batch most orders in one call, 1 to 100
 * @param connectTimeout longest wait for a connection
 * @param responseTimeout longest wait for the next byte of an answer
 * @param callTimeout longest duration of a call
 * @param lease how long a claimed handoff is left to the node that claimed it; longer
 * than a call can take
 * @param firstPause pause before the second attempt; doubles with each further one
 * @param longestPause the longest such pause
 * @param failuresToOpen consecutive failed calls after which the ROC is left alone
 * @param openFor how long it is left alone
 * @param gapPatience how long an event waits for an earlier one that is missing
 * @param callbackTolerance how far the time of a callback may be off
 * @param callbackSecrets secrets that callbacks may be signed with, {@code whsec_} and
 * Base64; several while one is replaced by another. Empty: one is made at random in the
 * data folder
 */
@ConfigurationProperties("countersign.roc")
record RocProperties(@DefaultValue("http://localhost:8090") String url, @DefaultValue("true") boolean dispatcher,
		@DefaultValue("1s") Duration poll, @DefaultValue("20ms") Duration linger, @DefaultValue("100") int batch,
		@DefaultValue("2s") Duration connectTimeout, @DefaultValue("10s") Duration responseTimeout,
		@DefaultValue("15s") Duration callTimeout, @DefaultValue("60s") Duration lease,
		@DefaultValue("5s") Duration firstPause, @DefaultValue("15m") Duration longestPause,
		@DefaultValue("5") int failuresToOpen, @DefaultValue("30s") Duration openFor,
		@DefaultValue("30s") Duration gapPatience, @DefaultValue("5m") Duration callbackTolerance,
		@DefaultValue List<String> callbackSecrets) {

	static final int LARGEST_BATCH = 100;

	RocProperties {
		if (batch < 1 || batch > LARGEST_BATCH) {
			throw new IllegalArgumentException("countersign.roc.batch is 1 to 100, not " + batch);
		}
		if (lease.compareTo(callTimeout.multipliedBy(3)) < 0) {
			throw new IllegalArgumentException(
					"countersign.roc.lease (%s) must be three times call-timeout (%s) at least".formatted(lease,
							callTimeout));
		}
	}

}
