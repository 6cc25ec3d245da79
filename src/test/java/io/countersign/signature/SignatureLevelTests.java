package io.countersign.signature;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;

import io.countersign.agreement.SignatureLevel;
import io.countersign.document.DocumentGuard;
import io.countersign.document.GuardedPdf;
import io.countersign.document.TestGuard;
import io.countersign.kernel.Refusal;
import io.countersign.kernel.Sha256;
import io.countersign.signature.SignatureVerdict.Outcome;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotation;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotationText;
import org.apache.pdfbox.pdmodel.interactive.form.PDField;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What a signature proves by itself, and that nothing may be changed behind it. */
class SignatureLevelTests {

	private final DocumentGuard guard = TestGuard.create();

	@TempDir
	private Path data;

	private Signing signing;

	@BeforeEach
	void open() {
		this.signing = new Signing(this.data);
	}

	@AfterEach
	void close() {
		this.signing.close();
	}

	private PadesSigner.Signed sign(byte[] form, boolean stamped) {
		return sign(this.signing, form, stamped, true, Instant.now().truncatedTo(ChronoUnit.SECONDS));
	}

	private PadesSigner.Signed sign(Signing by, byte[] form, boolean stamped, boolean last, Instant at) {
		GuardedPdf pdf = this.guard.open("psf.pdf", form);
		return by.signer.sign(new PadesSigner.Request("EA-2027-000123", form, pdf.layout(), Sha256.of("content"),
				"Mona Keller", "Manager, tier 1", at, stamped, last));
	}

	@Test
	void aTimeStampProvesTheTimeAtOnce() {
		Instant before = Instant.now().truncatedTo(ChronoUnit.SECONDS);
		PadesSigner.Signed signed = sign(SignatureForms.form(), true);
		assertThat(signed.level()).isEqualTo(SignatureLevel.T);
		SignatureVerdict verdict = this.signing.verifier.verify(signed.bytes());
		assertThat(verdict.outcome()).as(verdict.sentence()).isEqualTo(Outcome.VALID);
		assertThat(verdict.proof().level()).isEqualTo(SignatureLevel.T);
		assertThat(verdict.proof().by()).startsWith("Countersign DEVELOPMENT time stamps");
		assertThat(verdict.proof().at()).isBetween(before, Instant.now());
	}

	@Test
	void anOutageOfTheAuthorityNeverStopsASignature() {
		this.signing.authority.down = true;
		PadesSigner.Signed signed = sign(SignatureForms.form(), true);
		assertThat(signed.level()).isEqualTo(SignatureLevel.B);
		SignatureVerdict verdict = this.signing.verifier.verify(signed.bytes());
		assertThat(verdict.outcome()).as(verdict.sentence()).isEqualTo(Outcome.VALID);
		assertThat(verdict.proven()).isEmpty();
		assertThat(this.signing.timeStamps.outage().orElseThrow().problem()).contains("out of order");
		assertThatThrownBy(() -> this.signing.raiser.raise(signed.bytes(), SignatureLevel.T))
			.isInstanceOf(TimeStampMissing.class);
		this.signing.authority.down = false;
		assertThat(this.signing.raiser.raise(signed.bytes(), SignatureLevel.T).proof().level())
			.isEqualTo(SignatureLevel.T);
		assertThat(this.signing.timeStamps.outage()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource(names = { "LT", "LTA" })
	void isRaisedStepByStepAndEachVersionBeginsWithTheOneBefore(SignatureLevel target) {
		byte[] first = sign(SignatureForms.form(), false).bytes();
		PadesRaiser.Raised stamped = this.signing.raiser.raise(first, SignatureLevel.T);
		PadesRaiser.Raised raised = this.signing.raiser.raise(stamped.bytes(), target);
		assertThat(raised.proof().level()).isEqualTo(target);
		assertThat(raised.proof().at()).isEqualTo(stamped.proof().at());
		assertThat(Arrays.mismatch(first, stamped.bytes())).isEqualTo(first.length);
		assertThat(Arrays.mismatch(stamped.bytes(), raised.bytes())).isEqualTo(stamped.bytes().length);
		SignatureVerdict verdict = this.signing.verifier.verify(raised.bytes());
		assertThat(verdict.outcome()).as(verdict.sentence()).isEqualTo(Outcome.VALID);
	}

	@Test
	void aSignatureOfSomebodyUnknownHindersNothingAndStaysAsItIs(@TempDir Path elsewhere) throws Exception {
		byte[] received;
		try (Signing customer = new Signing(elsewhere)) {
			received = sign(customer, SignatureForms.form(), false, false,
					Instant.now().truncatedTo(ChronoUnit.SECONDS))
				.bytes();
		}
		byte[] signed = sign(received, true).bytes();
		byte[] kept = this.signing.raiser.raise(signed, SignatureLevel.LTA).bytes();
		assertThat(Arrays.mismatch(received, kept)).isEqualTo(received.length);
		SignatureVerdict verdict = this.signing.verifier.verify(kept);
		assertThat(verdict.outcome()).as(verdict.sentence()).isEqualTo(Outcome.VALID);
		assertThat(verdict.signatures()).isEqualTo(2);
		Pdfsig pdfsig = Pdfsig.find();
		assumeTrue(pdfsig != null, "pdfsig (poppler-utils) is not installed: no foreign verification");
		assertThat(pdfsig.verify(Files.write(elsewhere.resolve("kept.pdf"), kept)))
			.filteredOn((line) -> line.contains("Signature is Valid"))
			.hasSizeGreaterThanOrEqualTo(2);
	}

	@ParameterizedTest
	@EnumSource
	void whatIsChangedBehindOurSignatureIsFoundAtEveryLevel(SignatureLevel level) {
		byte[] signed = sign(SignatureForms.withField("Remark"), level.stamped()).bytes();
		if (level == SignatureLevel.LT || level == SignatureLevel.LTA) {
			signed = this.signing.raiser.raise(signed, level).bytes();
		}
		assertThat(this.signing.verifier.verify(signed).valid()).isTrue();
		assertThat(this.signing.verifier.verify(withNote(signed)).valid()).as("a note").isFalse();
		assertThat(this.signing.verifier.verify(withFieldFilled(signed, "Remark")).valid()).as("a field").isFalse();
		assertThat(this.signing.verifier.verify(SignatureForms.withTextAdded(signed)).valid()).as("text").isFalse();
		byte[] appended = Arrays.copyOf(signed, signed.length + 8);
		System.arraycopy("%comment".getBytes(StandardCharsets.US_ASCII), 0, appended, signed.length, 8);
		assertThat(this.signing.verifier.verify(appended).valid()).as("bytes behind the end").isFalse();
	}

	@Test
	void nobodySignsAfterTheLastSignature() {
		byte[] open = sign(this.signing, SignatureForms.form(), false, false,
				Instant.now().truncatedTo(ChronoUnit.SECONDS))
			.bytes();
		byte[] closed = sign(open, false).bytes();
		assertThat(this.signing.verifier.verify(closed).signatures()).isEqualTo(2);
		assertThat(catchThrowableOfType(Refusal.class, () -> sign(closed, false)).getMessage())
			.contains("does not permit a new signature");
	}

	@Test
	void aRevokedOrExpiredCertificateSignsNothing() throws Exception {
		Instant after = this.signing.key.certificate().getNotAfter().toInstant();
		Refusal expired = catchThrowableOfType(Refusal.class,
				() -> sign(this.signing, SignatureForms.form(), false, true, after));
		assertThat(expired.code()).isEqualTo("signing-certificate-unusable");
		assertThat(expired.getMessage()).contains("expired on");
		assertThat(catchThrowableOfType(Refusal.class,
				() -> sign(this.signing, SignatureForms.form(), false, true, Instant.parse("2001-01-01T00:00:00Z")))
			.getMessage()).contains("valid from");
		TestIssuer issuer = new TestIssuer(this.data.resolve("house"));
		try (Signing house = new Signing(this.data, issuer.key(), Clock.systemUTC())) {
			Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
			assertThat(house.verifier.verify(sign(house, SignatureForms.form(), true, true, now).bytes()).valid())
				.isTrue();
			issuer.revoke();
			Refusal revoked = catchThrowableOfType(Refusal.class,
					() -> sign(house, SignatureForms.form(), false, true, now));
			assertThat(revoked.code()).isEqualTo("signing-certificate-unusable");
			assertThat(revoked.getMessage()).contains("was revoked on");
		}
	}

	private static byte[] withNote(byte[] pdf) {
		try (PDDocument document = Loader.loadPDF(pdf); ByteArrayOutputStream out = new ByteArrayOutputStream()) {
			PDPage page = document.getPage(0);
			PDAnnotationText note = new PDAnnotationText();
			note.setContents("Price to be halved");
			note.setRectangle(new PDRectangle(400, 400, 20, 20));
			List<PDAnnotation> all = page.getAnnotations();
			all.add(note);
			page.setAnnotations(all);
			note.getCOSObject().setNeedToBeUpdated(true);
			page.getCOSObject().setNeedToBeUpdated(true);
			document.saveIncremental(out);
			return out.toByteArray();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static byte[] withFieldFilled(byte[] pdf, String name) {
		try (PDDocument document = Loader.loadPDF(pdf); ByteArrayOutputStream out = new ByteArrayOutputStream()) {
			PDField field = document.getDocumentCatalog().getAcroForm(null).getField(name);
			field.getCOSObject().setString(org.apache.pdfbox.cos.COSName.V, "and half the price");
			field.getCOSObject().setNeedToBeUpdated(true);
			document.saveIncremental(out);
			return out.toByteArray();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
