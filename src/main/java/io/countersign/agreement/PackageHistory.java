package io.countersign.agreement;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the desk knows when a submission arrives: rules judge by it, beside the facts and
 * the documents.
 *
 * @param earlier submissions of the same agreement, oldest first
 * @param samePurchaseOrder other agreements of the reseller, not withdrawn, declined or
 * expired, that name the same purchase order
 * @param running agreements in force under the enrolment numbers that the package names
 * @param registeredPartnerNumber the number the reseller is registered under;
 * {@code null} where the reseller is not known
 * @param preflight the receipt that the package refers to; {@code null} where it refers
 * to none, or to none of this reseller
 * @param repeated how many other agreements of the reseller each rule blocked lately, by
 * rule code; rules below the minimum of policy are absent
 */
public record PackageHistory(List<EarlierSubmission> earlier, List<SameOrder> samePurchaseOrder,
		List<RunningAgreement> running, String registeredPartnerNumber, PreflightReceipt preflight,
		Map<String, Integer> repeated) {

	/** Nothing is known. */
	public static final PackageHistory NONE = new PackageHistory(List.of(), List.of(), List.of(), null, null);

	public PackageHistory {
		earlier = List.copyOf(earlier);
		samePurchaseOrder = List.copyOf(samePurchaseOrder);
		running = List.copyOf(running);
		repeated = Map.copyOf(repeated);
	}

	/** A reseller whose packages no rule blocked lately. */
	public PackageHistory(List<EarlierSubmission> earlier, List<SameOrder> samePurchaseOrder,
			List<RunningAgreement> running, String registeredPartnerNumber, PreflightReceipt preflight) {
		this(earlier, samePurchaseOrder, running, registeredPartnerNumber, preflight, Map.of());
	}

	/** The agreement in force under an enrolment number. */
	public Optional<RunningAgreement> running(String enrolment) {
		return this.running.stream().filter((agreement) -> agreement.enrolment().equals(enrolment)).findFirst();
	}

	/** A submission that came before, with what was found in it. */
	public record EarlierSubmission(StoredSubmission submission, List<Finding> findings) {
	}

	/** Another agreement that names the same purchase order. */
	public record SameOrder(String reference, String packageId) {
	}

	/**
	 * What was checked before a submission.
	 *
	 * @param documents SHA-256 by file name
	 * @param factsUnchanged whether the facts are still those that were checked
	 */
	public record PreflightReceipt(String number, String packageId, Map<String, String> documents, Instant issuedAt,
			boolean factsUnchanged) {
	}

}
