package io.countersign.signature;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.countersign.CountersignTest;
import io.countersign.Database;
import io.countersign.TestClock;
import io.countersign.agreement.AgreementPackage.DocumentType;
import io.countersign.agreement.AgreementPackage.Programme;
import io.countersign.agreement.AgreementPackage.Segment;
import io.countersign.agreement.AgreementService;
import io.countersign.agreement.AgreementStatus;
import io.countersign.agreement.Packages;
import io.countersign.agreement.ProcessWalk;
import io.countersign.document.DocumentStore;
import io.countersign.engine.TaskAnswers;
import io.countersign.kernel.Money;
import io.countersign.kernel.Refusal;
import io.countersign.kernel.Sha256;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

@CountersignTest
class SignatureServiceTests {

	private static final Map<String, Object> SIGN = Map.of("decision", "sign", "confirmed", true);

	@Autowired
	private ApplicationContext application;

	@Autowired
	private SignatureService signatures;

	@Autowired
	private StandingAuthority standing;

	@Autowired
	private SignatureVerifier verifier;

	@Autowired
	private DocumentStore documents;

	@Autowired
	private AgreementService agreements;

	@Autowired
	private Database database;

	@Autowired
	private TestClock clock;

	private ProcessWalk walk;

	private JdbcTemplate jdbc;

	@BeforeEach
	void start() {
		this.walk = new ProcessWalk(this.application);
		this.jdbc = this.database.jdbc();
	}

	@AfterEach
	void forgetGrants() {
		this.database.force("delete from countersign.signing_authority where granted_by = 'tester'");
		this.database.force("delete from countersign.authority_proposal where proposed_by = 'tester'");
	}

	private Packages worth(String amount) {
		return Packages.clean(OffsetDateTime.now(ZoneOffset.UTC).toLocalDate()).value(amount, "EUR");
	}

	private Map<String, Object> signature(String reference) {
		return this.jdbc.queryForMap("select * from countersign.signature where reference = ?", reference);
	}

	@Test
	void signsAStandardPackageUnderTheStandingAuthority() {
		String reference = this.walk.submitUndrawn(worth("180000.00"));
		Map<String, Object> row = signature(reference);
		assertThat(row).containsEntry("signatory", "standing").containsEntry("submission", 1);
		assertThat(row.get("content_hash")).isEqualTo(this.agreements.load(reference).contentHash());
		assertThat(row.get("certificate_subject").toString()).contains("Countersign DEVELOPMENT");
		byte[] signed = this.documents.find(row.get("signed_sha256").toString()).orElseThrow().bytes();
		byte[] received = this.documents.find(row.get("unsigned_sha256").toString()).orElseThrow().bytes();
		assertThat(this.verifier.verify(signed).valid()).isTrue();
		assertThat(Sha256.of(Arrays.copyOf(signed, (Integer) row.get("unsigned_length"))))
			.isEqualTo(row.get("unsigned_sha256"));
		assertThat(received).hasSize((Integer) row.get("unsigned_length"));
		assertThat(this.agreements.countersignature(reference).orElseThrow().sha256())
			.isEqualTo(row.get("signed_sha256"));
	}

	@Test
	void signsTheAmendmentOfItsProgrammeWithoutADecisionOnTerms() {
		Packages small = worth("60000.00").programme(Programme.EA_SUB250)
			.with("/counts/qualifiedUsers", 100)
			.with("/counts/qualifiedDevices", 100);
		String reference = this.walk.submit(small.amendment("W29", true, null));
		this.walk.answer(reference, "userTask_signAgreement", "mona", "manager-1-DE", SIGN);
		assertThat(signature(reference)).containsEntry("signatory", "mona");
		String special = this.walk
			.submit(small.id("SPECIAL").purchaseOrder("PO-SPECIAL").amendment("W29", false, "From ten seats on."));
		assertThat(this.agreements.load(special).status()).isEqualTo(AgreementStatus.AWAITING_TERMS);
	}

	@Test
	void signsInTheNameOfThePersonWhoDecided() {
		String reference = this.walk.submit(worth("562500.00"));
		this.walk.answer(reference, "userTask_signAgreement", "mona", "manager-1-DE", SIGN);
		Map<String, Object> row = signature(reference);
		assertThat(row).containsEntry("signatory", "mona")
			.containsEntry("name", "Mona Keller")
			.containsEntry("capacity", "Manager, tier 1");
		byte[] signed = this.documents.find(row.get("signed_sha256").toString()).orElseThrow().bytes();
		assertThat(SignatureAppearances.text(signed, 2)).contains("Countersigned by Mona Keller").contains(reference);
		assertThat(this.verifier.verify(signed).valid()).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "249999.99,EUR,true", "250000.00,EUR,true", "250000.01,EUR,false", "250000.00,USD,true",
			"250000.01,USD,false", "1.00,CHF,false" })
	void theStandingAuthorityEndsExactlyAtItsLimit(String amount, String currency, boolean covered) {
		assertThat(this.standing.find("DE", worth("1.00").value(amount, currency).facts(), Instant.now()).isPresent())
			.isEqualTo(covered);
	}

	@Test
	void governmentAgreementsAndAmendmentsAreAlwaysSignedByAPerson() {
		Packages small = worth("10000.00");
		assertThat(this.standing.find("DE", small.facts(), Instant.now())).isPresent();
		assertThat(this.standing.find("DE", small.segment(Segment.GOV_NON_US).facts(), Instant.now())).isEmpty();
		assertThat(this.standing.find("DE",
				small.scenario(io.countersign.agreement.AgreementPackage.Scenario.AMENDMENT).facts(), Instant.now()))
			.isEmpty();
	}

	@Test
	void aTotalStatedTooLowDoesNotReachTheStandingAuthority() {
		Packages low = worth("1000.00");
		assertThat(this.standing.find("DE", low.with("/lines/0/unitPrice", "99999.00").facts(), Instant.now()))
			.isEmpty();
		assertThat(this.standing.find("DE", worth("1000.00").with("/purchaseOrder/total/amount", "250000.01").facts(),
				Instant.now()))
			.isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "999999.99,true", "1000000.00,true", "1000000.01,false" })
	void aPersonsAuthorityEndsExactlyAtItsLimit(String amount, boolean covered) {
		String reference = this.walk.submit(worth(amount));
		if (covered) {
			this.signatures.checkSignatory(reference, "mona");
		}
		else {
			Refusal refusal = catchThrowableOfType(Refusal.class,
					() -> this.signatures.checkSignatory(reference, "mona"));
			assertThat(refusal.code()).isEqualTo("authority-missing");
			assertThat(refusal.getMessage()).contains("EUR 1,000,000.01", "subsidiary DE");
		}
		assertThat(this.signatures.groups(reference))
			.isEqualTo(covered ? List.of("manager-1-DE", "manager-2-DE") : List.of("manager-2-DE"));
	}

	@Test
	void anAuthorityHoldsFromItsFirstToBeforeItsLastMoment() {
		Instant from = Instant.parse("2026-11-01T00:00:00Z");
		Instant to = Instant.parse("2026-12-01T00:00:00Z");
		SigningAuthority authority = new SigningAuthority(UUID.randomUUID(), "mona", "Manager", "manager-1", "DE",
				"EA-EE", Money.of("100.00", "EUR"), from, to);
		Money value = Money.of("100", "EUR");
		assertThat(authority.covers("DE", "EA-EE", value, from)).isTrue();
		assertThat(authority.covers("DE", "EA-EE", value, from.minusNanos(1))).isFalse();
		assertThat(authority.covers("DE", "EA-EE", value, to.minusNanos(1))).isTrue();
		assertThat(authority.covers("DE", "EA-EE", value, to)).isFalse();
		assertThat(authority.covers("FR", "EA-EE", value, from)).isFalse();
		assertThat(authority.covers("DE", "EAS", value, from)).isFalse();
		assertThat(authority.covers("DE", "EA-EE", Money.of("100", "USD"), from)).isFalse();
	}

	@Test
	void whoReviewedDoesNotSign() {
		String reference = this.walk
			.submit(worth("200000.00").document("second-form.pdf", DocumentType.PSF, "X20-12883"));
		this.walk.pass(reference, "lea", "clm-lead-DE", "Looked at both.");
		Refusal refusal = catchThrowableOfType(Refusal.class, () -> this.signatures.checkSignatory(reference, "lea"));
		assertThat(refusal.code()).isEqualTo("segregation-of-duties");
		assertThat(refusal.kind()).isEqualTo(Refusal.Kind.FORBIDDEN);
		assertThatThrownBy(() -> insert(reference, "lea", Map.of())).hasMessageContaining("reviewed this package");
		this.walk.answer(reference, "userTask_signAgreement", "mona", "manager-1-DE", SIGN);
		assertThat(signature(reference)).containsEntry("signatory", "mona");
	}

	@Test
	void whoDecidedOnTheTermsDoesNotSign() {
		String reference = this.walk.submit(worth("562500.00").amendment("CTM", false, "Payment within 60 days."));
		this.walk.approveTerms(reference);
		Refusal refusal = catchThrowableOfType(Refusal.class, () -> this.signatures.checkSignatory(reference, "mona"));
		assertThat(refusal.code()).isEqualTo("segregation-of-duties");
		assertThatThrownBy(() -> insert(reference, "mona", Map.of())).hasMessageContaining("decided on its terms");
		this.walk.answer(reference, "userTask_signAgreement", "max", "manager-2-DE", SIGN);
		assertThat(signature(reference)).containsEntry("signatory", "max");
	}

	@Test
	void anIncompleteAnswerIsRefusedAndTheTaskStays() {
		String reference = this.walk.submit(worth("562500.00"));
		for (Map<String, Object> answers : List.<Map<String, Object>>of(Map.of(), Map.of("decision", "perhaps"),
				Map.of("decision", "sign"), Map.of("decision", "sign", "confirmed", false),
				Map.of("decision", "sendBack"), Map.of("decision", "decline", "reason", "   "),
				Map.of("decision", "decline", "reason", "x".repeat(2001)))) {
			assertThatThrownBy(() -> this.signatures.check(reference,
					new TaskAnswers("userTask_signAgreement", "mona", Instant.now(), answers)))
				.as(answers.toString())
				.isInstanceOf(Refusal.class);
		}
		assertThat(this.walk.waitsAt(reference)).containsExactly("userTask_signAgreement");
		assertThat(this.database.count("countersign.signature")).isZero();
	}

	@Test
	void theDatabaseRefusesWhatTheProgramMightForget() {
		String reference = this.walk.submit(worth("562500.00"));
		assertThatThrownBy(() -> insert(reference, "lea", Map.of())).hasMessageContaining("does not cover");
		assertThatThrownBy(() -> insert(reference, "mona", Map.of("content_hash", Sha256.of("other"))))
			.hasMessageContaining("has changed");
		assertThatThrownBy(
				() -> insert(reference, "mona", Map.of("signed_at", OffsetDateTime.parse("2019-12-31T23:59:59Z"))))
			.hasMessageContaining("does not cover");
		assertThatThrownBy(
				() -> insert(reference, "mona", Map.of("signed_at", OffsetDateTime.parse("2026-11-23T10:00:00.5Z"))))
			.hasMessageContaining("whole_seconds");
		UUID maxs = authority("max");
		assertThatThrownBy(() -> insert(reference, "mona", Map.of("authority", maxs)))
			.hasMessageContaining("does not cover");
		insert(reference, "mona", Map.of());
		assertThatThrownBy(() -> insert(reference, "max", Map.of())).hasMessageContaining("signature_once");
		assertThatThrownBy(() -> this.database.owner().update("update countersign.signature set name = 'x'"))
			.hasMessageContaining("never changed");
		assertThatThrownBy(() -> this.database.owner().update("delete from countersign.signature"))
			.hasMessageContaining("never changed");
		assertThatThrownBy(() -> this.database.owner().execute("truncate countersign.signature"))
			.hasMessageContaining("never changed");
	}

	@Test
	void anAuthorityNeedsFourEyesAndOnlyEnds() {
		assertThatThrownBy(() -> grant("carl", "paula", "paula")).hasMessageContaining("four_eyes");
		assertThatThrownBy(() -> grant("carl", "carl", "paula")).hasMessageContaining("oneself");
		UUID granted = new ProofRows(this.jdbc).authority("carl", "600000", "EUR", "T0", "paula");
		assertThatThrownBy(() -> this.jdbc
			.update("update countersign.signing_authority set limit_amount = 9 where id = ?", granted))
			.hasMessageContaining("never changed otherwise");
		assertThatThrownBy(
				() -> this.database.owner().update("delete from countersign.signing_authority where id = ?", granted))
			.hasMessageContaining("refused");
		String reference = this.walk.submit(worth("562500.00"));
		this.signatures.checkSignatory(reference, "carl");
		this.jdbc.update("update countersign.signing_authority set valid_to = ? where id = ?",
				OffsetDateTime.now(ZoneOffset.UTC), granted);
		assertThatThrownBy(() -> this.signatures.checkSignatory(reference, "carl"))
			.hasMessageContaining("does not cover");
	}

	@Test
	void eightAtOnceLeaveOneSignature() throws Exception {
		String reference = this.walk.submit(worth("562500.00"));
		ExecutorService threads = Executors.newFixedThreadPool(8);
		try {
			CountDownLatch together = new CountDownLatch(8);
			List<Future<Boolean>> results = new ArrayList<>();
			for (int i = 0; i < 8; i++) {
				String person = (i % 2 == 0) ? "mona" : "max";
				results.add(threads.submit(() -> {
					together.countDown();
					together.await();
					try {
						this.signatures.addSignature(reference,
								new TaskAnswers("userTask_signAgreement", person, Instant.now(), SIGN));
						return true;
					}
					catch (RuntimeException ex) {
						return false;
					}
				}));
			}
			long signed = 0;
			for (Future<Boolean> result : results) {
				signed += result.get(60, TimeUnit.SECONDS) ? 1 : 0;
			}
			assertThat(signed).isEqualTo(1);
			assertThat(this.database.count("countersign.signature")).isEqualTo(1);
			assertThat(this.agreements.load(reference).status()).isEqualTo(AgreementStatus.COUNTERSIGNED);
		}
		finally {
			threads.shutdownNow();
		}
	}

	@Test
	void documentsAreWhatTheirAddressSaysAndNeverChange() {
		byte[] bytes = SignatureForms.form();
		this.documents.store(List.of(new DocumentStore.Content(Sha256.of(bytes), bytes, 2),
				new DocumentStore.Content(Sha256.of(bytes), bytes, 2)));
		this.documents.store(List.of(new DocumentStore.Content(Sha256.of(bytes), bytes, 2)));
		assertThat(this.documents.find(Sha256.of(bytes)).orElseThrow().bytes()).isEqualTo(bytes);
		assertThat(this.documents.find(Sha256.of("nothing"))).isEmpty();
		assertThatThrownBy(() -> this.documents.store(List.of(new DocumentStore.Content(Sha256.of("x"), bytes, 2))))
			.hasMessageContaining("document_is_what_its_address_says");
		assertThatThrownBy(() -> this.database.owner().update("update countersign.document set pages = 3"))
			.hasMessageContaining("never changed");
		assertThatThrownBy(() -> this.database.owner().update("delete from countersign.document"))
			.hasMessageContaining("never changed");
		assertThat(this.documents.page(Sha256.of(bytes), 2).orElseThrow()).startsWith(0x89, 'P', 'N', 'G');
		assertThat(this.documents.page(Sha256.of(bytes), 3)).isEmpty();
		assertThat(this.documents.page(Sha256.of("nothing"), 1)).isEmpty();
	}

	private UUID authority(String signatory) {
		return this.jdbc.queryForObject(
				"select id from countersign.signing_authority where signatory = ? and currency = 'EUR'", UUID.class,
				signatory);
	}

	private UUID grant(String signatory, String by, String approver) {
		UUID id = UUID.randomUUID();
		this.jdbc.update(
				"""
						insert into countersign.signing_authority (id, signatory, capacity, team, currency, limit_amount, valid_from, granted_by, approved_by)
						values (?, ?, 'Deputy', 'clm', 'EUR', ?, ?, ?, ?)""",
				id, signatory, new BigDecimal("600000"), OffsetDateTime.now(ZoneOffset.UTC).minusDays(1), by, approver);
		return id;
	}

	/** A signature written past the program, right but for what is changed. */
	private void insert(String reference, String signatory, Map<String, Object> changes) {
		byte[] signed = SignatureForms.form();
		this.documents.store(List.of(new DocumentStore.Content(Sha256.of(signed), signed, 2)));
		String received = this.agreements.latestSubmission(reference).document(DocumentType.PSF).orElseThrow().sha256();
		this.jdbc.update(
				"""
						insert into countersign.signature (reference, submission, signed_sha256, unsigned_sha256, unsigned_length,
							content_hash, signatory, name, capacity, authority, signed_at, certificate_subject, certificate_serial,
							signature_value_sha256)
						values (?, 1, ?, ?, 1, ?, ?, 'Name', 'Capacity', ?, ?, 'CN=x', '1', ?)""",
				reference, Sha256.of(signed), received,
				changes.getOrDefault("content_hash", this.agreements.load(reference).contentHash()), signatory,
				changes.getOrDefault("authority", authority(signatory)),
				changes.getOrDefault("signed_at",
						this.clock.instant().truncatedTo(ChronoUnit.SECONDS).atOffset(ZoneOffset.UTC)),
				Sha256.of(UUID.randomUUID().toString()));
	}

}
