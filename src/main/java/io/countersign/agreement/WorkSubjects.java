package io.countersign.agreement;

import io.countersign.kernel.Money;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Finds what a task is about. Agreements come from the transaction's own record, which
 * may not have been written yet; everything else from the view {@code work_subject}.
 */
@Component
public class WorkSubjects {

	private final Agreements agreements;

	private final JdbcTemplate jdbc;

	WorkSubjects(Agreements agreements, JdbcTemplate jdbc) {
		this.agreements = agreements;
		this.jdbc = jdbc;
	}

	/**
	 * The subject of a reference.
	 * @throws io.countersign.kernel.Refusal {@code agreement-unknown} if there is none
	 */
	public WorkSubject load(String reference) {
		return this.agreements.findById(reference)
			.map((agreement) -> new WorkSubject(reference, WorkSubject.Kind.AGREEMENT, agreement.subsidiary(),
					agreement.customer(), agreement.value()))
			.orElseGet(() -> other(reference));
	}

	private WorkSubject other(String reference) {
		return this.jdbc.query(
				"select kind, subsidiary, customer, value, currency from countersign.work_subject where reference = ?",
				(row, number) -> new WorkSubject(reference, WorkSubject.Kind.valueOf(row.getString("kind")),
						row.getString("subsidiary"), row.getString("customer"),
						new Money(row.getBigDecimal("value"), row.getString("currency"))),
				reference)
			.stream()
			.findFirst()
			.orElseThrow(() -> AgreementService.unknown(reference));
	}

}
