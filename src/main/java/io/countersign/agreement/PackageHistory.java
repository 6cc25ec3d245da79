package io.countersign.agreement;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the desk knows when a submission arrives: rules judge by it, beside the facts and
 * the documents.
 *
 * @param samePackage other agreements of the reseller, not withdrawn, declined or
 * expired, that name the same purchase order for a package of the same id
 * @param otherPackages the same for packages of other ids
 * @param running agreements in force under the enrolment numbers that the package names
 * @param registeredPartnerNumber the number the reseller is registered under;
 * {@code null} where the reseller is not known
 * @param preflight the receipt that the package refers to; {@code null} where it refers
 * to none, or to none of this reseller
 * @param repeated how many other agreements of the reseller each rule blocked lately, by
 * rule code; rules below the minimum of policy are absent
 * @param terms what is known of the terms that it asks for
 */
public record PackageHistory(SameOrder samePackage, SameOrder otherPackages, List<RunningAgreement> running,
		String registeredPartnerNumber, PreflightReceipt preflight, Map<String, Integer> repeated, KnownTerms terms) {

	/** Nothing is known. */
	public static final PackageHistory NONE = new PackageHistory(SameOrder.NONE, SameOrder.NONE, List.of(), null, null,
			Map.of());

	public PackageHistory {
		running = List.copyOf(running);
		repeated = Map.copyOf(repeated);
	}

	/** What is known where nothing is asked for that differs from the standard forms. */
	public PackageHistory(SameOrder samePackage, SameOrder otherPackages, List<RunningAgreement> running,
			String registeredPartnerNumber, PreflightReceipt preflight, Map<String, Integer> repeated) {
		this(samePackage, otherPackages, running, registeredPartnerNumber, preflight, repeated, KnownTerms.NONE);
	}

	/** The same with what is known of the terms. */
	public PackageHistory knowing(KnownTerms terms) {
		return new PackageHistory(this.samePackage, this.otherPackages, this.running, this.registeredPartnerNumber,
				this.preflight, this.repeated, terms);
	}

	/** The agreement in force under an enrolment number. */
	public Optional<RunningAgreement> running(String enrolment) {
		return this.running.stream().filter((agreement) -> agreement.enrolment().equals(enrolment)).findFirst();
	}

	/**
	 * Other agreements that name the same purchase order.
	 *
	 * @param newest references of the newest ones, the newest first; 20 at most
	 * @param total how many there are in all
	 */
	public record SameOrder(List<String> newest, int total) {

		/** There is none. */
		public static final SameOrder NONE = new SameOrder(List.of(), 0);

		public SameOrder {
			newest = List.copyOf(newest);
		}

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
