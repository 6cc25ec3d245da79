package io.countersign.agreement;

import java.time.Instant;
import java.util.Map;

/**
 * What a reseller had checked before submitting: hashes, versions and counts, no content.
 *
 * @param number for instance {@code PF-2026-000123}
 * @param factsHash SHA-256 over the canonical facts without the receipt they refer to
 * @param documents SHA-256 by file name
 * @param rulesVersion which rules looked
 * @param tables version by decision table that was asked
 * @param issuedAt UTC; the findings are those of this moment
 */
record IssuedReceipt(String number, String packageId, String factsHash, Map<String, String> documents,
		String rulesVersion, Map<String, Integer> tables, Route route, int blockers, int warnings, Instant issuedAt) {
}
