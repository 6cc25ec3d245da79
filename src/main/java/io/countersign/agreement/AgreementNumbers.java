package io.countersign.agreement;

import java.time.LocalDate;

import io.countersign.agreement.AgreementPackage.Programme;
import io.countersign.kernel.AgreementNumber;
import io.countersign.kernel.FiscalYear;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Hands out agreement numbers. Takes fifty at a time from the database's sequence; what a
 * stopped node did not use is never used.
 */
@Component
class AgreementNumbers {

	private static final int BLOCK = 50;

	private final JdbcTemplate jdbc;

	private long next;

	private long end;

	AgreementNumbers(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	AgreementNumber next(Programme programme, LocalDate receivedOn) {
		return AgreementNumber.of(programme.family(), FiscalYear.of(receivedOn), nextNumber());
	}

	private synchronized long nextNumber() {
		if (this.next == this.end) {
			Long start = this.jdbc.queryForObject("select nextval('countersign.agreement_number')", Long.class);
			this.next = start;
			this.end = start + BLOCK;
		}
		return this.next++;
	}

}
