package io.countersign.conformance;

import java.time.Duration;

/**
 * The ROC that is looked at, from system properties {@code roc.*}.
 *
 * @param url its address, without a slash at the end
 * @param callbackPort where the kit listens for its callbacks; 0: it sends none to us,
 * and what needs them is not run
 * @param callbackSecret what it signs them with, {@code whsec_} and Base64
 * @param rejectedPurchaseOrder purchase order of an order that it rejects; empty: not run
 * @param heldPurchaseOrder purchase order of an order that it holds and releases; empty:
 * not run
 * @param patience how long an event may take
 * @param quiet how long it has to be quiet to be taken as done
 */
record RocSettings(String url, int callbackPort, String callbackSecret, String rejectedPurchaseOrder,
		String heldPurchaseOrder, Duration patience, Duration quiet) {

	/** A secret that says what it is. */
	static final String SAMPLE_SECRET = "whsec_Y29uZm9ybWFuY2Uta2l0LXNhbXBsZS1zZWNyZXQtMDE=";

	static RocSettings ofProperties() {
		return new RocSettings(System.getProperty("roc.url", ""), Integer.getInteger("roc.callback-port", 0),
				System.getProperty("roc.callback-secret", SAMPLE_SECRET),
				System.getProperty("roc.rejected-purchase-order", ""),
				System.getProperty("roc.held-purchase-order", ""),
				Duration.ofSeconds(Integer.getInteger("roc.patience-seconds", 60)),
				Duration.ofSeconds(Integer.getInteger("roc.quiet-seconds", 15)));
	}

}
