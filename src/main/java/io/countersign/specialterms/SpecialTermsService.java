package io.countersign.specialterms;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

import io.countersign.agreement.Agreement;
import io.countersign.agreement.AgreementService;
import io.countersign.engine.TaskAnswers;
import io.countersign.kernel.Refusal;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Decisions about special terms, each sealed to the content it was taken on.
 */
@Service
public class SpecialTermsService {

	private static final int LONGEST_REASON = 2000;

	private final JdbcTemplate jdbc;

	private final AgreementService agreements;

	private final Clock clock;

	SpecialTermsService(JdbcTemplate jdbc, AgreementService agreements, Clock clock) {
		this.jdbc = jdbc;
		this.agreements = agreements;
		this.clock = clock;
	}

	/**
	 * The decision that counts for the agreement's present content.
	 * @return empty where nobody decided yet, or only about a former submission
	 */
	@Transactional(readOnly = true)
	public Optional<TermsDecision> decision(String reference) {
		Agreement agreement = this.agreements.load(reference);
		return this.jdbc
			.query("""
					select reference, submission, decision, reason, decided_by, decided_at, content_hash
					from countersign.terms_decision
					where reference = ? and submission = ? and content_hash = ?
					order by round desc limit 1""", SpecialTermsService::read, reference, agreement.submission(),
					agreement.contentHash())
			.stream()
			.findFirst();
	}

	/**
	 * Records what the approver answered and tells the agreement.
	 * @return whether the terms were approved
	 * @throws Refusal if the answers or the approver are not acceptable
	 */
	@Transactional
	boolean record(String reference, TaskAnswers answers) {
		check(reference, answers);
		boolean approved = answers.required("decision").equals("approve");
		String reason = answers.required("reason").strip();
		Agreement agreement = this.agreements.load(reference);
		Instant now = this.clock.instant().truncatedTo(ChronoUnit.MICROS);
		this.jdbc.update("""
				insert into countersign.terms_decision
				  (reference, submission, round, decision, reason, decided_by, decided_at, content_hash)
				select ?, ?, coalesce(max(round), 0) + 1, ?, ?, ?, ?, ?
				from countersign.terms_decision where reference = ? and submission = ?""", reference,
				agreement.submission(), approved ? "approve" : "refuse", reason, answers.by(),
				now.atOffset(ZoneOffset.UTC), agreement.contentHash(), reference, agreement.submission());
		this.agreements.termsDecided(reference, approved, reason, answers.by());
		return approved;
	}

	/**
	 * Checks the answers of {@code decide-special-terms}: an approval needs a reason as
	 * much as a refusal does, because either has to be defended later.
	 */
	void check(String reference, TaskAnswers answers) {
		String decision = answers.text("decision").orElse("");
		if (!decision.equals("approve") && !decision.equals("refuse")) {
			throw new Refusal(Refusal.Kind.UNACCEPTABLE, "decision-missing",
					"Choose whether to approve or to refuse the special terms.");
		}
		String reason = answers.text("reason").map(String::strip).orElse("");
		if (reason.isEmpty() || reason.length() > LONGEST_REASON) {
			throw new Refusal(Refusal.Kind.UNACCEPTABLE, "reason-missing",
					"Give a reason of 1 to %d characters: an approval needs one as much as a refusal does."
						.formatted(LONGEST_REASON));
		}
		checkApprover(reference, answers.by());
	}

	/**
	 * Who reviewed a package does not approve its terms: two people see each exception.
	 */
	void checkApprover(String reference, String userId) {
		if (this.agreements.reviewers(reference).contains(userId)) {
			throw new Refusal(Refusal.Kind.FORBIDDEN, "segregation-of-duties",
					"You reviewed this package, so somebody else has to decide about its special terms.");
		}
	}

	private static TermsDecision read(ResultSet row, int number) throws SQLException {
		return new TermsDecision(row.getString("reference"), row.getInt("submission"),
				row.getString("decision").equals("approve"), row.getString("reason"), row.getString("decided_by"),
				row.getObject("decided_at", OffsetDateTime.class).toInstant(), row.getString("content_hash"));
	}

}
