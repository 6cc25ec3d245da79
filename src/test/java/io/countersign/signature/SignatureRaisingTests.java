package io.countersign.signature;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.Api;
import io.countersign.CountersignTest;
import io.countersign.Database;
import io.countersign.SimulatedRoc;
import io.countersign.TestClock;
import io.countersign.agreement.AgreementService;
import io.countersign.agreement.AgreementStatus;
import io.countersign.agreement.Packages;
import io.countersign.agreement.ProcessWalk;
import io.countersign.agreement.SignatureLevel;
import io.countersign.document.DocumentStore;
import io.countersign.kernel.Sha256;
import io.countersign.signature.SimulatedTimeStamps.Manner;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * From the signature to the proof that lasts, with an authority that may be out of order.
 */
@CountersignTest
class SignatureRaisingTests {

	private static final Map<String, Object> SIGN = Map.of("decision", "sign", "confirmed", true);

	@Autowired
	private ApplicationContext application;

	@Autowired
	private SignatureRaising raising;

	@Autowired
	private SignatureVersions versions;

	@Autowired
	private KeyUses keyUses;

	@Autowired
	private TransactionTemplate transaction;

	@Autowired
	private MeterRegistry metrics;

	@Autowired
	private SignatureVerifier verifier;

	@Autowired
	private SimulatedTimeStamps authority;

	@Autowired
	private SimulatedRoc roc;

	@Autowired
	private AgreementService agreements;

	@Autowired
	private DocumentStore documents;

	@Autowired
	private Database database;

	@Autowired
	private TestClock clock;

	@LocalServerPort
	private int port;

	private ProcessWalk walk;

	private JdbcTemplate jdbc;

	@BeforeEach
	void start() {
		this.walk = new ProcessWalk(this.application);
		this.jdbc = this.database.jdbc();
	}

	@Test
	void aStandardPackageIsStampedBeforeItsTransactionAndRaisedAfterIt() {
		String reference = this.walk.submitUndrawn(worth("180000.00"));
		assertThat(level(reference)).isEqualTo("T");
		assertThat(signature(reference)).containsEntry("level", "T");
		assertThat(signature(reference).get("stamped_at")).isNotNull();
		String first = newest(reference);
		this.roc.settle();
		assertThat(this.walk.status(reference)).isEqualTo(AgreementStatus.BOOKED);
		raiseAll();
		assertThat(level(reference)).isEqualTo("LTA");
		byte[] kept = bytes(newest(reference));
		assertThat(Arrays.mismatch(bytes(first), kept)).isEqualTo(bytes(first).length);
		assertThat(this.verifier.verify(kept).proof().level()).isEqualTo(SignatureLevel.LTA);
		assertThat(versions(reference)).containsExactly("2 LTA " + first);
		assertThat(events(reference)).filteredOn("SignatureRaised"::equals).hasSize(1);
		assertThat(this.agreements.countersignature(reference).orElseThrow().sha256()).isEqualTo(newest(reference));
	}

	@Test
	void whereAPersonSignsTheAuthorityIsAskedOnlyAfterTheTransaction() {
		String reference = this.walk.submit(worth("562500.00"));
		int asked = this.authority.asked();
		this.walk.answer(reference, "userTask_signAgreement", "mona", "manager-1-DE", SIGN);
		assertThat(this.authority.asked()).isEqualTo(asked);
		assertThat(level(reference)).isEqualTo("B");
		assertThat(outbox(reference)).containsEntry("state", "HELD");
		assertThat(this.roc.dispatch()).isZero();
		String first = newest(reference);
		assertThat(this.raising.raiseDue()).isOne();
		assertThat(level(reference)).isEqualTo("T");
		assertThat(outbox(reference)).containsEntry("state", "PENDING");
		String stamped = newest(reference);
		this.roc.settle();
		assertThat(this.walk.status(reference)).isEqualTo(AgreementStatus.BOOKED);
		JsonNode order = this.roc.ledger("order", reference).get(0);
		assertThat(order.path("countersignature").path("sha256").asText()).isEqualTo(stamped).isNotEqualTo(first);
		raiseAll();
		assertThat(versions(reference)).containsExactly("2 T " + first, "3 LTA " + stamped);
	}

	@Test
	void everybodyWhoMaySeeADocumentReadsWhatBecameOfItsSignatures() {
		String reference = this.walk.submitUndrawn(worth("180000.00"));
		String first = newest(reference);
		raiseAll();
		String kept = newest(reference);
		Api northwind = new Api(this.port, "northwind");
		String documents = "/api/v1/agreements/" + reference + "/documents/";
		for (String address : List.of(first, kept)) {
			assertThat(northwind.get(documents + address).status()).isEqualTo(200);
			JsonNode signature = northwind.get(documents + address + "/signatures").body().path("signatures").path(0);
			assertThat(signature.path("sentence").asText()).startsWith("Valid: signed by standing authority on ")
				.contains("; time proven by Countersign DEVELOPMENT time stamps");
			assertThat(signature.path("level").asText()).isEqualTo(address.equals(first) ? "T" : "LTA");
			assertThat(new String(northwind.get(documents + address + "/signatures/report").bytes(),
					StandardCharsets.UTF_8))
				.contains("ValidationReport");
		}
		Api tailspin = new Api(this.port, "tailspin");
		assertThat(tailspin.get(documents + kept + "/signatures").status()).isEqualTo(404);
		assertThat(tailspin.get(documents + first + "/signatures/report").status()).isEqualTo(404);
		assertThat(northwind.get(documents + "0".repeat(64) + "/signatures").status()).isEqualTo(404);
	}

	@Test
	void everyUseOfTheKeyIsKeptEvenWhereItsTransactionIsRolledBack() {
		String standard = this.walk.submitUndrawn(worth("180000.00"));
		assertThat(uses(standard)).singleElement()
			.satisfies((use) -> assertThat(use.get("signature_value_sha256"))
				.isEqualTo(signature(standard).get("signature_value_sha256")));
		String personal = this.walk.submit(worth("562500.00").id("PERSONAL").purchaseOrder("PO-PERSONAL"));
		this.transaction.executeWithoutResult((status) -> {
			this.walk.answer(personal, "userTask_signAgreement", "mona", "manager-1-DE", SIGN);
			status.setRollbackOnly();
		});
		assertThat(this.jdbc.queryForObject("select count(*) from countersign.signature where reference = ?",
				Integer.class, personal))
			.isZero();
		assertThat(uses(personal)).singleElement()
			.satisfies((use) -> assertThat(use).containsEntry("signatory", "Mona Keller")
				.extractingByKey("signature_value_sha256")
				.isNotNull());
		assertThatThrownBy(() -> this.keyUses.around(new KeyUses.Intent("EA-X", "Mona", "0".repeat(64), "1f"), () -> {
			throw new IllegalStateException("the token is unplugged");
		})).hasMessageContaining("unplugged");
		assertThat(this.jdbc.queryForObject("select problem from countersign.key_use where reference = 'EA-X'",
				String.class))
			.contains("unplugged");
		assertThatThrownBy(
				() -> this.jdbc.update("update countersign.key_use set problem = 'none' where reference = 'EA-X'"))
			.hasMessageContaining("never changed otherwise");
	}

	private List<Map<String, Object>> uses(String reference) {
		return this.jdbc.queryForList(
				"select signatory, digest, signature_value_sha256 from countersign.key_use where reference = ?",
				reference);
	}

	@Test
	void withoutTheAuthorityAllIsSignedAndNothingIsLost() {
		this.authority.behave(Manner.DOWN);
		String standard = this.walk.submitUndrawn(worth("180000.00"));
		assertThat(this.walk.status(standard)).isEqualTo(AgreementStatus.SUBMITTED_TO_ROC);
		String personal = this.walk.submit(worth("562500.00").id("PERSONAL").purchaseOrder("PO-PERSONAL"));
		this.walk.answer(personal, "userTask_signAgreement", "mona", "manager-1-DE", SIGN);
		assertThat(List.of(level(standard), level(personal))).containsOnly("B");
		assertThat(this.raising.raiseDue()).isZero();
		assertThat(this.raising.raiseDue()).isZero();
		assertThat(this.versions.pending()).isEqualTo(2);
		assertThat(this.metrics.get("countersign.signatures.stamp.pending").gauge().value()).isEqualTo(2);
		this.clock.travel(Duration.ofSeconds(30));
		assertThat(this.metrics.get("countersign.time.stamps.outage").gauge().value()).isGreaterThanOrEqualTo(30);
		assertThat(this.metrics.get("countersign.signing.certificate.usable").gauge().value()).isEqualTo(1);
		for (String reference : List.of(standard, personal)) {
			assertThat(events(reference)).as("told once").filteredOn("SignatureStampPending"::equals).hasSize(1);
			assertThat(outbox(reference)).containsEntry("state", "HELD");
			assertThat(this.agreements.load(reference).status()).isEqualTo(AgreementStatus.SUBMITTED_TO_ROC);
		}
		assertThat(this.roc.dispatch()).isZero();
		this.authority.behave(Manner.MIXED_UP);
		assertThat(this.raising.raiseDue()).as("a time stamp over something else is none").isZero();
		this.authority.behave(Manner.GOOD);
		raiseAll();
		this.roc.settle();
		for (String reference : List.of(standard, personal)) {
			assertThat(level(reference)).isEqualTo("LTA");
			assertThat(this.walk.status(reference)).isEqualTo(AgreementStatus.BOOKED);
			assertThat(this.roc.ledger("order", reference)).hasSize(1);
			assertThat(this.verifier.verify(bytes(newest(reference))).valid()).isTrue();
		}
		assertThat(this.database.count("countersign.signature_delay")).isZero();
	}

	@Test
	void certificatesAndListsAreKeptEvenWithoutTheAuthority() {
		String reference = this.walk.submitUndrawn(worth("180000.00"));
		this.authority.behave(Manner.DOWN);
		assertThat(this.raising.raiseDue()).isOne();
		assertThat(level(reference)).isEqualTo("LT");
		assertThat(this.raising.raiseDue()).isZero();
		this.authority.behave(Manner.GOOD);
		raiseAll();
		assertThat(level(reference)).isEqualTo("LTA");
		assertThat(versions(reference)).hasSize(2);
	}

	@Test
	void policyMayLetTheHandoffGoWithoutTimeStamp() {
		LocalDate today = LocalDate.ofInstant(this.clock.instant(), ZoneOffset.UTC);
		this.jdbc.update("insert into countersign.handoff_policy values (?, false, 'test')", today);
		try {
			this.authority.behave(Manner.DOWN);
			String reference = this.walk.submitUndrawn(worth("180000.00"));
			assertThat(outbox(reference)).containsEntry("state", "PENDING");
			this.roc.settle();
			assertThat(this.walk.status(reference)).isEqualTo(AgreementStatus.BOOKED);
		}
		finally {
			this.jdbc.update("delete from countersign.handoff_policy where valid_from = ?", today);
		}
	}

	@Test
	void whatIsWithdrawnWhileHeldBackNeverReachesTheRoc() {
		this.authority.behave(Manner.DOWN);
		String reference = this.walk.submitUndrawn(worth("180000.00"));
		this.walk.withdraw(reference);
		assertThat(outbox(reference)).containsEntry("state", "RECALLED");
		this.authority.behave(Manner.GOOD);
		raiseAll();
		assertThat(level(reference)).isEqualTo("LTA");
		assertThat(outbox(reference)).containsEntry("state", "RECALLED");
		assertThat(this.roc.dispatch()).isZero();
		assertThat(this.roc.ledger("order", reference)).isEmpty();
	}

	@Test
	void oneNodeAtATimeRaisesAndAnotherTakesOver() {
		assertThat(this.raising.raiseDue()).isZero();
		var now = this.clock.instant();
		java.util.UUID other = java.util.UUID.randomUUID();
		assertThat(this.versions.take(other, now, now.plusSeconds(1))).isFalse();
		assertThat(this.versions.take(other, now.plus(Duration.ofMinutes(5)), now.plus(Duration.ofMinutes(6))))
			.isTrue();
		this.walk.submitUndrawn(worth("180000.00"));
		assertThat(this.raising.raiseDue()).isZero();
		this.jdbc.update("update countersign.signature_raising set until = '2000-01-01Z'");
		assertThat(this.raising.raiseDue()).isOne();
	}

	@Test
	void aVersionThatDoesNotBeginWithTheOneBeforeIsRefusedByTheDatabase() {
		String reference = this.walk.submitUndrawn(worth("180000.00"));
		byte[] other = SignatureForms.form();
		this.documents.store(List.of(new DocumentStore.Content(Sha256.of(other), other, 2)));
		assertThatThrownBy(() -> this.jdbc.update(
				"insert into countersign.signature_version values (?, 1, 2, 'LTA', ?, ?, 100, ?, ?)", reference,
				Sha256.of(other), newest(reference), OffsetDateTime.now(), OffsetDateTime.now()))
			.hasMessageContaining("does not begin with the version before");
		raiseAll();
		assertThatThrownBy(() -> this.database.owner().update("update countersign.signature_version set level = 'T'"))
			.hasMessageContaining("never changed");
	}

	@Test
	void aForeignToolFindsBothSignaturesValidInWhatIsKept(@TempDir Path work) throws Exception {
		Pdfsig pdfsig = Pdfsig.find();
		assumeTrue(pdfsig != null, "pdfsig (poppler-utils) is not installed: no foreign verification");
		String reference = this.walk.submit(worth("562500.00"));
		this.walk.answer(reference, "userTask_signAgreement", "mona", "manager-1-DE", SIGN);
		raiseAll();
		assertThat(level(reference)).isEqualTo("LTA");
		assertThat(pdfsig.verify(Files.write(work.resolve("kept.pdf"), bytes(newest(reference)))))
			.anyMatch((line) -> line.contains("Signature is Valid."))
			.noneMatch((line) -> line.contains("Digest Mismatch"));
	}

	private void raiseAll() {
		int raised;
		do {
			raised = this.raising.raiseDue();
		}
		while (raised > 0);
	}

	private Packages worth(String amount) {
		return Packages.clean(OffsetDateTime.now(ZoneOffset.UTC).toLocalDate()).value(amount, "EUR");
	}

	private Map<String, Object> signature(String reference) {
		return this.jdbc.queryForMap("select * from countersign.signature where reference = ?", reference);
	}

	private Map<String, Object> outbox(String reference) {
		return this.jdbc.queryForMap("select * from countersign.roc_outbox where reference = ?", reference);
	}

	private String level(String reference) {
		return this.jdbc.queryForObject(
				"select level from countersign.submission_document where reference = ? and role = 'COUNTERSIGNED'",
				String.class, reference);
	}

	private String newest(String reference) {
		return this.jdbc.queryForObject(
				"select sha256 from countersign.submission_document where reference = ? and role = 'COUNTERSIGNED'",
				String.class, reference);
	}

	private byte[] bytes(String sha256) {
		return this.documents.find(sha256).orElseThrow().bytes();
	}

	private List<String> versions(String reference) {
		return this.jdbc.queryForList(
				"select version || ' ' || level || ' ' || former_sha256 from countersign.signature_version where reference = ? order by version",
				String.class, reference);
	}

	private List<String> events(String reference) {
		return this.jdbc.queryForList("select type from countersign.audit_event where reference = ? order by sequence",
				String.class, reference);
	}

}
