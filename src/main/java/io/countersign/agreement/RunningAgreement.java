package io.countersign.agreement;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.JsonNode;
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
 * @param subsidiary of the desk that serves the customer
 * @param termEnd its last day
 * @param origin {@code LEGACY} where it was executed elsewhere, {@code BOOKED} where it
 * was here
 * @param reference the agreement's number where it was booked here; else {@code null}
 * @param recordedBy user id of the person who recorded it; answered to nobody outside
 */
public record RunningAgreement(String enrolment, String agreementNumber, String programme, Segment segment,
		String formVersion, String customer, String country, @JsonIgnore String subsidiary, String partnerNumber,
		String nextPartnerNumber, LocalDate nextPartnerFrom, Money totalValue, LocalDate termStart, LocalDate termEnd,
		Map<Pool, Level> priceLevels, String origin, String reference, @JsonIgnore String recordedBy,
		@JsonIgnore Instant recordedAt) {

	/** Reads a row of the register, as {@code to_jsonb} writes it. */
	static RunningAgreement of(JsonNode row) {
		Map<Pool, Level> levels = new TreeMap<>();
		row.path("price_levels")
			.properties()
			.forEach((level) -> levels.put(Pool.valueOf(level.getKey()), Level.valueOf(level.getValue().asText())));
		return new RunningAgreement(text(row, "enrolment"), text(row, "agreement_number"), text(row, "programme"),
				Segment.valueOf(text(row, "segment")), text(row, "form_version"), text(row, "customer"),
				text(row, "customer_country"), text(row, "subsidiary"), text(row, "partner_number"),
				text(row, "next_partner_number"), date(row, "next_partner_from"),
				new Money(new BigDecimal(text(row, "total_value")).setScale(4), text(row, "currency")),
				date(row, "term_start"), date(row, "term_end"), levels, text(row, "origin"), text(row, "reference"),
				text(row, "recorded_by"), OffsetDateTime.parse(text(row, "recorded_at")).toInstant());
	}

	private static String text(JsonNode row, String column) {
		return row.hasNonNull(column) ? row.path(column).asText() : null;
	}

	private static LocalDate date(JsonNode row, String column) {
		String text = text(row, column);
		return (text != null) ? LocalDate.parse(text) : null;
	}

	/** The same facts, whoever recorded them when. */
	RunningAgreement recordedAs(String by, Instant at) {
		return new RunningAgreement(this.enrolment, this.agreementNumber, this.programme, this.segment,
				this.formVersion, this.customer, this.country, this.subsidiary, this.partnerNumber,
				this.nextPartnerNumber, this.nextPartnerFrom, this.totalValue, this.termStart, this.termEnd,
				this.priceLevels, this.origin, this.reference, by, at);
	}

	/** Public customer number of the partner of record on a day. */
	public String partnerOn(LocalDate day) {
		return (this.nextPartnerNumber != null && !day.isBefore(this.nextPartnerFrom)) ? this.nextPartnerNumber
				: this.partnerNumber;
	}

}
