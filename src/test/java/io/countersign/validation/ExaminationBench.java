package io.countersign.validation;

import java.io.IOException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import io.countersign.agreement.AgreementPackage;
import io.countersign.agreement.Examination;
import io.countersign.agreement.IncomingSubmission;
import io.countersign.agreement.IncomingSubmission.ReceivedDocument;
import io.countersign.agreement.PackageHistory;
import io.countersign.document.DocumentGuard;
import io.countersign.document.TestGuard;
import io.countersign.kernel.Sha256;
import io.countersign.samples.LongPackage;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;

/**
 * How long one package of six documents and forty pages takes to be guarded and examined,
 * on one thread, turn by turn with its floor: PDFBox opening the same bytes and reading
 * their text. The decision tables are asked anew each time, as for a package that is like
 * no other. Run with the test class path; argument: packages to measure.
 */
public final class ExaminationBench {

	private static final int WARMUP = 60;

	private ExaminationBench() {
	}

	public static void main(String[] arguments) throws IOException {
		Times times = measure((arguments.length > 0) ? Integer.parseInt(arguments[0]) : 150);
		System.out.printf(Locale.ROOT,
				"RESULT examination-bench passed=1 failed=0 notrun=0 p50_ms=%.1f p95_ms=%.1f floor_p50_ms=%.1f floor_p95_ms=%.1f ratio=%.2f%n",
				times.median(), times.p95(), times.floorMedian(), times.floorP95(), times.ratio());
		System.exit(0);
	}

	/** Milliseconds for one package. */
	public record Times(double guardMedian, double median, double p95, double floorMedian, double floorP95) {

		/** What guarding and examining takes, as a multiple of the floor. */
		public double ratio() {
			return this.median / this.floorMedian;
		}

	}

	/**
	 * Measures so many packages.
	 * @throws IllegalStateException if the package is not clean, or not as large as said
	 */
	public static Times measure(int packages) throws IOException {
		LongPackage sample = new LongPackage();
		AgreementPackage facts = sample.facts();
		DocumentGuard guard = TestGuard.create();
		ValidationService validation = Desk.service(Sampling.none());
		double[] guarded = new double[packages];
		double[] examined = new double[packages];
		double[] floor = new double[packages];
		for (int i = -WARMUP; i < packages; i++) {
			long start = System.nanoTime();
			List<ReceivedDocument> documents = new ArrayList<>();
			facts.documents()
				.forEach((entry) -> documents.add(new ReceivedDocument(entry,
						guard.open(entry.fileName(), sample.documents().get(entry.fileName())))));
			long opened = System.nanoTime();
			Examination examination = validation.examine(
					new IncomingSubmission(Desk.REFERENCE, 1, "northwind", "DE", facts, documents, Sha256.of("content"),
							facts.signers().get(0).signedOn().plusDays(1).atTime(9, 0).toInstant(ZoneOffset.UTC),
							PackageHistory.NONE, "northwind"));
			long end = System.nanoTime();
			if (!examination.findings().isEmpty() || documents.size() != 6
					|| documents.stream()
						.mapToInt((document) -> document.pdf().pageCount())
						.sum() != LongPackage.PAGES) {
				throw new IllegalStateException("Not the package that was meant: " + examination.findings());
			}
			long read = floor(sample);
			if (i >= 0) {
				guarded[i] = (opened - start) / 1e6;
				examined[i] = (end - start) / 1e6;
				floor[i] = read / 1e6;
			}
		}
		return new Times(quantile(guarded, 0.5), quantile(examined, 0.5), quantile(examined, 0.95),
				quantile(floor, 0.5), quantile(floor, 0.95));
	}

	private static long floor(LongPackage sample) throws IOException {
		long start = System.nanoTime();
		for (byte[] pdf : sample.documents().values()) {
			try (PDDocument document = Loader.loadPDF(pdf)) {
				new PDFTextStripper().getText(document);
			}
		}
		return System.nanoTime() - start;
	}

	private static double quantile(double[] values, double share) {
		double[] sorted = values.clone();
		Arrays.sort(sorted);
		return sorted[(int) Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
	}

}
