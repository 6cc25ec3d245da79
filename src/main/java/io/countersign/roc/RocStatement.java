package io.countersign.roc;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/**
 * The ROC's own book for a period, schema {@code Statement} of
 * {@code docs/roc-openapi.yaml}.
 */
record RocStatement(List<Entry> orders) {

	/** An order as the ROC has it. */
	record Entry(String key, String operation, String reference, String status, String caseNumber, String currency,
			BigDecimal totalValue, Instant receivedAt) {
	}

}
