package io.countersign.signature;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.countersign.document.DocumentGuard;
import io.countersign.document.GuardedPdf;
import io.countersign.document.TestGuard;
import io.countersign.kernel.Refusal;
import io.countersign.kernel.Sha256;
import io.countersign.signature.SignatureVerdict.Outcome;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.PDSignature;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class PadesSignerTests {

	private static final String CONTENT = Sha256.of("the whole submission");

	private static final Instant NOW = Instant.parse("2026-11-23T16:05:12Z");

	@TempDir
	private static Path data;

	private static Signing signing;

	private static PadesSigner signer;

	private static SignatureVerifier verifier;

	private static DocumentGuard guard;

	@BeforeAll
	static void openKey() {
		signing = new Signing(data);
		signer = signing.signer;
		verifier = signing.verifier;
		guard = TestGuard.create();
	}

	@AfterAll
	static void closeKey() {
		signing.close();
	}

	private static PadesSigner.Signed sign(byte[] form) {
		return sign(form, "Mona Keller", "Manager, tier 1");
	}

	private static PadesSigner.Signed sign(byte[] form, String name, String capacity) {
		return sign(form, name, capacity, true);
	}

	private static PadesSigner.Signed sign(byte[] form, String name, String capacity, boolean last) {
		GuardedPdf pdf = guard.open("psf.pdf", form);
		return signer.sign(new PadesSigner.Request("EA-2027-000123", form, pdf.layout(), CONTENT, name, capacity, NOW,
				false, last));
	}

	@Test
	void signsSoThatTheSignatureIsValidAndBindsTheContent() throws IOException {
		byte[] form = SignatureForms.form();
		PadesSigner.Signed signed = sign(form);
		SignatureVerdict verdict = verifier.verify(signed.bytes());
		assertThat(verdict.outcome()).as(verdict.sentence()).isEqualTo(Outcome.VALID);
		assertThat(verdict.signatures()).isOne();
		assertThat(signed.sha256()).isEqualTo(Sha256.of(signed.bytes()));
		try (PDDocument document = Loader.loadPDF(signed.bytes())) {
			PDSignature signature = document.getLastSignatureDictionary();
			assertThat(signature.getSubFilter()).isEqualTo("ETSI.CAdES.detached");
			assertThat(signature.getContactInfo()).isEqualTo("Countersign content sha256:" + CONTENT);
			assertThat(signature.getReason()).isEqualTo("Countersigned as EA-2027-000123");
			assertThat(signature.getName()).isEqualTo("Mona Keller");
			assertThat(signature.getSignDate().toInstant()).isEqualTo(NOW);
		}
	}

	@Test
	void leavesTheBytesReceivedAsTheBeginning() {
		byte[] form = SignatureForms.form();
		byte[] signed = sign(form).bytes();
		assertThat(Arrays.copyOf(signed, form.length)).isEqualTo(form);
		assertThat(signed.length).isGreaterThan(form.length);
	}

	@ParameterizedTest
	@ValueSource(strings = { "Mona Keller", "Jörg Müßiggang-Çelik", "Łukasz Źdźbłowski", "Žofie Říhová", "Ștefan Țăran",
			"Ελένη Παππά", "Иван Петров" })
	void statesSignerCapacityReferenceAndTimeInOurBlock(String name) {
		byte[] signed = sign(SignatureForms.form(), name, "Manager, tier 1").bytes();
		assertThat(verifier.verify(signed).valid()).isTrue();
		// the signed file passes the guard like any other
		GuardedPdf pdf = guard.open("signed.pdf", signed);
		assertThat(pdf.signatureFields()).hasSize(1);
		String appearance = SignatureAppearances.text(signed, 2);
		assertThat(appearance).contains("Countersigned by " + name)
			.contains("Manager, tier 1")
			.contains("Agreement EA-2027-000123")
			.contains("2026-11-23 16:05:12 UTC");
		assertThat(SignatureAppearances.box(signed, 2).getUpperRightY()).as("beside the block's label")
			.isBetween(700f, 830f);
	}

	@ParameterizedTest
	@ValueSource(strings = { "clean-straight-through", "clean-needs-signature", "government", "renewal" })
	void fitsIntoTheBlockOfTheSampleForms(String sample) throws IOException {
		byte[] form = Files.readAllBytes(Path.of("docs/samples", sample, "signature-form.pdf"));
		byte[] signed = sign(form).bytes();
		assertThat(verifier.verify(signed).valid()).isTrue();
		assertThat(SignatureAppearances.text(signed, 2)).contains("Countersigned by Mona Keller");
	}

	@Test
	void showsAQuestionMarkForALetterWithoutPictureAndKeepsTheNameInFull() throws IOException {
		byte[] signed = sign(SignatureForms.form(), "Tanaka \u7530", "Manager").bytes();
		assertThat(verifier.verify(signed).valid()).isTrue();
		assertThat(SignatureAppearances.text(signed, 2)).contains("Countersigned by Tanaka ?");
		try (PDDocument document = Loader.loadPDF(signed)) {
			assertThat(document.getLastSignatureDictionary().getName()).isEqualTo("Tanaka \u7530");
		}
	}

	@Test
	void goesToTheBottomOfTheLastPageWhereThereIsNoBlock() {
		byte[] signed = sign(SignatureForms.withoutBlock()).bytes();
		assertThat(SignatureAppearances.box(signed, 1).getLowerLeftY()).isBetween(30f, 50f);
	}

	@Test
	void isInvisibleWhereThereIsNoRoom() {
		byte[] signed = sign(SignatureForms.withoutRoom()).bytes();
		assertThat(verifier.verify(signed).valid()).isTrue();
		assertThat(guard.open("signed.pdf", signed).signatureFields()).hasSize(1);
	}

	@Test
	void findsEveryAlteredByte() {
		byte[] signed = sign(SignatureForms.form()).bytes();
		int altered = 0;
		for (int at = 100; at < signed.length; at += signed.length / 160) {
			byte[] changed = signed.clone();
			changed[at] ^= 0x01;
			SignatureVerdict verdict = verifier.verify(changed);
			if (!verdict.valid()) {
				altered++;
			}
			else {
				// only the padding behind the signature value may change unnoticed
				assertThat(insidePadding(signed, at)).as("byte %d", at).isTrue();
			}
		}
		assertThat(altered).isGreaterThan(10);
		byte[] digit = new String(signed, StandardCharsets.ISO_8859_1).replaceFirst("sha256:", "sha257:")
			.getBytes(StandardCharsets.ISO_8859_1);
		assertThat(verifier.verify(digit).outcome()).isEqualTo(Outcome.ALTERED);
	}

	private static boolean insidePadding(byte[] signed, int at) {
		String text = new String(signed, StandardCharsets.ISO_8859_1);
		int contents = text.lastIndexOf("/Contents <");
		return at > contents && at < text.indexOf('>', contents);
	}

	@Test
	void findsWhatWasAddedLater() {
		byte[] signed = sign(SignatureForms.form()).bytes();
		byte[] edited = SignatureForms.withTextAdded(signed);
		assertThat(verifier.verify(edited).outcome()).isEqualTo(Outcome.ADDED_TO);
		byte[] appended = Arrays.copyOf(signed, signed.length + 1);
		appended[signed.length] = '\n';
		assertThat(verifier.verify(appended).outcome()).isEqualTo(Outcome.ADDED_TO);
	}

	@Test
	void tellsUnsignedUnreadableAndForeignApart(@TempDir Path other) {
		assertThat(verifier.verify(SignatureForms.form()).outcome()).isEqualTo(Outcome.UNSIGNED);
		assertThat(verifier.verify("no PDF".getBytes(StandardCharsets.UTF_8)).outcome()).isEqualTo(Outcome.UNREADABLE);
		byte[] signed = sign(SignatureForms.form()).bytes();
		assertThat(verifier.verify(Arrays.copyOf(signed, signed.length - 300)).valid()).isFalse();
		try (Signing foreign = new Signing(other)) {
			assertThat(foreign.verifier.verify(signed).outcome()).isEqualTo(Outcome.NOT_OURS);
		}
	}

	@Test
	void signsAFormThatIsSignedAlready() {
		byte[] once = sign(SignatureForms.form(), "Erika Mustermann", "Customer", false).bytes();
		byte[] twice = sign(once).bytes();
		SignatureVerdict verdict = verifier.verify(twice);
		assertThat(verdict.outcome()).as(verdict.sentence()).isEqualTo(Outcome.VALID);
		assertThat(verdict.signatures()).isEqualTo(2);
		assertThat(Arrays.copyOf(twice, once.length)).isEqualTo(once);
	}

	@Test
	void signsALargeFormOnDisk() throws IOException {
		byte[] form = TestGuard.paddedTo(SignatureForms.form(), 12 << 20);
		byte[] signed = sign(form).bytes();
		assertThat(verifier.verify(signed).valid()).isTrue();
		assertThat(Arrays.mismatch(form, signed)).isEqualTo(form.length);
		try (var left = Files.list(data)) {
			assertThat(left.map((path) -> path.getFileName().toString())).containsExactlyInAnyOrder("signing",
					"time-stamps");
		}
	}

	@Test
	void refusesAFormThatForbidsFurtherSignatures() throws IOException {
		byte[] locked = SignatureForms.locked(signing.key);
		Refusal refusal = catchThrowableOfType(Refusal.class, () -> sign(locked));
		assertThat(refusal.code()).isEqualTo("signature-impossible");
		assertThat(refusal.getMessage()).contains("EA-2027-000123");
	}

	@Test
	void signsFromEightThreadsAtOnce() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(8);
		try {
			byte[] form = SignatureForms.form();
			List<Future<SignatureVerdict>> verdicts = new ArrayList<>();
			for (int i = 0; i < 80; i++) {
				String name = "Signer Ł" + i;
				verdicts.add(threads.submit(() -> verifier.verify(sign(form, name, "Manager").bytes())));
			}
			for (Future<SignatureVerdict> verdict : verdicts) {
				assertThat(verdict.get(60, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.VALID);
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	@Test
	void keepsItsDevelopmentKeyAndSaysWhatItIs(@TempDir Path fresh) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(4);
		try {
			List<Future<String>> serials = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				serials.add(threads.submit(() -> {
					try (SigningKey opened = SigningKey.development(fresh.resolve("signing"))) {
						assertThat(opened.development()).isTrue();
						assertThat(opened.certificate().getSubject().getPrettyPrintRFC2253())
							.contains("Countersign DEVELOPMENT")
							.contains("not for production");
						return opened.certificate().getSerialNumber().toString();
					}
				}));
			}
			String first = serials.get(0).get();
			for (Future<String> serial : serials) {
				assertThat(serial.get()).isEqualTo(first);
			}
			try (var files = Files.list(fresh)) {
				assertThat(files.map((path) -> path.getFileName().toString())).containsExactly("signing");
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	@Test
	void aForeignToolFindsTheSignatureValidAndTheDocumentUnmodified(@TempDir Path work) throws Exception {
		Pdfsig pdfsig = Pdfsig.find();
		if (pdfsig == null && Boolean.parseBoolean(System.getenv("COUNTERSIGN_REQUIRE_PDFSIG"))) {
			throw new AssertionError("pdfsig is required here (COUNTERSIGN_REQUIRE_PDFSIG=true) and not installed");
		}
		assumeTrue(pdfsig != null, "pdfsig (poppler-utils) is not installed: no foreign verification");
		byte[] signed = sign(SignatureForms.form(), "Łukasz Źdźbłowski", "Manager").bytes();
		List<String> good = pdfsig.verify(Files.write(work.resolve("signed.pdf"), signed));
		assertThat(good).anyMatch((line) -> line.contains("Signature Validation: Signature is Valid."))
			.anyMatch((line) -> line.contains("Total document signed"))
			.anyMatch((line) -> line.contains("Signature Type: ETSI.CAdES.detached"))
			.anyMatch((line) -> line.contains("Countersign DEVELOPMENT signature"));
		byte[] altered = signed.clone();
		altered[200] ^= 0x01;
		assertThat(pdfsig.verify(Files.write(work.resolve("altered.pdf"), altered)))
			.anyMatch((line) -> line.contains("Digest Mismatch"));
		byte[] edited = SignatureForms.withTextAdded(signed);
		assertThat(pdfsig.verify(Files.write(work.resolve("edited.pdf"), edited)))
			.anyMatch((line) -> line.contains("Not total document signed"));
		byte[] twice = sign(sign(SignatureForms.form(), "Erika Mustermann", "Customer", false).bytes()).bytes();
		assertThat(pdfsig.verify(Files.write(work.resolve("twice.pdf"), twice)))
			.filteredOn((line) -> line.contains("Signature is Valid"))
			.hasSize(2);
	}

}
