package io.countersign.specialterms;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;

import io.countersign.CountersignTest;
import io.countersign.TestClock;
import io.countersign.identity.Caller;
import io.countersign.identity.Role;
import io.countersign.kernel.Refusal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

/** What an approver is told, from rows as the process leaves them. */
@CountersignTest
class ApprovalBriefTests {

	private static final Caller MONA = new Caller("mona", "Mona", Caller.Kind.PERSON, Set.of(Role.MANAGER_1),
			Set.of("manager-1-DE"), Set.of("DE"));

	private static final Caller LUC = new Caller("luc", "Luc", Caller.Kind.PERSON, Set.of(Role.CLM_LEAD), Set.of(),
			Set.of("FR"));

	private static final String STANDARD = "Payment within 30 days of the invoice.";

	@Autowired
	private JdbcTemplate jdbc;

	@Autowired
	private ApprovalBriefs briefs;

	@Autowired
	private TestClock clock;

	@BeforeEach
	void enterTheClause() {
		this.jdbc.update(
				"""
						insert into countersign.clause (code, version, title, term_class, kind, text, evidence, trust, source, valid_from,
							entered_by, entered_at, fallback, alternatives)
						values ('TEST_TERM', 1, 'A term', 'T2', 'CUSTOM', ?, '{DEAL_MEMO}', 'Default', 'test', '2020-01-01', 'paula', now(),
							'Offer 45 days.', '[{"title": "Forty-five", "text": "Payment within 45 days."}]')
						on conflict do nothing""",
				STANDARD);
	}

	@Test
	void aTermIsShownAgainstItsStandardWithCostConsequenceAndMissingEvidence() {
		TermsRows.request(this.jdbc, "ST-2026-900001", "DE", "250000.00")
			.term("TEST_TERM", "T2", "Payment within 90 days of the invoice.", "7.5");
		ApprovalBrief.Term term = this.briefs.of("ST-2026-900001", MONA).terms().get(0);
		assertThat(term.difference()).contains(new ApprovalBrief.Part("REMOVED", " 30"),
				new ApprovalBrief.Part("ADDED", " 90"));
		assertThat(term.costs().amount()).isEqualByComparingTo("18750.00");
		assertThat(term.missing()).containsExactly("DEAL_MEMO");
		assertThat(term.fallback()).isEqualTo("Offer 45 days.");
		assertThat(term.alternatives()).extracting(ApprovalBrief.Alternative::title).containsExactly("Forty-five");
		assertThat(term.since()).isNull();
		assertThat(term.consequences())
			.extracting(ApprovalBrief.Consequence::subject, ApprovalBrief.Consequence::weight)
			.containsExactlyInAnyOrder(tuple("margin", "GRAVE"), tuple("policy", "SOME"));
	}

	@Test
	void theConsequenceOfADiscountTurnsGraveAboveFivePoints() {
		TermsRows.request(this.jdbc, "ST-2026-900001", "DE", "250000.00")
			.term("TEST_TERM", "T3", null, "4.99")
			.term("TEST_TERM", "T3", null, "5.00")
			.term("TEST_TERM", "T3", null, "5.01")
			.term("TEST_TERM", "T3", null, null);
		assertThat(this.briefs.of("ST-2026-900001", MONA).terms())
			.extracting((term) -> term.consequences()
				.stream()
				.filter((one) -> one.subject().equals("margin"))
				.map(ApprovalBrief.Consequence::weight)
				.toList()
				.toString())
			.containsExactly("[SOME]", "[SOME]", "[GRAVE]", "[]");
	}

	@Test
	void precedentsOfTheLastTwoYearsAreCountedBySegmentAndBand() {
		Instant now = this.clock.instant();
		Instant limit = now.atOffset(ZoneOffset.UTC).minusMonths(24).toInstant();
		this.clock.travelTo(now);
		precedent("ST-2025-900010", "DE", "100000.00", "COMMERCIAL", SpecialTermsStatus.APPROVED, null, now);
		precedent("ST-2025-900011", "DE", "100000.01", "COMMERCIAL", SpecialTermsStatus.APPROVED_WITH_CONDITIONS,
				"Up to 90,000 only", now.minus(Duration.ofDays(30)));
		precedent("ST-2025-900012", "DE", "50000.00", "EDU", SpecialTermsStatus.REFUSED, null,
				now.minus(Duration.ofDays(60)));
		precedent("ST-2024-900013", "DE", "50000.00", "COMMERCIAL", SpecialTermsStatus.APPROVED, null,
				limit.minusSeconds(1));
		precedent("ST-2024-900014", "DE", "50000.00", "COMMERCIAL", SpecialTermsStatus.APPROVED, null,
				limit.plusSeconds(1));
		precedent("ST-2025-900015", "FR", "50000.00", "COMMERCIAL", SpecialTermsStatus.REFUSED, null, now);
		precedent("ST-2025-900016", "DE", "50000.00", "COMMERCIAL", SpecialTermsStatus.WITHDRAWN, null, now);
		TermsRows.request(this.jdbc, "ST-2026-900001", "DE", "99000.00").term("TEST_TERM", "T2", null, null);
		ApprovalBrief.Precedents precedents = this.briefs.of("ST-2026-900001", MONA).terms().get(0).precedents();
		assertThat(
				new int[] { precedents.months(), precedents.granted(), precedents.conditional(), precedents.refused() })
			.containsExactly(24, 2, 1, 1);
		assertThat(precedents.latest()).extracting(ApprovalBrief.Precedent::reference)
			.containsExactly("ST-2025-900010", "ST-2025-900011", "ST-2025-900012", "ST-2024-900014");
		assertThat(precedents.latest().get(1).conditions()).containsExactly("Up to 90,000 only");
		ApprovalBrief.Count own = precedents.counts().get(0);
		assertThat(own.same()).isTrue();
		assertThat(own.upTo()).isEqualByComparingTo("100000");
		assertThat(own.granted()).isEqualTo(2);
		assertThat(precedents.counts()).filteredOn((count) -> count.segment().equals("COMMERCIAL") && !count.same())
			.singleElement()
			.satisfies((count) -> assertThat(count.above()).isEqualByComparingTo("100000"))
			.satisfies((count) -> assertThat(count.conditional()).isEqualTo(1));
	}

	@Test
	void whatChangedSinceTheRevisionBeforeIsShownAndADecisionOnTheSameContentStands() {
		TermsRows.request(this.jdbc, "ST-2026-900001", "DE", "250000.00")
			.term("TEST_TERM", "T2", "Payment within 90 days.", "3")
			.term("CTM", "T3", "Own words.", null)
			.step(1, 1, "manager-1", 2)
			.step(2, 1, "legal", 1)
			.step(3, 2, "finance", 1)
			.decided(1, "APPROVE", "mona", this.clock.instant(), null)
			.revision("250000.00")
			.term("TEST_TERM", "T2", "Payment within 60 days.", "2")
			.term("CTM", "T3", "Own words.", null)
			.term("DISCOUNT", "T2", null, "1")
			.step(1, 1, "manager-1", 2)
			.step(2, 1, "legal", 1)
			.step(3, 2, "finance", 1, 3);
		ApprovalBrief brief = this.briefs.of("ST-2026-900001", MONA);
		assertThat(brief.previousValue()).isNull();
		assertThat(brief.terms()).extracting((term) -> term.since().change()).containsExactly("CHANGED", "SAME", "NEW");
		assertThat(brief.terms().get(0).since().percentBefore()).isEqualByComparingTo("3");
		assertThat(brief.terms().get(0).since().difference()).contains(new ApprovalBrief.Part("ADDED", " 60"));
		assertThat(brief.steps()).extracting(ApprovalBrief.Step::office, ApprovalBrief.Step::state)
			.containsExactly(tuple("manager-1", "DECIDED"), tuple("legal", "OPEN"), tuple("finance", "LATER"));
		assertThat(brief.steps().get(0).keptFrom()).isEqualTo(1);
	}

	@Test
	void whoeverIsAskedAgainSeesWhatChangedSinceItWasDecidedAndNotOnlySinceItWasLastRevised() {
		TermsRows.request(this.jdbc, "ST-2026-900001", "DE", "250000.00")
			.term("CTM", "T3", "Payment within 60 days.", null)
			.step(1, 1, "manager-1", 1)
			.decided(1, "APPROVE", "mona", this.clock.instant(), null)
			.revision("260000.00")
			.term("CTM", "T3", "Payment within 50 days.", null)
			.revision("260000.00")
			.term("CTM", "T3", "Payment within 50 days.", null)
			.step(1, 1, "manager-1", 1);
		ApprovalBrief brief = this.briefs.of("ST-2026-900001", MONA);
		assertThat(brief.previousValue().amount()).isEqualByComparingTo("250000.00");
		assertThat(brief.terms().get(0).since().change()).isEqualTo("CHANGED");
		assertThat(brief.terms().get(0).since().difference()).contains(new ApprovalBrief.Part("REMOVED", " 60"),
				new ApprovalBrief.Part("ADDED", " 50"));
	}

	@Test
	void anotherValueIsShownAndADecisionOnTheFormerOneDoesNotStand() {
		TermsRows.request(this.jdbc, "ST-2026-900001", "DE", "250000.00")
			.term("CTM", "T3", "Own words.", null)
			.step(1, 1, "manager-1", 1)
			.decided(1, "APPROVE", "mona", this.clock.instant(), null)
			.revision("250000.01")
			.term("CTM", "T3", "Own words.", null)
			.step(1, 1, "manager-1", 1);
		ApprovalBrief brief = this.briefs.of("ST-2026-900001", MONA);
		assertThat(brief.previousValue().amount()).isEqualByComparingTo("250000.00");
		assertThat(brief.steps()).extracting(ApprovalBrief.Step::state).containsExactly("OPEN");
	}

	@Test
	void aForeignRequestIsAnsweredLikeAnUnknownOne() {
		TermsRows.request(this.jdbc, "ST-2026-900001", "DE", "250000.00").term("TEST_TERM", "T2", null, null);
		for (String reference : new String[] { "ST-2026-900001", "ST-1999-000001" }) {
			assertThatExceptionOfType(Refusal.class).isThrownBy(() -> this.briefs.of(reference, LUC))
				.matches((refusal) -> refusal.code().equals("special-terms-unknown"));
		}
	}

	private void precedent(String reference, String subsidiary, String value, String segment, SpecialTermsStatus status,
			String condition, Instant at) {
		TermsRows rows = TermsRows.request(this.jdbc, reference, subsidiary, value)
			.segment(segment)
			.term("TEST_TERM", "T2", null, null);
		if (status != SpecialTermsStatus.WITHDRAWN) {
			rows.step(1, 1, "manager-2", 1)
				.decided(1, (status == SpecialTermsStatus.REFUSED) ? "REFUSE"
						: ((condition != null) ? "APPROVE_WITH_CONDITIONS" : "APPROVE"), "max", at, condition);
		}
		rows.closed(status, at);
	}

}
