package io.countersign.signature;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

import eu.europa.esig.dss.model.x509.CertificateToken;
import io.countersign.document.DocumentGuard;
import io.countersign.document.DocumentSignature;
import io.countersign.document.DocumentSignature.Outcome;
import io.countersign.document.DocumentSignatures;
import io.countersign.document.GuardedPdf;
import io.countersign.document.TestGuard;
import io.countersign.kernel.Sha256;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotation;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotationText;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Digital signatures that a received PDF carries; the signer of tests stands for the
 * customer's.
 */
class ReceivedSignaturesTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	@TempDir
	private static Path data;

	private static Signing signing;

	private static byte[] signed;

	private static DocumentGuard guard;

	private static DocumentSignatures trusting;

	@BeforeAll
	static void sign() {
		signing = new Signing(data);
		guard = TestGuard.create();
		GuardedPdf form = guard.open("psf.pdf", SignatureForms.form());
		signed = sign(form);
		CertificateToken[] chain = signing.key.chain();
		trusting = TestGuard.signatures(LONG, chain[chain.length - 1]);
	}

	private static byte[] sign(GuardedPdf pdf) {
		return signing.signer
			.sign(new PadesSigner.Request("EA-2027-000123", pdf.bytes(), pdf.layout(), Sha256.of("content"),
					"Anna Berg", "Head of Procurement", Instant.parse("2026-11-15T14:44:00Z"), false, false))
			.bytes();
	}

	@AfterAll
	static void closeKey() {
		signing.close();
	}

	@Test
	void aDocumentWithoutASignatureIsNotLookedAt() {
		assertThat(trusting.judge(guard.open("psf.pdf", SignatureForms.form()))).isEmpty();
	}

	@Test
	void anIntactSignatureOfATrustedIssuerIsValid() {
		assertThat(judge(trusting, signed)).singleElement().satisfies((signature) -> {
			assertThat(signature.outcome()).as(signature.sentence()).isEqualTo(Outcome.VALID);
			assertThat(signature.signer()).contains("Countersign DEVELOPMENT signature");
		});
	}

	@Test
	void anIntactSignatureOfSomebodyElseIsForAPerson() {
		assertThat(outcomes(TestGuard.signatures(LONG), signed)).containsExactly(Outcome.UNTRUSTED);
	}

	@Test
	void bothOfTwoSignaturesAreValid() {
		byte[] twice = sign(guard.open("psf.pdf", signed));
		assertThat(outcomes(trusting, twice)).containsExactly(Outcome.VALID, Outcome.VALID);
		assertThat(outcomes(TestGuard.signatures(LONG), twice)).containsExactly(Outcome.UNTRUSTED, Outcome.UNTRUSTED);
	}

	@Test
	void anAlteredByteIsFoundWhoeverSigned() {
		byte[] altered = signed.clone();
		int at = indexOf(altered, "sha256:") + 5;
		altered[at] = '9';
		assertThat(outcomes(trusting, altered)).containsExactly(Outcome.ALTERED);
		assertThat(outcomes(TestGuard.signatures(LONG), altered)).containsExactly(Outcome.ALTERED);
	}

	@Test
	void textAddedByAnEditorIsAnAlteration() {
		byte[] altered = SignatureForms.withTextAdded(signed);
		assertThat(outcomes(trusting, altered)).containsExactly(Outcome.ALTERED);
		assertThat(outcomes(TestGuard.signatures(LONG), altered)).containsExactly(Outcome.ALTERED);
	}

	@Test
	void aNoteOrBytesBehindTheSignatureAreAddedToIt() {
		assertThat(outcomes(trusting, withNote(signed))).containsExactly(Outcome.ADDED_TO);
		assertThat(outcomes(TestGuard.signatures(LONG), withNote(signed))).containsExactly(Outcome.ADDED_TO);
		byte[] longer = Arrays.copyOf(signed, signed.length + 8);
		System.arraycopy("%comment".getBytes(StandardCharsets.US_ASCII), 0, longer, signed.length, 8);
		assertThat(outcomes(trusting, longer)).containsExactly(Outcome.ADDED_TO);
		assertThat(outcomes(trusting, Arrays.copyOf(longer, signed.length))).containsExactly(Outcome.VALID);
	}

	@Test
	void aBrokenSignatureIsUnreadableOrAlteredNeverValid() {
		byte[] broken = signed.clone();
		int contents = indexOf(broken, "/Contents <") + 11;
		for (int i = contents; i < contents + 60; i++) {
			broken[i] = 'F';
		}
		assertThat(outcomes(trusting, broken)).isNotEmpty().doesNotContain(Outcome.VALID, Outcome.UNTRUSTED);
	}

	@Test
	void aSignatureThatDoesNotVerifyIsDamagedNotAltered() {
		byte[] damaged = signed.clone();
		int end = indexOf(damaged, "/Contents <") + 11;
		while (damaged[end] != '>') {
			end++;
		}
		// The value of the signature is the last of what stands there, before zeros.
		while (damaged[end] == '>' || damaged[end] == '0') {
			end--;
		}
		damaged[end - 8] = (damaged[end - 8] == '1') ? (byte) '2' : (byte) '1';
		assertThat(judge(trusting, damaged)).singleElement().satisfies((signature) -> {
			assertThat(signature.outcome()).as(signature.sentence()).isEqualTo(Outcome.DAMAGED);
			assertThat(signature.sentence()).doesNotContain("changed after");
		});
	}

	@Test
	void whatTakesTooLongIsLeftToAPerson() {
		assertThat(outcomes(TestGuard.signatures(Duration.ofNanos(1), signing.key.chain()), signed))
			.containsExactly(Outcome.UNREADABLE);
	}

	@Test
	void trustedIssuersAreReadFromADirectory(@TempDir Path folder) throws IOException {
		Files.copy(data.resolve("signing").resolve(DevelopmentKey.ISSUER), folder.resolve("house.pem"));
		assertThat(outcomes(TestGuard.signatures(LONG, folder), signed)).containsExactly(Outcome.VALID);
		Files.writeString(folder.resolve("readme.txt"), "no certificate");
		assertThat(catchThrowable(() -> TestGuard.signatures(LONG, folder))).isInstanceOf(IllegalStateException.class)
			.hasMessageContaining("readme.txt is no certificate");
	}

	private static List<Outcome> outcomes(DocumentSignatures signatures, byte[] pdf) {
		return judge(signatures, pdf).stream().map(DocumentSignature::outcome).toList();
	}

	private static List<DocumentSignature> judge(DocumentSignatures signatures, byte[] pdf) {
		return signatures.judge(guard.open("psf.pdf", pdf));
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

	private static int indexOf(byte[] bytes, String text) {
		int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
		assertThat(at).isPositive();
		return at;
	}

}
