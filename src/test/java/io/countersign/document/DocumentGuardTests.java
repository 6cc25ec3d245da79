package io.countersign.document;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import io.countersign.kernel.Refusal;
import io.countersign.kernel.Sha256;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSString;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.common.filespecification.PDComplexFileSpecification;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.pdmodel.interactive.action.PDActionGoTo;
import org.apache.pdfbox.pdmodel.interactive.action.PDActionJavaScript;
import org.apache.pdfbox.pdmodel.interactive.action.PDActionLaunch;
import org.apache.pdfbox.pdmodel.interactive.action.PDActionURI;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotationLink;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.destination.PDPageFitDestination;
import org.apache.pdfbox.pdmodel.interactive.form.PDAcroForm;
import org.apache.pdfbox.pdmodel.interactive.form.PDSignatureField;
import org.apache.pdfbox.pdmodel.interactive.form.PDTextField;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class DocumentGuardTests {

	private static final DocumentLimits LIMITS = new DocumentLimits(DataSize.ofMegabytes(20), 300, 100_000,
			DataSize.ofMegabytes(200), DataSize.ofMegabytes(8), Duration.ofSeconds(20), 2, DataSize.ofMegabytes(16),
			2_500_000, DataSize.ofMegabytes(32));

	private final List<BoundedWork> works = new ArrayList<>();

	private final DocumentGuard guard = guard(LIMITS);

	@AfterEach
	void closeWorks() {
		this.works.forEach(BoundedWork::close);
	}

	private DocumentGuard guard(DocumentLimits limits) {
		BoundedWork work = new BoundedWork(limits);
		this.works.add(work);
		return new PdfDocumentGuard(limits, work);
	}

	private static DocumentLimits limits(int pages, int objects, DataSize inflated, DataSize stream, Duration time) {
		return new DocumentLimits(DataSize.ofMegabytes(20), pages, objects, inflated, stream, time, 2,
				DataSize.ofMegabytes(16), 2_500_000, DataSize.ofMegabytes(32));
	}

	private Refusal refusal(byte[] bytes) {
		return refusal(this.guard, bytes);
	}

	private static Refusal refusal(DocumentGuard guard, byte[] bytes) {
		Refusal refusal = catchThrowableOfType(Refusal.class, () -> guard.open("Signature Form.pdf", bytes));
		assertThat(refusal).as("a refusal").isNotNull();
		assertThat(refusal.getMessage()).contains("'Signature Form.pdf'").endsWith(".");
		return refusal;
	}

	@Test
	void readsTextPageByPage() {
		byte[] bytes = TestPdfs.with((document) -> {
			TestPdfs.page(document, "Program Signature Form", "Agreement number  01E73134");
			document.addPage(new org.apache.pdfbox.pdmodel.PDPage());
			TestPdfs.page(document, "Microsoft Affiliate");
		});
		GuardedPdf pdf = this.guard.open("psf.pdf", bytes);
		assertThat(pdf.pageCount()).isEqualTo(3);
		assertThat(pdf.pageTexts().get(0)).isEqualTo("Program Signature Form\nAgreement number  01E73134");
		assertThat(pdf.pageTexts().get(1)).isEmpty();
		assertThat(pdf.pageTexts().get(2)).isEqualTo("Microsoft Affiliate");
		assertThat(pdf.sha256()).isEqualTo(Sha256.of(bytes));
		assertThat(pdf.bytes()).isSameAs(bytes);
	}

	@Test
	void readsFieldsAndSignatureFields() {
		byte[] bytes = TestPdfs.with((document) -> {
			TestPdfs.page(document, "Form");
			PDAcroForm form = new PDAcroForm(document);
			document.getDocumentCatalog().setAcroForm(form);
			PDTextField field = new PDTextField(form);
			field.setPartialName("customer");
			field.getCOSObject().setItem(COSName.V, new COSString("Łódź Energia"));
			PDSignatureField empty = signatureField(form, "Signature1");
			PDSignatureField signed = signatureField(form, "Signature2");
			signed.getCOSObject().setItem(COSName.V, new org.apache.pdfbox.cos.COSDictionary());
			form.setFields(List.of(field, empty, signed));
		});
		GuardedPdf pdf = this.guard.open("form.pdf", bytes);
		assertThat(pdf.fields()).containsExactly(java.util.Map.entry("customer", "Łódź Energia"));
		assertThat(pdf.signatureFields()).containsExactly("Signature2");
	}

	private static PDSignatureField signatureField(PDAcroForm form, String name) {
		PDSignatureField field = new PDSignatureField(form);
		field.setPartialName(name);
		return field;
	}

	@Test
	void refusesAnEmptyFile() {
		Refusal refusal = refusal(new byte[0]);
		assertThat(refusal.code()).isEqualTo("document-empty");
		assertThat(refusal.kind()).isEqualTo(Refusal.Kind.UNACCEPTABLE);
	}

	@Test
	void takesExactlyTheLargestSizeAndRefusesOneByteMore() {
		byte[] small = TestPdfs.pages(1);
		byte[] largest = Arrays.copyOf(small, 20 * 1024 * 1024);
		Arrays.fill(largest, small.length, largest.length, (byte) '\n');
		// blank bytes after the end mark are no foreign content, but PDFBox looks for the
		// mark near the end
		Refusal lookedAt = refusal(largest);
		assertThat(lookedAt.code()).isEqualTo("document-unreadable");
		byte[] padded = paddedTo(20 * 1024 * 1024);
		assertThat(this.guard.open("largest.pdf", padded).pageCount()).isEqualTo(1);
		Refusal refusal = refusal(paddedTo(20 * 1024 * 1024 + 1));
		assertThat(refusal.code()).isEqualTo("document-too-large");
		assertThat(refusal.kind()).isEqualTo(Refusal.Kind.TOO_LARGE);
	}

	/** A valid PDF of exactly this size: an uncompressed stream nobody refers to. */
	private static byte[] paddedTo(int size) {
		byte[] empty = TestPdfs.stream("", TestPdfs.ascii("BT ET"));
		int frame = TestPdfs.onePage(empty, TestPdfs.stream("", new byte[size - 2000])).length - (size - 2000);
		byte[] bytes = TestPdfs.onePage(empty, TestPdfs.stream("", new byte[size - frame]));
		assertThat(bytes).hasSize(size);
		return bytes;
	}

	@ParameterizedTest
	@ValueSource(strings = { "x", "%PDF", "PK\u0003\u0004", "<html></html>", " %PDF-1.7", "\uFEFF%PDF-1.4" })
	void refusesWhatDoesNotStartLikeAPdf(String text) {
		Refusal refusal = refusal(text.getBytes(StandardCharsets.UTF_8));
		assertThat(refusal.code()).isEqualTo("document-not-pdf");
		assertThat(refusal.kind()).isEqualTo(Refusal.Kind.UNSUPPORTED);
	}

	@Test
	void refusesAPdfThatIsAlsoAnArchiveOrAPage() throws IOException {
		ByteArrayOutputStream archive = new ByteArrayOutputStream();
		try (ZipOutputStream zip = new ZipOutputStream(archive)) {
			zip.putNextEntry(new ZipEntry("run.exe"));
			zip.write(1);
			zip.closeEntry();
		}
		assertThat(refusal(join(TestPdfs.pages(1), archive.toByteArray())).code()).isEqualTo("document-not-pdf");
		// the archive's comment hides a second end mark
		ByteArrayOutputStream commented = new ByteArrayOutputStream();
		try (ZipOutputStream zip = new ZipOutputStream(commented)) {
			zip.setComment("\n%%EOF\n");
			zip.putNextEntry(new ZipEntry("run.exe"));
			zip.closeEntry();
		}
		assertThat(refusal(join(TestPdfs.pages(1), commented.toByteArray())).code()).isEqualTo("document-not-pdf");
		assertThat(refusal(join(TestPdfs.pages(1), TestPdfs.ascii("<script>alert(1)</script>"))).code())
			.isEqualTo("document-not-pdf");
	}

	@Test
	void refusesEveryTruncation() {
		byte[] whole = TestPdfs.pages(3);
		Random random = new Random(7);
		for (int i = 0; i < 60; i++) {
			byte[] cut = Arrays.copyOf(whole, 5 + random.nextInt(whole.length - 12));
			assertThat(refusal(cut).code()).as("cut at %d of %d", cut.length, whole.length)
				.isEqualTo("document-unreadable");
		}
	}

	@Test
	void survivesRandomDamage() {
		byte[] whole = TestPdfs.pages(3);
		Random random = new Random(11);
		for (int i = 0; i < 200; i++) {
			byte[] damaged = whole.clone();
			for (int j = 0; j < 8; j++) {
				damaged[5 + random.nextInt(damaged.length - 5)] = (byte) random.nextInt(256);
			}
			try {
				assertThat(this.guard.open("damaged.pdf", damaged).pageCount()).isBetween(1, 300);
			}
			catch (Refusal refusal) {
				assertThat(refusal.code()).startsWith("document-");
			}
		}
	}

	@Test
	void refusesEncryption() throws IOException {
		for (String userPassword : List.of("", "secret")) {
			try (PDDocument document = new PDDocument(); ByteArrayOutputStream out = new ByteArrayOutputStream()) {
				TestPdfs.page(document, "Secret");
				StandardProtectionPolicy policy = new StandardProtectionPolicy("owner", userPassword,
						new AccessPermission());
				policy.setEncryptionKeyLength(256);
				document.protect(policy);
				document.save(out);
				assertThat(refusal(out.toByteArray()).code()).isEqualTo("document-encrypted");
			}
		}
	}

	@Test
	void refusesActiveContentOfEveryKind() {
		byte[] text = TestPdfs.stream("", TestPdfs.ascii("BT ET"));
		List<byte[]> active = new ArrayList<>(List.of(TestPdfs.with((document) -> {
			TestPdfs.page(document, "x");
			document.getDocumentCatalog().setOpenAction(new PDActionJavaScript("app.alert(1)"));
		}), TestPdfs.with((document) -> {
			PDAnnotationLink link = new PDAnnotationLink();
			PDActionLaunch launch = new PDActionLaunch();
			launch.setF("calc.exe");
			link.setAction(launch);
			annotate(document, link);
		}), TestPdfs.with((document) -> {
			TestPdfs.page(document, "x");
			PDComplexFileSpecification file = new PDComplexFileSpecification();
			file.setFile("evil.exe");
			try {
				file.setEmbeddedFile(new org.apache.pdfbox.pdmodel.common.filespecification.PDEmbeddedFile(document,
						new java.io.ByteArrayInputStream(new byte[10])));
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			COSArray files = new COSArray();
			files.add(file.getCOSObject());
			document.getDocumentCatalog().getCOSObject().setItem(COSName.getPDFName("AF"), files);
		}), TestPdfs.with((document) -> {
			TestPdfs.page(document, "x");
			PDAcroForm form = new PDAcroForm(document);
			form.getCOSObject().setItem(COSName.XFA, new COSString("<xdp/>"));
			document.getDocumentCatalog().setAcroForm(form);
		})));
		for (String object : List.of("<< /S /JavaScript /JS (app.alert(1)) >>", "<< /S /J#61vaScript >>",
				"<< /JavaScript 4 0 R >>", "<< /Type /EmbeddedFile >>", "<< /EF << >> >>",
				"<< /Type /Annot /Subtype /RichMedia >>", "<< /S /SubmitForm /F (http://x.invalid) >>",
				"<< /S /ImportData >>", "[ [ << /K << /S /Launch >> >> ] ]")) {
			active.add(TestPdfs.onePage(text, TestPdfs.ascii(object)));
		}
		for (String action : List.of("<< /S /URI /URI (http://x.invalid) >>", "<< /S /Named /N /Print >>",
				"<< /S /GoTo /D [3 0 R /Fit] /Next << /S /URI >> >>")) {
			active.add(TestPdfs.onePage("/OpenAction " + action, text));
		}
		for (byte[] bytes : active) {
			Refusal refusal = refusal(bytes);
			assertThat(refusal.code()).isEqualTo("document-active-content");
			assertThat(refusal.kind()).isEqualTo(Refusal.Kind.UNACCEPTABLE);
		}
	}

	@Test
	void findsActiveContentInsideCompressedObjects() {
		// PDFBox saves with object streams: the script is not visible in the file's bytes
		byte[] bytes = TestPdfs.with((document) -> {
			PDAnnotationLink link = new PDAnnotationLink();
			link.setAction(new PDActionJavaScript("app.alert(1)"));
			annotate(document, link);
		});
		assertThat(new String(bytes, StandardCharsets.ISO_8859_1)).doesNotContain("JavaScript");
		assertThat(refusal(bytes).code()).isEqualTo("document-active-content");
	}

	@Test
	void takesLinksAndAJumpToAPage() {
		byte[] bytes = TestPdfs.with((document) -> {
			PDAnnotationLink link = new PDAnnotationLink();
			PDActionURI uri = new PDActionURI();
			uri.setURI("https://example.com");
			link.setAction(uri);
			annotate(document, link);
			PDPageFitDestination first = new PDPageFitDestination();
			first.setPage(document.getPage(0));
			PDActionGoTo jump = new PDActionGoTo();
			jump.setDestination(first);
			document.getDocumentCatalog().setOpenAction(jump);
		});
		assertThat(this.guard.open("links.pdf", bytes).pageCount()).isEqualTo(1);
	}

	private static void annotate(PDDocument document, PDAnnotationLink link) {
		try {
			TestPdfs.page(document, "x").getAnnotations().add(link);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	void takesTheLargestNumberOfPagesAndRefusesOneMore() {
		assertThat(this.guard.open("300.pdf", TestPdfs.pages(300)).pageCount()).isEqualTo(300);
		Refusal refusal = refusal(TestPdfs.pages(301));
		assertThat(refusal.code()).isEqualTo("document-too-many-pages");
		assertThat(refusal.getMessage()).contains("300");
	}

	@Test
	void refusesAHundredThousandPagesWithoutReadingThem() {
		StringBuilder kids = new StringBuilder();
		byte[][] bodies = new byte[90_002][];
		for (int i = 3; i <= 90_002; i++) {
			kids.append(i).append(" 0 R ");
			bodies[i - 1] = TestPdfs.ascii("<</Type/Page/Parent 2 0 R>>");
		}
		bodies[0] = TestPdfs.ascii("<< /Type /Catalog /Pages 2 0 R >>");
		bodies[1] = TestPdfs.ascii("<< /Type /Pages /Count 90000 /Kids [" + kids + "] >>");
		assertThat(refusal(TestPdfs.raw(bodies)).code()).isEqualTo("document-too-many-pages");
	}

	@Test
	void refusesAPageTreeThatMultipliesItself() {
		StringBuilder ten = new StringBuilder();
		byte[][] bodies = new byte[13][];
		bodies[0] = TestPdfs.ascii("<< /Type /Catalog /Pages 2 0 R >>");
		for (int level = 2; level <= 12; level++) {
			ten.setLength(0);
			for (int i = 0; i < 10; i++) {
				ten.append(level + 1).append(" 0 R ");
			}
			bodies[level - 1] = TestPdfs.ascii("<< /Type /Pages /Count 100000 /Kids [" + ten + "] >>");
		}
		bodies[12] = TestPdfs.ascii("<< /Type /Page /MediaBox [0 0 10 10] >>");
		assertThat(refusal(TestPdfs.raw(bodies)).code()).isEqualTo("document-unreadable");
	}

	@Test
	void takesTheLargestNumberOfObjectsAndRefusesOneMore() {
		byte[] text = TestPdfs.stream("", TestPdfs.ascii("BT ET"));
		byte[][] more = new byte[99_996][];
		Arrays.fill(more, TestPdfs.ascii("0"));
		assertThat(this.guard.open("100000.pdf", TestPdfs.onePage(text, more)).pageCount()).isEqualTo(1);
		byte[][] tooMany = new byte[99_997][];
		Arrays.fill(tooMany, TestPdfs.ascii("0"));
		assertThat(refusal(TestPdfs.onePage(text, tooMany)).code()).isEqualTo("document-too-many-objects");
	}

	@Test
	void refusesWhatInflatesBeyondTheBound() {
		int stream = 1 << 20;
		DocumentGuard bounded = guard(
				limits(300, 1000, DataSize.ofBytes(3L * stream), DataSize.ofBytes(stream), Duration.ofSeconds(20)));
		assertThat(bounded.open("largest.pdf", TestPdfs.onePage(deflated(stream, ""))).pageCount()).isEqualTo(1);
		assertThat(refusal(bounded, TestPdfs.onePage(deflated(stream + 1, ""))).code())
			.isEqualTo("document-too-complex");
		// the whole counts too, and a picture may be larger than a page's instructions
		byte[] picture = deflated(2 * stream, "/Type /XObject /Subtype /Image /Width 1 /Height 1");
		assertThat(bounded.open("whole.pdf", TestPdfs.onePage(deflated(stream, ""), picture)).pageCount()).isEqualTo(1);
		byte[] larger = deflated(2 * stream + 1, "/Type /XObject /Subtype /Image /Width 1 /Height 1");
		assertThat(refusal(bounded, TestPdfs.onePage(deflated(stream, ""), larger)).code())
			.isEqualTo("document-too-complex");
	}

	@Test
	void refusesBombsOfEveryKindInLittleMemory() {
		byte[] gigabyte = deflated(1 << 30, "");
		assertThat(gigabyte.length).isLessThan(2 << 20);
		assertThat(refusal(TestPdfs.onePage(gigabyte)).code()).isEqualTo("document-too-complex");
		// one filter inside another
		byte[] chain = TestPdfs.stream("/Filter [/FlateDecode /LZWDecode]", new byte[100]);
		assertThat(refusal(TestPdfs.onePage(chain)).code()).isEqualTo("document-too-complex");
		// a predictor that asks for a row of two gigabytes
		byte[] row = deflated(100, "/DecodeParms << /Predictor 12 /Columns 2000000000 >>");
		assertThat(refusal(TestPdfs.onePage(row)).code()).isEqualTo("document-too-complex");
		// a cross-reference stream
		byte[] table = TestPdfs.ascii("%PDF-1.7\n1 0 obj\n");
		byte[] objects = TestPdfs.ascii("\nendobj\nstartxref\n9\n%%EOF\n");
		byte[] bomb = deflated(1 << 28, "/Type /XRef /Size 90000000 /W [1 1 1] /Root 2 0 R");
		assertThat(refusal(join(table, bomb, objects)).code()).isEqualTo("document-too-complex");
	}

	@Test
	void refusesDeepNesting() {
		byte[] text = TestPdfs.stream("", TestPdfs.ascii("BT ET"));
		String deep = "[".repeat(200_000) + "]".repeat(200_000);
		assertThat(refusal(TestPdfs.onePage(text, TestPdfs.ascii(deep))).code()).isIn("document-unreadable",
				"document-too-complex");
	}

	@Test
	void refusesFormsThatDrawEachOtherWithoutEnd() {
		// each of 12 forms draws the next one ten times: 10^12 instructions in 3 kB
		byte[][] forms = new byte[12][];
		for (int i = 0; i < forms.length; i++) {
			String next = (i < forms.length - 1) ? "/N Do ".repeat(10) : "BT ET";
			forms[i] = TestPdfs
				.stream("/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /N %d 0 R >> >>"
					.formatted(6 + Math.min(i, forms.length - 2)), TestPdfs.ascii(next));
		}
		byte[][] bodies = new byte[4 + forms.length][];
		bodies[0] = TestPdfs.ascii("<< /Type /Catalog /Pages 2 0 R >>");
		bodies[1] = TestPdfs.ascii("<< /Type /Pages /Count 1 /Kids [3 0 R] >>");
		bodies[2] = TestPdfs
			.ascii("<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /XObject << /N 5 0 R >> >> >>");
		bodies[3] = TestPdfs.stream("", TestPdfs.ascii("/N Do ".repeat(10)));
		System.arraycopy(forms, 0, bodies, 4, forms.length);
		BoundedWork work = new BoundedWork(
				limits(300, 1000, DataSize.ofMegabytes(1), DataSize.ofMegabytes(1), Duration.ofMillis(400)));
		this.works.add(work);
		DocumentGuard hurried = new PdfDocumentGuard(
				limits(300, 1000, DataSize.ofMegabytes(1), DataSize.ofMegabytes(1), Duration.ofMillis(400)), work);
		long start = System.nanoTime();
		assertThat(refusal(hurried, TestPdfs.raw(bodies)).code()).isEqualTo("document-too-slow");
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
		// and the work ended: nothing goes on in the background
		org.assertj.core.api.Assertions.assertThat(waitForPlaces(work)).isEqualTo(2);
	}

	private static int waitForPlaces(BoundedWork work) {
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
		while (work.freePlaces() < 2 && System.nanoTime() < end) {
			Thread.onSpinWait();
		}
		return work.freePlaces();
	}

	@Test
	void aStuckParseHoldsItsPlaceButNeverACaller() throws Exception {
		DocumentLimits hurried = limits(300, 1000, DataSize.ofMegabytes(1), DataSize.ofMegabytes(1),
				Duration.ofMillis(200));
		BoundedWork work = new BoundedWork(hurried);
		this.works.add(work);
		CountDownLatch never = new CountDownLatch(1);
		for (int i = 0; i < 2; i++) {
			assertThat(catchThrowableOfType(Refusal.class, () -> work.run("stuck.pdf", (allowance) -> () -> {
				never.await();
				return null;
			})).code()).isEqualTo("document-too-slow");
		}
		Refusal busy = catchThrowableOfType(Refusal.class, () -> work.run("next.pdf", (allowance) -> () -> 1));
		assertThat(busy.code()).isEqualTo("document-busy");
		assertThat(busy.kind()).isEqualTo(Refusal.Kind.BUSY);
		never.countDown();
		assertThat(waitForPlaces(work)).isEqualTo(2);
		assertThat(work.<Integer>run("next.pdf", (allowance) -> () -> 1)).isEqualTo(1);
	}

	@Test
	void opensFromManyThreadsAtOnce() throws Exception {
		byte[] good = TestPdfs.pages(20);
		byte[] bomb = TestPdfs.onePage(deflated(1 << 26, ""));
		ExecutorService threads = Executors.newFixedThreadPool(16);
		try {
			List<Future<String>> results = new ArrayList<>();
			for (int i = 0; i < 200; i++) {
				byte[] bytes = (i % 4 == 0) ? bomb : good;
				results.add(threads.submit(() -> {
					try {
						return "pages " + this.guard.open("many.pdf", bytes).pageCount();
					}
					catch (Refusal refusal) {
						return refusal.code();
					}
				}));
			}
			for (int i = 0; i < results.size(); i++) {
				assertThat(results.get(i).get(60, TimeUnit.SECONDS))
					.isEqualTo((i % 4 == 0) ? "document-too-complex" : "pages 20");
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	@Test
	void namesTheDocumentOnOneLine() {
		Refusal refusal = catchThrowableOfType(Refusal.class,
				() -> this.guard.open("a\r\nb" + "x".repeat(300) + ".pdf", new byte[0]));
		assertThat(refusal.getMessage()).doesNotContain("\n").doesNotContain("\r").hasSizeLessThan(220);
		assertThat(catchThrowableOfType(Refusal.class, () -> this.guard.open(null, new byte[0])).getMessage())
			.contains("without a name");
	}

	private static byte[] deflated(int size, String dictionary) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		try (DeflaterOutputStream deflater = new DeflaterOutputStream(out, new Deflater(Deflater.BEST_COMPRESSION))) {
			byte[] block = new byte[1 << 16];
			Arrays.fill(block, (byte) ' ');
			for (int left = size; left > 0; left -= block.length) {
				deflater.write(block, 0, Math.min(left, block.length));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return TestPdfs.stream("/Filter /FlateDecode " + dictionary, out.toByteArray());
	}

	private static byte[] join(byte[]... parts) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		for (byte[] part : parts) {
			out.writeBytes(part);
		}
		return out.toByteArray();
	}

}
