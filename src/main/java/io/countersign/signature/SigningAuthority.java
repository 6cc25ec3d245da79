package io.countersign.signature;

import java.time.Instant;
import java.util.UUID;

import io.countersign.kernel.Money;

/**
 * An authority to sign.
 *
 * @param signatory user id, or {@link #STANDING} where no person signs
 * @param team role whose task list offers what it covers; {@code null} for the standing
 * authority
 * @param subsidiary {@code null} means any
 * @param programme {@code null} means any
 * @param validTo the first moment at which it no longer holds; {@code null} means open
 */
record SigningAuthority(UUID id, String signatory, String capacity, String team, String subsidiary, String programme,
		Money limit, Instant validFrom, Instant validTo) {

	static final String STANDING = "standing";

	/** Whether it covers an agreement at a moment; the limit itself is covered. */
	boolean covers(String ofSubsidiary, String ofProgramme, Money value, Instant at) {
		return (this.subsidiary == null || this.subsidiary.equals(ofSubsidiary))
				&& (this.programme == null || this.programme.equals(ofProgramme))
				&& this.limit.currency().equals(value.currency()) && this.limit.compareTo(value) >= 0
				&& !at.isBefore(this.validFrom) && (this.validTo == null || at.isBefore(this.validTo));
	}

}
