package io.countersign.agreement;

import java.time.LocalDate;
import java.util.Map;

import io.countersign.agreement.AgreementPackage.Level;
import io.countersign.agreement.AgreementPackage.Pool;
import io.countersign.agreement.AgreementPackage.Segment;
import io.countersign.kernel.Money;

/**
 * An agreement in force, executed here or before: what true-ups and renewals are compared
 * with.
 *
 * @param enrolment number of the enrolment
 * @param agreementNumber number of its agreement; {@code null} where not known
 * @param programme programme code
 * @param formVersion version code of its form; {@code null} where not known
 * @param partnerNumber public customer number of the partner of record
 * @param nextPartnerNumber partner of a pending change; {@code null} where none is
 * pending
 * @param nextPartnerFrom first day of that partner
 * @param termEnd its last day
 */
public record RunningAgreement(String enrolment, String agreementNumber, String programme, Segment segment,
		String formVersion, String customer, String country, String partnerNumber, String nextPartnerNumber,
		LocalDate nextPartnerFrom, Money totalValue, LocalDate termStart, LocalDate termEnd,
		Map<Pool, Level> priceLevels) {

	/** Public customer number of the partner of record on a day. */
	public String partnerOn(LocalDate day) {
		return (this.nextPartnerNumber != null && !day.isBefore(this.nextPartnerFrom)) ? this.nextPartnerNumber
				: this.partnerNumber;
	}

}
