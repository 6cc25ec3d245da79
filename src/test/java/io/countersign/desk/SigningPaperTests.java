package io.countersign.desk;

import java.net.http.HttpResponse;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.countersign.Api;
import io.countersign.CountersignTest;
import io.countersign.Database;
import io.countersign.agreement.AgreementStatus;
import io.countersign.agreement.Packages;
import io.countersign.agreement.ProcessWalk;
import io.countersign.document.TestPdfs;
import io.countersign.kernel.Sha256;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Signatures by hand or on the customer's platform pass the same proof. */
@CountersignTest
class SigningPaperTests {

	private static final String SIGN = "userTask_signAgreement";

	private static final byte[] SCAN = TestPdfs.pages(3);

	private static final byte[] EVIDENCE = TestPdfs.pages(4);

	@LocalServerPort
	private int port;

	@Autowired
	private ApplicationContext application;

	@Autowired
	private Database database;

	private ProcessWalk walk;

	@BeforeEach
	void start() {
		this.walk = new ProcessWalk(this.application);
	}

	private String submitted(String value) {
		return this.walk.submit(Packages.clean().value(value, "EUR"));
	}

	private static List<Api.Part> parts(String method, boolean weSignFirst, byte[] signed, byte[] evidence) {
		List<Api.Part> parts = new ArrayList<>(List.of(Api.Part.field("method", method),
				Api.Part.field("weSignFirst", Boolean.toString(weSignFirst)),
				Api.Part.field("writtenOn", LocalDate.now(ZoneOffset.UTC).toString()),
				Api.Part.field("confirmed", "true"), new Api.Part("signed", "scan.pdf", "application/pdf", signed)));
		if (evidence != null) {
			parts.add(new Api.Part("evidence", "evidence.pdf", "application/pdf", evidence));
		}
		return parts;
	}

	private HttpResponse<String> bring(String person, String reference, List<Api.Part> parts) {
		String page = "/desk/sign/" + this.walk.task(reference, SIGN).getId() + "/paper";
		return DeskVisit.of(person, this.port).post(page, page, parts);
	}

	private Map<String, Object> signature(String reference) {
		return this.database.jdbc()
			.queryForMap("select * from countersign.signature where reference = ? order by position desc limit 1",
					reference);
	}

	@ParameterizedTest
	@CsvSource({ "WET_INK,false", "WET_INK,true", "CUSTOMER_PLATFORM,false", "CUSTOMER_PLATFORM,true" })
	void eachWayBringsItsDocumentAndItsEvidence(String method, boolean weSignFirst) {
		String reference = submitted("900000.00");
		boolean needsEvidence = weSignFirst || method.equals("CUSTOMER_PLATFORM");
		HttpResponse<String> answer = bring("max", reference,
				parts(method, weSignFirst, SCAN, needsEvidence ? EVIDENCE : null));
		assertThat(answer.headers().firstValue("Location").orElse(answer.body())).endsWith(reference);
		assertThat(this.walk.status(reference)).isEqualTo(AgreementStatus.SUBMITTED_TO_ROC);
		Map<String, Object> row = signature(reference);
		assertThat(row).containsEntry("method", method)
			.containsEntry("signatory", "max")
			.containsEntry("signed_sha256", Sha256.of(SCAN))
			.containsEntry("certificate_subject", null);
		assertThat(this.database.jdbc()
			.queryForMap("select we_sign_first, evidence_sha256 from countersign.signing_paper where id = ?",
					row.get("paper")))
			.containsEntry("we_sign_first", weSignFirst)
			.containsEntry("evidence_sha256", needsEvidence ? Sha256.of(EVIDENCE) : null);
	}

	@ParameterizedTest
	@CsvSource({ "CUSTOMER_PLATFORM,false,certificate of completion", "WET_INK,true,copy with our signature alone" })
	void missingEvidenceIsAskedFor(String method, boolean weSignFirst, String sentence) {
		String reference = submitted("900000.00");
		assertThat(bring("max", reference, parts(method, weSignFirst, SCAN, null)).body()).contains(sentence);
		nothingHappened(reference);
	}

	private void nothingHappened(String reference) {
		assertThat(this.walk.status(reference)).isEqualTo(AgreementStatus.READY_TO_SIGN);
		assertThat(this.walk.task(reference, SIGN).getAssignee()).isNull();
		assertThat(this.database.count("countersign.signing_paper")).isZero();
	}

	@Test
	void filesAndDaysThatCannotBeKeptAreRefused() {
		String reference = submitted("900000.00");
		assertThat(bring("max", reference, parts("WET_INK", false, new byte[0], null)).body())
			.contains("Add the document that you signed");
		assertThat(bring("max", reference, parts("CUSTOMER_PLATFORM", false, SCAN, SCAN)).body())
			.contains("The same file came twice");
		List<Api.Part> early = parts("WET_INK", false, SCAN, null);
		early.set(2, Api.Part.field("writtenOn", "-999999999-01-01"));
		HttpResponse<String> answer = bring("max", reference, early);
		assertThat(answer.statusCode()).isLessThan(500);
		nothingHappened(reference);
	}

	@Test
	void aScanThatLacksPagesIsRefused() {
		String reference = submitted("900000.00");
		assertThat(bring("max", reference, parts("WET_INK", false, TestPdfs.pages(1), null)).body())
			.contains("bring all of them");
		nothingHappened(reference);
	}

	@Test
	void whoMayNotSignDoesNotSignOnPaperEither() {
		String reference = submitted("900000.00");
		assertThat(bring("lea", reference, parts("WET_INK", false, SCAN, null)).statusCode()).isEqualTo(404);
		String large = this.walk.submit(Packages.clean().id("LARGE").purchaseOrder("PO-L").value("5000000.01", "EUR"));
		bring("max", large, parts("WET_INK", false, SCAN, null));
		assertThat(this.walk.status(large)).isEqualTo(AgreementStatus.READY_TO_SIGN);
		assertThat(bring("max", large, parts("WET_INK", false, EVIDENCE, null)).body())
			.contains("Max Lindner has signed already");
		assertThatThrownBy(() -> this.walk.answer(large, SIGN, "magda", "manager-2-DE",
				Map.of("decision", "sign", "confirmed", true)))
			.hasMessageContaining("signed in another way");
		bring("magda", large, parts("WET_INK", false, EVIDENCE, null));
		assertThat(this.walk.status(large)).isEqualTo(AgreementStatus.SUBMITTED_TO_ROC);
	}

	@Test
	void theDatabaseWantsThePaperOfThisSignatory() {
		String reference = submitted("900000.00");
		assertThatThrownBy(() -> this.walk.answer(reference, SIGN, "max", "manager-2-DE",
				Map.of("decision", "sign", "confirmed", true, "method", "wetInk")))
			.hasMessageContaining("Bring the document that you signed first");
		bring("max", reference, parts("WET_INK", true, SCAN, EVIDENCE));
		String change = "update countersign.signing_paper set brought_by = 'x'";
		assertThatThrownBy(() -> this.database.jdbc().update(change))
			.hasRootCauseMessage("ERROR: permission denied for table signing_paper");
		assertThatThrownBy(() -> this.database.owner().update(change)).hasMessageContaining("never changed");
		UUID another = UUID.randomUUID();
		this.database.jdbc().update("""
				insert into countersign.signing_paper select (jsonb_populate_record(p, jsonb_build_object('id', ?::uuid,
					'brought_by', 'lea', 'signed_sha256', evidence_sha256, 'evidence_sha256', signed_sha256))).*
				from countersign.signing_paper p""", another);
		assertThatThrownBy(() -> this.database.jdbc()
			.update("""
					insert into countersign.signature select (jsonb_populate_record(s, jsonb_build_object('paper', ?::uuid,
						'attempt', 2, 'signed_sha256', ?::text))).* from countersign.signature s""",
					another, Sha256.of(EVIDENCE)))
			.hasMessageContaining("is not the one that was brought");
	}

}
