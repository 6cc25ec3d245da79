package io.countersign.signature;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

import eu.europa.esig.dss.model.x509.CertificateToken;
import io.countersign.agreement.SignatureLevel;
import io.countersign.document.DocumentGuard;
import io.countersign.document.DocumentSignature.Outcome;
import io.countersign.document.GuardedPdf;
import io.countersign.document.SignatureReports;
import io.countersign.document.SignatureReports.Report;
import io.countersign.document.SignatureReports.Verdict;
import io.countersign.document.TestGuard;
import io.countersign.kernel.Sha256;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The sentence that everybody reads about each signature, the customer's and ours. */
class SignatureReportsTests {

	private static final Instant NOW = Instant.parse("2026-11-20T16:05:12Z");

	private static Signing ours;

	private static Signing customer;

	private static byte[] received;

	private static byte[] countersigned;

	private static SignatureReports reports;

	private static SignatureReports trusting;

	@BeforeAll
	static void sign(@TempDir Path here, @TempDir Path there) {
		ours = new Signing(here);
		customer = new Signing(there);
		received = sign(customer, SignatureForms.form(), false, false);
		countersigned = ours.raiser.raise(sign(ours, received, true, true), SignatureLevel.LTA).bytes();
		reports = TestGuard.reports(ours.trust);
		CertificateToken[] chain = customer.key.chain();
		trusting = TestGuard.reports(ours.trust, chain[chain.length - 1]);
	}

	private static byte[] sign(Signing by, byte[] form, boolean stamped, boolean last) {
		DocumentGuard guard = TestGuard.create();
		GuardedPdf pdf = guard.open("psf.pdf", form);
		return by.signer
			.sign(new PadesSigner.Request("EA-2027-000123", form, pdf.layout(), Sha256.of("content"), "Mona Keller",
					"Manager, tier 1", NOW, stamped, last))
			.bytes();
	}

	@AfterAll
	static void close() {
		ours.close();
		customer.close();
	}

	private static List<Verdict> verdicts(byte[] pdf) {
		return trusting.of("psf.pdf", pdf).signatures();
	}

	@Test
	void saysWhoSignedWhenAndWhoProvesTheTime() {
		Report report = trusting.of("psf.pdf", countersigned);
		assertThat(report.signatures()).extracting(Verdict::outcome).containsExactly(Outcome.VALID, Outcome.VALID);
		Verdict theirs = report.signatures().get(0);
		assertThat(theirs.ours()).isFalse();
		assertThat(theirs.sentence()).startsWith(
				"Valid: signed by Countersign DEVELOPMENT signature - not for production on 20 November 2026 at 16:05 UTC, unchanged since; time proven by Countersign DEVELOPMENT time stamps");
		Verdict own = report.signatures().get(1);
		assertThat(own.ours()).isTrue();
		assertThat(own.level()).isEqualTo("LTA");
		assertThat(own.sentence()).startsWith(
				"Valid: signed by Mona Keller on 20 November 2026 at 16:05 UTC, unchanged since; time proven by Countersign DEVELOPMENT time stamps - not for production, ");
		assertThat(report.xml()).contains("ValidationReport");
	}

	@Test
	void aSignatureOfSomebodyUnknownIsNotProvenAndOursStaysValid() {
		List<Verdict> found = reports.of("psf.pdf", countersigned).signatures();
		assertThat(found.get(0).sentence()).startsWith("Not proven: ")
			.contains("its issuer is not one that is trusted here");
		assertThat(found.get(1).outcome()).isEqualTo(Outcome.VALID);
	}

	@Test
	void withoutATimeStampTheTimeIsTheSignersOwn() {
		assertThat(verdicts(sign(ours, SignatureForms.form(), false, true))).singleElement()
			.satisfies((verdict) -> assertThat(verdict.sentence()).isEqualTo(
					"Valid: signed by Mona Keller on 20 November 2026 at 16:05 UTC, unchanged since; the time is the signer's own."));
	}

	@Test
	void namesThePageThatWasChanged() {
		List<Verdict> found = verdicts(SignatureForms.withTextAdded(countersigned));
		assertThat(found).allSatisfy((verdict) -> assertThat(verdict.outcome()).isEqualTo(Outcome.ALTERED));
		assertThat(found.get(1).sentence()).isEqualTo("Not valid: page 1 was changed after Mona Keller signed.");
		assertThat(found.get(1).details()).isNotEmpty();
	}

	@Test
	void findsAlteredBytesAndWhatStandsBehindTheEnd() {
		byte[] altered = countersigned.clone();
		altered[200] ^= 0x01;
		assertThat(verdicts(altered)).allSatisfy((verdict) -> assertThat(verdict.sentence()).startsWith("Not valid: "));
		byte[] appended = Arrays.copyOf(countersigned, countersigned.length + 8);
		System.arraycopy("%comment".getBytes(StandardCharsets.US_ASCII), 0, appended, countersigned.length, 8);
		assertThat(verdicts(appended).get(1).sentence())
			.isEqualTo("Not valid: something was added to the file after Mona Keller signed it.");
	}

	@Test
	void aNameInSomebodyElsesSignatureIsNotBelieved() {
		assertThat(verdicts(received).get(0).signer()).doesNotContain("Mona Keller");
	}

	@Test
	void tellsUnsignedAndUnreadableApart() {
		assertThat(reports.of("psf.pdf", SignatureForms.form()).signatures()).isEmpty();
		assertThat(reports.of("x.pdf", "no PDF".getBytes(StandardCharsets.UTF_8)).signatures()).singleElement()
			.satisfies((verdict) -> assertThat(verdict.outcome()).isEqualTo(Outcome.UNREADABLE));
	}

}
